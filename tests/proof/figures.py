"""What tests counted while they ran, put together by name, each against its aim."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PROPERTY = "figure"
"""The name under which a test's report carries what it counted."""


@dataclass(frozen=True)
class Figure:
    """A count with its aim: `least`, at least so many; else at most so many. None: it was not counted."""

    name: str
    value: float | None
    aim: float
    least: bool
    unit: str = "count"

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.aim if self.least else self.value <= self.aim

    def and_also(self, other: "Figure") -> "Figure":
        """The same counted in another test: both together, against both aims together."""
        both = None if self.value is None or other.value is None else self.value + other.value
        return Figure(self.name, both, self.aim + other.aim, self.least, self.unit)


Proved = Callable[..., None]
"""`proved(name, value, least=…)` or `proved(name, value, most=…)`: what a test tells of itself."""


def teller(record: Callable[[str, object], None]) -> Proved:
    """What the fixture `proved` gives: it puts the figure into the test's report."""

    def proved(
        name: str, value: float, *, least: float | None = None, most: float = 0, unit: str = "count"
    ) -> None:
        aim = most if least is None else least
        record(PROPERTY, [name, value, aim, least is not None, unit])

    return proved


def together(told: Iterable[Figure]) -> list[Figure]:
    """One figure for each name, in the order in which they came first."""
    found: dict[str, Figure] = {}
    for each in told:
        found[each.name] = found[each.name].and_also(each) if each.name in found else each
    return list(found.values())


def write(figures: Iterable[Figure], file: Path) -> None:
    """Put them into `file`, a list of objects in JSON."""
    rows = [
        {"name": each.name, "value": each.value, "aim": each.aim, "unit": each.unit, "met": each.met}
        for each in figures
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def lines(figures: list[Figure]) -> list[str]:
    """The table as text, and how many aims are met."""
    wide = max((len(each.name) for each in figures), default=4)
    told = [f"{'name':<{wide}}  {'value':>7}  {'aim':>8}  met"]
    for each in figures:
        aim = f"{'≥' if each.least else '≤'} {each.aim}"
        value = "–" if each.value is None else each.value
        told.append(f"{each.name:<{wide}}  {value:>7}  {aim:>8}  {'yes' if each.met else 'no'}")
    told.append(f"\n{sum(each.met for each in figures)} of {len(figures)} aims are met.")
    return told
