"""One note on the screen: what its author wrote, the other's account beside it, and the versions before."""

from collections.abc import Callable

import streamlit as st

from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.good_to_know import things
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import badge, own_words, plain
from lrc_portal.vocabulary import NoteState
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

STATE_ICONS = {
    NoteState.DRAFT: "edit_note",
    NoteState.OFFERED: "hourglass_empty",
    NoteState.AGREED: "handshake",
    NoteState.DIFFERING: "forum",
}


def show_note(t: Translator, note: NoteLine, *, under: Callable[[NoteLine], None] | None = None) -> None:
    """A note in a frame of its own; `under` draws what can be done about it."""
    with area(f"note:{note.id}"):
        show_note_plain(t, note)
        if under:
            under(note)


def show_note_plain(t: Translator, note: NoteLine) -> None:
    """A note without a frame, to stand in one with what can be done about it."""
    _show_version(t, note)
    show_earlier(t, note)


def show_earlier(t: Translator, note: NoteLine) -> None:
    """The versions before, as they were written and answered, behind a fold."""
    if not note.earlier:
        return
    label = t("The version before") if len(note.earlier) == 1 else t("The versions before")
    with fold(label, f"earlier-version:{note.id}", icon="history") as is_open:
        for number, version in enumerate(note.earlier if is_open else ()):
            if number:
                st.divider()
            _show_version(t, version, replaced=True)


def _show_version(t: Translator, note: NoteLine, *, replaced: bool = False) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t.day(note.day)}**", width="content")
        badge(_state(t, note, replaced), icon=f":material/{STATE_ICONS[note.state]}:", color="violet")
        if note.earlier and not replaced:
            st.badge(t("New version"), icon=":material/history:", color="gray")
    kind = t("A goodbye") if note.is_goodbye else labels.meeting_kind(t, note.kind)
    about = [kind, *(elements.name(t, element) for element in note.elements)]
    st.caption(DOT.join(about))
    if note.own_account is None:
        show_account(t, note)
        return
    written, beside = st.columns(2, gap="medium")
    with written:
        show_account(t, note)
    with beside:
        st.markdown(f"**{account_of(t, note)}**")
        own_words(note.own_account)


def _state(t: Translator, note: NoteLine, replaced: bool) -> str:
    if note.state is not NoteState.OFFERED:
        return labels.note_state(t, note.state)
    if replaced:
        return t("Not answered")
    if note.for_me:
        return t("Waiting for your answer")
    if note.is_mine:
        return t("Waiting for an answer from {name}", name=plain(note.other))
    return labels.note_state(t, note.state)


def account_of(t: Translator, note: NoteLine) -> str:
    """Whose account stands beside the note."""
    return t("My own account") if note.for_me else t("In {name}’s own words", name=plain(note.other))


def show_account(t: Translator, note: NoteLine) -> None:
    """What the author wrote."""
    by = t("Written by you") if note.is_mine else t("Written by {name}", name=plain(note.author))
    st.markdown(f"**{by}**")
    for heading, words in (
        (t("What we talked about"), note.talked_about),
        (t("Strengths noticed"), note.strengths_noticed),
        (t("What we agreed"), note.we_agreed),
    ):
        if words:
            with st.container(gap=None):
                if not note.is_goodbye:
                    st.caption(heading)
                own_words(words)
    if note.passed_on:
        st.caption(t("Good to know"))
        for thing in note.passed_on:
            things.show_in_note(t, thing)
    if note.aids:
        kinds = t.listed([labels.aid_in_a_note(t, aid) for aid in note.aids], ours=True)
        st.caption(t("Help given: {kinds}", kinds=kinds))
