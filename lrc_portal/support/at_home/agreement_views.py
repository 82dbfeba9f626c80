"""Agreements at home as they are read: what stands between two people, what waits, all versions before."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import ColumnElement, NotNullable, and_, case, exists, func, or_, select

from lrc_portal import access, clock, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import CircleLink, HomeAgreement, HomeWords, Person
from lrc_portal.database.portable import at_most
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, tuples_of
from lrc_portal.record.validation import tidy
from lrc_portal.versions import version_of
from lrc_portal.vocabulary import NoteState


@dataclass(frozen=True)
class Part:
    """What one of the two writes: what they do and what they wish, on a hard day and on a good one."""

    hard_does: str | None = None
    hard_wishes: str | None = None
    good_does: str | None = None
    good_wishes: str | None = None

    @property
    def texts(self) -> tuple[str | None, ...]:
        return self.hard_does, self.hard_wishes, self.good_does, self.good_wishes

    @property
    def kept(self) -> "Part":
        """As it is kept: without blanks at the ends, and nothing where nothing was written."""
        return Part(*(tidy(each) for each in self.texts))

    @property
    def is_empty(self) -> bool:
        return not any(self.texts)


NOTHING = Part()


@dataclass(frozen=True)
class Agreement:
    """One version, with the words of each of the two as far as there are any.

    `is_mine`: the viewer offered it; otherwise it is they who answer. `account` is how the one who answered
    sees it, where they see it otherwise. `is_over`: one of them ended it, or their connection.
    """

    id: int
    state: NoteState
    is_mine: bool
    mine: Part
    theirs: Part
    account: str | None
    offered_on: date
    answered_on: date | None
    is_over: bool


@dataclass(frozen=True)
class Between:
    """What the viewer may read of what they and one other agreed, the newest first.

    `waiting` is offered and not answered. `agreed` is what both agreed on last: it stands until they agree
    on another, or one of them ends it. `differing` is newer than that, and each has said how they see it.
    """

    agreements: tuple[Agreement, ...] = ()

    @property
    def waiting(self) -> Agreement | None:
        return next((each for each in self._standing[:1] if each.state is NoteState.OFFERED), None)

    @property
    def agreed(self) -> Agreement | None:
        return next((each for each in self._standing if each.state is NoteState.AGREED), None)

    @property
    def differing(self) -> Agreement | None:
        answered = [each for each in self._standing if each.state is not NoteState.OFFERED]
        return next((each for each in answered[:1] if each.state is NoteState.DIFFERING), None)

    @property
    def earlier(self) -> tuple[Agreement, ...]:
        """Versions before the ones above, and all that has ended."""
        now = (self.waiting, self.agreed, self.differing)
        return tuple(each for each in self.agreements if each not in now)

    @property
    def stands(self) -> bool:
        """Whether there is anything that one of them could end."""
        return bool(self._standing)

    @property
    def my_last(self) -> Part:
        """The viewer's words as they wrote them last: what a new version of theirs begins with."""
        return next((each.mine for each in self.agreements if not each.mine.is_empty), NOTHING)

    @property
    def version(self) -> str:
        """Another one whenever something was offered, answered or ended."""
        return version_of(*((each.id, each.state.value) for each in self._standing[:1]))

    @property
    def _standing(self) -> tuple[Agreement, ...]:
        return tuple(each for each in self.agreements if not each.is_over)


@dataclass(frozen=True)
class AtHomeWith:
    """Somebody with whom the viewer can agree on something, or did. Since when, for names that are alike.

    They have no name where their account is erased.
    """

    person_id: int
    display_name: str
    since: datetime
    is_connected: bool


def people(viewer: Viewer) -> ReadQuery[list[AtHomeWith]]:
    """Who is in the viewer's circle, whoever came last first; then those with whom something has ended."""
    inviter, invitee = CircleLink.inviter_id, CircleLink.invitee_id
    connected = (
        select(Person.id, NotNullable(Person.display_name), CircleLink.began_at.label("since"))
        .join_from(
            CircleLink, Person, Person.id == case((inviter == viewer.person_id, invitee), else_=inviter)
        )
        .where(
            CircleLink.ended_at.is_(None),
            or_(relationships.is_own(viewer, inviter), relationships.is_own(viewer, invitee)),
        )
        .order_by(CircleLink.began_at.desc(), CircleLink.id.desc())
    )
    wrote = (
        select(Person.id, Person.display_name, func.min(HomeAgreement.offered_at).label("since"))
        .join_from(HomeAgreement, Person, Person.id == other_of(viewer))
        .where(access.readable(viewer, HomeAgreement))
        .group_by(Person.id, Person.display_name)
        .order_by(func.max(HomeAgreement.id).desc())
    )
    return ReadQuery(rows_of(connected, _ConnectedRow), rows_of(wrote, _WroteRow), read=_people)


def read_query(viewer: Viewer, other_id: int, *, most: int) -> ReadQuery[Between]:
    """What the viewer and this one other agreed; the newest `most` versions, and what stands agreed."""
    agreed = and_(HomeAgreement.state == NoteState.AGREED, ~is_over(), ~later_version(NoteState.AGREED))
    wanted: AnySelect = (
        select(
            HomeAgreement.id,
            HomeAgreement.author_id,
            HomeAgreement.state,
            HomeAgreement.offered_at,
            HomeAgreement.answered_at,
            is_over().label("is_over"),
        )
        .outerjoin(CircleLink, CircleLink.id == HomeAgreement.link_id)
        .where(access.readable(viewer, HomeAgreement), other_of(viewer) == other_id)
        .order_by(case((agreed, 0), else_=1), HomeAgreement.id.desc())
        .limit(at_most(most))
    )
    words: AnySelect = select(
        HomeWords.agreement_id,
        HomeWords.person_id,
        HomeWords.hard_does,
        HomeWords.hard_wishes,
        HomeWords.good_does,
        HomeWords.good_wishes,
        HomeWords.account,
    ).where(
        HomeWords.agreement_id.in_(select(wanted.with_only_columns(HomeAgreement.id).subquery().c.id)),
        access.readable(viewer, HomeWords),
    )
    return ReadQuery(
        rows_of(wanted, _AgreementRow), rows_of(words, _WordsRow), read=partial(_between, viewer)
    )


def waiting(viewer: Viewer) -> ReadQuery[list[tuple[int, str]]]:
    """Who offered something that waits for the viewer's answer, by id and name, longest first."""
    offered = (
        select(Person.id, NotNullable(Person.display_name))
        .join_from(HomeAgreement, Person, Person.id == HomeAgreement.author_id)
        .where(
            relationships.is_own(viewer, HomeAgreement.other_id),
            HomeAgreement.state == NoteState.OFFERED,
            stands(),
            ~later_version(),
        )
        .order_by(HomeAgreement.id)
    )
    return ReadQuery(tuples_of(offered))


def for_a_hard_day(viewer: Viewer) -> ReadQuery[list[tuple[int, str]]]:
    """With whom the viewer agreed on something for a hard day that stands, by id and name."""
    of_hard_days = exists().where(
        HomeWords.agreement_id == HomeAgreement.id,
        or_(HomeWords.hard_does.is_not(None), HomeWords.hard_wishes.is_not(None)),
    )
    agreed = (
        select(Person.id, NotNullable(Person.display_name))
        .join_from(HomeAgreement, Person, Person.id == other_of(viewer))
        .where(
            access.readable(viewer, HomeAgreement),
            HomeAgreement.state == NoteState.AGREED,
            stands(),
            ~later_version(NoteState.AGREED),
            of_hard_days,
        )
        .order_by(HomeAgreement.id)
    )
    return ReadQuery(tuples_of(agreed))


_LATER = alias_of(HomeAgreement)


def later_version(*states: NoteState) -> relationships.Condition:
    """The two have a later version that has not ended, in one of these states where any are named."""
    in_state = (_LATER.state.in_(states),) if states else ()
    return exists().where(
        _LATER.link_id == HomeAgreement.link_id,
        _LATER.id > HomeAgreement.id,
        _LATER.ended_at.is_(None),
        *in_state,
    )


def stands() -> relationships.Condition:
    """Nobody has ended the agreement, nor the connection on which it hangs."""
    connected = exists().where(CircleLink.id == HomeAgreement.link_id, CircleLink.ended_at.is_(None))
    return and_(HomeAgreement.ended_at.is_(None), connected)


def is_over() -> relationships.Condition:
    """Somebody has ended it, or the connection, which stands beside it in an outer join."""
    return or_(HomeAgreement.ended_at.is_not(None), CircleLink.id.is_(None), CircleLink.ended_at.is_not(None))


def other_of(viewer: Viewer) -> ColumnElement[int]:
    """Of the two who wrote it, the one who is not the viewer."""
    mine = HomeAgreement.author_id == viewer.person_id
    return case((mine, HomeAgreement.other_id), else_=HomeAgreement.author_id)


class _ConnectedRow(NamedTuple):
    id: int
    display_name: str
    since: datetime


class _WroteRow(NamedTuple):
    id: int
    display_name: str | None
    since: datetime


def _people(connected: list[_ConnectedRow], wrote: list[_WroteRow]) -> list[AtHomeWith]:
    now = {row.id: AtHomeWith(row.id, row.display_name, row.since, is_connected=True) for row in connected}
    before = [
        AtHomeWith(row.id, row.display_name or "", row.since, is_connected=False)
        for row in wrote
        if row.id not in now
    ]
    return [*now.values(), *before]


class _AgreementRow(NamedTuple):
    id: int
    author_id: int
    state: NoteState
    offered_at: datetime
    answered_at: datetime | None
    is_over: bool


class _WordsRow(NamedTuple):
    agreement_id: int
    person_id: int
    hard_does: str | None
    hard_wishes: str | None
    good_does: str | None
    good_wishes: str | None
    account: str | None

    @property
    def part(self) -> Part:
        return Part(self.hard_does, self.hard_wishes, self.good_does, self.good_wishes)


def _between(viewer: Viewer, found: list[_AgreementRow], words: list[_WordsRow]) -> Between:
    mine = {row.agreement_id: row for row in words if row.person_id == viewer.person_id}
    theirs = {row.agreement_id: row for row in words if row.person_id != viewer.person_id}

    def agreement(row: _AgreementRow) -> Agreement:
        is_mine = row.author_id == viewer.person_id
        own, other = mine.get(row.id), theirs.get(row.id)
        answered = other if is_mine else own
        return Agreement(
            id=row.id,
            state=row.state,
            is_mine=is_mine,
            mine=own.part if own else NOTHING,
            theirs=other.part if other else NOTHING,
            account=answered.account if answered else None,
            offered_on=clock.local(row.offered_at).date(),
            answered_on=clock.local(row.answered_at).date() if row.answered_at else None,
            is_over=row.is_over,
        )

    newest_first = sorted(found, key=lambda row: row.id, reverse=True)
    return Between(tuple(agreement(row) for row in newest_first))
