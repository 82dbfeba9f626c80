"""What is in force between two people and of the community: letters, what is agreed at home, the shelf."""

from dataclasses import dataclass, field
from datetime import date, datetime

from lrc_portal.vocabulary import KEEPS_A_RECORD, WORKS_HERE, Content, ForWhom, Role

Terms = dict[Content, tuple[bool, date | None]]
"""What one gives another: kind of content → with own words or not, until which day."""


@dataclass
class Walk:
    """A pairing. `given` is what its person lets be seen."""

    id: int
    person: str
    worker: str
    follows: int | None = None
    yes: set[str] = field(default_factory=set)
    began: bool = False
    ended: bool = False
    heard: bool = False
    last_day: date | None = None
    said_by: str | None = None
    unsaid: date | None = None
    given: Terms = field(default_factory=dict)
    passed_on: set[int] = field(default_factory=set)

    def stands(self, today: date) -> bool:
        return not self.ended and (self.last_day is None or self.last_day >= today)

    def live(self, today: date) -> bool:
        return self.began and self.stands(today)


@dataclass
class Letter:
    """A letter; without its word it was taken back."""

    id: int
    writer: str
    word: str | None
    at: datetime


@dataclass
class Version:
    """A version of what two agreed at home, with all words of both."""

    id: int
    author: str
    other: str
    words: set[str]
    state: str = "offered"
    ended: bool = False


@dataclass
class Bond:
    """By which two write to each other: a walk, whose person stands first, or a connection of a circle."""

    key: str
    two: tuple[str, str]
    walk: Walk | None = None
    over: bool = False
    exchange_id: int | None = None
    letters: list[Letter] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    opened: dict[str, datetime] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)

    def live(self, today: date) -> bool:
        return self.walk.live(today) if self.walk else not self.over

    def read_by(self, name: str, today: date) -> bool:
        """Whether somebody reads these letters: a peer worker only while they walk along."""
        worker = self.walk is not None and name == self.walk.worker
        return name in self.two and (not worker or self.live(today))

    def other(self, name: str) -> str:
        return self.two[0] if name == self.two[1] else self.two[1]

    def news_for(self, name: str) -> bool:
        """A letter of the other's that still has its words came after the last that was opened."""
        seen = self.opened.get(name)
        return any(
            each.writer != name and each.word and (seen is None or each.at > seen) for each in self.letters
        )

    @property
    def standing(self) -> list[Version]:
        """What nobody has ended, the newest first."""
        return [each for each in reversed(self.versions) if not each.ended]


@dataclass
class Thing:
    """A thing on the shelf."""

    id: int
    mark: str
    whom: ForWhom
    kept_by: set[str] = field(default_factory=set)
    passed_on: list[Walk] = field(default_factory=list)
    beside_letters: set[int] = field(default_factory=set)


@dataclass
class There:
    """That somebody will be, or was, at a date of a group."""

    event_id: int
    day: date
    was: bool
    told: bool = False
    only_me: bool = False


class Between:
    """What two people have with each other, and what everybody finds on the shelf."""

    today: date
    bonds: list[Bond]
    things: list[Thing]
    there: dict[str, list[There]]

    # Letters

    def letters(self, name: str, *, with_walks_of: str | None = None) -> set[str]:
        """The words of letters that somebody reads; of those between a person and who walked with them."""
        return {
            letter.word
            for bond in self.bonds
            if bond.read_by(name, self.today)
            and (with_walks_of is None or (bond.walk and bond.walk.person == with_walks_of))
            for letter in bond.letters
            if letter.word
        }

    def writes_with(self, name: str) -> set[str]:
        """With whom somebody has letters, or could: by the keys of their bonds."""
        return {
            bond.key
            for bond in self.bonds
            if name in bond.two
            and (bond.live(self.today) or (bond.exchange_id is not None and bond.read_by(name, self.today)))
        }

    # At home

    def connection(self, one: str, other: str) -> Bond | None:
        """The connection that these two have now."""
        return next(
            (each for each in self.bonds if not each.walk and not each.over and {*each.two} == {one, other}),
            None,
        )

    def versions(self, one: str, other: str) -> list[Version]:
        """All that these two ever offered each other at home."""
        return [
            each
            for bond in self.bonds
            if not bond.walk and {*bond.two} == {one, other}
            for each in bond.versions
        ]

    def at_home(self, name: str) -> set[str]:
        """Every word of what somebody agreed, or saw otherwise, with anybody."""
        mine = (each for bond in self.bonds if name in bond.two for each in bond.versions)
        return set[str]().union(*(each.words for each in mine))

    def offered_to(self, name: str) -> set[str]:
        """Whose offer waits for somebody's answer."""
        return {
            bond.standing[0].author
            for bond in self.bonds
            if not bond.over
            and bond.standing[:1]
            and (bond.standing[0].state, bond.standing[0].other) == ("offered", name)
        }

    def agreed_with(self, name: str) -> set[str]:
        """With whom something stands agreed."""
        return {
            bond.other(name)
            for bond in self.bonds
            if name in bond.two and not bond.over and any(each.state == "agreed" for each in bond.standing)
        }

    # The shelf

    def is_on_shelf(self, thing: Thing, name: str, roles: set[Role]) -> bool:
        """Whether somebody finds it there: meant for them, passed on to them, or they work here."""
        meant = {
            ForWhom.EVERYBODY: bool(roles & KEEPS_A_RECORD),
            ForWhom.MEMBERS: Role.MEMBER in roles,
            ForWhom.FAMILY: Role.FAMILY in roles,
        }
        return bool(roles & WORKS_HERE) or meant[thing.whom] or bool(self.passed_on_by(thing, name))

    def passed_on_by(self, thing: Thing, name: str) -> set[str]:
        """Who passed it on to somebody, beside letters or with a note that was offered."""
        return {walk.worker for walk in thing.passed_on if walk.person == name}
