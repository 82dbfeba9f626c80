"""The database refuses half-truths, for every table there is and every one that is added in a hurry."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Enum, String, Text, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import False_

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database import models
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base
from lrc_portal.vocabulary import Content, Language, Role
from tests.sharing.house import make_house

MODELS: dict[str, type[Base]] = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}

# Moments at which something ended or was answered, and why nobody is named beside them.
NOBODY_BESIDE = {
    "SignInSession.ended_at": "only its owner ends a session, or its time is over",
    "SignInSession.second_step_at": "passed by whose session it is",
    "Person.erase_at": "only the person asks for it",
    "Person.erased_at": "the portal itself, once the moment has come that the person asked for",
    "Person.passphrase_set_at": "only the person sets it",
    "EventChange.moved_at": "a clock time, and no moment",
    "SpareCode.used_at": "used by whose code it is",
    "Passkey.used_at": "used by its owner",
    "RecoveryCode.used_at": "used by whoever it lets in, `person_id`",
    "Share.taken_back_at": "either side may; the trace of the same transaction names who",
    "Share.accepted_at": "accepted by `viewer_id`, which has a constraint of its own",
    "Consent.withdrawn_at": "only its owner withdraws a consent, or what it was about has ended",
    "Invitation.withdrawn_at": "only the inviter withdraws, or the portal where it is the first one",
    "Measure.put_away_at": "only its owner puts an entry away",
    "Pursuit.put_away_at": "only its owner puts an entry away",
    "Strength.put_away_at": "only its owner puts an entry away",
    "ExchangeSide.closed_at": "only `person_id` closes their side",
    "Way.put_away_at": "only its owner puts an entry away",
    "HomeAgreement.answered_at": "only `other_id` answers",
    "Note.offered_at": "only the author offers",
    "Note.answered_at": "only the other of the two answers",
    "Pairing.person_yes_at": "said by `person_id`",
    "Pairing.worker_yes_at": "said by `peer_worker_id`",
    "Giving.last_yes_at": "said by `person_id`",
    "Pairing.heard_at": "only `person_id` reads it",
    "Pairing.nobody_new_at": "only `person_id` says so",
    "Reminder.confirmed_at": "confirmed by whoever reads the mail at that address",
    "Pairing.began_at": "begins by both having said yes, which has a constraint of its own",
}

# People who did something at a moment that stands in a column of another name, or in none.
NO_MOMENT_BESIDE = {
    "PersonRole.given_by_id": "`given_at` is always there; empty where nobody gave it but an open start",
    "RecoveryCode.offered_by_id": "`offered_at` is always there; empty where the operator or a mail did it",
    "Strength.noticed_by_id": "noticed when it was created",
    "UsefulThing.checked_by_id": "`checked_on` is always there; empty once that account is erased",
    "KeptHelpline.checked_by_id": "`checked_on`, where it was checked; empty once that account is erased",
    "Way.noticed_by_id": "the same",
}

# What nobody reads through `access.readable`, and what stands in its place.
READ_ELSEWHERE = {
    "CircleLink": "circle.members: either of the two, in the query",
    "Consent": "nobody but its owner, on their account page and when they take their record away",
    "CodeApp": "second_step.mine: that its owner has one; its secret is never shown again",
    "Passkey": "second_step.mine: its owner's own",
    "PasskeyChallenge": "never shown: an answer is compared with it",
    "RecoveryCode": "never shown again; that one was made stands in the trace",
    "SpareCode": "second_step.mine: how many are left, to whose they are",
    "CalendarFeed": "feeds.mine: its owner's own; otherwise by the hash of its secret",
    "Event": "programme.read_query: everybody who is signed in",
    "EventChange": "with its event",
    "EventLeader": "with its event",
    "EventWords": "with its event",
    "Giving": "applications.mine and applications.candidates: the person, and coordinators",
    "GivingStep": "with its way to giving",
    "RoleLaidDown": "nobody: it is counted for the yearly report",
    "Reminder": "the viewer's own, on their account page; otherwise by the command that sends what is due",
    "ReminderSent": "never shown: it is what makes a mail go out once",
    "ReportPrinting": "report.read: coordinators; numbers that may be told, about nobody",
    "GoalStep": "with its goal, whose rule is asked",
    "GoalStrength": "with its goal and its strength, whose rules are asked",
    "HeldUpload": "its owner's own, until they say yes to it or an hour has passed",
    "KeptHelpline": "everybody, signed in or not, at Help now; coordinators what is hidden",
    "Invitation": "invitations.mine: the inviter's own; otherwise by the hash of a code",
    "KnownDevice": "looked for by its hash; how many there are, by the viewer on their account page",
    "MeetingDue": "glance.due: for a coordinator, in the portal's own name and without the day",
    "MeasureAnswer": "with its measure and its check-in, whose rules are asked",
    "MeasureChoice": "with its measure, whose rule is asked",
    "NoteAid": "with its note, whose rule is asked",
    "NoteElement": "with its note, whose rule is asked",
    "NotePassedOn": "handover.passed_on: the person's own; otherwise with its note, whose rule is asked",
    "Pairing": "pairings.mine, walks and all_standing: the two, and coordinators",
    "Person": "by name at sign-in; otherwise only what they are called, beside a row with a rule",
    "PersonRole": "the viewer's own, at each rerun",
    "ProviderAccount": "the viewer's own, on their account page",
    "PursuitAnswer": "with its pursuit, whose rule is asked",
    "Share": "circle: the owner's own; `access.grants` for the viewer",
    "SignInSession": "the viewer's own, on their account page",
    "SignInTry": "counted, never shown",
    "SpentToken": "never read",
    "Supervises": "supervision.own, of_my_peer_workers and at_a_glance: the two, and coordinators",
    "UnsavedWords": "the writer's own, where a field begins; no part of the record until they are saved",
    "UnreadableText": "unreadable_texts.to_tell: coordinators; numbers of damaged cells, about nobody",
    "Trace": "trace.about_me: what is about the viewer",
    "TraceChain": "never shown: hashes for the command that verifies the traces",
    "TraceLink": "never shown: hashes for the command that verifies the traces",
    "TraceRegister": "never shown: how many chains there are",
}

# Text that stands in the database as it is, and why it says nothing about a life.
PLAIN = {
    "NameBeginning.key": "a keyed hash, see sharing/name_beginnings.py",
    "Person.name_key": "a keyed hash",
    "Person.passphrase_hash": "argon2id",
    "SignInSession.token_hash": "a hash of a random token",
    "SignInSession.device": "one of a few words for kinds of browsers",
    "SignInSession.device_key": "a keyed hash",
    "SignInSession.provider": "a name from the settings",
    "KnownDevice.device_key": "a keyed hash",
    "SpareCode.code_hash": "a keyed hash",
    "Passkey.credential_id": "random bytes by which a device finds its key",
    "Passkey.public_key": "the public half of a key",
    "PasskeyChallenge.challenge_hash": "a keyed hash",
    "PasskeyChallenge.address_key": "a keyed hash",
    "RecoveryCode.code_hash": "a keyed hash",
    "RecoveryCode.address_key": "a keyed hash",
    "SignInTry.name_key": "a keyed hash",
    "SignInTry.device_key": "a keyed hash",
    "SignInTry.address_key": "a keyed hash",
    "ProviderAccount.provider": "a name from the settings",
    "ProviderAccount.issuer": "an address from the settings",
    "ProviderAccount.subject_key": "a keyed hash",
    "Invitation.code_hash": "a keyed hash",
    "CalendarFeed.token_hash": "a keyed hash",
    "Consent.wording": "our own sentence, as it stood",
    "SpentToken.token": "a random token",
    "Reminder.address_key": "a keyed hash",
    "ReminderSent.address_key": "a keyed hash",
    "ReminderSent.token_hash": "a keyed hash",
    "TraceChain.base": "a keyed hash",
    **dict.fromkeys(
        (
            *(f"UsefulThing.{name}_{language}" for name in ("title", "words") for language in ("en", "cy")),
            *(f"UsefulThing.{name}" for name in ("web", "phone", "found_by")),
        ),
        "the community's, about nobody: everybody reads it, and it is searched",
    ),
    **dict.fromkeys(
        (
            *(
                f"KeptHelpline.{name}_{language}"
                for name in ("name", "about", "hours", "text")
                for language in ("en", "cy")
            ),
            *(f"KeptHelpline.{name}" for name in ("line", "number", "tel", "web", "whom", "languages")),
        ),
        "the numbers of Help now, which everybody reads",
    ),
    "TraceChain.seal": "a keyed hash",
    "TraceLink.salt": "random",
    "TraceLink.leaf": "a keyed hash",
    "TraceLink.seal": "a keyed hash",
    "TraceLink.emptied": "a keyed hash",
    "TraceRegister.seal": "a keyed hash",
    "UnreadableText.reference": "a digest of a damaged cell",
    "UnsavedWords.form": "the name of a form: ids, days and versions",
    "UnsavedWords.field": "the name of a field",
    "UnsavedWords.turn": "a digest of the sign-in, and a random number",
    **{
        f"{entry}.came_from": "the id that the entry had in a file: a keyed hash"
        for entry in (
            *("AgendaItem", "Goal", "GoalStep", "Measure", "Moment", "Plan", "Pursuit", "Strength"),
            "Way",
        )
    },
    "ReportPrinting.figures": "numbers that may be told, and no words",
}


def columns() -> Iterator[tuple[str, type[Base], Column[Any]]]:
    for name, model in MODELS.items():
        yield from ((f"{name}.{column.name}", model, column) for column in model.__table__.columns)


def constraint(model: type[Base], first: str, second: str) -> bool:
    """Whether the table has the check that both columns are filled or neither is."""
    wanted = f"({first} IS NULL) = ({second} IS NULL)"
    checks = [each for each in model.__table__.constraints if isinstance(each, CheckConstraint)]
    return any(str(check.sqltext) == wanted for check in checks)


def test_what_ended_names_who_ended_it_and_the_database_insists() -> None:
    broken = []
    for place, model, column in columns():
        if not (column.name.endswith("_at") and column.nullable) or place in NOBODY_BESIDE:
            continue
        if column.name == "looked_in":
            continue
        beside = column.name.removesuffix("_at") + "_by_id"
        if beside not in model.__table__.columns:
            broken.append(f"{place}: add {beside}, or write in NOBODY_BESIDE why nobody is named")
        elif not constraint(model, column.name, beside):
            broken.append(f"{place}: add both_or_neither({column.name!r}, {beside!r}) to its table")
    assert not broken, "\n".join(broken)


def test_who_did_something_did_it_at_a_moment_and_the_database_insists() -> None:
    broken = []
    for place, model, column in columns():
        if not column.name.endswith("_by_id") or place in NO_MOMENT_BESIDE:
            continue
        beside = column.name.removesuffix("_by_id") + "_at"
        if column.nullable and not constraint(model, beside, column.name):
            broken.append(f"{place}: add {beside} and both_or_neither, or write in NO_MOMENT_BESIDE why not")
    assert not broken, "\n".join(broken)


def test_each_model_has_a_read_rule_or_a_reason_why_not() -> None:
    anybody = Viewer(1, frozenset(Role), Language.ENGLISH)
    without = {name for name, model in MODELS.items() if isinstance(access.readable(anybody, model), False_)}
    assert without == set(READ_ELSEWHERE), "add a rule to access.py, or say here why nobody reads through it"


def test_each_free_text_is_encrypted() -> None:
    plain = {
        place
        for place, _model, column in columns()
        if isinstance(column.type, (String, Text)) and not isinstance(column.type, Enum)
    }
    assert plain == set(PLAIN), "make it Mapped[Words], or say here why it may stand there as it is"
    assert sum(isinstance(column.type, EncryptedText) for _place, _model, column in columns()) > 15


def test_each_word_of_ours_is_one_that_the_database_knows() -> None:
    for place, model, column in columns():
        if isinstance(column.type, Enum):
            checks = [str(c.name) for c in model.__table__.constraints if isinstance(c, CheckConstraint)]
            assert any(column.type.name in check for check in checks), place


def test_no_reason_outlives_its_column() -> None:
    there = {place for place, _model, _column in columns()}
    assert set(NOBODY_BESIDE) | set(NO_MOMENT_BESIDE) | set(PLAIN) <= there
    assert set(READ_ELSEWHERE) <= set(MODELS)
    assert set(models.__all__) - {"Base"} == set(MODELS)


NOW, TODAY = datetime(2026, 5, 20, 12, tzinfo=UTC), date(2026, 5, 20)
ENTRY = {"only_me": False, "created_at": NOW}
NOTE = {"pairing_id": 1, "day": TODAY, "kind": "phone", "created_at": NOW, "changed_at": NOW}

HALF_TRUTHS: dict[str, tuple[type[Base], dict[str, object]]] = {
    "an answer of eleven": (
        models.CheckIn,
        {"person_id": 1, "day": TODAY, "sobriety": 11, "changed_at": NOW, **ENTRY},
    ),
    "an answer below zero": (
        models.CheckIn,
        {"person_id": 1, "day": TODAY, "participation": -1, "changed_at": NOW, **ENTRY},
    ),
    "a goal that is reached and has no day": (
        models.Goal,
        {"person_id": 1, "element": "health", "title": "t", "set_on": TODAY, "state": "reached", **ENTRY},
    ),
    "a goal that is open and has ended": (
        models.Goal,
        {
            "person_id": 1,
            "element": "health",
            "title": "t",
            "set_on": TODAY,
            "state": "open",
            "ended_on": TODAY,
            **ENTRY,
        },
    ),
    "what was done of a step that was not": (
        models.GoalStep,
        {"goal_id": 1, "words": "w", "position": 0, "what_was_done": "something"},
    ),
    "a circle with oneself": (models.CircleLink, {"inviter_id": 1, "invitee_id": 1, "began_at": NOW}),
    "an end that nobody made": (
        models.CircleLink,
        {"inviter_id": 1, "invitee_id": 2, "began_at": NOW, "ended_at": NOW},
    ),
    "a share for nobody": (
        models.Share,
        {"owner_id": 1, "content": "health", "own_words": False, "given_at": NOW},
    ),
    "a share that nobody accepted": (
        models.Share,
        {
            "owner_id": 1,
            "invitation_id": 1,
            "content": "health",
            "own_words": False,
            "given_at": NOW,
            "accepted_at": NOW,
        },
    ),
    "a share with oneself": (
        models.Share,
        {"owner_id": 1, "viewer_id": 1, "content": "health", "own_words": False, "given_at": NOW},
    ),
    "a pairing with oneself": (
        models.Pairing,
        {"person_id": 1, "peer_worker_id": 1, "proposed_by_id": 1, "proposed_at": NOW},
    ),
    "a pairing that began with one yes": (
        models.Pairing,
        {
            "person_id": 1,
            "peer_worker_id": 2,
            "proposed_by_id": 3,
            "proposed_at": NOW,
            "person_yes_at": NOW,
            "began_at": NOW,
        },
    ),
    "a last day of nobody who leaves": (
        models.Pairing,
        {"person_id": 1, "peer_worker_id": 2, "proposed_by_id": 3, "proposed_at": NOW, "last_day": TODAY},
    ),
    "news that was heard and never said": (
        models.Pairing,
        {"person_id": 1, "peer_worker_id": 2, "proposed_by_id": 3, "proposed_at": NOW, "heard_at": NOW},
    ),
    "a rhythm that nobody proposed": (
        models.Pairing,
        {
            "person_id": 1,
            "peer_worker_id": 2,
            "proposed_by_id": 3,
            "proposed_at": NOW,
            "rhythm_proposed_days": 7,
        },
    ),
    "a note that differs and holds one account": (
        models.Note,
        {
            "person_id": 1,
            "author_id": 2,
            "state": "differing",
            "offered_at": NOW,
            "answered_at": NOW,
            **NOTE,
        },
    ),
    "a draft that was offered": (
        models.Note,
        {"person_id": 1, "author_id": 2, "state": "draft", "offered_at": NOW, **NOTE},
    ),
    "an answer that nobody gave": (
        models.Note,
        {"person_id": 1, "author_id": 2, "state": "agreed", "offered_at": NOW, **NOTE},
    ),
    "a new version that has no first one": (
        models.Note,
        {"person_id": 1, "author_id": 2, "state": "draft", "replaces_id": 1, **NOTE},
    ),
    "a strength from a line of no note": (
        models.Strength,
        {"person_id": 1, "place": "self", "words": "w", "state": "kept", "note_line": 0, **ENTRY},
    ),
    "a step from a note and no line of it": (
        models.GoalStep,
        {"goal_id": 1, "words": "w", "position": 0, "note_id": 1},
    ),
    "a peer worker's note of a professional's meeting": (
        models.Note,
        {"person_id": 1, "author_id": 2, "state": "draft", **(NOTE | {"kind": "professional_led"})},
    ),
    "a role that was given before the last yes": (
        models.Giving,
        {"person_id": 1, "began_at": NOW, "finished_at": NOW, "finished_by_id": 2},
    ),
    "a role that somebody gave themself": (
        models.Giving,
        {"person_id": 1, "began_at": NOW, "last_yes_at": NOW, "finished_at": NOW, "finished_by_id": 1},
    ),
    "a supervisor in another step": (
        models.GivingStep,
        {
            "giving_id": 1,
            "kind": "training",
            "done_on": TODAY,
            "supervisor_id": 2,
            "noted_at": NOW,
            "noted_by_id": 1,
        },
    ),
    "an invitation that was both accepted and withdrawn": (
        models.Invitation,
        {
            "code_hash": "x",
            "role": "family",
            "into_circle": True,
            "created_at": NOW,
            "ends_at": NOW,
            "accepted_at": NOW,
            "accepted_by_id": 1,
            "withdrawn_at": NOW,
        },
    ),
    "an invitation that nobody accepted": (
        models.Invitation,
        {
            "code_hash": "x",
            "role": "family",
            "into_circle": True,
            "created_at": NOW,
            "ends_at": NOW,
            "accepted_at": NOW,
        },
    ),
}


@pytest.mark.parametrize("name", sorted(HALF_TRUTHS))
def test_the_database_refuses(database: Database, name: str) -> None:
    model, values = HALF_TRUTHS[name]
    with database.writing() as db:
        house = make_house(db)
        assert (house.nia.person_id, house.mari.person_id, house.tom.person_id) == (1, 2, 3)
        assert Content.HEALTH in access.grants(db, house.dafydd, house.mari.person_id)
    with pytest.raises(IntegrityError, match="(?i)check"), database.writing() as db:
        db.execute(insert(model.__table__).values(**values))
