"""The code of an invitation, shown once, with how it is used."""

from datetime import date
from functools import partial

import streamlit as st

from lrc_portal.sharing import invitations
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

_CODE = "_code"


def keep(code: str, meant_for: str) -> None:
    """Have this code shown from the next rerun on, until it was passed on or the page is reloaded."""
    st.session_state[_CODE] = (code, meant_for)


def show(t: Translator, last_day: date | None) -> None:
    """The code that was just made, big; nothing where there is none. `last_day` is when it ends."""
    if _CODE not in st.session_state:
        return
    code, meant_for = st.session_state[_CODE]
    with area("new-code"):
        st.markdown(f"**{t('The code for {name}', name=plain(meant_for))}**")
        with st.container(key="code"):
            st.text(code)
        st.markdown(
            t(
                "Read it to them, or write it down. They open the portal, choose “I have an invitation” "
                "and type this code."
            )
        )
        if last_day:
            st.markdown(t("It works once, up to and including {day}.", day=t.day(last_day)))
        st.caption(t("It is shown only now. If it gets lost, take the invitation back and make a new one."))
        st.button(t("I have passed it on"), key="code:done", icon=":material/check:", on_click=_forget)


def take_back_button(visit: SignedIn, invitation_id: int) -> None:
    """A button that ends an open invitation."""
    t = visit.t
    action_button(
        visit,
        t("Take the invitation back"),
        partial(invitations.withdraw, by=visit.viewer, invitation_id=invitation_id),
        key=f"withdraw:{invitation_id}",
        kind="tertiary",
        icon="undo",
        said=t("The invitation is taken back. Its code opens nothing now."),
    )


def _forget() -> None:
    st.session_state.pop(_CODE, None)
