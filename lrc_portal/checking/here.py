"""What can be seen on this machine: Python, settings, keys, database, clock, disk, mail server, backups."""

import platform
import shutil
import stat
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from lrc_portal import clock, interpreter, settings, startup
from lrc_portal.backups import keeping
from lrc_portal.checking import Finding, not_checked, to_mend, well
from lrc_portal.database import encrypted, migrations, row_security
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person, UnreadableText
from lrc_portal.database.row_security import System
from lrc_portal.erasing import erased_list
from lrc_portal.identity.health import LEAST_ROOM
from lrc_portal.reminders.smtp import NoServer, Postbox
from lrc_portal.words.marks import NotNow

MOST_APART = timedelta(seconds=30)
"""So far two clocks may be apart: codes of an app for the second step hold for as long."""
_MB = 1024 * 1024


def of_python() -> Finding:
    """Whether it was built with optimization: without it each page takes longer, and all works the same."""
    here = f"Python {platform.python_version()}"
    if interpreter.is_optimized():
        return well("python", f"{here} was built with optimization.")
    return to_mend(
        "python",
        f"{here} was built without optimization, so each page takes longer than it need.",
        "Take the distribution's own: rm -r .venv, then make run PYTHON=/usr/bin/python3. "
        "Or build this one anew with --enable-optimizations.",
    )


def of_settings(variables: Mapping[str, str]) -> Iterator[Finding]:
    """The variables LRC_… that are set; by now they could all be read."""
    unknown = settings.unknown(variables)
    for name in unknown:
        near = get_close_matches(name, settings.NAMES, n=1)
        meant = f"Write {near[0]}, if that is meant, or take it out." if near else "Take it out."
        yield to_mend("settings", f"{name} is no setting, so it does nothing.", meant)
    if not unknown:
        yield well("settings", "Each can be used.")


def of_keys() -> Iterator[Finding]:
    """Puts the keys in force where they can be."""
    place = settings.current().keys_file
    if not place.exists():
        yield to_mend(
            "keys",
            f"There is no keys file {place}.",
            "Put it back from your backup, or name its folder with LRC_VAR; a new portal makes one.",
        )
        return
    try:
        encrypted.use_keys_file(place)
        many = len(encrypted.fingerprints(place.read_bytes())) - 1
    except encrypted.KeysProblem as fault:
        yield to_mend("keys", str(fault), "Put the file back from your backup.")
        return
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        yield to_mend("keys", f"Others on this machine can read {place}.", f"Close it: chmod 600 {place}")
    else:
        yield well(
            "keys", f"{place} is closed to others, and has {many} text {'key' if many == 1 else 'keys'}."
        )


def of_database(database: Database) -> Iterator[Finding]:
    """Whether it answers, which it is, its schema, and whether the keys are its own."""
    try:
        with database.as_system(System.STARTING).reading() as db:
            yield well("database", f"{_which(db)} answers.")
            schema = migrations.schema_of(db.connection())
            if schema == migrations.newest():
                yield well("database", f"It has the newest schema, {schema}.")
                yield from _of_people(db)
                yield from _of_unreadable(db)
            else:
                yield to_mend(
                    "database",
                    f"It has the schema {schema or 'of nobody'}; this release has {migrations.newest()}.",
                    "Start the portal, or run: python -m lrc_portal migrate"
                    if schema is None or migrations.knows(schema)
                    else "Take the newer release that it was used with.",
                )
                return
    except NotNow:
        yield to_mend(
            "database",
            "It does not answer.",
            "Check LRC_DATABASE_URL, that it is running, and that this account may read there.",
        )
        return
    if row_security.is_passed_over(database.engine):
        yield to_mend(
            "database",
            "Its user is a superuser or has BYPASSRLS, so row-level security does not hold it.",
            "Take another user, as docs/operators/install.md says.",
        )
    try:
        if encrypted.are_in_force():
            startup.keys_fit(database)
            yield well("keys", "They open this database.")
    except encrypted.KeysProblem as fault:
        yield to_mend("keys", str(fault), "Put the file back from your backup.")


def _which(db: Session) -> str:
    if db.get_bind().dialect.name == "sqlite":
        return f"SQLite {db.scalar(select(func.sqlite_version()))}"
    return f"PostgreSQL {db.scalar(text('SHOW server_version'))}"


def _of_people(db: Session) -> Iterator[Finding]:
    if not db.scalar(select(func.count()).select_from(Person)):
        yield to_mend(
            "database",
            "Nobody is here yet.",
            "Open the link for the first coordinator: python -m lrc_portal first-link",
        )


def _of_unreadable(db: Session) -> Iterator[Finding]:
    numbers = db.scalars(select(UnreadableText.reference).order_by(UnreadableText.reference)).all()
    if numbers:
        yield to_mend(
            "database",
            f"Texts that no key opens were met: {', '.join(numbers)}.",
            "Run: python -m lrc_portal rotate-keys, which says where each stands, and forgets those mended.",
        )


def of_clock(database: Database) -> Iterator[Finding]:
    """This machine's against the database's, and the time zones that days in Wales hang on."""
    if database.engine.dialect.name == "postgresql":
        try:
            with database.reading() as db:
                theirs = db.scalar(text("SELECT clock_timestamp()"))
            assert isinstance(theirs, datetime)
            yield compared("the database's", datetime.now(UTC) - theirs)
        except NotNow:
            pass  # said where it was asked first
    yield of_zones()


def compared(whose: str, apart: timedelta) -> Finding:
    """Our clock beside another."""
    seconds = round(abs(apart).total_seconds())
    if abs(apart) <= MOST_APART:
        return well("clock", f"It agrees with {whose}, within {MOST_APART.seconds} seconds.")
    return to_mend(
        "clock",
        f"It is {seconds} seconds {'ahead of' if apart > timedelta() else 'behind'} {whose}.",
        "Let both machines set their clocks by NTP (timedatectl set-ntp true).",
    )


def of_zones() -> Finding:
    """How old the time zone data is that this machine or the package tzdata brings."""
    try:
        zoneinfo.ZoneInfo(clock.HERE.key)
    except zoneinfo.ZoneInfoNotFoundError:
        return to_mend(
            "clock", "There is no time zone data.", "Install what requirements.lock names: tzdata."
        )
    folders = [Path(each) / "Europe" / "London" for each in zoneinfo.TZPATH]
    if there := next((each for each in folders if each.exists()), None):
        return well("clock", f"Time zones are the machine's own, {there.parent.parent}.")
    try:
        return well("clock", f"Time zones are those of the package tzdata {version('tzdata')}.")
    except PackageNotFoundError:
        return well("clock", "Time zones are there.")


def of_disk(database: Database) -> Iterator[Finding]:
    """Where the keys and, with SQLite, the database stand."""
    places = {settings.current().var}
    if database.engine.dialect.name == "sqlite" and database.engine.url.database:
        places.add(Path(database.engine.url.database).parent)
    for place in sorted(place for place in places if place.exists()):
        free = shutil.disk_usage(place).free
        if free < LEAST_ROOM:
            yield to_mend(
                "disk",
                f"{place} has {free // _MB} MB free, and /readyz says no below {LEAST_ROOM // _MB}.",
                "Make room there.",
            )
        else:
            yield well("disk", f"{place} has {free // _MB} MB free.")


def of_mail() -> Finding:
    """Connects to the mail server and signs in; nothing is sent."""
    server = settings.current().mail
    if server is None:
        return not_checked("mail", "No mail server is set, so nothing is sent.")
    try:
        with Postbox.open():
            return well("mail", f"{server.host}, port {server.port}, lets us in.")
    except NoServer as fault:
        return to_mend(
            "mail",
            f"{server.host}, port {server.port}: {fault.why}.",
            "Put LRC_SMTP_URL right, or ask whoever runs the mail server.",
        )


def of_backups(folder: Path | None, most: timedelta) -> Iterator[Finding]:
    """How old the newest one in a folder is, and whether the list of erased accounts stands beside it."""
    if folder is None:
        yield not_checked("backups", "No folder was named (--backups FOLDER).")
        return
    found = keeping.found_in(folder) if folder.is_dir() else {}
    if not found:
        yield to_mend("backups", f"There is none in {folder}.", "Run: python -m lrc_portal backup")
        return
    newest = max(found)
    hours = round((clock.now() - newest) / timedelta(hours=1))
    if clock.now() - newest > most:
        yield to_mend(
            "backups",
            f"The newest is {hours} hours old: {found[newest].name}.",
            "See why the scheduler made none since, and run: python -m lrc_portal backup",
        )
    else:
        yield well("backups", f"The newest is {hours} hours old: {found[newest].name}.")
    if not (folder / erased_list.NAME).exists():
        yield to_mend(
            "backups",
            f"The list of erased accounts, {erased_list.NAME}, is not beside them.",
            "Back up again: that writes it.",
        )
