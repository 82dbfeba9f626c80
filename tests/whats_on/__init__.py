"""What is on: dates of groups, who keeps them, who says they are there, and calendars that subscribe."""
