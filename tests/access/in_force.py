"""What is in force: a small statement of who sees what, of its own, for the test of any order of deeds.

It knows nothing of the portal's queries and conditions. It holds what people said to each other, and answers
what somebody may see of somebody today. The rules are those of the access table: `docs/design.md` and
`matrix.py`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import mean

from lrc_portal.vocabulary import Content, Element, Facet
from tests.access.in_force_between import Between, Bond, Terms, There, Thing, Walk

CIRCLE, PAIRING = "circle", "pairing"
OF_ELEMENT = {
    Element.SOBRIETY: (Content.SOBRIETY, (Facet.SOBRIETY,)),
    Element.HEALTH: (Content.HEALTH, (Facet.PHYSICAL, Facet.EMOTIONAL, Facet.RELATIONAL)),
    Element.REINTEGRATION: (Content.REINTEGRATION, (Facet.COMMUNITY, Facet.PARTICIPATION)),
}
WORDED = ("strength", "goal", "pursuit", "measure", "way", "plan")
"""Kinds whose own words are shown with them."""
DRAFTS_LAST = timedelta(days=30)
WEEK = timedelta(days=7)

Contents = dict[Content, bool]
"""What is open today: kind of content → with own words or not."""


@dataclass
class Entry:
    """Something of a record. `mark` is its own word, `words` others that go with it, `own` its comments.

    A day has `measured`: what was answered to what is followed, by its mark. Something to choose from has its
    `choices`, in their order.
    """

    kind: str
    mark: str
    day: date
    only_me: bool
    words: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    element: Element | None = None
    answers: dict[Facet | Element, int] = field(default_factory=dict)
    pursuits: set[str] = field(default_factory=set)
    state: str = "kept"
    ended_on: date | None = None
    put_away: bool = False
    choices: tuple[str, ...] = ()
    measured: dict[str, int | str] = field(default_factory=dict)
    used_on: set[date] = field(default_factory=set)
    in_plan: bool = False


@dataclass
class Note:
    """One version of a note; those with the same `first` are one note."""

    id: int
    first: int
    walk: Walk
    author: str
    day: date
    changed_at: datetime
    words: set[str]
    state: str = "draft"
    things: set[int] = field(default_factory=set)

    @property
    def answered(self) -> bool:
        return self.state in ("agreed", "differing")


@dataclass
class Meeting:
    walk: Walk
    place: str
    day: date
    held: bool


@dataclass(frozen=True)
class Line:
    """What a timeline shows: means by element and week, what happened on which days, its ends, its quiet."""

    means: dict[tuple[Element, date], float]
    days: Counter[date]
    start: date | None
    end: date | None
    quiet: tuple[tuple[date, date], ...]


class InForce(Between):
    """Everything that was said and not taken back. `now` is moved by whoever holds the clock."""

    def __init__(self, now: datetime, people: Iterable[str]) -> None:
        self.now = now
        self.records: dict[str, list[Entry]] = {name: [] for name in people}
        self.links: set[frozenset[str]] = set()
        self.circle: dict[tuple[str, str], Terms] = {}
        self.walks: list[Walk] = []
        self.notes: list[Note] = []
        self.meetings: list[Meeting] = []
        self.bonds: list[Bond] = []
        self.things: list[Thing] = []
        self.there: dict[str, list[There]] = {name: [] for name in people}

    @property
    def today(self) -> date:
        return self.now.date()

    # What is open

    def contents(self, viewer: str, owner: str, way: str) -> Contents:
        """What the owner lets the viewer see today, by this way."""
        terms = [self.circle.get((owner, viewer), {})]
        if way == PAIRING:
            terms = [walk.given for walk in self.live(viewer, owner)]
        found: Contents = {}
        for each in terms:
            for content, (own_words, last_day) in each.items():
                if last_day is None or last_day >= self.today:
                    found[content] = found.get(content, False) or own_words
        return found

    def live(self, worker: str, person: str | None = None) -> list[Walk]:
        return [
            walk
            for walk in self.walks
            if walk.worker == worker and person in (None, walk.person) and walk.live(self.today)
        ]

    # What somebody sees

    def entries(self, contents: Contents, owner: str, kind: str) -> list[Entry]:
        """The entries of one kind that these contents show: nothing that is only the owner's."""
        return [
            entry
            for entry in self.records[owner]
            if entry.kind == kind and not entry.only_me and self._is_shown(entry, contents, owner)
        ]

    def _is_shown(self, entry: Entry, contents: Contents, owner: str) -> bool:
        match entry.kind:
            case "strength":
                return Content.STRENGTHS in contents and entry.state == "kept"
            case "goal":
                return Content.GOALS in contents
            case "pursuit":
                return Content.SOBRIETY in contents
            case "way":
                return Content.PLAN in contents and entry.state == "kept" and not entry.put_away
            case "plan":
                return Content.PLAN in contents
            case "measure":
                assert entry.element is not None
                is_shared = OF_ELEMENT[entry.element][0] in contents
                return is_shared and not entry.put_away and bool(self._answered_with(owner, entry))
            case "moment":
                assert entry.element is not None
                return OF_ELEMENT[entry.element][0] in contents
            case "check-in":
                of_pursuit = Content.SOBRIETY in contents and any(
                    each.kind == "pursuit" and each.mark in entry.pursuits and not each.only_me
                    for each in self.records[owner]
                )
                answered = any(
                    content in contents and entry.answers.keys() & {element, *facets}
                    for element, (content, facets) in OF_ELEMENT.items()
                )
                measured = any(
                    each.element and OF_ELEMENT[each.element][0] in contents
                    for each in self.records[owner]
                    if each.kind == "measure" and each.mark in entry.measured and not each.only_me
                )
                by_words = entry.own and _any_own_words(contents)
                return bool(of_pursuit or answered or measured or by_words)
        return False

    def _answered_with(self, owner: str, measure: Entry) -> list[Entry]:
        """The days that others may see on which this was answered."""
        return [
            entry
            for entry in self.records[owner]
            if entry.kind == "check-in" and not entry.only_me and measure.mark in entry.measured
        ]

    def in_plan(self, contents: Contents, owner: str) -> set[str]:
        """All words of the plan for a hard day that these contents show: its own, and the ways in it."""
        written = self.entries(contents, owner, "plan")
        ways = {each.mark for each in self.entries(contents, owner, "way") if each.in_plan}
        return ways.union(*({each.mark} | each.words for each in written))

    def followed(self, contents: Contents, owner: str) -> dict[tuple[str, date], tuple[float, ...]]:
        """What is followed, and week: the middle of its numbers, or the part of each of its choices."""
        found = {}
        for measure in self.entries(contents, owner, "measure"):
            by_week: dict[date, list[int | str]] = {}
            for entry in self._answered_with(owner, measure):
                by_week.setdefault(_monday(entry.day), []).append(entry.measured[measure.mark])
            for week, answers in by_week.items():
                if measure.choices:
                    parts = (answers.count(choice) / len(answers) for choice in measure.choices)
                    found[measure.mark, week] = tuple(parts)
                else:
                    found[measure.mark, week] = (mean(each for each in answers if isinstance(each, int)),)
        return found

    def words(self, contents: Contents, owner: str) -> set[str]:
        """All words of the record that these contents show, without notes."""
        found: set[str] = set()
        for kind in (*WORDED, "moment", "check-in"):
            for entry in self.entries(contents, owner, kind):
                if kind in WORDED:
                    found |= {entry.mark} | entry.words
                if self._comments_are_shown(entry, contents):
                    found |= entry.own
        return found

    def _comments_are_shown(self, entry: Entry, contents: Contents) -> bool:
        if entry.kind == "goal":
            return contents.get(Content.GOALS, False)
        if entry.kind == "moment":
            assert entry.element is not None
            return contents.get(OF_ELEMENT[entry.element][0], False)
        return entry.kind == "check-in" and _any_own_words(contents)

    def readable_notes(self, viewer: str, owner: str, way: str | None) -> list[Note]:
        """The notes about somebody, by this way or by either."""
        ways = (CIRCLE, PAIRING) if way is None else (way,)
        shared = any(Content.NOTES in self.contents(viewer, owner, each) for each in ways)
        live = self.live(viewer, owner) if PAIRING in ways else []
        passed_on = set().union(*(walk.passed_on for walk in live))
        found = []
        for note in self.notes:
            if note.walk.person != owner:
                continue
            either = owner == viewer or note.walk in live
            draft = note.author == viewer and note.changed_at >= self.now - DRAFTS_LAST
            if (
                (either and (note.state != "draft" or draft))
                or (shared and note.state == "agreed" and not self.answered_later(note))
                or (note.state != "draft" and note.first in passed_on)
            ):
                found.append(note)
        return found

    def answered_later(self, note: Note) -> bool:
        return any(each.first == note.first and each.id > note.id and each.answered for each in self.notes)

    def told_notes(self, viewer: str, owner: str, way: str | None) -> list[Note]:
        """The newest answered version of each note that the viewer reads."""
        return [
            note
            for note in self.readable_notes(viewer, owner, way)
            if note.answered and not self.answered_later(note)
        ]

    def note_words(self, viewer: str, owner: str, way: str | None) -> set[str]:
        """Of these, and of the versions before each."""
        readable = self.readable_notes(viewer, owner, way)
        found: set[str] = set()
        for note in self.told_notes(viewer, owner, way):
            found |= note.words | self.along(viewer, note, way)
            for each in readable:
                if each.first == note.first and each.id < note.id and each.state != "draft":
                    found |= each.words | self.along(viewer, each, way)
        return found

    def along(self, viewer: str, note: Note, way: str | None) -> set[str]:
        """The things that go with a note: for the two of the walk, and for its person once it is offered."""
        theirs = viewer == note.walk.person and note.state != "draft"
        workers = note.walk in self.live(viewer, note.walk.person)
        if way == CIRCLE or not (theirs or workers):
            return set()
        return {thing.mark for thing in self.things if thing.id in note.things}

    def agenda(self, viewer: str, owner: str) -> set[str]:
        """What is on the agenda, for its owner and for who walks with them."""
        if owner != viewer and not self.live(viewer, owner):
            return set()
        return {entry.mark for entry in self.records[owner] if entry.kind == "agenda"}

    def places(self, viewer: str, owner: str) -> set[str]:
        """Where they meet, for the two who do."""
        return {
            each.place
            for each in self.meetings
            if each.walk.person == owner and (owner == viewer or each.walk in self.live(viewer, owner))
        }

    def own(self, name: str) -> set[str]:
        """All that is somebody's own: their record, notes about them, where they meet."""
        found = {word for entry in self.records[name] for word in {entry.mark} | entry.words | entry.own}
        for note in self.readable_notes(name, name, None):
            found |= note.words | self.along(name, note, None)
        return found | self.places(name, name) | self.letters(name) | self.at_home(name)

    def beside(self, viewer: str, owner: str) -> set[str]:
        """What lies beside the record for somebody else: agenda, meetings, notes."""
        found = self.agenda(viewer, owner) | self.places(viewer, owner)
        return found | self.notes_with_things(viewer, owner)

    def notes_with_things(self, viewer: str, owner: str) -> set[str]:
        """The words of all notes about somebody that the viewer reads, and of what goes with each."""
        found: set[str] = set()
        for note in self.readable_notes(viewer, owner, None):
            found |= note.words | self.along(viewer, note, None)
        return found

    def on_own_page(self, name: str) -> set[str]:
        """What somebody's own pages may hold: their own, and of those they walk with what lies beside."""
        people = {walk.person for walk in self.live(name)}
        return self.own(name).union(*(self.beside(name, person) for person in people))

    # The line over time

    def line(self, viewer: str, owner: str, way: str) -> Line:
        """The timeline that this way shows, with weeks as its buckets."""
        contents = self.contents(viewer, owner, way)
        shown = self.entries(contents, owner, "check-in")
        means = {}
        for element, (content, _facets) in OF_ELEMENT.items():
            said = sorted(
                (_monday(entry.day), _answer(entry, element))
                for entry in shown
                if content in contents and _answer(entry, element) is not None
            )
            for week, values in groupby(said, key=lambda each: each[0]):
                means[element, week] = mean(value for _week, value in values if value is not None)
        days = Counter(self._days(contents, viewer, owner, way))
        weeks = {week for _element, week in means}
        starts = [*weeks, *map(_monday, days)]
        ends = [*(week + WEEK - timedelta(days=1) for week in weeks), *days]
        quiet = tuple(self._quiet({_monday(entry.day) for entry in shown}))
        return Line(means, days, min(starts, default=None), max(ends, default=None), quiet)

    def _days(self, contents: Contents, viewer: str, owner: str, way: str) -> Iterator[date]:
        for entry in self.entries(contents, owner, "moment"):
            yield entry.day
        for entry in self.entries(contents, owner, "goal"):
            yield entry.day
            if entry.ended_on is not None:
                yield entry.ended_on
        if Content.REINTEGRATION in contents:
            was = sorted(each.day for each in self.there[owner] if each.was and not each.only_me)
            # Of each week one mark, on the last of its days.
            yield from {_monday(day): day for day in was}.values()
        for note in self.told_notes(viewer, owner, way):
            yield note.day
        if way == PAIRING:
            yield from (
                each.day for each in self.meetings if each.held and each.walk in self.live(viewer, owner)
            )

    def _quiet(self, weeks: set[date]) -> Iterator[tuple[date, date]]:
        """Two empty weeks or more in a row, once the first of them is over."""
        empty: list[date] = []
        week = min(weeks, default=self.today)
        while week <= self.today + WEEK:
            if week <= self.today and week not in weeks:
                empty.append(week)
            else:
                if len(empty) >= 2 and empty[0] + WEEK <= self.today:
                    yield empty[0], min(empty[-1] + WEEK, self.today + timedelta(days=1))
                empty = []
            week += WEEK

    def mean_of(
        self, contents: Contents, owner: str, asked: Facet | Element, first: date, last: date
    ) -> float:
        """The middle of the answers to one thing asked, in a time."""
        element = next(each for each, (_, facets) in OF_ELEMENT.items() if asked in (each, *facets))
        assert OF_ELEMENT[element][0] in contents, f"{asked} is not shared"
        values = [
            _answer(entry, asked) if isinstance(asked, Element) else entry.answers.get(asked)
            for entry in self.entries(contents, owner, "check-in")
            if first <= entry.day <= last
        ]
        return mean(value for value in values if value is not None)

    # A file that was taken along

    def taken_along(self, owner: str) -> list[Entry]:
        return deepcopy(self.records[owner])

    def brought(self, owner: str, file: list[Entry], *, replacing: bool) -> None:
        """What is new comes; what stands stays, unless its owner asks; what is only theirs stays so."""
        of_file = {each.mark for each in file if each.kind in ("pursuit", "measure")}
        for entry in file:
            stands = next((each for each in self.records[owner] if _is_same(each, entry)), None)
            if stands is None:
                self.records[owner].append(deepcopy(entry))
            elif replacing:
                self.records[owner].remove(stands)
                again = deepcopy(entry)
                again.only_me = entry.only_me or stands.only_me
                again.pursuits |= stands.pursuits - of_file
                again.measured |= {each: stands.measured[each] for each in stands.measured.keys() - of_file}
                again.used_on |= stands.used_on
                self.records[owner].append(again)


def _is_same(one: Entry, other: Entry) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == "plan":
        return True
    return one.day == other.day if one.kind == "check-in" else one.mark == other.mark


def _any_own_words(contents: Contents) -> bool:
    return any(contents.get(content, False) for content, _facets in OF_ELEMENT.values())


def _answer(entry: Entry, element: Element) -> float | None:
    """What was said of an element as a whole, and otherwise the middle of its facets."""
    if element in entry.answers:
        return float(entry.answers[element])
    values = [entry.answers[facet] for facet in OF_ELEMENT[element][1] if facet in entry.answers]
    return mean(values) if values else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
