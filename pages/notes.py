"""Meetings and notes: mine, with my answers and what I want to talk about; and those I write."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.sharing import opened_records
from lrc_portal.support import meetings_and_notes, story
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.notes import aid, note_views, notes
from lrc_portal.support.notes.keep_from_note import KeptFromNotes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import Walk
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import columns, frame, menu, messages, more, returning
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.cards import show_card
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.meetings import session_sheet
from lrc_portal.ui.meetings.agenda import show_my_agenda
from lrc_portal.ui.meetings.areas import choose_areas
from lrc_portal.ui.meetings.meetings import OF_PEER_SUPPORT, not_held_button, show_meetings, wanted
from lrc_portal.ui.notes import answering, beginning, drafts
from lrc_portal.ui.notes import keep_from_note as keep_panel
from lrc_portal.ui.notes.aid import show_aid
from lrc_portal.ui.notes.note_form import show_draft
from lrc_portal.ui.pairings.choosing import asked_for, with_whom
from lrc_portal.ui.record import way
from lrc_portal.vocabulary import KEEPS_A_RECORD, MeetingKind, NoteState, Role, Subject, Through
from lrc_portal.words.marks import NotNow

PART, WITH = "notes:part", "notes:with"
FORGOTTEN = "notes:forgotten"
MINE, WALKING = "mine", "walking"

visit = frame.open_page(Role.MEMBER, Role.FAMILY, Role.PEER_WORKER)
t = visit.t
today = clock.today()


def show_all() -> None:
    st.title(t("Meetings and notes"), anchor=False)
    forget_once()
    draft, noted_by = opened_draft()
    part = chosen_part(draft)
    if draft and draft.by_person == (part == MINE):
        show_opened(draft, noted_by)
    elif part == MINE:
        show_mine()
    else:
        show_walking()


def forget_once() -> None:
    """Drafts that have ended are taken out when somebody opens the page, not at each click.

    Where the database has no time for it now, no query shows them all the same.
    """
    if not st.session_state.get(FORGOTTEN):
        with suppress(NotNow), visit.db.writing() as db:
            notes.forget_old_drafts(db)
        st.session_state[FORGOTTEN] = True


def chosen_part(draft: NoteLine | None) -> str:
    """Whose meetings: somebody who is both member and peer worker chooses."""
    if Role.PEER_WORKER not in visit.viewer.roles:
        return MINE
    if not visit.viewer.roles & KEEPS_A_RECORD:
        return WALKING
    if not returning.holds(PART):
        about_others = not draft.by_person if draft else asked_for("with") is not None
        st.session_state[PART] = WALKING if about_others else MINE
    names = {MINE: t("About me"), WALKING: t("People I walk with")}
    st.pills(
        t("Whose meetings and notes?"),
        list(names),
        key=PART,
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    return str(st.session_state[PART])


# Mine: notes to answer and to write, meetings, what I want to talk about, the story


def show_mine() -> None:
    me = visit.viewer.person_id
    [found] = visit.db.read_all(
        meetings_and_notes.mine(
            visit.viewer, to_answer=answering.wanted(), drafts=drafts.wanted(), around=wanted(MINE)
        )
    )
    paired = namesakes.paired(t, me, found.paired)
    workers = {line.id: line.peer_worker for line in paired if line.live and line.person_id == me}
    agreed = t("You agreed. The note is part of your story now.")
    answering.show_to_answer(visit, found.to_answer, agreed=agreed, then=keep_panel.keep_next)
    keep_panel.show_just_answered(visit, found.notes, found.keeps)
    show_meetings(visit, found.around, name=MINE, kinds=kinds_for(workers), with_whom=workers)

    def under(note: NoteLine) -> None:
        show_under_mine(note, found.keeps, workers)

    show_notes(me, found.years, found.notes, found.met, key="mine", under=under)
    beginning.show_to_write_about_me(visit, found.begun, found.met, found.notes, workers)
    show_my_agenda(visit, found.agenda, workers.values())
    if workers or found.areas:
        choose_areas(visit, found.areas)
    show_help(me, key="aid")


def kinds_for(workers: dict[int, str]) -> tuple[MeetingKind, ...]:
    """What the person can plan: peer support only with a peer worker at their side."""
    return tuple(MeetingKind) if workers else (MeetingKind.PROFESSIONAL_LED,)


def show_under_mine(note: NoteLine, keeps: KeptFromNotes, workers: dict[int, str]) -> None:
    """What can be done about a note about me."""
    found = keep_panel.to_keep(note, keeps)
    with st.container(horizontal=True):
        keep_panel.show_keep_button(visit, found)
        beginning.show_correct(visit, note, workers)
    keep_panel.show_opened(visit, found)


# The last notes and the way so far, for both


def show_notes(
    person_id: int,
    years: list[int],
    notes: list[NoteLine],
    met: list[MeetingLine],
    *,
    key: str,
    under: Callable[[NoteLine], None],
) -> None:
    """The last notes; and behind one line the story so far, of which one year is read at a time."""
    lately = way.lately(notes)
    way.show_lately(t, lately, met, under=under)
    if year := way.chosen(years, key):
        with fold(t("The way so far"), f"{key}:way", icon="history") as is_open:
            if is_open:
                [found] = visit.db.read_all(story.of_year(visit.viewer, person_id, year))
                way.show_way(
                    t,
                    years,
                    found,
                    key=key,
                    own=person_id == visit.viewer.person_id,
                    but={note.id for note in lately},
                    under=under,
                    under_meeting=show_under_meeting,
                )


def show_help(person_id: int, *, key: str) -> None:
    """Help given, as the notes name it that the viewer can read."""

    def show(here: SignedIn) -> None:
        [given] = here.db.read_all(aid.read_query(here.viewer, person_id=person_id))
        show_aid(here.t, given, key=key)

    show_card(visit, key, t("Help given over time"), show, icon="volunteer_activism")


def show_under_meeting(meeting: MeetingLine) -> None:
    """What was said to be held and was not can be put right for a while, by either of the two."""
    if lately(meeting):
        not_held_button(visit, meeting)


def lately(meeting: MeetingLine) -> bool:
    """Its day has come, and lies back no longer than somebody is asked about it."""
    return today - meetings.A_WHILE <= meeting.day <= today


# As a peer worker: the people I walk with, their agenda, and the notes I write


def show_walking() -> None:
    [walks] = visit.db.read_all(pairing_views.walks(visit.viewer))
    walks = namesakes.walks(t, walks)
    if not walks:
        messages.empty(
            t(
                "You walk with nobody yet. When a coordinator suggests somebody, they wait under “People "
                "I walk with”."
            )
        )
        menu.to("people", t("People I walk with"))
        return
    chosen = with_whom(visit, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = next((walk for walk in walks if walk.pairing.id == chosen), None)
    if walk is not None:
        show_walk(walk)
        return
    st.markdown(t("Choose with whom."))
    mine, waiting = visit.db.read_all(
        note_views.written_by(visit.viewer, most=drafts.wanted()),
        note_views.to_answer_as_peer_worker(visit.viewer, most=answering.wanted()),
    )
    drafts.show_drafts(visit, [note for note in mine if note.state is NoteState.DRAFT])
    for note in more.shown(answering.LIST, waiting, limits.SHOWN_NOTES):
        st.button(
            t("A note from {name} waits for your answer", name=plain(note.author)),
            key=f"waits:{note.id}",
            icon=":material/forum:",
            on_click=choose,
            args=(note.pairing_id,),
        )
    more.show_button(t, answering.LIST, waiting, limits.SHOWN_NOTES)


def choose(pairing_id: int) -> None:
    st.session_state[WITH] = pairing_id


def show_walk(walk: Walk) -> None:
    pairing, name = walk.pairing, f"walk:{walk.pairing.id}"
    beside = [Subject.AGENDA, Subject.NOTES]
    with frame.looking(visit) as (db, opening):
        opened_records.at(
            db, visit.viewer, pairing.person_id, through=Through.PAIRING, also=beside, opening=opening
        )
    [found] = visit.db.read_all(
        meetings_and_notes.of_walk(
            visit.viewer,
            pairing,
            to_answer=answering.wanted(),
            drafts=drafts.wanted(),
            around=wanted(name),
        )
    )
    display_name = plain(pairing.person)
    menu.to("session-sheet", t("Before we meet"), **{"with": str(pairing.id)})
    if found.agenda:
        st.header(t("What {name} wants to talk about", name=display_name), anchor=False)
        for item in found.agenda:
            with area(f"agenda:{item.id}"):
                own_words(item.words)
    agreed = t("You agreed. The note is part of {name}’s story now.", name=display_name)
    answering.show_to_answer(visit, found.to_answer, agreed=agreed)
    drafts.show_drafts(visit, [note for note in found.written if note.state is NoteState.DRAFT])
    noted = beginning.noted_by_me((*found.notes, *found.written))
    show_notes(
        pairing.person_id,
        found.years,
        found.notes,
        found.met,
        key=name,
        under=lambda note: beginning.show_correct(visit, note, (pairing.id,)),
    )
    to_write = [line for line in found.met if line.id not in noted]
    beginning.show_to_write(visit, pairing.id, to_write, found.notes)
    whom = {pairing.id: pairing.person}
    show_meetings(visit, found.around, name=name, kinds=OF_PEER_SUPPORT, with_whom=whom)
    show_help(pairing.person_id, key=f"aid:{pairing.id}")


# The draft that is being written


def show_opened(draft: NoteLine, noted_by: str | None) -> None:
    """The note; and beside it, for a peer worker, the sheet about whom it is for.

    `noted_by` is the other of the two, where they have written about the same meeting.
    """
    [paired] = visit.db.read_all(pairing_views.mine(visit.viewer))
    pairing = next((line for line in paired if line.id == draft.pairing_id and line.live), None)
    if draft.by_person or pairing is None:
        show_draft(visit, draft, live=pairing is not None, noted_by=noted_by)
        return
    note_side, sheet_side = columns.two_columns((4, 3))
    with note_side:
        show_draft(visit, draft, live=True, noted_by=noted_by)
    with sheet_side:
        session_sheet.show_beside_note(visit, pairing, is_open=drafts.is_from_sheet(draft.id))


def opened_draft() -> tuple[NoteLine | None, str | None]:
    """The draft that the address names, where it is the viewer's own and has not ended; and whether the
    other of the two has written about its meeting.
    """
    asked = drafts.asked_draft()
    if asked is None:
        return None, None
    found, noted_by = visit.db.read_all(
        note_views.draft(visit.viewer, asked), note_views.noted_by_the_other(visit.viewer, asked)
    )
    if found is None:
        drafts.open_draft(None)
    return found, noted_by


show_all()
