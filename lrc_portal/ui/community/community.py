"""All that “Community” shows a coordinator, read together: people, pairings, training, applications."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lrc_portal import limits
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.support import searching, unreadable_texts
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import OpenComplaint
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import ApplicationLine
from lrc_portal.support.pairings import glance, pairing_views
from lrc_portal.support.pairings.glance import Now
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.somebody import Somebody
from lrc_portal.support.supervision import supervision
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import known_by, namesakes
from lrc_portal.ui.complaints import complaints as complaints_shown
from lrc_portal.ui.giving import applications as applications_shown
from lrc_portal.ui.kit import more
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.pairings import standing
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import KEEPS_A_RECORD, Role

INVITED = "community:invited"
"""The name of this list for `ui.kit.more`."""


@dataclass(frozen=True)
class CommunityPage:
    """Names and pairings, and no record. `alike` are the ids of those who are called as others are, or have a
    word beside the name; their names are read once somebody opens their list.
    """

    standing: list[PairingLine]
    now: Now
    anybody_keeps: bool
    anybody_works: bool
    anybody_else: bool
    invited: list[InvitationLine]
    candidates: list[ApplicationLine]
    supervised: list[Supervised]
    alike: list[int]
    anybody_paired: bool
    complaints: list[OpenComplaint]
    unreadable: list[str]


@dataclass(frozen=True)
class Beside:
    """What is asked of those who stand on the page: everybody there by id, and when some were trained."""

    people: list[Somebody]
    trained_on: dict[int, date]


def load(visit: SignedIn) -> tuple[CommunityPage, Beside, dict[int, str]]:
    """All of it, of long lists one more than is shown; and the names that stand there, by id, told apart."""
    t, me = visit.t, visit.viewer
    found = visit.db.gather(
        CommunityPage,
        standing=pairing_views.all_standing(me, most=standing.wanted(), typed=more.typed(standing.LIST)),
        now=glance.read_query(me, most=limits.NAMED_AT_ONCE + 1),
        anybody_keeps=searching.anybody_with(me, *KEEPS_A_RECORD),
        anybody_works=searching.anybody_with(me, Role.PEER_WORKER),
        anybody_else=searching.anybody_else(me),
        invited=invitations.mine(
            me, into_circle=False, most=more.at_most(INVITED, limits.SHOWN_BESIDE_OTHERS) + 1
        ),
        candidates=applications.candidates(me, most=applications_shown.wanted()),
        supervised=supervision.at_a_glance(
            me,
            most=supervision_shown.wanted_people(limits.SHOWN_CARDS_BESIDE_OTHERS),
            days=supervision_shown.wanted(),
            typed=more.typed(supervision_shown.PEOPLE),
        ),
        alike=searching.called_alike(me, more.typed(known_by.ALIKE), most=known_by.wanted()),
        anybody_paired=pairing_views.anybody_paired(me),
        complaints=complaints.not_answered(me, most=complaints_shown.wanted(complaints_shown.WAITING)),
        unreadable=unreadable_texts.to_tell(me, most=limits.UNREADABLE_AT_ONCE),
    )
    beside = visit.db.gather(
        Beside,
        people=searching.named(me, _everybody_on(found)),
        trained_on=applications.trained_on(me, [each.person_id for each in found.supervised]),
    )
    names = namesakes.of_accounts(t, beside.people)
    with_names = replace(
        found,
        standing=[namesakes.named(line, names) for line in found.standing],
        invited=namesakes.invited(t, found.invited),
        candidates=namesakes.with_display_names(found.candidates, names),
        supervised=[
            replace(each, supervisor=names.get(each.supervisor_id or 0, each.supervisor))
            for each in namesakes.with_display_names(found.supervised, names)
        ],
    )
    return with_names, beside, names


def _everybody_on(found: CommunityPage) -> Iterator[int]:
    """The ids of all whose names stand on the page."""
    now = found.now
    for line in found.standing:
        yield from (line.person_id, line.peer_worker_id)
    for pair in (*now.due, *now.leaving, *now.waiting):
        yield from (pair.person_id, pair.peer_worker_id)
    yield from (each.person_id for each in found.candidates)
    yield from (each.person_id for each in found.supervised)
    yield from (each.person_id for each in found.complaints)
    yield from (each.supervisor_id for each in found.supervised if each.supervisor_id)
    yield from now.to_be_trained
