"""Notes that could be begun: about a meeting, about none that stands here, or as a new version of one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import when
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.notes.drafts import open_begun
from lrc_portal.words.translator import Translator


@dataclass(frozen=True)
class Beginning:
    """A note that could be begun: about a meeting, or about none that stands here.

    `noted_by` is the other of the two, where they have written a note about the meeting.
    """

    label: str
    pairing_id: int
    meeting_id: int | None = None
    noted_by: str | None = None


def show_to_write_about_me(
    visit: SignedIn,
    begun: Sequence[NoteLine],
    met: Sequence[MeetingLine],
    notes: Sequence[NoteLine],
    workers: Mapping[int, str],
) -> None:
    """As the person: a note of one's own about a meeting, for the peer worker to answer.

    `workers` are the peer workers of the live pairings, by the pairing's id.
    """
    t = visit.t
    drafts.show_drafts(visit, begun)
    if not workers:
        return
    st.header(t("Write a note about a meeting"), anchor=False)
    st.caption(t("You can write what came out of a meeting too. Your peer worker answers it."))
    noted, theirs = noted_by_me((*notes, *begun)), _noted_by_the_other(notes)
    about = [
        _about(t, line, line.pairing_id, theirs)
        for line in met
        if line.pairing_id is not None and line.pairing_id in workers and line.id not in noted
    ]
    others = [
        Beginning(t("Write about a meeting with {name}", name=plain(name)), pairing_id)
        for pairing_id, name in workers.items()
    ]
    _show(visit, [*_first(about, 2), *others])


def show_to_write(
    visit: SignedIn, pairing_id: int, to_write: Sequence[MeetingLine], notes: Sequence[NoteLine]
) -> None:
    """As the peer worker: about one of the last meetings of which the viewer has not written, or another.

    `notes` are those that the viewer may see about the person.
    """
    t = visit.t
    st.header(t("Write a note"), anchor=False)
    label = t("Write about another meeting") if to_write else t("Write a note")
    theirs = _noted_by_the_other(notes)
    about = [_about(t, line, pairing_id, theirs) for line in to_write]
    _show(visit, [*_first(about, 3), Beginning(label, pairing_id)])


def noted_by_me(found: Sequence[NoteLine]) -> set[int | None]:
    """The meetings of which the viewer has written in one of these."""
    return {note.meeting_id for note in found if note.is_mine}


def _noted_by_the_other(found: Sequence[NoteLine]) -> dict[int | None, str]:
    """Who of the two has written about a meeting, by its id, where it is not the viewer."""
    return {note.meeting_id: note.author for note in found if not note.is_mine}


def _about(
    t: Translator, line: MeetingLine, pairing_id: int, noted_by: Mapping[int | None, str]
) -> Beginning:
    label = t("Write about {day}", day=when(t, line, within=True))
    return Beginning(label, pairing_id, line.id, noted_by.get(line.id))


def _first(about: Sequence[Beginning], most: int) -> list[Beginning]:
    """Some of these: the meetings of which neither has written come before the others."""
    return sorted(about, key=lambda each: each.noted_by is not None)[:most]


def _show(visit: SignedIn, beginnings: Sequence[Beginning]) -> None:
    for each in beginnings:
        with st.container(gap="xxsmall"):
            st.button(
                each.label,
                key=f"write:{each.pairing_id}:{each.meeting_id or ''}",
                icon=":material/edit_note:",
                on_click=_begin,
                args=(visit, each.pairing_id, each.meeting_id),
            )
            if each.noted_by is not None:
                st.caption(drafts.there_is_one(visit.t, each.noted_by))


def _begin(visit: SignedIn, pairing_id: int, meeting_id: int | None) -> None:
    open_begun(visit, partial(notes.begin, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id))


def show_correct(visit: SignedIn, note: NoteLine, live: Collection[int]) -> None:
    """Only who wrote it, while the two walk together, begins a new version. `live`: ids of pairings."""
    if note.is_mine and note.pairing_id in live:
        st.button(
            visit.t("Write a new version"),
            key=f"correct:{note.id}",
            type="tertiary",
            icon=":material/edit_note:",
            on_click=_correct,
            args=(visit, note.id),
        )


def _correct(visit: SignedIn, note_id: int) -> None:
    open_begun(visit, partial(notes.correct, by=visit.viewer, note_id=note_id))
