"""Who may see and do what. Every read and every change goes through here; no rule means no.

Each read rule stands once, as a SQL condition made of small named facts. It is asked two ways:
to filter a list, and (with an id beside it) to check one. A viewer without a rule gets no rows,
so a share that has ended returns nothing from the query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import clock
from lrc_portal.acting import Doing, NotHere, Viewer, require
from lrc_portal.database.models import (
    AgendaItem,
    Base,
    CheckIn,
    CircleLink,
    Goal,
    Meeting,
    Moment,
    Note,
    Pairing,
    PersonRole,
    Pursuit,
    PursuitAnswer,
    Share,
    Strength,
)
from lrc_portal.vocabulary import (
    CONTENT_OF,
    FACETS,
    Content,
    Element,
    NoteState,
    Role,
    StrengthState,
)

Condition = ColumnElement[bool]
Row = TypeVar("Row", bound=Base)
PersonColumn = SQLCoreOperations[int] | int


# Small facts. Each is a condition about rows that belong to `person`.


def is_own(viewer: Viewer, person: PersonColumn) -> Condition:
    """The row is about the viewer."""
    if viewer.pretending is not None:
        return false()
    return and_(true(), person == viewer.person_id)


def share_is_live() -> Condition:
    """The share was accepted, was not taken back, and its last day has not passed."""
    return _share_is_live_on(clock.today())


@lru_cache(maxsize=2)  # a page asks for it some forty times, and to make it each time is a third of the work
def _share_is_live_on(day: date) -> Condition:
    return and_(
        Share.accepted_at.is_not(None),
        Share.taken_back_at.is_(None),
        or_(Share.last_day.is_(None), Share.last_day >= day),
    )


def shares_with(
    viewer: Viewer, person: PersonColumn, content: Content, *, own_words: bool = False
) -> Condition:
    """The row's person shares this content with the viewer today (`own_words`: with their words)."""
    if viewer.pretending is not None:
        would = (content, True) in viewer.pretending or (
            not own_words and (content, False) in viewer.pretending
        )
        return and_(true(), person == viewer.person_id) if would else false()
    conditions = [
        Share.owner_id == person,
        Share.viewer_id == viewer.person_id,
        Share.content == content,
        share_is_live(),
    ]
    if own_words:
        conditions.append(Share.own_words)
    return exists().where(*conditions)


def pairing_is_live() -> Condition:
    """Both said yes and it has not ended."""
    return and_(Pairing.began_at.is_not(None), Pairing.ended_at.is_(None))


def walks_with(viewer: Viewer, person: PersonColumn) -> Condition:
    """The viewer is the person's peer worker now."""
    if viewer.pretending is not None:
        return false()
    return exists().where(
        Pairing.person_id == person, Pairing.peer_worker_id == viewer.person_id, pairing_is_live()
    )


def _shares_element(
    viewer: Viewer, model: type[Goal] | type[Moment], *, own_words: bool = False
) -> Condition:
    return or_(
        *(
            and_(
                model.element == element,
                shares_with(viewer, model.person_id, CONTENT_OF[element], own_words=own_words),
            )
            for element in Element
        )
    )


def _shares_any_element(viewer: Viewer, person: PersonColumn, *, own_words: bool = False) -> Condition:
    return or_(
        *(shares_with(viewer, person, content, own_words=own_words) for content in CONTENT_OF.values())
    )


# The table of DESIGN section 3: one rule for each kind of row, reading aloud as "own, or …".


def _strength(viewer: Viewer) -> Condition:
    shared = and_(
        shares_with(viewer, Strength.person_id, Content.STRENGTHS),
        Strength.state == StrengthState.KEPT,
        ~Strength.only_me,
    )
    return or_(is_own(viewer, Strength.person_id), shared)


def _goal(viewer: Viewer) -> Condition:
    return or_(
        is_own(viewer, Goal.person_id),
        and_(shares_with(viewer, Goal.person_id, Content.GOALS), ~Goal.only_me),
    )


def _check_in(viewer: Viewer) -> Condition:
    """Own days, and those on which something was answered that is shared: others are no hint either."""
    shared = or_(
        *(
            and_(shares_with(viewer, CheckIn.person_id, CONTENT_OF[element]), _answers(element))
            for element in Element
        ),
        and_(CheckIn.words.is_not(None), _shares_any_element(viewer, CheckIn.person_id, own_words=True)),
    )
    return or_(is_own(viewer, CheckIn.person_id), and_(shared, ~CheckIn.only_me))


def _answers(element: Element) -> Condition:
    """The check-in says something of this element."""
    facets = [getattr(CheckIn, facet.value).is_not(None) for facet in FACETS[element]]
    if element is not Element.SOBRIETY:
        return or_(*facets)
    of_pursuit = exists().where(
        PursuitAnswer.check_in_id == CheckIn.id, Pursuit.id == PursuitAnswer.pursuit_id, ~Pursuit.only_me
    )
    return or_(*facets, of_pursuit)


def _moment(viewer: Viewer) -> Condition:
    return or_(is_own(viewer, Moment.person_id), and_(_shares_element(viewer, Moment), ~Moment.only_me))


def _pursuit(viewer: Viewer) -> Condition:
    return or_(
        is_own(viewer, Pursuit.person_id),
        and_(shares_with(viewer, Pursuit.person_id, Content.SOBRIETY), ~Pursuit.only_me),
    )


def _agenda_item(viewer: Viewer) -> Condition:
    return or_(is_own(viewer, AgendaItem.person_id), walks_with(viewer, AgendaItem.person_id))


def _meeting(viewer: Viewer) -> Condition:
    """Own meetings; a peer worker sees those of a pairing of theirs that is live."""
    if viewer.pretending is not None:
        return false()
    of_pairing = exists().where(
        Pairing.id == Meeting.pairing_id, Pairing.peer_worker_id == viewer.person_id, pairing_is_live()
    )
    return or_(is_own(viewer, Meeting.person_id), of_pairing)


def _note(viewer: Viewer) -> Condition:
    """Drafts for their author alone; offered ones for both; agreed ones for who has a `notes` share.

    The author's right hangs on the pairing: after it ended, a former peer worker sees nothing.
    """
    if viewer.pretending is not None:
        return and_(shares_with(viewer, Note.person_id, Content.NOTES), Note.state == NoteState.AGREED)
    author_still_walks_along = and_(
        Note.author_id == viewer.person_id,
        exists().where(Pairing.id == Note.pairing_id, pairing_is_live()),
    )
    return or_(
        author_still_walks_along,
        and_(is_own(viewer, Note.person_id), Note.state != NoteState.DRAFT),
        and_(shares_with(viewer, Note.person_id, Content.NOTES), Note.state == NoteState.AGREED),
    )


_READABLE: dict[type[Base], Callable[[Viewer], Condition]] = {
    Strength: _strength,
    Goal: _goal,
    CheckIn: _check_in,
    Moment: _moment,
    Pursuit: _pursuit,
    AgendaItem: _agenda_item,
    Meeting: _meeting,
    Note: _note,
}


def readable(viewer: Viewer, model: type[Base]) -> Condition:
    """The rows of `model` that the viewer may see. A kind of row without a rule gives none."""
    rule = _READABLE.get(model)
    return rule(viewer) if rule else false()


def element_readable(viewer: Viewer, person: PersonColumn, element: Element) -> Condition:
    """Whether a check-in's answers to this element's facets may be seen: they are columns, not rows."""
    return or_(is_own(viewer, person), shares_with(viewer, person, CONTENT_OF[element]))


def words_readable(viewer: Viewer, model: type[Base]) -> Condition:
    """Whether the comments of a row may be seen: own, or shared with own words.

    A check-in's words go with any element that is shared with own words, since they are one line
    for the whole day; the sharing screen says so and the preview shows it.
    """
    if model is Goal:
        return or_(
            is_own(viewer, Goal.person_id),
            shares_with(viewer, Goal.person_id, Content.GOALS, own_words=True),
        )
    if model is CheckIn:
        return or_(
            is_own(viewer, CheckIn.person_id),
            _shares_any_element(viewer, CheckIn.person_id, own_words=True),
        )
    if model is Moment:
        return or_(is_own(viewer, Moment.person_id), _shares_element(viewer, Moment, own_words=True))
    return false()


@dataclass(frozen=True)
class Grants:
    """What one person shares with the viewer today: content → with own words or not."""

    owner_id: int
    contents: dict[Content, bool]
    by_pairing: bool = False

    def __contains__(self, content: Content) -> bool:
        return content in self.contents

    def __bool__(self) -> bool:
        return bool(self.contents)


def grants(db: Session, viewer: Viewer, owner_id: int) -> Grants:
    """What `owner_id` shares with the viewer today. For layout and traces; reads ask the rules again."""
    if viewer.pretending is not None:
        pairs = sorted(viewer.pretending) if owner_id == viewer.person_id else []
        return Grants(owner_id, dict(pairs))
    rows = db.execute(
        select(Share.content, Share.own_words, Share.pairing_id).where(
            Share.owner_id == owner_id, Share.viewer_id == viewer.person_id, share_is_live()
        )
    ).all()
    found: dict[Content, bool] = {}
    for content, own_words, _pairing in rows:
        found[content] = found.get(content, False) or own_words
    return Grants(owner_id, found, by_pairing=any(pairing is not None for *_, pairing in rows))


def in_circle(viewer: Viewer, other: PersonColumn) -> Condition:
    """The two are in each other's circle now."""
    return exists().where(
        CircleLink.ended_at.is_(None),
        or_(
            and_(CircleLink.inviter_id == viewer.person_id, CircleLink.invitee_id == other),
            and_(CircleLink.invitee_id == viewer.person_id, CircleLink.inviter_id == other),
        ),
    )


def holds_role(person: PersonColumn, role: Role) -> Condition:
    """The person has that role."""
    return exists().where(PersonRole.person_id == person, PersonRole.role == role)


def own_row(db: Session, viewer: Viewer, model: type[Row], row_id: int) -> Row:
    """The viewer's own row, to change it. Raises `NotHere` for anybody else's and for none."""
    if viewer.pretending is not None:
        raise NotHere
    # Held until the end: what is read here is what is changed, also where two tabs change it at once.
    row = db.get(model, row_id, with_for_update=True)
    if row is None or row.person_id != viewer.person_id:  # type: ignore[attr-defined]
        raise NotHere
    return row


def pairing_to_work_in(db: Session, viewer: Viewer, pairing_id: int) -> Pairing:
    """A live pairing in which the viewer is the peer worker. Raises `NotHere` otherwise."""
    require(viewer, Doing.WALK_WITH_PEOPLE)
    found = db.scalar(
        select(Pairing).where(
            Pairing.id == pairing_id, Pairing.peer_worker_id == viewer.person_id, pairing_is_live()
        )
    )
    if found is None:
        raise NotHere
    return found
