"""Relations, and how each is asked; what is beside the matrix (`matrix.py`): ends, previews, two shares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.access import grants
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    Attendance,
    Complaint,
    Exchange,
    HomeWords,
    KeptThing,
    Letter,
    Share,
    ThingPassedOn,
    WayUse,
)
from lrc_portal.record import (
    check_ins,
    goals,
    hard_day_plan,
    journey,
    measure_series,
    moments,
    pursuits,
    strengths,
    ways,
)
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import ComplaintSubmission
from lrc_portal.support.good_to_know import passing_on
from lrc_portal.support.letters import letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.meetings import agenda, areas, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.support.whats_on import attendance
from lrc_portal.vocabulary import (
    CONTENT_OF,
    ELEMENT_OF,
    Aid,
    Bucket,
    Content,
    Element,
    Facet,
    LooksIn,
    MeetingKind,
    NoteState,
    Role,
    Through,
    Window,
)
from tests import people
from tests.people import token
from tests.support import on_the_shelf
from tests.tools.kept import once
from tests.whats_on.happening import in_weeks, put_on

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
BESIDE = {"agenda", "area emotional", "meeting", "letter", "thing passed on"}
FOLLOWED = {f"measure {element}" for element in Element}
RECORD = {"strengths", "goals", "sobriety", "health", "reintegration", "ways", "plan", *FOLLOWED}
STATES = {f"note {state}" for state in NoteState}


@dataclass
class World:
    """An owner with a life, their peer worker with a note in each state, and a coordinator."""

    owner: Viewer
    worker: Viewer
    coordinator: Viewer
    pairing_id: int


def make_world(db: Session, *grants: Grant) -> World:
    return once(db, lambda db: _made(db, *grants), *grants)


def _made(db: Session, *grants: Grant) -> World:
    coordinator = people.make_person(db, "Nia", Role.COORDINATOR)
    owner = people.make_person(db, "Mari", Role.MEMBER)
    worker = people.make_person(db, "Gareth", Role.PEER_WORKER)
    pairing_id = people.pair(db, coordinator, owner, worker, *grants)
    people.live(db, owner)
    people.what_helps(db, owner)
    agenda.add(db, by=owner, submission=AgendaSubmission("agenda", token()))
    areas.choose(db, by=owner, facets=[Facet.EMOTIONAL])
    complaints.make(db, by=owner, submission=ComplaintSubmission("complaint", token()))
    event_id = put_on(db, coordinator)
    attendance.say_will_be(db, by=owner, event_id=event_id, day=in_weeks(1))
    for weeks, only_me in ((-1, False), (-2, True)):
        there = Attendance(event_id=event_id, day=in_weeks(weeks), there_on=in_weeks(weeks), only_me=only_me)
        there.person_id, there.leader_told, there.created_at = owner.person_id, False, clock.now()
        db.add(there)
    yesterday = clock.today() - timedelta(days=1)
    meetings.plan(
        db,
        by=owner,
        submission=MeetingSubmission(MeetingKind.ONE_TO_ONE, yesterday, None, "meeting", pairing_id, token()),
    )
    two = Between(Through.PAIRING, pairing_id)
    letter = letters.write(db, by=worker, between=two, submission=LetterSubmission("letter", token()))
    letters.say_how_often(db, by=owner, between=two, looks_in=LooksIn.WEEKLY)
    letters.mark_opened(db, by=owner, letter_id=letter)
    sister = people.make_person(db, "Angharad", Role.FAMILY)
    people.into_circle(db, owner, sister)
    home = OfferSubmission(sister.person_id, Part("at home"), token())
    agreements.offer(db, by=owner, submission=home)
    for state in NoteState:
        written = NoteSubmission(
            pairing_id,
            yesterday,
            MeetingKind.PHONE,
            frozenset({Aid.SOCIAL}),
            frozenset({Element.HEALTH}),
            f"note {state}",
            token=token(),
        )
        if state is NoteState.DRAFT:
            notes.save_draft(db, by=worker, submission=written)
            continue
        note_id = notes.offer(db, by=worker, submission=written)
        if state is not NoteState.OFFERED:
            agree = state is NoteState.AGREED
            answer = AnswerSubmission(agree, "" if agree else "my own account", token())
            notes.answer(db, by=owner, note_id=note_id, submission=answer)
    thing_id = on_the_shelf.kept_by(db, coordinator, owner)
    passing_on.pass_on(db, by=worker, pairing_id=pairing_id, thing_id=thing_id)
    return World(owner, worker, coordinator, pairing_id)


def seen_by(db: Session, viewer: Viewer, owner: Viewer) -> tuple[set[str], set[str]]:
    """What the viewer sees of the owner, as words of the table; and the free text they see.

    The look is made by hand, so that nothing but the queries stands in the way.
    """
    look = OpenedRecord(viewer, owner.person_id, grants(db, viewer, owner.person_id))
    found: set[str] = set()
    texts: set[str] = set()

    def add(name: str, *words: str | None) -> None:
        found.add(name)
        texts.update(word for word in words if word)

    for strength in strengths.seen(db, look):
        add("strengths", strength.words, *(use.title for use in strength.uses))
    for goal in goals.seen(db, look):
        add("goals", goal.title, goal.why, goal.ending)
        texts.update(step.words for step in goal.steps)
        texts.update(step.what_was_done for step in goal.steps if step.what_was_done)
    for pursuit in pursuits.seen(db, look):
        add("sobriety", pursuit.name)
    for moment in moments.seen(db, look):
        add(CONTENT_OF[moment.element].value, moment.words)
    own = (Attendance.person_id == owner.person_id, access.readable(viewer, Attendance))
    for going in db.scalars(select(Attendance).where(*own)):
        add("reintegration" if going.there_on else "will be there")
        if going.only_me:
            texts.add("secret: was there")
    for line in check_ins.seen(db, look):
        for facet, value in line.answers.items():
            if value is not None:
                add(CONTENT_OF[ELEMENT_OF[facet]].value)
                texts.add(f"{facet}={value}")
        if line.words:
            texts.add(line.words)
        if line.pursuits:
            found.add("sobriety")
    for point in journey.series(db, look, Window.YEAR).points:
        if point.value is not None:
            add(CONTENT_OF[Element(point.series)].value)
    for way in ways.seen(db, look):
        add("ways", way.words)
    plan = hard_day_plan.read_query(look).run(db)
    if plan:
        words = (plan.how_i_notice, plan.tell_myself, plan.where_safe, *(way.words for way in plan.ways))
        add("plan", *words, *(each for call in plan.calls for each in call))
    for use in db.scalars(select(WayUse).where(access.readable(viewer, WayUse))):
        add("days of ways", use.day.isoformat())
    recent = clock.today() - timedelta(days=7)
    followed = measure_series.read_query(look, Bucket.DAY, recent).run(db).over(recent, clock.today())
    for measure in followed:
        add(f"measure {measure.element}", measure.name, measure.unit)
        texts.update(f"measure {measure.element}={span.value:.0f}" for span in measure.answered)
    for note in notes.seen(db, viewer, person_id=owner.person_id):
        add(f"note {note.state}", note.talked_about, note.own_account)
    for item in agenda.read_query(viewer, owner.person_id).run(db):
        add("agenda", item.words)
    for area in areas.read_query(viewer, owner.person_id).run(db):
        add(f"area {area}")
    for meeting in meetings.seen(db, viewer, person_id=owner.person_id):
        add("meeting", meeting.place)
    of_owner = (Exchange.person_id == owner.person_id, access.readable(viewer, Letter))
    for words in db.scalars(
        select(Letter.words).join(Exchange, Exchange.id == Letter.exchange_id).where(*of_owner)
    ):
        add("letter", words)
    by_owner = (HomeWords.person_id == owner.person_id, access.readable(viewer, HomeWords))
    for at_home in db.scalars(select(HomeWords).where(*by_owner)):
        add("at home", at_home.hard_does)
    theirs = (Complaint.person_id == owner.person_id, access.readable(viewer, Complaint))
    for complaint in db.scalars(select(Complaint).where(*theirs)):
        add("complaint", complaint.words)
    for name, model in (("kept thing", KeptThing), ("thing passed on", ThingPassedOn)):
        of_owner = (model.person_id == owner.person_id, access.readable(viewer, model))
        if db.scalars(select(model).where(*of_owner)).first():
            add(name)
    return found, texts


def comments(texts: set[str]) -> set[str]:
    """The free text that only a share with own words shows."""
    return {text for text in texts if text.startswith(("why", "ending", "done", "moment", "check-in words"))}


def of_share(grant: Grant) -> set[str]:
    """What a share shows, as words of the table: what is followed goes with its element."""
    if grant.content is Content.PLAN:
        return {"ways", "plan"}
    if grant.content is Content.NOTES:
        return {"note agreed"}
    return {grant.content.value, *(FOLLOWED & {f"measure {grant.content}"})}


# The relations. Each gives the viewer, and whether the share that was tried is open.

Relation = Callable[[Session, World, Grant], tuple[Viewer, bool]]


def live_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer = people.make_person(db, "Dafydd", Role.FAMILY)
    people.into_circle(db, world.owner, viewer, grant)
    return viewer, True


def share_given_later(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer = people.make_person(db, "Dafydd", Role.FAMILY)
    people.into_circle(db, world.owner, viewer)
    submission = GrantsSubmission((grant,), token())
    circle.give(db, by=world.owner, viewer_id=viewer.person_id, submission=submission)
    return viewer, True


def ended_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer, _open = live_share(db, world, grant)
    yesterday = clock.today() - timedelta(days=1)
    db.execute(update(Share).where(Share.viewer_id == viewer.person_id).values(last_day=yesterday))
    return viewer, False


def last_day_of_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer, _open = live_share(db, world, grant)
    db.execute(update(Share).where(Share.viewer_id == viewer.person_id).values(last_day=clock.today()))
    return viewer, True


def taken_back_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer, _open = live_share(db, world, grant)
    nothing = GrantsSubmission((), token())
    circle.give(db, by=world.owner, viewer_id=viewer.person_id, submission=nothing)
    return viewer, False


def handed_back_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer, _open = live_share(db, world, grant)
    circle.hand_back(db, by=viewer, owner_id=world.owner.person_id, content=grant.content)
    return viewer, False


def left_circle(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer, _open = live_share(db, world, grant)
    circle.leave(db, by=viewer, other_id=world.owner.person_id)
    return viewer, False


def pending_share(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer = people.make_person(db, "Dafydd", Role.FAMILY)
    people.invite(db, world.owner, grant)
    return viewer, False


def withdrawn_invitation(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    viewer = people.make_person(db, "Dafydd", Role.FAMILY)
    code = people.invite(db, world.owner, grant)
    [line] = invitations.mine(world.owner).run(db)
    invitations.withdraw(db, by=world.owner, invitation_id=line.id)
    with pytest.raises(invitations.CodeOpensNothing):
        invitations.accept(db, by=viewer, code=code)
    return viewer, False


def coordinator(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    return world.coordinator, False


def stranger(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    return people.make_person(db, "Tom", Role.MEMBER), False


def other_peer_worker(db: Session, world: World, grant: Grant) -> tuple[Viewer, bool]:
    return people.make_person(db, "Siân", Role.PEER_WORKER), False


RELATIONS: tuple[Relation, ...] = (
    live_share,
    share_given_later,
    ended_share,
    last_day_of_share,
    taken_back_share,
    handed_back_share,
    left_circle,
    pending_share,
    withdrawn_invitation,
    coordinator,
    stranger,
    other_peer_worker,
)

GRANTS = tuple(Grant(content, own_words) for content in Content for own_words in (False, True))


def comments_of(grant: Grant) -> set[str]:
    """The comments that a share with own words shows."""
    if grant.content in (Content.SOBRIETY, Content.HEALTH, Content.REINTEGRATION):
        return {f"moment {grant.content}", "check-in words"}
    if grant.content is Content.GOALS:
        return {f"{word} {element}" for word in ("why", "ending", "done") for element in Element}
    return set()


@pytest.mark.parametrize("who_ends_it", ["owner", "worker", "coordinator"])
def test_a_former_peer_worker_sees_nothing_from_that_moment_on(database: Database, who_ends_it: str) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        world = make_world(db, *(Grant(content, True) for content in Content))
        pairings.end(db, by=getattr(world, who_ends_it), pairing_id=world.pairing_id)
        found, texts = seen_by(db, world.worker, world.owner)
        kept, _words = seen_by(db, world.owner, world.owner)
    assert (found, texts) == (set(), set())
    assert STATES - {"note draft"} <= kept


@pytest.mark.parametrize("said_yes", ["nobody", "owner", "worker"])
def test_a_pairing_opens_nothing_before_both_have_said_yes(database: Database, said_yes: str) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        world = make_world(db)
        new_worker = people.make_person(db, "Siân", Role.PEER_WORKER)
        pairing_id = pairings.propose(
            db,
            by=world.coordinator,
            person_id=world.owner.person_id,
            peer_worker_id=new_worker.person_id,
        )
        if said_yes == "owner":
            everything = tuple(Grant(content, True) for content in Content)
            pairings.accept_as_person(db, by=world.owner, pairing_id=pairing_id, grants=everything)
        elif said_yes == "worker":
            pairings.accept_as_peer_worker(db, by=new_worker, pairing_id=pairing_id)
        found, texts = seen_by(db, new_worker, world.owner)
    assert (found, texts) == (set(), set())


def test_a_look_through_other_eyes_shows_what_the_other_sees(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        world = make_world(db)
        for grant in GRANTS:
            viewer, _open = live_share(db, world, grant)
            preview = world.owner.through_other_eyes(frozenset({(grant.content, grant.own_words)}))
            assert seen_by(db, preview, world.owner) == seen_by(db, viewer, world.owner), grant


def test_two_shares_open_what_each_of_them_names_and_no_more(database: Database) -> None:
    with clock.standing_at(NOON), database.writing() as db:
        world = make_world(db)
        viewer = people.make_person(db, "Dafydd", Role.FAMILY)
        people.into_circle(db, world.owner, viewer, Grant(Content.HEALTH), Grant(Content.GOALS, True))
        found, texts = seen_by(db, viewer, world.owner)
    assert found == {"health", "measure health", "goals"}
    assert "check-in words" not in texts


def test_every_facet_belongs_to_an_element_that_a_share_can_name() -> None:
    assert set(ELEMENT_OF) == set(Facet)
    assert set(CONTENT_OF) == set(Element)
