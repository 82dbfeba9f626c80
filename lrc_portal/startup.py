"""What happens before the door opens: keys, the database's newest schema, the first coordinator's link."""

import logging
from pathlib import Path

from sqlalchemy import exists, inspect, select
from sqlalchemy.engine import make_url

from lrc_portal import faults, settings
from lrc_portal.database import engine, migrations
from lrc_portal.database.encrypted import KeysProblem, use_keys_file
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.database.portable import forget_spent
from lrc_portal.sharing import invitations
from lrc_portal.support import report
from lrc_portal.support.meetings import forget_unmet
from lrc_portal.support.notes import forget_old_drafts


def prepare() -> Database:
    """Make ready what the settings name; the database, at its newest schema. Safe to do again.

    Raises `SettingsProblem` or `KeysProblem`, whose message is for the operator.
    """
    faults.keep_content_out_of_logs()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    chosen = settings.current()
    chosen.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = make_url(chosen.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = engine.current()
    if not chosen.keys_file.exists() and _holds_anybody(database):
        raise KeysProblem(
            f"The database holds people, and the keys file {chosen.keys_file} is missing. "
            "Put it back from your backup: without it nothing can be read."
        )
    use_keys_file(chosen.keys_file)
    migrations.upgrade(database)
    with database.reading() as db:
        # Reading one name fails with a sentence where the keys are those of another database.
        db.scalar(select(Person.name).where(Person.name.is_not(None)).limit(1))
    with database.writing() as db:
        forget_spent(db)
        forget_old_drafts(db)
        forget_unmet(db)
        report.keep_due(db)
    return database


def _holds_anybody(database: Database) -> bool:
    if not inspect(database.engine).has_table(Person.__tablename__):
        return False
    with database.reading() as db:
        return bool(db.scalar(select(exists().where(Person.id.is_not(None)))))


def first_link(database: Database) -> str | None:
    """A new one-time address for the first coordinator; None where there is a coordinator already."""
    with database.writing() as db:
        code = invitations.issue_first(db)
    return f"{settings.current().public_url}/invitation?code={code}" if code else None


def say_first_link(database: Database) -> None:
    """Write that address to the log, which only the operator reads."""
    link = first_link(database)
    if link:
        print(
            f"\n  No coordinator yet. Set the first one up here, within 14 days:\n  {link}\n",
            flush=True,
        )
