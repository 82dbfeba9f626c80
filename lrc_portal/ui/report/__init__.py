"""The panel of the yearly report."""
