"""A link by mail for whoever forgot their passphrase: the same answer for every name, and few words."""

from datetime import time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, Reminder
from lrc_portal.identity import names
from lrc_portal.reminders import choices
from lrc_portal.reminders.choices import ReminderSubmission
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Language, ReminderKind, Role
from tests.people import make_person

from .conftest import ADDRESS, MONDAY_NOON, Mailbox, put_reminder, text_of


def gwen(db: Session) -> Viewer:
    """Somebody who signs in as Gwen."""
    viewer = make_person(db, "Gwen", Role.MEMBER, language=Language.CYMRAEG)
    db.execute(
        update(Person)
        .where(Person.id == viewer.person_id)
        .values(name_key=names.key("Gwen"), passphrase_hash="argon2id of something")
    )
    return viewer


def test_the_answer_is_the_same_and_only_whoever_chose_it_gets_a_mail(
    door: TestClient, database: Database, mailbox: Mailbox
) -> None:
    with clock.standing_at(MONDAY_NOON):
        with database.writing() as db:
            viewer = gwen(db)
        put_reminder(database, viewer, ReminderKind.CHECK_IN)

        def ask(name: str) -> str:
            answer = door.post("/forgotten", data={"name": name})
            assert answer.status_code == 200
            return answer.text

        said = ask("Gwen")
        assert said == ask("Nobody") and "Look into your mailbox" in said
        assert mailbox.mails == []
        with database.writing() as db:
            db.execute(update(Reminder).values(way_back=True))
        assert ask(" gwen") == said and mailbox.to == [ADDRESS]
        mail = mailbox.mails[0]
        words = text_of(mail)
        assert mail["List-Unsubscribe"] is None and "Gwen" not in words and "Living Room" not in words
        assert "Gofynnodd rhywun am y ddolen hon" in words
        assert "/forgotten/mail?token=" in mailbox.link("/forgotten/mail")


def test_asking_often_is_slowed_for_every_name_alike(
    door: TestClient, database: Database, mailbox: Mailbox
) -> None:
    with clock.standing_at(MONDAY_NOON), database.writing() as db:
        gwen(db)
    for name in ("Gwen", "Nobody"):
        with clock.standing_at(MONDAY_NOON + timedelta(minutes=1)):
            statuses = [door.post("/forgotten", data={"name": name}).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [400]


def test_another_address_lets_nobody_back_in_until_that_is_chosen_again(
    with_mail: Settings, database: Database, mailbox: Mailbox
) -> None:
    with database.writing() as db:
        viewer = gwen(db)
    put_reminder(database, viewer, ReminderKind.CHECK_IN)
    with database.writing() as db:
        db.execute(update(Reminder).values(way_back=True))
    submission = ReminderSubmission(
        "else@mailbox.example", frozenset({0}), time(12), frozenset({ReminderKind.CHECK_IN})
    )
    choices.choose(database, by=viewer, submission=submission)
    with database.reading() as db:
        assert db.scalars(select(Reminder.way_back)).one() is False
