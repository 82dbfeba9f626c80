"""Panels about training, supervision and reflections."""
