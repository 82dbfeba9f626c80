"""The ground floor: engine, tables, encrypted text and migrations."""
