"""A list that has grown far beyond a page: some lines and more on request, as many statements as before,
and a word wherever something is left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from lrc_portal import clock, limits
from lrc_portal.database.models import (
    CheckIn,
    CircleLink,
    Consent,
    Giving,
    HomeAgreement,
    Invitation,
    Meeting,
    Moment,
    Note,
    Pairing,
    Person,
    PersonRole,
    Reflection,
    SignInSession,
    Supervises,
    Supervision,
    Trace,
    UsefulThing,
    Way,
)
from lrc_portal.sharing import name_beginnings
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import pairings
from lrc_portal.ui.kit import by_name
from lrc_portal.ui.notes import earlier_notes
from lrc_portal.ui.record import way
from lrc_portal.ui.sharing import traces
from lrc_portal.vocabulary import (
    Act,
    Content,
    Element,
    ForWhom,
    Language,
    MeetingKind,
    MeetingState,
    MomentKind,
    NoteState,
    Rhythm,
    Role,
    Subject,
    SupervisionKind,
    UsefulKind,
    WayState,
    Window,
)
from tests.tools.statements import sent_to
from tests.whats_on.happening import put_on

from . import sharing
from .conftest import field as form_field
from .conftest import press, said, unfold
from .test_handover import insert_notes
from .test_statements import A_HANDFUL, told
from .walking import Walk

MORE = "Show more"


@dataclass
class There:
    """Who is there before a list grows: Gwen walks with Carys, whom Bronwen supervises; Dai coordinates."""

    walk: Walk
    member: Any
    peer_worker: Any
    coordinator: Any
    supervisor: Any

    def put(self, model: type, rows: list[dict[str, Any]]) -> None:
        with self.walk.house.writing() as db:
            db.execute(insert(model), rows)

    def crowd(self, many: int, role: Role, display_name: str = "Person {n}") -> list[int]:
        """So many people, at once."""
        now = clock.now()
        with self.walk.house.writing() as db:
            people = [
                Person(
                    display_name=display_name.format(n=next(_numbers)),
                    language=Language.ENGLISH,
                    created_at=now + n * SECOND,
                )
                for n in range(many)
            ]
            db.add_all(people)
            db.flush()
            name_beginnings.fill(db)
            ids = [each.id for each in people]
            db.execute(
                insert(PersonRole), [{"person_id": each, "role": role, "given_at": now} for each in ids]
            )
        return ids

    def pair(self, people: list[int], worker_id: int | None = None, **columns: Any) -> None:
        """Each of them with Carys: asked, or what `columns` say."""
        now = clock.now()
        common = {
            "peer_worker_id": worker_id or id_of(self.peer_worker),
            "proposed_by_id": id_of(self.coordinator),
            "proposed_at": now,
            "is_trial": False,
        }
        self.put(Pairing, [{"person_id": each, **common, **columns} for each in people])

    def note(self, **columns: Any) -> dict[str, Any]:
        now = clock.now()
        return {
            "person_id": id_of(self.member),
            "author_id": id_of(self.peer_worker),
            "pairing_id": self.walk.pairing_id,
            "day": clock.today(),
            "kind": MeetingKind.ONE_TO_ONE,
            "created_at": now,
            "changed_at": now,
            "is_goodbye": False,
            **columns,
        }

    def moments(self, many: int) -> None:
        now, today = clock.now(), clock.today()
        rows = [
            {
                "person_id": id_of(self.member),
                "day": today - timedelta(days=n // 10),
                "kind": MomentKind.MILESTONE,
                "element": Element.HEALTH,
                "words": f"moment number {n}.",
                "only_me": False,
                "created_at": now,
                "changed_at": now,
            }
            for n in range(many)
        ]
        self.put(Moment, rows)


SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
_numbers = count()


def id_of(person: Any) -> int:
    found: int = person.viewer.person_id
    return found


def live() -> dict[str, Any]:
    now = clock.now()
    return {"person_yes_at": now, "worker_yes_at": now, "began_at": now, "rhythm_days": 14}


def add_circle(there: There, many: int) -> None:
    rows = [
        {"inviter_id": id_of(there.member), "invitee_id": each, "began_at": clock.now()}
        for each in there.crowd(many, Role.FAMILY)
    ]
    there.put(CircleLink, rows)


def add_pairings(there: There, many: int) -> None:
    [worker] = there.crowd(1, Role.PEER_WORKER, "Worker")
    there.pair(there.crowd(many, Role.MEMBER), worker, **live())


def add_invitations(there: There, many: int) -> None:
    now = clock.now()
    rows = [
        {
            "code_hash": f"open {next(_numbers)}",
            "role": Role.MEMBER,
            "inviter_id": id_of(there.coordinator),
            "into_circle": False,
            "meant_for": f"Person {n}",
            "created_at": now,
            "ends_at": now + timedelta(days=14),
        }
        for n in range(many)
    ]
    # Those that somebody used long ago are read no more, however many they are.
    accepted = {"accepted_at": now, "accepted_by_id": id_of(there.member)}
    used = [{**row, **accepted, "code_hash": f"used {next(_numbers)}"} for row in rows]
    there.put(Invitation, [{**dict.fromkeys(accepted), **row} for row in rows] + used)


def add_giving(there: There, many: int) -> None:
    now = clock.now()
    there.put(Giving, [{"person_id": each, "began_at": now} for each in there.crowd(many, Role.MEMBER)])


def add_supervised(there: There, many: int) -> None:
    now = clock.now()
    common = {"supervisor_id": id_of(there.supervisor), "named_by_id": id_of(there.coordinator)}
    rows = [
        {"peer_worker_id": each, "began_at": now, **common} for each in there.crowd(many, Role.PEER_WORKER)
    ]
    there.put(Supervises, rows)


def add_days(there: There, many: int) -> None:
    common = {
        "peer_worker_id": id_of(there.peer_worker),
        "supervisor_id": id_of(there.supervisor),
        "kind": SupervisionKind.PHONE,
        "entered_by_id": id_of(there.supervisor),
        "created_at": clock.now(),
    }
    today = clock.today()
    there.put(Supervision, [{**common, "day": today - timedelta(days=n)} for n in range(many)])


def add_reflections(there: There, many: int) -> None:
    now = clock.now()
    common = {"author_id": id_of(there.peer_worker), "supervisor_id": id_of(there.supervisor)}
    rows = [
        {
            **common,
            "day": clock.today(),
            "words": f"thought number {n}.",
            "created_at": now,
            "changed_at": now,
        }
        for n in range(many)
    ]
    there.put(Reflection, rows)


def add_traces(there: There, many: int) -> None:
    common = {
        "actor_id": id_of(there.supervisor),
        "owner_id": id_of(there.peer_worker),
        "act": Act.ERASED,
        "subject": Subject.TRAINING,
        "times": 1,
    }
    there.put(Trace, [{**common, "at": clock.now() - (many + n) * DAY} for n in range(many)])


def meetings_of(state: MeetingState, days: int, *, changed: bool = False) -> Callable[[There, int], None]:
    """Meetings of one state, one a day away from today, or all of them so many days ago."""

    def add(there: There, many: int) -> None:
        by, now = id_of(there.peer_worker), clock.now()
        rows = [
            {
                "person_id": id_of(there.member),
                "pairing_id": there.walk.pairing_id,
                "kind": MeetingKind.PHONE,
                "state": state,
                "day": clock.today() + timedelta(days=days + n if days > 0 else days),
                "planned_by_id": by,
                "created_at": now,
                "sequence": 1,
                "changed_at": now if changed else None,
                "changed_by_id": by if changed else None,
                "was_day": clock.today() if changed else None,
            }
            for n in range(many)
        ]
        there.put(Meeting, rows)

    return add


def add_offered(there: There, many: int) -> None:
    offered = there.note(state=NoteState.OFFERED, talked_about="We talked", offered_at=clock.now())
    there.put(Note, [offered] * many)


def add_own_drafts(there: There, many: int) -> None:
    there.put(Note, [there.note(author_id=id_of(there.member), state=NoteState.DRAFT)] * many)


def add_drafts(there: There, many: int) -> None:
    there.put(Note, [there.note(state=NoteState.DRAFT)] * many)


def add_to_answer(there: There, many: int) -> None:
    offered = there.note(
        author_id=id_of(there.member), state=NoteState.OFFERED, talked_about="We met", offered_at=clock.now()
    )
    there.put(Note, [offered] * many)


def add_year_of_notes(there: There, many: int) -> None:
    insert_notes(there.walk, many, every=1, first=clock.today().replace(month=12, day=31) - LAST_YEAR)


LAST_YEAR = timedelta(days=366)


def add_versions_at_home(there: There, many: int) -> None:
    """With somebody to whom the member is connected no more."""
    two = {"author_id": id_of(there.member), "other_id": id_of(there.coordinator)}
    there.put(HomeAgreement, [two | {"state": NoteState.OFFERED, "offered_at": clock.now()}] * many)


def add_sessions(there: There, many: int) -> None:
    now = clock.now()
    rows = [
        {
            "person_id": id_of(there.member),
            "token_hash": f"hash {next(_numbers)}",
            "device": "Firefox",
            "began_at": now,
            "last_seen_at": now,
            "ends_at": now + timedelta(days=9),
        }
        for _ in range(many)
    ]
    there.put(SignInSession, rows)


def add_consents(there: There, many: int) -> None:
    common = {"person_id": id_of(there.member), "language": Language.ENGLISH, "given_at": clock.now()}
    there.put(Consent, [{**common, "wording": f"I agree to number {n}."} for n in range(many)])


def add_ways(there: There, many: int) -> None:
    common = {"person_id": id_of(there.member), "state": WayState.KEPT, "only_me": False}
    rows = [{"words": f"way {n}", "position": n, "created_at": clock.now(), **common} for n in range(many)]
    there.put(Way, rows)


def add_useful_things(there: There, many: int) -> None:
    common = {
        "kind": UsefulKind.TEXT,
        "whom": ForWhom.EVERYBODY,
        "found_by": "useful",
        "created_at": clock.now(),
    }
    rows = [{**common, "checked_on": clock.today(), "title_en": f"Useful {n}"} for n in range(many)]
    there.put(UsefulThing, rows)


@dataclass(frozen=True)
class List:
    """A list: how it grows, what stands in each of its lines, how many stand at first, what opens it."""

    who: str
    page: str
    add: Callable[[There, int], None]
    line: str
    at_first: int
    opened: tuple[str, ...] = field(default=())


def add_events(there: There, many: int, in_days: int) -> None:
    """Events of one day, so far ahead."""
    with there.walk.house.writing() as db:
        for _ in range(many):
            day = clock.today() + timedelta(days=in_days)
            put_on(db, there.coordinator.viewer, rhythm=Rhythm.ONCE, first_day=day)


PEOPLE, NOTES, BESIDE_OTHERS = limits.SHOWN_PEOPLE, limits.SHOWN_NOTES, limits.SHOWN_BESIDE_OTHERS
CARDS = limits.SHOWN_CARDS_BESIDE_OTHERS
LISTS = {
    "my circle": List("member", "circle", add_circle, r"^Person \d+$", PEOPLE),
    "what is on": List(
        "member",
        "whats_on",
        lambda there, many: add_events(there, many, 1),
        r"^\*\*A walk\*\*",
        limits.SHOWN_OCCURRENCES,
    ),
    "groups I look after": List(
        "coordinator",
        "whats_on",
        lambda there, many: add_events(there, many, 300),
        r"^\*\*A walk\*\*",
        limits.SHOWN_EVENTS,
    ),
    "people I walk with": List(
        "peer_worker",
        "people",
        lambda there, many: there.pair(there.crowd(many, Role.MEMBER), **live()),
        r"^(Person \d+|Gwen)$",
        PEOPLE,
    ),
    "people who wait for my yes": List(
        "peer_worker",
        "people",
        lambda there, many: there.pair(there.crowd(many, Role.MEMBER)),
        "Will you walk with",
        PEOPLE,
    ),
    "my reflections": List(
        "peer_worker", "people", add_reflections, "thought number", limits.SHOWN_REFLECTIONS
    ),
    "my days": List("peer_worker", "people", add_days, "^:material/forum:", limits.SHOWN_DAYS),
    "who entered something": List(
        "peer_worker", "people", add_traces, "erased training of yours", traces.AT_ONCE
    ),
    "pairings": List("coordinator", "community", add_pairings, r"^\*\*(Person \d+|Gwen) and", BESIDE_OTHERS),
    "open invitations": List("coordinator", "community", add_invitations, "^:material/mail:", BESIDE_OTHERS),
    "training and supervision": List(
        "coordinator", "community", add_supervised, r"^(Person \d+|Carys)( · Due now)?$", CARDS
    ),
    "who would like to give": List(
        "coordinator", "community", add_giving, r"^Person \d+ · \d of 3 steps done$", CARDS
    ),
    "called alike": List(
        "coordinator",
        "community",
        lambda there, many: there.crowd(many + 1, Role.FAMILY, "Sam") and None,
        "^Write a word$",
        BESIDE_OTHERS,
    ),
    "people I supervise": List("supervisor", "supervision", add_supervised, r"^(Person \d+|Carys)$", PEOPLE),
    "written to me": List(
        "supervisor",
        "supervision",
        add_reflections,
        "thought number",
        limits.SHOWN_REFLECTIONS,
        ("Read what Carys wrote to you",),
    ),
    **{
        f"meetings {name}": List("member", "notes", add, line, limits.SHOWN_MEETINGS)
        for name, add, line in (
            ("to come", meetings_of(MeetingState.PLANNED, 1), "^Call it off$"),
            ("of which nobody has said", meetings_of(MeetingState.PLANNED, -3), "Did you and Carys meet"),
            ("called off", meetings_of(MeetingState.CALLED_OFF, 1), "Called off: "),
            ("not held", meetings_of(MeetingState.CALLED_OFF, -3), "Not this time: "),
            ("moved", meetings_of(MeetingState.CALLED_OFF, 1, changed=True), "^I have read it$"),
        )
    },
    "notes to answer": List("member", "notes", add_offered, "^I agree with this note$", NOTES),
    "notes I have begun": List("member", "notes", add_own_drafts, "^Go on writing$", NOTES),
    "a year of the way": List(
        "member", "notes", add_year_of_notes, "talk number", 2 * NOTES + way.LAST, ("Earlier: ",)
    ),
    "drafts of a peer worker": List("peer_worker", "notes", add_drafts, "^Go on writing$", NOTES),
    "answers of a peer worker": List(
        "peer_worker", "notes", add_to_answer, "^I agree with this note$", NOTES
    ),
    "earlier versions at home": List(
        "member",
        "at_home",
        add_versions_at_home,
        r"^\*\*You offered it on",
        limits.SHOWN_VERSIONS,
    ),
    "browsers": List("member", "account", add_sessions, "^Sign out there$", limits.SHOWN_BROWSERS - 1),
    "ways that help": List("member", "what_helps", add_ways, "^I used this today$", limits.SHOWN_WAYS),
    "the shelf": List(
        "member", "good_to_know", add_useful_things, r"\*\*Useful \d+\*\*", limits.SHOWN_USEFUL_THINGS
    ),
    "consents": List("member", "account", add_consents, "I agree to number", limits.SHOWN_CONSENTS),
}


@pytest.fixture
def there(walk, member, peer_worker, coordinator, make) -> There:
    bronwen = make("Bronwen")
    found = There(walk, member, peer_worker, coordinator, bronwen)
    with walk.house.writing() as db:
        now = db.query(Supervises).filter_by(peer_worker_id=id_of(peer_worker)).one()
        now.supervisor_id = id_of(bronwen)
    return found


def lines_of(app: AppTest, line: str) -> int:
    return sum(bool(re.search(line, each)) for each in said(app).split("\n"))


def follow(app: AppTest, label: str) -> AppTest:
    """Press the button whose label begins so."""
    return next(each for each in app.main.button if each.label.startswith(label)).click().run()


def buttons(app: AppTest, label: str) -> int:
    return sum(each.label == label for each in app.main.button)


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_shows_some_and_more_on_request_with_no_more_statements(there, open_as, name):
    each = LISTS[name]
    each.add(there, 1)
    app = open_as(getattr(there, each.who), each.page)
    unfold(app, "The way so far", "All training and supervision days", "Earlier versions")
    unfold(app, "Where I am signed in", "What I said yes to")
    for label in each.opened:
        follow(app, label)
    if name == "called alike":
        unfold(app, "Called alike")
    with sent_to(there.walk.house) as few:
        app.run()
    assert buttons(app, MORE) == 0
    step = max(each.at_first, limits.MORE_AT_ONCE)
    each.add(there, 4 * step)
    with sent_to(there.walk.house) as many:
        app.run()
    assert not app.exception
    assert len(many) == len(few) <= A_HANDFUL, f"{told(few)}\n{told(many)}"
    if of_a_year := [fold.label for fold in app.main.expander if fold.label.startswith("Earlier in ")]:
        unfold(app, *of_a_year)
    assert (lines_of(app, each.line), buttons(app, MORE)) == (each.at_first, 1)
    press(app, MORE)
    with sent_to(there.walk.house) as further:
        app.run()
    assert len(further) == len(few), told(further)
    assert each.at_first < lines_of(app, each.line) <= each.at_first + step + 1
    assert buttons(app, MORE) == 1, "and again"


# What stops stops with a word


def shown_to_family(there: There, make: Any, content: Content) -> Any:
    other = make("Rhys", Role.FAMILY)
    sharing.bring_into_circle(there.walk.house, there.member, other, Grant(content, own_words=True))
    return other


def add_words(there: There, many: int) -> None:
    now, today = clock.now(), clock.today()
    common = {"person_id": id_of(there.member), "only_me": False, "created_at": now, "changed_at": now}
    rows = [
        {**common, "day": today - timedelta(days=n), "physical": 5, "words": f"words of day {n}."}
        for n in range(many)
    ]
    there.put(CheckIn, rows)


@pytest.mark.parametrize(
    ("content", "add", "most"),
    [
        (Content.HEALTH, There.moments, limits.READ_AT_MOST),
        (Content.HEALTH, add_words, limits.WORDS_AT_MOST),
        (Content.NOTES, lambda there, many: insert_notes(there.walk, many, every=1), limits.NOTES_AT_MOST),
    ],
    ids=["moments", "words of days", "notes"],
)
def test_what_is_shared_says_where_it_stops(there, make, open_as, content, add, most):
    app = open_as(shown_to_family(there, make, content), "shared")
    assert "The newest" not in said(app)
    add(there, most + 1)
    app.run()
    form_field(app, "button_group", f"shared:window:{id_of(there.member)}").set_value(Window.ALL).run()
    assert f"The newest {most} are shown." in said(app)


def test_my_progress_says_where_its_notes_and_moments_stop(there, open_as):
    add_words(there, 10)
    insert_notes(there.walk, limits.NOTES_AT_MOST, every=0)
    there.moments(limits.READ_AT_MOST)
    app = open_as(there.member, "progress")
    with sent_to(there.walk.house) as few:
        app.run()
    assert "The newest" not in said(app)
    drawn = len(app.main.expander)
    insert_notes(there.walk, 1, every=0)
    there.moments(1)
    with sent_to(there.walk.house) as many:
        app.run()
    text = said(app)
    assert f"The newest {limits.NOTES_AT_MOST} notes of this time. Choose a shorter time" in text
    assert f"The newest {limits.READ_AT_MOST} moments of this time. Choose a shorter time" in text
    assert len(app.main.expander) == drawn, "no more lines than before"
    assert len(many) == len(few), told(many)


def test_the_sheet_before_a_meeting_says_that_it_goes_by_the_newest(there, open_as):
    app = open_as(there.peer_worker, "session_sheet")
    said_so = f"This page goes by the newest {limits.READ_AT_MOST} goals, strengths and moments."
    assert said_so not in said(app)
    with there.walk.house.writing() as db:
        pairings.choose_what_is_seen(
            db,
            by=there.member.viewer,
            pairing_id=there.walk.pairing_id,
            grants=(Grant(Content.HEALTH, True),),
        )
    there.moments(limits.READ_AT_MOST)
    assert said_so in said(app.run())


def test_today_shows_some_of_the_people_one_walks_with_and_says_that_there_are_more(there, open_as):
    app = open_as(there.peer_worker, "today")
    more_of_them = "You walk with more people. They stand on their own page."
    assert more_of_them not in said(app)
    there.pair(there.crowd(60, Role.MEMBER), **live())
    text = said(app.run())
    assert more_of_them in text
    assert len(re.findall(r"^\*\*(Person \d+|Gwen)\*\*$", text, re.MULTILINE)) == NOTES


def test_the_glance_names_some_and_says_that_there_are_others(there, open_as):
    app = open_as(there.coordinator, "community")
    assert "and others" not in said(app)
    there.pair(there.crowd(60, Role.MEMBER))
    [line] = [each for each in said(app.run()).split("\n") if "**Waiting for a yes:**" in each]
    assert line.endswith(" · and others") and line.count(" and Carys") == limits.NAMED_AT_ONCE


@pytest.mark.parametrize("page", ["session_sheet", "notes"])
def test_of_many_people_one_is_found_by_a_part_of_the_name(there, open_as, page):
    there.pair(there.crowd(60, Role.MEMBER), **live())
    app = open_as(there.peer_worker, page)
    choice = app.main.get("button_group")[0]
    assert len(choice.options) == by_name.AT_ONCE
    [part] = [each for each in app.main.text_input if each.label == "Part of the name"]
    part.set_value("gwe").run()
    choice = app.main.get("button_group")[0]
    assert choice.options == ["Gwen"]
    choice.set_value(there.walk.pairing_id).run()
    part = next(each for each in app.main.text_input if each.label == "Part of the name")
    part.set_value("").run()
    assert not app.exception
    assert "Gwen" in app.main.get("button_group")[0].options, "who was chosen stays"


def test_of_one_year_some_notes_can_be_ticked_and_more_on_request(there, make, open_as):
    last_day = clock.today().replace(month=12, day=31) - LAST_YEAR
    insert_notes(there.walk, 60, every=1, first=last_day)
    new = make("Siân", Role.PEER_WORKER)
    there.pair([id_of(there.member)], id_of(new))
    app = open_as(there.member, "circle")
    form_field(app, "button_group", ":which-notes").set_value("each").run()
    ticks = [each for each in app.main.checkbox if ":notes." in str(each.key)]
    assert len(ticks) == earlier_notes.A_FEW
    press(app, MORE)
    ticks = [each for each in app.main.checkbox if ":notes." in str(each.key)]
    assert len(ticks) == earlier_notes.A_FEW + limits.MORE_AT_ONCE
    assert not app.exception and buttons(app, MORE) == 1
