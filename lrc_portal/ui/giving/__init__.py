"""Panels about becoming a peer worker."""
