"""What was measured as one table: on the screen, and in a file for other tools."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RATIO, COUNT, SECONDS = "ratio", "count", "s"


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against its aim: at most so much, with `least` at least.

    `behind` says in words what the value is made of. `sound` is False where the value would meet its aim
    and something else that was promised with it does not hold.
    """

    name: str
    value: float
    aim: float
    unit: str = RATIO
    behind: str = ""
    sound: bool = True
    least: bool = False

    @property
    def met(self) -> bool:
        return self.sound and (self.value >= self.aim if self.least else self.value <= self.aim)

    @property
    def written(self) -> str:
        return f"{self.value:.0f}" if self.unit == COUNT else f"{self.value:.2f}"


def rows(figures: Iterable[Figure]) -> list[dict[str, object]]:
    """The figures as they stand in the file."""
    return [
        {
            "name": figure.name,
            "value": round(figure.value) if figure.unit == COUNT else round(figure.value, 3),
            "aim": figure.aim,
            "unit": figure.unit,
            "met": figure.met,
        }
        for figure in figures
    ]


def write(figures: Iterable[Figure], file: Path) -> None:
    """Put the figures into `file`, a list of objects in JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows(figures), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def lines(figures: list[Figure]) -> list[str]:
    """The table as text, and how many aims are met."""
    wide = max((len(figure.name) for figure in figures), default=4)
    told = [f"{'name':<{wide}}  {'value':>7}  {'aim':>6}  met  behind it"]
    for figure in figures:
        met = "yes" if figure.met else "no "
        aim = f"{'≥' if figure.least else '≤'} {figure.aim:g}"
        told.append(f"{figure.name:<{wide}}  {figure.written:>7}  {aim:>6}  {met}  {figure.behind}".rstrip())
    told.append(f"\n{sum(figure.met for figure in figures)} of {len(figures)} aims are met.")
    return told
