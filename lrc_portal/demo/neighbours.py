"""The rest of the community: twenty people of whom little is told, so that the yearly report has its numbers.

Nobody signs in as one of them. All of them do the same on the same day, in one transaction, so that
they take the start of the demo little time.
"""

from collections.abc import Sequence
from itertools import cycle

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.demo import words_together as invented
from lrc_portal.demo.lives import Lives
from lrc_portal.identity import accounts
from lrc_portal.identity.accounts import NewAccountWithProvider
from lrc_portal.record import check_ins, goals, moments
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import EndSubmission, GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import (
    Aid,
    Asked,
    Content,
    Element,
    Facet,
    GoalState,
    MeetingKind,
    MomentKind,
    Role,
)

_SHOWN = tuple(
    Grant(content, own_words=False) for content in (Content.GOALS, Content.HEALTH, Content.REINTEGRATION)
)
_CAME, _BEGAN = 282, 278
_TALKS = (255, 120)
_DAYS = tuple(range(274, 250, -8)) + tuple(range(90, 66, -8))
_AIDS = (Aid.EMOTIONAL, Aid.SOCIAL, Aid.PSYCHOLOGICAL)


def settle(lives: Lives, nia: Viewer, workers: Sequence[Viewer]) -> None:
    """They come, walk with one of these peer workers, check in now and then, and reach what they want."""
    with lives.on(_CAME, 15) as db:
        came = [
            accounts.create(
                db, NewAccountWithProvider(name, True, language), roles=(Role.MEMBER,), given_by=nia
            )
            for name, language in invented.NEIGHBOURS
        ]
    walks = list(zip(came, cycle(workers), strict=False))
    with lives.on(_BEGAN, 15) as db:
        ids = [
            pairings.propose(db, by=nia, person_id=person.person_id, peer_worker_id=worker.person_id)
            for person, worker in walks
        ]
        for (person, worker), pairing_id in zip(walks, ids, strict=True):
            pairings.accept_as_peer_worker(db, by=worker, pairing_id=pairing_id)
            pairings.accept_as_person(db, by=person, pairing_id=pairing_id, grants=_SHOWN)
    together = [(person, worker, pairing_id) for (person, worker), pairing_id in zip(walks, ids, strict=True)]
    _check_in(lives, came, _DAYS)
    _want_something(lives, came)
    for n, ago in enumerate(_TALKS):
        _meet(lives, together, n, ago)
    # Each took what they needed. One stays with each peer worker.
    stay = together[: len(workers)]
    _check_in(lives, [person for person, *_ in stay], range(58, 1, -8))
    _meet(lives, stay, 1, 33)
    _meet(lives, stay, 2, 10)
    with lives.on(60, 15) as db:
        for person, _worker, pairing_id in together[len(workers) :]:
            pairings.end(db, by=person, pairing_id=pairing_id)


def _check_in(lives: Lives, came: Sequence[Viewer], days: Sequence[int]) -> None:
    for n, ago in enumerate(days):
        with lives.on(ago, 20) as db:
            for number, person in enumerate(came):
                level = 4 + number % 3 + (n >= len(days) // 2) * (number % 4)
                answers: dict[Asked, int | None] = {
                    facet: level - (at + n) % 3 for at, facet in enumerate(Facet)
                }
                submission = CheckInSubmission(clock.today(), answers, token=lives.token())
                check_ins.save(db, by=person, submission=submission)


def _want_something(lives: Lives, came: Sequence[Viewer]) -> None:
    elements = (Element.REINTEGRATION, Element.HEALTH)
    with lives.on(240) as db:
        set_by = [
            (
                person,
                goals.add(
                    db,
                    by=person,
                    submission=GoalSubmission(
                        title, elements[n % 2], why, steps, frozenset(), token=lives.token()
                    ),
                ),
            )
            for n, (person, (title, why, steps)) in enumerate(zip(came, cycle(invented.GOALS), strict=False))
        ]
    with lives.on(100) as db:
        for person, goal_id in set_by[:13]:
            end = EndSubmission(GoalState.REACHED, "", frozenset(), lives.token())
            goals.end(db, by=person, goal_id=goal_id, submission=end)
        for person in came[:6]:
            helped = MomentSubmission(
                clock.today(),
                MomentKind.CONTRIBUTION,
                Element.REINTEGRATION,
                invented.NEIGHBOURLY,
                token=lives.token(),
            )
            moments.add(db, by=person, submission=helped)


def _meet(lives: Lives, together: Sequence[tuple[Viewer, Viewer, int]], n: int, ago: int) -> None:
    kind = (MeetingKind.ONE_TO_ONE, MeetingKind.PHONE, MeetingKind.ONE_TO_ONE)[n]
    with lives.on(ago, 14) as db:
        written = []
        for number, (person, worker, pairing_id) in enumerate(together):
            today, elements = clock.today(), frozenset({list(Element)[number % 3]})
            planned = MeetingSubmission(kind, today, None, "", pairing_id, lives.token())
            meeting_id = meetings.plan(db, by=worker, submission=planned)
            talks = invented.TALKS[person.language]
            talk = talks[(number + n) % len(talks)]
            aids = frozenset({_AIDS[number % 3], Aid.EMOTIONAL})
            note = NoteSubmission(pairing_id, today, kind, aids, elements, *talk, meeting_id, lives.token())
            written.append((person, notes.offer(db, by=worker, submission=note)))
    with lives.on(ago - 2) as db:
        for person, note_id in written:
            notes.answer(db, by=person, note_id=note_id, submission=AnswerSubmission(True, "", lives.token()))
