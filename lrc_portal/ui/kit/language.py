"""Which language this browser is shown: what was chosen here, the person's own, or the browser's wish."""

import streamlit as st

from lrc_portal.acting import Viewer
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import Translator, first_spoken, translator

COOKIE = "lrc_language"
_CHOSEN = "chosen_language"


def translator_for(viewer: Viewer | None) -> Translator:
    """The translator of the language this page is shown in, and of the viewer's own record."""
    if here := chosen():
        return translator(here, alongside=viewer is not None and viewer.lives_alongside)
    if viewer is not None:
        return translator(viewer.language, alongside=viewer.lives_alongside)
    wished = (st.context.cookies.get(COOKIE) or "", st.context.locale or "")
    return translator(first_spoken(wished) or Language.ENGLISH)


def chosen() -> Language | None:
    """What was chosen in this tab, if anything."""
    return st.session_state.get(_CHOSEN)


def choose(language: Language) -> None:
    """Show every page of this browser tab in `language` from the next rerun on."""
    st.session_state[_CHOSEN] = language


def say_to_browser(language: Language, *, secure: bool) -> None:
    """`<html lang>` is fixed by Streamlit; and the pages outside it read the choice from a cookie."""
    st.html(
        f"<script>document.documentElement.lang='{language.value}';"
        f"document.cookie='{COOKIE}={language.value}; path=/; max-age=31536000; samesite=lax"
        f"{'; secure' if secure else ''}'</script>",
        unsafe_allow_javascript=True,
    )
