"""Notes that were begun: go on with one, write it and offer it, or throw it away."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.database.engine import Session
from lrc_portal.identity import unsaved_words
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.ui.kit import lines, menu, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.pairings.choosing import asked_for
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

ADDRESS = "note"
"""Where the address names the draft that is being written, so that it comes back after a reload."""
_NEXT, _FROM_SHEET = "notes:next", "notes:from-sheet"
LIST = "drafts"
"""The name of this list for `ui.more`."""


def form_name(note_id: int) -> str:
    """What the form of a draft is called."""
    return f"note:{note_id}"


def asked_draft() -> int | None:
    """The draft that the address names."""
    return asked_for(ADDRESS)


def open_draft(note_id: int | None) -> None:
    """Open a draft, or with None the page without one."""
    lines.close()
    if note_id is None:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = str(note_id)


def open_begun(visit: SignedIn, begin: Callable[[Session], int]) -> None:
    """From a callback: begin a draft, and open it once it is kept. `begin(db)` gives its id."""
    begun: list[int] = []
    if acted(visit, lambda db: begun.append(begin(db))):
        open_draft(begun[0])


def begin_next(visit: SignedIn, pairing_id: int, meeting_id: int | None) -> None:
    """From a callback of another page: begin a draft (or go on with the one there is), to be opened next."""
    begun: list[int] = []
    begin = partial(notes.begin, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id)
    if acted(visit, lambda db: begun.append(begin(db))):
        open_next(pairing_id, begun[0])


def open_next(pairing_id: int, note_id: int) -> None:
    """From a callback of another page: `go_on`, which stands first in that page, opens this draft."""
    st.session_state[_NEXT] = pairing_id, note_id


def go_on() -> None:
    """Go to the page of notes, where a callback of this page has said that a draft is to be opened there."""
    if asked := st.session_state.pop(_NEXT, None):
        pairing_id, note_id = asked
        st.session_state[_FROM_SHEET] = note_id
        menu.go("notes", **{"with": str(pairing_id), ADDRESS: str(note_id)})


def is_from_sheet(note_id: int) -> bool:
    """Whether this draft was opened from the sheet of the one it is for."""
    return bool(st.session_state.get(_FROM_SHEET) == note_id)


def wanted() -> int:
    """How many drafts to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_NOTES) + 1


def show_drafts(visit: SignedIn, drafts: Sequence[NoteLine]) -> None:
    """Those that were begun, each to go on with or to throw away."""
    if not drafts:
        return
    t = visit.t
    st.header(t("Notes you have begun"), anchor=False)
    st.caption(t("Only you see them. A note that you leave alone for 30 days is erased."))
    for note in more.shown(LIST, drafts, limits.SHOWN_NOTES):
        with area(f"draft:{note.id}", gap="xsmall"):
            said = [f"**{t.day(note.day)}**", t("with {name}", name=plain(note.other))]
            if note.is_goodbye:
                said.append(t("a goodbye"))
            if note.earlier:
                said.append(t("a new version"))
            st.markdown(DOT.join(said))
            with st.container(horizontal=True):
                st.button(
                    t("Go on writing"),
                    key=f"go-on:{note.id}",
                    icon=":material/edit:",
                    on_click=open_draft,
                    args=(note.id,),
                )
                show_throw_away(visit, note.id)
    more.show_button(t, LIST, drafts, limits.SHOWN_NOTES)


def show_throw_away(visit: SignedIn, note_id: int) -> None:
    """The button that throws a draft away, after asking once."""
    t = visit.t
    lines.ask_once(
        visit,
        f"throw-away:{note_id}",
        label=t("Throw it away"),
        question=t("Throw this draft away? Nobody else has seen it."),
        yes=t("Throw it away"),
        no=t("Keep it"),
        write=partial(_throw_away, visit, note_id),
        said=t("The draft is gone."),
    )


def _throw_away(visit: SignedIn, note_id: int, db: Session) -> None:
    notes.erase_draft(db, by=visit.viewer, note_id=note_id)
    unsaved_words.forget(db, by=visit.viewer, form=form_name(note_id))


def show_head(t: Translator, draft: NoteLine) -> None:
    """Above the fields of the draft that is being written: for whom it is, and who sees it."""
    name = plain(draft.other)
    st.button(
        t("Back"),
        key="back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=open_draft,
        args=(None,),
    )
    head = (
        t("A goodbye note for {name}", name=name) if draft.is_goodbye else t("A note for {name}", name=name)
    )
    st.header(head, anchor=False)
    st.markdown(
        t(
            "Write it as if {name} read it over your shoulder. "
            "What you fill in is kept as a draft, and only you see a draft.",
            name=name,
        )
    )


def there_is_one(t: Translator, author: str) -> str:
    """That the other one has written about this meeting."""
    return t(
        "{name} has written a note about this meeting. You can write yours beside it.", name=plain(author)
    )


def show_offer(
    t: Translator, form: Form, draft: NoteLine, offer: Callable[[Session], object], *, live: bool
) -> None:
    """The button that offers it. Not `live`: nobody would answer."""
    name = plain(draft.other)
    if not live:
        st.caption(t("You two do not walk together any more, so nobody would answer this note."))
        return
    st.caption(
        t(
            "Once you offer it, your words are fixed. {name} agrees, or adds how it was for them.",
            name=name,
        )
    )
    form.send(
        t("Offer it to {name}", name=name),
        offer,
        said=t("The note is offered to {name}.", name=name),
        then=lambda: open_draft(None),
        icon="volunteer_activism",
    )
