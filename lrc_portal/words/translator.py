"""From an English sentence to the person's language; plurals, days and times with it."""

import gettext
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words import welsh
from lrc_portal.words.marks import Sentence, mark

CATALOGUES = Path(__file__).resolve().parent / "catalogue"
NO_NAME = mark("somebody whose account is erased")
_PEOPLE = frozenset({"name", "other", "peer_worker", "person", "supervisor", "worker"})
"""The gaps in sentences that hold somebody's name."""
CHOICES = {language: spoken.name for language, spoken in LANGUAGES.items()}


class Translator:
    """Says sentences in one language. Pass it on; there is no ambient language.

    `alongside`: the record it speaks of is kept by family, who live alongside recovery.
    """

    def __init__(self, language: Language, *, alongside: bool = False) -> None:
        self.language = language
        self.alongside = alongside
        self.locale = Locale.parse(LANGUAGES[language].locale)
        self._catalogue = _catalogue(language)

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence in this language, with `{name}` filled from `values`; Welsh mutates where it asks."""
        said = self._catalogue.gettext(sentence)
        return self._filled(said, values) if values else said

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form for `n` things (Welsh has six), with `{n}` and `values` filled in."""
        return self._filled(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def of_record(self, *, alongside: bool) -> "Translator":
        """The same language, of somebody else's record than the viewer's own, or of what is nobody's."""
        return translator(self.language, alongside=alongside)

    def say(self, sentence: Sentence) -> str:
        """A `Sentence` that came up from below."""
        if sentence.many is not None and sentence.n is not None:
            return self.plural(sentence.text, sentence.many, sentence.n, **sentence.values)
        return self(sentence.text, **sentence.values)

    def day(self, day: date) -> str:
        """A day in full: 1 March 2026, 1 Mawrth 2026."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day without its year: 1 Mar, 1 Maw."""
        return format_date(day, "d MMM", locale=self.locale)

    def weekday(self, day: date, *, within: bool = False) -> str:
        """A day with the name of its weekday: Sunday 1 March; `within` a sentence, dydd Sul 1 Mawrth."""
        said = format_date(day, "EEEE d MMMM", locale=self.locale)
        return _within(said) if within else said

    def weekday_name(self, day: date) -> str:
        """The name of the day alone, as within a sentence: Saturday, dydd Sadwrn."""
        return _within(format_date(day, "EEEE", locale=self.locale))

    def weekday_in_short(self, day: date) -> str:
        """The name of the day as a label: Sat, Sad."""
        return format_date(day, "EEE", locale=self.locale)

    def month(self, day: date) -> str:
        """A month and its year: March 2026."""
        return format_date(day, "LLLL y", locale=self.locale)

    def language_name(self, language: Language) -> str:
        """What a language is called in the person's own: Welsh, Cymraeg."""
        return Locale.parse(LANGUAGES[language].locale).get_language_name(self.locale) or language

    def own_first(self) -> list[Language]:
        """All languages, the person's own before the others."""
        return sorted(Language, key=lambda each: each is not self.language)

    def month_names(self, width: str = "abbreviated") -> list[str]:
        """The twelve names, January first."""
        return list(_month_names("LLL" if width == "abbreviated" else "LLLL", self.locale))

    def clock(self, at: time | datetime) -> str:
        """Hours and minutes, as clocks show them: 14:30."""
        return format_time(at, "HH:mm", locale=self.locale)

    def listed(self, words: list[str], *, ours: bool = False) -> str:
        """Words as a list in a sentence: one, two and three; un, dau a thri.

        `ours` are words of the portal, which Welsh mutates behind "a"; names and own words stay as they are.
        """
        if self.language is Language.CYMRAEG:
            return welsh.listed(words, ours=ours)
        return format_list(words, locale=self.locale)

    def _filled(self, said: str, values: Mapping[str, object]) -> str:
        if "" in values.values():
            # Only whoever erased their account has no name, and what they had with others stays.
            nobody = self._catalogue.gettext(NO_NAME)
            values = {
                name: nobody if value == "" and name in _PEOPLE else value for name, value in values.items()
            }
        return welsh.filled(said, values) if self.language is Language.CYMRAEG else said.format(**values)


@cache
def _month_names(pattern: str, locale: Locale) -> tuple[str, ...]:
    return tuple(format_date(date(2026, month, 1), pattern, locale=locale) for month in range(1, 13))


def catalogue_of(language: Language) -> Path:
    """Where the sentences of a language stand, and their English beside them."""
    return CATALOGUES / f"{language.value}.po"


def first_spoken(wished: Iterable[str]) -> Language | None:
    """The first of our languages among these codes, whatever region they name: cy, en-GB, pl_PL."""
    for code in wished:
        said = code.strip().lower().replace("_", "-").split("-")[0]
        if said in set(Language):
            return Language(said)
    return None


def _catalogue(language: Language) -> gettext.NullTranslations:
    """What is not in it, or waits for a person to confirm it, is said in English."""
    if language is Language.ENGLISH:
        return gettext.NullTranslations()
    with catalogue_of(language).open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGES[language].locale)
    for message in list(catalogue):
        # With a form missing, English's own rule for counts is the right one.
        if message.pluralizable and not all(message.string or ()):
            catalogue.delete(message.id)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def translator(language: Language, *, alongside: bool = False) -> Translator:
    """The translator of a language, and of a record of family where that is said; made once."""
    return Translator(language, alongside=alongside)


def _within(weekday: str) -> str:
    """The locale data give "Dydd Sadwrn", as at the beginning of a sentence."""
    return weekday.replace("Dydd", "dydd")
