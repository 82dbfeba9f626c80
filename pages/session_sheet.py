"""Before we meet: one page about one person, in the order of the talk. It prints on one sheet of A4."""

from typing import Any

import streamlit as st

from lrc_portal.charts import phrases
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing import looking
from lrc_portal.sharing.looking import Look
from lrc_portal.support import notes, overview, pairings, sheet
from lrc_portal.support.meetings import AgendaLine
from lrc_portal.support.notes import NoteLine
from lrc_portal.support.pairings import Walk
from lrc_portal.support.sheet import Higher, Sheet, Since
from lrc_portal.ui import drawings, elements, frame, lines, menu, messages, on_paper, printing
from lrc_portal.ui import overview as drawn
from lrc_portal.ui.choosing import with_whom
from lrc_portal.ui.fields import act
from lrc_portal.ui.meetings import line as meeting_line
from lrc_portal.ui.notes import show_note
from lrc_portal.ui.text import own_words, plain
from lrc_portal.vocabulary import NoteState, Role, StrengthPlace, Subject, Window
from lrc_portal.words import labels

WITH, STARTED = "session-sheet:with", "session-sheet:started"

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    if note := st.session_state.pop(STARTED, None):
        pairing_id, note_id = note
        menu.go("notes", **{"with": str(pairing_id), "note": str(note_id)})
    [walks] = visit.db.ask(pairings.walks(visit.viewer))
    st.title(t("Before we meet"), anchor=False)
    if not walks:
        messages.empty(
            t("You walk with nobody yet. When somebody is proposed to you, it says so on your list.")
        )
        menu.to("people", t("People I walk with"))
        return
    with st.container(key=printing.NOT_ON_PAPER + "choose"):
        chosen = with_whom(t, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = next((walk for walk in walks if walk.pairing.id == chosen), None)
    if walk is None:
        st.markdown(t("Choose whom you are going to meet."))
        return
    with visit.db.writing() as db:
        look = looking.at(db, visit.viewer, walk.pairing.person_id, also=[Subject.AGENDA, Subject.NOTES])
    [found] = visit.db.ask(sheet.question(look, walk.pairing))
    show_sheet(found)
    show_everything(walk, look)
    printing.one_page()


def show_sheet(found: Sheet) -> None:
    called = plain(found.pairing.person)
    st.header(called, anchor=False)
    show_when(found)
    show_agenda(found.agenda, called)
    show_higher(found.higher)
    show_journey(found.journey)
    goals_side, since_side = st.columns(2, gap="medium")
    with goals_side:
        show_goals(found.goals)
        show_strengths(found.strengths)
    with since_side:
        show_since(found)
    show_last_note(found.last_note, found.pairing.person)
    with st.container(horizontal=True, vertical_alignment="center", key=printing.NOT_ON_PAPER + "deeds"):
        st.button(
            t("Start the note from here"),
            key="start-note",
            type="primary",
            icon=":material/edit_note:",
            on_click=start_note,
            args=(found,),
        )
        menu.to("notes", t("Meetings and notes"), **{"with": str(found.pairing.id)})
        on_paper.session_sheet(t, found.pairing.id)


def start_note(found: Sheet) -> None:
    def write(db: Any) -> None:
        meeting_id = found.to_write_about.id if found.to_write_about else None
        note_id = notes.begin(db, by=visit.viewer, pairing_id=found.pairing.id, meeting_id=meeting_id)
        st.session_state[STARTED] = (found.pairing.id, note_id)

    act(visit, write)


def show_when(found: Sheet) -> None:
    said = []
    if found.next_meeting:
        said.append(meeting_line(t, found.next_meeting))
    if found.last_met:
        said.append(t("Last met: {day}", day=t.day(found.last_met)))
    if said:
        st.markdown(" · ".join(said))


def show_agenda(agenda: tuple[AgendaLine, ...], called: str) -> None:
    if not agenda:
        return
    st.subheader(t("What {name} wants to talk about", name=called), anchor=False)
    with st.container(border=True, gap="small"):
        for item in agenda:
            own_words(item.words)


def show_higher(higher: tuple[Higher, ...]) -> None:
    if not higher:
        return
    st.subheader(t("What is higher"), anchor=False)
    said = [
        t(
            "{facet}: about {before} in the four weeks before, about {now} in the last four weeks",
            facet=elements.of_facet(t, each.facet),
            before=phrases.number(round(each.before, 1)),
            now=phrases.number(round(each.now, 1)),
        )
        for each in higher
    ]
    st.markdown("\n".join(f"- {each}" for each in said))


def show_journey(way: Journey) -> None:
    if not any(point.value is not None for point in way.points):
        return
    st.subheader(t("The last three months"), anchor=False)
    drawings.show_timeline(t, way.points, (), way.quiet, key="session-sheet:chart", lane=False, others=True)


def show_goals(goals: tuple[GoalLine, ...]) -> None:
    if not goals:
        return
    st.subheader(t("Goals and next steps"), anchor=False)
    for goal in goals:
        with st.container(gap=None):
            st.markdown(f"{elements.sign(goal.element)} **{plain(goal.title)}**")
            following = next((step for step in goal.steps if step.done_on is None), None)
            if following:
                st.caption(t("Next: {step}", step=plain(following.words)))


def show_strengths(strengths: tuple[StrengthLine, ...]) -> None:
    if not strengths:
        return
    st.subheader(t("Strengths"), anchor=False)
    for place in StrengthPlace:
        here = [plain(line.words) for line in strengths if line.place is place]
        if here:
            st.markdown(f"**{labels.strength_place(t, place)}:** " + " · ".join(here))


def show_since(found: Sheet) -> None:
    since: Since = found.since
    if not since:
        return
    heading = t("Since you last met") if found.last_met else t("Since you began")
    st.subheader(heading, anchor=False)
    said = [t("Step done: {step}", step=plain(step.words)) for _goal, step in since.steps_done]
    said += [f"{labels.goal_state(t, goal.state)}: {plain(goal.title)}" for goal in since.goals_ended]
    said += [t("New goal: {goal}", goal=plain(goal.title)) for goal in since.goals_set]
    said += [t("New strength: {strength}", strength=plain(line.words)) for line in since.strengths]
    for moment in since.moments:
        kind = f"{labels.moment_kind(t, moment.kind)}, {t.short_day(moment.day)}"
        said.append(phrases.titled(kind, plain(moment.words or "")))
    st.markdown("\n".join(f"- {each}" for each in said))


def show_last_note(note: NoteLine | None, person: str) -> None:
    if note is None:
        return
    agreed = note.state is NoteState.AGREED
    st.subheader(t("What you both agreed last time") if agreed else t("Last time: two views"), anchor=False)
    show_note(t, note, person=person)


def show_everything(walk: Walk, look: Look) -> None:
    """Beside the one page, when asked for: all that this person lets their peer worker see."""
    with st.container(key=printing.NOT_ON_PAPER + "everything"):
        line = f"everything:{walk.pairing.id}"
        if not lines.is_open(line):
            lines.open_button(
                t("All that {name} shows you", name=plain(walk.pairing.person)), line, icon="unfold_more"
            )
            return
        with visit.db.reading() as db:
            everything = overview.of(db, look, Window.YEAR)
        drawn.show(t, everything, key="session-sheet")
        lines.close_button(t("Close"), line)


show_all()
