"""Erasing a whole account: asking for it, keeping it after all, doing it, and once more after a restore."""
