"""The second step of signing in: time-based codes of an app (TOTP), spare codes, or a passkey.

A code counts once, and one step of clock drift is allowed. Tries are slowed as those of a passphrase are.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lrc_portal import clock, metrics, settings
from lrc_portal.acting import NotAllowed, NotHere, Permission, Viewer, require, require_oneself
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CodeApp, Passkey, Person, PersonRole, SpareCode, Supervises
from lrc_portal.database.read_queries import ReadQuery, only, rows_of, tuples_of
from lrc_portal.database.row_security import System, beyond
from lrc_portal.database.unreadable import readable
from lrc_portal.identity import sessions, throttle
from lrc_portal.relationships import is_own, supervision_is_live
from lrc_portal.sharing import trace
from lrc_portal.sharing.invitations import ALPHABET, normal
from lrc_portal.vocabulary import WORKS_HERE, Act, Role, Subject
from lrc_portal.words.marks import Invalid, Refused, mark, problem

SECONDS = 30
DRIFT = 1
"""So many steps of 30 seconds a phone's clock may be wrong, either way."""
SPARE_CODES, SPARE_LENGTH = 10, 10
LONGEST_CODE = 100


@dataclass(frozen=True)
class MyPasskey:
    """A passkey of the viewer's, as they call it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class MySecondStep:
    """What the viewer can pass the second step with."""

    app_since: datetime | None
    spare_left: int
    passkeys: tuple[MyPasskey, ...]

    @property
    def is_set_up(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)

    @property
    def ways(self) -> int:
        return (self.app_since is not None) + len(self.passkeys)


def has_second_step(person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether this person has set up a second step."""
    return exists().where(CodeApp.person_id == person_id).correlate_except(CodeApp) | exists().where(
        Passkey.person_id == person_id
    ).correlate_except(Passkey)


def must_pass(roles: frozenset[Role], *, supervises: bool, has_second_step: bool) -> bool:
    """Whether a session opens what is in it only after a second step.

    For whoever set one up; and where the settings say so, for all who see what is others'.
    """
    sees_others = bool(WORKS_HERE & roles) or supervises
    return has_second_step or (sees_others and settings.current().second_step_required)


def second_step_is_due(db: Session, viewer: Viewer) -> bool:
    """Whether somebody who has just signed in, with their roles, must pass it too."""
    asked = select(
        exists().where(Supervises.supervisor_id == viewer.person_id, supervision_is_live()),
        exists().where(CodeApp.person_id == viewer.person_id)
        | exists().where(Passkey.person_id == viewer.person_id),
    )
    supervises, is_set_up = db.execute(asked).one()
    return must_pass(viewer.roles, supervises=supervises, has_second_step=is_set_up)


def mine(viewer: Viewer) -> ReadQuery[MySecondStep]:
    """What the viewer has set up."""
    unused = (
        select(func.count(SpareCode.id))
        .where(is_own(viewer, SpareCode.person_id), SpareCode.used_at.is_(None))
        .scalar_subquery()
    )
    app = select(CodeApp.created_at).where(is_own(viewer, CodeApp.person_id)).scalar_subquery()
    both = select(app.label("app_since"), unused.label("spare_left"))
    passkeys = (
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at)
        .where(is_own(viewer, Passkey.person_id))
        .order_by(Passkey.created_at, Passkey.id)
    )

    def read(rows: list[tuple[datetime | None, int]], keys: list[MyPasskey]) -> MySecondStep:
        since, left = only(rows)
        return MySecondStep(since, left, tuple(keys))

    return ReadQuery(tuples_of(both), rows_of(passkeys, MyPasskey), read=read)


# The app


def new_secret() -> str:
    """A secret of 160 bits, in the 32 signs that apps take."""
    return pyotp.random_base32()


def address_for_app(secret: str, account: str, issuer: str) -> str:
    """The `otpauth` address that an app reads from a picture. `account` tells two entries in it apart."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> str:
    """The same as a QR code in SVG, black on white whatever the page's colours; phones read no other."""
    drawn = segno.make(address, error="m", micro=False)
    svg = str(drawn.svg_inline(border=4, scale=5, dark="#000", light="#fff", omitsize=True))
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)  # what stands around it has its name


def set_up_app(db: Session, *, by: Viewer, secret: str, code: str) -> list[str]:
    """Take codes of this secret from now on; new spare codes, to be shown once.

    An app that was set up before counts no more. Raises `Invalid` where the code is not one of this secret,
    and `NotHere` where it is set up already: the same form came twice.
    """
    require_oneself(by)
    db.get_one(Person, by.person_id, with_for_update={"key_share": True})
    if db.scalar(select(CodeApp.seed).where(CodeApp.person_id == by.person_id)) == secret:
        raise NotHere
    step = _step_of(secret, code, after=-1)
    if step is None:
        raise Invalid(
            [
                problem(
                    "code",
                    "This code does not fit. Type the one that the app shows now. If it never fits, look "
                    "whether the clock of the phone is right.",
                )
            ]
        )
    db.execute(delete(CodeApp).where(CodeApp.person_id == by.person_id))
    db.add(CodeApp(person_id=by.person_id, seed=secret, last_counted=step, created_at=clock.now()))
    sessions.pass_second_step(db, by=by)
    _leave_trace(db, by)
    return _write_spare_codes(db, by)


def new_spare_codes(db: Session, *, by: Viewer) -> list[str]:
    """Ten new ones, to be shown once; the old ones open nothing more. Raises `NotHere` without an app."""
    require_oneself(by)
    if not db.scalar(select(exists().where(CodeApp.person_id == by.person_id))):
        raise NotHere
    _leave_trace(db, by)
    return _write_spare_codes(db, by)


def _write_spare_codes(db: Session, by: Viewer) -> list[str]:
    db.execute(delete(SpareCode).where(SpareCode.person_id == by.person_id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(SPARE_LENGTH)) for _ in range(SPARE_CODES)]
    now = clock.now()
    db.add_all(
        SpareCode(person_id=by.person_id, code_hash=_spare_hash(by.person_id, code), created_at=now)
        for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _spare_hash(person_id: int, code: str) -> str:
    return lookup_hash("spare code", f"{person_id}\0{normal(code)}")


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The step of 30 seconds that this code is of, if it is one of now, and later than `after`."""
    digits = "".join(code[:LONGEST_CODE].split())
    now = int(clock.now().timestamp()) // SECONDS
    app = pyotp.TOTP(secret)
    fits = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if secrets.compare_digest(app.generate_otp(step).encode(), digits.encode()) and step > after
    ]
    return max(fits, default=None)


# Passing it


class WrongCode(Invalid):
    """Neither a code of the app now, nor a spare code that is left."""

    def __init__(self) -> None:
        super().__init__(
            [
                problem(
                    "code",
                    "This code does not fit, or it was used before. Type the one that the app shows now, or "
                    "a spare code.",
                )
            ]
        )


@metrics.sign_in("second_step_code", {throttle.Slowed: "slowed", WrongCode: "does_not_fit"})
def pass_with_code(database: Database, *, by: Viewer, code: str) -> None:
    """Pass the second step in the viewer's session. Raises `throttle.Slowed`, or `WrongCode`."""
    require_oneself(by)
    database = database.seen_by(by)
    with database.writing() as db:
        counted = throttle.try_second_step(db, person_id=by.person_id)
    with database.writing() as db:
        if not (_counts(db, by.person_id, code) or _is_spare(db, by.person_id, code)):
            raise WrongCode
        throttle.succeeded(db, counted)
        passed(db, by=by)


def passed(db: Session, *, by: Viewer) -> None:
    """The viewer has passed it in the session they are using; leaves the trace of it."""
    sessions.pass_second_step(db, by=by)
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.SIGNED_IN, subject=Subject.ACCOUNT)


def _counts(db: Session, person_id: int, code: str) -> bool:
    """Whether it is a code of the app, which counts no second time."""
    app = db.scalar(select(CodeApp).where(CodeApp.person_id == person_id).with_for_update())
    step = _step_of(app.seed, code, after=app.last_counted) if app and readable(app.seed) else None
    if app is None or step is None:
        return False
    app.last_counted = step
    return True


def _is_spare(db: Session, person_id: int, code: str) -> bool:
    used = db.scalar(
        update(SpareCode)
        .where(
            SpareCode.person_id == person_id,
            SpareCode.code_hash == _spare_hash(person_id, code),
            SpareCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(SpareCode.id)
        .execution_options(synchronize_session=False)
    )
    return used is not None


# Taking it away


class OnlyOne(Refused):
    """Whoever sees what is others' keeps at least one second step."""

    def __init__(self) -> None:
        super().__init__(
            mark("You see what belongs to others, so one second step stays. Set up another one first.")
        )


def take_away_app(db: Session, *, by: Viewer) -> None:
    """Take codes of the app, and spare codes, no more. Raises `OnlyOne`."""
    require_oneself(by)
    _require_another(db, by)
    _erase_app(db, by.person_id)
    _leave_trace(db, by)


def take_away_passkey(db: Session, *, by: Viewer, passkey_id: int) -> None:
    """Take this passkey no more. Raises `NotHere`, `OnlyOne`."""
    require_oneself(by)
    own = (Passkey.person_id == by.person_id, Passkey.id == passkey_id)
    if not db.scalar(select(exists().where(*own))):
        raise NotHere
    _require_another(db, by)
    db.execute(delete(Passkey).where(*own))
    _leave_trace(db, by)


def _require_another(db: Session, by: Viewer) -> None:
    # The row of the person makes two that are taken away at the same moment wait for each other.
    db.get_one(Person, by.person_id, with_for_update={"key_share": True})
    must = settings.current().second_step_required and sees_others(db, by.person_id)
    if must and mine(by).run(db).ways < 2:
        raise OnlyOne


def sees_others(db: Session, person_id: int) -> bool:
    """Whether this person works here, or supervises somebody."""
    works = exists().where(PersonRole.person_id == person_id, PersonRole.role.in_(WORKS_HERE))
    supervises = exists().where(Supervises.supervisor_id == person_id, supervision_is_live())
    return bool(db.scalar(select(works | supervises)))


def take_away_lost(db: Session, *, by: Viewer, person_id: int) -> None:
    """As a coordinator: somebody who lost phone and spare codes sets up a second step anew.

    They are signed out everywhere, and told. Nobody does it for themselves. Raises `NotAllowed`, `Refused`.
    """
    require(by, Permission.RUN_THE_SERVICE)
    if person_id == by.person_id:
        raise NotAllowed(mark("Nobody does this for themselves. Ask another coordinator."))
    with beyond(db, System.SIGN_IN):
        app = db.scalar(select(exists().where(CodeApp.person_id == person_id)))
        if not app and not db.scalar(select(exists().where(Passkey.person_id == person_id))):
            raise Refused(mark("They have no second step, so nothing was taken away."))
        erase_lost(db, by=by, person_id=person_id)


def erase_lost(db: Session, *, by: Viewer, person_id: int) -> None:
    """Erase all that somebody could pass it with, and sign them out; whoever calls says who may."""
    _erase_app(db, person_id)
    db.execute(delete(Passkey).where(Passkey.person_id == person_id))
    sessions.end_everywhere(db, person_id=person_id)
    trace.leave(db, by=by, owner_id=person_id, act=Act.TOOK_BACK, subject=Subject.ACCOUNT)


def _erase_app(db: Session, person_id: int) -> None:
    for table in (CodeApp, SpareCode):
        db.execute(delete(table).where(table.person_id == person_id))


def _leave_trace(db: Session, by: Viewer) -> None:
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def passkeys_of(db: Session, person_id: int) -> Sequence[Passkey]:
    """All passkeys of a person."""
    return db.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)).all()
