"""That an account is about to be erased, on every page, with the button that keeps it; and the way to ask."""

import streamlit as st

from lrc_portal import clock
from lrc_portal.erasing import asking
from lrc_portal.identity.addresses import ERASE_ACCOUNT
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn, Visit
from lrc_portal.ui.kit.links import link


def show_day(visit: Visit) -> None:
    """On which day the account goes, and one button; nothing for whoever has not asked."""
    if visit.viewer is None or visit.viewer.erase_at is None:
        return
    t, viewer = visit.t, visit.viewer
    day = t.day(clock.local(visit.viewer.erase_at).date())
    with area("erasing"):
        said = t("Your account is erased on {day}.", day=day)
        st.markdown(f"**{said}** {t('Until then nobody sees anything of yours.')}")
        action_button(
            SignedIn(viewer, t, visit.db),
            t("Keep it"),
            lambda db: asking.keep(db, by=viewer),
            key="erasing:keep",
            icon="undo",
            said=t("You keep your account. All is as it was."),
        )


def show_way(visit: SignedIn) -> None:
    """The way to the page that asks; nothing once they have."""
    if visit.viewer.erase_at is not None:
        return
    t = visit.t
    st.markdown(t("You can erase your whole account. You have seven days to change your mind."))
    link(t("Erase my account"), ERASE_ACCOUNT)
