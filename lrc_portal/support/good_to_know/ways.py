"""The ways that a tap leads: addresses of pages and numbers to call, checked before anybody taps them."""

import re
from urllib.parse import urlsplit

from lrc_portal.record.validation import tidy
from lrc_portal.words.marks import Problem, problem

LONGEST_ADDRESS = 500
MOST_DIGITS = 15
"""No number in the world has more."""
_NUMBER = re.compile(r"(\+44 ?)?[0-9][0-9 ]{1,30}[0-9]")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+", re.IGNORECASE)


def web_problems(name: str, address: str) -> list[Problem]:
    """What keeps an address from being a link: anything but https and the name of a site."""
    tidied = tidy(address) or ""
    try:
        parts = urlsplit(tidied)
        sound = parts.scheme == "https" and bool(_HOST.fullmatch(parts.hostname or "")) and not parts.username
        sound = sound and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    sound = sound and len(tidied) <= LONGEST_ADDRESS and tidied.isprintable()
    if not sound or re.search(r"[\s<>\"'`\\|^{}]", tidied):
        return [problem(name, "Write the whole address as a browser shows it. It begins with https://.")]
    return []


def phone_problems(name: str, number: str) -> list[Problem]:
    """What keeps a number from being called with a tap: anything but digits and the blanks between them."""
    if _NUMBER.fullmatch(tidy(number) or "") and len(digits(number)) <= MOST_DIGITS:
        return []
    return [problem(name, "Write the number in digits, with blanks between them if you like.")]


def as_written(number: str) -> str | None:
    """The number as it is shown; None where there is none."""
    return " ".join((tidy(number) or "").split()) or None


def digits(number: str) -> str:
    """The number as a phone in Wales dials it."""
    dialled = "".join((tidy(number) or "").split())
    return f"0{dialled.removeprefix('+44')}" if dialled.startswith("+44") else dialled
