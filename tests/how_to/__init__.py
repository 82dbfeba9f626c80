"""The how-to documents for developers, done step by step in a copy of the portal."""
