"""For coordinators: somebody cannot get in, since a passphrase is forgotten or a second step is lost."""

import streamlit as st

from lrc_portal import settings
from lrc_portal.identity import recovery, second_step
from lrc_portal.support.searching import Who
from lrc_portal.ui import people_search
from lrc_portal.ui.kit import lines, messages
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Answer, Form, chosen
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.words.marks import problem

_CODE, _NEW = "_way_back_code", "_way_back_is_new"
_CHOOSE = problem("person", "Choose somebody first.")


def show(visit: SignedIn, *, others: bool) -> None:
    """A code to be spoken, or a second step taken away, for somebody else; `others`: there is anybody."""
    t = visit.t
    st.header(t("Somebody cannot get in"), anchor=False)
    _show_code(visit)
    if not others:
        st.markdown(t("Once others have joined, you can help them back in here."))
        return
    if lines.is_open("way-back"):
        with area("way-back"):
            _show_form(visit)
    elif lines.is_open("lost-step"):
        with area("lost-step"):
            _show_lost_step(visit)
    else:
        with st.container(horizontal=True):
            lines.open_button(t("Forgot the passphrase"), "way-back", icon="key", kind="secondary")
            lines.open_button(t("Lost the second step"), "lost-step", icon="lock", kind="secondary")


def _show_code(visit: SignedIn) -> None:
    t, code = visit.t, st.session_state.get(_CODE)
    if not code:
        return
    with st.container(key="way-back-code"):
        st.markdown(f"**{t('The code')}**")
        with st.container(key="code"):
            st.text(code)
        st.markdown(
            t(
                "Read it to them. At {address} they type their name, this code and a new passphrase.",
                address=f"{settings.current().public_url}/forgotten/code",
            )
        )
        st.caption(t("It works once, for 30 minutes. You never see the passphrase."))
        st.button(t("I have passed it on"), key="way-back:done", icon=":material/check:", on_click=_put)
    if st.session_state.pop(_NEW, False):
        messages.bring_into_view("way-back-code", after_ms=400)


def _show_form(visit: SignedIn) -> None:
    t = visit.t
    st.caption(
        t(
            "Be sure who is before you or on the phone. The person is told that you made a code, and their "
            "second step stays."
        )
    )
    form = Form(visit, "way-back")
    person = _choose(visit, form, t("Who forgot their passphrase?"))
    form.send(
        t("Make the code"),
        lambda db: _put(recovery.make_code(db, by=visit.viewer, person_id=chosen(person, _CHOOSE))),
        said=t("The code is made."),
        then=lines.close,
        icon="key",
    )
    lines.close_button(t("Not now"), "way-back")


def _show_lost_step(visit: SignedIn) -> None:
    t = visit.t
    st.caption(
        t(
            "Be sure who is before you or on the phone. They are signed out and told that you did it. Then "
            "they set up a new one."
        )
    )
    form = Form(visit, "lost-step")
    person = _choose(visit, form, t("Whose second step is lost?"))
    form.send(
        t("Take their second step away"),
        lambda db: second_step.take_away_lost(db, by=visit.viewer, person_id=chosen(person, _CHOOSE)),
        said=t("It is taken away. They sign in with their passphrase and set up a new one."),
        then=lines.close,
        icon="lock",
    )
    lines.close_button(t("Not now"), "lost-step")


def _choose(visit: SignedIn, form: Form, label: str) -> Answer[int | None]:
    me = visit.viewer.person_id
    return people_search.choose(visit, form, "person", label, Who.EVERYBODY, without=(me,))


def _put(code: str | None = None) -> None:
    st.session_state[_CODE], st.session_state[_NEW] = code, code is not None
