"""All that “My circle” shows, read together: pairings, people, invitations, and who looked."""

from dataclasses import dataclass, replace

from lrc_portal import limits
from lrc_portal.record import noticing
from lrc_portal.record.noticing import Noticed
from lrc_portal.sharing import circle, invitations, trace
from lrc_portal.sharing.circle import CircleMember, ShareLine
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.sharing.trace import TraceLine
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.notes import earlier_notes
from lrc_portal.support.notes.earlier_notes import EarlierNote
from lrc_portal.support.pairings import handover, pairing_views
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import lines, menu, more
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.notes.earlier_notes import Earlier
from lrc_portal.words.translator import Translator

PEOPLE, LOOKED = "circle:people", "looked"
"""The names of these lists for `ui.kit.more`."""
INVITE = "invite"
"""The line in which somebody is invited; a link from another page opens it by this name."""


def link_to_invite(t: Translator) -> None:
    """The way to invite somebody, from another page."""
    menu.to("circle", t("Invite somebody"), icon="person_add", **{lines.OPEN: INVITE})


@dataclass(frozen=True)
class CirclePage:
    """What the viewer shares and with whom. By pairing: `passed_on`, `seen_by_worker`; by person: `noticed`,
    `about`; by invitation: `waiting_for_them`.
    """

    paired: list[PairingLine]
    answered: list[EarlierNote]
    passed_on: dict[int, frozenset[int]]
    seen_by_worker: dict[int, list[ShareLine]]
    people: list[CircleMember]
    invited: list[InvitationLine]
    waiting_for_them: dict[int, list[ShareLine]]
    looked: list[TraceLine]
    noticed: dict[int, list[Noticed]]
    about: dict[int, AboutPage]

    @property
    def earlier(self) -> Earlier:
        return Earlier(self.answered, self.passed_on)


def load(visit: SignedIn) -> CirclePage:
    """All of it with names that differ, of long lists one more than is shown."""
    t, me = visit.t, visit.viewer
    found = visit.db.gather(
        CirclePage,
        paired=pairing_views.mine(me),
        answered=earlier_notes.read_query(me),
        passed_on=handover.passed_on(me),
        seen_by_worker=circle.given_in_pairings(me),
        people=circle.members(me, most=more.at_most(PEOPLE, limits.SHOWN_PEOPLE) + 1),
        invited=invitations.mine(me, into_circle=True),
        waiting_for_them=circle.given_with_invitations(me),
        looked=trace.about_me(me, most=more.at_most(LOOKED, limits.SHOWN_TRACES) + 1),
        noticed=noticing.mine(me),
        about=about_me.beside(me),
    )
    return replace(
        found,
        paired=namesakes.paired(t, me.person_id, found.paired),
        people=namesakes.in_circle(t, found.people),
        invited=namesakes.invited(t, found.invited),
        looked=namesakes.who_looked(t, me.person_id, found.looked, found.paired, found.people),
    )
