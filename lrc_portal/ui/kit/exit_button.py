"""Exit this page: hides what is on the screen at once and leaves for a page about the weather."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrc_portal.identity.routes import ELSEWHERE
from lrc_portal.words.translator import Translator

_SCRIPT = """
export default function (component) {
  const { parentElement, data } = component;
  const way_out = parentElement.querySelector("a");
  way_out.textContent = data.label;
  way_out.title = data.hint;
  const leave = (event) => {
    if (event) event.preventDefault();
    document.body.style.display = "none";
    document.title = "";
    // Where the portal does not answer, it cannot send anybody on.
    const app = document.querySelector('[data-testid="stApp"]');
    const answers = app?.dataset.testConnectionState === "CONNECTED";
    window.location.replace(answers ? "/exit" : data.elsewhere);
  };
  way_out.onclick = leave;
  let presses = [];
  const on_key = (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    const now = Date.now();
    presses = presses.filter((at) => now - at < 2000).concat(now);
    if (presses.length >= 3) leave();
  };
  document.addEventListener("keyup", on_key);
  return () => document.removeEventListener("keyup", on_key);
}
"""
_STYLE = """
a {
  display: inline-block; padding: 0.45rem 0.6rem; border-radius: 0.6rem; font-weight: 600; font-size: 0.94rem;
  font-family: var(--st-font); color: var(--st-background-color); background: var(--st-text-color);
  text-decoration: none; white-space: nowrap;
}
@media (max-width: 767.98px) {
  a { white-space: normal; max-width: 6.4rem; line-height: 1.15; text-align: center; }
}
a:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""


@st.cache_resource(show_spinner=False)
def _component() -> ComponentRenderer:
    return st.components.v2.component("exit_this_page", html='<a href="/exit"></a>', css=_STYLE, js=_SCRIPT)


def exit_button(t: Translator) -> None:
    """The link, and Shift pressed three times."""
    _component()(
        key="exit",
        data={
            "label": t("Exit this page"),
            "hint": t("Or press Shift three times"),
            "elsewhere": ELSEWHERE,
        },
        width="content",
        height="content",
    )
