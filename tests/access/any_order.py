"""People who do things in any order; after each deed pages are read, see `looks`."""

from collections.abc import Callable
from contextlib import ExitStack
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.models import Supervision
from lrc_portal.database.row_security import System
from lrc_portal.record import check_ins, goals, measures, moments, noticing, pursuits, strengths, ways
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.measures import MeasureSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.support.giving import applications
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.taking_along import as_json, bringing, opening, own_record, with_others
from lrc_portal.taking_along.comparing import KINDS, compared
from lrc_portal.vocabulary import (
    AS_A_WHOLE,
    Aim,
    Content,
    Element,
    Facet,
    ForWhom,
    GoalState,
    MeetingKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    SupervisionKind,
)
from tests import people
from tests.access import in_force
from tests.access.doing import Chosen, anybody, note_of, owners, seldom, which, workers
from tests.access.in_force import Entry, InForce
from tests.access.in_force_between import Terms, Walk
from tests.access.looks import OWNERS, PEOPLE, ROLES, WORKERS, Doors, Tally
from tests.access.own_deeds import OwnDeeds
from tests.access.shared_deeds import SharedDeeds
from tests.people import token
from tests.tools.kept import put, rows_of
from tests.whats_on.happening import put_on

BEGIN = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONGEST = timedelta(days=300)
"""So long people go on at most: a year's window then shows all of it."""
KEPT = ("ids", "force", "roles", "marks", "files", "groups", "first_days", "leaders")


def make_people(db: Session) -> dict[str, int]:
    return {name: people.make_person(db, name, *roles).person_id for name, roles in ROLES.items()}


last_days = st.sampled_from((None, None, None, 0, 1, 4))
choices = st.dictionaries(st.sampled_from(Content), st.tuples(st.booleans(), last_days), max_size=4)
answers = st.dictionaries(
    st.sampled_from((*Facet, *AS_A_WHOLE)), st.integers(min_value=0, max_value=10), max_size=4
)


class AnyOrder(OwnDeeds, SharedDeeds):
    """One life together. Each rule is a deed; a deed that the portal refuses changes nothing in force."""

    def __init__(self, doors: Doors, tally: Tally) -> None:
        super().__init__()
        self.doors, self.tally = doors, tally
        self.standing = ExitStack()
        self.force = InForce(BEGIN, PEOPLE)
        self.standing.enter_context(clock.standing_at(BEGIN))
        self.roles = {name: set(roles) for name, roles in ROLES.items()}
        self.supervised = BEGIN
        self.codes: list[tuple[str, str, Terms, datetime]] = []
        self.files: list[tuple[bytes, list[Entry]]] = []
        self.openings = {}
        self.marks = 0
        self.turn = 0
        self.touched: set[tuple[str, str]] = set()

    @initialize()
    def they_come(self) -> None:
        """The same beginning each time: it is written by the verbs once, and its rows are put back."""
        self.doors.empty()
        if not self.doors.begun:
            with self.doors.fill.writing() as db:
                self.ids = make_people(db)
            self.begin()
            with self.doors.fill.writing() as db:
                self.doors.begun.append((rows_of(db), deepcopy({name: getattr(self, name) for name in KEPT})))
        else:
            [(rows, kept)] = self.doors.begun
            with self.doors.fill.writing() as db:
                put(db, rows)
            for name, value in deepcopy(kept).items():
                setattr(self, name, value)
            self.moves_on(timedelta(0))
        self.names = {person_id: name for name, person_id in self.ids.items()}

    def begin(self) -> None:
        """A few entries of two people; somebody in each circle; two walks; a note that both agreed on.

        Each walk and each circle has a letter; two groups are on, and each goes to one; two things are on the
        shelf, and are passed on; of two offers at home one is agreed.
        """
        self.put_groups_on()
        for owner, viewer in (("Mari", "Dafydd"), ("Tom", "Mari")):
            for kind in ("pursuit", "strength", "agenda", "way"):
                self.writes_a_line(owner, kind, only_me=False)
            self.follows_something(owner, only_me=False, element=Element.HEALTH, in_words=owner == "Tom")
            self.writes_the_plan(owner, n=1, erases=False)
            for element, (content, facets) in in_force.OF_ELEMENT.items():
                self.sets_a_goal(owner, only_me=False, element=element, n=0, uses=True)
                self.tells_of_a_moment(owner, only_me=False, element=element, days=3)
                for days in (1, 9, 30):
                    self.checks_in(
                        owner,
                        False,
                        {facets[0]: days // 4 + 1},
                        content is Content.HEALTH,
                        days,
                        0,
                        "measure",
                    )
            wholly = dict.fromkeys((Content.PLAN, Content.REINTEGRATION), (False, None))
            self.invites(owner, {Content.HEALTH: (True, None), Content.GOALS: (False, 4), **wholly})
            self.accepts(viewer, n=0)
            self.does_with_letters(len(self.force.bonds) - 1, 0, "Nia", "writes", 0)
            self.does_at_home(len(self.force.bonds) - 1, 0, "Nia", "offers", 0)
        self.does_at_home(0, 0, "Nia", "agrees", 0)
        for n, (person, worker) in enumerate((("Mari", "Gareth"), ("Tom", "Siân"))):
            self.proposes(person, worker, n=0, follows=False)
            for first in (True, False):
                self.says_yes(0, {Content.SOBRIETY: (False, None)}, passing=False, first=first)
            self.writes_a_note(n, by_person=False, offers=True, days=2)
            self.answers_a_note(0, agree=True)
            self.does_with_letters(len(self.force.bonds) - 1, 1, "Nia", "writes", 0)
            self.puts_on_the_shelf("Nia", (ForWhom.MEMBERS, ForWhom.FAMILY)[n])
            self.passes_on(self.force.things[-1], worker, n)
            self.goes_to_a_group(person, n, 1 - n, "says", n == 1)
            self.goes_to_a_group(person, 0, 0, "tells", True)
            self.takes_it_along(person)
        assert not self.codes and all(walk.began for walk in self.force.walks)
        assert [note.state for note in self.force.notes] == ["agreed", "agreed"]

    def put_groups_on(self) -> None:
        """Each week two, each with a leader of its own."""
        self.leaders = {}
        for days, worker in ((0, "Gareth"), (3, "Siân")):
            first = self.today - timedelta(weeks=8, days=days)
            with self.doors.fill.writing() as db:
                nia, leader = self.viewer("Nia"), self.viewer(worker)
                self.leaders[put_on(db, nia, leader, first_day=first)] = worker
        self.groups = list(self.leaders)
        self.first_days = {
            event_id: self.today - timedelta(days=3 * n) for n, event_id in enumerate(self.groups)
        }

    def teardown(self) -> None:
        try:
            if hasattr(self, "names"):
                self.everybody_looks()
        finally:
            self.standing.close()

    # The record

    @rule(owner=owners, kind=st.sampled_from(("strength", "pursuit", "agenda", "way")), only_me=seldom)
    def writes_a_line(self, owner: str, kind: str, only_me: bool) -> None:
        mark, only_me = self.mark(), only_me and kind != "agenda"
        match kind:
            case "strength":
                strength = StrengthSubmission(StrengthPlace.SELF, mark, only_me, token())
                self.does(owner, strengths.add, submission=strength)
            case "pursuit":
                pursuit = PursuitSubmission(
                    PursuitKind.SUBSTANCE, mark, Aim.ABSTINENCE, only_me=only_me, token=token()
                )
                self.does(owner, pursuits.add, submission=pursuit)
            case "way":
                self.does(owner, ways.add, submission=WaySubmission(mark, only_me, token()))
            case "agenda":
                self.does(owner, agenda.add, submission=AgendaSubmission(mark, token()))
        if self.done:
            self.force.records[owner].append(Entry(kind, mark, self.today, only_me))

    @rule(owner=owners, only_me=seldom, element=st.sampled_from(Element), n=which, uses=st.booleans())
    def sets_a_goal(self, owner: str, only_me: bool, element: Element, n: int, uses: bool) -> None:
        title, why, step = self.mark(), self.mark(), self.mark()
        strength = self.some_entry(owner, n, "strength") if uses else None
        if strength is not None and strength.state == "declined":
            strength = None
        ids = {self.line_of(owner, strength).id} if strength else set()
        submission = GoalSubmission(title, element, why, (step,), frozenset(ids), only_me, token())
        self.does(owner, goals.add, submission=submission)
        if self.done:
            entry = Entry("goal", title, self.today, only_me, {step}, {why}, element)
            self.force.records[owner].append(entry)

    @rule(owner=owners, n=which, ends=st.booleans())
    def goes_on_with_a_goal(self, owner: str, n: int, ends: bool) -> None:
        if not (goal := self.some_entry(owner, n, "goal")):
            return
        line, mark = self.line_of(owner, goal), self.mark()
        if ends:
            end = EndSubmission(GoalState.REACHED, mark, frozenset(), token(), line.ending_version)
            self.does(owner, goals.end, goal_id=line.id, submission=end)
            goal.own -= {line.ending}
            goal.ended_on = self.today
        else:
            [step] = line.steps
            done = DoneSubmission(self.today, mark, token(), step.version)
            self.does(owner, goals.do_step, step_id=step.id, submission=done)
            goal.own -= {step.what_was_done}
        assert self.done
        goal.own.add(mark)

    @rule(owner=owners, only_me=seldom, element=st.sampled_from(Element), days=st.integers(0, 20))
    def tells_of_a_moment(self, owner: str, only_me: bool, element: Element, days: int) -> None:
        mark, day = self.mark(), self.today - timedelta(days=days)
        told = MomentSubmission(day, MomentKind.MILESTONE, element, mark, only_me, token())
        self.does(owner, moments.add, submission=told)
        if self.done:
            entry = Entry("moment", mark, day, only_me, set(), {mark}, element)
            self.force.records[owner].append(entry)

    @rule(
        owner=owners,
        only_me=seldom,
        said=answers,
        with_words=st.booleans(),
        days=st.integers(0, 20),
        n=which,
        also=st.sampled_from(("pursuit", "measure", "")),
    )
    def checks_in(
        self,
        owner: str,
        only_me: bool,
        said: dict[Facet | Element, int],
        with_words: bool,
        days: int,
        n: int,
        also: str,
    ) -> None:
        mark, day = self.mark(), self.today - timedelta(days=days)
        pursuit = self.some_entry(owner, n, "pursuit") if also == "pursuit" else None
        told = {self.line_of(owner, pursuit).id: PursuitDay.FREE} if pursuit else {}
        given, measured = self.answered(owner, n) if also == "measure" else ({}, {})
        words = mark if with_words else ""
        submission = CheckInSubmission(day, said, told, words, only_me, token(), measures=given)
        self.does(owner, check_ins.save, submission=submission)
        if not self.done:
            return
        record = self.force.records[owner]
        entry = Entry("check-in", mark, day, only_me, set(), {mark} if with_words else set(), None, said)
        entry.pursuits, entry.measured = {pursuit.mark} if pursuit else set(), measured
        for stands in [each for each in record if each.kind == "check-in" and each.day == day]:
            entry.pursuits |= stands.pursuits
            entry.measured = stands.measured | entry.measured
            record.remove(stands)
        record.append(entry)

    @rule(owner=owners, n=which)
    def marks_only_me_or_not(self, owner: str, n: int) -> None:
        kinds = ("strength", "goal", "moment", "check-in", "pursuit", "way", "measure")
        entry = self.some_entry(owner, n, *kinds)
        if entry is None or entry.state == "declined":
            return
        line, only_me = self.line_of(owner, entry), not entry.only_me
        match entry.kind:
            case "strength":
                changed = StrengthSubmission(line.place, line.words, only_me, token(), line.version)
                self.does(owner, strengths.change, strength_id=line.id, submission=changed)
            case "goal":
                ids = frozenset(strength_id for strength_id, _words, _used in line.strengths)
                goal = GoalSubmission(
                    line.title, line.element, line.why, (), ids, only_me, token(), line.version
                )
                self.does(owner, goals.change, goal_id=line.id, submission=goal)
            case "moment":
                moment = MomentSubmission(line.day, line.kind, line.element, line.words, only_me, token())
                self.does(owner, moments.change, moment_id=line.id, submission=moment)
            case "check-in":
                day = CheckInSubmission(
                    line.day, line.answers, line.pursuits, line.words or "", only_me, token(), line.version
                )
                self.does(owner, check_ins.save, submission=day)
            case "pursuit":
                pursuit = PursuitSubmission(line.kind, line.name, line.aim, only_me=only_me, token=token())
                self.does(owner, pursuits.change, pursuit_id=line.id, submission=pursuit)
            case "way":
                way = WaySubmission(line.words, only_me, token(), line.version)
                self.does(owner, ways.change, way_id=line.id, submission=way)
            case "measure":
                measure = MeasureSubmission(
                    line.kind,
                    line.name,
                    line.element,
                    line.direction,
                    line.unit or "",
                    line.choices,
                    only_me,
                    token(),
                    line.version,
                )
                self.does(owner, measures.change, measure_id=line.id, submission=measure)
        assert self.done
        entry.only_me = only_me

    @rule(owner=owners, n=which)
    def erases(self, owner: str, n: int) -> None:
        kinds = ("strength", "goal", "moment", "check-in", "pursuit", "agenda", "way", "measure")
        entry = self.some_entry(owner, n, *kinds)
        if entry is None or entry.state == "declined":
            return
        line = self.line_of(owner, entry)
        verbs: dict[str, Callable[[], Any]] = {
            "strength": lambda: self.does(owner, strengths.erase, strength_id=line.id),
            "goal": lambda: self.does(owner, goals.erase, goal_id=line.id),
            "moment": lambda: self.does(owner, moments.erase, moment_id=line.id),
            "check-in": lambda: self.does(owner, check_ins.erase, check_in_id=line.id),
            "pursuit": lambda: self.does(owner, pursuits.erase, pursuit_id=line.id),
            "agenda": lambda: self.does(owner, agenda.erase, item_id=line.id),
            "way": lambda: self.does(owner, ways.erase, way_id=line.id),
            "measure": lambda: self.does(owner, measures.erase, measure_id=line.id),
        }
        verbs[entry.kind]()
        assert self.done
        self.force.records[owner].remove(entry)
        for each in self.force.records[owner]:
            each.pursuits.discard(entry.mark)
            each.measured.pop(entry.mark, None)

    @rule(by=anybody, owner=owners, helps=st.booleans())
    def notices(self, by: str, owner: str, helps: bool) -> None:
        mark, kind = self.mark(), "way" if helps else "strength"
        noticed = NoticeSubmission(mark, token(), helps)
        self.does(by, noticing.notice, person_id=self.ids[owner], submission=noticed)
        if self.done:
            assert frozenset({by, owner}) in self.force.links
            self.force.records[owner].append(Entry(kind, mark, self.today, False, state="offered"))

    @rule(owner=owners, n=which, keep=st.booleans())
    def answers_what_was_noticed(self, owner: str, n: int, keep: bool) -> None:
        offered = [each for each in self.force.records[owner] if each.state == "offered"]
        if offered:
            entry = offered[n % len(offered)]
            row_id = self.line_of(owner, entry).id
            if entry.kind == "way":
                self.does(owner, ways.answer, way_id=row_id, keep=keep)
            else:
                self.does(owner, strengths.answer, strength_id=row_id, keep=keep)
            assert self.done
            entry.state = "kept" if keep else "declined"

    # The circle

    @rule(owner=owners, chosen=choices)
    def invites(self, owner: str, chosen: Chosen) -> None:
        given = self.terms(chosen)
        submission = InviteSubmission("somebody dear", _grants(given), token())
        code = self.does(owner, circle.invite, submission=submission)
        if self.done:
            self.codes.append((owner, code, given, self.force.now + timedelta(days=14)))

    @rule(by=anybody, n=which)
    def accepts(self, by: str, n: int) -> None:
        if not self.codes:
            return
        owner, code, given, until = self.codes[n % len(self.codes)]
        self.does(by, invitations.accept, system=System.JOINING, code=code)
        assert self.done == (owner != by and until > self.force.now)
        if self.done:
            self.codes.remove((owner, code, given, until))
            self.roles[by].add(Role.FAMILY)
            self.force.links.add(frozenset({owner, by}))
            self.bond_of_circle(owner, by)
            self.force.circle.setdefault((owner, by), {}).update(given)
            self.touched.add((by, owner))

    @rule(n=which)
    def withdraws(self, n: int) -> None:
        if not self.codes:
            return
        owner, code, *_rest = invited = self.codes[n % len(self.codes)]
        with self.doors.portal.seen_by(self.viewer(owner)).reading() as db:
            lines = invitations.mine(self.viewer(owner)).run(db)
        for line in lines:
            if line.code == code:
                self.does(owner, invitations.withdraw, invitation_id=line.id)
        self.codes.remove(invited)
        self.does("Dafydd", invitations.accept, system=System.JOINING, code=code)
        assert not self.done

    @rule(owner=anybody, n=which, chosen=choices)
    def gives(self, owner: str, n: int, chosen: Chosen) -> None:
        if (viewer := self.linked(owner, n)) is not None:
            given = self.terms(chosen)
            submission = GrantsSubmission(_grants(given), token())
            self.does(owner, circle.give, viewer_id=self.ids[viewer], submission=submission)
            if self.done:
                self.force.circle[owner, viewer] = given
                self.touched.add((viewer, owner))

    @rule(owner=anybody, n=which, everything=seldom)
    def takes_back(self, owner: str, n: int, everything: bool) -> None:
        if (viewer := self.linked(owner, n)) is None:
            return
        self.touched.add((viewer, owner))
        if everything:
            self.does(owner, circle.take_back_all, viewer_id=self.ids[viewer])
            if self.done:
                self.force.circle[owner, viewer] = {}
            return
        with self.doors.portal.seen_by(self.viewer(owner)).reading() as db:
            lines = circle.members(self.viewer(owner)).run(db)
        shares = next(line.shares for line in lines if line.person_id == self.ids[viewer])
        if shares:
            share = shares[n % len(shares)]
            self.does(owner, circle.take_back, share_id=share.id)
            assert self.done
            # One whose last day has passed stands still and is in force no more.
            self.force.circle[owner, viewer].pop(share.content, None)

    @rule(n=which)
    def hands_back(self, n: int) -> None:
        there = [
            (*pair, content) for pair, given in sorted(self.force.circle.items()) for content in sorted(given)
        ]
        if there:
            owner, viewer, content = there[n % len(there)]
            self.does(viewer, circle.hand_back, owner_id=self.ids[owner], content=content)
            assert self.done
            del self.force.circle[owner, viewer][content]
            self.touched.add((viewer, owner))

    @rule(by=anybody, n=which)
    def leaves(self, by: str, n: int) -> None:
        if (other := self.linked(by, n)) is not None:
            self.does(by, circle.leave, other_id=self.ids[other])
            assert self.done
            self.force.links.remove(frozenset({by, other}))
            self.force.connection(by, other).over = True
            for pair in ((by, other), (other, by)):
                self.force.circle.pop(pair, None)
                self.touched.add(pair)

    def linked(self, name: str, n: int) -> str | None:
        others = sorted(other for link in self.force.links if name in link for other in link - {name})
        return others[n % len(others)] if others else None

    # Time

    @precondition(lambda self: self.force.now - BEGIN < LONGEST)
    @rule(days=st.sampled_from((1, 1, 2, 5, 16)))
    def time_passes(self, days: int) -> None:
        self.moves_on(timedelta(days=days))
        if self.force.now - self.supervised > timedelta(days=40):
            self.supervised = self.force.now
            with self.doors.fill.writing() as db:
                db.add_all(self.supervision(self.ids[name]) for name in WORKERS)
        self.touched |= {(viewer, owner) for viewer in PEOPLE for owner in OWNERS}

    def supervision(self, peer_worker_id: int) -> Supervision:
        """Without one now and then, nobody is proposed to a peer worker any more."""
        return Supervision(
            peer_worker_id=peer_worker_id,
            entered_by_id=self.ids["Nia"],
            supervisor_id=self.ids["Nia"],
            created_at=clock.now(),
            day=self.today,
            kind=SupervisionKind.ONE_TO_ONE,
        )

    # Walking together

    @rule(person=owners, worker=workers, n=which, follows=st.booleans())
    def proposes(self, person: str, worker: str, n: int, follows: bool) -> None:
        before = self.some_walk(n, lambda walk: follows and walk.person == person and walk.heard)
        pairing_id = self.does(
            "Nia",
            pairings.propose,
            person_id=self.ids[person],
            peer_worker_id=self.ids[worker],
            follows_id=before.id if before else None,
        )
        if self.done:
            self.force.walks.append(Walk(pairing_id, person, worker, before.id if before else None))

    @rule(n=which, chosen=choices, passing=st.booleans(), first=st.booleans())
    def says_yes(self, n: int, chosen: Chosen, passing: bool, first: bool) -> None:
        """Whoever of the two has not said it yet; where both have not, either."""
        if not (walk := self.some_walk(n, lambda walk: not walk.began)):
            return
        waiting = sorted({walk.person, walk.worker} - walk.yes)
        by = waiting[0 if first else -1]
        if by == walk.person:
            given, told = self.terms(chosen), self.to_pass_on(walk) if passing else []
            ids = [note.id for note in told]
            self.does(by, handover.accept, pairing_id=walk.id, grants=_grants(given), note_ids=ids)
            if self.done:
                walk.given, walk.passed_on = given, {note.first for note in told}
        else:
            self.does(by, pairings.accept_as_peer_worker, pairing_id=walk.id)
        if self.done:
            walk.yes.add(by)
            walk.began = len(walk.yes) == 2
            if walk.began:
                self.bond_of_walk(walk)
            self.touched.add((walk.worker, walk.person))
            for before in self.force.walks:
                if walk.began and before.id == walk.follows:
                    before.ended = True
                    self.touched.add((before.worker, before.person))

    def to_pass_on(self, walk: Walk) -> list[in_force.Note]:
        found = self.force.told_notes(walk.person, walk.person, None)
        return [note for note in found if note.walk is not walk]

    @rule(n=which, chosen=choices, notes_too=st.booleans())
    def chooses_what_is_seen(self, n: int, chosen: Chosen, notes_too: bool) -> None:
        if not (walk := self.some_walk(n, lambda walk: walk.began)):
            return
        given = self.terms(chosen)
        self.does(walk.person, pairings.choose_what_is_seen, pairing_id=walk.id, grants=_grants(given))
        if self.done:
            walk.given = given
            self.nothing_longer_than(walk)
        if notes_too:
            told = self.to_pass_on(walk)[: n % 3]
            ids = [note.id for note in told]
            self.does(walk.person, handover.pass_on, pairing_id=walk.id, note_ids=ids)
            if self.done:
                walk.passed_on = {note.first for note in told}
        self.touched.add((walk.worker, walk.person))

    def nothing_longer_than(self, walk: Walk) -> None:
        """What is shown ends with the last day of the walk, if there is one."""
        if walk.last_day is not None:
            walk.given = {
                content: (own_words, min(day or walk.last_day, walk.last_day))
                for content, (own_words, day) in walk.given.items()
            }

    @rule(n=which, who=st.sampled_from(("person", "worker", "coordinator")))
    def ends_a_walk(self, n: int, who: str) -> None:
        if walk := self.some_walk(n):
            by = {"person": walk.person, "worker": walk.worker, "coordinator": "Nia"}[who]
            self.does(by, pairings.end, pairing_id=walk.id)
            if self.done:
                walk.ended = True
                self.touched.add((walk.worker, walk.person))

    @rule(n=which, days=st.integers(0, 6))
    def says_a_last_day(self, n: int, days: int) -> None:
        if walk := self.some_walk(n, lambda walk: walk.began):
            last_day = self.today + timedelta(days=days)
            submission = LeavingSubmission(walk.id, last_day, token())
            self.does(walk.worker, handover.say_leaving, submission=submission)
            if self.done:
                walk.last_day, walk.said_by, walk.heard = last_day, walk.worker, False
                self.nothing_longer_than(walk)
                self.touched.add((walk.worker, walk.person))

    @rule(n=which, stays=st.booleans(), go_on=st.booleans())
    def hears_of_it_or_of_staying(self, n: int, stays: bool, go_on: bool) -> None:
        if walk := self.some_walk(n, lambda walk: walk.unsaid is not None):
            self.does(walk.person, handover.read_staying, pairing_id=walk.id, go_on_showing=go_on)
            if self.done:
                if go_on:
                    walk.given = {
                        content: (own_words, None if day == walk.unsaid else day)
                        for content, (own_words, day) in walk.given.items()
                    }
                walk.unsaid = None
        elif walk := self.some_walk(n, lambda walk: walk.last_day is not None):
            if not stays:
                self.does(walk.person, handover.say_heard, pairing_id=walk.id)
                walk.heard = walk.heard or self.done
                return
            self.does(walk.worker, handover.stay, pairing_id=walk.id)
            if self.done:
                walk.unsaid, walk.last_day, walk.heard = walk.last_day, None, False
                for each in self.force.walks:
                    if each.follows == walk.id and each.stands(self.today):
                        each.ended = True
        if walk:
            self.touched.add((walk.worker, walk.person))

    @rule(worker=workers)
    def lays_the_role_down(self, worker: str) -> None:
        self.does(worker, applications.lay_down)
        if self.done:
            self.roles[worker].discard(Role.PEER_WORKER)
            for walk in self.force.walks:
                if walk.worker == worker and not walk.began and walk.stands(self.today):
                    walk.ended = True

    @rule(n=which, by_person=seldom, offers=st.booleans(), days=st.integers(0, 9))
    def writes_a_note(self, n: int, by_person: bool, offers: bool, days: int) -> None:
        if not (walk := self.some_walk(n, lambda walk: walk.began)):
            return
        mark, by = self.mark(), walk.person if by_person else walk.worker
        written = note_of(walk.id, self.today - timedelta(days=days), mark)
        note_id = self.does(by, notes.offer if offers else notes.save_draft, submission=written)
        if self.done:
            day = self.today - timedelta(days=days)
            state = "offered" if offers else "draft"
            self.force.notes.append(
                in_force.Note(note_id, note_id, walk, by, day, self.force.now, {mark}, state)
            )

    @rule(n=which, agree=st.booleans())
    def answers_a_note(self, n: int, agree: bool) -> None:
        offered = [note for note in self.force.notes if note.state == "offered"]
        if offered:
            note, mark = offered[n % len(offered)], self.mark()
            by = note.walk.worker if note.author == note.walk.person else note.walk.person
            self.does(by, notes.answer, note_id=note.id, submission=AnswerSubmission(agree, mark, token()))
            if self.done:
                note.state = "agreed" if agree else "differing"
                note.words.add(mark)

    @rule(n=which)
    def corrects_a_note(self, n: int) -> None:
        told = [note for note in self.force.notes if note.state != "draft"]
        if not told:
            return
        note = told[n % len(told)]
        draft_id = self.does(note.author, notes.correct, note_id=note.id)
        if not self.done:
            return
        # The words of the version before are in the draft until the author writes others.
        mark = self.mark()
        written = note_of(note.walk.id, note.day, mark)
        self.does(note.author, notes.offer, note_id=draft_id, submission=written)
        assert self.done
        version = in_force.Note(
            draft_id, note.first, note.walk, note.author, note.day, self.force.now, {mark}, "offered"
        )
        version.things = set(note.things)
        self.force.notes.append(version)
        self.it_goes_with(version)

    @rule(n=which, days=st.integers(-5, 5), by_person=st.booleans())
    def plans_to_meet(self, n: int, days: int, by_person: bool) -> None:
        if walk := self.some_walk(n, lambda walk: walk.began):
            place, day = self.mark(), self.today + timedelta(days=days)
            submission = MeetingSubmission(MeetingKind.ONE_TO_ONE, day, None, place, walk.id, token())
            self.does(walk.person if by_person else walk.worker, meetings.plan, submission=submission)
            if self.done:
                self.force.meetings.append(in_force.Meeting(walk, place, day, day < self.today))

    # Taking along

    @rule(owner=owners)
    def takes_it_along(self, owner: str) -> None:
        by = self.viewer(owner)
        taken = with_others.read(self.doors.portal.seen_by(by), by)
        self.files.append((as_json.text(taken).encode(), self.force.taken_along(owner)))

    @rule(owner=owners, n=which, replacing=st.booleans())
    def brings_it_back(self, owner: str, n: int, replacing: bool) -> None:
        """Into their own record, or into another's: as somebody who begins anew elsewhere."""
        if not self.files:
            return
        file, entries = self.files[n % len(self.files)]
        by, there = self.viewer(owner), opening.entries_of(file)
        here, former = self.doors.portal.seen_by(by).read_all(
            own_record.read_query(by), own_record.former_ids(by)
        )
        kinds = frozenset(KINDS) if replacing else frozenset()
        self.does(
            owner,
            bringing.take,
            there=there,
            version=compared(here, there, former).version,
            replacing=kinds,
            token=token(),
        )
        if self.done:
            self.force.brought(owner, entries, replacing=replacing)

    # What everybody sees

    @invariant()
    def nobody_sees_more(self) -> None:
        """Whom the last deed was about, and one pair and one person after the other, all the time."""
        if not hasattr(self, "names"):
            return
        self.tally.steps += 1
        self.turn += 1
        pairs = [(viewer, owner) for viewer in PEOPLE for owner in OWNERS if viewer != owner]
        self.touched.add(pairs[self.turn % len(pairs)])
        for viewer, owner in sorted(self.touched):
            if viewer != owner and owner in OWNERS:
                self.looks_at(viewer, owner)
        self.touched.clear()
        pages = self.OWN_PAGES[self.turn % len(self.OWN_PAGES)]
        pages(self, PEOPLE[self.turn % len(PEOPLE)])


def _grants(given: Terms) -> tuple[Grant, ...]:
    return tuple(Grant(content, own_words, last_day) for content, (own_words, last_day) in given.items())
