"""Row-level security on PostgreSQL: each transaction says who is acting, and the policies of the tables ask.

It stands behind `access.py`, for the day on which a query forgets its condition: what is not this viewer's
to see is then not in the answer all the same. A transaction that says nothing sees no rows. SQLite has no
policies; there everything here does nothing. The policies stand in the migrations, see `migrations/walls.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer

OPTION = "lrc_by"
"""The execution option of an engine that names who is acting."""

READS = "lrc_reads"
"""The execution option of an engine whose transactions only read."""

LIMITS = "lrc_limits"
"""The execution option of an engine whose limits are said in each transaction: it is reached by a pooler."""


class System(StrEnum):
    """What the portal does in its own name, beyond what whoever is acting may see.

    Each place that does so names one of these; a test lists the places. There `access.py`, and what the verb
    itself asks, stand alone.
    """

    SIGN_IN = "sign_in"
    """Who somebody is, before that is known."""
    JOINING = "joining"
    """Somebody comes with a code: nobody is in anybody's circle yet."""
    STARTING = "starting"
    """The start: keys that fit, the first coordinator, what has come to its end."""
    MIGRATING = "migrating"
    BACKUP = "backup"
    """Every row goes into a backup, and comes back from it."""
    TIDYING = "tidying"
    """What has come to its end goes, whoever wrote it."""
    VERIFYING = "verifying"
    """Whether each line of the traces is as it was written."""
    REMINDERS = "reminders"
    """Mails that are due; how many went to one address, whoever asked for them."""
    UNREADABLE = "unreadable"
    """The numbers of texts that no key opens, for the coordinators' page."""
    KEYS = "keys"
    """Texts are encrypted anew with the key in use; what they say is not looked at."""
    REPORT = "report"
    """Counting for the yearly report."""
    ERASING = "erasing"
    """An account whose day has come goes, with all that names its owner, whoever wrote it."""
    DEMO = "demo"
    """Filling the invented community."""
    SHARING = "sharing"
    """A consent is withdrawn with what it was for, whichever of the two ends that."""
    NOTICING = "noticing"
    """Something good is put before somebody else, and whoever did so does not see what became of it."""
    PAIRING = "pairing"
    """What hangs on a pairing ends with it, also what the one who ends it never saw."""
    ROLES = "roles"
    """A role comes or goes, and what somebody showed of themselves goes no further by it."""
    MATCHING = "matching"
    """Whom somebody could ask: what peer workers tell for this alone, and with how many they walk."""
    READINESS = "readiness"
    """Whether a peer worker has what is needed to walk with somebody new, and nothing else of it."""
    CALENDAR = "calendar"
    """Whose calendar asks: it comes with a secret in place of a session."""
    HELP_NOW = "help_now"
    """The numbers at Help now, as coordinators keep them: everybody sees them, and nobody is asked who."""
    RHYTHM = "rhythm"
    """Whether two have met as often as they agreed, for a coordinator: no day, no kind, no place."""


def settings_of(by: Viewer | System | None) -> dict[str, str]:
    """What PostgreSQL is told of who is acting, by the names under which the policies ask.

    The day and the moment go along: a share ends with a day in Wales, whatever clock the database goes by.
    """
    if by is None:
        return {}
    if isinstance(by, System):
        return {"lrc.system": by.value}
    told = {
        "lrc.viewer": str(int(by.person_id)),
        "lrc.day": clock.today().isoformat(),
        "lrc.now": clock.now().isoformat(),
    }
    if by.through is not None:
        told["lrc.way"] = by.through.value
    if by.preview is not None:
        grants = sorted(f"{content}{'+words' if own_words else ''}" for content, own_words in by.preview)
        told["lrc.preview"] = " ".join(["preview", *grants])
    return told


def begin(connection: Connection) -> None:
    """Begin a transaction on PostgreSQL and say who is acting, as one message to it.

    SET LOCAL ends with the transaction, so nothing of it stays on a connection that somebody else gets next,
    also where a pooler hands them out by transactions.
    """
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    # Numbers, days and words of ours or the operator's alone: nothing here can hold a quote.
    told = {**options.get(LIMITS, {}), **settings_of(options.get(OPTION))}
    said = (f"SET LOCAL {name} = '{value}'" for name, value in told.items())
    kind = " READ ONLY" if options.get(READS) else ""
    driver = connection.connection.driver_connection
    assert driver is not None
    # A statement that came often enough is prepared by the driver, and these are several.
    prepares_after, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        connection.exec_driver_sql("; ".join([f"BEGIN{kind}", *said])).close()
    finally:
        driver.prepare_threshold = prepares_after


def is_passed_over(engine: Engine) -> bool:
    """Whether no policy holds the user of this database: a superuser, or one with BYPASSRLS."""
    if engine.dialect.name != "postgresql":
        return False
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    with engine.connect() as connection:
        return bool(connection.scalar(asked))


def tables_that_hide(db: Session) -> list[str]:
    """Tables of which the user of this database does not see all rows, in the portal's own name either.

    So it is where somebody put a policy of their own beside ours, or took ours away.
    """
    if db.get_bind().dialect.name != "postgresql":
        return []
    # Policies that restrict hold beside all others; of the rest one that lets through is enough.
    asked = text("""
        SELECT c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relrowsecurity AND row_security_active(c.oid)
        AND (
            NOT EXISTS (
                SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                AND p.polcmd IN ('r', '*') AND 0 = ANY (p.polroles)
                AND pg_get_expr(p.polqual, p.polrelid) LIKE '%lrc_system()%'
            )
            OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive)
        )
        ORDER BY c.relname
    """)
    return list(db.scalars(asked))


@contextmanager
def beyond(db: Session, *purposes: System | str) -> Iterator[None]:
    """Within, the portal acts in its own name, in the same transaction."""
    bind = db.get_bind()
    if bind.dialect.name != "postgresql" or isinstance(bind.get_execution_options().get(OPTION), System):
        yield
        return
    before: str = db.info.get(OPTION, "")
    db.flush()
    _say(db, " ".join(purposes))
    try:
        yield
        db.flush()
    except DBAPIError:
        raise  # the transaction is over, and with it what was said
    except BaseException:
        _say(db, before)
        raise
    _say(db, before)


def _say(db: Session, purpose: str) -> None:
    db.info[OPTION] = purpose
    db.execute(select(func.set_config("lrc.system", purpose, True)))
