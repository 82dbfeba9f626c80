"""Panels about notes."""
