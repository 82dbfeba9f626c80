"""What watches over a browser tab: whose it is, and whether the portal answers.

Streamlit keeps a page on the screen, with what was typed, whoever signs in beside it, and speaks English
in a dialog of its own when its server is away. Here a tab whose sign-in is over is loaded anew, and a
line at the foot says calmly that the portal does not answer.
"""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrc_portal.words.helplines import Helpline, all_lines
from lrc_portal.words.translator import Translator

# Those to be called at any hour, whatever it is about.
NUMBERS = ("emergency", "samaritans")

# A tab says whose it is when it is loaded: only then does the cookie speak for the whole browser. Others
# that were somebody else's then go. A form in a tab of the same sign-in is never touched.
_SCRIPT = """
const leave = () => {
  document.body.style.display = "none";
  window.location.replace(window.location.pathname);
};
const is_over = (signed_in) =>
  window.lrc_signed_in && window.lrc_signed_in !== signed_in;
const listen = () => {
  const channel = new BroadcastChannel("lrc_signed_in");
  channel.onmessage = ({ data }) => { if (is_over(data)) leave(); };
  return channel;
};
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  if (data.sign_in && is_over(data.sign_in)) { leave(); return; }
  if (!window.lrc_channel) {
    window.lrc_channel = listen();
    window.lrc_channel.postMessage(data.sign_in);
  }
  window.lrc_signed_in = data.sign_in;

  const said = parentElement.querySelector("[role=status]");
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return;
  let waiting = null, had_focus = null, had_caret = null, focused = document.activeElement;
  const on_focus = ({ target }) => {
    if (!target.closest('[data-testid="stDialog"]')) focused = target;
  };
  document.addEventListener("focusin", on_focus);
  const say = () => {
    said.textContent = data.away + " ";
    for (const { label, link } of data.numbers) {
      const number = document.createElement("a");
      number.textContent = label;
      number.href = link;
      said.append(number, " ");
    }
  };
  const look = () => {
    const answers = app.dataset.testConnectionState === "CONNECTED";
    if (answers) {
      // Streamlit draws nothing when the line is back, and would not know what the next click is for.
      if (waiting !== null) {
        setTriggerValue("back", true);
        // Its fields were switched off meanwhile, which takes the focus.
        const place = had_focus, caret = had_caret;
        setTimeout(() => {
          if (document.activeElement !== document.body) return;
          place?.focus({ preventScroll: true });
          if (caret !== null) place.setSelectionRange(caret, caret);
        }, 300);
      }
      clearTimeout(waiting);
      waiting = null;
      said.textContent = "";
    } else if (waiting === null) {
      had_focus = focused;
      had_caret = focused?.selectionEnd ?? null;
      waiting = setTimeout(say, 2000);
    }
  };
  // The dialog that Streamlit opens then is hidden by look.css, and closed before it can be read out.
  const close_dialog = () => {
    if (app.dataset.testConnectionState === "CONNECTED") return;
    document.querySelector('[data-testid="stDialog"] button[aria-label]')?.click();
  };
  const dialogs = new MutationObserver(close_dialog);
  dialogs.observe(document.body, { childList: true });
  const watcher = new MutationObserver(look);
  watcher.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  look();
  // Charts are drawn for the light of the evening or of the day that the server was told of.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const draw_anew = () => setTimeout(() => setTriggerValue("back", true), 300);
  dark.addEventListener("change", draw_anew);
  return () => {
    watcher.disconnect();
    dialogs.disconnect();
    dark.removeEventListener("change", draw_anew);
    document.removeEventListener("focusin", on_focus);
    clearTimeout(waiting);
  };
}
"""
_STYLE = """
[role=status]:not(:empty) {
  position: fixed; left: 0; right: 0; bottom: 0; z-index: 1000000; padding: 0.8rem 1rem; line-height: 1.5;
  font-family: var(--st-font); color: var(--st-background-color); background: var(--st-text-color);
}
a { color: inherit; font-weight: 600; white-space: nowrap; padding: 0.3rem 0.4rem; }
a:focus-visible { outline: 3px solid var(--st-background-color); }
"""


@st.cache_resource(show_spinner=False)
def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "watch_over_tab", html='<div role="status"></div>', css=_STYLE, js=_SCRIPT
    )


def watch(t: Translator, *, sign_in: str) -> None:
    """Draw nothing, until there is something to be said. `sign_in` is that of `viewer.sign_in_key`."""
    numbers = [line for line in all_lines() if line.id in NUMBERS]
    _component()(
        key="watch",
        data={
            "sign_in": sign_in,
            "away": t(
                "The portal is not answering just now. What you typed is still here. It will go on by itself."
            ),
            "numbers": [{"label": _called(t, line), "link": line.link} for line in numbers],
        },
        width="content",
        height="content",
    )


def _called(t: Translator, line: Helpline) -> str:
    name = line.name[t.language]
    return name if line.number in name else f"{name} {line.number}"
