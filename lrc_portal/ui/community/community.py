"""All that “Community” shows a coordinator, read together: people, pairings, training, applications."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lrc_portal import limits
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.support import unreadable_texts
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import OpenComplaint
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import ApplicationLine
from lrc_portal.support.pairings import glance, pairing_views, readiness
from lrc_portal.support.pairings.glance import Now
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.pairings.readiness import PeerWorker
from lrc_portal.support.somebody import Somebody
from lrc_portal.support.supervision import supervision
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import namesakes
from lrc_portal.ui.complaints import complaints as complaints_shown
from lrc_portal.ui.giving import applications as applications_shown
from lrc_portal.ui.kit import more
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.pairings import standing
from lrc_portal.ui.supervision import supervision as supervision_shown

INVITED = "community:invited"
"""The name of this list for `ui.kit.more`."""


@dataclass(frozen=True)
class CommunityPage:
    """Names and pairings, and no record. `accounts` are everybody, as they call themselves."""

    standing: list[PairingLine]
    now: Now
    keep: list[Somebody]
    work: list[PeerWorker]
    invited: list[InvitationLine]
    candidates: list[ApplicationLine]
    trained_on: dict[int, date]
    supervised: list[Supervised]
    accounts: list[Somebody]
    supervisors: list[int]
    anybody_paired: bool
    complaints: list[OpenComplaint]
    unreadable: list[str]

    def could_supervise(self, names: Mapping[int, str]) -> list[Somebody]:
        """Whoever is offered as a supervisor, with these names."""
        could = set(self.supervisors)
        return namesakes.with_display_names(
            [each for each in self.accounts if each.person_id in could], names
        )


def load(visit: SignedIn) -> tuple[CommunityPage, dict[int, str]]:
    """All of it, of long lists one more than is shown; and everybody's name, by id, told apart."""
    t, me = visit.t, visit.viewer
    found = visit.db.gather(
        CommunityPage,
        standing=pairing_views.all_standing(me, most=standing.wanted()),
        now=glance.read_query(me, most=limits.NAMED_AT_ONCE + 1),
        keep=pairing_views.people_to_pair(me),
        work=readiness.peer_workers(me),
        invited=invitations.mine(
            me, into_circle=False, most=more.at_most(INVITED, limits.SHOWN_INVITATIONS) + 1
        ),
        candidates=applications.candidates(me, most=applications_shown.wanted()),
        trained_on=applications.trained_on(me),
        supervised=supervision.at_a_glance(
            me, most=supervision_shown.wanted_people(), days=supervision_shown.wanted()
        ),
        accounts=supervision.everybody(me),
        supervisors=supervision.who_could_supervise(me),
        anybody_paired=pairing_views.anybody_paired(me),
        complaints=complaints.not_answered(me, most=complaints_shown.wanted(complaints_shown.WAITING)),
        unreadable=unreadable_texts.to_tell(me, most=limits.NAMED_AT_ONCE),
    )
    names = namesakes.of_accounts(t, found.accounts)
    with_names = replace(
        found,
        standing=[namesakes.named(line, names) for line in found.standing],
        keep=namesakes.with_display_names(found.keep, names),
        work=namesakes.with_display_names(found.work, names),
        invited=namesakes.invited(t, found.invited),
        candidates=namesakes.with_display_names(found.candidates, names),
        supervised=[
            replace(each, supervisor=names.get(each.supervisor_id or 0, each.supervisor))
            for each in namesakes.with_display_names(found.supervised, names)
        ],
    )
    return with_names, names
