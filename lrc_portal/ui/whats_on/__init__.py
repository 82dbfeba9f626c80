"""The panels of what is on: the weeks ahead, keeping groups, an address for calendars."""
