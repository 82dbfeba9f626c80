"""The yearly report in words: its tables, what each of them counts, and what is withheld, said plainly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from lrc_portal.series import Between, Hidden, Movement, PairingYear, Report, Sum
from lrc_portal.vocabulary import Aid, Element, MeetingKind, NoteState, Role
from lrc_portal.words import labels
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

Row = TypeVar("Row")

SMALL = 5
PEOPLE = {
    Role.MEMBER: mark("Members"),
    Role.FAMILY: mark("Family members and friends"),
    Role.PEER_WORKER: mark("Peer workers"),
}
MOVEMENTS = {
    Movement.HIGHER: mark("Higher"),
    Movement.SAME: mark("About the same"),
    Movement.LOWER: mark("Lower"),
}
PAIRINGS = {
    PairingYear.BEGUN: mark("Began anew"),
    PairingYear.HANDED_OVER: mark("Handed over to another peer worker"),
    PairingYear.ENDED: mark("Came to their end"),
}


@dataclass(frozen=True)
class Table:
    """One table: what it is about, what is counted in it, its columns, and a label and cells for each row."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def number(t: Translator, cell: Sum) -> str:
    """A number, or in words why there is none."""
    if isinstance(cell, Between) and not cell.least:
        return t("up to {most}", most=cell.most)
    if isinstance(cell, Between):
        return t("{least} to {most}", least=cell.least, most=cell.most)
    if cell is Hidden.FEWER:
        return t("fewer than {n}", n=SMALL)
    if cell is Hidden.WITHHELD:
        return t("withheld")
    return str(cell)


def span(t: Translator, report: Report) -> str:
    """The days that are counted."""
    days = t("{first} to {last}", first=t.day(report.first), last=t.day(report.last))
    return days if report.is_whole else t("So far: {days}", days=days)


def kept(t: Translator, report: Report) -> str:
    """Since when the figures stand."""
    return t("The figures were kept on {day}.", day=t.day(report.kept_on))


def promises(t: Translator) -> list[str]:
    """What is counted and what is not, for whoever reads the numbers."""
    return [
        t("Numbers alone: nobody’s words are read to count them, and no name is among them."),
        t(
            "Of people’s own records only that is counted which they showed their peer worker in the year. "
            "What somebody marked “only me” is never counted."
        ),
        t(
            "A number below {n} is withheld, zero too, and so is every number that would give it away. "
            "Where a part is small, or little came since an earlier quarter, two numbers stand there. The "
            "true one is between them.",
            n=SMALL,
        ),
    ]


def beside_another(t: Translator, report: Report) -> str:
    """What two reports that lie side by side mean for each other."""
    if report.is_whole:
        return t(
            "Each thing is counted in the year on whose days it happened. A person who was here in two years "
            "is counted in both. These figures stand: entries that come or go later change nothing here."
        )
    return t(
        "This year is not over. These figures stand. Those of the next quarter can lie beside them, and "
        "give nothing small away."
    )


def tables(t: Translator, report: Report) -> list[Table]:
    """All of them, in the order in which they are read."""
    return [
        _people(t, report),
        _meetings(t, report),
        _aids(t, report),
        _notes(t, report),
        _goals(t, report),
        _movement(t, report),
        _others(t, report),
    ]


def _people(t: Translator, report: Report) -> Table:
    return Table(
        t("People"),
        t(
            "Who had an account here on {day}. Somebody who is two things is in both rows.",
            day=t.day(report.last),
        ),
        (t("Who"), t("People")),
        _rows(t, report.people, {role: t(PEOPLE[role]) for role in report.people}),
    )


def _meetings(t: Translator, report: Report) -> Table:
    names = {kind: labels.meeting_kind(t, kind) for kind in MeetingKind}
    rows = _rows(t, report.meetings, names)
    return Table(
        t("Meetings held"),
        t("Meetings of peer support that took place. What a professional led is not counted."),
        (t("Kind"), t("Meetings")),
        (*rows, (t("All together"), (number(t, report.all_meetings),))),
    )


def _aids(t: Translator, report: Report) -> Table:
    return Table(
        t("Kinds of help given"),
        t("In how many notes of meetings each kind is named. One note can name several."),
        (t("Kind"), t("Notes")),
        _rows(t, report.aids, {aid: labels.aid(t, aid) for aid in Aid}),
    )


def _notes(t: Translator, report: Report) -> Table:
    rows = _rows(t, report.notes, {state: labels.note_state(t, state) for state in NoteState})
    return Table(
        t("Notes that were answered"),
        t(
            "A note is agreed by both, or both views stand side by side. "
            "The two are told apart only where neither is small."
        ),
        (t("How they stand"), t("Notes")),
        ((t("All together"), (number(t, report.answered),)), *rows),
    )


def _goals(t: Translator, report: Report) -> Table:
    rows = tuple(
        (
            labels.element(t, element),
            (number(t, report.goals_set[element]), number(t, report.goals_reached[element])),
        )
        for element in Element
    )
    both = (number(t, report.all_goals_set), number(t, report.all_goals_reached))
    return Table(
        t("Goals"),
        t("Goals that were set in these days, and those that were reached in them, whenever they were set."),
        (t("Part of recovery"), t("Set"), t("Reached")),
        (*rows, (t("All together"), both)),
    )


def _movement(t: Translator, report: Report) -> Table:
    rows = tuple(
        (
            labels.element(t, element),
            tuple(number(t, report.movement[element][movement]) for movement in Movement),
        )
        for element in Element
    )
    return Table(
        t("How members’ answers moved"),
        t(
            "How many members’ answers were higher, about the same or lower at the end of the year. Their "
            "last quarter with answers stands beside their first, each on average. A change is one point of "
            "ten or more. Who gave answers on three days or more in two quarters is counted. It is told "
            "once the year is over, from twenty members on, and measures nobody."
        ),
        (t("Part of recovery"), *(t(words) for words in MOVEMENTS.values())),
        rows,
    )


def _others(t: Translator, report: Report) -> Table:
    names = {each: t("Walks together: {what}", what=_small(t(words))) for each, words in PAIRINGS.items()}
    more = (
        (t("Contributions to the community"), (number(t, report.contributions),)),
        (t("Peer workers’ training"), (number(t, report.trainings),)),
        (t("Days of supervision"), (number(t, report.supervisions),)),
        (t("Times that groups led by peers met"), (number(t, report.groups),)),
        (t("Letters between people and their peer workers"), (number(t, report.letters),)),
        (t("Useful things that peer workers passed on"), (number(t, report.passed_on),)),
    )
    return Table(
        t("Walking together, giving, learning"),
        t(
            "A first meeting to try it out is not counted yet. A handover is in one row only. Letters and "
            "what was passed on are told once the year is over. Five pairs or more must have had a part."
        ),
        (t("What"), t("How many")),
        (*_rows(t, report.pairings, names), *more),
    )


def _rows(
    t: Translator, cells: Mapping[Row, Sum], names: Mapping[Row, str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((names[key], (number(t, cell),)) for key, cell in cells.items())


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
