"""How long statements take and how long the pool lets one wait: for the metrics, and for who waits behind."""

import threading
import time
from typing import Any

from sqlalchemy import Engine, QueuePool, event
from sqlalchemy.pool import PoolProxiedConnection

from lrc_portal import metrics

_BEGAN = "_lrc_began"
_asking: dict[int, float] = {}
"""By thread: since when it waits for the answer to a statement, as `time.monotonic` counts."""


def asking_since(thread: int) -> float | None:
    """Since when this thread waits for the answer to one statement; None where it does not."""
    return _asking.get(thread)


class MeasuredPool(QueuePool):
    """The usual pool, which times how long it takes until somebody has a connection."""

    def connect(self) -> PoolProxiedConnection:
        with metrics.seconds(metrics.CONNECTION_WAIT_SECONDS):
            return super().connect()


def measure(engine: Engine) -> None:
    """Time each statement of this engine, and count the connections that are given out."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)
    event.listen(engine, "handle_error", _failed)
    event.listen(engine, "checkout", _given_out)
    event.listen(engine, "checkin", _given_back)


def _before(_connection: Any, _cursor: Any, _statement: Any, _parameters: Any, context: Any, _: Any) -> None:
    _asking[threading.get_ident()] = time.monotonic()
    if context is not None:
        setattr(context, _BEGAN, time.perf_counter())


def _after(_connection: Any, _cursor: Any, _statement: Any, _parameters: Any, context: Any, _: Any) -> None:
    _asking.pop(threading.get_ident(), None)
    if (began := getattr(context, _BEGAN, None)) is not None:
        metrics.STATEMENT_SECONDS.observe(time.perf_counter() - began)


def _failed(_fault: Any) -> None:
    _asking.pop(threading.get_ident(), None)


def _given_out(*_: Any) -> None:
    metrics.CONNECTIONS_IN_USE.inc()


def _given_back(*_: Any) -> None:
    metrics.CONNECTIONS_IN_USE.dec()
