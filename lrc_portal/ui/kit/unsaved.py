"""What is being typed goes to the server as it is typed, and stands in its field again after a reload.

Streamlit sends a field only when it is left, and a tab that is loaded anew begins empty. The script here
sends each field of a `Form` by itself, and each tap within `Form.answers`, to an address beside Streamlit
(`identity/routes.py`), until the server has said that it is on the disk. Where it has not
said so for three seconds, a line says that.
"""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrc_portal.words.translator import Translator

# One state for the tab: the page draws the component anew at each rerun. A field is known by the class that
# Streamlit makes of its key, in which the sign-in stands; a field that holds a passphrase is never sent.
_SCRIPT = """
const PAUSE = 600, LONGEST = 1200, AGAIN = 2000, SELDOM = 30000, LATE = 2500;
const fields = 'textarea, input[type="text"]';
const make = () => {
  const unsent = new Map();
  const tab = { sign_in: "", said: null, words: "", unsent };
  const named = (element) => {
    if (!tab.sign_in) return null;
    const holder = element.closest(`[class*="-${tab.sign_in}-"]`);
    const name = [...(holder?.classList ?? [])].find((each) => each.startsWith("st-key-"));
    return name ? name.slice("st-key-".length) : null;
  };
  const look = () => {
    const late = [...unsent.values()].some((each) => Date.now() - each.since > LATE);
    // While the line is away altogether, the line at the foot of the page says so.
    const app = document.querySelector('[data-testid="stApp"]');
    const connected = app?.dataset.testConnectionState === "CONNECTED";
    const said = late && connected ? tab.words : "";
    // Written anew, even the same words would be read out again.
    if (tab.said && tab.said.textContent !== said) tab.said.textContent = said;
  };
  const send = async (place, entry) => {
    clearTimeout(entry.timer);
    if (entry.busy) return;
    entry.busy = true;
    const words = entry.words, began = Date.now(), form = new FormData();
    form.append("place", place);
    form.append("words", words);
    let kept = false, wanted = true, again = AGAIN;
    try {
      const answer = await fetch("/unsaved", {
        method: "POST", body: form, credentials: "same-origin", keepalive: words.length < 20000,
      });
      kept = answer.status === 204;
      // No field of a form, or a page of somebody who is not signed in here any more.
      wanted = answer.status !== 400 && answer.status !== 409;
      if (answer.status === 401 || answer.status === 413) again = SELDOM;
    } catch { /* the line is away: it is tried again */ }
    entry.busy = false;
    if (kept) entry.since = began;
    if (!wanted || (kept && entry.words === words)) unsent.delete(place);
    else entry.timer = setTimeout(() => send(place, entry), kept ? PAUSE : again);
    look();
  };
  const note = (place, words, pause) => {
    if (!place) return;
    const entry = unsent.get(place) ?? { since: Date.now(), busy: false };
    entry.words = words;
    unsent.set(place, entry);
    clearTimeout(entry.timer);
    // Who types on without a pause is not told that nothing is kept.
    if (Date.now() - entry.since > LONGEST) pause = 0;
    entry.timer = setTimeout(() => send(place, entry), pause);
  };
  // A tap is told as its place among so many, and "-" where it takes the answer back; see `of_tap`.
  const tapped = (place, chosen, many) => note(place, `${chosen ?? "-"}/${many}`, 0);
  const answers = (element) => element.closest?.('[class*="st-key-answers-"]') && named(element);
  document.addEventListener("input", ({ target }) => {
    if (target.matches?.(fields)) note(named(target), target.value, PAUSE);
    else if (target.type === "checkbox") tapped(answers(target), target.checked ? 2 : 1, 2);
  }, true);
  document.addEventListener("click", ({ target }) => {
    const answer = target.closest?.('button[role="radio"]');
    if (!answer) return;
    const all = [...answer.closest('[role="radiogroup"]').querySelectorAll('[role="radio"]')];
    const stood = answer.getAttribute("aria-checked") === "true";
    tapped(answers(answer), stood ? null : all.indexOf(answer) + 1, all.length);
  }, true);
  const send_all = () => { for (const [place, entry] of unsent) send(place, entry); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) send_all(); });
  window.addEventListener("pagehide", send_all);
  setInterval(look, 400);
  return tab;
};
export default function ({ parentElement, data }) {
  const tab = (window.lrc_typing ??= make());
  tab.sign_in = data.sign_in;
  tab.words = data.words;
  tab.said = parentElement.querySelector("[role=status]");
  // A field that is gone was saved, or its line closed after its last word was sent.
  setTimeout(() => {
    for (const [place, entry] of tab.unsent) {
      if (!document.querySelector(`.st-key-${CSS.escape(place)}`)) {
        clearTimeout(entry.timer);
        tab.unsent.delete(place);
      }
    }
  }, 1500);
}
"""
_STYLE = """
[role=status]:not(:empty) {
  position: fixed; left: 0; right: 0; bottom: 0; z-index: 999999; padding: 0.8rem 1rem; line-height: 1.5;
  font-family: var(--st-font); color: var(--st-background-color); background: var(--st-text-color);
}
"""


@st.cache_resource(show_spinner=False)
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "keep_what_is_typed", html='<div role="status"></div>', css=_STYLE, js=_SCRIPT
    )


def keep_what_is_typed(t: Translator, *, sign_in: str) -> None:
    """Draw nothing, until something could not be kept. `sign_in` is that of `identity.viewer.sign_in_key`."""
    _component()(
        key="typing",
        data={"sign_in": sign_in, "words": t("Not saved yet. Your words are here.")},
        width="content",
        height="content",
    )
