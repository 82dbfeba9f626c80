"""The yearly report counts what happened, from no one's words, and lets no small number through."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database import encrypted
from lrc_portal.database.models import (
    Event,
    EventChange,
    Exchange,
    Letter,
    Meeting,
    NoteAid,
    Pairing,
    ThingPassedOn,
    UsefulThing,
)
from lrc_portal.series import Between, Hidden, Movement, PairingYear, Report
from lrc_portal.sharing import roles
from lrc_portal.support.report import counting, printings, report
from lrc_portal.support.report.counting import MEETINGS, PEOPLE, Counts, Span
from lrc_portal.vocabulary import (
    ANSWERED_NOTES,
    Aid,
    Element,
    ForWhom,
    Language,
    MeetingKind,
    NoteState,
    Rhythm,
    Role,
    UsefulKind,
)
from tests.support.a_year import SECRET, YEAR, Year, after, at
from tests.tools.statements import sent_to

FEWER, WITHHELD = Hidden.FEWER, Hidden.WITHHELD
# Supervision and training beside these come with each peer worker whom `make_person` makes.
A_PEER_WORKERS_DAYS = 5


@pytest.fixture
def year(database) -> Year:
    return Year(database)


@pytest.fixture
def one_year(sqlite_database) -> Year:
    """For what does not depend on which database it is."""
    return Year(sqlite_database)


def of(year: Year, which: int = YEAR, standing: datetime | None = None) -> Report:
    """What would be told if nothing of that year was told before."""
    with clock.standing_at(standing or after(40)), year.database.reading() as db:
        days = printings.span(which, printings.quarters_over(which))
        made = report.publishable(which, days, counting.read_query(days).run(db), [])
    return replace(made, kept_on=days.last)


def read(year: Year, standing: datetime, which: int = YEAR) -> Report | None:
    """What a coordinator reads at that moment."""
    with clock.standing_at(standing):
        return report.read(year.database, year.nia, which)[0]


def test_the_numbers_of_a_year(year) -> None:
    told = of(year)
    assert (told.first, told.last, told.is_whole) == (date(YEAR, 1, 1), date(YEAR, 12, 31), True)
    assert told.people == {Role.MEMBER: 30, Role.FAMILY: 6, Role.PEER_WORKER: 5}
    assert told.meetings == {
        MeetingKind.ONE_TO_ONE: 12,
        MeetingKind.GROUP: 6,
        MeetingKind.FAMILY: FEWER,
        MeetingKind.PHONE: FEWER,
    }
    assert told.all_meetings == Between(18, 26)
    assert told.aids == {
        Aid.EMOTIONAL: 16,
        Aid.PSYCHOLOGICAL: 7,
        Aid.SOCIAL: 16,
        Aid.INFORMATIONAL: 9,
    }
    assert (told.answered, told.notes) == (13, {NoteState.AGREED: 8, NoteState.DIFFERING: 5})
    assert told.goals_set == {Element.SOBRIETY: FEWER, Element.HEALTH: 9, Element.REINTEGRATION: FEWER}
    assert told.goals_reached == {Element.SOBRIETY: FEWER, Element.HEALTH: 6, Element.REINTEGRATION: FEWER}
    assert told.contributions == 7
    assert told.movement[Element.HEALTH] == {Movement.HIGHER: 8, Movement.SAME: 6, Movement.LOWER: 6}
    assert told.pairings == {
        PairingYear.BEGUN: 30,
        PairingYear.HANDED_OVER: 5,
        PairingYear.ENDED: 6,
    }
    assert told.supervisions == 7 + A_PEER_WORKERS_DAYS


def test_roles_are_counted_as_they_were_held_whoever_lays_one_down_later(year) -> None:
    before, next_year = of(year), of(year, YEAR + 1, at(2, 1, YEAR + 2))
    with year.database.writing() as db, clock.standing_at(at(2, 1, YEAR + 2)):
        # Before somebody is a peer worker no more, they walk with nobody.
        roles.lay_down(db, person_id=year.workers[0].person_id, role=Role.PEER_WORKER)
        roles.give(db, person_id=year.members[0].person_id, role=Role.PEER_WORKER, given_by_id=None)
    assert of(year, YEAR, at(2, 2, YEAR + 2)) == before
    assert of(year, YEAR + 1, at(2, 2, YEAR + 2)) == next_year
    with year.database.writing() as db, clock.standing_at(at(2, 3, YEAR + 2)):
        # Laid down and taken up again within a year, one person is one.
        roles.give(
            db, person_id=year.workers[0].person_id, role=Role.PEER_WORKER, given_by_id=year.nia.person_id
        )
    that_year = of(year, YEAR + 2, at(2, 3, YEAR + 3))
    assert that_year.people[Role.PEER_WORKER] == before.people[Role.PEER_WORKER] + 1
    with year.database.writing() as db, clock.standing_at(at(2, 4, YEAR + 3)):
        for worker in year.workers[:2]:
            roles.lay_down(db, person_id=worker.person_id, role=Role.PEER_WORKER)
    assert of(year, YEAR + 4, at(2, 3, YEAR + 5)).people[Role.PEER_WORKER] == FEWER


def test_a_number_that_becomes_small_is_withheld_with_what_gives_it_away(year) -> None:
    before = of(year)
    year.take_back(year.members[0], at(12, 5, YEAR - 1))
    told = of(year)
    assert told.contributions == before.contributions - 1 == 6
    for member in year.members[1:3]:
        year.take_back(member, at(12, 5, YEAR - 1))
    told = of(year)
    assert told.contributions is FEWER
    assert told.goals_reached[Element.HEALTH] is FEWER
    assert told.movement[Element.HEALTH][Movement.HIGHER] == 5
    year.take_back(year.members[3], at(12, 5, YEAR - 1))
    assert of(year).movement[Element.HEALTH][Movement.HIGHER] is FEWER


def test_what_is_taken_back_in_the_year_was_shown_in_it_and_afterwards_is_not_counted(year) -> None:
    year.take_back(year.members[0], at(11))
    assert of(year).contributions == 7
    assert of(year, YEAR + 1, datetime(YEAR + 2, 1, 5, tzinfo=UTC)).contributions is FEWER


def test_a_pairing_ends_once_on_its_last_day_or_when_somebody_closed_it_before(one_year) -> None:
    def leave(db) -> None:
        first, second, *_others = [db.get_one(Pairing, each) for each in one_year.pairing_ids]
        for each in (first, second):
            each.leaving_at, each.leaving_by_id = at(11), each.peer_worker_id
        first.last_day = date(YEAR, 12, 15)
        second.last_day = date(YEAR + 1, 1, 15)
        second.ended_at, second.ended_by_id = at(12, 5), second.person_id

    before = of(one_year).pairings[PairingYear.ENDED]
    one_year.write(leave)
    assert of(one_year).pairings[PairingYear.ENDED] == before + 2
    later = of(one_year, YEAR + 1, datetime(YEAR + 2, 1, 5, tzinfo=UTC))
    assert later.pairings[PairingYear.ENDED] is FEWER


def test_a_corrected_note_is_counted_once(one_year) -> None:
    before = of(one_year)

    def correct(db) -> None:
        first = one_year.note(db, NoteState.AGREED, 25, Aid.SOCIAL)
        one_year.note(db, NoteState.AGREED, 25, Aid.SOCIAL, replaces_id=first.id, first_id=first.id)

    one_year.write(correct)
    assert of(one_year).answered == before.answered + 1
    assert of(one_year).aids[Aid.SOCIAL] == before.aids[Aid.SOCIAL] + 1


def test_beside_few_of_one_kind_of_help_no_number_of_notes_is_told(one_year) -> None:
    def fewer(db) -> None:
        for row in db.query(NoteAid).filter_by(aid=Aid.PSYCHOLOGICAL).limit(4):
            db.delete(row)

    one_year.write(fewer)
    told = of(one_year)
    assert told.aids[Aid.PSYCHOLOGICAL] is FEWER
    assert told.answered is WITHHELD and set(told.notes.values()) == {WITHHELD}


def write_letters(year: Year, pairs: range) -> None:
    """Nine between each of these pairs; and as many again in a circle, and in the year after."""

    def write(db) -> None:
        for n in pairs:
            pair = {"person_id": year.members[n].person_id, "other_id": year.workers[n % 5].person_id}
            for way, moments in (({"pairing_id": year.pairing_ids[n]}, (at(5), after(40))), ({}, (at(5),))):
                exchange = Exchange(**pair, **way, began_at=at(5))
                db.add(exchange)
                db.flush()
                for moment in moments:
                    letter = {"exchange_id": exchange.id, "writer_id": pair["person_id"]}
                    db.add_all(Letter(**letter, words=SECRET, written_at=moment) for _ in range(9))

    year.write(write)


def test_letters_are_a_number_once_five_pairs_have_a_part_in_it_and_the_year_is_over(year) -> None:
    write_letters(year, range(4))
    assert of(year).letters is WITHHELD
    write_letters(year, range(4, 5))
    assert of(year).letters == 5 * 9
    told = read(year, at(8, 15))
    assert told is not None and told.letters is WITHHELD, "one pair may have written all that came since"


def test_what_peer_workers_passed_on_is_told_as_letters_are_and_not_from_a_draft(one_year) -> None:
    def pass_on(db) -> None:
        thing = UsefulThing(
            kind=UsefulKind.TEXT, whom=ForWhom.EVERYBODY, title_en="A walk", found_by="a walk"
        )
        thing.checked_on, thing.created_at = date(YEAR, 1, 1), at(1)
        db.add(thing)
        draft = one_year.note(db, NoteState.DRAFT, 26)
        db.flush()
        for n, pairing_id in enumerate(one_year.pairing_ids[:5]):
            way = {"person_id": one_year.members[n].person_id, "by_id": one_year.workers[n].person_id}
            way |= {"pairing_id": pairing_id, "useful_thing_id": thing.id, "passed_on_at": at(5)}
            db.add(ThingPassedOn(**way))
            db.add(ThingPassedOn(**{**way, "passed_on_at": after(40)}))
        db.add(ThingPassedOn(**way, note_id=draft.id))

    one_year.write(pass_on)
    assert of(one_year).passed_on == 5

    def take_back(db) -> None:
        of_one = {"pairing_id": one_year.pairing_ids[0], "passed_on_at": at(5)}
        db.delete(db.query(ThingPassedOn).filter_by(**of_one).one())

    one_year.write(take_back)
    assert of(one_year).passed_on is WITHHELD, "of four pairs"


def test_groups_are_counted_by_their_dates_without_those_called_off_or_led_by_a_professional(year) -> None:
    def put_on(db) -> None:
        weekly = {"rhythm": Rhythm.WEEKLY, "every_weeks": 1, "first_day": date(YEAR, 12, 5), "minutes": 60}
        weekly |= {"at": time(10), "for_whom": ForWhom.EVERYBODY, "created_at": at(11)}
        walk, choir = Event(**weekly), Event(**weekly, last_day=date(YEAR, 12, 12))
        db.add_all([walk, choir, Event(**weekly, professional=SECRET)])
        db.flush()
        db.add(EventChange(event_id=walk.id, day=date(YEAR, 12, 19)))
        gone = {"moved_to": date(YEAR + 1, 1, 3), "moved_at": time(10)}
        db.add(EventChange(event_id=walk.id, day=date(YEAR, 12, 26), **gone))

    assert of(year).groups is FEWER
    year.write(put_on)
    # Thursdays, from the 5th on: two of the walk and two of the choir.
    assert of(year).groups is FEWER
    year.write(lambda db: db.query(EventChange).filter_by(moved_to=None).delete())
    assert of(year).groups == 5


def test_a_year_that_is_not_over_is_told_to_the_end_of_its_last_whole_quarter(one_year) -> None:
    told = read(one_year, at(8, 15))
    assert told is not None
    assert (told.last, told.is_whole, told.kept_on) == (date(YEAR, 6, 30), False, date(YEAR, 8, 15))
    assert read(one_year, at(9, 30)) == told
    with clock.standing_at(at(3, 31)):
        assert report.read(one_year.database, one_year.nia, YEAR) == (None, [])


def test_a_kept_printing_stands_whatever_becomes_of_the_rows(year) -> None:
    told = read(year, at(7, 1))

    def erase(db) -> None:
        db.query(NoteAid).delete()
        db.query(Meeting).delete()

    year.write(erase)
    for member in year.members:
        year.take_back(member, at(12, 5, YEAR - 1))
    with year.database.writing() as db, clock.standing_at(at(8)):
        roles.lay_down(db, person_id=year.workers[0].person_id, role=Role.PEER_WORKER)
    assert read(year, at(9, 30)) == told
    assert told is not None and told.all_meetings != 0
    with year.database.reading() as db:
        kept = printings.of_year(YEAR).run(db)
    # What came of a quarter before it was made first, and what is made later leaves it as it is.
    assert list(kept) == [1, 2] and kept[2] == told
    read(year, after(40))
    with year.database.reading() as db:
        later = printings.of_year(YEAR).run(db)
    assert list(later) == [1, 2, 3, 4] and {each: later[each] for each in kept} == kept


def test_of_two_who_make_it_at_once_the_first_stands(year) -> None:
    told = read(year, at(4, 1))
    with year.database.writing() as db, clock.standing_at(at(5)):
        assert printings.keep(db, 1, of(year, YEAR, at(8, 15))) == told


def test_the_start_makes_what_is_due_and_the_page_then_asks_once(year) -> None:
    with clock.standing_at(after(120)):
        with year.database.writing() as db:
            report.keep_due(db)
        with sent_to(year.database) as sent:
            found, years = report.read(year.database, year.nia, YEAR + 1)
    assert found is not None and years == [YEAR + 1, YEAR]
    assert len([each for each in sent if "SELECT" in each]) == 1


def test_what_is_withheld_is_not_in_the_kept_figures(one_year) -> None:
    told = of(one_year)
    figures = json.loads(printings.written(told))
    assert figures["meetings"]["phone"] == "fewer" and figures["meetings"]["one_to_one"] == 12
    days = printings.span(YEAR, 4)
    assert printings.read(printings.written(told), YEAR, days, told.kept_on) == told


@pytest.mark.parametrize("which", [0, -1, 10**9, YEAR + 2])
def test_there_is_no_report_of_a_year_that_never_was(one_year, which) -> None:
    assert read(one_year, after(40), which) is None


def test_the_years_to_choose_from(year) -> None:
    for standing, there in ((after(40), [YEAR]), (after(120), [YEAR + 1, YEAR]), (at(4, 1), [YEAR])):
        with clock.standing_at(standing):
            assert report.read(year.database, year.nia, YEAR)[1] == there


def test_it_is_one_statement_and_reads_no_words(year, monkeypatch) -> None:

    def refuse(*_args: Any) -> None:
        raise AssertionError("words were read")

    monkeypatch.setattr(encrypted.EncryptedText, "process_result_value", refuse)
    with sent_to(year.database) as sent:
        of(year)
    selects = [each for each in sent if "SELECT" in each]
    assert len(selects) == 1
    for words in ("words", "title", "talked_about", "own_account", "display_name", "what_was_done"):
        assert words not in selects[0]


@pytest.mark.parametrize("who", ["member", "family", "worker", "supervisor"])
def test_it_is_for_coordinators_alone(one_year, who) -> None:
    somebody = {
        "member": one_year.members[0],
        "family": one_year.family[0],
        "worker": one_year.workers[0],
        "supervisor": Viewer(one_year.nia.person_id, frozenset(), Language.ENGLISH),
    }[who]
    with pytest.raises(NotAllowed):
        report.read(one_year.database, somebody, YEAR)


# The reader who sets all numbers of a report against each other

unhurried = settings(deadline=None)
few = st.integers(0, 9)
some = st.integers(0, 40)


def table(keys: Any, numbers: st.SearchStrategy[int] = few) -> st.SearchStrategy[dict[Any, int]]:
    return st.fixed_dictionaries({key: numbers for key in keys})


@st.composite
def all_counts(draw: st.DrawFn) -> Counts:
    """Numbers that a community can have: no more people have moved than there are members, and whoever writes
    or passes something on does so at least once.
    """
    people = draw(table(PEOPLE, some))
    moves = st.lists(st.sampled_from([*Movement, None]), max_size=people[Role.MEMBER])
    movement = {}
    for element in Element:
        moved = draw(moves)
        movement[element] = {each: moved.count(each) for each in Movement}
    write, pass_on = draw(few), draw(few)
    return Counts(
        people=people,
        meetings=draw(table(MEETINGS)),
        aids=draw(table(Aid)),
        notes=draw(table(ANSWERED_NOTES)),
        goals_set=draw(table(Element)),
        goals_reached=draw(table(Element)),
        contributions=draw(few),
        movement=movement,
        pairings=draw(table(PairingYear)),
        trainings=draw(few),
        supervisions=draw(few),
        groups=draw(few),
        letters=write + draw(some),
        pairs_who_write=write,
        passed_on=pass_on + draw(some),
        pairs_who_pass_on=pass_on,
    )


def told(counts: Counts) -> Report:
    return report.publishable(YEAR, Span(date(YEAR, 1, 1), date(YEAR, 12, 31)), counts, [])


STAND_ALONE = ("people", "meetings", "aids", "goals_set", "goals_reached", "pairings")


@unhurried
@given(all_counts(), st.data())
def test_the_report_is_the_same_whatever_stands_behind_its_small_numbers(counts, data) -> None:
    """The strongest that can be said: nobody can tell apart what gives the same page."""
    other = dict(vars(counts))
    for name in STAND_ALONE:
        other[name] = {
            key: data.draw(st.integers(0, 4)) if n < 5 else n for key, n in getattr(counts, name).items()
        }
    for name in ("contributions", "trainings", "supervisions", "groups"):
        if getattr(counts, name) < 5:
            other[name] = data.draw(st.integers(0, 4))
    for name, pairs in (("letters", "pairs_who_write"), ("passed_on", "pairs_who_pass_on")):
        if getattr(counts, pairs) < 5:
            other[name], other[pairs] = data.draw(some), data.draw(st.integers(0, 4))
    assert told(Counts(**other)) == told(counts)


@unhurried
@given(all_counts())
def test_no_small_number_stands_anywhere(counts) -> None:
    def cells(value: Any):
        if isinstance(value, dict):
            for each in value.values():
                yield from cells(each)
        elif isinstance(value, int) and not isinstance(value, bool):
            yield value

    page = {name: value for name, value in vars(told(counts)).items() if name != "year"}
    assert all(cell >= 5 for cell in cells(page))


def sums(counts: list[Counts]) -> Counts:
    """All that was counted in several quarters."""

    def added(values: list[Any]) -> Any:
        if isinstance(values[0], dict):
            return {key: added([each[key] for each in values]) for key in values[0]}
        return sum(values)

    return Counts(**{name: added([getattr(each, name) for each in counts]) for name in vars(counts[0])})


@unhurried
@given(st.lists(all_counts(), min_size=4, max_size=4))
def test_no_two_printings_of_a_year_show_the_little_between_them(quarters) -> None:
    """Cell by cell, by the sums, and by what the told cells leave of a sum."""
    made: list[Report] = []
    for quarter in printings.QUARTERS:
        counts = sums(quarters[:quarter])
        made.append(report.publishable(YEAR, printings.span(YEAR, quarter), counts, made))
    for earlier, later in combinations(made, 2):
        for name in (*STAND_ALONE, "notes"):
            before, now = getattr(earlier, name), getattr(later, name)
            both = [key for key in now if isinstance(now[key], int) and isinstance(before[key], int)]
            assert all(now[key] - before[key] >= 5 for key in both), name
            whole = {"notes": "answered"}.get(name, f"all_{name}")
            if not hasattr(later, whole):
                continue
            then, since = getattr(earlier, whole), getattr(later, whole)
            if isinstance(then, int) and isinstance(since, int):
                assert since - then >= 5
                if len(both) < len(now):
                    # What came since in the cells that are not told must not be one small number.
                    left = since - then - sum(now[key] - before[key] for key in both)
                    assert len(now) - len(both) > 1 or not 0 < left < 5, name
        for name in ("contributions", "trainings", "supervisions", "groups"):
            before, now = getattr(earlier, name), getattr(later, name)
            assert not (isinstance(before, int) and isinstance(now, int)) or now - before >= 5
        assert {cell for cells in earlier.movement.values() for cell in cells.values()} == {WITHHELD}
        assert earlier.letters is earlier.passed_on is WITHHELD


def test_notes_and_kinds_of_help_beside_each_other_narrow_nothing_down() -> None:
    """Each note names one to four kinds: what is told of the one table must not tell of the other.

    All small communities with two kinds of help, 5 or 12 of a kind for a big one, and any notes of two sorts.
    """
    behind = defaultdict(set)
    for aids in product([*range(5), 5, 12], repeat=2):
        for agreed, differing, waiting in product(range(13), range(13), (0, 1, 7)):
            notes = agreed + differing + waiting
            if max(aids) <= notes <= sum(aids):
                page = told(
                    _with(
                        aids=dict(zip(Aid, (*aids, *aids), strict=True)),
                        notes={NoteState.AGREED: agreed, NoteState.DIFFERING: differing},
                    )
                )
                seen = (*page.aids.values(), page.answered, *page.notes.values())
                behind[seen].add((*aids, agreed, differing))
    for page, worlds in behind.items():
        for place in range(2):
            values = {world[place] for world in worlds}
            if values & set(range(5)):
                assert values >= set(range(5)), (page, place, values)


def _with(**some_numbers: Any) -> Counts:
    nothing = Counts(
        people=dict.fromkeys(PEOPLE, 0),
        meetings=dict.fromkeys(MEETINGS, 0),
        aids=dict.fromkeys(Aid, 0),
        notes=dict.fromkeys(ANSWERED_NOTES, 0),
        goals_set=dict.fromkeys(Element, 0),
        goals_reached=dict.fromkeys(Element, 0),
        contributions=0,
        movement={element: dict.fromkeys(Movement, 0) for element in Element},
        pairings=dict.fromkeys(PairingYear, 0),
        trainings=0,
        supervisions=0,
        groups=0,
        letters=0,
        pairs_who_write=0,
        passed_on=0,
        pairs_who_pass_on=0,
    )
    return Counts(**{**vars(nothing), **some_numbers})
