"""Passing something on with a note: what goes along, and looking for more on the shelf."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.good_to_know import passing_on, shelf
from lrc_portal.support.good_to_know.passing_on import GoesAlong
from lrc_portal.support.good_to_know.shelf import Wanted
from lrc_portal.ui.good_to_know import things
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.vocabulary import Aid

_LINE = "pass-on"


def show_with_draft(visit: SignedIn, form: Form, note_id: int, along: Sequence[GoesAlong]) -> None:
    """Below the fields of a draft: what goes with it, and the way to more."""
    t = visit.t
    if along:
        st.markdown(t("This goes with the note"))
    for thing in along:
        with area(f"along:{thing.id}", gap="xsmall"):
            st.markdown(things.head(t, thing))
            action_button(
                visit,
                t("Leave it out"),
                partial(passing_on.take_from, by=visit.viewer, note_id=note_id, thing_id=thing.id),
                key=f"leave-out:{thing.id}",
                icon="close",
                kind="tertiary",
            )
    if lines.is_open(_LINE):
        with area(_LINE):
            _show_choice(visit, form, note_id, {thing.id for thing in along})
    else:
        lines.open_button(t("Pass on something good to know"), _LINE, icon="bookmark_add", kind="secondary")


def _show_choice(visit: SignedIn, form: Form, note_id: int, along: set[int]) -> None:
    t = visit.t
    words = st.text_input(t("What are you looking for?"), key=f"pass-on:words:{note_id}")
    most = limits.SHOWN_TO_PASS_ON
    query = shelf.read_query(visit.viewer, Wanted(words), most=most + len(along) + 1)
    [found] = visit.db.read_all(query)
    rest = [thing for thing in found if thing.id not in along]
    if not rest:
        st.caption(t("Nothing on the shelf fits this. Try another word, or fewer."))
    for thing in rest[:most]:
        st.button(
            things.head(t, thing),
            key=f"pass-on:{thing.id}",
            on_click=_put,
            args=(visit, form, note_id, thing.id),
        )
    if len(rest) > most:
        st.caption(t("There is more on the shelf. Write a word of it."))
    lines.close_button(t("Close"), _LINE)


def _put(visit: SignedIn, form: Form, note_id: int, thing_id: int) -> None:
    if acted(visit, partial(passing_on.put_with, by=visit.viewer, note_id=note_id, thing_id=thing_id)):
        # The field says it too, so that what is kept next does not take it away again.
        form.fill(f"aids.{Aid.INFORMATIONAL}", True)
