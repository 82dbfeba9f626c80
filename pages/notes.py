"""Meetings and notes: mine, with my answers and what I want to talk about; and those I write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.sharing import opened_records
from lrc_portal.support import story
from lrc_portal.support.meetings import areas, meetings
from lrc_portal.support.meetings.meetings import (
    AgendaSubmission,
    Around,
    MeetingLine,
    MeetingSubmission,
    MoveSubmission,
)
from lrc_portal.support.notes import aid, keep_from_note, note_views, notes
from lrc_portal.support.notes.keep_from_note import KeptFromNotes
from lrc_portal.support.notes.notes import AnswerSubmission, NoteLine, NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.support.pairings.pairings import Walk
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import frame, menu, messages, more, returning
from lrc_portal.ui.kit.fields import Form, act, acted
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.meetings.agenda import AgendaVerbs, show_my_agenda
from lrc_portal.ui.meetings.areas import choose_areas
from lrc_portal.ui.meetings.meetings import (
    OF_PEER_SUPPORT,
    PlanVerbs,
    ToldVerbs,
    not_held_button,
    show_meetings,
    wanted,
    when,
)
from lrc_portal.ui.notes import answering, drafts
from lrc_portal.ui.notes import keep_from_note as keep_panel
from lrc_portal.ui.notes.aid import show_aid
from lrc_portal.ui.notes.drafts import Beginning
from lrc_portal.ui.notes.keep_from_note import KeepVerbs, ToKeep
from lrc_portal.ui.notes.note_form import show_note_fields
from lrc_portal.ui.notes.notes import show_earlier
from lrc_portal.ui.pairings.choosing import asked_for, with_whom
from lrc_portal.ui.record import way
from lrc_portal.vocabulary import KEEPS_A_RECORD, MeetingKind, NoteState, Role, Subject, Through

PART, WITH = "notes:part", "notes:with"
FORGOTTEN = "notes:forgotten"
MINE, WALKING = "mine", "walking"

visit = frame.open_page(Role.MEMBER, Role.FAMILY, Role.PEER_WORKER)
t = visit.t
today = clock.today()


def show_all() -> None:
    st.title(t("Meetings and notes"), anchor=False)
    forget_once()
    draft = opened_draft()
    part = chosen_part(draft)
    if draft and draft.by_person == (part == MINE):
        show_draft(draft)
    elif part == MINE:
        show_mine()
    else:
        show_walking()


def forget_once() -> None:
    """Drafts that have ended are taken out when somebody opens the page, not at each click."""
    if not st.session_state.get(FORGOTTEN):
        st.session_state[FORGOTTEN] = acted(visit, notes.forget_old_drafts)


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
    return st.session_state[PART]


# Mine: notes to answer and to write, meetings, what I want to talk about, the story


def show_mine() -> None:
    me = visit.viewer.person_id
    to_answer, told, begun, keeps, years, met, around, agenda, chosen, given, paired = visit.db.ask(
        notes.to_answer(visit.viewer, most=answering.wanted()),
        notes.read_query(visit.viewer, person_id=me),
        note_views.drafts_about_me(visit.viewer, most=drafts.wanted()),
        keep_from_note.read_query(visit.viewer),
        story.years(visit.viewer, me),
        meetings.read_query(visit.viewer, person_id=me, start=today - meetings.A_WHILE, end=today),
        meetings.around_me(visit.viewer, most=wanted(MINE)),
        meetings.agenda(visit.viewer, me),
        areas.read_query(visit.viewer, me),
        aid.read_query(visit.viewer, person_id=me),
        pairings.mine(visit.viewer),
    )
    walking = [line for line in namesakes.paired(t, me, paired) if line.live and line.person_id == me]
    workers = {line.id: line.peer_worker for line in walking}
    agreed = t("You agreed. The note is part of your story now.")
    answering.show_to_answer(visit, to_answer, answer, agreed=agreed, then=keep_panel.keep_next)
    keep_panel.show_just_answered(visit, [to_keep(note, keeps) for note in told], keep_verbs())
    show_next(around, workers, kinds_for(workers))
    show_to_write_about_me(begun, met, told, workers)
    show_my_agenda(visit, agenda, agenda_verbs())
    choose_areas(visit, chosen, most=areas.MOST, keep=partial(areas.choose, by=visit.viewer))
    show_way(me, years, key="mine", under=lambda note: show_under_mine(note, keeps, workers))
    show_aid(t, given, key="aid")


def answer(db: Any, note_id: int, agree: bool, own_account: str, token: str) -> None:
    submission = AnswerSubmission(agree, own_account, token)
    notes.answer(db, by=visit.viewer, note_id=note_id, submission=submission)


def show_way(person_id: int, years: list[int], *, key: str, under: Callable[[NoteLine], None]) -> None:
    """The story so far, of which one year is read at a time."""
    if year := way.chosen(years, key):
        [found] = visit.db.ask(story.of_year(visit.viewer, person_id, year))
        own = person_id == visit.viewer.person_id
        way.show_way(t, years, found, key=key, own=own, under=under, under_meeting=show_under_meeting)


def show_under_meeting(meeting: MeetingLine) -> None:
    """What was said to be held and was not can be put right for a while, by either of the two."""
    if lately(meeting):
        not_held_button(visit, meeting, told_verbs())


def lately(meeting: MeetingLine) -> bool:
    """Its day has come, and lies back no longer than somebody is asked about it."""
    return today - meetings.A_WHILE <= meeting.day <= today


def show_to_write_about_me(
    begun: list[NoteLine], met: list[MeetingLine], told: list[NoteLine], workers: dict[int, str]
) -> None:
    """As the person: a note of one's own about a meeting, for the peer worker to answer."""
    drafts.show_drafts(visit, begun, erase_draft)
    if not workers:
        return
    st.header(t("Write a note about a meeting"), anchor=False)
    st.caption(t("You can write what came out of a meeting too. Your peer worker answers it."))
    noted = {note.meeting_id for note in (*told, *begun) if note.is_mine}
    about = [
        Beginning(t("Write about {day}", day=when(t, line)), line.pairing_id, line.id)
        for line in met
        if line.pairing_id in workers and line.id not in noted
    ]
    others = [
        Beginning(t("Write about a meeting with {name}", name=plain(name)), pairing_id)
        for pairing_id, name in workers.items()
    ]
    drafts.show_beginnings([*about[:2], *others], begin)


def agenda_verbs() -> AgendaVerbs:
    return AgendaVerbs(
        add=lambda db, words, token: meetings.add_to_agenda(
            db, by=visit.viewer, submission=AgendaSubmission(words, token)
        ),
        talked=lambda db, item_id: meetings.talked_about(db, by=visit.viewer, item_id=item_id),
        erase=lambda db, item_id: meetings.erase_from_agenda(db, by=visit.viewer, item_id=item_id),
    )


# What I keep from a note


def to_keep(note: NoteLine, keeps: KeptFromNotes) -> ToKeep:
    return ToKeep(note.id, keeps.strengths_of(note), keeps.steps_of(note), keeps.goals)


def keep_verbs() -> KeepVerbs:
    by = visit.viewer
    return KeepVerbs(
        strength=lambda db, note, line: keep_from_note.keep_strength(db, by=by, note_id=note, line=line),
        step=lambda db, note, line, goal: keep_from_note.keep_step(
            db, by=by, note_id=note, line=line, goal_id=goal
        ),
    )


def show_under_mine(note: NoteLine, keeps: KeptFromNotes, workers: dict[int, str]) -> None:
    """What can be done about a note about me."""
    found = to_keep(note, keeps)
    with st.container(horizontal=True):
        keep_panel.show_keep_button(visit, found)
        show_correct(note, workers)
    keep_panel.show_opened(visit, found, keep_verbs())


def show_correct(note: NoteLine, live: Iterable[int]) -> None:
    """Only who wrote it, while the two walk together, begins a new version."""
    if note.is_mine and note.pairing_id in live:
        st.button(
            t("Write a new version"),
            key=f"correct:{note.id}",
            type="tertiary",
            icon=":material/edit_note:",
            on_click=correct,
            args=(note.id,),
        )


def correct(note_id: int) -> None:
    open_begun(lambda db: notes.correct(db, by=visit.viewer, note_id=note_id))


def open_begun(begin: Callable[[Any], int]) -> None:
    """Begin a draft, and open it once it is kept."""
    begun: list[int] = []
    if acted(visit, lambda db: begun.append(begin(db))):
        drafts.open_draft(begun[0])


# Meetings, for both


def kinds_for(workers: dict[int, str]) -> tuple[MeetingKind, ...]:
    """What the person can plan: peer support only with a peer worker at their side."""
    return tuple(MeetingKind) if workers else (MeetingKind.PROFESSIONAL_LED,)


def show_next(
    around: Around, whom: dict[int, str], kinds: tuple[MeetingKind, ...], *, name: str = MINE
) -> None:
    show_meetings(
        visit,
        around,
        name=name,
        kinds=kinds,
        with_whom=whom,
        planning=plan_verbs(),
        told=told_verbs(),
    )


def plan_verbs() -> PlanVerbs:
    by = visit.viewer
    return PlanVerbs(
        plan=lambda db, answers: meetings.plan(db, by=by, submission=MeetingSubmission(**vars(answers))),
        move=lambda db, answers: meetings.move(db, by=by, submission=MoveSubmission(**vars(answers))),
        call_off=partial(meetings.call_off, by=by),
        read=partial(meetings.read_change, by=by),
    )


def told_verbs() -> ToldVerbs:
    by = visit.viewer
    return ToldVerbs(partial(meetings.say_held, by=by), partial(meetings.say_not_held, by=by))


# As a peer worker: the people I walk with, their agenda, and the notes I write


def show_walking() -> None:
    [walks] = visit.db.ask(pairings.walks(visit.viewer))
    walks = namesakes.walks(t, walks)
    if not walks:
        messages.empty(
            t("You walk with nobody yet. When somebody is proposed to you, it says so on your list.")
        )
        menu.to("people", t("People I walk with"))
        return
    chosen = with_whom(t, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = next((walk for walk in walks if walk.pairing.id == chosen), None)
    if walk is not None:
        show_walk(walk)
        return
    mine, waiting = visit.db.ask(
        note_views.written_by(visit.viewer, most=drafts.wanted()),
        note_views.to_answer_as_peer_worker(visit.viewer, most=answering.wanted()),
    )
    drafts.show_drafts(visit, [note for note in mine if note.state is NoteState.DRAFT], erase_draft)
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
    agenda, years, met, around, told, mine, waiting, given = visit.db.ask(
        meetings.agenda(visit.viewer, pairing.person_id),
        story.years(visit.viewer, pairing.person_id),
        meetings.read_query(visit.viewer, pairing_id=pairing.id, end=today),
        meetings.around_pairing(visit.viewer, pairing.id, most=wanted(name)),
        notes.read_query(visit.viewer, person_id=pairing.person_id),
        note_views.written_by(visit.viewer, pairing_id=pairing.id, most=drafts.wanted()),
        note_views.to_answer_as_peer_worker(visit.viewer, pairing_id=pairing.id, most=answering.wanted()),
        aid.read_query(visit.viewer, person_id=pairing.person_id),
    )
    display_name = plain(pairing.person)
    menu.to("session-sheet", t("Before we meet"), **{"with": str(pairing.id)})
    if agenda:
        st.header(t("What {name} wants to talk about", name=display_name), anchor=False)
        for item in agenda:
            with st.container(border=True):
                own_words(item.words)
    answering.show_to_answer(
        visit,
        waiting,
        answer,
        agreed=t("You agreed. The note is part of {name}’s story now.", name=display_name),
    )
    drafts.show_drafts(visit, [note for note in mine if note.state is NoteState.DRAFT], erase_draft)
    noted = {note.meeting_id for note in (*told, *mine) if note.is_mine}
    show_to_write(pairing.id, [line for line in met if line.id not in noted])
    show_next(around, {pairing.id: pairing.person}, OF_PEER_SUPPORT, name=name)
    live = (pairing.id,)
    show_way(pairing.person_id, years, key=name, under=lambda note: show_correct(note, live))
    show_aid(t, given, key=f"aid:{pairing.id}")


def show_to_write(pairing_id: int, to_write: list[MeetingLine]) -> None:
    st.header(t("Write a note"), anchor=False)
    label = t("Write about another meeting") if to_write else t("Write a note")
    about = [
        Beginning(t("Write about {day}", day=when(t, line)), pairing_id, line.id) for line in to_write[:3]
    ]
    drafts.show_beginnings([*about, Beginning(label, pairing_id)], begin)


def begin(pairing_id: int, meeting_id: int | None) -> None:
    open_begun(lambda db: notes.begin(db, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id))


# The draft that is being written


def erase_draft(db: Any, note_id: int) -> None:
    notes.erase_draft(db, by=visit.viewer, note_id=note_id)


def opened_draft() -> NoteLine | None:
    """The draft that the address names, where it is the viewer's own and has not ended."""
    asked = drafts.asked_draft()
    if asked is None:
        return None
    [found] = visit.db.ask(note_views.draft(visit.viewer, asked))
    if found is None:
        drafts.open_draft(None)
    return found


def show_draft(draft: NoteLine) -> None:
    [paired] = visit.db.ask(pairings.mine(visit.viewer))
    drafts.show_head(t, draft)
    if draft.earlier:
        st.markdown(t("This is a new version. The one before stays as it is, for both of you to read."))
        show_earlier(t, draft)
    form, answered = show_note_fields(visit, draft)

    def now() -> NoteSubmission:
        answers = answered()
        return NoteSubmission(
            draft.pairing_id,
            answers.day,
            answers.kind,
            answers.aids,
            answers.elements,
            answers.talked_about,
            answers.strengths_noticed,
            answers.we_agreed,
            draft.meeting_id,
            form.token,
        )

    keep_quietly(draft, now(), form)
    live = any(line.id == draft.pairing_id and line.live for line in paired)
    drafts.show_offer(
        t,
        form,
        draft,
        lambda db: notes.offer(db, by=visit.viewer, submission=now(), note_id=draft.id),
        live=live,
    )
    with st.container(horizontal=True):
        form.send(
            t("Keep as draft"),
            lambda db: notes.save_draft(db, by=visit.viewer, submission=now(), note_id=draft.id),
            said=t("The draft is kept. Only you see it."),
            then=lambda: drafts.open_draft(None),
            icon="save",
            button="keep",
            kind="secondary",
        )
        drafts.show_throw_away(visit, draft.id, erase_draft)


def keep_quietly(draft: NoteLine, now: NoteSubmission, form: Form) -> None:
    """Keep what was just filled in, as far as it is sound; say where there is too much of it."""
    if kept := notes.what_can_be_kept(draft, now):
        act(visit, lambda db: notes.save_draft(db, by=visit.viewer, submission=kept, note_id=draft.id))
    if too_long := [found for found in now.problems() if found.field not in ("day", "kind")]:
        form.say(too_long)


show_all()
