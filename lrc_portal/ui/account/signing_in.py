"""On “My account”: whether signing in takes a second step, and the way to set it up."""

import streamlit as st

from lrc_portal import clock
from lrc_portal.identity.my_account import MyAccount
from lrc_portal.identity.second_step import MySecondStep
from lrc_portal.ui.kit.links import link
from lrc_portal.words.translator import Translator


def show(t: Translator, step: MySecondStep, account: MyAccount) -> None:
    """What is set up, in a line each, and the page where it is changed."""
    with st.expander(t("A second step when I sign in"), key="second-step", icon=":material/lock:"):
        if not step.is_set_up:
            st.markdown(t("None is set up. With one, a passphrase alone opens nothing of yours."))
        if step.app_since:
            since = t("Set up on {day}.", day=t.day(clock.local(step.app_since).date()))
            left = t.plural("{n} spare code is left.", "{n} spare codes are left.", step.spare_left)
            st.markdown(f"**{t('An app that shows codes')}**")
            st.caption(f"{since} {left}")
        if step.passkeys:
            n = len(step.passkeys)
            st.markdown(f"**{t.plural('{n} passkey', '{n} passkeys', n)}**")
        link(t("Change it") if step.is_set_up else t("Set it up"), "/second-step")
