"""All that “My account” tells a person of themselves, read together."""

from dataclasses import dataclass, replace

from lrc_portal import limits
from lrc_portal.identity import known_devices, my_account, providers, second_step, sessions
from lrc_portal.identity.my_account import MyAccount, MyConsent, SignInNews
from lrc_portal.identity.providers import Joined
from lrc_portal.identity.second_step import MySecondStep
from lrc_portal.identity.sessions import WhereSignedIn
from lrc_portal.reminders import choices
from lrc_portal.reminders.choices import MyReminder
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import MyComplaint
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import namesakes
from lrc_portal.ui.complaints import complaints as complaints_shown
from lrc_portal.ui.kit import more
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown

BROWSERS, CONSENTS = "account:browsers", "account:consents"
"""The names of these lists for `ui.kit.more`."""


@dataclass(frozen=True)
class AccountPage:
    """The account, where it is signed in, what was agreed to; what is told of oneself, and one's work."""

    account: MyAccount
    where: list[WhereSignedIn]
    known: int
    joined: list[Joined]
    said_yes: list[MyConsent]
    about: AboutPage
    paired: list[PairingLine]
    days: Supervised
    reflected: list[ReflectionLine]
    reminder: MyReminder
    second_step: MySecondStep
    sign_in_news: list[SignInNews]
    complained: list[MyComplaint]


def load(visit: SignedIn) -> AccountPage:
    """What is the viewer's, of long lists one more than is shown."""
    me = visit.viewer
    found = visit.db.gather(
        AccountPage,
        account=my_account.seen(me),
        where=sessions.mine(me, most=more.at_most(BROWSERS, limits.SHOWN_BROWSERS) + 1),
        known=known_devices.how_many(me),
        joined=providers.mine(me),
        said_yes=my_account.consents(me, most=more.at_most(CONSENTS, limits.SHOWN_CONSENTS) + 1),
        about=about_me.mine(me),
        paired=pairing_views.mine(me),
        days=supervision.own(me, days=supervision_shown.wanted()),
        reflected=reflections.mine(me, most=reflections_shown.wanted()),
        reminder=choices.mine(me),
        second_step=second_step.mine(me),
        sign_in_news=my_account.news(me),
        complained=complaints.mine(me, most=complaints_shown.wanted(complaints_shown.MINE)),
    )
    return replace(found, said_yes=namesakes.consents(visit.t, found.said_yes))
