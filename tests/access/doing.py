"""How people do something in any order: by which door, at what time, to which of their entries."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.row_security import System
from lrc_portal.record import check_ins, goals, measures, moments, pursuits, strengths, ways
from lrc_portal.sharing import opened_records
from lrc_portal.support.meetings import agenda
from lrc_portal.support.notes.notes import NoteSubmission
from lrc_portal.vocabulary import Aid, Content, Element, MeetingKind
from lrc_portal.words.marks import Invalid, Refused
from tests.access.in_force import Entry, Terms, Walk
from tests.access.looks import OWNERS, PEOPLE, WORKERS, Looks, marks_in
from tests.people import token

owners = st.sampled_from(OWNERS)
anybody = st.sampled_from(PEOPLE)
workers = st.sampled_from(WORKERS)
seldom = st.sampled_from((False, False, True))
which = st.integers(min_value=0, max_value=1000)
"""Which of those that there are, counted round."""

Chosen = dict[Content, tuple[bool, int | None]]


def note_of(walk_id: int, day: date, words: str) -> NoteSubmission:
    """A note of a talk, with these words."""
    aids, elements = frozenset({Aid.SOCIAL}), frozenset({Element.HEALTH})
    return NoteSubmission(walk_id, day, MeetingKind.PHONE, aids, elements, words, token=token())


class Doing(Looks, RuleBasedStateMachine):
    """What each deed needs. A deed that the portal refuses changes nothing in force."""

    standing: ExitStack
    marks: int
    touched: set[tuple[str, str]]

    def does(self, name: str, verb: Callable[..., Any], *, system: System | None = None, **words: Any) -> Any:
        """What the verb answers; None where it is refused. It runs as the page runs it: by who does it."""
        by = self.viewer(name)
        self.moves_on(timedelta(minutes=1))
        door = self.doors.portal.as_system(system) if system else self.doors.portal.seen_by(by)
        self.done = False
        with suppress(Refused, Invalid), door.writing() as db:
            answer = verb(db, by=by, **words)
            self.done = True
            self.tally.done[f"{verb.__module__}.{verb.__name__}"] += 1
            return answer
        return None

    def moves_on(self, by: timedelta) -> None:
        self.force.now += by
        self.standing.close()
        self.standing.enter_context(clock.standing_at(self.force.now))

    def mark(self) -> str:
        self.marks += 1
        return f"mark{self.marks}x"

    def terms(self, chosen: Chosen) -> Terms:
        return {
            content: (own_words, None if days is None else self.today + timedelta(days=days))
            for content, (own_words, days) in chosen.items()
        }

    def some_entry(self, owner: str, n: int, *kinds: str) -> Entry | None:
        there = [each for each in self.force.records[owner] if each.kind in kinds]
        return there[n % len(there)] if there else None

    def some_walk(self, n: int, whether: Callable[[Walk], bool] = lambda _: True) -> Walk | None:
        there = [walk for walk in self.force.walks if not walk.ended and whether(walk)]
        return there[n % len(there)] if there else None

    def line_of(self, owner: str, entry: Entry) -> Any:
        """An entry as its owner finds it in their own list."""
        record = opened_records.own(self.viewer(owner))
        lists: dict[str, Callable[[Session], Any]] = {
            "strength": lambda db: strengths.seen(db, record),
            "goal": lambda db: goals.seen(db, record),
            "moment": lambda db: moments.seen(db, record),
            "check-in": lambda db: check_ins.seen(db, record),
            "pursuit": lambda db: pursuits.seen(db, record),
            "agenda": lambda db: agenda.read_query(record.viewer, record.owner_id).run(db),
            "way": lambda db: ways.seen(db, record),
            "measure": lambda db: measures.seen(db, record, put_away=True),
        }
        with self.doors.portal.seen_by(record.viewer).reading() as db:
            lines = lists[entry.kind](db)
        return next(
            line
            for line in lines
            if (line.day == entry.day if entry.kind == "check-in" else entry.mark in marks_in(line))
        )
