"""Panels about the circle, what is shared, and who looked."""
