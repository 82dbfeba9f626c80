"""Passing something on with a note or beside letters: looking for it on the shelf, and what goes along."""

from collections.abc import Callable, Sequence
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
            put = partial(_put, visit, form, note_id)
            _show_heading(visit, t("A tap puts it with the note at once."))
            _show_choice(visit, f"note-{note_id}", {thing.id for thing in along}, put)
    else:
        lines.open_button(t("Pass on something good to know"), _LINE, icon="bookmark_add", kind="secondary")


def show_beside_letters(visit: SignedIn, pairing_id: int, display_name: str) -> None:
    """As the peer worker: something from the shelf, which is the person's at once."""
    t, line = visit.t, f"{_LINE}:{pairing_id}"
    if not lines.is_open(line):
        lines.open_button(t("Pass on something good to know"), line, icon="bookmark_add")
        return

    def put(thing_id: int) -> None:
        write = partial(passing_on.pass_on, by=visit.viewer, pairing_id=pairing_id, thing_id=thing_id)
        if acted(visit, write, said=t("{name} finds it under “Good to know”.", name=display_name)):
            lines.close()

    with area(line):
        _show_heading(visit, t("A tap passes it on to {name} at once.", name=display_name))
        _show_choice(visit, f"pairing-{pairing_id}", set(), put)


def _show_heading(visit: SignedIn, what_a_tap_does: str) -> None:
    st.subheader(visit.t("Pass on something good to know"), anchor=False)
    st.markdown(what_a_tap_does)


def _show_choice(visit: SignedIn, name: str, along: set[int], put: Callable[[int], None]) -> None:
    """Looking for a thing on the shelf, without those that go `along` already; a tap on one is `put`."""
    t = visit.t
    words = st.text_input(t("What are you looking for?"), key=f"pass-on:words:{name}")
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
            on_click=put,
            args=(thing.id,),
        )
    if len(rest) > most:
        st.caption(t("There is more on the shelf. Write a word of what you look for."))
    lines.close_button(t("Close"), _LINE)


def _put(visit: SignedIn, form: Form, note_id: int, thing_id: int) -> None:
    if acted(visit, partial(passing_on.put_with, by=visit.viewer, note_id=note_id, thing_id=thing_id)):
        # The field says it too, so that what is kept next does not take it away again.
        form.fill(f"aids.{Aid.INFORMATIONAL}", True)
