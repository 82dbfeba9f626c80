"""Is what somebody wrote fit to keep? Small checks that the submissions of the record share."""

import unicodedata
from datetime import date

from lrc_portal import clock
from lrc_portal.words.marks import Problem, problem

SHORT, LONG = 300, 6000


def tidy(text: str | None) -> str | None:
    """Without blanks at the ends; None where nothing is left. NUL, which PostgreSQL refuses, goes."""
    return (text or "").replace("\0", "").strip() or None


def without_accents(text: str) -> str:
    """The same letters without capitals and accents, so that Siân and SIAN are alike."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def text_problems(field: str, text: str | None, *, most: int, needed: bool = False) -> list[Problem]:
    """What keeps a text from being kept: that it is missing, or longer than `most` characters."""
    tidied = tidy(text)
    if tidied is None:
        return [problem(field, "Write a few words here.")] if needed else []
    if len(tidied) > most:
        return [
            problem(
                field,
                "This is {length} characters long. Up to {most} fit here.",
                length=len(tidied),
                most=most,
            )
        ]
    return []


def past_day_problems(field: str, day: date | None, *, needed: bool = True) -> list[Problem]:
    """What keeps a day from being kept as one that was: missing, ahead of us, or before 1900."""
    if day is None:
        return [problem(field, "Write the day, the month and the year.")] if needed else []
    if day > clock.today():
        return [problem(field, "This day is still to come. Choose today or an earlier day.")]
    if day.year < 1900:
        return [problem(field, "Choose a day after 1900.")]
    return []
