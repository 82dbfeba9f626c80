"""Every family of commands, put to `cli`."""

from lrc_portal.commands import backups, checking, keys, moving, running, scheduled, setting_up, traces
from lrc_portal.commands.line import cli

FAMILIES = (running, setting_up, checking, scheduled, backups, keys, moving, traces)
"""Whatever is imported here has put its commands there."""

__all__ = ["FAMILIES", "cli"]
