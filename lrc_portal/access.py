"""Who may see and do what. Every read and every change goes through here; no rule means no.

Each read rule stands once, as a SQL condition made of small named facts. It is asked two ways:
to filter a list, and (with an id beside it) to check one. A viewer without a rule gets no rows,
so a share that has ended returns nothing from the query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, false, null, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import SQLCoreOperations

from lrc_portal import clock
from lrc_portal.acting import NotHere, Permission, Viewer, may, require
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import (
    AboutMe,
    AgendaItem,
    Attendance,
    Base,
    CheckIn,
    ChosenArea,
    Complaint,
    EventLeader,
    Exchange,
    ExchangeSide,
    Goal,
    HomeAgreement,
    HomeWords,
    KeptThing,
    Letter,
    LettersOpened,
    Measure,
    MeasureAnswer,
    Meeting,
    Moment,
    NameBeginning,
    Note,
    NotePassedOn,
    Pairing,
    Person,
    Plan,
    PlanCall,
    Pursuit,
    PursuitAnswer,
    Reflection,
    Share,
    Strength,
    Supervision,
    ThingPassedOn,
    Training,
    Trait,
    TraitWeight,
    UsefulThing,
    Way,
    WayUse,
)
from lrc_portal.relationships import (
    Condition,
    PersonColumn,
    came_by,
    holds_role,
    is_own,
    opened_to,
    pairing_is_live,
    pairing_stands,
    share_is_live,
    shares_with,
    supervises,
    walks_with,
    writes_in_pairing,
)
from lrc_portal.vocabulary import (
    ANSWERED_NOTES,
    AS_A_WHOLE,
    CONTENT_OF,
    FACETS,
    WORKS_HERE,
    Content,
    Element,
    ForWhom,
    NoteState,
    Role,
    StrengthState,
    Telling,
    WayState,
)

Row = TypeVar("Row", bound=Base)
Value = TypeVar("Value")

DRAFTS_LAST = timedelta(days=30)
"""So long after it was last changed, a note that was not offered ends."""


def _shares_element(
    viewer: Viewer, model: type[Goal] | type[Measure] | type[Moment], *, own_words: bool = False
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


def _shares_any_element(viewer: Viewer, person: PersonColumn, *, own_words: bool) -> Condition:
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


@cache
def _answers(element: Element) -> Condition:
    """The check-in says something of this element."""
    asked = (*FACETS[element], element) if element in AS_A_WHOLE else FACETS[element]
    answers = [getattr(CheckIn, each.value).is_not(None) for each in asked]
    of_measure = exists().where(
        MeasureAnswer.check_in_id == CheckIn.id,
        Measure.id == MeasureAnswer.measure_id,
        Measure.element == element,
        ~Measure.only_me,
    )
    answers.append(of_measure)
    if element is not Element.SOBRIETY:
        return or_(*answers)
    of_pursuit = exists().where(
        PursuitAnswer.check_in_id == CheckIn.id, Pursuit.id == PursuitAnswer.pursuit_id, ~Pursuit.only_me
    )
    return or_(*answers, of_pursuit)


def _moment(viewer: Viewer) -> Condition:
    return or_(is_own(viewer, Moment.person_id), and_(_shares_element(viewer, Moment), ~Moment.only_me))


def _measure(viewer: Viewer) -> Condition:
    """Own ones, and those of an element that is shared; their answers go with the day they were given on."""
    return or_(is_own(viewer, Measure.person_id), and_(_shares_element(viewer, Measure), ~Measure.only_me))


def _pursuit(viewer: Viewer) -> Condition:
    return or_(
        is_own(viewer, Pursuit.person_id),
        and_(shares_with(viewer, Pursuit.person_id, Content.SOBRIETY), ~Pursuit.only_me),
    )


def _way(viewer: Viewer) -> Condition:
    shared = and_(
        shares_with(viewer, Way.person_id, Content.PLAN),
        Way.state == WayState.KEPT,
        ~Way.only_me,
        Way.put_away_at.is_(None),
    )
    return or_(is_own(viewer, Way.person_id), shared)


_OF_USE, _OF_CALL = alias_of(Way), alias_of(Plan)
"""What a row hangs on, by another name: a query may name the table for itself beside."""


def _way_use(viewer: Viewer) -> Condition:
    """Their owner's alone: days on which others see nothing used would be a watch kept over them."""
    return exists().where(_OF_USE.id == WayUse.way_id, is_own(viewer, _OF_USE.person_id))


def _plan(viewer: Viewer) -> Condition:
    return _own_or_planned(viewer, Plan.person_id)


def _plan_call(viewer: Viewer) -> Condition:
    """They go with their plan."""
    return exists().where(_OF_CALL.id == PlanCall.plan_id, _own_or_planned(viewer, _OF_CALL.person_id))


def _own_or_planned(viewer: Viewer, person: PersonColumn) -> Condition:
    return or_(is_own(viewer, person), shares_with(viewer, person, Content.PLAN))


def _tells_of_themselves_to(viewer: Viewer, person: PersonColumn) -> Condition:
    """A peer worker tells whoever keeps a record; anybody tells the peer worker to whom they said yes.

    The latter ends with the walk.
    """
    if viewer.preview is not None:
        return false()
    asks_the_viewer = exists().where(
        Pairing.person_id == person,
        Pairing.peer_worker_id == viewer.person_id,
        Pairing.person_yes_at.is_not(None),
        ~Pairing.rests,
        pairing_stands(),
    )
    if not viewer.keeps_a_record:
        return asks_the_viewer
    return or_(holds_role(person, Role.PEER_WORKER), asks_the_viewer)


def _about_me(viewer: Viewer) -> Condition:
    told = and_(AboutMe.shown, _tells_of_themselves_to(viewer, AboutMe.person_id))
    return or_(is_own(viewer, AboutMe.person_id), told)


def _trait(viewer: Viewer) -> Condition:
    """What is used for matching only is shown to nobody but its owner."""
    told = and_(Trait.telling == Telling.SHOWN, _tells_of_themselves_to(viewer, Trait.person_id))
    return or_(is_own(viewer, Trait.person_id), told)


def _agenda_item(viewer: Viewer) -> Condition:
    return or_(is_own(viewer, AgendaItem.person_id), walks_with(viewer, AgendaItem.person_id))


def _chosen_area(viewer: Viewer) -> Condition:
    """That it was chosen goes with the agenda; how it was there is asked of the check-ins."""
    return or_(is_own(viewer, ChosenArea.person_id), walks_with(viewer, ChosenArea.person_id))


def _meeting(viewer: Viewer) -> Condition:
    """Own meetings; a peer worker sees those of a pairing of theirs that is live."""
    if viewer.preview is not None:
        return false()
    if not viewer.may_walk_along:
        return is_own(viewer, Meeting.person_id)
    return or_(is_own(viewer, Meeting.person_id), opened_to(viewer, Meeting.pairing_id))


FIRST_VERSION = case((Note.first_id.is_(None), Note.id), else_=Note.first_id)
"""The id of a note's first version. No COALESCE: for PostgreSQL that might tell of rows that policies keep
back, so it would ask those first, of each row that there is, and no index.
"""
_LATER = alias_of(Note)


@cache
def later_version(*states: NoteState) -> Condition:
    """A later version of the note stands in one of these states."""
    return exists().where(
        _LATER.first_id == FIRST_VERSION,
        _LATER.id > Note.id,
        _LATER.state.in_(states),
    )


def _drafts_begin() -> datetime:
    return clock.now() - DRAFTS_LAST


@cache
def draft_lasts() -> Condition:
    """It was changed so lately that the draft has not ended by itself: as of when it is read."""
    return Note.changed_at >= bindparam(None, callable_=_drafts_begin)


def of_live_pairing(viewer: Viewer) -> Condition:
    """The note was written in a pairing that is live and in which the viewer is the peer worker."""
    return opened_to(viewer, Note.pairing_id)


def passed_on_to(viewer: Viewer) -> Condition:
    """A note of an earlier walk, in all versions, that the person lets whoever walks with them now read."""
    opened = exists().where(NotePassedOn.note_id == FIRST_VERSION, opened_to(viewer, NotePassedOn.pairing_id))
    return and_(Note.state != NoteState.DRAFT, opened)


def _note(viewer: Viewer) -> Condition:
    """Drafts for their author alone, for a while; offered ones for both, whoever of the two wrote them.

    Who has a `notes` share reads what both agreed on last: no version that was corrected since. The
    peer worker's right hangs on the pairing: after it ended, a former peer worker sees nothing. Whoever
    walks along after them reads what the person passed on.
    """
    agreed_last = and_(Note.state == NoteState.AGREED, ~later_version(*ANSWERED_NOTES))
    of_circle = and_(shares_with(viewer, Note.person_id, Content.NOTES), agreed_last)
    if not viewer.may_walk_along:
        return of_circle
    own_while_it_lasts = and_(Note.author_id == viewer.person_id, draft_lasts())
    either_hand = or_(is_own(viewer, Note.person_id), of_live_pairing(viewer))
    told = and_(either_hand, or_(Note.state != NoteState.DRAFT, own_while_it_lasts))
    return or_(told, of_circle, passed_on_to(viewer))


def _exchange(viewer: Viewer) -> Condition:
    """The two who write, also once it is over; a peer worker while they walk with the person."""
    if viewer.preview is not None:
        return false()
    as_the_other = Exchange.other_id == viewer.person_id
    of_circle = and_(as_the_other, Exchange.pairing_id.is_(None))
    told = or_(is_own(viewer, Exchange.person_id), of_circle)
    if not viewer.may_walk_along:
        return told
    return or_(told, and_(as_the_other, opened_to(viewer, Exchange.pairing_id)))


def _of_exchange(viewer: Viewer, model: type[Letter] | type[ExchangeSide]) -> Condition:
    of_the_two = exists().where(Exchange.id == model.exchange_id, _exchange(viewer))
    # For itself also inside a query about these same rows.
    return of_the_two.correlate_except(Exchange)


def _days_of(viewer: Viewer, model: type[Training] | type[Supervision]) -> Condition:
    """The peer worker's own, their supervisor's, and coordinators'."""
    theirs = or_(is_own(viewer, model.peer_worker_id), supervises(viewer, model.peer_worker_id))
    return true() if may(viewer, Permission.RUN_THE_SERVICE) else theirs


def _reflection(viewer: Viewer) -> Condition:
    """Its author's, and the supervisor's to whom it was written, for as long as they are that."""
    read_by = and_(Reflection.supervisor_id == viewer.person_id, supervises(viewer, Reflection.author_id))
    return or_(is_own(viewer, Reflection.author_id), read_by)


def _complaint(viewer: Viewer) -> Condition:
    """Its maker's, and coordinators', to whom it goes."""
    return true() if may(viewer, Permission.RUN_THE_SERVICE) else is_own(viewer, Complaint.person_id)


def _name_beginning(viewer: Viewer) -> Condition:
    """By which people are searched: coordinators search everybody, and nobody else searches anybody."""
    return true() if may(viewer, Permission.RUN_THE_SERVICE) else is_own(viewer, NameBeginning.person_id)


def _attendance(viewer: Viewer) -> Condition:
    """That somebody was there goes with life around them; that they will be, nobody reads by a share."""
    shared = and_(
        shares_with(viewer, Attendance.person_id, Content.REINTEGRATION),
        Attendance.there_on.is_not(None),
        ~Attendance.only_me,
    )
    return or_(is_own(viewer, Attendance.person_id), shared)


def leads_event(viewer: Viewer, event_id: InstrumentedAttribute[int]) -> Condition:
    """The viewer is a peer worker who leads this event."""
    if viewer.preview is not None or Role.PEER_WORKER not in viewer.roles:
        return false()
    return exists().where(EventLeader.event_id == event_id, EventLeader.person_id == viewer.person_id)


def keeps_event(viewer: Viewer, event_id: InstrumentedAttribute[int]) -> Condition:
    """Whether the viewer may change this event: coordinators may, and whoever leads it."""
    return true() if may(viewer, Permission.RUN_THE_SERVICE) else leads_event(viewer, event_id)


def told_as_leader(viewer: Viewer) -> Condition:
    """Of who is at an event, what they chose to let its leaders know: for these alone, and by no other way.

    Not even by the record of that person, so no rule of `_READABLE`.
    """
    return and_(Attendance.leader_told, leads_event(viewer, Attendance.event_id))


_GIVEN, _WITH_NOTE = alias_of(ThingPassedOn), alias_of(Note)


def _goes_with_draft(passed_on: type[ThingPassedOn]) -> Condition:
    return exists().where(_WITH_NOTE.id == passed_on.note_id, _WITH_NOTE.state == NoteState.DRAFT)


def _useful_thing(viewer: Viewer) -> Condition:
    """What is meant for them or was passed on to them; all of it for whoever works here."""
    if viewer.preview is not None:
        return false()
    if viewer.roles & WORKS_HERE:
        return true()
    meant = {
        ForWhom.EVERYBODY: viewer.keeps_a_record,
        ForWhom.MEMBERS: Role.MEMBER in viewer.roles,
        ForWhom.FAMILY: Role.FAMILY in viewer.roles,
    }
    given = exists().where(
        _GIVEN.useful_thing_id == UsefulThing.id, is_own(viewer, _GIVEN.person_id), ~_goes_with_draft(_GIVEN)
    )
    return or_(UsefulThing.whom.in_([whom for whom, is_theirs in meant.items() if is_theirs]), given)


def _thing_passed_on(viewer: Viewer) -> Condition:
    """Whoever it was passed on to, once the note that it goes with is offered; the peer worker meanwhile too,
    while the pairing is live. Nobody in a circle: it goes between the two.
    """
    if not viewer.may_walk_along:
        return false()
    theirs = and_(is_own(viewer, ThingPassedOn.person_id), ~_goes_with_draft(ThingPassedOn))
    return or_(theirs, opened_to(viewer, ThingPassedOn.pairing_id))


def _home_agreement(viewer: Viewer) -> Condition:
    """Either of the two who wrote it, whatever their connection is now; nobody else, whatever is shared."""
    return or_(is_own(viewer, HomeAgreement.author_id), is_own(viewer, HomeAgreement.other_id))


def _home_words(viewer: Viewer) -> Condition:
    """What stands in an agreement that the viewer may read."""
    return exists().where(HomeAgreement.id == HomeWords.agreement_id, _home_agreement(viewer))


def _goal_words(viewer: Viewer) -> Condition:
    shared = shares_with(viewer, Goal.person_id, Content.GOALS, own_words=True)
    return or_(is_own(viewer, Goal.person_id), shared)


def _check_in_words(viewer: Viewer) -> Condition:
    shared = _shares_any_element(viewer, CheckIn.person_id, own_words=True)
    return or_(is_own(viewer, CheckIn.person_id), shared)


def _moment_words(viewer: Viewer) -> Condition:
    return or_(is_own(viewer, Moment.person_id), _shares_element(viewer, Moment, own_words=True))


_WITH_WORDS: dict[type[Base], Callable[[Viewer], Condition]] = {
    Goal: _goal_words,
    CheckIn: _check_in_words,
    Moment: _moment_words,
}

_READABLE: dict[type[Base], Callable[[Viewer], Condition]] = {
    Strength: _strength,
    Goal: _goal,
    CheckIn: _check_in,
    Measure: _measure,
    Moment: _moment,
    Attendance: _attendance,
    Pursuit: _pursuit,
    Way: _way,
    WayUse: _way_use,
    Plan: _plan,
    PlanCall: _plan_call,
    AboutMe: _about_me,
    Trait: _trait,
    TraitWeight: lambda viewer: is_own(viewer, TraitWeight.person_id),
    AgendaItem: _agenda_item,
    ChosenArea: _chosen_area,
    Meeting: _meeting,
    Note: _note,
    Exchange: _exchange,
    ExchangeSide: lambda viewer: _of_exchange(viewer, ExchangeSide),
    Letter: lambda viewer: _of_exchange(viewer, Letter),
    LettersOpened: lambda viewer: is_own(viewer, LettersOpened.person_id),
    Training: lambda viewer: _days_of(viewer, Training),
    Supervision: lambda viewer: _days_of(viewer, Supervision),
    Reflection: _reflection,
    Complaint: _complaint,
    NameBeginning: _name_beginning,
    UsefulThing: _useful_thing,
    KeptThing: lambda viewer: is_own(viewer, KeptThing.person_id),
    ThingPassedOn: _thing_passed_on,
    HomeAgreement: _home_agreement,
    HomeWords: _home_words,
}


def readable(viewer: Viewer, model: type[Base]) -> Condition:
    """The rows of `model` that the viewer may see. A kind of row without a rule gives none.

    A page asks for some rules eight times, so each is made once for a viewer and a day.
    """
    rule = _READABLE.get(model)
    return viewer.once(rule) if rule else false()


def element_readable(viewer: Viewer, person: PersonColumn, element: Element) -> Condition:
    """Whether a check-in's answers to this element's facets may be seen: they are columns, not rows."""
    return or_(is_own(viewer, person), shares_with(viewer, person, CONTENT_OF[element]))


def answers_readable(viewer: Viewer) -> Condition:
    """Of something followed that may be seen, the answers of this day: own, or not of a day “only me”."""
    return or_(is_own(viewer, CheckIn.person_id), ~CheckIn.only_me)


def shown_where(condition: Condition, column: SQLCoreOperations[Value]) -> ColumnElement[Value | None]:
    """The column where the condition holds, and NULL elsewhere: what may not be seen is not read."""
    return case((condition, column), else_=null())


def words_readable(viewer: Viewer, model: type[Base]) -> Condition:
    """Whether the comments of a row may be seen: own, or shared with own words.

    A check-in's words go with any element that is shared with own words, since they are one line
    for the whole day; the sharing screen says so and the preview shows it.
    """
    rule = _WITH_WORDS.get(model)
    return viewer.once(rule) if rule else false()


@dataclass(frozen=True)
class Grants:
    """What one person shares with the viewer today: content → with own words or not.

    `alongside`: the record is one of family, who live alongside recovery.
    """

    owner_id: int
    contents: dict[Content, bool]
    alongside: bool = False

    def __contains__(self, content: Content) -> bool:
        return content in self.contents

    def __bool__(self) -> bool:
        return bool(self.contents)


def grants(db: Session, viewer: Viewer, owner_id: int) -> Grants:
    """What `owner_id` shares with the viewer today. For layout and traces; reads ask the rules again."""
    if viewer.preview is not None:
        pairs = sorted(viewer.preview) if owner_id == viewer.person_id else []
        return Grants(owner_id, dict(pairs), viewer.lives_alongside)
    shared = and_(
        Share.owner_id == Person.id, Share.viewer_id == viewer.person_id, share_is_live(), *came_by(viewer)
    )
    rows = db.execute(
        select(Share.content, Share.own_words, holds_role(Person.id, Role.MEMBER))
        .select_from(Person)
        .outerjoin(Share, shared)
        .where(Person.id == owner_id)
    ).all()
    found: dict[Content, bool] = {}
    for content, own_words, _is_member in rows:
        if content is not None:
            found[content] = found.get(content, False) or own_words
    return Grants(owner_id, found, not any(is_member for *_share, is_member in rows))


def own_row(db: Session, viewer: Viewer, model: type[Row], row_id: int) -> Row:
    """The viewer's own row, to change it. Raises `NotHere` for anybody else's and for none."""
    if viewer.preview is not None:
        raise NotHere
    # Held until the end: what is read here is what is changed, also where two tabs change it at once.
    row = db.get(model, row_id, with_for_update=True)
    if row is None or row.person_id != viewer.person_id:  # type: ignore[attr-defined]
        raise NotHere
    return row


def pairing_to_write_in(db: Session, viewer: Viewer, pairing_id: int) -> Pairing:
    """A live pairing that the viewer is part of, as either. Raises `NotHere` otherwise."""
    require(viewer, Permission.WRITE_NOTES)
    own = (writes_in_pairing(viewer), pairing_is_live())
    found = db.scalar(select(Pairing).where(Pairing.id == pairing_id, *own))
    if found is None:
        raise NotHere
    return found
