"""Each reminder is sent once or not at all, to a real mail server, and tells nothing over a shoulder."""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select, update

from lrc_portal import __main__ as command_line
from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, ReminderSent
from lrc_portal.record import check_ins
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.reminders import choices, due, sending
from lrc_portal.settings import MailServer, Settings, Tls
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission, MoveSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Facet, MeetingKind, ReminderKind, Role
from tests import people
from tests.conftest import KEY
from tests.people import make_person, token
from tests.reminders.conftest import ADDRESS, MONDAY_NOON, SENDER, Mailbox, put_reminder, text_of

ROOT = Path(__file__).resolve().parents[2]
TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


def test_it_is_sent_once_a_day_however_often_the_scheduler_comes(
    database: Database, gwen: Viewer, mailbox: Mailbox
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    for minutes in range(-30, 4 * 60, 30):
        with clock.standing_at(MONDAY_NOON + timedelta(minutes=minutes)):
            sending.run(database)
    assert mailbox.to == [ADDRESS]
    with clock.standing_at(MONDAY_NOON + timedelta(days=1)):
        sending.run(database)
    assert mailbox.to == [ADDRESS, ADDRESS]


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 3, 29), time(1, 30)), (date(2026, 10, 25), time(1, 30))]
)
def test_a_night_on_which_the_clock_changes_has_one(
    database: Database, gwen: Viewer, mailbox: Mailbox, day: date, hour: time
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN, at=hour, weekdays=due.as_bits([day.weekday()]))
    midnight = datetime.combine(day, time(0), UTC)
    for minutes in range(-60, 6 * 60, 15):
        with clock.standing_at(midnight + timedelta(minutes=minutes)):
            sending.run(database)
    assert len(mailbox.mails) == 1


def test_on_a_day_that_was_told_already_none_comes(
    database: Database, gwen: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    day = CheckInSubmission(TODAY, {next(iter(Facet)): 5}, token=token())
    with database.writing() as db:
        check_ins.save(db, by=gwen, submission=day)
    assert sending.run(database).sent == 0


def test_whoever_has_laid_down_what_it_is_about_gets_none(
    database: Database, mailbox: Mailbox, with_mail: Settings, at_noon: None
) -> None:
    with database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
    put_reminder(database, coordinator, ReminderKind.CHECK_IN, ReminderKind.MEETINGS, ReminderKind.DIGEST)
    assert sending.run(database).sent == 0


@pytest.fixture
def worker(with_mail: Settings, database: Database) -> Viewer:
    with database.writing() as db:
        return make_person(db, "Carys", Role.PEER_WORKER)


@pytest.fixture
def paired(database: Database, gwen: Viewer, worker: Viewer, at_noon: None) -> int:
    with database.writing() as db:
        return people.pair(db, make_person(db, "Dai", Role.COORDINATOR), gwen, worker)


def test_the_two_of_a_meeting_are_told_on_the_day_before_wherever_it_is_moved(
    database: Database, gwen: Viewer, worker: Viewer, paired: int, mailbox: Mailbox
) -> None:
    put_reminder(database, gwen, ReminderKind.MEETINGS)
    put_reminder(database, worker, ReminderKind.MEETINGS, address="carys@mailbox.example")
    plan = MeetingSubmission(MeetingKind.ONE_TO_ONE, TOMORROW, time(15), "City Road", paired, token())
    with database.writing() as db:
        meeting_id = meetings.plan(db, by=gwen, submission=plan)
    assert sending.run(database).sent == 2
    assert sorted(mailbox.to) == ["carys@mailbox.example", ADDRESS]
    assert all("in your diary for Tuesday." in text_of(mail) for mail in mailbox.mails)
    moved = MoveSubmission(meeting_id, 0, TOMORROW + timedelta(days=3), time(9), "", token())
    with database.writing() as db:
        meetings.move(db, by=worker, submission=moved)
    for days in (1, 2, 3):
        with clock.standing_at(MONDAY_NOON + timedelta(days=days)):
            assert sending.run(database).sent == (2 if days == 3 else 0)
    assert "for Friday." in text_of(mailbox.mails[-1])


def test_nobody_is_told_of_a_meeting_that_was_called_off(
    database: Database, gwen: Viewer, paired: int, mailbox: Mailbox
) -> None:
    put_reminder(database, gwen, ReminderKind.MEETINGS)
    plan = MeetingSubmission(MeetingKind.ONE_TO_ONE, TOMORROW, None, "", paired, token())
    with database.writing() as db:
        meeting_id = meetings.plan(db, by=gwen, submission=plan)
        meetings.call_off(db, by=gwen, meeting_id=meeting_id)
    assert sending.run(database).sent == 0


def test_a_peer_worker_is_told_how_much_waits_and_of_whom_by_no_name(
    database: Database, gwen: Viewer, worker: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    put_reminder(database, worker, ReminderKind.DIGEST)
    assert sending.run(database).sent == 0, "nothing waits"
    with database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        pairings.propose(db, by=coordinator, person_id=gwen.person_id, peer_worker_id=worker.person_id)
    assert sending.run(database).sent == 1
    assert "1 thing waits for you." in text_of(mailbox.mails[0]) and "Gwen" not in str(mailbox.mails[0])


def test_a_mail_tells_neither_what_this_place_is_nor_what_is_in_it(
    database: Database, gwen: Viewer, eleri: Viewer, paired: int, mailbox: Mailbox, caplog, capfd
) -> None:
    caplog.set_level(logging.DEBUG)
    put_reminder(database, gwen, *choices.CHOSEN)
    put_reminder(database, eleri, ReminderKind.CHECK_IN, address="eleri@mailbox.example")
    plan = MeetingSubmission(MeetingKind.ONE_TO_ONE, TOMORROW, time(15), "City Road", paired, token())
    with database.writing() as db:
        meetings.plan(db, by=gwen, submission=plan)
    assert sending.run(database).sent == 3
    for mail in mailbox.mails:
        for telling in ("Gwen", "Eleri", "Carys", "City Road", "15:00", "Living Room", "Stafell", "ecover"):
            assert telling not in mail.as_string()
        assert mail.get_content_type() == "text/plain" and mail["From"].addresses[0].addr_spec == SENDER
        assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"]
        assert mail["List-Unsubscribe"].startswith("<https://house.example/reminders/end?token=")
    english, welsh = mailbox.mails[0], mailbox.mails[-1]
    assert (english["Subject"], welsh["Subject"]) == ("A note for you", "Nodyn i chi")
    assert (english["Content-Language"], welsh["Content-Language"]) == ("en", "cy")
    assert "Gofynnoch chi am nodyn" in text_of(welsh)
    for raw in mailbox.raw:
        head = raw.split(b"\r\n\r\n")[0]
        assert b"List-Unsubscribe: <https://house.example/reminders/end?token=" in head and b"=?" not in head
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    logged = "".join([*ours, *capfd.readouterr()])
    assert "mailbox.example" not in logged and "token" not in logged


@pytest.mark.parametrize(("answer", "later"), [("450 later", 1), ("550 nobody here", 0)])
def test_what_the_server_does_not_take_is_tried_again_unless_it_never_will(
    database: Database, gwen: Viewer, mailbox: Mailbox, at_noon: None, answer: str, later: int
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    mailbox.rcpt = answer
    assert sending.run(database).refused == 1
    mailbox.rcpt = ""
    assert sending.run(database).sent == later
    assert len(mailbox.mails) == later


def test_a_line_that_breaks_at_the_very_end_sends_no_second_one(
    database: Database, gwen: Viewer, eleri: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    put_reminder(database, eleri, ReminderKind.CHECK_IN, address="eleri@mailbox.example")
    mailbox.breaks_off = True
    outcome = sending.run(database)
    assert (outcome.sent, outcome.unclear, bool(outcome.no_server)) == (0, 1, True)
    mailbox.breaks_off = False
    assert sending.run(database).sent == 1, "what had not begun is sent by the next run"
    assert mailbox.to == [ADDRESS, "eleri@mailbox.example"]


def test_without_the_server_nothing_is_lost_within_the_hour(
    database: Database, gwen: Viewer, mailbox: Mailbox, at_noon: None
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    there = settings.current()
    nowhere = MailServer("127.0.0.1", 1, SENDER, Tls.NONE)
    settings.use(replace(there, mail=nowhere))
    assert "ConnectionRefused" in sending.run(database).no_server
    settings.use(replace(there, mail=replace(nowhere, port=mailbox.port, tls=Tls.STARTTLS)))
    assert "NotSupported" in sending.run(database).no_server, "nothing goes over a line that is not closed"
    settings.use(there)
    assert sending.run(database).sent == 1


def test_whoever_ends_them_meanwhile_gets_none(
    database: Database, gwen: Viewer, mailbox: Mailbox, at_noon: None, monkeypatch
) -> None:
    put_reminder(database, gwen, ReminderKind.CHECK_IN)
    found = sending._due(database)
    with database.writing() as db:
        choices.end(db, by=gwen)
    monkeypatch.setattr(sending, "_due", lambda _database: found)
    assert sending.run(database).sent == 0 and mailbox.mails == []


# The command itself, in processes of their own, at the time that it is now.


def command(with_mail: Settings, database: Database, mailbox: Mailbox) -> "subprocess.Popen[str]":
    keys = with_mail.keys_file
    keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys.write_bytes(KEY + b"\nlookup:1 " + KEY + b"\n")
    keys.chmod(0o600)
    environ = {
        **os.environ,
        "LRC_VAR": str(with_mail.var),
        "LRC_DATABASE_URL": database.url,
        "LRC_PUBLIC_URL": with_mail.public_url,
        "LRC_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}?tls=no",
        "LRC_MAIL_FROM": SENDER,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "lrc_portal", "reminders"],
        cwd=ROOT,
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def put_due_now(database: Database, viewer: Viewer) -> None:
    with database.writing() as db:  # nobody signs in, so there is no name to be found again
        db.execute(update(Person).values(name=None))
    a_while_ago = clock.local(clock.now() - timedelta(minutes=30))
    put_reminder(database, viewer, ReminderKind.CHECK_IN, at=a_while_ago.time())


@pytest.mark.clock_of_the_machine
def test_a_run_that_is_killed_between_writing_down_and_sending_sends_none(
    database: Database, gwen: Viewer, mailbox: Mailbox, with_mail: Settings
) -> None:
    put_due_now(database, gwen)
    mailbox.holds = Event()
    run = command(with_mail, database, mailbox)
    assert mailbox.begun.wait(60), run.communicate()
    run.kill()
    run.communicate()
    with database.reading() as db:
        assert len(db.scalars(select(ReminderSent.id)).all()) == 1
    mailbox.holds.set()
    again = command(with_mail, database, mailbox)
    said, wrong = again.communicate(timeout=60)
    assert (again.returncode, mailbox.mails) == (0, []), wrong
    assert said.strip() == "Reminders sent: 0. Not taken: 0. Not known: 0."


@pytest.mark.clock_of_the_machine
def test_two_runs_at_once_send_one(
    database: Database, gwen: Viewer, eleri: Viewer, mailbox: Mailbox, with_mail: Settings
) -> None:
    put_due_now(database, gwen)
    put_due_now(database, eleri)
    runs = [command(with_mail, database, mailbox) for _ in range(2)]
    told = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    assert len(mailbox.mails) == 2
    assert ADDRESS not in str(told)


def test_without_a_mail_server_the_command_says_which_settings_it_lacks(own_settings, capsys, monkeypatch):
    for name in ("LRC_SMTP_URL", "LRC_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)
    assert command_line.main(["reminders"]) == 2
    assert "LRC_SMTP_URL and LRC_MAIL_FROM" in capsys.readouterr().err
