"""Records that are shared, for the tests of the pages that give, show and take back."""

from datetime import timedelta
from itertools import count

from streamlit.testing.v1 import AppTest

from lrc_portal import clock
from lrc_portal.record import check_ins, goals, moments, pursuits, strengths, ways
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import DoneSubmission, GoalSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.sharing import circle, invitations, opened_records
from lrc_portal.sharing.circle import Grant, InviteSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import (
    Aid,
    Aim,
    Content,
    Element,
    Facet,
    MeetingKind,
    MomentKind,
    PursuitKind,
    StrengthPlace,
)

WRITTEN = {
    Content.STRENGTHS: "I make people laugh",
    Content.GOALS: "Sing in public",
    Content.SOBRIETY: "Strong lager",
    Content.HEALTH: "Swam a mile",
    Content.REINTEGRATION: "Cooked for the group",
    Content.PLAN: "A walk to the lock gates",
    Content.NOTES: "We talked about the choir",
}
"""A marker for each kind of content: whoever may see the kind may see these words, given own words."""
WHY, WHAT_WAS_DONE, CHECK_IN_WORDS = "Because of my daughter", "Hummed in the shower", "Slept well at last"
OWN_WORDS = (WHY, WHAT_WAS_DONE, CHECK_IN_WORDS, WRITTEN[Content.HEALTH], WRITTEN[Content.REINTEGRATION])
ONLY_ME = "Nobody else reads this line"
_tokens = count()


def token() -> str:
    return f"t{next(_tokens)}"


def fill(house, person) -> None:
    """A record with something of every kind, and an "only me" beside each."""
    by = person.viewer
    today = clock.today()
    with house.writing() as db:
        for only_me, words in ((False, WRITTEN[Content.STRENGTHS]), (True, ONLY_ME)):
            strengths.add(
                db, by=by, submission=StrengthSubmission(StrengthPlace.SELF, words, only_me, token())
            )
        for only_me, words in ((False, WRITTEN[Content.PLAN]), (True, ONLY_ME)):
            ways.add(db, by=by, submission=WaySubmission(words, only_me, token()))
        for only_me, title in ((False, WRITTEN[Content.GOALS]), (True, ONLY_ME)):
            goals.add(
                db,
                by=by,
                submission=GoalSubmission(
                    title, Element.REINTEGRATION, WHY, ("Hum", "Go to choir"), frozenset(), only_me, token()
                ),
            )
        step = next(goal for goal in goals.seen(db, opened_records.own(by)) if not goal.only_me).steps[0]
        goals.do_step(db, by=by, step_id=step.id, submission=DoneSubmission(today, WHAT_WAS_DONE, token()))
        for only_me, name in ((False, WRITTEN[Content.SOBRIETY]), (True, ONLY_ME)):
            pursuit = PursuitSubmission(PursuitKind.SUBSTANCE, name, Aim.ABSTINENCE, None, only_me, token())
            pursuits.add(db, by=by, submission=pursuit)
        for element, words in (
            (Element.HEALTH, WRITTEN[Content.HEALTH]),
            (Element.REINTEGRATION, WRITTEN[Content.REINTEGRATION]),
        ):
            day = today - timedelta(days=20)
            moments.add(
                db,
                by=by,
                submission=MomentSubmission(day, MomentKind.MILESTONE, element, words, False, token()),
            )
        for week in range(8):
            day = today - timedelta(days=7 * week + 15)
            answers = {Facet.SOBRIETY: 6, Facet.PHYSICAL: 7, Facet.EMOTIONAL: 5, Facet.COMMUNITY: 4}
            words = CHECK_IN_WORDS if week == 2 else ""
            check_ins.save(db, by=by, submission=CheckInSubmission(day, answers, {}, words, False, token()))
        day = today - timedelta(days=16)
        alone = CheckInSubmission(day, {Facet.PHYSICAL: 1}, {}, ONLY_ME, True, token())
        check_ins.save(db, by=by, submission=alone)


def pair(house, person, worker, coordinator, *grants: Grant) -> int:
    """A pairing to which both said yes."""
    with house.writing() as db:
        pairing_id = pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=person.viewer.person_id,
            peer_worker_id=worker.viewer.person_id,
        )
        pairings.accept_as_person(db, by=person.viewer, pairing_id=pairing_id, grants=grants)
        pairings.accept_as_peer_worker(db, by=worker.viewer, pairing_id=pairing_id)
    return pairing_id


def agree_note(house, person, worker, pairing_id: int) -> None:
    """A note that was offered and agreed."""
    written = NoteSubmission(
        pairing_id,
        clock.today() - timedelta(days=18),
        MeetingKind.ONE_TO_ONE,
        frozenset({Aid.SOCIAL}),
        frozenset({Element.HEALTH}),
        WRITTEN[Content.NOTES],
        token=token(),
    )
    with house.writing() as db:
        note_id = notes.offer(db, by=worker.viewer, submission=written)
        notes.answer(db, by=person.viewer, note_id=note_id, submission=AnswerSubmission(True, token=token()))


def bring_into_circle(house, owner, other, *grants: Grant) -> None:
    """Invite, and accept at once."""
    with house.writing() as db:
        code = circle.invite(db, by=owner.viewer, submission=InviteSubmission("them", grants, token()))
        invitations.accept(db, by=other.viewer, code=code)


def overview_of(app: AppTest) -> list[str]:
    """What the shared view on this page says, in its order; [] where there is none.

    What the viewer sets beside it is theirs, and no part of it.
    """
    found = [block for block in blocks(app.main) if "-overview-" in str(getattr(block.proto, "id", ""))]
    assert len(found) <= 1
    if not found:
        return []
    beside = {
        id(leaf)
        for block in blocks(found[0])
        if "-own-line-" in str(getattr(block.proto, "id", ""))
        for leaf in leaves(block)
    }
    return [str(getattr(leaf, "value", leaf.type)) for leaf in leaves(found[0]) if id(leaf) not in beside]


def everything(app: AppTest) -> str:
    """All that was sent to the browser for the page, the rows of charts and tables included."""
    return "\n".join(repr(leaf.proto) for leaf in leaves(app.main))


def blocks(block):  # AppTest's tree shares no type
    for child in getattr(block, "children", {}).values():
        if hasattr(child, "children"):
            yield child
            yield from blocks(child)


def leaves(block):
    for child in getattr(block, "children", {}).values():
        if hasattr(child, "children"):
            yield from leaves(child)
        else:
            yield child
