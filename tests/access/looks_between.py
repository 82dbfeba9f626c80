"""Pages that show what stands between two people, and what is everybody's: held against what is in force."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from lrc_portal.acting import NotHere, Viewer
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.letters import letter_views
from lrc_portal.support.whats_on import attendance, programme
from lrc_portal.taking_along.entries import WithOthers
from lrc_portal.vocabulary import Role
from tests.access.in_force import InForce

MOST = 200


class LooksBetween:
    """Letters, at home, good to know, what is on: by the queries that draw these pages."""

    doors: Any
    force: InForce
    ids: dict[str, int]
    names: dict[int, str]
    roles: dict[str, set[Role]]
    groups: list[int]
    leaders: dict[int, str]
    viewer: Callable[[str], Viewer]
    exactly: Callable[[str, object, object], None]
    marks_in: Callable[[object], set[str]]

    def letters_page(self, name: str) -> None:
        """With whom there are letters, what is new, and each exchange that there is, whoever's it is."""
        by, force = self.viewer(name), self.force
        asked = [bond for bond in force.bonds if bond.exchange_id is not None]
        known, new, *found = self.doors.portal.seen_by(by).read_all(
            letter_views.correspondents(by),
            letter_views.new_from(by, most=MOST),
            *(letter_views.conversation(by, bond.exchange_id, most=MOST) for bond in asked),
        )
        self.exactly(f"{name} writes with", {each.key for each in known}, force.writes_with(name))
        readable = [bond for bond in asked if bond.read_by(name, force.today)]
        news = {bond.key for bond in readable if bond.news_for(name)}
        self.exactly(f"{name} has new letters by", {each.key for each in new}, news)
        for bond, letters in zip(asked, found, strict=True):
            there = bond.letters if bond in readable else []
            lines = [(line.id, line.is_mine, line.words) for line in reversed(letters.lines)]
            told = [(each.id, each.writer == name, each.word) for each in there]
            self.exactly(f"{name} reads the letters {bond.key}", lines, told)
            closed = bool(bond.closed) and bond in readable
            self.exactly(f"{name} finds the letters {bond.key} closed", letters.closed, closed)

    def at_home_page(self, name: str) -> None:
        """What waits, what stands for a hard day, and every version of any two, whoever's it is."""
        by, force = self.viewer(name), self.force
        others = sorted({each for bond in force.bonds if bond.versions for each in bond.two} - {name})
        waits, agreed, *found = self.doors.portal.seen_by(by).read_all(
            agreement_views.waiting(by),
            agreement_views.for_a_hard_day(by),
            *(agreement_views.read_query(by, self.ids[other], most=MOST) for other in others),
        )
        self.exactly(f"what waits for {name}", {self.names[who] for who, _ in waits}, force.offered_to(name))
        with_whom = {self.names[who] for who, _ in agreed}
        self.exactly(f"what {name} has agreed", with_whom, force.agreed_with(name))
        for other, between in zip(others, found, strict=True):
            self.versions_are(name, other, between)

    def versions_are(self, name: str, other: str, between: agreement_views.Between) -> None:
        versions = self.force.versions(name, other)
        words = set[str]().union(*(each.words for each in versions))
        self.exactly(f"{name} reads what was agreed with {other}", self.marks_in(between), words)
        seen = {each.id: (each.state, each.is_mine) for each in between.agreements}
        told = {each.id: (each.state, each.author == name) for each in versions}
        self.exactly(f"{name} reads versions with {other}", seen, told)
        home = self.force.connection(name, other)
        self.exactly(f"{name} could end it with {other}", between.stands, bool(home and home.standing))

    def good_to_know_page(self, name: str) -> None:
        by, force = self.viewer(name), self.force
        [lines] = self.doors.portal.seen_by(by).read_all(shelf.read_query(by))
        self.exactly(
            f"{name}’s shelf",
            {line.title_en: (line.is_kept, set(line.passed_on_by)) for line in lines},
            {
                thing.mark: (name in thing.kept_by, force.passed_on_by(thing, name))
                for thing in force.things
                if force.is_on_shelf(thing, name, self.roles[name])
            },
        )

    def whats_on_page(self, name: str) -> None:
        """What somebody says of themselves; and, of each date, who let them know as its leader."""
        by, force, today = self.viewer(name), self.force, self.force.today
        start, end = (
            today - timedelta(weeks=programme.WEEKS_BACK),
            today + timedelta(weeks=programme.WEEKS_AHEAD),
        )
        [dates] = self.doors.portal.seen_by(by).read_all(programme.ahead(by))
        self.exactly(
            f"{name} goes to",
            {
                (each.mine.event_id, each.mine.day, each.mine.there_on is not None, each.mine.only_me)
                for each in dates
                if each.mine
            },
            {
                (each.event_id, each.day, each.was, each.only_me)
                for each in force.there[name]
                if start <= each.day <= end
            },
        )
        said = [(each, who) for who, several in force.there.items() for each in several]
        for event_id, day in sorted({(each.event_id, each.day) for each, _ in said}):
            leads = self.leaders[event_id] == name and Role.PEER_WORKER in self.roles[name]
            of_date = {
                who for each, who in said if (each.event_id, each.day, each.told) == (event_id, day, True)
            }
            self.exactly(f"{name} is told who goes", self.told(by, event_id, day), of_date if leads else None)

    def told(self, by: Viewer, event_id: int, day: date) -> set[str] | None:
        try:
            with self.doors.portal.seen_by(by).writing() as db:
                return set(attendance.told(db, by=by, event_id=event_id, day=day))
        except NotHere:
            return None

    def file_between(self, name: str, taken: WithOthers) -> None:
        """What stands between somebody and others, in the file that they take away: all of it is theirs."""
        force = self.force
        self.exactly(f"letters in {name}’s file", self.marks_in(taken.letters), force.letters(name))
        self.exactly(f"{name}’s file of what is at home", self.marks_in(taken.at_home), force.at_home(name))
        there = {(each.day, each.was, each.told, each.only_me) for each in force.there[name]}
        self.exactly(
            f"where {name} was, in their file",
            {
                (each.day, each.there_on is not None, each.leader_told, each.only_me)
                for each in taken.groups_and_events
            },
            there,
        )
        useful = {
            thing.mark for thing in force.things if name in thing.kept_by or force.passed_on_by(thing, name)
        }
        self.exactly(f"things in {name}’s file", self.marks_in(taken.good_to_know), useful)
