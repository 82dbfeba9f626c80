"""What a file would bring into somebody's record: what is new, what is there already, what differs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from lrc_portal.taking_along.entries import (
    AgendaEntry,
    CheckInEntry,
    GoalEntry,
    MeasureEntry,
    MomentEntry,
    OwnEntries,
    PlanEntry,
    PursuitEntry,
    StepEntry,
    StrengthEntry,
    WayEntry,
)
from lrc_portal.versions import version_of


class Named(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry")
Known = TypeVar("Known", bound=Named)

_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Part(Generic[Entry]):
    """One kind of entry. `different` holds pairs: as it stands here, and as the file has it."""

    new: tuple[Entry, ...]
    same: int
    different: tuple[tuple[Entry, Entry], ...]


@dataclass(frozen=True)
class Comparison:
    """All kinds; references in the file's entries name what is there already by its id here."""

    pursuits: Part[PursuitEntry]
    check_ins: Part[CheckInEntry]
    strengths: Part[StrengthEntry]
    goals: Part[GoalEntry]
    moments: Part[MomentEntry]
    agenda: Part[AgendaEntry]
    ways: Part[WayEntry]
    plans: Part[PlanEntry]
    measures: Part[MeasureEntry]
    known_measures: frozenset[str]
    known_pursuits: frozenset[str]
    alike: Mapping[str, str]

    @property
    def parts(self) -> Mapping[str, Part[Any]]:
        return {name: getattr(self, name) for name in KINDS}

    @property
    def version(self) -> str:
        """Of what would be done, so that nothing else is done than what was looked at."""
        told = []
        for part in self.parts.values():
            both = [each for pair in part.different for each in pair]
            told.append(repr([_content(each) for each in (*part.new, *both)]))
        return version_of(*told)

    @property
    def brings_something(self) -> bool:
        return any(part.new or part.different for part in self.parts.values())


KINDS = (
    "pursuits",
    "measures",
    "check_ins",
    "strengths",
    "goals",
    "moments",
    "agenda",
    "ways",
    "plans",
)


def compared(here: OwnEntries, there: OwnEntries, former: Mapping[str, str] | None = None) -> Comparison:
    """The file `there` beside the record `here`. One entry is never taken for two of the other side.

    Entries are the same one by their id, also by one that they had before (`former`, see `own_record`),
    and days by their day. What has no id in common is the same where all that tells it apart is: a record
    that was begun anew by hand gets nothing twice. `alike` says for ids here which id of the file that is.
    """
    there = _by_former_ids(there, former or {})
    pursuits = _ids(here.pursuits, there.pursuits, lambda each: (each.kind, each.name.casefold()))
    strengths = _ids(here.strengths, there.strengths, lambda each: (each.place, each.words))
    goals = _ids(here.goals, there.goals, lambda each: (each.element, each.title, each.set_on))
    moments = _ids(here.moments, there.moments, lambda each: (each.day, each.kind, each.element, each.words))
    agenda = _ids(here.agenda, there.agenda, lambda each: each.words)
    ways = _ids(here.ways, there.ways, lambda each: each.words)
    plans = _ids(here.plans, there.plans, lambda each: "there is one")
    measures = _ids(here.measures, there.measures, lambda each: (each.kind, each.name.casefold()))
    every = (pursuits, strengths, goals, moments, agenda, ways, plans, measures)
    goals_here = {each.id: each for each in here.goals}
    return Comparison(
        pursuits=_part(here.pursuits, [_renamed(each, pursuits) for each in there.pursuits]),
        check_ins=_days(
            here.check_ins, [_named_as_here(each, pursuits, measures) for each in there.check_ins]
        ),
        strengths=_part(here.strengths, [_renamed(each, strengths) for each in there.strengths]),
        goals=_part(
            here.goals,
            [_aligned(_renamed(each, goals), goals_here, strengths) for each in there.goals],
        ),
        moments=_part(here.moments, [_renamed(each, moments) for each in there.moments]),
        agenda=_part(here.agenda, [_renamed(each, agenda) for each in there.agenda]),
        ways=_part(here.ways, [_renamed(each, ways) for each in there.ways]),
        plans=_part(here.plans, [_renamed(each, plans) for each in there.plans]),
        alike={here: of_file for ids in every for of_file, here in ids.items()},
        measures=_part(here.measures, [_renamed(each, measures) for each in there.measures]),
        known_measures=frozenset(measures.get(each.id, each.id) for each in there.measures),
        known_pursuits=frozenset(pursuits.get(each.id, each.id) for each in there.pursuits),
    )


def _ids(
    here: Sequence[Known], there: Sequence[Known], told_apart: Callable[[Known], Hashable]
) -> dict[str, str]:
    """For ids of the file the id of the same entry here, where that is another."""
    common = {each.id for each in here} & {each.id for each in there}
    left: dict[Hashable, list[str]] = {}
    for each in here:
        if each.id not in common:
            left.setdefault(told_apart(each), []).append(each.id)
    found = {}
    for each in there:
        if each.id not in common and (alike := left.get(told_apart(each))):
            found[each.id] = alike.pop(0)
    return found


def _by_former_ids(there: OwnEntries, former: Mapping[str, str]) -> OwnEntries:
    """The file with the ids of now, where its entry had another one when the file was made."""

    def ids(entries: Sequence[Named]) -> dict[str, str]:
        in_file = {each.id for each in entries}
        # Where both stand in the file, they are two.
        return {each: former[each] for each in in_file & former.keys() if former[each] not in in_file}

    pursuits, strengths = ids(there.pursuits), ids(there.strengths)
    goals, moments, agenda = ids(there.goals), ids(there.moments), ids(there.agenda)
    ways, plans = ids(there.ways), ids(there.plans)
    measures = ids(there.measures)
    return OwnEntries(
        measures=tuple(_renamed(each, measures) for each in there.measures),
        pursuits=tuple(_renamed(each, pursuits) for each in there.pursuits),
        check_ins=tuple(_named_as_here(each, pursuits, measures) for each in there.check_ins),
        strengths=tuple(_renamed(each, strengths) for each in there.strengths),
        goals=tuple(_aligned(_renamed(each, goals), {}, strengths) for each in there.goals),
        moments=tuple(_renamed(each, moments) for each in there.moments),
        agenda=tuple(_renamed(each, agenda) for each in there.agenda),
        ways=tuple(_renamed(each, ways) for each in there.ways),
        plans=tuple(_renamed(each, plans) for each in there.plans),
    )


def _renamed(entry: Any, ids: Mapping[str, str]) -> Any:
    return replace(entry, id=ids.get(entry.id, entry.id))


def _named_as_here(
    day: CheckInEntry, pursuits: Mapping[str, str], measures: Mapping[str, str]
) -> CheckInEntry:
    return replace(
        day,
        pursuits=tuple(
            replace(each, pursuit=pursuits.get(each.pursuit, each.pursuit)) for each in day.pursuits
        ),
        measures=tuple(
            replace(each, measure=measures.get(each.measure, each.measure)) for each in day.measures
        ),
    )


def _aligned(goal: GoalEntry, here: Mapping[str, GoalEntry], strengths: Mapping[str, str]) -> GoalEntry:
    links = tuple(
        replace(each, strength=strengths.get(each.strength, each.strength)) for each in goal.strengths
    )
    stands = here.get(goal.id)
    steps: tuple[StepEntry, ...] = goal.steps
    if stands is not None:
        ids = _ids(stands.steps, goal.steps, lambda each: each.words)
        steps = tuple(_renamed(each, ids) for each in goal.steps)
    return replace(goal, strengths=links, steps=steps)


def _part(here: Sequence[Known], there: Sequence[Known]) -> Part[Known]:
    stand = {each.id: each for each in here}
    return _sorted_out([(stand.get(each.id), each) for each in there])


def _days(here: Sequence[CheckInEntry], there: Sequence[CheckInEntry]) -> Part[CheckInEntry]:
    stand = {each.day: each for each in here}
    return _sorted_out([(stand.get(each.day), each) for each in there])


def _sorted_out(pairs: Sequence[tuple[Entry | None, Entry]]) -> Part[Entry]:
    found = [(stands, _with_what_stays(stands, brought)) for stands, brought in pairs if stands is not None]
    different = tuple(pair for pair in found if _content(pair[0]) != _content(pair[1]))
    new = tuple(brought for stands, brought in pairs if stands is None)
    return Part(new, len(found) - len(different), different)


def _with_what_stays(stands: Entry, brought: Entry) -> Entry:
    """What is marked “only me” here stays so, whatever the file says, and so do days of use."""
    if isinstance(stands, WayEntry) and isinstance(brought, WayEntry):
        brought = replace(brought, used_on=tuple(sorted({*stands.used_on, *brought.used_on})))
    if getattr(stands, "only_me", False):
        return replace(brought, only_me=True)  # type: ignore[type-var]
    return brought


def _content(entry: Any) -> Any:
    """What counts when two are held against each other: not when it was written down, nor by whom noticed."""
    if isinstance(entry, CheckInEntry):
        pursuits = tuple(sorted(entry.pursuits, key=lambda each: each.pursuit))
        measures = tuple(sorted(entry.measures, key=lambda each: each.measure))
        content = replace(entry, created_at=_NO_MOMENT, changed_at=_NO_MOMENT, pursuits=pursuits)
        return replace(content, measures=measures)
    if isinstance(entry, StrengthEntry | WayEntry):
        return replace(entry, created_at=_NO_MOMENT, noticed_by=None)
    if isinstance(entry, GoalEntry):
        links = tuple(sorted(entry.strengths, key=lambda each: each.strength))
        return replace(entry, created_at=_NO_MOMENT, strengths=links)
    return replace(entry, created_at=_NO_MOMENT)
