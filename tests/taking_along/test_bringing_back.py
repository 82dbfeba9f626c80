"""Bringing it back: the same record in another account, each entry once, and nothing done unasked."""

import io
import json
import os
import time
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from lrc_portal import clock, limits
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, HeldUpload, Share, Strength, Trace
from lrc_portal.record import check_ins, goals, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import GoalSubmission, StepSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.taking_along import as_json, bringing, held, opening, own_record, with_others
from lrc_portal.taking_along.comparing import compared
from lrc_portal.taking_along.entries import (
    AgendaEntry,
    CallEntry,
    CheckInEntry,
    GoalEntry,
    GoalStrengthEntry,
    MeasureDayEntry,
    MeasureEntry,
    MomentEntry,
    OwnEntries,
    PlanEntry,
    PursuitDayEntry,
    PursuitEntry,
    StepEntry,
    StrengthEntry,
    WayEntry,
)
from lrc_portal.vocabulary import (
    ASKED,
    Act,
    Aim,
    Content,
    Direction,
    Element,
    Facet,
    GoalState,
    MeasureKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    StrengthState,
    WayState,
)
from tests import people
from tests.people import token
from tests.proof import sizes
from tests.taking_along.doors import browser, record, taken
from tests.taking_along.test_taking_away import a_person

EXAMPLES = sizes.asked("examples")
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/New_York")


def a_newcomer(database: Database, name: str = "Mari again") -> Viewer:
    with database.writing() as db:
        return people.make_person(db, name, Role.MEMBER)


def own(database: Database, viewer: Viewer) -> OwnEntries:
    [found] = database.read_all(own_record.read_query(viewer))
    return found


def record_file(database: Database, viewer: Viewer) -> bytes:
    """The `record.json` of their ZIP alone, for which no chart is drawn."""
    return as_json.text(with_others.read(database, viewer)).encode()


def take(database: Database, viewer: Viewer, there: OwnEntries, *replacing: str) -> None:
    here, former = database.read_all(own_record.read_query(viewer), own_record.former_ids(viewer))
    plan = compared(here, there, former)
    with database.writing() as db:
        bringing.take(
            db, by=viewer, there=there, version=plan.version, replacing=frozenset(replacing), token=token()
        )


def sent(database: Database, viewer: Viewer, file: bytes):
    """A browser that has sent a file, and the answer."""
    door = browser(database, viewer)
    return door, door.post("/import", files={"file": ("a file", file)})


def pressed(door, page, answer: str = "yes", **ticked: str):
    """Answer the preview as a browser would, with what stands hidden in it."""
    hidden = dict(part.split('" value="')[:2] for part in page.text.split('type="hidden" name="')[1:])
    fields = {name: value.split('"')[0] for name, value in hidden.items()}
    return door.post("/import/look", data={**fields, **ticked, "answer": answer})


def zipped(content: bytes, name: str = "record.json") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return packed.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return whole.getvalue()


def test_a_whole_record_comes_back_in_a_new_account_and_a_second_time_brings_nothing(database):
    mari = a_person(database)
    files = taken(database, mari)
    newcomer = a_newcomer(database)
    door, answer = sent(database, newcomer, packed(files))
    assert answer.headers["location"] == "/import/look"
    page = door.get("/import/look")
    assert "Nothing is taken in yet." in page.text and "New: 2 · There already: 0" in page.text
    assert own(database, newcomer) == OwnEntries()
    assert "It is in your record now" in pressed(door, page).text
    again = json.loads(record_file(database, newcomer))["record"]
    assert again == record(files)["record"]
    assert [day["only_me"] for day in again["check_ins"]] == [True, False]
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(HeldUpload)) == 0
        added = db.scalar(
            select(func.count())
            .select_from(Trace)
            .where(Trace.owner_id == newcomer.person_id, Trace.act == Act.ADDED)
        )
    assert added == sum(map(len, (again[name] for name in again)))
    door, _answer = sent(database, newcomer, files["record.json"])
    page = door.get("/import/look")
    assert "All of it is there already." in page.text and "Take it in" not in page.text


def test_what_i_changed_since_stays_unless_i_ask_and_what_is_only_mine_stays_so(database):
    mari = a_person(database)
    file = record_file(database, mari)
    before = own(database, mari)
    with database.writing() as db:
        mine = strengths.seen(db, opened_records.own(mari))
        changed = StrengthSubmission(StrengthPlace.PEOPLE, "in other words", True, token())
        strengths.change(db, by=mari, strength_id=mine[0].id, submission=changed)
        goal = goals.seen(db, opened_records.own(mari))[0]
        goals.add_step(db, by=mari, goal_id=goal.id, submission=StepSubmission("one more", token()))
    after = own(database, mari)
    door, _answer = sent(database, mari, file)
    page = door.get("/import/look")
    assert "Not the same here and in the file:" in page.text
    pressed(door, page)
    assert own(database, mari) == after
    door, _answer = sent(database, mari, file)
    page = door.get("/import/look")
    assert pressed(door, page, **{"replace-strengths": "yes"}).status_code == 200
    restored = own(database, mari)
    assert [each.words for each in restored.strengths] == [each.words for each in before.strengths]
    assert all(each.only_me for each in restored.strengths)
    assert restored.goals == after.goals and restored.check_ins == after.check_ins
    take(database, mari, before, "goals")
    assert [len(each.steps) for each in own(database, mari).goals] == [len(g.steps) for g in after.goals]


@pytest.mark.parametrize("replacing", [(), ("strengths", "goals")])
def test_what_took_the_number_of_something_erased_is_not_taken_for_it(database, replacing):
    """SQLite gives the number of an erased row to the next one, also where its owner asks for the file's."""
    mari = a_newcomer(database)

    def add(words: str, only_me: bool) -> tuple[int, int]:
        with database.writing() as db:
            strength = StrengthSubmission(StrengthPlace.SELF, words, only_me, token())
            strength_id = strengths.add(db, by=mari, submission=strength)
            goal = GoalSubmission(words, Element.HEALTH, steps=(words,), token=token())
            return strength_id, goals.add(db, by=mari, submission=goal)

    erased, goal_id = add("patient", True)
    file = own(database, mari)
    with database.writing() as db:
        strengths.erase(db, by=mari, strength_id=erased)
        [step] = goals.seen(db, opened_records.own(mari))[0].steps
        goals.erase_step(db, by=mari, step_id=step.id)
        goals.add_step(db, by=mari, goal_id=goal_id, submission=StepSubmission("listen", token()))
    add("brave", False)
    take(database, mari, file, *replacing)
    found = own(database, mari)
    assert {(each.words, each.only_me) for each in found.strengths} == {("patient", True), ("brave", False)}
    steps = {goal.title: [step.words for step in goal.steps] for goal in found.goals}
    assert steps == {"patient": ["patient", "listen"] if replacing else ["listen"], "brave": ["brave"]}


def test_what_was_erased_comes_back_once_and_its_neighbours_stay_single(database):
    mari = a_person(database)
    before = own(database, mari)
    with database.writing() as db:
        strengths.erase(db, by=mari, strength_id=strengths.seen(db, opened_records.own(mari))[0].id)
    take(database, mari, before)
    take(database, mari, before)
    assert {each.id for each in own(database, mari).strengths} == {each.id for each in before.strengths}
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Strength)) == len(before.strengths)


def test_a_record_that_was_begun_anew_by_hand_gets_nothing_twice(database):
    mari = a_person(database)
    before = own(database, mari)
    newcomer = a_newcomer(database)
    with database.writing() as db:
        strengths.add(
            db, by=newcomer, submission=StrengthSubmission(StrengthPlace.SELF, "strength", token=token())
        )
        goals.add(db, by=newcomer, submission=GoalSubmission("goal health", Element.HEALTH, token=token()))
    take(database, newcomer, before)
    found = own(database, newcomer)
    assert sorted(each.words for each in found.strengths) == ["strength", "strength secret"]
    assert [each.title for each in found.goals].count("goal health") == 1
    named = {each.words: each.id for each in found.strengths}
    linked = {each.title: [one.strength for one in each.strengths] for each in found.goals}
    assert linked["goal sobriety"] == [named["strength"]]


def test_what_was_found_in_a_file_is_known_again_once_it_reads_otherwise(database):
    """By the file, and by what was taken away from here before."""
    before = own(database, a_person(database))
    newcomer = a_newcomer(database)
    with database.writing() as db:
        first = StrengthSubmission(StrengthPlace.SELF, "strength", token=token())
        by_hand = strengths.add(db, by=newcomer, submission=first)
    taken_by_hand = own(database, newcomer)
    take(database, newcomer, before)
    with database.writing() as db:
        changed = StrengthSubmission(StrengthPlace.SELF, "in other words", token=token())
        strengths.change(db, by=newcomer, strength_id=by_hand, submission=changed)
    after = own(database, newcomer)
    for file in (before, taken_by_hand):
        take(database, newcomer, file)
        assert own(database, newcomer) == after
    take(database, newcomer, taken_by_hand, "strengths")
    assert sorted(each.words for each in own(database, newcomer).strengths) == ["strength", "strength secret"]


def test_nothing_is_shared_by_it_and_a_share_that_stands_is_said_before(database):
    mari = a_person(database)
    with database.writing() as db:
        rhys = people.make_person(db, "Rhys", Role.FAMILY)
        people.into_circle(db, mari, rhys, Grant(Content.GOALS))
    file = record_file(database, mari)
    newcomer = a_newcomer(database)
    door, _answer = sent(database, newcomer, file)
    page = door.get("/import/look")
    assert "You share something with others now" not in page.text
    pressed(door, page)
    with database.reading() as db:
        assert (
            db.scalar(select(func.count()).select_from(Share).where(Share.owner_id == newcomer.person_id))
            == 0
        )
    with database.writing() as db:
        strengths.erase(db, by=mari, strength_id=strengths.seen(db, opened_records.own(mari))[0].id)
    door, _answer = sent(database, mari, file)
    assert "You share something with others now" in door.get("/import/look").text


def test_what_changed_between_looking_and_pressing_is_looked_at_again(database):
    mari = a_person(database)
    file = record_file(database, mari)
    newcomer = a_newcomer(database)
    door, _answer = sent(database, newcomer, file)
    page = door.get("/import/look")
    day = own(database, mari).check_ins[-1].day
    with database.writing() as db:
        kept = CheckInSubmission(day, {Facet.PHYSICAL: 1}, {}, "kept meanwhile", token=token())
        check_ins.save(db, by=newcomer, submission=kept)
    answer = pressed(door, page, **{"replace-check_ins": "yes"})
    assert answer.status_code == 422 and "Something has changed since you looked" in answer.text
    assert [each.words for each in own(database, newcomer).check_ins] == ["kept meanwhile"]
    pressed(door, answer)
    assert "kept meanwhile" in [each.words for each in own(database, newcomer).check_ins]
    assert len(own(database, newcomer).goals) == 6


def test_two_presses_are_one_and_no_takes_nothing(database):
    mari = a_person(database)
    file = record_file(database, mari)
    newcomer = a_newcomer(database)
    door, _answer = sent(database, newcomer, file)
    page = door.get("/import/look")
    assert pressed(door, page, "no").headers["location"] == "/account"
    assert own(database, newcomer) == OwnEntries()
    assert door.get("/import/look").headers["location"] == "/import?gone=1"
    assert "not held here any more" in door.get("/import?gone=1").text
    door, _answer = sent(database, newcomer, file)
    page = door.get("/import/look")
    pressed(door, page)
    pressed(door, page)
    assert len(own(database, newcomer).goals) == 6


def test_what_is_held_cannot_be_read_in_the_database_and_is_gone_after_an_hour(database):
    mari = a_person(database)
    door, _answer = sent(database, mari, record_file(database, mari))
    with database.reading() as db:
        [cell] = db.scalars(text("SELECT content FROM held_upload")).all()
    assert "strength" not in cell and "{" not in cell
    with clock.standing_at(clock.now() + held.KEPT + timedelta(seconds=1)):
        assert database.read_all(held.read_query(mari)) == (None,)
        with database.writing() as db:
            held.forget_old(db)
    assert door.get("/import/look").headers["location"] == "/import?gone=1"


def test_what_does_not_all_fit_is_said_and_nothing_of_it_comes_in(sqlite_database):
    newcomer = a_newcomer(sqlite_database)
    most = limits.MOMENTS_A_DAY.most
    moments = [{**A_MOMENT, "id": f"m{n}", "words": f"moment {n}"} for n in range(most + 1)]
    strength = {
        **{"id": "s", "place": "self", "words": "patience", "state": "kept", "noticed_by": "Gareth"},
        **{"only_me": True, "created_at": "2026-04-03T10:00:00+00:00", "put_away_at": None},
    }
    door, _answer = sent(sqlite_database, newcomer, bad(moments=moments, strengths=[strength]))
    page = door.get("/import/look?language=cy")
    assert '<html lang="cy">' in page.text
    answer = pressed(door, page)
    assert answer.status_code == 422 and f"{most} " in answer.text
    assert own(sqlite_database, newcomer) == OwnEntries()
    door, _answer = sent(sqlite_database, newcomer, bad(moments=moments[:-1], strengths=[strength]))
    pressed(door, door.get("/import/look"))
    found = own(sqlite_database, newcomer)
    assert len(found.moments) == most
    # Nobody is made to have noticed it by what a file says.
    assert [(each.words, each.noticed_by, each.only_me) for each in found.strengths] == [
        ("patience", None, True)
    ]


def bad(**record: object) -> bytes:
    return json.dumps({"format": "living-room-cardiff-record", "version": 1, "record": record}).encode()


A_MOMENT = {
    "id": "m1",
    "day": "2026-04-03",
    "kind": "milestone",
    "element": "health",
    "words": "a day",
    "only_me": False,
    "created_at": "2026-04-03T10:00:00+00:00",
}


def damaged(method: int) -> bytes:
    """A ZIP whose listing is whole and whose record was written over."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("record.json", "a record " * 500)
    begins = made.getvalue().index(b"record.json") + len("record.json")
    content = bytearray(made.getvalue())
    content[begins + 9 : begins + 29] = b"\xff" * 20
    return bytes(content)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "Choose a file first."),
        (b"PK\x03\x04 and no more", "not whole"),
        *(
            (damaged(method), "not whole")
            for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
        ),
        (b"{", "not whole"),
        (b"[" * 100_000, "not whole"),
        (b'{"format": "another"}', "no file of this portal"),
        (zipped(b"{}", "photo.json"), "no file of this portal"),
        (zipped(b"<workbook/>", "xl/workbook.xml"), "Save the spreadsheet as CSV first"),
        (b"\x89PNG\r\n\x1a\n\0\0", "no table"),
        (b"one column\nand no more", "no table"),
        (zipped(b" " * (opening.UNPACKED + 1)), "more in this file than fits"),
        (b'{"format": "living-room-cardiff-record", "version": 2}', "from a newer portal"),
        (bad(moments=[{**A_MOMENT, "day": "2026-02-30"}]), "record moments 1 day"),
        (bad(moments=[{**A_MOMENT, "day": "2126-02-03"}]), "moments 1 day"),
        (bad(moments=[{**A_MOMENT, "words": "w" * 6001}]), "moments 1 words"),
        (bad(moments=[{**A_MOMENT, "element": "luck"}]), "record moments 1 element"),
        (bad(moments=[A_MOMENT, A_MOMENT]), "moments m1"),
        (bad(moments=[{**A_MOMENT, "words": "\ud800"}]), "record moments 1 words"),
        (bad(check_ins=[{"day": "2026-04-03"}]), "record check_ins 1 answers"),
        (b"x" * (opening.LARGEST + 100_000), "larger than 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_named_in_one_sentence_and_nothing_is_held(sqlite_database, file, says):
    newcomer = a_newcomer(sqlite_database)
    door, answer = sent(sqlite_database, newcomer, file)
    assert answer.status_code == 422 and says in answer.text
    assert door.get("/import/look").headers["location"] == "/import?gone=1"


def test_only_whoever_keeps_a_record_sends_a_file_and_from_here_alone(sqlite_database):
    with sqlite_database.writing() as db:
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
    mari = a_newcomer(sqlite_database)
    assert browser(sqlite_database).get("/import").headers["location"] == "/sign-in?next=/account"
    assert sent(sqlite_database, nia, b"{}")[1].status_code == 404
    door = browser(sqlite_database, mari)
    page = door.get("/import")
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    foreign = {"origin": "https://evil.example"}
    assert door.post("/import", files={"file": ("f", b"{}")}, headers=foreign).status_code == 403
    assert door.post("/import/look", data={"answer": "yes"}, headers=foreign).status_code == 403


# Any record, in any time zone

DAYS = st.dates(date(1950, 1, 1), date(2026, 1, 1))
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(
    lambda each: f"w{each}w"
)
IDS = st.integers(0, 10**9).map(lambda n: f"id-{n}")


@st.composite
def records(draw: st.DrawFn) -> OwnEntries:
    """Any record that could have been written here."""

    def some(made: type, /, **fields: st.SearchStrategy) -> tuple:
        unique = (lambda each: each.id) if "id" in fields else (lambda each: each.day)
        return tuple(draw(st.lists(st.builds(made, **fields), max_size=3, unique_by=unique)))

    def ended(goal: GoalEntry) -> GoalEntry:
        return replace(goal, ended_on=None if goal.state is GoalState.OPEN else goal.set_on)

    entry = {"id": IDS, "only_me": st.booleans(), "created_at": MOMENTS}
    pursuits = some(
        PursuitEntry,
        **entry,
        kind=st.sampled_from(PursuitKind),
        name=WORDS,
        aim=st.just(Aim.WORKING_TOWARDS),
        start_day=st.none() | DAYS,
        free_days_aim=st.none() | st.integers(1, 7),
        path_hidden=st.booleans(),
        put_away_at=st.none() | MOMENTS,
    )
    found_strengths = some(
        StrengthEntry,
        **entry,
        place=st.sampled_from(StrengthPlace),
        words=WORDS,
        state=st.sampled_from(StrengthState),
        noticed_by=st.none(),
        put_away_at=st.none() | MOMENTS,
    )
    steps = st.builds(StepEntry, id=IDS, words=WORDS, done_on=DAYS, what_was_done=st.none() | WORDS)
    found_goals = some(
        GoalEntry,
        **entry,
        element=st.sampled_from(Element),
        title=WORDS,
        why=st.none() | WORDS,
        set_on=DAYS,
        state=st.sampled_from(GoalState),
        ended_on=st.none(),
        ending=st.none() | WORDS,
        strengths=st.just(tuple(GoalStrengthEntry(each.id, True) for each in found_strengths)),
        steps=st.lists(steps, max_size=3, unique_by=lambda each: each.id).map(tuple),
    )
    measures = some(
        MeasureEntry,
        **entry,
        kind=st.sampled_from((MeasureKind.SCALE, MeasureKind.YES_NO)),
        name=WORDS,
        unit=st.none(),
        element=st.sampled_from(Element),
        direction=st.sampled_from(Direction),
        choices=st.just(()),
        put_away_at=st.none() | MOMENTS,
    )
    if draw(st.booleans()):
        worded = replace(measures[0], kind=MeasureKind.CHOICE, choices=("one", "two")) if measures else None
        counted = replace(measures[0], id="n", kind=MeasureKind.NUMBER, unit="km") if measures else None
        measures = tuple(each for each in (worded, counted, *measures[1:]) if each)
    said = {MeasureKind.CHOICE: "two", MeasureKind.NUMBER: "7.25"}
    days = some(
        CheckInEntry,
        day=DAYS,
        answers=st.dictionaries(st.sampled_from(ASKED), st.integers(0, 10), min_size=1),
        pursuits=st.just(tuple(PursuitDayEntry(each.id, PursuitDay.USED, "a walk") for each in pursuits)),
        words=st.none() | WORDS,
        only_me=st.booleans(),
        created_at=MOMENTS,
        changed_at=MOMENTS,
        measures=st.just(tuple(MeasureDayEntry(each.id, said.get(each.kind, "1")) for each in measures)),
    )
    found_moments = some(
        MomentEntry,
        **entry,
        day=DAYS,
        kind=st.sampled_from(MomentKind),
        element=st.sampled_from(Element),
        words=st.none() | WORDS,
    )
    agenda = some(AgendaEntry, id=IDS, words=WORDS, created_at=MOMENTS, talked_on=st.none() | DAYS)
    ways = some(
        WayEntry,
        **entry,
        words=WORDS,
        state=st.sampled_from(WayState),
        in_plan=st.booleans(),
        noticed_by=st.none(),
        put_away_at=st.none() | MOMENTS,
        used_on=st.sets(DAYS, max_size=3).map(sorted).map(tuple),
    )
    plan = PlanEntry(
        "aplan", draw(WORDS), None, draw(st.none() | WORDS), (CallEntry("Bron", "029 20"),), draw(MOMENTS)
    )
    return OwnEntries(
        pursuits,
        days,
        found_strengths,
        tuple(map(ended, found_goals)),
        found_moments,
        agenda,
        ways,
        (plan,) if draw(st.booleans()) else (),
        measures,
    )


def in_any_order(record: OwnEntries) -> OwnEntries:
    """The lists of a record, sorted: in which order they were written is told by their moments."""
    by_id = {
        name: tuple(sorted(getattr(record, name), key=lambda each: each.id))
        for name in ("pursuits", "strengths", "moments", "agenda", "ways", "plans", "measures")
    }
    sorted_goals = tuple(
        replace(goal, strengths=tuple(sorted(goal.strengths, key=lambda each: each.strength)))
        for goal in sorted(record.goals, key=lambda each: each.id)
    )
    days = tuple(
        replace(
            day,
            pursuits=tuple(sorted(day.pursuits, key=lambda each: each.pursuit)),
            measures=tuple(sorted(day.measures, key=lambda each: each.measure)),
        )
        for day in sorted(record.check_ins, key=lambda each: each.day)
    )
    return replace(record, **by_id, goals=sorted_goals, check_ins=days)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(there=records(), zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)))
def test_any_record_comes_back_as_it_was_whatever_the_zones_of_the_servers(database, proved, there, zones):
    newcomer = a_newcomer(database)
    try:
        with as_if_in(zones[0]):
            file = json.dumps(
                {"format": "living-room-cardiff-record", "version": 1, "record": as_json.written(there)}
            )
        with as_if_in(zones[1]):
            read = opening.entries_of(file.encode())
            take(database, newcomer, read)
            take(database, newcomer, read)
            back = own(database, newcomer)
    finally:
        time.tzset()
    is_equal = in_any_order(back) == in_any_order(there)
    proved("records taken away and brought back", 1, least=1)
    proved("records that came back otherwise", int(not is_equal))
    assert is_equal
    with database.reading() as db:
        days = db.scalars(select(CheckIn.day).where(CheckIn.person_id == newcomer.person_id)).all()
    assert sorted(days) == sorted(each.day for each in there.check_ins)


class as_if_in:  # it reads as a sentence
    """The process stands in another time zone."""

    def __init__(self, zone: str) -> None:
        self.zone = zone

    def __enter__(self) -> None:
        self.before = os.environ.get("TZ")
        os.environ["TZ"] = self.zone
        time.tzset()

    def __exit__(self, *_args: object) -> None:
        if self.before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = self.before
        time.tzset()
