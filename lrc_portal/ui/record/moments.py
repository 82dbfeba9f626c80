"""The form for a day that mattered, used on more than one page."""

from collections.abc import Callable

import streamlit as st

from lrc_portal.record import moments
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.fields import Form, typed_day
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.vocabulary import Element, MomentKind
from lrc_portal.words import labels


def show_moment_form(
    visit: SignedIn,
    name: str,
    *,
    usual: MomentSubmission | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Add a moment; `usual` is what stands in the fields. `name` tells forms on one page apart."""
    t = visit.t
    form = Form(visit, name)
    kind = form.one_of(
        "kind",
        t("What kind of day was it?"),
        MomentKind,
        lambda each: labels.moment_kind(t, each),
        value=usual.kind if usual else None,
        at_once=usual is None,
    )
    if usual is None and kind() is MomentKind.CONTRIBUTION and form.is_empty("element"):
        # What is given to the community is reintegration, if the person does not say otherwise.
        st.session_state[form.key("element")] = Element.REINTEGRATION
    element = form.one_of(
        "element",
        t("Which part of recovery does it belong to?"),
        Element,
        lambda each: elements.name(t, each),
        value=usual.element if usual else None,
    )
    day = typed_day(t, form, "day", t("Which day was it?"), value=usual.day if usual else None)
    words = form.words("words", t("A few words, if you like"), value=usual.words if usual else "", long=True)
    only_me = form.only_me(value=usual.only_me if usual else False)

    def submission() -> MomentSubmission:
        return MomentSubmission(day(), kind(), element(), words(), only_me(), form.token)

    form.send(
        t("Save this moment"),
        lambda db: moments.add(db, by=visit.viewer, submission=submission()),
        said=t("This moment is kept."),
        then=then,
    )
