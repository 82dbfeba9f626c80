"""A word that stands in every field of a member's record reaches no supervisor and no coordinator.

The fields are read from the models, so that one that is added later is walked too; what is sent is
looked through as it leaves: all of every page, and the answer of every address beside the pages.
"""

from datetime import date, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Boolean, Date, Enum, Time
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import Base, Goal
from lrc_portal.database.models.base import UtcMoment
from lrc_portal.identity import front_door, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.paper import routes as paper_routes
from lrc_portal.quick import routes as quick_routes
from lrc_portal.reminders import routes as reminder_routes
from lrc_portal.screens import SCREENS
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.supervision import entries
from lrc_portal.taking_along import routes as taking_along_routes
from lrc_portal.vocabulary import (
    Content,
    Element,
    GoalState,
    MeasureKind,
    MeetingState,
    NoteState,
    PursuitDay,
    Role,
    StrengthState,
    Telling,
    WayState,
    Window,
)
from tests.paper import reading

from .conftest import unfold
from .sharing import everything, pair

MODELS: dict[str, type[Base]] = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}

# Free text that is no member's record, and whose it is.
NOT_A_RECORD = {
    "Person.name": "what somebody signs in with",
    "Person.display_name": "what others call somebody; coordinators pair people by it",
    "Person.known_by": "a coordinator's word beside a name; the person reads it on their account",
    "Person.passphrase_strength": "a number from 0 to 4, for the person on their account",
    "Complaint.words": "written to coordinators, who open it to answer",
    "Complaint.answer": "written by a coordinator",
    "CodeApp.seed": "made here, shown once to whoever sets up an app",
    "Passkey.name": "what somebody calls their device, shown to them where they sign in",
    "SignInSession.id_token": "a provider's token, handed back to it when somebody signs out",
    "Event.place": "of the community's, where a group is",
    "Event.link": "the same",
    "Event.professional": "who leads an event, and what they are",
    "EventWords.title": "what a group is called",
    "EventWords.about": "what a group is about",
    "Training.what": "entered by a coordinator about a peer worker",
    "Reflection.words": "between a peer worker and their supervisor",
}


def fields() -> dict[str, str]:
    """Every field with words of a member, and the word that stands in it."""
    found = [
        f"{name}.{column.name}"
        for name, model in MODELS.items()
        for column in model.__table__.columns
        if isinstance(column.type, EncryptedText)
    ]
    return {place: f"zq{n:02}marker" for n, place in enumerate(sorted(set(found) - set(NOT_A_RECORD)))}


MARKERS = fields()


class Record:
    """One row of every table that has such a field, with what its columns need, all of it the member's."""

    def __init__(
        self, db: Session, member_id: int, worker_id: int, pairing_id: int, words: dict[str, str] = MARKERS
    ) -> None:
        self.db = db
        self.words = words
        now, today = clock.now(), clock.today()
        self.rows: dict[str, Any] = {}
        self.ids = {"person": member_id, "pairing": pairing_id}
        self.said: dict[str, dict[str, Any]] = {
            "Goal": {"state": GoalState.REACHED, "ended_on": today},
            "GoalStep": {"done_on": today, "goal_id": self.goal_under_way(member_id)},
            "HomeAgreement": {
                "state": NoteState.DIFFERING,
                "answered_at": now,
                "author_id": worker_id,
                "other_id": member_id,
            },
            "Invitation": {
                "inviter_id": member_id,
                "ends_at": now + timedelta(days=5),
                "code_hash": "a hash",
                "into_circle": True,
            },
            "Measure": {"kind": MeasureKind.NUMBER},
            "Meeting": {
                "state": MeetingState.PLANNED,
                "day": today + timedelta(days=2),
                "pairing_id": pairing_id,
                "was_day": today + timedelta(days=1),
                "changed_at": now,
                "changed_by_id": worker_id,
            },
            "Note": {
                "state": NoteState.DIFFERING,
                "offered_at": now,
                "answered_at": now,
                "author_id": worker_id,
            },
            "Exchange": {"other_id": worker_id, "pairing_id": pairing_id},
            "Pursuit": {"start_day": today - timedelta(days=20)},
            "PursuitAnswer": {"answer": PursuitDay.USED},
            "Strength": {"state": StrengthState.KEPT},
            "Way": {"state": WayState.KEPT},
            "Trait": {"telling": Telling.SHOWN},
            "AboutMe": {"shown": True},
            "Reminder": {"check_in": True, "weekdays": 127},
            "UnsavedWords": {"form": "strength", "field": "words"},
        }
        for name in sorted({place.split(".")[0] for place in words}):
            self.row(name)

    def goal_under_way(self, member_id: int) -> int:
        """A goal whose steps are shown: those of one that has ended are put away."""
        goal = Goal(
            person_id=member_id,
            element=Element.HEALTH,
            title="swim",
            set_on=clock.today(),
            state=GoalState.OPEN,
            only_me=False,
            created_at=clock.now(),
        )
        self.db.add(goal)
        self.db.flush()
        return goal.id

    def row(self, name: str) -> Any:
        if name not in self.rows:
            model = MODELS[name]
            values = {
                column.name: self.value(name, column)
                for column in model.__table__.columns
                if not (column.primary_key and not column.foreign_keys)
            }
            self.rows[name] = model(**(values | self.said.get(name, {})))
            self.db.add(self.rows[name])
            self.db.flush()
        return self.rows[name]

    def value(self, name: str, column: Any) -> Any:
        marker = self.words.get(f"{name}.{column.name}")
        if marker is not None:
            return marker
        if column.nullable:
            return None
        for key in column.foreign_keys:
            table = key.column.table.name
            if table in self.ids:
                return self.ids[table]
            return self.row(next(n for n, model in MODELS.items() if model.__tablename__ == table)).id
        kind = column.type
        if isinstance(kind, Enum):
            return next(iter(kind.enum_class))
        if isinstance(kind, Boolean):
            return False
        if isinstance(kind, UtcMoment):
            return clock.now()
        if isinstance(kind, Date):
            return clock.today()
        return time(12) if isinstance(kind, Time) else 1


@pytest.fixture
def record(house, make, member, peer_worker, coordinator) -> Record:
    """Gwen's record, all of it shown to Carys with all words; Carys has a supervisor without a role."""
    shown = tuple(Grant(content, True) for content in Content)
    pairing_id = pair(house, member, peer_worker, coordinator, *shown)
    with house.writing() as db:
        return Record(db, member.viewer.person_id, peer_worker.viewer.person_id, pairing_id)


@pytest.fixture
def supervised_by(house, coordinator, peer_worker):
    """Name somebody as the supervisor of Carys."""

    def name(somebody) -> None:
        with house.writing() as db:
            entries.name_supervisor(
                db,
                by=coordinator.viewer,
                peer_worker_id=peer_worker.viewer.person_id,
                supervisor_id=somebody.viewer.person_id,
            )

    return name


def guesses(record: Record) -> dict[str, str]:
    """What somebody could write into an address who knows every number."""
    ids = record.ids
    return {
        "with": str(ids["pairing"]),
        "person": str(ids["person"]),
        "id": str(record.rows["Meeting"].id),
        "note": str(record.rows["Note"].id),
        "year": str(date.today().year),
    }


def on_pages(record: Record, open_as, somebody) -> set[str]:
    """The fields whose word is sent with any of the pages."""
    guessed = {name: value for name, value in guesses(record).items() if name != "person"}
    sent = []
    for screen in SCREENS:
        app = unfold(open_as(somebody, screen.file.removesuffix(".py"), **guessed))
        assert not app.exception, (screen.address, app.exception)
        sent.append(everything(app))
    return found_in("\n".join(sent))


def at_addresses(house, record: Record, somebody) -> set[str]:
    """The fields whose word is in the answer of any other address."""
    app = Starlette(
        routes=[
            *identity_routes.routes(),
            *paper_routes.routes(),
            *quick_routes.routes(),
            *reminder_routes.routes(),
            *taking_along_routes.routes(),
        ],
        middleware=front_door.middleware(),
    )
    door = TestClient(app, base_url="http://localhost:8501", follow_redirects=False)
    sent = []
    asked = ["", "?" + "&".join(f"{name}={value}" for name, value in guesses(record).items())]
    asked += [f"?with={n}&person={n}&id={n}&note={n}" for n in range(1, 6)]
    asked += [f"?window={window}&person={record.ids['person']}" for window in Window]
    for route in app.routes:
        if route.path in ("/exit", "/sign-out"):
            continue
        # What somebody takes away is theirs whatever is asked, and has charts to be drawn.
        for query in asked[:1] if route.path == "/export" else asked:
            door.cookies.set(sessions.cookie_name(), somebody.token)
            answer = door.get(route.path + query, headers={"accept": "text/html"})
            match answer.headers.get("content-type"):
                case "application/pdf":
                    sent.append(reading.words(answer.content))
                case "application/zip":
                    with ZipFile(BytesIO(answer.content)) as files:
                        sent += [files.read(name).decode() for name in files.namelist()]
                case _:
                    sent.append(answer.text)
    return found_in("\n".join(sent))


def found_in(sent: str) -> set[str]:
    return {place for place, marker in MARKERS.items() if marker in sent}


def test_the_walk_finds_what_its_owner_and_their_peer_worker_see(
    house, record, open_as, member, peer_worker
) -> None:
    """Where it found nothing of anybody's, it would prove nothing. A code is in sight after a tap only."""
    owners = on_pages(record, open_as, member)
    assert set(MARKERS) - owners <= {"Trait.value", "Invitation.code", "HeldUpload.content"}, sorted(
        set(MARKERS) - owners
    )
    workers = on_pages(record, open_as, peer_worker) | at_addresses(house, record, peer_worker)
    assert {"Goal.title", "AgendaItem.words", "Note.talked_about", "Meeting.place"} <= workers


@pytest.mark.parametrize("roles", [(), (Role.MEMBER, Role.PEER_WORKER)], ids=str)
def test_nothing_of_a_record_is_sent_to_a_supervisor(
    house, record, open_as, make, supervised_by, roles
) -> None:
    supervisor = make("Bronwen", *roles)
    supervised_by(supervisor)
    assert "Carys" in everything(open_as(supervisor, "supervision"))
    assert not on_pages(record, open_as, supervisor)
    assert not at_addresses(house, record, supervisor)


@pytest.mark.parametrize("supervises", [False, True])
def test_nothing_of_a_record_is_sent_to_a_coordinator(
    house, record, open_as, coordinator, supervised_by, supervises
) -> None:
    if supervises:
        supervised_by(coordinator)
    assert not on_pages(record, open_as, coordinator)
    assert not at_addresses(house, record, coordinator)


@pytest.mark.parametrize("page", ["community", "account"])
def test_no_button_of_theirs_opens_any_of_it(record, open_as, coordinator, supervised_by, page) -> None:
    supervised_by(coordinator)
    labels = [each.label for each in unfold(open_as(coordinator, page)).main.get("button")]
    assert len(labels) > 3
    # Signing out comes last: nothing is left to be pressed after it.
    for nth in sorted(range(len(labels)), key=lambda nth: labels[nth].startswith("Sign out")):
        app = unfold(open_as(coordinator, page))
        button = app.main.get("button")[nth]
        button.click().run()
        assert not found_in(everything(app)), button.key


def test_no_reason_outlives_its_field() -> None:
    there = {f"{name}.{column.name}" for name, model in MODELS.items() for column in model.__table__.columns}
    assert set(NOT_A_RECORD) <= there
