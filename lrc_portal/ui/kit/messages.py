"""What the portal says back: saved, mend this, sign in first, something went wrong."""

from collections.abc import Iterable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrc_portal.ui.kit import pictures
from lrc_portal.ui.kit.language import translator_for
from lrc_portal.ui.kit.links import help_now, link
from lrc_portal.ui.kit.pictures import Illustration
from lrc_portal.ui.kit.text import said_plainly
from lrc_portal.words.marks import Problem, Refused
from lrc_portal.words.translator import Translator

_FLASH = "_flash"
_REFUSAL = "_refusal"
_AT_BUTTON = "_refusal_at"
OF_FORM = "_form_problems"
"""Where the problems stand that a form says beside its fields at the next rerun, with the form's key."""


def flash(said: str) -> None:
    """Say this at the top of the next rerun, once."""
    st.session_state[_FLASH] = said


def refuse_later(refusal: Refused) -> None:
    """Say at the top of the next rerun why something was not done, once."""
    st.session_state[_REFUSAL] = refusal


def refuse_at(button: str, refusal: Refused) -> None:
    """Say beside this button, at the next rerun, why something was not done; `button` is its key."""
    st.session_state[_AT_BUTTON] = button, refusal


def unsaid_refusal(button: str | None = None) -> Refused | None:
    """What is to be said beside this button, or any that is not on the page; asked once."""
    key, refusal = st.session_state.get(_AT_BUTTON, (None, None))
    if refusal is None or button not in (None, key):
        return None
    del st.session_state[_AT_BUTTON]
    found: Refused = refusal
    return found


def is_waiting() -> bool:
    """Whether the top of the page has something to say at the next rerun."""
    return _FLASH in st.session_state or _REFUSAL in st.session_state


def show_flash(t: Translator) -> None:
    """Say what the last rerun left to be said, and bring it into view: the button was further down."""
    said, refusal = st.session_state.pop(_FLASH, None), st.session_state.pop(_REFUSAL, None)
    with st.container(key="said"):
        if said:
            st.success(said, icon=":material/check_circle:")
        if refusal:
            refused(t, refusal)
        # In here, so that what stands below keeps its place, and the focus in it, when this is gone.
        if said or refusal:
            bring_into_view("said")


def refused(t: Translator, refusal: Refused) -> None:
    """Why something was not done."""
    st.warning(said_plainly(t, refusal.sentence), icon=":material/info:")


def problems(t: Translator, found: Iterable[Problem]) -> None:
    """The problems of a form, as one message that is read out: a sentence, or a list of several."""
    said = [said_plainly(t, problem.sentence) for problem in found]
    if len(said) > 1:
        said = [f"**{t('There is a problem')}**\n", *(f"- {each}" for each in said)]
    with st.container(key="problem"):
        st.error("\n".join(said), icon=":material/error:")


def beside_field(slot: DeltaGenerator, key: str, sentence: str) -> None:
    """A problem of one field, in the slot beside it."""
    slot.container(key=f"problem:{key}").error(sentence, icon=":material/error:")


def bring_into_view(what: str, *, after_ms: int = 150) -> None:
    """Scroll to the first thing on the page whose key begins with `what` and move the focus there.

    Where two are asked for in one rerun, the one that waits longer has the last word.

    Streamlit does neither, so on a phone a message at the top would not be seen, nor read out.
    """
    _run(f"landOn('[class*=\"st-key-{what}\"]')", after_ms)


def go_to_problem() -> None:
    """Move the focus to the first field that is to be mended, or to the message where it has none."""
    _run("landOnProblem()", 150)


def put_focus_here() -> None:
    """Move the focus to what stands next: what had it is gone, and Tab would begin at the top of the page."""
    with st.container(key="here"):
        _run("landAfter('.st-key-here')", 100)


def _run(call: str, after_ms: int) -> None:
    """Call a function of `focus.py` in the browser, once for each time that the page is drawn with it."""
    turn = st.session_state["_turn_of_view"] = st.session_state.get("_turn_of_view", 0) + 1
    st.html(
        f"<script>/* {turn} */ setTimeout(() => window.{call}, {after_ms})</script>",
        unsafe_allow_javascript=True,
    )


def empty(what_to_do_first: str, illustration: Illustration = "kettle") -> None:
    """An empty page says what to do first, below an illustration."""
    pictures.show(illustration)
    st.markdown(what_to_do_first)


def sign_in_first(t: Translator) -> None:
    """A page that needs somebody to be signed in, and nobody is."""
    st.title(t("Sign in first"), anchor=False)
    st.write(t("This page is there once you have signed in."))
    link(t("Sign in"), "/sign-in", main=True)


def second_step_first(t: Translator) -> None:
    """A page that opens once somebody has passed the second step of signing in."""
    st.title(t("One more step"), anchor=False)
    st.write(t("You are signed in. This page opens once you have shown a second time that it is you."))
    link(t("Go on"), "/second-step", main=True)


def for_others(t: Translator) -> None:
    """A page that is for people with another part in the portal."""
    st.title(t("This page is for others"), anchor=False)
    st.write(t("It belongs to a part that you do not have here. Your own pages are in the menu."))


def still_waiting() -> None:
    """The page is tried again; the fields of the one before stay meanwhile."""
    t = translator_for(None)
    words = t("The portal is busy just now. It goes on by itself; what you typed stays.")
    st.toast(words, icon=":material/hourglass_top:")


def calm_wait() -> None:
    """The database did not answer for a while, so the page could not be drawn."""
    t = translator_for(None)
    st.warning(
        t(
            "The portal is very busy just now, and this page could not be shown. What was saved before is "
            "safe. Try again in a few minutes."
        ),
        icon=":material/hourglass_top:",
    )
    help_now(t("Help now"), None)


def calm_fault(reference: str) -> None:
    """Something went wrong on our side; the log has the trace under this number."""
    t = translator_for(None)
    st.error(
        t(
            "Something went wrong on our side. What was saved before is safe. "
            "Try once more; if it happens again, tell us this number: {reference}",
            reference=reference,
        ),
        icon=":material/healing:",
    )
    help_now(t("Help now"), None)
