"""Panels about meetings and the agenda."""
