"""What row-level security lets through, counted: each table, asked bare, by everybody of a community."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, and_, false, or_, select, text, true
from sqlalchemy.orm import Session

from lrc_portal import access, clock
from lrc_portal.acting import NotAllowed, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Attendance, Base, CircleLink, Note
from lrc_portal.database.read_queries import ReadQuery
from lrc_portal.record import noticing, ways
from lrc_portal.relationships import is_own
from lrc_portal.sharing import circle, invitations, trace
from lrc_portal.sharing.circle import Grant, GrantsSubmission
from lrc_portal.support import today
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import ComplaintSubmission
from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.finding.matching import Ranked
from lrc_portal.support.giving import applications
from lrc_portal.support.letters import keep_from_letter, letter_views, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.notes import earlier_notes, keep_from_note, note_views
from lrc_portal.support.pairings import glance, handover, pairing_views, pairings, readiness
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.whats_on import attendance, events, feeds, programme
from lrc_portal.vocabulary import Content, LooksIn, Role, Through
from tests import people
from tests.access.test_two_owners import EVERYTHING, make_two
from tests.people import token
from tests.whats_on.happening import in_weeks, put_on

OPEN_TO_ALL = {
    "person": "names are encrypted, and stand beside whatever somebody may see",
    "person_role": "the policies themselves ask it",
    "role_laid_down": "a role and two days, for the report",
    "report_printing": "figures that name nobody",
    "trace_chain": "keyed hashes: whoever leaves a line moves the chain of its owner on",
    "trace_link": "the same",
    "trace_register": "how many chains there are, with its hash",
    "unreadable_text": "numbers of damaged cells, about nobody",
    "helpline": "the numbers of Help now, which everybody sees, signed in or not",
    "sign_in_try": "keyed hashes of names and addresses; counted before anybody is known",
}
"""The tables without policies, each with its reason."""
BY_COLUMN = {
    "circle_link": ("inviter_id", "invitee_id"),
    "invitation": ("inviter_id",),
    "pairing": ("person_id", "peer_worker_id"),
    "share": ("owner_id", "viewer_id"),
    "supervises": ("supervisor_id", "peer_worker_id"),
    "trace": ("owner_id", "actor_id"),
}
"""Who is named in these columns sees the row: the two whom it is between."""
BY_PARENT = {
    "giving_step": ("giving",),
    "goal_step": ("goal",),
    "goal_strength": ("goal", "strength"),
    "meeting_due": ("pairing",),
    "note_aid": ("note",),
    "note_element": ("note",),
    "note_passed_on": ("pairing",),
    "plan_call": ("plan",),
    "measure_answer": ("measure", "check_in"),
    "measure_choice": ("measure",),
    "pursuit_answer": ("pursuit", "check_in"),
    "way_use": ("way",),
}
"""What hangs on rows is seen with all of these, and goes with them."""
OF_THE_COMMUNITY = {"event", "event_change", "event_leader", "event_words"}
"""Whoever is signed in reads what is on; a look through other eyes looks at a record."""
ALL_TO_COORDINATORS = {"giving", "pairing", "supervises"}
OF_EVERYBODY: tuple[Callable[[Viewer], ReadQuery[Any]], ...] = (
    agreement_views.for_a_hard_day,
    agreement_views.people,
    agreement_views.waiting,
    about_me.beside,
    about_me.mine,
    about_me.my_weights,
    applications.mine,
    circle.given_in_pairings,
    circle.given_with_invitations,
    circle.members,
    circle.sharers,
    circle.who_invited,
    complaints.mine,
    earlier_notes.read_query,
    handover.passed_on,
    invitations.mine,
    keep_from_letter.read_query,
    keep_from_note.read_query,
    letter_views.correspondents,
    lambda viewer: letter_views.new_from(viewer, most=20),
    note_views.drafts_about_me,
    note_views.to_answer,
    lambda viewer: note_views.who_waits(viewer, most=20),
    noticing.mine,
    programme.ahead,
    programme.kept_by,
    feeds.mine,
    pairing_views.mine,
    reflections.how_many,
    reflections.mine,
    supervision.of_my_peer_workers,
    today.read_query,
    trace.about_me,
    ways.weeks,
)
OF_ROLES: tuple[Callable[[Viewer], ReadQuery[Any]], ...] = (
    applications.candidates,
    complaints.not_answered,
    lambda viewer: glance.read_query(viewer, most=20),
    glance.how_many_due,
    handover.goodbyes,
    matching.ranking,
    lambda viewer: matching.suggestions(viewer, [Ranked(number, ()) for number in range(1, 100)]),
    note_views.how_many_drafts,
    note_views.to_answer_as_peer_worker,
    lambda viewer: note_views.who_waits_for_peer_worker(viewer, most=20),
    note_views.written_by,
    pairing_views.all_standing,
    pairing_views.walks,
    readiness.peer_workers,
    supervision.at_a_glance,
    supervision.own,
)
"""What pages read, of somebody for themselves, and in their role."""
ASKING = (
    "owner",
    "peer worker",
    "coordinator",
    "supervisor",
    "notes",
    "former peer worker",
)
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
MODELS = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}


@dataclass
class Community:
    """Two lives with all that hangs on them, and everybody who stands to one of them in some way."""

    viewers: dict[str, Viewer] = field(default_factory=dict)


def make_community(db: Session) -> Community:
    two = make_two(db)
    mari, gareth, coordinator = two.mari.owner, two.mari.worker, two.mari.coordinator
    made = {
        "owner": mari,
        "other owner": two.tom.owner,
        "peer worker": gareth,
        "by the circle alone": replace(gareth, through=Through.CIRCLE),
        "by the pairing alone": replace(gareth, through=Through.PAIRING),
        "any other peer worker": two.tom.worker,
        "coordinator": coordinator,
        "supervisor": two.megan,
        "stranger": people.make_person(db, "Zoe", Role.FAMILY),
        "nobody's": people.make_person(db, "Nobody"),
        "through other eyes": mari.through_other_eyes(frozenset({(Content.HEALTH, True)})),
        "through closed eyes": mari.through_other_eyes(frozenset()),
    }
    for content in Content:
        for own_words in (False, True):
            name = f"{content}{' with words' if own_words else ''}"
            made[name] = people.make_person(db, name.title().replace("_", " "), Role.FAMILY)
            people.into_circle(db, mari, made[name], Grant(content, own_words))
    for name in ("taken back", "left", "ended", "last day", "resting"):
        made[name] = people.make_person(db, name.title(), Role.FAMILY)
        people.into_circle(db, mari, made[name], *EVERYTHING)
    for name in ("notes", "left"):
        _write_letters(db, mari, made[name])
    circle.give(db, by=mari, viewer_id=made["taken back"].person_id, submission=GrantsSubmission((), token()))
    circle.leave(db, by=made["left"], other_id=mari.person_id)
    for name, days in (("ended", 1), ("last day", 0)):
        _ends(db, made[name], days)
    _rests(db, made["resting"])
    people.invite(db, mari, *EVERYTHING)
    for name in ("peer worker", "coordinator"):
        complaints.make(db, by=made[name], submission=ComplaintSubmission(f"of {name}", token()))
    _go_for_a_walk(db, coordinator, gareth, mari)
    made["former peer worker"] = people.make_person(db, "Former", Role.PEER_WORKER)
    eleri = made["third owner"] = people.make_person(db, "Eleri", Role.MEMBER)
    people.live(db, eleri)
    before = people.pair(db, coordinator, eleri, made["former peer worker"], *EVERYTHING)
    pairings.end(db, by=eleri, pairing_id=before)
    db.flush()
    return Community(made)


def _go_for_a_walk(db: Session, coordinator: Viewer, leader: Viewer, owner: Viewer) -> None:
    """Somebody was there, will be, and lets whoever leads it know of one date."""
    event_id = put_on(db, coordinator, leader)
    events.call_off(db, by=coordinator, event_id=event_id, day=in_weeks(3))
    attendance.say_was_there(db, by=owner, event_id=event_id, day=in_weeks(-1))
    for weeks in (1, 2):
        attendance.say_will_be(db, by=owner, event_id=event_id, day=in_weeks(weeks))
    there = programme.read_query(owner, in_weeks(2), in_weeks(2)).run(db)
    [told] = [each.mine for each in there if each.event.id == event_id and each.mine]
    attendance.let_leader_know(db, by=owner, attendance_id=told.id, told=True)
    feeds.renew(db, by=owner)


def _write_letters(db: Session, one: Viewer, other: Viewer) -> None:
    """Letters to and fro by their connection, with how often each looks in."""
    link_id = db.scalars(select(CircleLink.id).where(CircleLink.invitee_id == other.person_id)).one()
    two = Between(Through.CIRCLE, link_id)
    for by in (one, other):
        letter = LetterSubmission("a few lines", token())
        letter_id = letters.write(db, by=by, between=two, submission=letter)
        letters.say_how_often(db, by=by, between=two, looks_in=LooksIn.WEEKLY)
        letters.mark_opened(db, by=other, letter_id=letter_id)


def _ends(db: Session, viewer: Viewer, days_ago: int) -> None:
    last = clock.today() - timedelta(days=days_ago)
    db.execute(
        text("UPDATE share SET last_day = :day WHERE viewer_id = :viewer"),
        {"day": last, "viewer": viewer.person_id},
    )


def _rests(db: Session, viewer: Viewer) -> None:
    """As from the moment on which the owner asks that their account be erased."""
    db.execute(text("UPDATE share SET rests = true WHERE viewer_id = :viewer"), {"viewer": viewer.person_id})


@dataclass
class Counted:
    """How much was asked, and what was there that the access table does not name."""

    asked: int = 0
    let_through: list[str] = field(default_factory=list)
    kept_back: list[str] = field(default_factory=list)


def bare_selects(db: Session, walled: Database, community: Community) -> Counted:
    """`SELECT` of every protected table as the portal's user, by everybody; `db` sees all rows.

    `kept_back` is what the first wall gives and the second does not: then the portal would lack it.
    """
    counted = Counted()
    for name, viewer in community.viewers.items():
        with walled.seen_by(viewer).reading() as bare:
            for table in TABLES.values():
                if table.name in OPEN_TO_ALL:
                    continue
                counted.asked += 1
                key = select(*table.primary_key.columns)
                there = {tuple(row) for row in bare.execute(key)}
                may = {tuple(row) for row in db.execute(key.where(expected(viewer, table)))}
                counted.let_through += [f"{name}: {table.name} {row}" for row in sorted(there - may)]
                counted.kept_back += [f"{name}: {table.name} {row}" for row in sorted(may - there)]
    return counted


def expected(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    """The rows of a table that are this viewer's to see: by `access.py`, or by what stands above."""
    model = MODELS[table.name]
    if model is Attendance:
        return or_(access.readable(viewer, model), access.told_as_leader(viewer))
    if model in access._READABLE:
        return access.readable(viewer, model)
    if table.name in OF_THE_COMMUNITY:
        return true() if viewer.preview is None else false()
    if table.name in BY_PARENT:
        return and_(
            *(
                table.c[f"{parent}_id"].in_(
                    select(TABLES[parent].c.id).where(_of_parent(viewer, table.name, parent))
                )
                for parent in BY_PARENT[table.name]
            )
        )
    if table.name == "pairing":
        # Whoever reads a note is told between whom it was.
        of_notes = table.c.id.in_(select(Note.pairing_id).where(access.readable(viewer, Note)))
        return or_(of_notes, _of_the_two(viewer, table))
    return _of_the_two(viewer, table)


def _of_the_two(viewer: Viewer, table: Table) -> ColumnElement[bool]:
    if viewer.preview is not None:
        return false()
    if table.name in ALL_TO_COORDINATORS and Role.COORDINATOR in viewer.roles:
        return true()
    columns = BY_COLUMN.get(table.name, ("person_id",))
    return or_(*(is_own(viewer, table.c[column]) for column in columns))


def _of_parent(viewer: Viewer, name: str, parent: str) -> ColumnElement[bool]:
    if name in ("note_passed_on", "meeting_due"):
        # The person's, and the peer worker's: a coordinator sees that there is a pairing, and no more.
        return is_own(viewer, TABLES[parent].c.person_id) | is_own(viewer, TABLES[parent].c.peer_worker_id)
    return expected(viewer, TABLES[parent])


@dataclass
class Answers:
    """What a page reads, as two databases answer it."""

    compared: int = 0
    different: list[str] = field(default_factory=list)


def answers(db: Session, walled: Database, community: Community) -> Answers:
    """What the read queries of the pages give everybody, with all rows and behind the wall."""
    counted = Answers()
    for name in ASKING:
        viewer = community.viewers[name]
        for query in (*OF_EVERYBODY, *OF_ROLES):
            try:
                asked = query(viewer)
            except NotAllowed:
                continue
            with walled.seen_by(viewer).reading() as behind:
                counted.compared += 1
                if asked.run(behind) != query(viewer).run(db):
                    counted.different.append(f"{name}: {query.__module__}.{query.__qualname__}")
    return counted


@contextmanager
def without_the_first_wall() -> Iterator[None]:
    """Within, no query of the portal has a condition on rows: each forgot it."""
    with pytest.MonkeyPatch.context() as patched:
        for model in access._READABLE:
            patched.setitem(access._READABLE, model, lambda _viewer: true())
        yield
