"""Notes and meetings as one story, newest first."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import streamlit as st

from lrc_portal.ui import meetings
from lrc_portal.ui.meetings import Planned
from lrc_portal.ui.notes import Told, show_note
from lrc_portal.words.translator import Translator

A_FEW = 20


class ToldWithId(Told, Protocol):
    """A note with its place in the story."""

    @property
    def id(self) -> int: ...


def show_story(
    t: Translator,
    told: Sequence[ToldWithId],
    held: Sequence[Planned],
    *,
    with_whom: Mapping[int, str] | None = None,
    person: str | None = None,
) -> None:
    """The newest of it, and the rest behind one tap. `person` is who it is about; None is the viewer."""
    notes = [(note.day, 1, note.id, note) for note in told]
    story = sorted([*notes, *((line.day, 0, line.id, line) for line in held)], key=lambda each: each[:3])
    if not story:
        return
    story.reverse()
    st.subheader(t("The way so far"), anchor=False)
    _show(t, story[:A_FEW], with_whom or {}, person)
    if story[A_FEW:]:
        with st.expander(t("Earlier"), key="earlier", icon=":material/history:"):
            _show(t, story[A_FEW:], with_whom or {}, person)


def _show(t: Translator, story: list, with_whom: Mapping[int, str], person: str | None) -> None:
    for _day, is_note, _id, each in story:
        if is_note:
            show_note(t, each, person=person)
        else:
            with st.container(border=True):
                st.markdown(meetings.line(t, each, with_whom=with_whom.get(each.pairing_id or 0)))
