"""Help now: the lines that can be called, from `helplines.toml` and from what coordinators keep over it.

What they keep is held here, in this process's memory, so that whoever needs help waits for no database:
`use` puts it in force, and `support/good_to_know/help_now.py` renews it beside everything else.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from lrc_portal import clock
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import CHOICES, Translator

FILE = Path(__file__).with_name("helplines.toml")
COUNTS_FOR = timedelta(days=365)
"""So long a check counts: then somebody looks again whether there is still an answer at this number."""
ESSENTIAL = frozenset({"emergency", "nhs_111", "samaritans"})
"""Lines of the file that no mistake may take away: neither hidden nor changed, only added to."""
FIRST = 2
"""So many lines are the first for everybody: drink and drugs, danger to life."""


class LineFor(StrEnum):
    """Whom a line is for: the person themselves, their family and friends, or both."""

    SELF = "self"
    FAMILY = "family"
    ALL = "all"


@dataclass(frozen=True)
class Helpline:
    """One line in every language. `number` is how it is shown; `tel` (digits) or `web` is where it leads.

    Each of the dicts holds a text for every language, the English one where the file has no other; `text`
    may be None.
    """

    id: str
    name: dict[Language, str]
    about: dict[Language, str]
    hours: dict[Language, str]
    text: dict[Language, str] | None
    number: str
    tel: str | None
    web: str | None
    languages: tuple[Language, ...]
    whom: LineFor
    source: dict[Language, str]
    checked_on: date
    is_checked: bool

    @property
    def link(self) -> str:
        """Where a tap leads: `tel:` and digits, or the address."""
        return f"tel:{self.tel}" if self.tel else str(self.web)

    @property
    def is_to_be_checked(self) -> bool:
        """Whether nobody has compared the facts with their source yet, or not lately."""
        return not self.is_checked or clock.today() - self.checked_on > COUNTS_FOR

    def checked(self, t: Translator) -> str | None:
        """When somebody last compared the facts with their source; None where that is still to be done.

        Who needs this number now reads no doubt below it: a coordinator is told instead.
        """
        return None if self.is_to_be_checked else t("Checked: {month}.", month=t.month(self.checked_on))

    def checked_last(self, t: Translator) -> str:
        """The same for whoever sees to it: in any case a sentence."""
        if self.is_checked:
            return t("Last checked on {day}.", day=t.day(self.checked_on))
        return t("Not checked yet.")

    def spoken(self, t: Translator) -> str:
        """In which languages somebody answers."""
        spoken = set(self.languages)
        if spoken == {Language.ENGLISH, Language.CYMRAEG}:
            return t("in English and Welsh")
        if spoken == {Language.CYMRAEG}:
            return t("in Welsh")
        return (
            t("in English")
            if spoken == {Language.ENGLISH}
            else t.listed([CHOICES[each] for each in self.languages])
        )


@dataclass(frozen=True)
class Section:
    """Lines that stand together: those of family and friends, those for both, or without a heading."""

    lines: tuple[Helpline, ...]
    for_family: bool = False
    for_both: bool = False


@dataclass(frozen=True)
class KeptLine:
    """What coordinators keep of one line. Texts are by language, and may lack in one of the two.

    Without a `number` it stands for the line of the file, with what it says of hiding and checking; of an
    essential line it may have a few words more in `about`. Else it stands in place of that line, or is new.
    """

    id: str
    hidden: bool = False
    checked_on: date | None = None
    number: str | None = None
    tel: str | None = None
    web: str | None = None
    languages: tuple[Language, ...] = ()
    whom: LineFor = LineFor.ALL
    name: Mapping[Language, str] = field(default_factory=dict)
    about: Mapping[Language, str] = field(default_factory=dict)
    hours: Mapping[Language, str] = field(default_factory=dict)
    text: Mapping[Language, str] = field(default_factory=dict)

    @property
    def leads_somewhere(self) -> bool:
        """Whether it can stand for itself: it is called something, and a tap reaches it."""
        tel = self.tel is not None and self.tel.isascii() and self.tel.isdigit()
        return bool(self.number and self.name and (tel or (self.web or "").startswith("https://")))


@lru_cache(maxsize=1)
def of_file() -> tuple[Helpline, ...]:
    """Every line of the file: that for drink and drugs first, then danger to life, then the others."""
    with FILE.open("rb") as file:
        lines = tomllib.load(file)["line"]
    return tuple(_helpline(**line) for line in lines)


_in_force: tuple[Helpline, ...] | None = None


def use(kept: Iterable[KeptLine]) -> None:
    """From now on this stands over the file, in this process; with nothing, the file stands alone."""
    global _in_force
    _in_force = over_file(kept)


def all_lines() -> tuple[Helpline, ...]:
    """Every line that is shown: those of the file in its order, and then what coordinators added."""
    return of_file() if _in_force is None else _in_force


def over_file(kept: Iterable[KeptLine]) -> tuple[Helpline, ...]:
    """The lines that are shown where coordinators keep this."""
    by_id = {each.id: each for each in kept}
    shown = [
        line if (each := by_id.pop(line.id, None)) is None else _as_kept(line, each) for line in of_file()
    ]
    shown += [_line_of(each) for each in by_id.values() if each.leads_somewhere and not each.hidden]
    return tuple(line for line in shown if line)


def _as_kept(line: Helpline, kept: KeptLine) -> Helpline | None:
    """The line of the file as coordinators keep it; None where they hide it."""
    if line.id in ESSENTIAL:
        more = _in_all(kept.about) if kept.about else None
        return replace(
            line,
            about={each: f"{said} {more[each]}" for each, said in line.about.items()} if more else line.about,
            **_checked(line, kept),
        )
    if kept.hidden:
        return None
    if kept.leads_somewhere:
        return replace(_line_of(kept), source=line.source, **_checked(line, kept))
    return replace(line, **_checked(line, kept))


def _checked(line: Helpline, kept: KeptLine) -> dict[str, Any]:
    """The later of the two days on which it was checked."""
    if kept.checked_on is None or (line.is_checked and line.checked_on >= kept.checked_on):
        return {"checked_on": line.checked_on, "is_checked": line.is_checked}
    return {"checked_on": kept.checked_on, "is_checked": True}


def _line_of(kept: KeptLine) -> Helpline:
    return Helpline(
        id=kept.id,
        name=_in_all(kept.name),
        about=_in_all(kept.about),
        hours=_in_all(kept.hours),
        text=_in_all(kept.text) if kept.text else None,
        number=kept.number or "",
        tel=kept.tel,
        web=kept.web,
        languages=kept.languages,
        whom=kept.whom,
        source=_in_all({}),
        checked_on=kept.checked_on or date.min,
        is_checked=kept.checked_on is not None,
    )


def _in_all(texts: Mapping[Language, str]) -> dict[Language, str]:
    """A text for every language: its own, or the one there is."""
    otherwise = texts.get(Language.ENGLISH) or next(iter(texts.values()), "")
    return {language: texts.get(language) or otherwise for language in Language}


def to_be_checked() -> tuple[Helpline, ...]:
    """Those that nobody has checked yet, or not lately, in their order."""
    return tuple(line for line in all_lines() if line.is_to_be_checked)


def sections(*, for_family: bool) -> tuple[Section, ...]:
    """All lines in the order in which they are shown. For family their own come before the others."""
    lines = all_lines()
    family = Section(tuple(line for line in lines if line.whom is LineFor.FAMILY), for_family=True)
    others = tuple(line for line in lines if line.whom is not LineFor.FAMILY)
    if not for_family:
        return Section(others), family
    return Section(others[:FIRST]), family, Section(others[FIRST:], for_both=True)


def _helpline(
    *,
    id: str,
    number: str,
    source: dict[str, str],
    checked_on: date,
    name: dict[str, str],
    about: dict[str, str],
    hours: dict[str, str],
    languages: list[str],
    whom: str,
    text: dict[str, str] | None = None,
    tel: str | None = None,
    web: str | None = None,
    checked: bool = False,
) -> Helpline:
    return Helpline(
        name=_spoken(name),
        about=_spoken(about),
        hours=_spoken(hours),
        text=_spoken(text) if text else None,
        languages=tuple(Language(language) for language in languages),
        whom=LineFor(whom),
        tel=tel,
        web=web,
        id=id,
        number=number,
        source=_spoken(source),
        checked_on=checked_on,
        is_checked=checked,
    )


def _spoken(texts: dict[str, str]) -> dict[Language, str]:
    return {language: texts.get(language.value, texts[Language.ENGLISH.value]) for language in Language}
