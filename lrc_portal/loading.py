"""Whether all that pages draw with is loaded: the door opens before, and early pages wait here."""

from threading import Event

_whole = Event()
_whole.set()


def begin() -> None:
    """From now on pages wait."""
    _whole.clear()


def end() -> None:
    """It is all there, or what is wrong will show where it is asked for."""
    _whole.set()


def wait() -> None:
    """Before a page is drawn: two threads that load the same modules could meet them half made."""
    _whole.wait()
