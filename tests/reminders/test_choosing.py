"""Reminders are off until somebody chooses them and says in their mailbox that it was they."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from lrc_portal import clock, settings
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Reminder, ReminderSent, Trace
from lrc_portal.reminders import choices, sending
from lrc_portal.reminders.choices import MyReminder, ReminderSubmission
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Act, ReminderKind, Role, Subject
from lrc_portal.words.marks import Invalid
from tests.people import make_person
from tests.reminders.conftest import ADDRESS, MONDAY_NOON, Mailbox, put_reminder, text_of

MINE = ReminderSubmission(ADDRESS, frozenset({0, 3}), time(18), frozenset({ReminderKind.CHECK_IN}))


def mine(database: Database, viewer: Viewer) -> MyReminder:
    [found] = database.read_all(choices.mine(viewer))
    return found


def fields_of(fault: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [each.field for each in fault.value.problems]


def test_nothing_comes_before_the_button_behind_the_mails_link_is_pressed(
    database: Database, gwen: Viewer, mailbox: Mailbox, door: TestClient
) -> None:
    with clock.standing_at(MONDAY_NOON):
        choices.choose(database, by=gwen, submission=MINE)
    assert mailbox.to == [ADDRESS] and mine(database, gwen).confirmed_at is None
    with clock.standing_at(MONDAY_NOON + timedelta(hours=7)):
        assert sending.run(database).sent == 0
        link = mailbox.link("/reminders/confirm")
        for method in ("GET", "HEAD", "GET"):  # as a mail scanner does
            assert door.request(method, link).status_code == 200
        assert mine(database, gwen).confirmed_at is None
        page = door.get(link)
        assert page.text.count("<button") == 1 and page.headers["cache-control"] == "no-store"
        assert door.post(link).status_code == 200
        assert mine(database, gwen).confirmed_at is not None
        assert door.post(link).status_code == 200
    with clock.standing_at(MONDAY_NOON + timedelta(days=3, hours=7)):
        assert sending.run(database).sent == 1
    with database.reading() as db:
        traces = db.execute(select(Trace.act, Trace.subject, Trace.owner_id)).all()
    assert traces == [(Act.CHANGED, Subject.ACCOUNT, gwen.person_id)]


def test_one_press_ends_them_without_signing_in_and_looking_at_the_link_does_not(
    database: Database, gwen: Viewer, mailbox: Mailbox, door: TestClient, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    assert sending.run(database).sent == 1
    link = mailbox.link("/reminders/end")
    for method in ("GET", "HEAD", "GET"):
        assert door.request(method, link).status_code == 200
    assert mine(database, gwen).is_chosen
    assert door.get(link).text.count("<button") == 1
    assert "No more reminders come" in door.post(link).text
    assert not mine(database, gwen).is_chosen
    assert door.post(link).status_code == 200, "a second press does no harm"
    with database.reading() as db:
        assert db.scalars(select(Trace.actor_id)).all() == [gwen.person_id]


def test_a_mail_program_ends_them_with_one_post_of_its_own(
    database: Database, gwen: Viewer, mailbox: Mailbox, door: TestClient, at_noon: None
) -> None:
    """As RFC 8058 has it: the POST goes to the address in List-Unsubscribe, without cookies or Origin."""
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    sending.run(database)
    [mail] = mailbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").removeprefix("https://house.example")
    assert door.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not mine(database, gwen).is_chosen


def test_a_link_to_an_earlier_address_or_of_nobody_does_nothing(
    database: Database, gwen: Viewer, mailbox: Mailbox, door: TestClient, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN, address="old@mailbox.example")
    sending.run(database)
    old = mailbox.link("/reminders/end")
    choices.choose(database, by=gwen, submission=MINE)
    assert mine(database, gwen).address == ADDRESS and mine(database, gwen).confirmed_at is None
    door.post(old)
    assert mine(database, gwen).is_chosen
    for token in ("", "no", "x" * 5000, "%00"):
        for path in ("/reminders/end", "/reminders/confirm"):
            assert door.post(f"{path}?token={token}").status_code == 404
    late = mailbox.link("/reminders/confirm")
    with clock.standing_at(MONDAY_NOON + choices.CONFIRM_WITHIN):
        assert door.post(late).status_code == 404
    assert mine(database, gwen).confirmed_at is None


def test_another_day_or_time_needs_no_new_mail_and_another_address_does(
    database: Database, gwen: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    choices.choose(database, by=gwen, submission=replace(MINE, address=ADDRESS.upper()))
    assert mailbox.mails == [] and mine(database, gwen).confirmed_at is not None
    choices.choose(database, by=gwen, submission=replace(MINE, address="new@mailbox.example"))
    assert mailbox.to == ["new@mailbox.example"] and mine(database, gwen).confirmed_at is None


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"address": ""}, "address"),
        ({"address": "gwen"}, "address"),
        ({"address": "gwen@house"}, "address"),
        ({"address": "a@mailbox.example, b@mailbox.example"}, "address"),
        ({"address": "a@mailbox.example\nBcc: b@mailbox.example"}, "address"),
        ({"address": "a" * 250 + "@mailbox.example"}, "address"),
        ({"weekdays": frozenset()}, "weekdays"),
        ({"at": None}, "at"),
        ({"kinds": frozenset()}, "kinds"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(wrong: dict[str, object], where: str) -> None:
    assert [each.field for each in replace(MINE, **wrong).problems()] == [where]


def test_meetings_alone_need_no_days(database: Database, gwen: Viewer, mailbox: Mailbox) -> None:
    alone = replace(MINE, weekdays=frozenset(), kinds=frozenset({ReminderKind.MEETINGS}))
    choices.choose(database, by=gwen, submission=alone)
    assert mine(database, gwen).meetings


@pytest.mark.parametrize("answer", ["450 later", "550 nobody here"])
def test_without_a_mail_nothing_is_kept_and_it_can_be_tried_again(
    database: Database, gwen: Viewer, mailbox: Mailbox, answer: str
) -> None:
    mailbox.rcpt = answer
    for _ in range(choices.MOST_CONFIRM_MAILS + 1):
        with pytest.raises(Invalid) as fault:
            choices.choose(database, by=gwen, submission=MINE)
        assert fields_of(fault) == ["address"]
    assert not mine(database, gwen).is_chosen
    mailbox.rcpt = ""
    choices.choose(database, by=gwen, submission=MINE)
    assert mine(database, gwen).is_chosen


def test_nobody_fills_a_strangers_mailbox(
    database: Database, gwen: Viewer, eleri: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    """Neither one person with many addresses, nor many people with one address."""
    for number in range(choices.MOST_CONFIRM_MAILS):
        choices.choose(database, by=gwen, submission=replace(MINE, address=f"a{number}@mailbox.example"))
    with pytest.raises(Invalid):
        choices.choose(database, by=gwen, submission=MINE)
    for number in range(choices.MOST_CONFIRM_MAILS + 1):
        with database.writing() as db:
            other = make_person(db, f"Somebody {number}", Role.MEMBER)
        if number < choices.MOST_CONFIRM_MAILS:
            choices.choose(database, by=other, submission=MINE)
        else:
            with pytest.raises(Invalid):
                choices.choose(database, by=other, submission=MINE)
    assert mailbox.to.count(ADDRESS) == choices.MOST_CONFIRM_MAILS


def test_a_choice_that_was_changed_on_another_device_is_not_saved_over(
    database: Database, gwen: Viewer, mailbox: Mailbox
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    before = mine(database, gwen).version
    choices.choose(database, by=gwen, submission=MINE, version=before)
    with pytest.raises(ChangedMeanwhile):
        choices.choose(database, by=gwen, submission=replace(MINE, at=time(9)), version=before)
    assert mine(database, gwen).at == time(18)


def test_ending_them_erases_the_address(database: Database, gwen: Viewer) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    with database.writing() as db:
        choices.end(db, by=gwen)
        choices.end(db, by=gwen)
    with database.reading() as db:
        assert db.scalar(select(func.count(Reminder.id))) == 0


def test_a_look_through_other_eyes_chooses_and_sees_nothing(database: Database, gwen: Viewer) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    other_eyes = gwen.through_other_eyes(frozenset())
    assert not mine(database, other_eyes).is_chosen and choices.offered(other_eyes) == ()
    with pytest.raises(NotAllowed):
        choices.choose(database, by=other_eyes, submission=MINE)
    with pytest.raises(NotAllowed), database.writing() as db:
        choices.end(db, by=other_eyes)


def test_what_is_offered_is_what_one_has_here(database: Database, gwen: Viewer) -> None:
    with database.writing() as db:
        worker = make_person(db, "Carys", Role.PEER_WORKER)
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
    assert choices.offered(gwen) == (ReminderKind.CHECK_IN, ReminderKind.MEETINGS)
    assert choices.offered(worker) == (ReminderKind.MEETINGS, ReminderKind.DIGEST)
    assert choices.offered(coordinator) == ()
    settings.use(replace(settings.current(), mail=None))
    assert choices.offered(gwen) == ()


def test_neither_address_nor_token_stands_readable_in_the_database(
    database: Database, gwen: Viewer, mailbox: Mailbox
) -> None:
    choices.choose(database, by=gwen, submission=MINE)
    token = mailbox.link("/reminders/confirm").split("token=")[1].split("&")[0]
    with database.reading() as db:
        told = str(db.connection().exec_driver_sql("SELECT * FROM reminder").all())
        told += str(db.connection().exec_driver_sql("SELECT * FROM reminder_sent").all())
    assert "gwen" not in told and "mailbox" not in told and token not in told
    assert token in text_of(mailbox.mails[0])


def test_lines_of_old_mails_go(database: Database, gwen: Viewer, mailbox: Mailbox) -> None:
    with clock.standing_at(MONDAY_NOON):
        choices.choose(database, by=gwen, submission=MINE)
    with clock.standing_at(MONDAY_NOON + choices.SENT_IS_KEPT + timedelta(days=1)):
        sending.run(database)
    with database.reading() as db:
        assert db.scalar(select(func.count(ReminderSent.id))) == 0
