"""Pairings: proposed, begun, ended, handed over; their rhythm, and who is ready for one."""
