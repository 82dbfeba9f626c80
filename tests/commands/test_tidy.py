"""`tidy` takes away what has come to its end, and only that; it says how many, and never whose."""

import json
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal import clock, tidying
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    HeldUpload,
    Invitation,
    KnownDevice,
    Meeting,
    Note,
    PasskeyChallenge,
    RecoveryCode,
    ReminderSent,
    SignInSession,
    SignInTry,
    SpentToken,
    UnsavedWords,
)
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import (
    Act,
    MeetingKind,
    MeetingState,
    NoteState,
    PasskeyUse,
    ReminderKind,
    Role,
    Subject,
)
from tests.commands.conftest import Run
from tests.people import make_person, pair


def live_once(db: Session, days_ago: int) -> None:
    """A row of each kind that comes to an end, so many days ago."""
    at = clock.now() - timedelta(days=days_ago)
    mari, tom, nia = (
        make_person(db, f"{name} {days_ago}", role)
        for name, role in (("Mari", Role.MEMBER), ("Tom", Role.PEER_WORKER), ("Nia", Role.COORDINATOR))
    )
    pairing = pair(db, nia, mari, tom)
    own, key = {"person_id": mari.person_id}, f"{days_ago:064d}"
    planned = {
        "kind": MeetingKind.ONE_TO_ONE,
        "state": MeetingState.PLANNED,
        "planned_by_id": mari.person_id,
        "day": at.date(),
        "created_at": at,
    }
    db.add_all(
        [
            SignInSession(**own, token_hash=key, device="x", began_at=at, last_seen_at=at, ends_at=at),
            SignInTry(name_key=key, address_key=key, at=at, succeeded=True),
            KnownDevice(**own, device_key=key, used_at=at),
            PasskeyChallenge(**own, challenge_hash=key, use=PasskeyUse.ADD, address_key=key, made_at=at),
            RecoveryCode(**own, code_hash=key, offered_at=at, ends_at=at + timedelta(hours=1)),
            Invitation(
                code_hash=key, code="abc", role=Role.FAMILY, into_circle=False, created_at=at, ends_at=at
            ),
            SpentToken(**own, token=f"{days_ago}", spent_at=at),
            UnsavedWords(**own, form="f", field="f", turn="t", words="river", changed_at=at),
            HeldUpload(**own, content="river", held_at=at),
            Meeting(**own, pairing_id=pairing, **planned),
            Note(
                **own,
                author_id=tom.person_id,
                pairing_id=pairing,
                day=at.date(),
                state=NoteState.DRAFT,
                kind=MeetingKind.ONE_TO_ONE,
                created_at=at,
                changed_at=at,
                talked_about="river",
            ),
            ReminderSent(
                **own, kind=ReminderKind.CHECK_IN, day=at.date(), address_key=key, token_hash=key, sent_at=at
            ),
        ]
    )
    with clock.standing_at(at):
        trace.leave(db, by=mari, owner_id=mari.person_id, act=Act.CHANGED, subject=Subject.GOALS)


def counted(database: Database) -> dict[str, int]:
    with database.reading() as db:
        return {
            each.what: db.scalar(select(func.count()).select_from(each.model)) or 0
            for each in tidying.WHAT_ENDS
        }


def test_what_has_ended_goes_and_the_rest_stays(
    database: Database, named: Callable[[Database], None], run: Run
) -> None:
    named(database)
    with database.writing() as db:
        live_once(db, 2000)
        live_once(db, 0)
        db.flush()
        # What is of today is still to be used, whatever the hour.
        for model in (RecoveryCode, Invitation, SignInSession):
            [young] = db.scalars(select(model).where(model.ends_at > clock.now() - timedelta(days=1)))
            young.ends_at = clock.now() + timedelta(days=1)
    before = counted(database)
    code, said, _beside = run("tidy", "--dry-run", "--json")
    would = json.loads(said)
    assert code == 0 and would["dry_run"] is True and counted(database) == before
    assert set(would["gone"].values()) == {1}, would
    code, said, _beside = run("tidy")
    assert code == 0 and said.endswith(f"Gone: {len(tidying.WHAT_ENDS)}.\n")
    assert "river" not in said and "Mari" not in said
    after = counted(database)
    kept = "codes of invitations that ended"  # the row stays, and what opened it goes
    assert after == {what: many - (what != kept) for what, many in before.items()}
    with database.reading() as db:
        assert sorted(db.scalars(select(Invitation.code).where(Invitation.code.is_not(None)))) == ["abc"]
    assert run("tidy")[1] == "Gone: 0.\n"
