"""Backups: made while people write, refused where they are damaged, and restored into either database."""
