"""One note on the screen: what the peer worker wrote and, where there is one, the person's own account."""

from datetime import date
from typing import Protocol

import streamlit as st

from lrc_portal.ui import elements
from lrc_portal.ui.text import own_words, plain
from lrc_portal.vocabulary import Aid, Element, MeetingKind, NoteState
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

STATE_ICONS = {
    NoteState.DRAFT: "edit_note",
    NoteState.OFFERED: "hourglass_empty",
    NoteState.AGREED: "handshake",
    NoteState.DIFFERING: "forum",
}


class Written(Protocol):
    """What a peer worker wrote, as a draft or as a note; `support.notes.NoteLine` is one."""

    @property
    def day(self) -> date: ...
    @property
    def kind(self) -> MeetingKind: ...
    @property
    def talked_about(self) -> str | None: ...
    @property
    def strengths_noticed(self) -> str | None: ...
    @property
    def we_agreed(self) -> str | None: ...
    @property
    def aids(self) -> tuple[Aid, ...]: ...
    @property
    def elements(self) -> tuple[Element, ...]: ...


class Told(Written, Protocol):
    """A note to show; `support.notes.NoteLine` is one."""

    @property
    def author(self) -> str: ...
    @property
    def state(self) -> NoteState: ...
    @property
    def own_account(self) -> str | None: ...


def show_note(t: Translator, note: Told, *, person: str | None = None) -> None:
    """A note in a frame of its own. `person` is what the one it is about is called; None is the viewer."""
    with st.container(border=True, gap="small"):
        show_note_plain(t, note, person=person)


def show_note_plain(t: Translator, note: Told, *, person: str | None = None) -> None:
    """A note without a frame, to stand in one with what can be done about it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{t.day(note.day)}**", width="content")
        state = (
            t("Waiting for your answer")
            if waits_for_viewer(note, person)
            else labels.note_state(t, note.state)
        )
        st.badge(state, icon=f":material/{STATE_ICONS[note.state]}:", color="violet")
    about = [labels.meeting_kind(t, note.kind), *(elements.name(t, element) for element in note.elements)]
    st.caption(" · ".join(about))
    if note.own_account is None:
        show_account(t, note)
        return
    theirs, own = st.columns(2, gap="medium")
    with theirs:
        show_account(t, note)
    with own:
        if person is None:
            st.markdown(f"**{t('My own account')}**")
        else:
            st.markdown(f"**{t('In {name}’s own words', name=plain(person))}**")
        own_words(note.own_account)


def show_account(t: Translator, note: Told) -> None:
    """What the peer worker wrote."""
    st.markdown(f"**{t('Written by {name}', name=plain(note.author))}**")
    for heading, words in (
        (t("What we talked about"), note.talked_about),
        (t("Strengths noticed"), note.strengths_noticed),
        (t("What we agreed"), note.we_agreed),
    ):
        if words:
            with st.container(gap=None):
                st.caption(heading)
                own_words(words)
    if note.aids:
        kinds = t.listed([labels.aid(t, aid) for aid in note.aids])
        st.caption(t("Help given: {kinds}", kinds=kinds))


def waits_for_viewer(note: Told, person: str | None) -> bool:
    return person is None and note.state is NoteState.OFFERED
