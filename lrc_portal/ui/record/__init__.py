"""Panels about the record over time."""
