"""A real mail server on this machine, and people who chose reminders."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import clock, settings
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Reminder
from lrc_portal.identity import front_door
from lrc_portal.reminders import choices, due, routes
from lrc_portal.settings import MailServer, Settings, Tls
from lrc_portal.vocabulary import Language, ReminderKind, Role
from tests.people import make_person

ADDRESS = "gwen@mailbox.example"
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENDER = "post@letters.example"


@dataclass
class Mailbox:
    """What the server was given, and how it answers. `begun` says that a mail was announced."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    rcpt: str = ""
    breaks_off: bool = False
    holds: Event | None = None
    begun: Event = field(default_factory=Event)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.begun.set()
        if self.holds is not None:
            await asyncio.to_thread(self.holds.wait, 30)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to += envelope.rcpt_tos
        if self.breaks_off:
            server.transport.abort()
        return "250 OK"

    def link(self, path: str, nth: int = -1) -> str:
        """The link with this path in the text of a mail, as a browser is given it."""
        [line] = [line for line in text_of(self.mails[nth]).splitlines() if path in line]
        return line.removeprefix(settings.current().public_url)


def text_of(mail: EmailMessage) -> str:
    content = mail.get_content()
    assert isinstance(content, str)
    return content


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port: int = trying.getsockname()[1]
        return port


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    yield box
    if box.holds is not None:
        box.holds.set()
    server.stop()


@pytest.fixture
def with_mail(own_settings: Settings, mailbox: Mailbox) -> Settings:
    """Settings with this mail server, before a front door on HTTPS."""
    server = MailServer("127.0.0.1", mailbox.port, SENDER, Tls.NONE)
    chosen = replace(own_settings, mail=server, public_url="https://house.example")
    settings.use(chosen)
    return chosen


@pytest.fixture
def door(with_mail: Settings, database: Database) -> TestClient:
    """A browser that is signed in nowhere."""
    app = Starlette(routes=routes.routes(), middleware=front_door.middleware())
    return TestClient(app, base_url="https://house.example", follow_redirects=False)


def put_reminder(
    database: Database,
    viewer: Viewer,
    *kinds: ReminderKind,
    at: time = time(12),
    weekdays: int = due.EVERY_DAY,
    since: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    address: str = ADDRESS,
) -> Viewer:
    """A choice that was made and confirmed at `since`."""
    with database.writing() as db:
        row = Reminder(
            person_id=viewer.person_id,
            address=address,
            address_key=choices.address_key(address),
            weekdays=weekdays,
            at=at,
            chosen_at=since,
            confirmed_at=since,
            **{kind.value: kind in kinds for kind in choices.CHOSEN},
        )
        db.add(row)
    return viewer


@pytest.fixture
def gwen(with_mail: Settings, database: Database) -> Viewer:
    with database.writing() as db:
        return make_person(db, "Gwen", Role.MEMBER)


@pytest.fixture
def eleri(with_mail: Settings, database: Database) -> Viewer:
    with database.writing() as db:
        return make_person(db, "Eleri", Role.MEMBER, language=Language.CYMRAEG)


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.standing_at(MONDAY_NOON):
        yield
