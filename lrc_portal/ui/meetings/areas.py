"""The areas to look at next time: chosen with one tap each, and shown to who prepares the meeting."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal.charts import phrases
from lrc_portal.support.meetings import areas
from lrc_portal.support.meetings.sheet import Area
from lrc_portal.ui.kit import elements, messages, returning
from lrc_portal.ui.kit.fields import act
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.vocabulary import Facet
from lrc_portal.words.translator import Translator

_CHOSEN, _TOO_MANY = "areas", "areas:too-many"


def choose_areas(visit: SignedIn, chosen: Sequence[Facet]) -> None:
    """One tap each, kept at once. What is in the database is what stands here."""
    t = visit.t
    with returning.acts_at_once(_CHOSEN, list(chosen)):
        st.pills(
            t("Areas to look at together, up to three"),
            list(Facet),
            selection_mode="multi",
            key=_CHOSEN,
            format_func=lambda facet: elements.of_asked(t, facet),
            on_change=_keep,
            args=(visit,),
        )
    if st.session_state.pop(_TOO_MANY, False):
        messages.beside_field(st.empty(), _CHOSEN, t("Choose up to three. Tap one again to let it go."))
        messages.go_to_problem()
    st.caption(
        t(
            "Each tap is kept at once. Your peer worker sees which ones you chose. "
            "Your answers are seen only if you share them."
        )
    )


def _keep(visit: SignedIn) -> None:
    chosen: list[Facet] = st.session_state[_CHOSEN]
    if len(chosen) > areas.MOST:
        st.session_state[_TOO_MANY] = True
        return
    act(visit, partial(areas.choose, by=visit.viewer, facets=chosen))


def show_areas(t: Translator, chosen: Sequence[Area], display_name: str) -> None:
    """What somebody chose to look at. One without figures looks the same whyever it has none."""
    if not chosen:
        return
    st.subheader(t("Areas {name} chose", name=display_name), anchor=False)
    said = [phrases.lately(t, elements.of_asked(t, area.facet), area.before, area.now) for area in chosen]
    st.markdown("\n".join(f"- {each}" for each in said))
