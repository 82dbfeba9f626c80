"""What everybody's pages read, held against what is in force.

`InForce` says what may be seen. Each entry has words of its own that stand nowhere else, so that one in the
wrong place is found wherever it lies in what a page is given.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from lrc_portal.acting import NotHere, Opening, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.paper import my_progress
from lrc_portal.record.journey import Journey
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support import overview, today
from lrc_portal.support.meetings import agenda, meetings, sheet
from lrc_portal.support.notes import notes
from lrc_portal.support.overview import Overview
from lrc_portal.support.pairings import pairing_views
from lrc_portal.taking_along import with_others
from lrc_portal.taking_along.entries import OwnEntries
from lrc_portal.vocabulary import (
    Element,
    Language,
    Role,
    Subject,
    Through,
    Window,
)
from tests.access.in_force import CIRCLE, PAIRING, InForce
from tests.tools.kept import Rows

OWNERS, WORKERS = ("Mari", "Tom"), ("Gareth", "Siân")
ROLES = {
    "Mari": {Role.MEMBER},
    "Tom": {Role.MEMBER},
    "Dafydd": {Role.FAMILY},
    "Gareth": {Role.PEER_WORKER},
    "Siân": {Role.PEER_WORKER},
    "Nia": {Role.COORDINATOR},
}
PEOPLE = tuple(ROLES)
WAYS = {CIRCLE: Through.CIRCLE, PAIRING: Through.PAIRING}
MARK = re.compile(r"mark\d+x")


@dataclass
class Tally:
    """What was done and read, and what was seen that was not in force."""

    steps: int = 0
    reads: int = 0
    done: Counter[str] = field(default_factory=Counter)
    too_much: int = 0


@dataclass(frozen=True)
class Doors:
    """A database as each person has it, and how it is emptied; `fill` sees all rows."""

    portal: Database
    fill: Database
    empty: Callable[[], object]
    begun: list[tuple[Rows, dict[str, Any]]] = field(default_factory=list)


def marks_in(value: object) -> set[str]:
    """Every mark that can be reached from a value: in its fields, its keys, its texts."""
    return set(_marks_in(value))


def _marks_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from MARK.findall(value)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _marks_in(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _marks_in(key)
            yield from _marks_in(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _marks_in(each)


class Looks:
    """The pages of these people, read by the queries that draw them."""

    doors: Doors
    tally: Tally
    force: InForce
    ids: dict[str, int]
    names: dict[int, str]
    roles: dict[str, set[Role]]
    openings: dict[tuple[str, str, str], Opening]

    def viewer(self, name: str) -> Viewer:
        return Viewer(self.ids[name], frozenset(self.roles[name]), Language.ENGLISH, display_name=name)

    @property
    def today(self) -> date:
        return self.force.today

    def everybody_looks(self) -> None:
        for viewer in PEOPLE:
            for owner in OWNERS:
                if viewer != owner:
                    self.looks_at(viewer, owner)
            self.who_shares(viewer)
        for owner in OWNERS:
            self.file_to_take_along(owner)

    def only(self, what: str, seen: set[str], may: set[str]) -> None:
        """Nothing else than may be seen."""
        self.tally.reads += 1
        more = seen - may
        self.tally.too_much += len(more)
        assert not more, f"{what}: {sorted(more)} is not in force"

    def exactly(self, what: str, seen: object, expected: object) -> None:
        """What is to be seen and nothing else."""
        self.tally.reads += 1
        if seen != expected:
            self.tally.too_much += 1
        assert seen == expected, f"{what}: {seen!r}, in force is {expected!r}"

    def looks_at(self, viewer: str, owner: str) -> None:
        """All pages on which the one could see something of the other."""
        by, owner_id = self.viewer(viewer), self.ids[owner]
        open_to = self.force.contents(viewer, owner, CIRCLE)
        record = self.opened(viewer, owner, CIRCLE, ())
        self.exactly(f"{viewer} is shown by {owner}", record is not None, bool(open_to))
        if record is not None:
            door = self.doors.portal.seen_by(record.viewer)
            with door.reading() as db:
                self.overview_is(viewer, owner, CIRCLE, overview.of(db, record, Window.ALL))
        door = self.doors.portal.seen_by(by)
        read, listed, met = door.read_all(
            notes.read_query(by, person_id=owner_id),
            agenda.read_query(by, owner_id),
            meetings.read_query(by, person_id=owner_id),
        )
        of_notes = {word for each in self.force.readable_notes(viewer, owner, None) for word in each.words}
        self.only(f"{viewer} reads notes about {owner}", marks_in(read), of_notes)
        self.exactly(
            f"{viewer} sees the agenda of {owner}", marks_in(listed), self.force.agenda(viewer, owner)
        )
        self.only(f"{viewer} sees meetings of {owner}", marks_in(met), self.force.places(viewer, owner))
        if Role.PEER_WORKER in self.roles[viewer]:
            self.walks_with(viewer, owner)
        else:
            assert not self.force.live(viewer, owner)

    def walks_with(self, viewer: str, owner: str) -> None:
        by = self.viewer(viewer)
        [walks] = self.doors.portal.seen_by(by).read_all(pairing_views.walks(by))
        live = self.force.live(viewer, owner)
        with_owner = [walk for walk in walks if walk.pairing.person == owner]
        self.exactly(
            f"{viewer} walks with {owner}",
            {walk.pairing.id for walk in with_owner},
            {each.id for each in live},
        )
        if not live:
            open_to = self.force.contents(viewer, owner, PAIRING)
            record = self.opened(viewer, owner, PAIRING, ())
            assert record is None and not open_to, f"{viewer} sees {owner} by a walk that is over"
            return
        record = self.opened(viewer, owner, PAIRING, (Subject.AGENDA, Subject.NOTES))
        assert record is not None
        door = self.doors.portal.seen_by(record.viewer)
        with door.reading() as db:
            self.overview_is(viewer, owner, PAIRING, overview.of(db, record, Window.YEAR))
        for walk in with_owner:
            [found] = self.doors.portal.seen_by(by).read_all(sheet.read_query(record, walk.pairing))
            self.sheet_is(viewer, owner, record, found)

    def opened(self, viewer: str, owner: str, way: str, also: tuple[Subject, ...]) -> OpenedRecord | None:
        visit = self.openings.setdefault((viewer, owner, way), Opening())
        by = self.viewer(viewer)
        with suppress(NotHere), self.doors.portal.seen_by(by).writing() as db:
            return opened_records.at(db, by, self.ids[owner], through=WAYS[way], also=also, opening=visit)
        return None

    def overview_is(self, viewer: str, owner: str, way: str, found: Overview) -> None:
        what = f"{viewer} looks at {owner} by the {way}"
        contents = self.force.contents(viewer, owner, way)
        told = self.force.told_notes(viewer, owner, way)
        words = self.force.words(contents, owner) | self.force.note_words(viewer, owner, way)
        self.exactly(f"{what}: words", marks_in(found), words)
        listed = {
            "strength": found.strengths,
            "goal": found.goals,
            "moment": found.moments,
            "pursuit": found.pursuits,
        }
        for kind, lines in listed.items():
            there = self.force.entries(contents, owner, kind)
            self.exactly(f"{what}: {kind}", len(lines), len(there))
            assert not any(line.only_me for line in lines), what
        self.exactly(f"{what}: notes", len(found.notes), len(told))
        self.line_is(what, viewer, owner, way, found.journey)

    def line_is(self, what: str, viewer: str, owner: str, way: str, found: Journey) -> None:
        """Each mean, each day with something on it, and where the axis begins and ends."""
        line = self.force.line(viewer, owner, way)
        means = {
            (Element(point.series), point.at): point.value
            for point in found.points
            if point.value is not None
        }
        self.exactly(f"{what}: weeks", set(means), set(line.means))
        near = {each for each in means if abs((means[each] or 0) - line.means[each]) > 0.011}
        self.exactly(f"{what}: means", {each: means[each] for each in near}, {})
        self.exactly(f"{what}: days", Counter(mark.day for mark in found.marks), line.days)
        if way == CIRCLE:
            ends = (line.start, line.end) if line.start else (found.start, found.start)
            self.exactly(f"{what}: axis", (found.start, found.end), ends)
            assert not found.quiet and not any(point.n for point in found.points), what
            if line.start is None:
                assert found.start <= self.today
        else:
            self.exactly(f"{what}: quiet", tuple((each.start, each.end) for each in found.quiet), line.quiet)
            self.exactly(f"{what}: last day", found.end, self.today)

    def sheet_is(self, viewer: str, owner: str, record: OpenedRecord, found: sheet.Sheet) -> None:
        what = f"{viewer} prepares a meeting with {owner}"
        contents = self.force.contents(viewer, owner, PAIRING)
        beside = self.force.beside(viewer, owner)
        self.only(what, marks_in(found), self.force.words(contents, owner) | beside)
        four = timedelta(weeks=4)
        lately = (self.today - four + timedelta(days=1), self.today)
        before = (lately[0] - four, lately[0] - timedelta(days=1))
        for each in found.higher:
            said = tuple(self.force.mean_of(contents, owner, each.asked, *time) for time in (before, lately))
            assert (abs(each.before - said[0]) < 0.011) and (abs(each.now - said[1]) < 0.011), what
        self.tally.reads += 1

    def who_shares(self, name: str) -> None:
        by = self.viewer(name)
        shared, invited = self.doors.portal.seen_by(by).read_all(circle.sharers(by), circle.who_invited(by))
        self.exactly(
            f"who shares with {name}",
            {self.names[each.person_id]: set(each.contents) for each in shared},
            {
                owner: set(contents)
                for owner in PEOPLE
                if (contents := self.force.contents(name, owner, CIRCLE)) and owner != name
            },
        )
        linked = {other for link in self.force.links if name in link for other in link}
        self.only(f"who invited {name}", set(invited), linked)

    def page_of_today(self, name: str) -> None:
        by = self.viewer(name)
        [found] = self.doors.portal.seen_by(by).read_all(today.read_query(by))
        self.only(f"{name}’s page of today", marks_in(found), self.force.on_own_page(name))

    def file_to_take_along(self, name: str) -> None:
        by = self.viewer(name)
        taken = with_others.read(self.doors.portal.seen_by(by), by)
        own = {
            word
            for each in self.force.records[name]
            for word in {each.mark, *each.words, *each.own}
            if each.kind != "check-in" or word in each.own
        }
        self.exactly(f"{name}’s record in their file", marks_in(taken.record), own)
        beside = replace(taken, record=OwnEntries())
        self.only(f"{name}’s file", marks_in(beside), self.force.own(name))

    def paper_of_progress(self, name: str) -> None:
        if name in OWNERS:
            found = my_progress.of(
                self.doors.portal.seen_by(self.viewer(name)), self.viewer(name), Window.ALL
            )
            self.only(f"{name}’s paper", marks_in(found), self.force.own(name))

    OWN_PAGES = (
        who_shares,
        page_of_today,
        who_shares,
        who_shares,
        page_of_today,
        file_to_take_along,
        who_shares,
        paper_of_progress,
        page_of_today,
        who_shares,
        who_shares,
    )
    """Of which after each step one is read: whom they tell something of is told by the others oftener."""
