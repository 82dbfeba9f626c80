"""The sheet about one person, in the order of the talk: to prepare a meeting, and beside the note on it."""

import streamlit as st

from lrc_portal import limits
from lrc_portal.charts import measures, phrases
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.series import Followed
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.opened_records import OpenedRecord
from lrc_portal.support.meetings import sheet
from lrc_portal.support.meetings.agenda import AgendaLine
from lrc_portal.support.meetings.sheet import Higher, Sheet, Since
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit import drawings, elements, frame, printing
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.meetings.areas import show_areas
from lrc_portal.ui.notes.notes import show_note
from lrc_portal.ui.record import hard_day_plan
from lrc_portal.vocabulary import NoteState, StrengthPlace, Subject, Through
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator


def look_at(visit: SignedIn, pairing: PairingLine) -> tuple[OpenedRecord, Sheet]:
    """Their sheet, after the trace that it was looked at."""
    beside = [Subject.AGENDA, Subject.NOTES]
    with frame.looking(visit) as (db, opening):
        record = opened_records.at(
            db, visit.viewer, pairing.person_id, through=Through.PAIRING, also=beside, opening=opening
        )
    [found] = visit.db.read_all(sheet.read_query(record, pairing))
    return record, found


def show_beside_note(visit: SignedIn, pairing: PairingLine, *, is_open: bool) -> None:
    """Beside the note that is being written: folded until it is asked for, so that the trace says when it
    was looked at. `is_open` from the start for whoever comes from the sheet.
    """
    label = visit.t("Before we meet: {name}", name=plain(pairing.person))
    with fold(label, f"sheet:{pairing.id}", icon="event_note", opens=is_open) as is_drawn:
        if is_drawn:
            record, found = look_at(visit, pairing)
            show_parts(visit.t.of_record(alongside=record.grants.alongside), found, narrow=True)


def show_parts(t: Translator, found: Sheet, *, narrow: bool = False) -> None:
    """All that is on the sheet, in the order of the talk; of what there is none, no heading either.

    Not `narrow`: goals and strengths stand beside each other.
    """
    display_name = plain(found.pairing.person)
    _show_agenda(t, found.agenda, display_name)
    show_areas(t, found.areas, display_name)
    _show_higher(t, found.higher)
    _show_followed(t, found.followed, display_name)
    goals_side, strengths_side = (st.container(), st.container()) if narrow else st.columns(2, gap="medium")
    with goals_side:
        _show_goals(t, found.goals)
    with strengths_side:
        _show_strengths(t, found.strengths)
    _show_last_note(t, found.last_note)
    _show_since(t, found)
    # Names and numbers of others stay on the screen, and the sheet on one page.
    with st.container(key=f"{printing.NOT_ON_PAPER}plan-{found.pairing.id}"):
        hard_day_plan.show_to_others(t, found.ways, found.plan)
    _show_journey(t, found.journey)
    if not found.is_whole:
        n = limits.READ_AT_MOST
        st.caption(t("This page goes by the newest {n} goals, strengths and moments.", n=n))


def _show_agenda(t: Translator, agenda: tuple[AgendaLine, ...], display_name: str) -> None:
    if not agenda:
        return
    st.subheader(t("What {name} wants to talk about", name=display_name), anchor=False)
    with area("agenda"):
        for item in agenda:
            own_words(item.words)


def _show_higher(t: Translator, higher: tuple[Higher, ...]) -> None:
    if not higher:
        return
    st.subheader(t("What is higher"), anchor=False)
    said = [phrases.lately(t, elements.of_asked(t, each.asked), each.before, each.now) for each in higher]
    st.markdown("\n".join(f"- {each}" for each in said))


def _show_followed(t: Translator, followed: tuple[Followed, ...], display_name: str) -> None:
    if not followed:
        return
    st.subheader(t("What {name} follows day by day", name=display_name), anchor=False)
    said = [f"{elements.sign(each.element)}{NO_BREAK}{plain(measures.lately(t, each))}" for each in followed]
    st.markdown("\n".join(f"- {each}" for each in said))


def _show_journey(t: Translator, way: Journey) -> None:
    if not any(point.value is not None for point in way.points):
        return
    st.subheader(t("The last three months"), anchor=False)
    drawings.show_timeline(t, way.points, (), way.quiet, key="session-sheet:chart", lane=False, others=True)


def _show_goals(t: Translator, goals: tuple[GoalLine, ...]) -> None:
    if not goals:
        return
    st.subheader(t("Goals and next steps"), anchor=False)
    for goal in goals:
        with st.container(gap=None):
            st.markdown(f"{elements.sign(goal.element)}{NO_BREAK}**{plain(goal.title)}**")
            following = next((step for step in goal.steps if step.done_on is None), None)
            if following:
                st.caption(t("Next: {step}", step=plain(following.words)))


def _show_strengths(t: Translator, strengths: tuple[StrengthLine, ...]) -> None:
    if not strengths:
        return
    st.subheader(t("Strengths"), anchor=False)
    for place in StrengthPlace:
        here = [plain(line.words) for line in strengths if line.place is place]
        if here:
            st.markdown(f"**{labels.strength_place(t, place)}:** " + DOT.join(here))


def _show_since(t: Translator, found: Sheet) -> None:
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


def _show_last_note(t: Translator, note: NoteLine | None) -> None:
    if note is None:
        return
    agreed = note.state is NoteState.AGREED
    st.subheader(t("What you both agreed last time") if agreed else t("Last time: two views"), anchor=False)
    show_note(t, note)
