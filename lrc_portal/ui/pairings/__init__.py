"""Panels about pairings and handover."""
