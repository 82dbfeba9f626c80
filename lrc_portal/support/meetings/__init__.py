"""Meetings: planned, moved, held; the agenda, and the sheet before a session."""
