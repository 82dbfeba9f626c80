"""The security log of refused attempts: who by number, at which door, and why; never what it was about.

A line reads like `refused why=not_here by=12 at=/goals deed=record.goals.change`. It is for whoever runs
the portal to see that somebody tries doors. Names, words, addresses with what stands behind their question
mark, and the numbers of other people's entries stay out of it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePath
from threading import Lock
from traceback import walk_tb

from lrc_portal import clock, metrics
from lrc_portal.acting import NotAllowed, NotHere

_log = logging.getLogger("lrc_portal")

QUIET = timedelta(minutes=10)
"""So long the same attempt is counted and not said again; the next line says how often it came."""

MOST = 200
"""Lines within that time; the rest is counted, so that whoever tries everything fills no disk."""

_VERBS = frozenset({"record", "sharing", "support", "reminders", "identity"})


class Why(StrEnum):
    """Why something was refused."""

    NOT_ALLOWED = "not_allowed"
    NOT_HERE = "not_here"
    OTHER_ROLE = "other_role"
    SIGNED_OUT = "signed_out"
    OTHER_SIGN_IN = "other_sign_in"
    OTHER_SITE = "other_site"
    OTHER_ADDRESS = "other_address"


@dataclass
class _Held:
    """Since when the same attempt is only counted, and how often it came since."""

    since: datetime
    more: int = 0


_lock = Lock()
_held: dict[tuple[Why, int | None, str, str], _Held] = {}
_said: _Held | None = None


def note(why: Why, *, by: int | None, at: str, deed: str = "") -> None:
    """Put a refused attempt in the log, unless the same one stands there since a moment ago.

    `by` is the number of the person, None where nobody is known; `at` one of the portal's own addresses,
    and `deed` a function of ours.
    """
    metrics.REFUSED.labels(why.value).inc()
    key = (why, by, at, deed)
    now = clock.now()
    with _lock:
        before = _held.get(key)
        if before is not None and timedelta() <= now - before.since < QUIET:
            before.more += 1
            return
        if not _may_be_said(now):
            return
        _held[key] = _Held(now)
    told = [f"why={why.value}", f"by={'-' if by is None else by}", f"at={at}"]
    told += [f"deed={deed}"] if deed else []
    told += [f"before={before.more}"] if before is not None and before.more else []
    _log.warning(
        "refused %s", " ".join(told), extra={"why": why.value, "by": by, "at": at, "deed": deed or None}
    )


def note_fault(fault: BaseException, *, by: int | None, at: str) -> None:
    """`note`, where the fault is a refusal of a rule; nothing for any other."""
    if isinstance(fault, NotHere | NotAllowed):
        why = Why.NOT_HERE if isinstance(fault, NotHere) else Why.NOT_ALLOWED
        note(why, by=by, at=at, deed=_deed(fault))


def forget() -> None:
    """Begin anew, as after a start; what was held back is not said any more."""
    global _said
    with _lock:
        _held.clear()
        _said = None


def _may_be_said(now: datetime) -> bool:
    global _said
    if _said is None or not timedelta() <= now - _said.since < QUIET:
        if _said is not None and _said.more > MOST:
            _log.warning("refused why=many more=%d", _said.more - MOST)
        _said = _Held(now)
        # What was held back for that long is not needed to tell what is new.
        for key in [key for key, held in _held.items() if now - held.since >= QUIET and not held.more]:
            del _held[key]
    _said.more += 1
    return _said.more <= MOST


def _deed(fault: BaseException) -> str:
    """The verb or read query that refused, by module and function: where the call left the screens."""
    for frame, _line in walk_tb(fault.__traceback__):
        parts = PurePath(frame.f_code.co_filename).with_suffix("").parts
        if "lrc_portal" not in parts:
            continue
        within = parts[len(parts) - parts[::-1].index("lrc_portal") :]
        if within and within[0] in _VERBS:
            return ".".join([*within, frame.f_code.co_name])
    return ""
