"""Invitations: a code that can be spoken in a room, used once, within fourteen days.

It is found by a keyed hash. The code itself is kept, encrypted, for its inviter to see again, until it
is used or ended. Until it is accepted it says nothing to the person who holds it, not who invites, not
to what, unless the inviter chose to say it.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock, limits
from lrc_portal.acting import NotHere, Permission, Viewer, require
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.models import CircleLink, Invitation, Person, PersonRole, Share
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.read_queries import ReadQuery, only, rows_of, values_of
from lrc_portal.database.room import require_room
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import is_own
from lrc_portal.sharing import roles, trace
from lrc_portal.sharing.ending import end_shares
from lrc_portal.vocabulary import Act, Content, Role, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

LASTS = timedelta(days=14)
LENGTH, GROUP = 12, 4
LONGEST_REMINDER = 100

# No vowels and no W or Y, so that no code is a word in either language; and of each pair that looks
# alike (0 O, 1 I, 2 Z, 5 S, 6 G, 8 B, U V) only one. 23 signs, 12 of them: 54 bits.
ALPHABET = "0123456789CDFHJKMNPRTVX"
_HEARD_AS = str.maketrans("OQILZSGBU", "00112568V")


class CodeOpensNothing(Refused):
    """Wrong, used, withdrawn or too old: which one is not said."""

    def __init__(self) -> None:
        super().__init__(
            mark("This code does not open anything now. Check each letter, or ask for a new code.")
        )


@dataclass(frozen=True)
class InvitationSubmission:
    """An invitation to the portal, as a coordinator fills it in."""

    role: Role | None
    meant_for: str = ""
    token: str = ""

    def problems(self) -> list[Problem]:
        found = []
        if self.role is None:
            found.append(problem("role", "Choose what this person will be here."))
        if not self.meant_for.strip():
            found.append(problem("meant_for", "Write whom this is for."))
        elif len(self.meant_for) > LONGEST_REMINDER:
            found.append(problem("meant_for", "Use up to 100 characters."))
        return found


@dataclass(frozen=True)
class InvitationLine:
    """An open invitation, for the person who gave it. `code` is None for one from before codes were kept."""

    id: int
    role: Role
    into_circle: bool
    meant_for: str | None
    created_at: datetime
    last_day: date
    code: str | None
    says_who: bool


@dataclass(frozen=True)
class Asking:
    """Who invites into their circle, and what would be seen there: with own words or without, until when."""

    inviter: str
    contents: tuple[tuple[Content, bool, date | None], ...]


def new_code() -> str:
    """A code as it is shown and spoken: three groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normal(code: str) -> str:
    """What was typed, as it was meant: no spaces or dashes, capitals, look-alikes set right."""
    signs = "".join(sign for sign in code[:200].upper() if sign.isalnum())
    return signs.translate(_HEARD_AS)


def issue(
    db: Session,
    *,
    by: Viewer,
    role: Role,
    into_circle: bool,
    meant_for: str | None = None,
    says_who: bool = False,
) -> tuple[Invitation, str]:
    """A new invitation and its code; those that are open already stay as they are.

    A member invites family into their own circle; everybody else is invited by a coordinator.
    `meant_for` is the inviter's own reminder; `says_who` lets the code tell who invites. Raises `NotAllowed`,
    `Refused` where a great many are open.
    """
    if into_circle and role is Role.FAMILY:
        require(by, Permission.INVITE_FAMILY)
    elif into_circle:
        raise ValueError("only family is invited into a circle")
    else:
        require(by, Permission.RUN_THE_SERVICE)
    limit = limits.FAMILY_INVITATIONS if into_circle else limits.INVITATIONS
    of_mine = (Invitation.inviter_id == by.person_id, Invitation.into_circle == into_circle, is_open())
    require_room(db, limit, Invitation, *of_mine)
    forget_ended_codes(db)
    invitation, code = _write(db, by.person_id, role, into_circle, meant_for, says_who=says_who)
    invitation.code = code
    subject = Subject.CIRCLE if into_circle else Subject.ACCOUNT
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.INVITED, subject=subject, subject_id=invitation.id)
    return invitation, code


def invite(db: Session, *, by: Viewer, submission: InvitationSubmission) -> str:
    """As a coordinator: invite somebody to the portal. Returns the code.

    Raises `NotAllowed`, `Invalid`, `AlreadySaved`.
    """
    require(by, Permission.RUN_THE_SERVICE)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    assert submission.role is not None
    return issue(db, by=by, role=submission.role, into_circle=False, meant_for=submission.meant_for)[1]


def issue_first(db: Session) -> str | None:
    """The code for the first coordinator, beside older ones; None where there is a coordinator.

    Nobody asks for it: the portal does, at its start, and writes it to the operator's log. Several starts
    leave several codes open, until one is used.
    """
    if db.scalar(select(exists().where(PersonRole.role == Role.COORDINATOR))):
        return None
    return _write(db, None, Role.COORDINATOR, False, None)[1]


def opens_something(db: Session, code: str) -> bool:
    """Whether the code is right and can still be used. Says nothing about what for."""
    return _find(db, code) is not None


def who_asks(db: Session, code: str) -> Asking | None:
    """Who invites with this code and what they would show, where they chose to say so; None otherwise."""
    found = _find(db, code)
    if found is None or not found.says_who:
        return None
    name = db.scalar(select(Person.display_name).where(Person.id == found.inviter_id))
    waiting = (
        select(Share.content, Share.own_words, Share.last_day)
        .where(Share.invitation_id == found.id, Share.taken_back_at.is_(None))
        .order_by(Share.id)
    )
    contents = tuple((content, own_words, last_day) for content, own_words, last_day in db.execute(waiting))
    return Asking(name, contents) if name else None


def accept(db: Session, *, by: Viewer, code: str) -> Invitation:
    """`by` accepts: they get the role, come into the circle, and what was prepared for them is shared.

    Raises `CodeOpensNothing`; where two come at the same moment, for one of them.
    """
    found = _find(db, code)
    if found is None or found.inviter_id == by.person_id or by.preview is not None:
        raise CodeOpensNothing
    now = clock.now()
    taken = db.execute(
        update(Invitation)
        .where(Invitation.id == found.id, is_open())
        .values(accepted_at=now, accepted_by_id=by.person_id, code=None)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise CodeOpensNothing
    db.refresh(found)
    if found.inviter_id is None:
        _close_other_first_codes(db)
    roles.give(db, person_id=by.person_id, role=found.role, given_by_id=found.inviter_id)
    if found.into_circle and found.inviter_id is not None:
        _join_circle(db, by, found.inviter_id)
        _hand_over_shares(db, by, found)
    owner = found.inviter_id or by.person_id
    subject = Subject.CIRCLE if found.into_circle else Subject.ACCOUNT
    trace.leave(db, by=by, owner_id=owner, act=Act.JOINED, subject=subject, subject_id=found.id)
    return found


def _close_other_first_codes(db: Session) -> None:
    """There is a first coordinator now, who invites all others."""
    db.execute(
        update(Invitation)
        .where(Invitation.inviter_id.is_(None), is_open())
        .values(withdrawn_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def withdraw(db: Session, *, by: Viewer, invitation_id: int) -> None:
    """Take an open invitation of one's own back, and what was to be shared with it.

    Raises `NotHere` where there is none, or somebody accepted it already.
    """
    if by.preview is not None:
        raise NotHere
    now = clock.now()
    ended = db.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.inviter_id == by.person_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, code=None)
        .execution_options(synchronize_session=False)
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise NotHere
    end_shares(db, Share.invitation_id == invitation_id)
    trace.leave(
        db, by=by, owner_id=by.person_id, act=Act.TOOK_BACK, subject=Subject.CIRCLE, subject_id=invitation_id
    )


def mine(
    viewer: Viewer, *, into_circle: bool | None = None, most: int | None = None
) -> ReadQuery[list[InvitationLine]]:
    """The invitations of the viewer's that are open, newest first; into their circle or not, if told."""
    given = (
        select(
            Invitation.id,
            Invitation.role,
            Invitation.into_circle,
            Invitation.meant_for,
            Invitation.created_at,
            Invitation.ends_at,
            Invitation.code,
            Invitation.says_who,
        )
        .where(is_own(viewer, Invitation.inviter_id), is_open())
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(at_most(most))
    )
    if into_circle is not None:
        given = given.where(Invitation.into_circle == into_circle)
    return ReadQuery(rows_of(given, _InvitationRow), read=_lines)


def how_many_open(viewer: Viewer) -> ReadQuery[int]:
    """As a coordinator: how many invitations to the portal the viewer gave that are open."""
    given = select(func.count().label("n")).where(
        is_own(viewer, Invitation.inviter_id), ~Invitation.into_circle, is_open()
    )
    return ReadQuery(values_of(given), read=only)


class _InvitationRow(NamedTuple):
    id: int
    role: Role
    into_circle: bool
    meant_for: str | None
    created_at: datetime
    ends_at: datetime
    code: str | None
    says_who: bool


def _lines(given: list[_InvitationRow]) -> list[InvitationLine]:
    return [
        InvitationLine(
            id=row.id,
            role=row.role,
            into_circle=row.into_circle,
            meant_for=row.meant_for,
            created_at=row.created_at,
            last_day=clock.local(row.ends_at).date(),
            code=row.code,
            says_who=row.says_who,
        )
        for row in given
    ]


def is_open() -> ColumnElement[bool]:
    """The code of the invitation can still be used."""
    return and_(
        Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.ends_at > clock.now()
    )


def _find(db: Session, code: str) -> Invitation | None:
    return db.scalar(
        select(Invitation).where(Invitation.code_hash == lookup_hash("invitation", normal(code)), is_open())
    )


def code_is_over() -> ColumnElement[bool]:
    """The code came to its end and is still there to be shown."""
    return and_(Invitation.code.is_not(None), Invitation.ends_at <= clock.now())


def forget_ended_codes(db: Session) -> None:
    """A code that came to its end opens nothing, so nobody is shown it again."""
    with beyond(db, System.TIDYING):
        db.execute(
            update(Invitation)
            .where(code_is_over())
            .values(code=None)
            .execution_options(synchronize_session=False)
        )


def _write(
    db: Session,
    inviter_id: int | None,
    role: Role,
    into_circle: bool,
    meant_for: str | None,
    *,
    says_who: bool = False,
) -> tuple[Invitation, str]:
    code = new_code()
    now = clock.now()
    invitation = Invitation(
        code_hash=lookup_hash("invitation", normal(code)),
        role=role,
        inviter_id=inviter_id,
        into_circle=into_circle,
        meant_for=(meant_for or "").strip() or None,
        says_who=says_who,
        created_at=now,
        ends_at=now + LASTS,
    )
    db.add(invitation)
    db.flush()
    return invitation, code


def _join_circle(db: Session, by: Viewer, inviter_id: int) -> None:
    linked = exists().where(
        CircleLink.ended_at.is_(None),
        or_(
            and_(CircleLink.inviter_id == inviter_id, CircleLink.invitee_id == by.person_id),
            and_(CircleLink.inviter_id == by.person_id, CircleLink.invitee_id == inviter_id),
        ),
    )
    if not db.scalar(select(linked)):
        db.add(CircleLink(inviter_id=inviter_id, invitee_id=by.person_id, began_at=clock.now()))
        db.flush()


def _hand_over_shares(db: Session, by: Viewer, invitation: Invitation) -> None:
    """What hangs on the invitation and was not taken back becomes shared with `by`.

    Where the owner shared the same content with them before, the newer wish stands.
    """
    now = clock.now()
    waiting = and_(Share.invitation_id == invitation.id, Share.taken_back_at.is_(None))
    contents = db.scalars(select(Share.content).where(waiting)).all()
    end_shares(
        db,
        Share.owner_id == invitation.inviter_id,
        Share.viewer_id == by.person_id,
        Share.pairing_id.is_(None),
        Share.content.in_(contents),
    )
    db.execute(
        update(Share)
        .where(waiting)
        .values(viewer_id=by.person_id, accepted_at=now)
        .execution_options(synchronize_session="fetch")
    )
