"""The log as a stream of lines: plain for people, or one JSON object a line for what collects logs.

What a line may say is decided in `faults` and `refusals`: kinds, places, numbers. Here it gets its time, and
the number of the request or of the rerun in which it was written, by which lines belong together.
"""

import json
import logging
import secrets
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType

OURS = "lrc_portal"
request: ContextVar[str] = ContextVar("lrc_request", default="")
"""The number of the request, or of the rerun of a page, that is being answered here."""

FIELDS = ("reference", "why", "by", "at", "deed")
"""What a line may hold beside its words, as fields of its own; given to the logger as `extra`."""

_as_json = False


class Format(StrEnum):
    """How lines are written."""

    PLAIN = "plain"
    JSON = "json"


def new_request() -> str:
    """A number for one request: nothing can be told from it."""
    return secrets.token_hex(8)


def begin(written_as: Format) -> None:
    """From now on all loggers of this process write to one stream in this format. Before Streamlit is loaded.

    Streamlit and uvicorn give each of their loggers a stream and a format of its own.
    """
    global _as_json
    _as_json = written_as is Format.JSON
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_Json() if _as_json else _Plain())
    stream.addFilter(_is_for_operators)
    root = logging.getLogger()
    root.handlers[:] = [stream]
    logging.getLogger(OURS).setLevel(logging.INFO)
    sys.excepthook = _uncaught
    if _as_json:
        logging.setLoggerClass(_OneStream)
        logging.captureWarnings(True)


def say(sentence: str, *, in_json: str | None = None) -> None:
    """Tell the operator at the start; `in_json` is what a collected log says of it, where that is less."""
    if _as_json:
        logging.getLogger(OURS).info("%s", " ".join((in_json or sentence).split()))
    else:
        print(sentence, flush=True)


def warn(sentence: str) -> None:
    """Tell the operator what to look after; it keeps the portal from nothing."""
    if _as_json:
        logging.getLogger(OURS).warning("%s", sentence)
    else:
        print(sentence, file=sys.stderr, flush=True)


def _is_for_operators(record: logging.LogRecord) -> bool:
    """Of others only warnings: uvicorn tells of each socket from which address it came."""
    return record.levelno >= logging.WARNING or record.name == OURS


class _OneStream(logging.Logger):
    """A logger that hands its lines to the one stream, whichever it was given."""

    def callHandlers(self, record: logging.LogRecord) -> None:
        for handler in logging.getLogger().handlers:
            handler.handle(record)


class _Plain(logging.Formatter):
    """Time, level, words; and the request, where it is one."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        number = request.get()
        return (
            f"{at:%Y-%m-%d %H:%M:%S}Z {record.levelname.lower()} {super().format(record)}"
            f"{f' request={number}' if number else ''}"
        )


class _Json(logging.Formatter):
    """One object a line; a fault's steps stand in `message`, with their line ends escaped."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": super().format(record),
        }
        if number := request.get():
            told["request"] = number
        told |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        return json.dumps(told, ensure_ascii=False, default=str)


def _uncaught(
    kind: type[BaseException], fault: BaseException, steps: TracebackType | None
) -> None:  # pragma: no cover - runs as the process ends
    """What nobody caught ends up in the log as well, where its message is left out."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, steps)
        return
    logging.getLogger(OURS).critical("not caught", exc_info=(kind, fault, steps))
