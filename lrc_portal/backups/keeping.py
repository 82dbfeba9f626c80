"""Which backups of a folder are kept: the newest of each of the last days, weeks and months that have one."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ENDING = ".backup"
_NAME = re.compile(r"portal-(\d{4}-\d\d-\d\dT\d{6}Z)\.backup")
_MOMENT = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True)
class Rule:
    """How many days, weeks and months keep a backup; days on which none was made do not count."""

    days: int = 7
    weeks: int = 4
    months: int = 3


def name_at(moment: datetime) -> str:
    """The name of a backup of that moment; names in their order are moments in theirs."""
    return f"portal-{moment.astimezone(UTC).strftime(_MOMENT)}{ENDING}"


def found_in(folder: Path) -> dict[datetime, Path]:
    """The backups in a folder by their moment, the newest first. Files of other names are none of ours."""
    named = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()]
    found = {datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC): path for match, path in named if match}
    return dict(sorted(found.items(), reverse=True))


def kept(moments: Collection[datetime], rule: Rule) -> set[datetime]:
    """Of these moments, those whose backups stay. The newest always does."""
    newest_first = sorted(moments, reverse=True)
    spans: list[tuple[int, Callable[[datetime], object]]] = [
        (rule.days, datetime.date),
        (rule.weeks, lambda moment: moment.isocalendar()[:2]),
        (rule.months, lambda moment: (moment.year, moment.month)),
    ]
    stay = set(newest_first[:1])
    for many, span in spans:
        newest_of: dict[object, datetime] = {}
        for moment in newest_first:
            newest_of.setdefault(span(moment), moment)
        stay |= set(list(newest_of.values())[:many])
    return stay


def thin_out(folder: Path, rule: Rule) -> list[Path]:
    """Delete what the rule does not keep; which."""
    found = found_in(folder)
    stay = kept(found.keys(), rule)
    gone = [path for moment, path in found.items() if moment not in stay]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone
