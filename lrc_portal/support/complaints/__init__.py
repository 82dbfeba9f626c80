"""Complaints about what is done with somebody's data."""
