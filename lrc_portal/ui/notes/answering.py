"""Notes that wait for the viewer's answer: read, then agree or put an own account beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteLine
from lrc_portal.ui.kit import lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.notes.notes import show_note_plain

Then: TypeAlias = Callable[[int], None] | None
"""What is done next with the id of a note that was answered."""
LIST = "to-answer"
"""The name of this list for `ui.more`."""


def wanted() -> int:
    """How many notes that wait for an answer to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_NOTES) + 1


def show_to_answer(visit: SignedIn, waiting: Sequence[NoteLine], *, agreed: str, then: Then = None) -> None:
    """Each of them with its two answers. `agreed` is said after agreeing, `then` is called with the id."""
    if not waiting:
        return
    t = visit.t
    st.header(
        t("A note for you to answer") if len(waiting) == 1 else t("Notes for you to answer"), anchor=False
    )
    for note in more.shown(LIST, waiting, limits.SHOWN_NOTES):
        with area(f"to-answer:{note.id}"):
            show_note_plain(t, note)
            if lines.is_open(f"answer:{note.id}"):
                _show_own_account(visit, note.id, then)
            else:
                _show_buttons(visit, note.id, agreed, then)
    more.show_button(t, LIST, waiting, limits.SHOWN_NOTES)


def _show_buttons(visit: SignedIn, note_id: int, agreed: str, then: Then) -> None:
    t = visit.t
    with st.container(horizontal=True):
        st.button(
            t("I agree with this note"),
            key=f"agree:{note_id}",
            type="primary",
            icon=":material/handshake:",
            on_click=_agree,
            args=(visit, note_id, agreed, then),
        )
        lines.open_button(t("Add how it was for me"), f"answer:{note_id}", icon="edit_note", kind="secondary")


def _agree(visit: SignedIn, note_id: int, agreed: str, then: Then) -> None:
    submission = AnswerSubmission(agree=True, token=f"agree:{note_id}")
    write = partial(notes.answer, by=visit.viewer, note_id=note_id, submission=submission)
    if acted(visit, write, said=agreed) and then:
        then(note_id)


def _show_own_account(visit: SignedIn, note_id: int, then: Then) -> None:
    t = visit.t
    form = Form(visit, f"answer:{note_id}")
    words = form.words(
        "own_account",
        t("How was it for you?"),
        hint=t("Your words stand beside theirs for good. Neither of you can change what the other wrote."),
        long=True,
    )

    def close() -> None:
        lines.close()
        if then:
            then(note_id)

    def submission() -> AnswerSubmission:
        return AnswerSubmission(agree=False, own_account=words(), token=form.token)

    form.send(
        t("Add my words"),
        lambda db: notes.answer(db, by=visit.viewer, note_id=note_id, submission=submission()),
        said=t("Your words stand beside theirs now."),
        then=close,
    )
    lines.close_button(t("Not now"), f"answer:{note_id}")
