"""Peer support: pairings, meetings, agenda, notes, and the sheet before a session."""
