"""What the log may say of a fault: its kind and its place, never what anybody wrote.

An exception's message, the parameters of an SQL statement and local variables can all hold a
person's own words, so none of them is logged. A short reference number joins the line in the log
to the calm page that the person saw.
"""

import hashlib
import logging
import secrets
import traceback
from functools import partial
from typing import Any

from lrc_portal import metrics

_log = logging.getLogger("lrc_portal")

# Digits and consonants, as in invitations: a reference is read out on the phone.
_SPEAKABLE = "CDFHJKMNPRTVX0123456789"

_SAID_OTHERWISE = {
    "streamlit.error_util": "Uncaught app execution",
    "streamlit.components.v2.bidi_component.serialization": "Failed to deserialize",
}
"""What loggers of Streamlit begin with that is not logged: a fault of a page, which is noted here with its
number, and a value from a browser that cannot be read, which it goes on without."""

_without_content_already = False


def new_reference() -> str:
    """Eight characters in two groups: enough to find one line in a log."""
    return "-".join("".join(secrets.choice(_SPEAKABLE) for _ in range(4)) for _ in range(2))


def reference_of(what: bytes) -> str:
    """The same eight characters for the same bytes; nothing of them can be read from it."""
    number = int.from_bytes(hashlib.sha256(b"lrc reference " + what).digest())
    letters = [_SPEAKABLE[number // len(_SPEAKABLE) ** at % len(_SPEAKABLE)] for at in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def place_of(fault: BaseException) -> str:
    """The kinds of exception and the file, line and function of each step; nothing of their content."""
    told = []
    seen: set[int] = set()
    current: BaseException | None = fault
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = f"{type(current).__module__}.{type(current).__qualname__}"
        steps = traceback.extract_tb(current.__traceback__)
        told.append("\n".join([kind, *(f"  {step.filename}:{step.lineno} {step.name}" for step in steps)]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(told)


def note(fault: BaseException) -> str:
    """Put a fault in the log, without content; the reference that finds it there."""
    reference = new_reference()
    metrics.FAULTS.inc()
    _log.error("fault %s: %s", reference, place_of(fault), extra={"reference": reference})
    return reference


def note_unfit() -> str:
    """Put in the log that a browser sent what no page of ours sends; the reference that finds it there."""
    reference = new_reference()
    _log.warning(
        "message %s: a value that fits no field of the page", reference, extra={"reference": reference}
    )
    return reference


def keep_content_out_of_logs() -> None:
    """From now on no logger of this process writes an exception's message.

    Streamlit and uvicorn both log the whole trace of what they did not expect, message included,
    before anybody can stop them; the record itself is the one place that all of them pass.
    """
    global _without_content_already
    if _without_content_already:
        return
    _without_content_already = True
    # An address can hold an invitation's code, so requests are not logged, whatever the level.
    logging.getLogger("uvicorn.access").disabled = True
    for name, said in _SAID_OTHERWISE.items():
        # A logger that is only disabled is woken by whoever sets up logging after us.
        logging.getLogger(name).addFilter(partial(_begins_otherwise, said))
    usual = logging.getLogRecordFactory()

    def record_without_content(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = usual(*args, **kwargs)
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{_said(record)}\n{place_of(record.exc_info[1])}"
            record.args = None
            record.exc_info = None
            record.exc_text = None
        return record

    logging.setLogRecordFactory(record_without_content)


def _begins_otherwise(words: str, record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(words)


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
