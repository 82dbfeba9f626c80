"""What the lives of the invented people are made of: joining, days, goals, meetings. Only page verbs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.demo import words as invented
from lrc_portal.identity import accounts, consent
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.record import check_ins, goals, moments, paths, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, EndSubmission, GoalSubmission
from lrc_portal.record.measure_answers import Given
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import Grant, InviteSubmission
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import pairings, rhythms
from lrc_portal.vocabulary import (
    Aid,
    Aim,
    Asked,
    Element,
    Facet,
    GoalState,
    Language,
    MeetingKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
)

EN, CY = Language.ENGLISH, Language.CYMRAEG
# How far a facet lies above or below the others; one that is not named lies among them.
_OFFSETS = {
    Facet.SOBRIETY: 0.8,
    Facet.PHYSICAL: -0.2,
    Facet.EMOTIONAL: -0.6,
    Facet.RELATIONAL: 0.2,
    Facet.COMMUNITY: -0.9,
    Facet.PARTICIPATION: -0.4,
}


class Lives:
    """Writes into one database as if time had passed, each entry on its own day."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sign_ins: list[dict[str, str]] = []
        self.chance = Random(1848)
        self.tokens = 0
        self.today = clock.today()

    @contextmanager
    def on(self, ago: int, hour: int = 19) -> Iterator[Session]:
        """A transaction `ago` days before today, at `hour` in Wales."""
        day = self.today - timedelta(days=ago)
        moment = min(datetime.combine(day, time(hour), clock.HERE), datetime.now(UTC).astimezone(clock.HERE))
        with clock.standing_at(moment), self.database.writing() as db:
            yield db

    def day(self, ago: int) -> date:
        """The day that lies so many days back."""
        return self.today - timedelta(days=ago)

    def token(self) -> str:
        self.tokens += 1
        return f"demo-{self.tokens}"

    # Coming in

    def account(self, db: Session, name: str, language: Language) -> Viewer:
        passphrase = f"{name.lower()} walks by the Taff"
        self.sign_ins.append({"role": "", "name": name, "passphrase": passphrase})
        return accounts.create(db, NewAccount(name, "", passphrase, True, language))

    def joined(self, db: Session, viewer: Viewer, *roles: Role) -> Viewer:
        """The viewer with the roles they hold by now; the first is named in the list of sign-ins."""
        person = db.get_one(Person, viewer.person_id)
        self.sign_ins[-1]["role"] = roles[0].value
        return accounts.viewer_of_person(person, frozenset(roles))

    def first_coordinator(self, name: str, *, ago: int) -> Viewer:
        with self.on(ago, 9) as db:
            code = invitations.issue_first(db)
            viewer = self.account(db, name, EN)
            invitations.accept(db, by=viewer, code=code or "")
            return self.joined(db, viewer, Role.COORDINATOR)

    def join(self, name: str, role: Role, inviter: Viewer, *, ago: int, language: Language = EN) -> Viewer:
        with self.on(ago, 10) as db:
            _invitation, code = invitations.issue(
                db, by=inviter, role=role, into_circle=False, meant_for=name
            )
            viewer = self.account(db, name, language)
            invitations.accept(db, by=viewer, code=code)
            return self.joined(db, viewer, role)

    def also_member(self, peer_worker: Viewer, inviter: Viewer, *, ago: int) -> None:
        with self.on(ago, 10) as db:
            _invitation, code = invitations.issue(
                db, by=inviter, role=Role.MEMBER, into_circle=False, meant_for=peer_worker.display_name
            )
            invitations.accept(db, by=peer_worker, code=code)
            person = db.get_one(Person, peer_worker.person_id)
            both = accounts.viewer_of_person(person, peer_worker.roles | {Role.MEMBER})
        with self.on(ago - 1) as db:
            strengths.add(db, by=both, submission=self.strength(StrengthPlace.SELF, invented.GARETH_STRENGTH))
        self.days(both, range(ago - 2, 0, -9), invented.GARETH, level=7.5, rise=0.5)

    def start_alone(self, name: str, *, ago: int) -> Viewer:
        with self.on(ago) as db:
            passphrase = f"{name.lower()} walks by the Taff"
            self.sign_ins.append({"role": Role.MEMBER.value, "name": name, "passphrase": passphrase})
            account = NewAccount(name, "", passphrase, True, EN)
            return accounts.create(db, account, roles=(Role.MEMBER,), read=consent.STARTING)

    def into_circle(
        self, name: str, member: Viewer, *, ago: int, grants: tuple[Grant, ...], language: Language = EN
    ) -> Viewer:
        with self.on(ago) as db:
            code = circle.invite(db, by=member, submission=InviteSubmission(name, grants, self.token()))
        with self.on(ago - 1) as db:
            viewer = self.account(db, name, language)
            invitations.accept(db, by=viewer, code=code)
            return self.joined(db, viewer, Role.FAMILY)

    def pair(
        self,
        coordinator: Viewer,
        person: Viewer,
        worker: Viewer,
        *,
        ago: int,
        seen: tuple[Grant, ...],
        rhythm: int,
    ) -> int:
        with self.on(ago, 11) as db:
            pairing_id = pairings.propose(
                db, by=coordinator, person_id=person.person_id, peer_worker_id=worker.person_id
            )
        with self.on(ago - 1) as db:
            pairings.accept_as_peer_worker(db, by=worker, pairing_id=pairing_id)
            pairings.accept_as_person(db, by=person, pairing_id=pairing_id, grants=seen)
            if rhythm != pairings.USUAL_RHYTHM_DAYS:
                rhythms.propose(db, by=worker, pairing_id=pairing_id, days=rhythm)
                rhythms.agree(db, by=person, pairing_id=pairing_id, days=rhythm)
        return pairing_id

    # What a life is made of

    def strength(self, place: StrengthPlace, words: str) -> StrengthSubmission:
        return StrengthSubmission(place, words, token=self.token())

    def pursuit(
        self,
        db: Session,
        viewer: Viewer,
        kind: PursuitKind,
        name: str,
        aim: Aim,
        start: date | None,
        *,
        free_days_aim: int | None = None,
    ) -> int:
        submission = PursuitSubmission(
            kind, name, aim, start, token=self.token(), free_days_aim=free_days_aim
        )
        return pursuits.add(db, by=viewer, submission=submission)

    def helped(self, viewer: Viewer, pursuit_id: int, rows: list[tuple[int, int, str]]) -> None:
        """What helped after a return: how long ago it was written, how long ago the return was, the words."""
        for ago, of, words in rows:
            with self.on(ago) as db:
                day = self.today - timedelta(days=of)
                submission = HelpedSubmission(words, self.token())
                paths.say_what_helped(db, by=viewer, pursuit_id=pursuit_id, day=day, submission=submission)

    def days(
        self,
        viewer: Viewer,
        ago_days: Iterable[int],
        words: dict[str, Any],
        *,
        level: float,
        rise: float,
        pursuit: int | None = None,
        used: frozenset[int] | set[int] = frozenset(),
        dip: tuple[int, int] | None = None,
        followed: Callable[[int], Mapping[int, Given]] | None = None,
    ) -> None:
        """Check-ins that wander upwards from `level` by `rise`; `dip` is a hard time.

        `followed` tells what was answered beside them so many days ago.
        """
        ago_days = list(ago_days)
        longest = max(ago_days)
        for ago in ago_days:
            hard = 2.2 if dip and dip[0] >= ago >= dip[1] else 0.0
            middle = level + rise * (1 - ago / longest) - hard
            answers: dict[Asked, int | None] = {
                facet: max(0, min(10, round(middle + _OFFSETS.get(facet, 0.0) + self.chance.gauss(0, 0.9))))
                for facet in Facet
                if self.chance.random() < 0.93
            }
            said = self.chance.choice(words["days"]) if self.chance.random() < 0.16 else ""
            answer = PursuitDay.USED if ago in used else PursuitDay.FREE
            submission = CheckInSubmission(
                self.today - timedelta(days=ago),
                answers,
                {pursuit: answer} if pursuit else {},
                said,
                only_me=self.chance.random() < 0.04,
                token=self.token(),
                measures=followed(ago) if followed else {},
            )
            with self.on(ago, 20) as db:
                check_ins.save(db, by=viewer, submission=submission)

    def strengths(self, viewer: Viewer, rows: list[tuple[StrengthPlace, str]], *, ago: int) -> list[int]:
        with self.on(ago) as db:
            return [strengths.add(db, by=viewer, submission=self.strength(*row)) for row in rows]

    def goal(
        self,
        viewer: Viewer,
        element: Element,
        words: tuple[str, str, tuple[str, ...]],
        *,
        ago: int,
        strength: int | None = None,
        done: int = 0,
        reached: int | None = None,
        let_go: int | None = None,
    ) -> None:
        title, why, steps = words
        started_from = frozenset({strength} if strength else ())
        with self.on(ago) as db:
            goal = GoalSubmission(title, element, why, steps, started_from, token=self.token())
            goal_id = goals.add(db, by=viewer, submission=goal)
            line = next(line for line in goals.seen(db, opened_records.own(viewer)) if line.id == goal_id)
        ended = reached if reached is not None else let_go
        between = (ago - (ended or 5)) // (done + 1)
        for n, step in enumerate(line.steps[:done], start=1):
            with self.on(ago - n * between) as db:
                done_today = DoneSubmission(clock.today(), token=self.token())
                goals.do_step(db, by=viewer, step_id=step.id, submission=done_today)
        if ended is not None:
            state = GoalState.REACHED if reached is not None else GoalState.LET_GO
            with self.on(ended) as db:
                end = EndSubmission(state, "", started_from, self.token())
                goals.end(db, by=viewer, goal_id=goal_id, submission=end)

    def moments(self, viewer: Viewer, rows: list[tuple[int, MomentKind, Element, str]]) -> None:
        for ago, kind, element, words in rows:
            with self.on(ago) as db:
                submission = MomentSubmission(clock.today(), kind, element, words, token=self.token())
                moments.add(db, by=viewer, submission=submission)

    def plan(
        self,
        db: Session,
        by: Viewer,
        pairing_id: int | None,
        kind: MeetingKind,
        *,
        days_ahead: int,
        place: str,
    ) -> int:
        day = clock.today() + timedelta(days=days_ahead)
        submission = MeetingSubmission(kind, day, time(14, 30), place, pairing_id, self.token())
        return meetings.plan(db, by=by, submission=submission)

    def meet(
        self,
        person: Viewer,
        worker: Viewer,
        pairing_id: int,
        ago_days: Iterable[int],
        written: list[tuple[str, str, str, str]],
        *,
        differing: set[int],
        offered_last: bool = False,
    ) -> list[int]:
        """Meetings with their notes: talked about, noticed, agreed, and an own account where views differ.

        Returns the ids of the notes.
        """
        ago_days, ids = list(ago_days), []
        for n, ago in enumerate(ago_days):
            talked, noticed, agreed, own = written[n % len(written)]
            kind = MeetingKind.PHONE if n % 4 == 3 else MeetingKind.ONE_TO_ONE
            with self.on(ago, 14) as db:
                meeting_id = self.plan(db, worker, pairing_id, kind, days_ahead=0, place="")
                submission = NoteSubmission(
                    pairing_id,
                    clock.today(),
                    kind,
                    frozenset(self.chance.sample(list(Aid), 2)),
                    frozenset(self.chance.sample(list(Element), 2)),
                    talked,
                    noticed,
                    agreed,
                    meeting_id,
                    self.token(),
                )
                note_id = notes.offer(db, by=worker, submission=submission)
            ids.append(note_id)
            if offered_last and n == len(ago_days) - 1:
                break
            with self.on(ago - 2) as db:
                answer = AnswerSubmission(n not in differing, own if n in differing else "", self.token())
                notes.answer(db, by=person, note_id=note_id, submission=answer)
        return ids
