"""A door without Streamlit behind it: the same routes and middleware, on the database under test."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, PersonRole
from lrc_portal.identity import accounts, front_door, passphrases, routes
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Language, Role

PASSPHRASE = "river stone lamp"
PASSPHRASE_HASH = passphrases.hashed(PASSPHRASE)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Settings]:
    """The settings in force, with the database under test in force too."""
    chosen = Settings(
        var=tmp_path,
        database_url=database.url,
        public_url="http://localhost:8501",
        port=8501,
        open_start=True,
        idle_working=timedelta(minutes=30),
        idle_other=timedelta(days=14),
        absolute_working=timedelta(hours=12),
        absolute_other=timedelta(days=90),
        trusted_proxies=0,
        second_step_required=False,  # its own tests ask for it
    )
    settings.use(chosen)
    engine.use(database)
    yield chosen
    settings.use(None)
    engine.use(None)


@pytest.fixture
def change_settings(house: Settings) -> Callable[..., Settings]:
    def change(**changes: object) -> Settings:
        changed = replace(house, **changes)  # type: ignore[arg-type]
        settings.use(changed)
        return changed

    return change


def browser(address: str = "http://localhost:8501", **options: object) -> TestClient:
    """A new browser with no cookies, before the front door."""
    app = Starlette(routes=routes.routes(), middleware=front_door.middleware())
    return TestClient(app, base_url=address, follow_redirects=False, **options)  # type: ignore[arg-type]


@pytest.fixture
def door(house: Settings) -> TestClient:
    return browser()


@pytest.fixture
def make_person(house: Settings, database: Database) -> Callable[..., Viewer]:
    """Make an account with the usual passphrase."""

    def make(name: str, *roles: Role, passphrase: str = PASSPHRASE) -> Viewer:
        submission = NewAccount(name, "", passphrase, True, Language.ENGLISH)
        if passphrase == PASSPHRASE:
            submission.__dict__["passphrase_hash"] = PASSPHRASE_HASH  # hashing takes its time on purpose
        with database.writing() as db:
            return accounts.create(db, submission, roles=roles)

    return make


def roles_of(db: Session, person_id: int) -> set[Role]:
    return set(db.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))


def person_named(db: Session, name: str) -> Person:
    found = accounts.find(db, name)
    assert found is not None
    return found
