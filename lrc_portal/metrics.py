"""Prometheus metrics of this process: counters, histograms and gauges, and the port where they are read.

They count what happens and how long it takes, and never whom it happens to: no label holds anything of a
person, and every label has few values, all of them words of ours.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import (
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

PAGE_RUNS = Counter("lrc_page_runs", "Reruns of a page", ["page", "outcome"])
PAGE_RUN_SECONDS = Histogram(
    "lrc_page_run_seconds",
    "Seconds that a rerun of a page took, with the wait for its turn",
    ["page"],
    buckets=(0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15),
)
TURN_WAIT_SECONDS = Histogram(
    "lrc_turn_wait_seconds",
    "Seconds that a rerun waited for its turn to draw",
    buckets=(0.01, 0.1, 0.5, 1, 2, 5, 15),
)
STATEMENT_SECONDS = Histogram(
    "lrc_database_statement_seconds",
    "Seconds that an SQL statement took",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 4, 15),
)
CONNECTION_WAIT_SECONDS = Histogram(
    "lrc_database_connection_wait_seconds",
    "Seconds until the pool gave a connection to PostgreSQL",
    buckets=(0.001, 0.01, 0.1, 0.5, 1, 2, 4),
)
CONNECTIONS_IN_USE = Gauge("lrc_database_connections_in_use", "Connections that the pool has given out")
SAVES = Counter("lrc_saves", "Transactions that were to be kept", ["by", "outcome"])
SIGN_INS = Counter("lrc_sign_ins", "Tries to sign in, and to pass the second step", ["way", "outcome"])
REFUSED = Counter("lrc_refused", "Attempts that a rule or a guard refused", ["why"])
FAULTS = Counter("lrc_faults", "Faults of ours; each has its number in the log")
SOCKETS_OPEN = Gauge("lrc_sockets_open", "WebSockets that are open: pages that are looked at")


@contextmanager
def seconds(histogram: Histogram) -> Iterator[None]:
    """Time what is done in here, whatever comes of it."""
    began = time.perf_counter()
    try:
        yield
    finally:
        histogram.observe(time.perf_counter() - began)


@contextmanager
def sign_in(way: str, outcomes: Mapping[type[Exception], str]) -> Iterator[None]:
    """Count a try to sign in by what comes of it; a decorator too."""
    try:
        yield
    except Exception as fault:
        named = next((outcome for kind, outcome in outcomes.items() if isinstance(fault, kind)), "failed")
        SIGN_INS.labels(way, named).inc()
        raise
    SIGN_INS.labels(way, "in").inc()


def gauge(name: str, about: str, ask: Callable[[], Mapping[str, float]], label: str) -> None:
    """A gauge whose values are asked for when they are read; left out where that fails."""
    REGISTRY.register(_Asked(name, about, ask, label))


class _Asked(Collector):
    def __init__(self, name: str, about: str, ask: Callable[[], Mapping[str, float]], label: str) -> None:
        self._name, self._about, self._ask, self._label = name, about, ask, label

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return [GaugeMetricFamily(self._name, self._about, labels=[self._label])]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        [family] = self.describe()
        try:
            found = self._ask()
        except Exception:
            # The database may be away: what else is counted is read all the same.
            return []
        for value, number in found.items():
            family.add_metric([value], number)
        return [family]


def serve(host: str, port: int) -> None:
    """Answer at this port with what was counted, in a thread of its own. `OSError` where it is taken."""
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the moment of the start, once for each counter
    start_http_server(port, host)
