"""The code of an open invitation: in sight once it is made, and again for whoever asks; copied, printed."""

from functools import partial

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrc_portal import settings
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.ui.kit import messages
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

_SHOWN, _NEW = "_code", "_code_is_new"

_SCRIPT = """
export default function (component) {
  const { parentElement, data } = component;
  const [copy, print] = parentElement.querySelectorAll("button");
  const status = parentElement.querySelector("[role=status]");
  copy.textContent = data.copy;
  print.textContent = data.print;
  const by_hand = () => {
    const field = document.createElement("textarea");
    field.value = data.code;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    copy.focus();
    return done;
  };
  copy.onclick = async () => {
    status.textContent = "";
    let done = false;
    try { await navigator.clipboard.writeText(data.code); done = true; } catch (fault) { done = by_hand(); }
    status.textContent = done ? data.copied : data.not_copied;
  };
  print.onclick = () => {
    const sheet = document.createElement("div");
    sheet.className = "lrc-code-sheet";
    for (const [kind, words] of data.sheet) {
      const line = document.createElement(kind);
      line.textContent = words;
      sheet.append(line);
    }
    const look = document.createElement("style");
    look.textContent = ".lrc-code-sheet { display: none } @media print {" +
      " body > :not(.lrc-code-sheet) { display: none !important }" +
      " .lrc-code-sheet { display: block; font: 14pt/1.5 sans-serif; color: #000 }" +
      " .lrc-code-sheet strong { font: 700 26pt monospace } }";
    document.body.append(sheet, look);
    window.addEventListener("afterprint", () => { sheet.remove(); look.remove(); }, { once: true });
    window.print();
  };
}
"""
_STYLE = """
div { display: flex; flex-wrap: wrap; gap: 0.6rem; align-items: center; }
button {
  min-height: 44px; padding: 0.3rem 1rem; border-radius: 0.9rem; font: inherit; font-family: var(--st-font);
  color: var(--st-text-color); background: transparent; border: 1px solid var(--st-text-color);
}
button:focus-visible { outline: 3px solid var(--st-text-color); outline-offset: 2px; }
span { font-family: var(--st-font); color: var(--st-text-color); }
"""
_HTML = '<div><button type="button"></button><button type="button"></button><span role="status"></span></div>'


@st.cache_resource(show_spinner=False)
def _component() -> ComponentRenderer:
    return st.components.v2.component("code_of_invitation", html=_HTML, css=_STYLE, js=_SCRIPT)


def keep(code: str) -> None:
    """Have this code in sight from the next rerun on, until it is put away or the page is reloaded."""
    st.session_state[_SHOWN] = code
    st.session_state[_NEW] = True


def show(visit: SignedIn, line: InvitationLine) -> None:
    """The code of an open invitation, big, with how it is used; or the button that brings it into sight."""
    t = visit.t
    if line.code is None:
        st.caption(
            t(
                "Its code was shown when it was made. If it got lost, take the invitation back and make a "
                "new one."
            )
        )
        return
    if st.session_state.get(_SHOWN) != line.code:
        st.button(
            t("Show the code"),
            key=f"code:show:{line.id}",
            type="tertiary",
            icon=":material/key:",
            on_click=_put,
            args=(line.code,),
        )
        return
    with st.container(key=f"code-of-{line.id}"):
        st.markdown(f"**{t('The code for {name}', name=plain(line.meant_for or ''))}**")
        with st.container(key="code"):
            st.text(line.code)
        _show_actions(t, line, line.code)
        st.markdown(
            t(
                "Read it to them, or write it down. They open the portal, choose “I have an invitation” "
                "and type this code."
            )
        )
        st.caption(t("You can see it again here until it is used or ends."))
        st.button(
            t("I have passed it on"), key="code:done", icon=":material/check:", on_click=_put, args=(None,)
        )
    if st.session_state.pop(_NEW, False):
        messages.bring_into_view("code-of-", after_ms=400)


def _show_actions(t: Translator, line: InvitationLine, code: str) -> None:
    """Copying, and a sheet of its own on paper: only what whoever gets it needs."""
    how = t(
        "Open {address}, choose “I have an invitation” and type this code:",
        address=settings.current().public_url,
    )
    until = t("It works once, up to and including {day}.", day=t.day(line.last_day))
    _component()(
        key=f"code:actions:{line.id}",
        data={
            "code": code,
            "copy": t("Copy the code"),
            "print": t("Print it"),
            "copied": t("Copied."),
            "not_copied": t("It could not be copied here. Write it down."),
            "sheet": [["p", how], ["strong", code], ["p", until]],
        },
        height="content",
    )


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


def _put(code: str | None) -> None:
    st.session_state[_SHOWN] = code
