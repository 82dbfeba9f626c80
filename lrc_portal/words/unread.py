"""Translations that no speaker has read yet, grouped by screen: `python -m lrc_portal.words.unread`.

A PO entry is read once it carries the flag `read` (`#, read`), which gathering keeps until its English
changes. First come those that nobody is shown before somebody confirms them (fuzzy), then those with a word
that is in doubt; `--all` adds every other one without the flag.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import gathering

READ = "read"
MANY = "Many screens"
FEW = 4
# What is no screen of its own, by the folder it stands in.
_ELSEWHERE = {
    "lrc_portal/identity/": "In front of the portal: signing in, invitations, help now",
    "lrc_portal/quick/": "The short check-in",
    "lrc_portal/paper/": "On paper and in calendars",
    "lrc_portal/taking_along/": "Taking the record along, and bringing it back",
    "lrc_portal/reminders/": "Reminders by e-mail",
    "lrc_portal/charts/": "Charts, in words",
    "lrc_portal/words/": "Words that many screens use",
    "lrc_portal/ui/": MANY,
}
_REST = "Said when something cannot be done"
_IMPORTED = re.compile(
    r"^(?:from (lrc_portal\.ui[\w.]*) import ([^\n(]+|\([^)]*\))|import (lrc_portal\.ui[\w.]*))", re.M
)


@dataclass(frozen=True)
class Unread:
    """One translation to read, and why."""

    screen: str
    english: str
    forms: tuple[str, ...]
    why: str


def unread(catalogue: Catalog, *, everything: bool = False) -> Iterator[Unread]:
    """Those that wait for a speaker; with `everything` also those about which nothing is in doubt."""
    for message in catalogue:
        why = _why(message)
        if message.id and READ not in message.flags and (why or everything):
            english = message.id if isinstance(message.id, str) else message.id[0]
            yield Unread(_screen(message), english, _forms(message), why)


def by_screen(found: Sequence[Unread]) -> dict[str, list[Unread]]:
    """In the order of the menu, then what is no screen; within each what is in doubt stands first."""
    groups: dict[str, list[Unread]] = defaultdict(list)
    for each in sorted(found, key=lambda each: (not each.why, each.english)):
        groups[each.screen].append(each)
    order = [screen.name for screen in SCREENS]
    return dict(
        sorted(
            groups.items(),
            key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[0]),
        )
    )


def _why(message: Message) -> str:
    if message.fuzzy:
        return "The English changed: nobody is shown this until it is confirmed."
    return " ".join(message.user_comments)


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(form or "" for form in said)


def _screen(message: Message) -> str:
    """The first screen of the few where it is said, or what it is part of."""
    places = {place for place, _line in message.locations}
    on = set().union(*(_screens_by_module().get(place, set()) for place in places))
    if 0 < len(on) <= FEW:
        return next(screen.name for screen in SCREENS if screen.name in on)
    parts = {
        next((name for folder, name in _ELSEWHERE.items() if place.startswith(folder)), _REST)
        for place in places
    }
    return parts.pop() if len(parts) == 1 else MANY


@cache
def _screens_by_module() -> dict[str, set[str]]:
    """For each file of a page, and each panel that pages import, the names of the screens it is on."""
    on: dict[str, set[str]] = defaultdict(set)
    for screen in SCREENS:
        waiting, seen = [gathering.ROOT / "pages" / screen.file], set()
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            on[path.relative_to(gathering.ROOT).as_posix()].add(screen.name)
            waiting += _panels_in(path)
    return on


def _panels_in(path: Path) -> list[Path]:
    found = []
    for package, names, whole in _IMPORTED.findall(path.read_text(encoding="utf-8")):
        folder = gathering.ROOT / Path(*(package or whole).split("."))
        named = [folder.with_suffix(".py"), *(folder / f"{name}.py" for name in re.findall(r"\w+", names))]
        found += [each for each in named if each.is_file()]
    return found


def _run() -> None:
    parser = argparse.ArgumentParser(prog="python -m lrc_portal.words.unread", description=__doc__)
    parser.add_argument(
        "language", nargs="?", default="cy", choices=[each.value for each in gathering.TRANSLATED]
    )
    parser.add_argument("--all", action="store_true", help="also those about which nothing is in doubt")
    asked = parser.parse_args()
    language = Language(asked.language)
    catalogue = gathering.read(language)
    found = list(unread(catalogue, everything=asked.all))
    for screen, those in by_screen(found).items():
        print(f"\n## {screen} ({len(those)})\n")
        for each in those:
            print(f"- {each.english}")
            for form in dict.fromkeys(each.forms):
                print(f"  → {form}")
            if each.why:
                print(f"  ({each.why})")
    read = sum(READ in message.flags for message in catalogue)
    name = LANGUAGES[language].name
    print(f"\n{name}: {len(catalogue)} sentences, {read} read by a speaker, {len(found)} above.")


if __name__ == "__main__":
    _run()
