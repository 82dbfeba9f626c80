"""What everybody's pages read, held against what is in force.

`InForce` says what may be seen. Each entry has words of its own that stand nowhere else, so that one in the
wrong place is found wherever it lies in what a page is given.
"""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from pytest import approx

from lrc_portal.acting import NotHere, Opening, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.paper import my_progress
from lrc_portal.record.journey import Journey
from lrc_portal.series import Followed
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support import overview, today
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.letters import letter_views
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
from tests.access.looks_between import MOST, LooksBetween
from tests.tools.kept import Rows
from tests.tools.texts import texts

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
    return {mark for text in texts(value) for mark in MARK.findall(text)}


class Looks(LooksBetween):
    """The pages of these people, read by the queries that draw them."""

    marks_in = staticmethod(marks_in)

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
            for page in (*self.PAGES_BETWEEN, type(self).who_shares, type(self).file_to_take_along):
                page(self, viewer)

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
        first = self.today - timedelta(days=400)
        read, listed, met, letters, home = door.read_all(
            notes.read_query(by, person_id=owner_id),
            agenda.read_query(by, owner_id),
            meetings.read_query(by, person_id=owner_id),
            letter_views.with_peer_worker(by, owner_id, start=first, end=self.today, most=MOST),
            agreement_views.read_query(by, owner_id, most=MOST),
        )
        of_notes = self.force.notes_with_things(viewer, owner)
        self.only(f"{viewer} reads notes about {owner}", marks_in(read), of_notes)
        of_walks = self.force.letters(viewer, with_walks_of=owner)
        self.exactly(f"{viewer} reads letters with {owner}", marks_in(letters), of_walks)
        self.versions_are(viewer, owner, home)
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
            "way": found.ways,
        }
        for kind, lines in listed.items():
            there = self.force.entries(contents, owner, kind)
            self.exactly(f"{what}: {kind}", len(lines), len(there))
            assert not any(line.only_me for line in lines), what
        assert not any(way.used_today for way in found.ways), what
        self.exactly(f"{what}: plan", marks_in(found.plan), self.force.in_plan(contents, owner))
        self.followed_is(what, way, found.followed, self.force.followed(contents, owner))
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

    def followed_is(
        self,
        what: str,
        way: str,
        found: tuple[Followed, ...],
        expected: dict[tuple[str, date], tuple[float, ...]],
    ) -> None:
        """Each answer over time to what is followed; no number of days in somebody's circle."""
        spans = {(each.name, span.at): span for each in found for span in each.answered}
        self.exactly(f"{what}: followed", set(spans), set(expected))
        told = {key: (span.value,) if span.value is not None else span.parts for key, span in spans.items()}
        self.exactly(
            f"{what}: its answers", told, {key: approx(said, abs=0.011) for key, said in expected.items()}
        )
        assert way == PAIRING or not any(span.n for span in spans.values()), what

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
        self.file_between(name, taken.with_others)
        used = {each.words: set(each.used_on) for each in taken.record.ways}
        ways = {each.mark: each.used_on for each in self.force.records[name] if each.kind == "way"}
        self.exactly(f"the days of {name}’s ways", used, ways)
        beside = replace(taken, record=OwnEntries(), with_others=replace(taken.with_others, good_to_know=()))
        self.only(f"{name}’s file", marks_in(beside), self.force.own(name))

    def paper_of_progress(self, name: str) -> None:
        if name in OWNERS:
            found = my_progress.of(
                self.doors.portal.seen_by(self.viewer(name)), self.viewer(name), Window.ALL
            )
            self.only(f"{name}’s paper", marks_in(found), self.force.own(name))

    PAGES_BETWEEN = (
        LooksBetween.letters_page,
        LooksBetween.at_home_page,
        LooksBetween.good_to_know_page,
        LooksBetween.whats_on_page,
    )
    OWN_PAGES = (
        who_shares,
        page_of_today,
        LooksBetween.letters_page,
        who_shares,
        LooksBetween.good_to_know_page,
        file_to_take_along,
        who_shares,
        LooksBetween.at_home_page,
        paper_of_progress,
        page_of_today,
        who_shares,
        LooksBetween.whats_on_page,
        LooksBetween.letters_page,
    )
    """Of which after each step one is read. Their number and that of the people have no divisor in common."""
