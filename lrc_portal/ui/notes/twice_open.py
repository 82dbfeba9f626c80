"""A draft that is open in two places: what this tab has read of it, and what stands there where it has not.

A draft is kept as it is filled in, so each keep makes another version. Where the version is one that this
tab has neither begun with nor kept, it keeps nothing by itself: what stands there is shown, and what is
saved by a button goes over what was read.
"""

from dataclasses import dataclass

import streamlit as st

from lrc_portal.support.notes.notes import NoteLine, NoteSubmission
from lrc_portal.ui.kit import meanwhile
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.notes.notes import show_account
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT

_KNOWN = "notes:known"
_NOTHING = "nothing"
"""The version that somebody has read of whom nobody knows what they have read."""


@dataclass(frozen=True)
class _Known:
    """`goes_on_from` is what the fields of this tab go on from, `shown` what stood on its page last."""

    goes_on_from: str
    shown: str


@dataclass(frozen=True)
class Reading:
    """What this tab knows of a draft in this rerun; `elsewhere` where something else stands there."""

    elsewhere: bool
    is_news: bool
    before: str
    shown: str
    note_id: int
    known: dict[int, _Known]

    def version_read(self, form: Form) -> str:
        """What goes along with what a button saves: see `meanwhile.Opened.version_read`.

        A click can come before the page is drawn that kept what was typed just before it: then it goes on
        from what this tab itself has kept since.
        """
        now = self.known.get(self.note_id)
        if now and now.goes_on_from == now.shown:
            return now.shown
        return self.before if form.carries_out else self.shown

    def kept(self, version: str) -> "Reading":
        """This tab has just kept this. Streamlit is asked for nothing: it could end the rerun there."""
        self.known[self.note_id] = _Known(version, version)
        return Reading(False, False, version, version, self.note_id, self.known)


def read(draft: NoteLine, now: NoteSubmission) -> Reading:
    """Compare the draft as it stands with what this tab knows of it; `now` is what stands in its fields."""
    all_known = _all_known()
    known = all_known.get(draft.id)
    stands = draft.version
    if now.becomes == stands or (known is None and _holds_all(now, draft)):
        goes_on_from = stands
    else:
        goes_on_from = known.goes_on_from if known else _NOTHING
    before = known.shown if known else goes_on_from
    all_known[draft.id] = _Known(goes_on_from, stands)
    return Reading(goes_on_from != stands, before != stands, before, stands, draft.id, all_known)


def _holds_all(now: NoteSubmission, draft: NoteLine) -> bool:
    """Whether the fields hold all that stands in the draft. Nothing is lost where they go over it.

    So it is where words were typed on and the page was loaded anew before they were kept.
    """
    written = (
        (now.talked_about, draft.talked_about),
        (now.strengths_noticed, draft.strengths_noticed),
        (now.we_agreed, draft.we_agreed),
    )
    return (
        all((there or "") in here for here, there in written)
        and now.aids >= set(draft.aids)
        and now.elements >= set(draft.elements)
    )


def show(visit: SignedIn, form: Form, draft: NoteLine, reading: Reading) -> None:
    """What stands in the draft, where it was written in another place."""
    note_id, name = draft.id, drafts.form_name(draft.id)

    def show_what_stands() -> None:
        t = visit.t
        st.markdown(f"**{t.day(draft.day)}**{DOT}{labels.meeting_kind(t, draft.kind)}")
        show_account(t, draft)

    def take() -> None:
        forget(note_id)
        form.begin_anew()

    if reading.elsewhere:
        meanwhile.show_elsewhere(visit, name, show_what_stands, take=take, is_news=reading.is_news)


def _all_known() -> dict[int, _Known]:
    known: dict[int, _Known] = st.session_state.setdefault(_KNOWN, {})
    return known


def forget(note_id: int) -> None:
    """The fields begin with what stands in the draft."""
    _all_known().pop(note_id, None)
