"""Placeholder until the screen is written."""
from lrc_portal.ui import frame
frame.open_to_all()
