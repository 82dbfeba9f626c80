"""Before we meet: one page about one person, in the order of the talk. It prints on one sheet of A4.

While the two meet it is four steps, one thing asked at a time; what is ticked there becomes the note.
"""

import streamlit as st

from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support import overview
from lrc_portal.support.meetings.sheet import Sheet
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import Walk
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import frame, lines, menu, messages, on_paper, printing
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings import meeting_now, session_sheet
from lrc_portal.ui.meetings.meeting_steps import Step
from lrc_portal.ui.meetings.meetings import ask_whether, show_just_held
from lrc_portal.ui.meetings.meetings import line as meeting_line
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.pairings.choosing import asked_for, with_whom
from lrc_portal.ui.sharing import overview as drawn
from lrc_portal.vocabulary import Role, Window
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

WITH = "session-sheet:with"

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    drafts.go_on()
    [walks] = visit.db.read_all(pairing_views.walks(visit.viewer))
    walks = namesakes.walks(t, walks)
    if (step := meeting_now.chosen_step()) and (walk := walk_of(walks, asked_for("with"))):
        _record, found = session_sheet.look_at(visit, walk.pairing)
        meeting_now.show_meeting(visit, found, step)
        return
    st.title(t("Before we meet"), anchor=False)
    if not walks:
        messages.empty(
            t(
                "You walk with nobody yet. When a coordinator suggests somebody, they wait under “People "
                "I walk with”."
            )
        )
        menu.to("people", t("People I walk with"))
        return
    with st.container(key=printing.NOT_ON_PAPER + "choose"):
        chosen = with_whom(visit, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = walk_of(walks, chosen)
    if walk is None:
        st.markdown(t("Choose whom you are going to meet."))
        return
    record, found = session_sheet.look_at(visit, walk.pairing)
    theirs = t.of_record(alongside=record.grants.alongside)
    show_sheet(theirs, found)
    show_everything(theirs, walk, record)
    printing.one_page()


def walk_of(walks: list[Walk], pairing_id: int | None) -> Walk | None:
    return next((walk for walk in walks if walk.pairing.id == pairing_id), None)


def show_sheet(theirs: Translator, found: Sheet) -> None:
    display_name = plain(found.pairing.person)
    st.header(display_name, anchor=False)
    show_when(found)
    with st.container(key=printing.NOT_ON_PAPER + "meet"):
        if found.unconfirmed:
            ask_whether(visit, found.unconfirmed)
        show_just_held(visit, {found.pairing.id})
        st.button(
            t("We are meeting now"),
            key="meet",
            type="primary",
            icon=":material/groups_2:",
            on_click=meeting_now.go_to,
            args=(Step.RATE,),
        )
    session_sheet.show_parts(theirs, found)
    with st.container(horizontal=True, vertical_alignment="center", key=printing.NOT_ON_PAPER + "deeds"):
        st.button(
            t("Start the note from here"),
            key="start-note",
            icon=":material/edit_note:",
            on_click=drafts.begin_next,
            args=(visit, found.pairing.id, found.to_write_about.id if found.to_write_about else None),
        )
        menu.to("notes", t("Meetings and notes"), **{"with": str(found.pairing.id)})
        on_paper.session_sheet(t, found.pairing.id)


def show_when(found: Sheet) -> None:
    said = []
    if found.next_meeting:
        said.append(meeting_line(t, found.next_meeting))
    if found.last_met:
        said.append(t("Last met: {day}", day=t.day(found.last_met)))
    if said:
        st.markdown(DOT.join(said))


def show_everything(theirs: Translator, walk: Walk, record: OpenedRecord) -> None:
    """Beside the one page, when asked for: all that this person lets their peer worker see."""
    with st.container(key=printing.NOT_ON_PAPER + "everything"):
        line = f"everything:{walk.pairing.id}"
        if not lines.is_open(line):
            lines.open_button(
                t("All that {name} shows you", name=plain(walk.pairing.person)), line, icon="unfold_more"
            )
            return
        with visit.db.seen_by(record.viewer).reading() as db:
            everything = overview.of(db, record, Window.YEAR)
        drawn.show(theirs, everything, key="session-sheet")
        lines.close_button(t("Close"), line)


show_all()
