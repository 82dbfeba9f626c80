"""All that “People I walk with” shows a peer worker, read together."""

from dataclasses import dataclass, replace

from lrc_portal import limits
from lrc_portal.sharing import trace
from lrc_portal.sharing.trace import TraceLine
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings import handover, pairing_views
from lrc_portal.support.pairings.handover import Goodbyes
from lrc_portal.support.pairings.pairing_views import PairingLine, Walk
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import more
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.sharing import traces
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import Subject

WALKS, ASKED, LOOKED = "people:walks", "people:asked", "people:looked"
"""The names of these lists for `ui.kit.more`."""
OF_MY_WORK = (Subject.TRAINING, Subject.SUPERVISION)


@dataclass(frozen=True)
class PeoplePage:
    """Walks and requests with what the other side tells of themselves (by person); one's own work."""

    walks: list[Walk]
    waiting: list[PairingLine]
    goodbyes: Goodbyes
    supervised: Supervised
    reflected: list[ReflectionLine]
    looked: list[TraceLine]
    about: dict[int, AboutPage]


def load(visit: SignedIn) -> PeoplePage:
    """All of it with names that differ, of long lists one more than is shown."""
    t, me = visit.t, visit.viewer
    found = visit.db.gather(
        PeoplePage,
        walks=pairing_views.walks(me, most=more.at_most(WALKS, limits.SHOWN_PEOPLE) + 1),
        waiting=pairing_views.asked(me, most=more.at_most(ASKED, limits.SHOWN_PEOPLE) + 1),
        goodbyes=handover.goodbyes(me),
        supervised=supervision.own(me, days=supervision_shown.wanted()),
        reflected=reflections.mine(me, most=reflections_shown.wanted()),
        looked=trace.about_me(me, most=more.at_most(LOOKED, traces.AT_ONCE) + 1, subjects=OF_MY_WORK),
        about=about_me.beside(me),
    )
    # Those who wait are told apart from those with whom one walks, too.
    everybody = [*found.waiting, *(walk.pairing for walk in found.walks)]
    waiting = namesakes.paired(t, me.person_id, everybody)[: len(found.waiting)]
    return replace(found, waiting=waiting, walks=namesakes.walks(t, found.walks))
