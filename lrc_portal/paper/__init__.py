"""On paper: the sheet before a session, my progress and a check-in to fill in by hand, as PDF."""
