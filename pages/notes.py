"""Meetings and notes: mine, with my answers and what I want to talk about; and those I write."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import streamlit as st

from lrc_portal import clock
from lrc_portal.record.sound import tidy
from lrc_portal.sharing import looking
from lrc_portal.support import meetings, notes, pairings
from lrc_portal.support.meetings import AgendaLine, AgendaSubmission, MeetingLine, MeetingSubmission
from lrc_portal.support.notes import AnswerSubmission, NoteLine, NoteSubmission
from lrc_portal.support.pairings import Walk
from lrc_portal.ui import frame, lines, menu, messages
from lrc_portal.ui import meetings as meeting_lines
from lrc_portal.ui.fields import Form, act
from lrc_portal.ui.note_form import show_note_fields
from lrc_portal.ui.notes import show_note, show_note_plain
from lrc_portal.ui.text import own_words, plain
from lrc_portal.vocabulary import KEEPS_A_RECORD, MeetingKind, MeetingState, NoteState, Role, Subject
from lrc_portal.words.marks import Unsound

PART, WITH = "notes:part", "notes:with"
MINE, WALKING = "mine", "walking"
A_FEW = 20

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
    st.segmented_control(
        t("Whose meetings and notes?"),
        list(names),
        key=PART,
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    return st.session_state[PART]


def asked_for(name: str) -> int | None:
    """A number in the address."""
    asked = st.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


# Mine: notes to answer, meetings, what I want to talk about, the story


def show_mine() -> None:
    me = visit.viewer.person_id
    with visit.db.reading() as db:
        to_answer = notes.to_answer(db, visit.viewer)
        told = notes.seen(db, visit.viewer, person_id=me)
        met = meetings.seen(db, visit.viewer, person_id=me)
        agenda = meetings.agenda(db, visit.viewer, me)
        walking = [line for line in pairings.mine(db, visit.viewer) if line.live and line.person_id == me]
    with_whom = {line.id: line.peer_worker for line in walking}
    show_to_answer(to_answer)
    show_meetings(met, with_whom, kinds=kinds_for(with_whom))
    show_my_agenda(agenda)
    answered = [note for note in told if note.state in (NoteState.AGREED, NoteState.DIFFERING)]
    show_story(answered, met, with_whom, {note.meeting_id for note in told})


def show_to_answer(waiting: list[NoteLine]) -> None:
    if not waiting:
        return
    st.subheader(t("A note for you to answer") if len(waiting) == 1 else t("Notes for you to answer"), anchor=False)
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
                    args=(visit, lambda db, it=item: meetings.talked_about(db, by=visit.viewer, item_id=it.id)),
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


def show_story(
    told: list[NoteLine], met: list[MeetingLine], with_whom: dict[int, str], written: set[int | None]
) -> None:
    """Notes and the meetings without one, newest first."""
    held = [line for line in met if line.state is MeetingState.HELD and line.id not in written]
    story: list[NoteLine | MeetingLine] = [*told, *held]
    if not story:
        return
    story.sort(key=lambda each: (each.day, isinstance(each, NoteLine), each.id), reverse=True)
    st.subheader(t("The way so far"), anchor=False)
    show_story_lines(story[:A_FEW], with_whom)
    if story[A_FEW:]:
        with st.expander(t("Earlier"), key="earlier", icon=":material/history:"):
            show_story_lines(story[A_FEW:], with_whom)


def show_story_lines(
    story: list[NoteLine | MeetingLine], with_whom: dict[int, str], *, person: str | None = None
) -> None:
    for each in story:
        if isinstance(each, NoteLine):
            show_note(t, each, person=person)
        else:
            whom = with_whom.get(each.pairing_id or 0)
            st.markdown(meeting_lines.line(t, each, with_whom=whom))


# Meetings, for both


def kinds_for(with_whom: dict[int, str]) -> tuple[MeetingKind, ...]:
    """What the person can plan: peer support only with a peer worker at their side."""
    return tuple(MeetingKind) if with_whom else (MeetingKind.PROFESSIONAL_LED,)


def show_meetings(
    met: list[MeetingLine], with_whom: dict[int, str], *, kinds: tuple[MeetingKind, ...], name: str = "mine"
) -> None:
    planned = [line for line in reversed(met) if line.state is MeetingState.PLANNED]
    st.subheader(t("Next meetings"), anchor=False)
    for line in planned:
        with st.container(border=True, gap="xsmall", key=f"meeting:{line.id}"):
            show_planned(line, with_whom)
    if not lines.is_open(f"plan:{name}"):
        if not planned:
            st.markdown(t("No meeting is planned yet."))
        lines.open_button(t("Plan a meeting"), f"plan:{name}", icon="event", kind="secondary")
        return
    with st.container(border=True):
        if MeetingKind.PROFESSIONAL_LED in kinds:
            st.caption(
                t("A meeting that a professional leads is shown as that, in your own story. It has no note here.")
            )
        meeting_lines.show_meeting_form(
            visit,
            f"meeting:{name}",
            kinds=kinds,
            with_whom=with_whom,
            write=lambda db, answers: meetings.plan(
                db, by=visit.viewer, submission=MeetingSubmission(**vars(answers))
            ),
            said=t("The meeting is written down."),
            then=lines.close,
        )
        lines.close_button(t("Not now"), f"plan:{name}")


def show_planned(line: MeetingLine, with_whom: dict[int, str]) -> None:
    st.markdown(meeting_lines.line(t, line, with_whom=with_whom.get(line.pairing_id or 0)))
    if line.day < today:
        st.caption(t("Did you meet?"))
    with st.container(horizontal=True):
        if line.day <= today:
            deed_button(
                f"held:{line.id}",
                t("We met"),
                "check",
                lambda db: meetings.say_held(db, by=visit.viewer, meeting_id=line.id),
                said=t("The meeting is marked as held."),
            )
        lines.ask_once(
            visit,
            f"call-off:{line.id}",
            label=t("Call it off"),
            question=t("Call this meeting off? Nobody needs a reason."),
            yes=t("Call it off"),
            no=t("Leave it as it is"),
            write=lambda db: meetings.call_off(db, by=visit.viewer, meeting_id=line.id),
            said=t("The meeting is called off."),
            icon="event_busy",
        )


def deed_button(key: str, label: str, icon: str, deed: Callable[[Any], object], *, said: str) -> None:
    st.button(
        label,
        key=key,
        type="tertiary",
        icon=f":material/{icon}:",
        on_click=act,
        args=(visit, deed),
        kwargs={"said": said},
    )


# As a peer worker: the people I walk with, their agenda, and the notes I write


def show_walking() -> None:
    with visit.db.reading() as db:
        walks = pairings.walks(db, visit.viewer)
        written = notes.written_by(db, visit.viewer)
    if not walks:
        messages.empty(t("You walk with nobody yet. When somebody is proposed to you, it says so on your list."))
        menu.to("people", t("People I walk with"))
        return
    walk = chosen_walk(walks)
    drafts = [note for note in written if note.state is NoteState.DRAFT]
    if walk is None:
        show_drafts(drafts, {each.pairing.id: each.pairing.person for each in walks})
    else:
        show_walk(walk, [note for note in drafts if note.pairing_id == walk.pairing.id])


def chosen_walk(walks: list[Walk]) -> Walk | None:
    by_id = {walk.pairing.id: walk for walk in walks}
    if st.session_state.get(WITH) not in by_id:
        asked = asked_for("with")
        st.session_state[WITH] = asked if asked in by_id else next(iter(by_id)) if len(by_id) == 1 else None
    st.pills(
        t("With whom?"),
        list(by_id),
        key=WITH,
        format_func=lambda each: plain(by_id[each].pairing.person),
        on_change=lines.close,
    )
    chosen = st.session_state[WITH]
    if chosen is None:
        st.query_params.pop("with", None)
        return None
    st.query_params["with"] = str(chosen)
    return by_id[chosen]


def show_walk(walk: Walk, drafts: list[NoteLine]) -> None:
    pairing = walk.pairing
    with visit.db.writing() as db:
        looking.at(db, visit.viewer, pairing.person_id, also=[Subject.AGENDA, Subject.NOTES])
        agenda = meetings.agenda(db, visit.viewer, pairing.person_id)
        met = meetings.seen(db, visit.viewer, pairing_id=pairing.id)
        told = notes.seen(db, visit.viewer, person_id=pairing.person_id)
    called = plain(pairing.person)
    menu.to("session-sheet", t("Before we meet"), **{"with": str(pairing.id)})
    if agenda:
        st.subheader(t("What {name} wants to talk about", name=called), anchor=False)
        for item in agenda:
            with st.container(border=True):
                own_words(item.words)
    show_drafts(drafts, {pairing.id: pairing.person})
    noted = {note.meeting_id for note in told}
    show_to_write(walk, [line for line in met if line.day <= today and line.id not in noted])
    show_meetings(met, {pairing.id: pairing.person}, kinds=meeting_lines.OF_PEER_SUPPORT, name=f"walk:{pairing.id}")
    story = [note for note in told if note.state is not NoteState.DRAFT]
    show_their_story(story, [line for line in met if line.id not in noted], pairing.person)


def show_to_write(walk: Walk, without_note: list[MeetingLine]) -> None:
    st.subheader(t("Write a note"), anchor=False)
    pairing_id = walk.pairing.id
    for line in without_note[:3]:
        st.button(
            t("Write about {day}", day=meeting_lines.when(t, line)),
            key=f"write:{line.id}",
            icon=":material/edit_note:",
            on_click=begin,
            args=(pairing_id, line.id),
        )
    label = t("Write about another meeting") if without_note else t("Write a note")
    st.button(label, key="write", icon=":material/edit_note:", on_click=begin, args=(pairing_id,))


def begin(pairing_id: int, meeting_id: int | None = None) -> None:
    def write(db: Any) -> None:
        note_id = notes.begin(db, by=visit.viewer, pairing_id=pairing_id, meeting_id=meeting_id)
        st.query_params["note"] = str(note_id)

    act(visit, write)


def show_their_story(told: list[NoteLine], met: list[MeetingLine], called: str) -> None:
    held = [line for line in met if line.state is MeetingState.HELD]
    story = sorted([*told, *held], key=lambda each: (each.day, isinstance(each, NoteLine), each.id), reverse=True)
    if story:
        st.subheader(t("The way so far"), anchor=False)
        show_story_lines(story[:A_FEW], {}, person=called)


# Drafts


def show_drafts(drafts: list[NoteLine], called: dict[int, str]) -> None:
    if not drafts:
        return
    st.subheader(t("Notes you have begun"), anchor=False)
    for note in drafts:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{t.day(note.day)}** · " + t("with {name}", name=plain(called.get(note.pairing_id, ""))))
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
    with visit.db.reading() as db:
        mine = notes.written_by(db, visit.viewer)
    found = next((note for note in mine if note.id == asked and note.state is NoteState.DRAFT), None)
    if found is None:
        st.query_params.pop("note", None)
    return found


def show_draft(draft: NoteLine) -> None:
    with visit.db.reading() as db:
        pairing = next(line for line in pairings.mine(db, visit.viewer) if line.id == draft.pairing_id)
    called = plain(pairing.person)
    st.button(t("Back"), key="back", type="tertiary", icon=":material/arrow_back:", on_click=open_draft, args=(None,))
    st.subheader(t("A note for {name}", name=called), anchor=False)
    st.markdown(
        t(
            "Write it as if {name} read it over your shoulder. "
            "What you fill in is kept as a draft, and only you see a draft.",
            name=called,
        )
    )
    answers = show_note_fields(visit, draft, called=called)
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
    keep_quietly(draft, now)
    st.caption(
        t("Once you offer it, your words are fixed. {name} agrees, or puts an own account beside it.", name=called)
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


def keep_quietly(draft: NoteLine, now: NoteSubmission) -> None:
    """Keep what stands in the fields. What is not sound yet waits; the rest is kept all the same."""
    kept = NoteSubmission(
        draft.pairing_id,
        now.day if now.day and now.day <= today else draft.day,
        now.kind or draft.kind,
        now.aids,
        now.elements,
        now.talked_about,
        now.strengths_noticed,
        now.we_agreed,
        draft.meeting_id,
        uuid4().hex,
    )
    there = (draft.day, draft.kind, draft.aids, draft.elements) + (
        draft.talked_about,
        draft.strengths_noticed,
        draft.we_agreed,
    )
    wanted = (kept.day, kept.kind, kept.aids, kept.elements) + tuple(
        tidy(words) for words in (kept.talked_about, kept.strengths_noticed, kept.we_agreed)
    )
    if (*there[:2], *map(frozenset, there[2:4]), *there[4:]) == wanted:
        return
    try:
        with visit.db.writing() as db:
            notes.save_draft(db, by=visit.viewer, submission=kept, note_id=draft.id)
    except Unsound as unsound:
        now_form_says(unsound)


show_all()
