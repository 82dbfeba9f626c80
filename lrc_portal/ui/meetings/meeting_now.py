"""While the two meet: one step stands on the page, and what stands in it is kept in a draft of the note."""

from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import uuid4

import streamlit as st

from lrc_portal.support.meetings.sheet import Sheet
from lrc_portal.support.notes import note_views, notes
from lrc_portal.support.notes.notes import NoteLine, NoteSubmission
from lrc_portal.ui.kit.fields import acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings import meeting_choices, meeting_steps
from lrc_portal.ui.meetings.meeting_steps import Step, Written
from lrc_portal.ui.notes import drafts
from lrc_portal.words.marks import Refused

ADDRESS = "step"
"""Where the address names the step, so that a reload comes back to it."""


def chosen_step() -> Step | None:
    """The step that stands in the address."""
    return next((step for step in Step if step.value == st.query_params.get(ADDRESS)), None)


def go_to(step: Step | None) -> None:
    """Another step, or with None the sheet."""
    if step is None:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = step.value
        meeting_steps.moved()


def show_meeting(visit: SignedIn, found: Sheet, step: Step) -> None:
    """One step with what is on the sheet to be ticked, and the ways to the next and to the one before."""
    t, pairing_id, display_name = visit.t, found.pairing.id, plain(found.pairing.person)
    meeting_id = found.to_write_about.id if found.to_write_about else None
    draft = _stands_in(found.draft)
    choices = meeting_steps.with_ticked(step, meeting_choices.of(t, found), draft, pairing_id)
    st.title(t("You and {name}", name=display_name), anchor=False)
    meeting_steps.show_step(
        visit,
        step,
        choices,
        draft,
        display_name,
        pairing_id,
        keep=partial(_keep, visit, pairing_id, meeting_id, step),
    )
    following, previous = meeting_steps.after(step), meeting_steps.before(step)
    # What is to be kept is looked up again by the callbacks: a page that stays open holds ids and no sheet.
    leave = partial(_leave, visit, pairing_id, meeting_id, step, is_begun=found.draft is not None)
    st.button(
        t("Next") if following else t("Go on to the note"),
        key=f"next:{step}",
        type="primary",
        icon=":material/arrow_forward:" if following else ":material/edit_note:",
        width="stretch",
        on_click=leave,
        args=(following,),
        kwargs={"to_note": following is None},
    )
    st.button(
        t("Back"),
        key=f"back:{step}",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=leave,
        args=(previous,),
    )
    st.caption(t("What you tick and write is kept as a draft of the note. Only you see a draft."))


def _keep(visit: SignedIn, pairing_id: int, meeting_id: int | None, step: Step) -> int | None:
    """Keep what stands in this step in the draft of the note; its id. None where it cannot be kept: why
    is said then.
    """
    choices = meeting_steps.drawn(step, pairing_id)
    kept: list[int] = []

    def write(db: Any) -> None:
        note_id = notes.begin(db, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id)
        draft = note_views.draft(visit.viewer, note_id).run(db)
        assert draft is not None  # it was begun, or found, in this very transaction
        note = _stands_in(draft)
        now = meeting_steps.with_answers(visit, step, choices, note, pairing_id)
        now = meeting_steps.with_unread(step, note, now, pairing_id)
        submission = NoteSubmission(
            pairing_id=pairing_id,
            day=draft.day,
            kind=draft.kind,
            aids=frozenset(draft.aids),
            meeting_id=draft.meeting_id,
            token=uuid4().hex,
            **asdict(now),
        )
        for problem in submission.problems():
            raise Refused(problem.sentence.text, **problem.sentence.values)
        notes.save_draft(db, by=visit.viewer, submission=submission, note_id=note_id)
        kept.append(note_id)

    return kept[0] if acted(visit, write) else None


def _leave(
    visit: SignedIn,
    pairing_id: int,
    meeting_id: int | None,
    step: Step,
    to: Step | None,
    *,
    is_begun: bool,
    to_note: bool = False,
) -> None:
    """Keep what stands in this step, and go on. Where it cannot be kept, stay."""
    if is_begun or to_note or meeting_steps.says_something(visit, step, pairing_id):
        note_id = _keep(visit, pairing_id, meeting_id, step)
        if note_id is None:
            return
        if to_note:
            drafts.open_next(pairing_id, note_id)
    go_to(to)


def _stands_in(draft: NoteLine | None) -> Written:
    if draft is None:
        return Written()
    return Written(
        talked_about=draft.talked_about or "",
        strengths_noticed=draft.strengths_noticed or "",
        we_agreed=draft.we_agreed or "",
        elements=frozenset(draft.elements),
    )
