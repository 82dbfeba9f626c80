"""Help now: the lines that can be called, from `helplines.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from lrc_portal import clock
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import CHOICES, Translator

FILE = Path(__file__).with_name("helplines.toml")
COUNTS_FOR = timedelta(days=365)
FIRST = 2
"""So many lines are the first for everybody: drink and drugs, danger to life."""
"""So long a check counts: then somebody looks again whether there is still an answer at this number."""


class ForWhom(StrEnum):
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
    whom: ForWhom
    source: str
    checked_on: date
    is_checked: bool

    @property
    def link(self) -> str:
        """Where a tap leads: `tel:` and digits, or the address."""
        return f"tel:{self.tel}" if self.tel else str(self.web)

    @property
    def is_to_be_checked(self) -> bool:
        """Whether nobody has compared the facts with their source yet, or not lately."""
        return not self.is_checked or self.checked_on + COUNTS_FOR < clock.today()

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


@lru_cache(maxsize=1)
def all_lines() -> tuple[Helpline, ...]:
    """Every line: that for drink and drugs first, then danger to life, then the others."""
    with FILE.open("rb") as file:
        lines = tomllib.load(file)["line"]
    return tuple(_helpline(**line) for line in lines)


def to_be_checked() -> tuple[Helpline, ...]:
    """Those that nobody has checked yet, or not lately, in their order."""
    return tuple(line for line in all_lines() if line.is_to_be_checked)


def sections(*, for_family: bool) -> tuple[Section, ...]:
    """All lines in the order in which they are shown. For family their own come before the others."""
    lines = all_lines()
    family = Section(tuple(line for line in lines if line.whom is ForWhom.FAMILY), for_family=True)
    others = tuple(line for line in lines if line.whom is not ForWhom.FAMILY)
    if not for_family:
        return Section(others), family
    return Section(others[:FIRST]), family, Section(others[FIRST:], for_both=True)


def _helpline(
    *,
    id: str,
    number: str,
    source: str,
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
        whom=ForWhom(whom),
        tel=tel,
        web=web,
        id=id,
        number=number,
        source=source,
        checked_on=checked_on,
        is_checked=checked,
    )


def _spoken(texts: dict[str, str]) -> dict[Language, str]:
    return {language: texts.get(language.value, texts[Language.ENGLISH.value]) for language in Language}
