"""What a person can keep from a note about them: strengths, steps and what helps, with one tap each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lrc_portal.support.kept_lines import Listed
from lrc_portal.support.notes import keep_from_note
from lrc_portal.support.notes.keep_from_note import KeptFromNotes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.record import keeping
from lrc_portal.vocabulary import NotePart
from lrc_portal.words.marks import NO_BREAK

JUST_ANSWERED = "keeping:just-answered"


@dataclass(frozen=True)
class ToKeep:
    """What one note lists, and the open goals (id → title) that can take a step."""

    note_id: int
    strengths: Sequence[Listed]
    steps: Sequence[Listed]
    goals: Mapping[int, str]

    def __bool__(self) -> bool:
        return any(line.fits for line in (*self.strengths, *self.steps))

    @property
    def all_kept(self) -> bool:
        return all(line.is_kept or line.is_way for line in (*self.strengths, *self.steps) if line.fits)


def to_keep(note: NoteLine, keeps: KeptFromNotes) -> ToKeep:
    """What one note lists, in the light of what was kept so far."""
    return ToKeep(note.id, keeps.strengths_of(note), keeps.steps_of(note), keeps.goals)


def keep_next(note_id: int) -> None:
    """Right after it was answered, a note shows at the top of the page what can be kept from it."""
    st.session_state[JUST_ANSWERED] = note_id


def show_just_answered(visit: SignedIn, notes: Iterable[NoteLine], keeps: KeptFromNotes) -> None:
    """What can be kept from the note of these that was answered last, until the person is done with it."""
    note = next((each for each in notes if each.id == st.session_state.get(JUST_ANSWERED)), None)
    found = to_keep(note, keeps) if note else None
    if not found:
        return
    t = visit.t
    st.header(t("Would you like to keep something from it?"), anchor=False)
    show_keeping(visit, found)
    st.button(t("Done"), key="kept-enough", type="tertiary", icon=":material/close:", on_click=_keep_no_more)


def _keep_no_more() -> None:
    st.session_state.pop(JUST_ANSWERED, None)


def show_keep_button(visit: SignedIn, found: ToKeep) -> None:
    """The button that opens what can be kept from a note. Nothing where it lists nothing."""
    t = visit.t
    name = _opened(found.note_id)
    if not found or lines.is_open(name) or _stands_above(found):
        return
    label = t("What I kept from it") if found.all_kept else t("Keep something from it")
    lines.open_button(label, name, icon="bookmark")


def show_opened(visit: SignedIn, found: ToKeep) -> None:
    """What can be kept, where its button was pressed."""
    if found and lines.is_open(_opened(found.note_id)) and not _stands_above(found):
        show_keeping(visit, found)
        lines.close_button(visit.t("Done"), _opened(found.note_id))


def show_keeping(visit: SignedIn, found: ToKeep) -> None:
    """Each strength and each step with its button, or said to be kept."""
    t = visit.t
    strengths = [line for line in found.strengths if line.fits]
    if strengths:
        st.markdown(f"**{t('Strengths you can keep')}**")
    for each in strengths:
        with area(f"keep-strength-{found.note_id}-{each.line}", gap="xsmall"):
            own_words(each.words)
            if each.is_kept:
                keeping.say_strength_is_kept(visit)
            else:
                keep = partial(keep_from_note.keep_strength, by=visit.viewer, note_id=found.note_id)
                keeping.strength_button(visit, f"{found.note_id}:{each.line}", partial(keep, line=each.line))
            _show_way(visit, found.note_id, NotePart.STRENGTHS_NOTICED, each)
    steps = [line for line in found.steps if line.fits]
    if steps:
        st.markdown(f"**{t('Steps you can keep')}**")
    for each in steps:
        with area(f"keep-step-{found.note_id}-{each.line}", gap="xsmall"):
            own_words(each.words)
            if each.kept_in:
                keeping.say_step_is_kept(visit, each.kept_in)
            elif found.goals:
                keep = partial(keep_from_note.keep_step, by=visit.viewer, note_id=found.note_id)
                step = partial(keep, line=each.line)
                keeping.step_buttons(visit, f"{found.note_id}:{each.line}", found.goals, step)
            _show_way(visit, found.note_id, NotePart.WE_AGREED, each)
    if not found.goals and any(not line.is_kept for line in steps):
        keeping.say_no_goal_yet(visit)


def _show_way(visit: SignedIn, note_id: int, part: NotePart, line: Listed) -> None:
    """The line as something that helps: its button, or that it is kept so."""
    t = visit.t
    if line.is_way:
        st.caption(f":material/check:{NO_BREAK}{t('Kept. It is among what helps you.')}")
        return
    action_button(
        visit,
        t("Keep it as something that helps me"),
        partial(keep_from_note.keep_way, by=visit.viewer, note_id=note_id, part=part, line=line.line),
        key=f"keep-way:{note_id}:{part}:{line.line}",
        kind="tertiary",
        icon="bookmark_add",
        said=t("It is among what helps you now."),
    )


def _stands_above(found: ToKeep) -> bool:
    return st.session_state.get(JUST_ANSWERED) == found.note_id


def _opened(note_id: int) -> str:
    return f"keep:{note_id}"
