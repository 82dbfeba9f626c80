"""What stands beside a timeline: the notes and moments of its period. One that is opened shows its place."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrc_portal.series import Mark, MarkKind
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.notes.notes import STATE_ICONS, show_note_plain
from lrc_portal.vocabulary import NoteState
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

MOMENTS = {
    MarkKind.MILESTONE: "star",
    MarkKind.CONTRIBUTION: "volunteer_activism",
    MarkKind.HARD_DAY: "cloud",
}
NOTE_MARKS = {
    NoteState.AGREED: MarkKind.NOTE_AGREED,
    NoteState.DIFFERING: MarkKind.NOTE_DIFFERING,
}
FEW = 2


def show_beside(
    t: Translator,
    period: tuple[date, date],
    notes: Sequence[NoteLine],
    moments: Sequence[Mark],
    *,
    key: str,
    pointed: str,
) -> None:
    """The notes and moments of a period, newest first in each kind.

    `pointed` is where the session keeps the id of the mark whose line is open. `key` changes when another
    period was chosen, so that a few lines stand open by themselves and many do not.
    """
    st.header(t("In this time"), anchor=False)
    st.caption(t("{first} to {last}", first=t.day(period[0]), last=t.day(period[1])))
    if not notes and not moments:
        st.markdown(t("No notes or moments stand in this time."))
        return
    few = len(notes) + len(moments) <= FEW
    for note in notes:
        kind = NOTE_MARKS.get(note.state)
        called = labels.mark_kind(t, kind) if kind else t("A note that waits for your answer")
        mark_id = f"{kind or 'note_offered'}-{note.id}"
        title = f"{t.day(note.day)} · {called}"
        with _line(title, STATE_ICONS[note.state], key, mark_id, pointed, few):
            show_note_plain(t, note)
            if kind:
                _say_where(t, mark_id, pointed)
    for moment in sorted(moments, key=lambda mark: (mark.day, mark.id), reverse=True):
        title = f"{t.day(moment.day)} · {labels.mark_kind(t, moment.kind)}"
        with _line(title, MOMENTS[moment.kind], key, moment.id, pointed, few):
            if moment.element:
                elements.chip(t, moment.element)
            own_words(moment.label)
            _say_where(t, moment.id, pointed)


def _line(title: str, icon: str, key: str, mark_id: str, pointed: str, few: bool) -> DeltaGenerator:
    line = f"{key}:{mark_id}"
    return st.expander(
        title,
        icon=f":material/{icon}:",
        key=line,
        expanded=few or st.session_state.get(pointed) == mark_id,
        on_change=_point,
        args=(line, mark_id, pointed),
    )


def _say_where(t: Translator, mark_id: str, pointed: str) -> None:
    if st.session_state.get(pointed) == mark_id:
        st.caption(t("The ring on the chart shows where this is."))


def _point(line: str, mark_id: str, pointed: str) -> None:
    """The line was opened: its mark is pointed at. Closing it points at nothing."""
    if st.session_state[line]:
        st.session_state[pointed] = mark_id
    elif st.session_state.get(pointed) == mark_id:
        st.session_state.pop(pointed)
