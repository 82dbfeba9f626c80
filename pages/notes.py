"""Meetings and notes: mine, with my answers and what I want to talk about; and those I write."""

from typing import Any

import streamlit as st

from lrc_portal import clock
from lrc_portal.sharing import looking
from lrc_portal.support import meetings, notes, pairings
from lrc_portal.support.meetings import AgendaLine, AgendaSubmission, MeetingLine, MeetingSubmission
from lrc_portal.support.notes import AnswerSubmission, NoteLine, NoteSubmission
from lrc_portal.support.pairings import Walk
from lrc_portal.ui import frame, lines, menu, messages
from lrc_portal.ui.choosing import asked_for, with_whom
from lrc_portal.ui.fields import Form, act
from lrc_portal.ui.meetings import OF_PEER_SUPPORT, show_meetings, when
from lrc_portal.ui.note_form import show_note_fields
from lrc_portal.ui.notes import show_note_plain
from lrc_portal.ui.story import show_story
from lrc_portal.ui.text import own_words, plain
from lrc_portal.vocabulary import KEEPS_A_RECORD, MeetingKind, MeetingState, NoteState, Role, Subject

PART, WITH = "notes:part", "notes:with"
MINE, WALKING = "mine", "walking"

visit = frame.open_page(Role.MEMBER, Role.FAMILY, Role.PEER_WORKER)
t = visit.t
today = clock.today()


def show_all() -> None:
    st.title(t("Meetings and notes"), anchor=False)
    part = chosen_part()
    if part == MINE:
        show_mine()
    elif draft := opened_draft():
        show_draft(draft)
    else:
        show_walking()


def chosen_part() -> str:
    """Whose meetings: somebody who is both member and peer worker chooses."""
    if Role.PEER_WORKER not in visit.viewer.roles:
        return MINE
    if not visit.viewer.roles & KEEPS_A_RECORD:
        return WALKING
    if PART not in st.session_state:
        st.session_state[PART] = WALKING if asked_for("with") or asked_for("note") else MINE
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


# Mine: notes to answer, meetings, what I want to talk about, the story


def show_mine() -> None:
    me = visit.viewer.person_id
    to_answer, told, met, agenda, paired = visit.db.ask(
        notes.to_answer(visit.viewer),
        notes.question(visit.viewer, person_id=me),
        meetings.question(visit.viewer, person_id=me),
        meetings.agenda(visit.viewer, me),
        pairings.mine(visit.viewer),
    )
    walking = [line for line in paired if line.live and line.person_id == me]
    workers = {line.id: line.peer_worker for line in walking}
    show_to_answer(to_answer)
    show_next(met, workers, kinds_for(workers))
    show_my_agenda(agenda)
    answered = [note for note in told if note.state is not NoteState.OFFERED]
    show_story(t, answered, without_note(met, told), with_whom=workers)


def show_to_answer(waiting: list[NoteLine]) -> None:
    if not waiting:
        return
    st.subheader(
        t("A note for you to answer") if len(waiting) == 1 else t("Notes for you to answer"), anchor=False
    )
    for note in waiting:
        with st.container(border=True, gap="small"):
            show_note_plain(t, note)
            if lines.is_open(f"answer:{note.id}"):
                show_own_account(note)
            else:
                show_answer_buttons(note)


def show_answer_buttons(note: NoteLine) -> None:
    agreed = AnswerSubmission(agree=True, token=f"agree:{note.id}")
    with st.container(horizontal=True):
        st.button(
            t("I agree with this note"),
            key=f"agree:{note.id}",
            type="primary",
            icon=":material/handshake:",
            on_click=act,
            args=(visit, lambda db: notes.answer(db, by=visit.viewer, note_id=note.id, submission=agreed)),
            kwargs={"said": t("You agreed. The note is part of your story now.")},
        )
        lines.open_button(
            t("Put my own account beside it"), f"answer:{note.id}", icon="edit_note", kind="secondary"
        )


def show_own_account(note: NoteLine) -> None:
    form = Form(visit, f"answer:{note.id}")
    words = form.words(
        "own_account",
        t("How was it for you?"),
        hint=t("Your words stand beside theirs for good. Neither of you can change what the other wrote."),
        long=True,
    )
    if form.sent(t("Put it beside the note")):
        submission = AnswerSubmission(agree=False, own_account=words, token=form.token)
        form.save(
            lambda db: notes.answer(db, by=visit.viewer, note_id=note.id, submission=submission),
            said=t("Both accounts stand side by side now."),
            then=lines.close,
        )
    lines.close_button(t("Not now"), f"answer:{note.id}")


def show_my_agenda(agenda: list[AgendaLine]) -> None:
    st.subheader(t("What I want to talk about next time"), anchor=False)
    st.caption(t("You and your peer worker see this list, nobody else."))
    for item in agenda:
        with st.container(border=True, gap="xsmall"):
            own_words(item.words)
            with st.container(horizontal=True):
                st.button(
                    t("We talked about it"),
                    key=f"talked:{item.id}",
                    type="tertiary",
                    icon=":material/check:",
                    on_click=act,
                    args=(
                        visit,
                        lambda db, it=item: meetings.talked_about(db, by=visit.viewer, item_id=it.id),
                    ),
                    kwargs={"said": t("It has left your list.")},
                )
                lines.ask_once(
                    visit,
                    f"erase-agenda:{item.id}",
                    label=t("Erase"),
                    question=t("Erase this for good?"),
                    yes=t("Erase it"),
                    no=t("Keep it"),
                    write=lambda db, it=item: meetings.erase_from_agenda(db, by=visit.viewer, item_id=it.id),
                    said=t("It is erased."),
                )
    form = Form(visit, "agenda")
    words = form.words("agenda", t("Something to talk about"))
    if form.sent(t("Put it on my list"), icon="add"):
        submission = AgendaSubmission(words, form.token)
        form.save(
            lambda db: meetings.add_to_agenda(db, by=visit.viewer, submission=submission),
            said=t("It is on your list."),
        )


# Meetings, for both


def kinds_for(workers: dict[int, str]) -> tuple[MeetingKind, ...]:
    """What the person can plan: peer support only with a peer worker at their side."""
    return tuple(MeetingKind) if workers else (MeetingKind.PROFESSIONAL_LED,)


def show_next(
    met: list[MeetingLine], whom: dict[int, str], kinds: tuple[MeetingKind, ...], *, name: str = "mine"
) -> None:
    show_meetings(
        visit,
        [line for line in reversed(met) if line.state is MeetingState.PLANNED],
        name=name,
        kinds=kinds,
        with_whom=whom,
        plan=lambda db, answers: meetings.plan(
            db, by=visit.viewer, submission=MeetingSubmission(**vars(answers))
        ),
        held=lambda db, meeting_id: meetings.say_held(db, by=visit.viewer, meeting_id=meeting_id),
        call_off=lambda db, meeting_id: meetings.call_off(db, by=visit.viewer, meeting_id=meeting_id),
    )


def without_note(met: list[MeetingLine], told: list[NoteLine]) -> list[MeetingLine]:
    """Meetings that were held and that no note tells of."""
    noted = {note.meeting_id for note in told}
    return [line for line in met if line.state is MeetingState.HELD and line.id not in noted]


# As a peer worker: the people I walk with, their agenda, and the notes I write


def show_walking() -> None:
    walks, written = visit.db.ask(pairings.walks(visit.viewer), notes.written_by(visit.viewer))
    if not walks:
        messages.empty(
            t("You walk with nobody yet. When somebody is proposed to you, it says so on your list.")
        )
        menu.to("people", t("People I walk with"))
        return
    chosen = with_whom(t, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = next((walk for walk in walks if walk.pairing.id == chosen), None)
    drafts = [note for note in written if note.state is NoteState.DRAFT]
    if walk is None:
        show_drafts(drafts, {each.pairing.id: each.pairing.person for each in walks})
    else:
        show_walk(walk, [note for note in drafts if note.pairing_id == walk.pairing.id])


def show_walk(walk: Walk, drafts: list[NoteLine]) -> None:
    pairing = walk.pairing
    with visit.db.writing() as db:
        looking.at(db, visit.viewer, pairing.person_id, also=[Subject.AGENDA, Subject.NOTES])
    agenda, met, told = visit.db.ask(
        meetings.agenda(visit.viewer, pairing.person_id),
        meetings.question(visit.viewer, pairing_id=pairing.id),
        notes.question(visit.viewer, person_id=pairing.person_id),
    )
    called = plain(pairing.person)
    menu.to("session-sheet", t("Before we meet"), **{"with": str(pairing.id)})
    if agenda:
        st.subheader(t("What {name} wants to talk about", name=called), anchor=False)
        for item in agenda:
            with st.container(border=True):
                own_words(item.words)
    show_drafts(drafts, {pairing.id: pairing.person})
    noted = {note.meeting_id for note in told}
    show_to_write(pairing.id, [line for line in met if line.day <= today and line.id not in noted])
    show_next(met, {pairing.id: pairing.person}, OF_PEER_SUPPORT, name=f"walk:{pairing.id}")
    story = [note for note in told if note.state is not NoteState.DRAFT]
    show_story(t, story, without_note(met, told), person=pairing.person)


def show_to_write(pairing_id: int, to_write: list[MeetingLine]) -> None:
    st.subheader(t("Write a note"), anchor=False)
    for line in to_write[:3]:
        st.button(
            t("Write about {day}", day=when(t, line)),
            key=f"write:{line.id}",
            icon=":material/edit_note:",
            on_click=begin,
            args=(pairing_id, line.id),
        )
    label = t("Write about another meeting") if to_write else t("Write a note")
    st.button(label, key="write", icon=":material/edit_note:", on_click=begin, args=(pairing_id,))


def begin(pairing_id: int, meeting_id: int | None = None) -> None:
    def write(db: Any) -> None:
        note_id = notes.begin(db, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id)
        st.query_params["note"] = str(note_id)

    act(visit, write)


# Drafts


def show_drafts(drafts: list[NoteLine], called: dict[int, str]) -> None:
    if not drafts:
        return
    st.subheader(t("Notes you have begun"), anchor=False)
    for note in drafts:
        with st.container(border=True, gap="xsmall"):
            st.markdown(
                f"**{t.day(note.day)}** · " + t("with {name}", name=plain(called.get(note.pairing_id, "")))
            )
            with st.container(horizontal=True):
                st.button(
                    t("Go on writing"),
                    key=f"go-on:{note.id}",
                    icon=":material/edit:",
                    on_click=open_draft,
                    args=(note.id,),
                )
                show_throw_away(note)


def show_throw_away(note: NoteLine) -> None:
    lines.ask_once(
        visit,
        f"throw-away:{note.id}",
        label=t("Throw it away"),
        question=t("Throw this draft away? Nobody else has seen it."),
        yes=t("Throw it away"),
        no=t("Keep it"),
        write=lambda db: notes.erase_draft(db, by=visit.viewer, note_id=note.id),
        said=t("The draft is gone."),
    )


def open_draft(note_id: int | None) -> None:
    lines.close()
    if note_id is None:
        st.query_params.pop("note", None)
    else:
        st.query_params["note"] = str(note_id)


def opened_draft() -> NoteLine | None:
    """The draft that is being written: it stands in the address, so that it comes back after a reload."""
    asked = asked_for("note")
    if asked is None:
        return None
    [mine] = visit.db.ask(notes.written_by(visit.viewer))
    found = next((note for note in mine if note.id == asked and note.state is NoteState.DRAFT), None)
    if found is None:
        st.query_params.pop("note", None)
    return found


def show_draft(draft: NoteLine) -> None:
    [paired] = visit.db.ask(pairings.mine(visit.viewer))
    pairing = next(line for line in paired if line.id == draft.pairing_id)
    called = plain(pairing.person)
    st.button(
        t("Back"),
        key="back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=open_draft,
        args=(None,),
    )
    st.subheader(t("A note for {name}", name=called), anchor=False)
    st.markdown(
        t(
            "Write it as if {name} read it over your shoulder. "
            "What you fill in is kept as a draft, and only you see a draft.",
            name=called,
        )
    )
    answers = show_note_fields(visit, draft)
    form = answers.form
    now = NoteSubmission(
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
    keep_quietly(draft, now, form)
    st.caption(
        t(
            "Once you offer it, your words are fixed. {name} agrees, or puts an own account beside it.",
            name=called,
        )
    )
    if form.sent(t("Offer it to {name}", name=called), icon="volunteer_activism"):
        form.save(
            lambda db: notes.offer(db, by=visit.viewer, submission=now, note_id=draft.id),
            said=t("The note is offered to {name}.", name=called),
            also=answers.problems,
            then=lambda: open_draft(None),
        )
    with st.container(horizontal=True):
        if st.button(t("Keep as draft"), key=form.key("keep"), icon=":material/save:"):
            form.save(
                lambda db: notes.save_draft(db, by=visit.viewer, submission=now, note_id=draft.id),
                said=t("The draft is kept. Only you see it."),
                also=answers.problems,
                then=lambda: open_draft(None),
            )
        show_throw_away(draft)


def keep_quietly(draft: NoteLine, now: NoteSubmission, form: Form) -> None:
    """Keep what was just filled in, as far as it is sound; say where there is too much of it."""
    if kept := notes.what_can_be_kept(draft, now):
        act(visit, lambda db: notes.save_draft(db, by=visit.viewer, submission=kept, note_id=draft.id))
    if too_long := [found for found in now.problems() if found.field not in ("day", "kind")]:
        form.say(too_long)


show_all()
