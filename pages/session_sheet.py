"""Before we meet: one page about one person, in the order of the talk. It prints on one sheet of A4.

While the two meet it is four steps, one thing asked at a time; what is ticked there becomes the note.
"""

import streamlit as st

from lrc_portal import limits
from lrc_portal.charts import phrases
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support import overview
from lrc_portal.support.meetings import sheet
from lrc_portal.support.meetings.agenda import AgendaLine
from lrc_portal.support.meetings.sheet import Higher, Sheet, Since
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.pairings.pairing_views import Walk
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import drawings, elements, frame, lines, menu, messages, on_paper, printing
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.meetings import meeting_now
from lrc_portal.ui.meetings.areas import show_areas
from lrc_portal.ui.meetings.meeting_steps import Step
from lrc_portal.ui.meetings.meetings import ask_whether, show_just_held
from lrc_portal.ui.meetings.meetings import line as meeting_line
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.notes.notes import show_note
from lrc_portal.ui.pairings.choosing import asked_for, with_whom
from lrc_portal.ui.sharing import overview as drawn
from lrc_portal.vocabulary import NoteState, Role, StrengthPlace, Subject, Through, Window
from lrc_portal.words import labels

WITH = "session-sheet:with"

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    drafts.go_on()
    [walks] = visit.db.read_all(pairing_views.walks(visit.viewer))
    walks = namesakes.walks(t, walks)
    if (step := meeting_now.chosen_step()) and (walk := walk_of(walks, asked_for("with"))):
        _record, found = look_at(walk)
        meeting_now.show_meeting(visit, found, step)
        return
    st.title(t("Before we meet"), anchor=False)
    if not walks:
        messages.empty(
            t("You walk with nobody yet. When somebody is proposed to you, it says so on your list.")
        )
        menu.to("people", t("People I walk with"))
        return
    with st.container(key=printing.NOT_ON_PAPER + "choose"):
        chosen = with_whom(t, {walk.pairing.id: walk.pairing.person for walk in walks}, key=WITH)
    walk = walk_of(walks, chosen)
    if walk is None:
        st.markdown(t("Choose whom you are going to meet."))
        return
    record, found = look_at(walk)
    show_sheet(found)
    show_everything(walk, record)
    printing.one_page()


def walk_of(walks: list[Walk], pairing_id: int | None) -> Walk | None:
    return next((walk for walk in walks if walk.pairing.id == pairing_id), None)


def look_at(walk: Walk) -> tuple[OpenedRecord, Sheet]:
    """Their sheet, after the trace that it was looked at."""
    beside = [Subject.AGENDA, Subject.NOTES]
    with frame.looking(visit) as (db, opening):
        record = opened_records.at(
            db,
            visit.viewer,
            walk.pairing.person_id,
            through=Through.PAIRING,
            also=beside,
            opening=opening,
        )
    [found] = visit.db.read_all(sheet.read_query(record, walk.pairing))
    return record, found


def show_sheet(found: Sheet) -> None:
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
    show_agenda(found.agenda, display_name)
    show_areas(t, found.areas, display_name)
    show_higher(found.higher)
    goals_side, strengths_side = st.columns(2, gap="medium")
    with goals_side:
        show_goals(found.goals)
    with strengths_side:
        show_strengths(found.strengths)
    show_last_note(found.last_note)
    show_since(found)
    show_journey(found.journey)
    if not found.is_whole:
        n = limits.READ_AT_MOST
        st.caption(t("This page goes by the newest {n} goals, strengths and moments.", n=n))
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
        st.markdown(" · ".join(said))


def show_agenda(agenda: tuple[AgendaLine, ...], display_name: str) -> None:
    if not agenda:
        return
    st.subheader(t("What {name} wants to talk about", name=display_name), anchor=False)
    with area("agenda"):
        for item in agenda:
            own_words(item.words)


def show_higher(higher: tuple[Higher, ...]) -> None:
    if not higher:
        return
    st.subheader(t("What is higher"), anchor=False)
    said = [phrases.lately(t, elements.of_asked(t, each.asked), each.before, each.now) for each in higher]
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


def show_last_note(note: NoteLine | None) -> None:
    if note is None:
        return
    agreed = note.state is NoteState.AGREED
    st.subheader(t("What you both agreed last time") if agreed else t("Last time: two views"), anchor=False)
    show_note(t, note)


def show_everything(walk: Walk, record: OpenedRecord) -> None:
    """Beside the one page, when asked for: all that this person lets their peer worker see."""
    with st.container(key=printing.NOT_ON_PAPER + "everything"):
        line = f"everything:{walk.pairing.id}"
        if not lines.is_open(line):
            lines.open_button(
                t("All that {name} shows you", name=plain(walk.pairing.person)), line, icon="unfold_more"
            )
            return
        with visit.db.reading() as db:
            everything = overview.of(db, record, Window.YEAR)
        drawn.show(t, everything, key="session-sheet")
        lines.close_button(t("Close"), line)


show_all()
