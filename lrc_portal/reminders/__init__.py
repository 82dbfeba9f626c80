"""Reminders by e-mail that people choose: what they chose, when one is due, the mail, and sending it once."""
