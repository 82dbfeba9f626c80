"""Panels about finding a peer worker."""
