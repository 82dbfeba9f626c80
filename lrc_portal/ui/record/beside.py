"""What stands beside a timeline: the notes and moments of its period. One that is opened shows its place."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from lrc_portal.series import Mark, MarkKind
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.notes.notes import STATE_ICONS, show_note_plain
from lrc_portal.vocabulary import NoteState
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
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
KIND_ICONS = MOMENTS | {
    MarkKind.MEETING: "chat_bubble",
    MarkKind.PROFESSIONAL_LED: "school",
    MarkKind.NOTE_AGREED: "handshake",
    MarkKind.NOTE_DIFFERING: "forum",
    MarkKind.WAS_THERE: "groups",
    MarkKind.GOAL_SET: "adjust",
    MarkKind.GOAL_REACHED: "flag",
}
FEW, AT_FIRST = 2, 3


def show_beside(
    t: Translator,
    period: tuple[date, date],
    notes: Sequence[NoteLine],
    moments: Sequence[Mark],
    *,
    key: str,
    pointed: str,
) -> None:
    """The notes and moments of a period, newest first: a few of them, the earlier ones behind one line.

    `pointed` is where the session keeps the id of the mark whose line is open. `key` changes when another
    period was chosen, so that a few lines stand open by themselves and many do not.
    """
    st.header(t("In this time"), anchor=False)
    st.caption(t("{first} to {last}", first=t.day(period[0]), last=t.day(period[1])))
    if not notes and not moments:
        st.markdown(t("There are no notes of meetings and no moments in this time."))
        return
    is_open = len(notes) + len(moments) <= FEW
    at_hand = [
        *((note.day, 1, note.id, partial(_show_note, t, note, key, pointed, is_open)) for note in notes),
        *((each.day, 0, each.id, partial(_show_moment, t, each, key, pointed, is_open)) for each in moments),
    ]
    lines = sorted(at_hand, key=lambda line: (line[0], line[1], str(line[2])), reverse=True)
    for *_place, show in lines[:AT_FIRST]:
        show()
    if earlier := lines[AT_FIRST:]:
        label = t("Earlier in this time ({n})", n=len(earlier))
        with fold(label, f"{key}:earlier", icon="history") as is_open:
            if is_open:
                for *_place, show in earlier:
                    show()


def show_mark(t: Translator, mark: Mark) -> None:
    """What a mark on the chart is: its day, its kind, and the person's own words for it."""
    with st.container(key="pointed-mark", gap="xxsmall"):
        icon = KIND_ICONS[mark.kind]
        st.markdown(f":material/{icon}:{NO_BREAK}**{labels.mark_kind(t, mark.kind)}**{DOT}{t.day(mark.day)}")
        if mark.element:
            elements.chip(t, mark.element)
        own_words(mark.label)
        if mark.n > 1:
            st.caption(t.plural("{n} time", "{n} times", mark.n))


def _show_note(t: Translator, note: NoteLine, key: str, pointed: str, is_open: bool) -> None:
    kind = NOTE_MARKS.get(note.state)
    called = labels.mark_kind(t, kind) if kind else t("A note that waits for your answer")
    mark_id = f"{kind or 'note_offered'}-{note.id}"
    title = f"{t.day(note.day)}{DOT}{called}"
    line = _line(title, STATE_ICONS[note.state], key, mark_id, pointed, is_open)
    if not line.open:
        return
    with line:
        show_note_plain(t, note)
        if kind:
            _say_where(t, mark_id, pointed)


def _show_moment(t: Translator, moment: Mark, key: str, pointed: str, is_open: bool) -> None:
    title = f"{t.day(moment.day)}{DOT}{labels.mark_kind(t, moment.kind)}"
    line = _line(title, MOMENTS[moment.kind], key, moment.id, pointed, is_open)
    if not line.open:
        return
    with line:
        if moment.element:
            elements.chip(t, moment.element)
        own_words(moment.label)
        _say_where(t, moment.id, pointed)


def _line(title: str, icon: str, key: str, mark_id: str, pointed: str, few: bool) -> ExpanderContainer:
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
