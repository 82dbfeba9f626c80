"""With whom: choosing one of those with whom there are letters, or could be. The choice is in the address."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.refusals import Why
from lrc_portal.support.letters.letter_views import Correspondent
from lrc_portal.ui.kit import by_name, lines
from lrc_portal.ui.kit.frame import SignedIn, log_refused
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

WITH = "letters:with"


def chosen(visit: SignedIn, known: Sequence[Correspondent]) -> Correspondent:
    """The one whose letters are open: until one is chosen, the first with new ones, or just the first."""
    t = visit.t
    by_key = {each.key: each for each in known}
    if st.session_state.get(WITH) not in by_key:
        asked = st.query_params.get("with", "")
        if asked and asked not in by_key:
            log_refused(Why.NOT_HERE, visit.viewer)
        first = next((each for each in known if each.is_new), known[0])
        st.session_state[WITH] = asked if asked in by_key else first.key
    if len(known) > 1:
        names = {key: each.display_name for key, each in by_key.items()}
        at_hand = _narrowed(t, names)
        st.pills(
            t("With whom?"),
            at_hand,
            key=WITH,
            required=True,
            format_func=lambda key: _called(t, by_key[key]),
            on_change=lines.close,
        )
    key: str = st.session_state[WITH]
    st.query_params["with"] = key
    return by_key[key]


def _narrowed(t: Translator, names: dict[str, str]) -> list[str]:
    """Some of them at once, in their order; of many, a part of the name is asked."""
    keys = list(names)
    places = dict(enumerate(names.values()))
    first = st.session_state[WITH]
    some = by_name.narrowed(t, f"{WITH}:part", places, first=keys.index(first))
    return [key for place, key in enumerate(keys) if place in some]


def _called(t: Translator, one: Correspondent) -> str:
    name = plain(one.display_name)
    return t("{name} (new)", name=name) if one.is_new else name
