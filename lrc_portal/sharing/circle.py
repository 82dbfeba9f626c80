"""The circle: the people someone shares with; what each may see, given and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import NotNullable, and_, case, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lrc_portal import acting, clock, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import CircleLink, Consent, Invitation, Pairing, Person, Share
from lrc_portal.database.portable import at_most, hold_person, spend
from lrc_portal.database.read_queries import ReadQuery, TypedSelect, rows_of, tuples_of, values_of
from lrc_portal.sharing import invitations, trace
from lrc_portal.sharing.ending import end_shares
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, Content, Role, Subject
from lrc_portal.words.marks import Invalid, Problem, mark, problem
from lrc_portal.words.translator import translator

CONSENT_TO_SHARE = mark(
    "I agree that this person sees what I chose here. It ends on the last day, if I chose one, or when I "
    "take it back."
)
CONSENT_TO_SHARE_WALKING = mark(
    "I agree that this person sees what I chose here. It ends when we stop walking together, or when I take "
    "it back."
)
"""To share with a peer worker, where no last day is asked for."""


@dataclass(frozen=True)
class Grant:
    """One kind of content, with own words or without, until a last day (included) or open-ended."""

    content: Content
    own_words: bool = False
    last_day: date | None = None


@dataclass(frozen=True)
class GrantsSubmission:
    """What somebody chose to share with one person; `version` is that of what they saw given before."""

    grants: tuple[Grant, ...]
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        """A day that is past, once for each such day, beside the first content that has it."""
        today = clock.today()
        past: dict[date, Content] = {}
        for grant in self.grants:
            if grant.last_day is not None and grant.last_day < today:
                past.setdefault(grant.last_day, grant.content)
        return [
            problem(f"last_day.{content.value}", "Choose a last day that is today or later.")
            for content in past.values()
        ]


@dataclass(frozen=True)
class InviteSubmission:
    """An invitation of a family member or friend, with what they will see once they accept.

    With `says_who` they read who invites them, and what they would see, before they accept.
    """

    meant_for: str
    grants: tuple[Grant, ...]
    token: str = ""
    says_who: bool = False

    def problems(self) -> list[Problem]:
        found = [Problem("last_day", each.sentence) for each in GrantsSubmission(self.grants).problems()]
        if not self.meant_for.strip():
            found.append(problem("meant_for", "Write whom this is for."))
        elif len(self.meant_for) > 100:
            found.append(problem("meant_for", "Use up to 100 characters."))
        return found


@dataclass(frozen=True)
class ShareLine:
    """A share to show. `live` says whether it opens anything today."""

    id: int
    content: Content
    own_words: bool
    last_day: date | None
    given_at: datetime
    live: bool


@dataclass(frozen=True)
class Given:
    """What somebody was given: the shares that stand."""

    shares: tuple[ShareLine, ...]

    @property
    def version(self) -> str:
        return _version(self.shares)


@dataclass(frozen=True)
class CircleMember:
    """Somebody in the viewer's circle and what the viewer gives them."""

    person_id: int
    display_name: str
    since: datetime
    shares: tuple[ShareLine, ...]

    @property
    def given(self) -> Given:
        return Given(self.shares)


def invite(db: Session, *, by: Viewer, submission: InviteSubmission) -> str:
    """Invite a family member or friend into the circle. Returns the code.

    What is to be shared hangs on the invitation and opens nothing before it is accepted.
    Raises `NotAllowed`, `Invalid`, `AlreadySaved`.
    """
    acting.require(by, Permission.INVITE_FAMILY)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    invitation, code = invitations.issue(
        db,
        by=by,
        role=Role.FAMILY,
        into_circle=True,
        meant_for=submission.meant_for.strip(),
        says_who=submission.says_who,
    )
    db.flush()
    for grant in {grant.content: grant for grant in submission.grants}.values():
        _give(db, by, grant, invitation_id=invitation.id)
    return code


def give(db: Session, *, by: Viewer, viewer_id: int, submission: GrantsSubmission) -> None:
    """Make what `viewer_id` may see exactly what was chosen: new grants given, others taken back.

    Raises `NotHere` for somebody who is not in the circle; `Invalid`, `AlreadySaved`, `ChangedMeanwhile`.
    """
    acting.require(by, Permission.SHARE)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    if not db.scalar(select(relationships.in_circle(by, viewer_id))):
        raise NotHere
    set_grants(db, by, submission.grants, viewer_id=viewer_id, version=submission.version)


def set_grants(
    db: Session,
    by: Viewer,
    grants: Iterable[Grant],
    *,
    viewer_id: int,
    pairing_id: int | None = None,
    version: str | None = None,
) -> None:
    """Replace the standing shares from `by` to `viewer_id` (of one pairing, or of the circle).

    What stays as it is leaves no trace, and neither does a share whose last day has passed: it opens
    nothing, and nobody took it back. Raises `ChangedMeanwhile` where what stands is not `version`.
    """
    wanted = {grant.content: grant for grant in grants}
    hold_person(db, by.person_id)
    standing = db.scalars(
        select(Share)
        .where(
            Share.owner_id == by.person_id,
            Share.viewer_id == viewer_id,
            Share.pairing_id == pairing_id,  # for None SQLAlchemy asks IS NULL
            Share.taken_back_at.is_(None),
        )
        .with_for_update()
    ).all()
    require_unchanged(version, _version(standing))
    kept, today = set(), clock.today()
    for share in standing:
        grant = wanted.get(share.content)
        if grant and (grant.own_words, grant.last_day) == (share.own_words, share.last_day):
            kept.add(share.content)
        elif grant or share.last_day is None or share.last_day >= today:
            _take_back(db, by, share)
    # The unique index over standing shares must see the old ones gone before the new ones come.
    db.flush()
    for content, grant in wanted.items():
        if content not in kept:
            _give(db, by, grant, viewer_id=viewer_id, pairing_id=pairing_id)


def _version(shares: Iterable[Share] | Iterable[ShareLine]) -> str:
    return version_of(frozenset((share.content.value, share.own_words, share.last_day) for share in shares))


def take_back(db: Session, *, by: Viewer, share_id: int) -> None:
    """Take one share back; at the other's next click it is gone. Raises `NotHere`."""
    acting.require_oneself(by)
    share = db.get(Share, share_id)
    if share is None or share.owner_id != by.person_id:
        raise NotHere
    if share.taken_back_at is None:
        _take_back(db, by, share)


def take_back_all(db: Session, *, by: Viewer, viewer_id: int) -> None:
    """Take everything back that is shared with somebody in the circle; the connection stays."""
    acting.require(by, Permission.SHARE)
    set_grants(db, by, (), viewer_id=viewer_id)


def leave(db: Session, *, by: Viewer, other_id: int) -> None:
    """End the connection with somebody, from either side. All shares between the two end with it."""
    acting.require_oneself(by)
    link = db.scalar(
        select(CircleLink).where(
            CircleLink.ended_at.is_(None),
            or_(
                and_(CircleLink.inviter_id == by.person_id, CircleLink.invitee_id == other_id),
                and_(CircleLink.invitee_id == by.person_id, CircleLink.inviter_id == other_id),
            ),
        )
    )
    if link is None:
        raise NotHere
    link.ended_at = clock.now()
    link.ended_by_id = by.person_id
    set_grants(db, by, (), viewer_id=other_id)
    end_shares(db, Share.owner_id == other_id, Share.viewer_id == by.person_id, Share.pairing_id.is_(None))
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.LEFT, subject=Subject.CIRCLE, subject_id=link.id)
    trace.leave(db, by=by, owner_id=other_id, act=Act.LEFT, subject=Subject.CIRCLE, subject_id=link.id)


def hand_back(db: Session, *, by: Viewer, owner_id: int, content: Content) -> None:
    """As a viewer: stop seeing one kind of content that somebody shares."""
    acting.require_oneself(by)
    ended = end_shares(
        db,
        Share.viewer_id == by.person_id,
        Share.owner_id == owner_id,
        Share.content == content,
        Share.pairing_id.is_(None),
    )
    if not ended:
        raise NotHere
    trace.leave(db, by=by, owner_id=owner_id, act=Act.LEFT, subject=Subject(content.value))


def accept_pairing_shares(db: Session, pairing_id: int) -> None:
    """The pairing has begun: what the person chose for it opens now."""
    db.execute(
        update(Share)
        .where(Share.pairing_id == pairing_id, Share.taken_back_at.is_(None))
        .values(accepted_at=clock.now())
    )


def end_pairing_shares(db: Session, pairing_id: int) -> None:
    """The pairing has ended: nothing of it opens anything any more."""
    end_shares(db, Share.pairing_id == pairing_id)


def members(viewer: Viewer, *, most: int | None = None) -> ReadQuery[list[CircleMember]]:
    """The people in the viewer's circle, whoever came last first, and what the viewer gives each."""
    other = case(
        (CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id), else_=CircleLink.inviter_id
    )
    links = (
        select(Person.id, NotNullable(Person.display_name), CircleLink.began_at)
        .join_from(CircleLink, Person, Person.id == other)
        .where(
            CircleLink.ended_at.is_(None),
            or_(CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id == viewer.person_id),
        )
        .order_by(CircleLink.began_at.desc(), CircleLink.id.desc())
        .limit(at_most(most))
    )
    ids = links.with_only_columns(Person.id)
    given = _standing(viewer, Share.viewer_id, Share.pairing_id.is_(None), Share.viewer_id.in_(ids))

    def read(links: list[_LinkRow], given: list[_ShareRow]) -> list[CircleMember]:
        lines = _by_whom(given)
        return [
            CircleMember(link.id, link.display_name, link.began_at, tuple(lines.get(link.id, ())))
            for link in links
        ]

    return ReadQuery(rows_of(links, _LinkRow), given, read=read)


class _LinkRow(NamedTuple):
    id: int
    display_name: str
    began_at: datetime


def given_with_invitations(viewer: Viewer) -> ReadQuery[dict[int, list[ShareLine]]]:
    """What hangs on the viewer's open invitations, by invitation id."""
    of_open = Share.invitation_id.in_(
        select(Invitation.id).where(Invitation.inviter_id == viewer.person_id, invitations.is_open())
    )
    return ReadQuery(_standing(viewer, Share.invitation_id, of_open), read=_by_whom)


def given_in_pairings(viewer: Viewer) -> ReadQuery[dict[int, list[ShareLine]]]:
    """What the viewer lets their peer workers see, by pairing id."""
    return ReadQuery(_standing(viewer, Share.pairing_id), read=_by_whom)


@dataclass(frozen=True)
class Sharer:
    """Somebody who shares something with the viewer today; `since` is when the first of it began."""

    person_id: int
    display_name: str
    contents: tuple[Content, ...]
    since: datetime


def sharers(viewer: Viewer) -> ReadQuery[list[Sharer]]:
    """Who shares with the viewer today through the circle, and which kinds of content."""
    shares = (
        select(Person.id, NotNullable(Person.display_name), Share.content, NotNullable(Share.accepted_at))
        .join_from(Share, Person, Person.id == Share.owner_id)
        .where(_shared_with(viewer))
        .order_by(Person.id, Share.id)
    )
    return ReadQuery(tuples_of(shares), read=_sharers)


def who_invited(viewer: Viewer) -> ReadQuery[list[str]]:
    """Who invited the viewer into their circle and has shared nothing so far, as they call themselves.

    Whoever took a share back is not named: it is gone as if it had never been.
    """
    shared = exists().where(Share.owner_id == CircleLink.inviter_id, Share.viewer_id == viewer.person_id)
    names = (
        select(NotNullable(Person.display_name))
        .join_from(CircleLink, Person, Person.id == CircleLink.inviter_id)
        .where(
            CircleLink.ended_at.is_(None),
            relationships.is_own(viewer, CircleLink.invitee_id),
            ~shared,
        )
        .order_by(CircleLink.id)
    )
    return ReadQuery(values_of(names))


def somebody_shares(viewer: Viewer) -> ReadQuery[bool]:
    """Whether anybody shares with the viewer today through the circle."""
    share = select(Share.id).where(_shared_with(viewer)).limit(at_most(1))
    return ReadQuery(values_of(share), read=bool)


def _shared_with(viewer: Viewer) -> relationships.Condition:
    return and_(
        Share.viewer_id == viewer.person_id, Share.pairing_id.is_(None), relationships.share_is_live()
    )


def _sharers(shares: list[tuple[int, str, Content, datetime]]) -> list[Sharer]:
    found: dict[int, tuple[str, list[Content], list[datetime]]] = {}
    for person_id, display_name, content, accepted_at in shares:
        _, contents, since = found.setdefault(person_id, (display_name, [], []))
        contents.append(content)
        since.append(accepted_at)
    return [
        Sharer(person_id, display_name, tuple(contents), min(since))
        for person_id, (display_name, contents, since) in found.items()
    ]


def _has_begun(db: Session, pairing_id: int | None) -> bool:
    if pairing_id is None:
        return True
    return bool(db.scalar(select(relationships.pairing_is_live()).where(Pairing.id == pairing_id)))


class _ShareRow(NamedTuple):
    whom: int
    id: int
    content: Content
    own_words: bool
    last_day: date | None
    given_at: datetime
    accepted_at: datetime | None


def _standing(
    viewer: Viewer, whom: InstrumentedAttribute[int | None], *conditions: relationships.Condition
) -> TypedSelect[_ShareRow]:
    """The viewer's standing shares that go to some `whom`: a person, an invitation or a pairing."""
    standing = (
        select(
            NotNullable(whom.label("whom")),
            Share.id,
            Share.content,
            Share.own_words,
            Share.last_day,
            Share.given_at,
            Share.accepted_at,
        )
        .where(
            Share.owner_id == viewer.person_id,
            Share.taken_back_at.is_(None),
            whom.is_not(None),
            *conditions,
        )
        .order_by(Share.id)
    )
    return rows_of(standing, _ShareRow)


def _by_whom(shares: list[_ShareRow]) -> dict[int, list[ShareLine]]:
    today = clock.today()
    found: dict[int, list[ShareLine]] = {}
    for share in shares:
        live = share.accepted_at is not None and (share.last_day is None or share.last_day >= today)
        found.setdefault(share.whom, []).append(
            ShareLine(share.id, share.content, share.own_words, share.last_day, share.given_at, live)
        )
    return found


def _give(
    db: Session,
    by: Viewer,
    grant: Grant,
    *,
    viewer_id: int | None = None,
    invitation_id: int | None = None,
    pairing_id: int | None = None,
) -> None:
    now = clock.now()
    share = Share(
        owner_id=by.person_id,
        viewer_id=viewer_id,
        invitation_id=invitation_id,
        pairing_id=pairing_id,
        content=grant.content,
        own_words=grant.own_words,
        last_day=grant.last_day,
        given_at=now,
        # Somebody who is in the circle has said yes to that already, and so has a peer worker once
        # the pairing has begun; before that nothing is open.
        accepted_at=now if viewer_id is not None and _has_begun(db, pairing_id) else None,
        rests=by.erase_at is not None,
    )
    db.add(share)
    db.flush()
    db.add(
        Consent(
            person_id=by.person_id,
            wording=translator(by.language)(
                CONSENT_TO_SHARE if pairing_id is None else CONSENT_TO_SHARE_WALKING
            ),
            language=by.language,
            share_id=share.id,
            pairing_id=pairing_id,
            given_at=now,
        )
    )
    trace.leave(
        db,
        by=by,
        owner_id=by.person_id,
        act=Act.SHARED,
        subject=Subject(grant.content.value),
        subject_id=share.id,
    )


def _take_back(db: Session, by: Viewer, share: Share) -> None:
    now = clock.now()
    share.taken_back_at = now
    db.execute(update(Consent).where(Consent.share_id == share.id).values(withdrawn_at=now))
    trace.leave(
        db,
        by=by,
        owner_id=by.person_id,
        act=Act.TOOK_BACK,
        subject=Subject(share.content.value),
        subject_id=share.id,
    )
