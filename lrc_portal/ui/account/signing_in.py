"""On “My account”: the passphrase, the second step, and what others did to how one signs in."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal import clock
from lrc_portal.identity.my_account import MyAccount, SignInNews
from lrc_portal.identity.second_step import MySecondStep
from lrc_portal.ui.kit.links import link
from lrc_portal.ui.kit.text import plain
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

STRONG, FAIR = 4, 3
"""What a passphrase is worth, of 0 to 4."""


def show_news(t: Translator, news: Sequence[SignInNews]) -> None:
    """What somebody else did, for some months: it is their account."""
    if not news:
        return
    said = [
        labels.sign_in_news(t, each.act, plain(each.by) if each.by else None, clock.local(each.at).date())
        for each in news
    ]
    words = "\n".join(f"- {line}" for line in said)
    st.info(f"{words}\n\n{t('If you did not ask for it, tell a coordinator.')}", icon=":material/key:")


def show_passphrase(t: Translator, account: MyAccount) -> None:
    """Since when it is the one it is, and what it is worth, without blame."""
    set_on = clock.local(account.passphrase_set_at).date() if account.passphrase_set_at else None
    if set_on and set_on < clock.today():
        since = t.day(set_on)
        st.markdown(
            t("It has been the same since {day}. That is fine, as long as nobody else knows it.", day=since)
        )
    if account.passphrase_strength is None:
        return
    if account.passphrase_strength >= STRONG:
        st.markdown(t("It is strong."))
    elif account.passphrase_strength == FAIR:
        st.markdown(t("It is good. One more word would make it strong."))
    else:
        st.markdown(t("A machine could guess it. Three or four words would keep your record safer."))


def show(t: Translator, step: MySecondStep) -> None:
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
