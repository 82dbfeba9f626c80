"""The whole way on the screen, a year at a time, newest first: who walked along, meetings, notes, letters."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeAlias

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.letters.letter_views import LetterLine
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.story import Stretch, Year
from lrc_portal.ui.kit import more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.letters.letter import show_letter
from lrc_portal.ui.meetings import meetings
from lrc_portal.ui.notes.notes import show_note
from lrc_portal.vocabulary import NoteState
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator

YEAR = "way:year"
LAST = 3
"""So many notes stand on the page at first sight."""
A_FEW = limits.SHOWN_NOTES
"""So many of a year's newest entries stand at once; earlier ones behind one tap, so many at a time."""
Entry: TypeAlias = tuple[date, int, int, Callable[[], object]]
"""Its day, its place within the day, its id, and how it is drawn."""


def chosen(years: Sequence[int], key: str) -> int | None:
    """The year that is looked at: the newest, until another is chosen."""
    asked: int | None = st.session_state.get(f"{YEAR}:{key}")
    return asked if asked in years else next(iter(years), None)


def lately(notes: Sequence[NoteLine]) -> list[NoteLine]:
    """The last of notes that come newest first; drafts and what waits for an answer stand elsewhere."""
    return list(islice((note for note in notes if not _is_elsewhere(note)), LAST))


def _is_elsewhere(note: NoteLine) -> bool:
    return note.state is NoteState.DRAFT or (note.for_me and note.state is NoteState.OFFERED)


def show_lately(
    t: Translator,
    notes: Sequence[NoteLine],
    met: Sequence[MeetingLine],
    *,
    under: Callable[[NoteLine], None],
) -> None:
    """The last notes, each with what can be done about it. Nothing is drawn before the first."""
    if not notes:
        return
    st.header(t("The last notes"), anchor=False)
    by_id = {line.id: line for line in met}
    for note in notes:
        _show_note(t, note, by_id.get(note.meeting_id or 0), under)


def show_way(
    t: Translator,
    years: Sequence[int],
    found: Year,
    *,
    key: str,
    own: bool,
    but: Collection[int] = (),
    under: Callable[[NoteLine], None] | None = None,
    under_meeting: Callable[[MeetingLine], None] | None = None,
) -> None:
    """One year, and the ways to the one before and the one after. `own`: the viewer is who walked it.

    `but` are the notes that stand elsewhere on the page. A young year is followed by the weeks before
    it that `found` reaches back to, under their own year.
    `under` draws what can be done about a note, `under_meeting` what about a meeting.
    """
    st.markdown(f"### {found.year}")
    if own:
        for stretch in found.stretches:
            st.caption(f":material/directions_walk:{NO_BREAK}{_said(t, stretch)}")
    with_whom = {stretch.pairing_id: stretch.peer_worker for stretch in found.stretches} if own else {}
    entries: list[Entry] = [
        *(
            (note.day, 2, note.id, partial(_show_note, t, note, found.meeting_of.get(note.id), under))
            for note in found.notes
            if note.id not in but
        ),
        *(
            (line.day, 1, line.id, partial(_show_meeting, t, line, with_whom, under_meeting))
            for line in found.meetings
        ),
        *(
            # The note stands elsewhere; here stand its day and where the two met.
            (met.day, 1, met.id, partial(_show_meeting, t, met, with_whom, None))
            for note_id, met in found.meeting_of.items()
            if note_id in but
        ),
        *((letter.day, 1, letter.id, partial(_show_letter, t, letter)) for letter in found.letters),
        *(_turns(t, found) if own else ()),
    ]
    entries.sort(key=lambda each: each[:3], reverse=True)
    of_year = [entry for entry in entries if entry[0].year == found.year]
    _show(of_year[:A_FEW])
    if earlier := of_year[A_FEW:]:
        label, name = t("Earlier in {year}", year=found.year), f"{key}:{found.year}"
        with fold(label, f"{key}:earlier", icon="history") as is_open:
            if is_open:
                _show(more.shown(name, earlier, A_FEW))
                more.show_button(t, name, earlier, A_FEW)
    if before := entries[len(of_year) :]:
        name = f"{key}:before:{found.year}"
        st.markdown(f"### {found.first.year}")
        _show(more.shown(name, before, A_FEW))
        more.show_button(t, name, before, A_FEW)
    if not found.is_whole:
        st.caption(t("The newest notes, meetings and letters of this time are shown, not all of them."))
    _show_other_years(t, years, found.year, key)


def _said(t: Translator, stretch: Stretch) -> str:
    """Who walked along, from when to when."""
    who, first = plain(stretch.peer_worker), t.day(stretch.first_day)
    if stretch.last_day is None:
        return t("With {name}, since {day}", name=who, day=first)
    return t("With {name}, {first} to {last}", name=who, first=first, last=t.day(stretch.last_day))


def _turns(t: Translator, found: Year) -> list[Entry]:
    """The days of this time on which a walk began or ended."""
    turns: list[Entry] = []
    for stretch in found.stretches:
        who = plain(stretch.peer_worker)
        if found.first <= stretch.first_day <= found.last:
            if stretch.after is None:
                said = t("You and {name} began to walk together", name=who)
            else:
                said = t("{name} walks with you, after {before}", name=who, before=plain(stretch.after))
            draw = partial(_show_turn, t, stretch.first_day, f":material/handshake:{NO_BREAK}{said}")
            turns.append((stretch.first_day, 3, stretch.pairing_id, draw))
        if stretch.last_day is not None and found.first <= stretch.last_day <= found.last:
            said = t("The walk with {name} came to its end", name=who)
            draw = partial(_show_turn, t, stretch.last_day, f":material/waving_hand:{NO_BREAK}{said}")
            turns.append((stretch.last_day, 0, stretch.pairing_id, draw))
    return turns


def _show(entries: Sequence[Entry]) -> None:
    for *_place, draw in entries:
        draw()


def _show_note(
    t: Translator, note: NoteLine, meeting: MeetingLine | None, under: Callable[[NoteLine], None] | None
) -> None:
    """A note, and where the two met: what was typed when they planned it stays in sight."""

    def show_under(note: NoteLine) -> None:
        if meeting and meeting.place:
            st.caption(f":material/location_on:{NO_BREAK}{plain(meeting.place)}")
        if under:
            under(note)

    show_note(t, note, under=show_under)


def _show_meeting(
    t: Translator,
    line: MeetingLine,
    with_whom: Mapping[int, str],
    under: Callable[[MeetingLine], None] | None,
) -> None:
    with area(f"on-the-way:{line.id}", gap="xsmall"):
        st.markdown(meetings.line(t, line, with_whom=with_whom.get(line.pairing_id or 0)))
        if under:
            under(line)


def _show_letter(t: Translator, letter: LetterLine) -> None:
    with area(f"letter-on-the-way:{letter.id}", gap="xsmall"):
        show_letter(t, letter)


def _show_turn(t: Translator, day: date, said: str) -> None:
    st.markdown(f"**{t.day(day)}**{DOT}{said}")


def _show_other_years(t: Translator, years: Sequence[int], year: int, key: str) -> None:
    at = list(years).index(year)
    with st.container(horizontal=True):
        if at + 1 < len(years):
            label = t("Earlier: {year}", year=years[at + 1])
            _year_button(label, years[at + 1], key, "history")
        if at > 0:
            _year_button(t("Later: {year}", year=years[at - 1]), years[at - 1], key, "update")


def _year_button(label: str, year: int, key: str, icon: str) -> None:
    st.button(
        label,
        key=f"{key}:year:{year}",
        icon=f":material/{icon}:",
        on_click=st.session_state.__setitem__,
        args=(f"{YEAR}:{key}", year),
    )
