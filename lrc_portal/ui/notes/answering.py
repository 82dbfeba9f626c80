"""Notes that wait for the viewer's answer: read, then agree or put an own account beside it."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lrc_portal import limits
from lrc_portal.ui.kit import lines, more
from lrc_portal.ui.kit.fields import Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.notes.notes import Told, show_note_plain

Answer = Callable[[Any, int, bool, str, str], object]
"""`answer(db, note_id, agree, own_account, token)`."""
Then = Callable[[int], None] | None
LIST = "to-answer"
"""The name of this list for `ui.more`."""


def wanted() -> int:
    """How many notes that wait for an answer to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_NOTES) + 1


def show_to_answer(
    visit: SignedIn, waiting: Sequence[Told], answer: Answer, *, agreed: str, then: Then = None
) -> None:
    """Each of them with its two answers. `agreed` is said after agreeing, `then` is called with the id."""
    if not waiting:
        return
    t = visit.t
    st.header(
        t("A note for you to answer") if len(waiting) == 1 else t("Notes for you to answer"), anchor=False
    )
    for note in more.shown(LIST, waiting, limits.SHOWN_NOTES):
        with st.container(border=True, gap="small"):
            show_note_plain(t, note)
            if lines.is_open(f"answer:{note.id}"):
                _show_own_account(visit, note, answer, then)
            else:
                _show_buttons(visit, note, answer, agreed, then)
    more.show_button(t, LIST, waiting, limits.SHOWN_NOTES)


def _show_buttons(visit: SignedIn, note: Told, answer: Answer, agreed: str, then: Then) -> None:
    t = visit.t

    def agree() -> None:
        done = acted(visit, lambda db: answer(db, note.id, True, "", f"agree:{note.id}"), said=agreed)
        if done and then:
            then(note.id)

    with st.container(horizontal=True):
        st.button(
            t("I agree with this note"),
            key=f"agree:{note.id}",
            type="primary",
            icon=":material/handshake:",
            on_click=agree,
        )
        lines.open_button(
            t("Put my own account beside it"), f"answer:{note.id}", icon="edit_note", kind="secondary"
        )


def _show_own_account(visit: SignedIn, note: Told, answer: Answer, then: Then) -> None:
    t = visit.t
    form = Form(visit, f"answer:{note.id}")
    words = form.words(
        "own_account",
        t("How was it for you?"),
        hint=t("Your words stand beside theirs for good. Neither of you can change what the other wrote."),
        long=True,
    )

    def close() -> None:
        lines.close()
        if then:
            then(note.id)

    form.send(
        t("Put it beside the note"),
        lambda db: answer(db, note.id, False, words(), form.token),
        said=t("Both accounts stand side by side now."),
        then=close,
    )
    lines.close_button(t("Not now"), f"answer:{note.id}")
