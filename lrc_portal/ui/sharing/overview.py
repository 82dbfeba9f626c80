"""What one look shows of a record, drawn the same for whoever looks and for its owner's preview."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from lrc_portal import limits
from lrc_portal.record.goals import GoalLine, StepLine
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.overview import Overview, WeekOfWords
from lrc_portal.ui.kit import drawings, elements, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.notes.notes import account_of
from lrc_portal.ui.record import hard_day_plan
from lrc_portal.ui.record.measure_charts import show_followed
from lrc_portal.vocabulary import StrengthPlace
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator

AT_ONCE = 4

One = TypeVar("One")


def show(
    t: Translator, overview: Overview, *, key: str, below_journey: Callable[[], None] | None = None
) -> None:
    """Draw all of it, strengths first. A part that holds nothing is not drawn, and nothing says why.

    `below_journey` draws what the viewer may set beside the journey; without a journey it is not asked.
    """
    with st.container(key=f"overview-{key}"):
        if overview.is_empty:
            st.markdown(t("You will find here what is written from now on."))
            return
        _show_strengths(t, overview.strengths)
        hard_day_plan.show_to_others(t, overview.ways, overview.plan)
        _show_journey(t, overview, key, below_journey)
        if overview.followed:
            _heading(t("What is followed day by day"), "show_chart")
            show_followed(t, overview.followed, key=f"followed-{key}")
        _show_goals(t, overview.goals)
        _show_pursuits(t, overview.pursuits)
        _show_several(t, t("Days that mattered"), "star", overview.moments, _show_moment, key)
        more.say_newest(t, overview.moments, limits.READ_AT_MOST)
        _show_several(t, t("Notes of meetings"), "forum", overview.notes, _show_note, key)
        more.say_newest(t, overview.notes, limits.NOTES_AT_MOST)
        _show_several(t, t("Written at check-ins"), "chat", overview.words, _show_week, key)
        days = [words for week in overview.words for words in week.words]
        more.say_newest(t, days, limits.WORDS_AT_MOST)


def _heading(words: str, icon: str) -> None:
    st.subheader(f":material/{icon}:{NO_BREAK}{words}", anchor=False)


def _show_strengths(t: Translator, strengths: Sequence[StrengthLine]) -> None:
    if not strengths:
        return
    _heading(t("Strengths"), "spa")
    for place in StrengthPlace:
        here = [line for line in strengths if line.place is place]
        if here:
            st.markdown(f"**{labels.strength_place(t, place)}**")
            st.markdown("\n".join(f"- {plain(line.words)}" for line in here))
    more.say_newest(t, strengths, limits.READ_AT_MOST)


def _show_journey(t: Translator, overview: Overview, key: str, below: Callable[[], None] | None) -> None:
    way = overview.journey
    if way.is_empty:
        return
    _heading(t("Over time"), "show_chart")
    drawings.show_timeline(
        t, way.points, way.marks, way.quiet, key=f"journey-{key}", lane=bool(way.marks), others=True
    )
    if below:
        below()


def _show_goals(t: Translator, goals: Sequence[GoalLine]) -> None:
    if not goals:
        return
    _heading(t("Goals"), "flag")
    for goal in goals:
        with area(f"shared-goal:{goal.id}", gap="xsmall"):
            st.markdown(f"**{plain(goal.title)}**")
            st.caption(f"{elements.name(t, goal.element)}{DOT}{labels.goal_state(t, goal.state)}")
            own_words(goal.why)
            for step in goal.steps:
                _show_step(t, step)
            if goal.strengths:
                words = t.listed([f"“{plain(words)}”" for _id, words, _used in goal.strengths])
                st.caption(f":material/spa:{NO_BREAK}" + t("It starts from {strengths}", strengths=words))
            own_words(goal.ending)
    more.say_newest(t, goals, limits.READ_AT_MOST)


def _show_step(t: Translator, step: StepLine) -> None:
    if step.done_on:
        st.markdown(f":material/check_circle:{NO_BREAK}" + t("{step} (done)", step=plain(step.words)))
        own_words(step.what_was_done)
    else:
        st.markdown(f":material/radio_button_unchecked:{NO_BREAK}{plain(step.words)}")


def _show_pursuits(t: Translator, pursuits: Sequence[PursuitLine]) -> None:
    if not pursuits:
        return
    _heading(t("In recovery from"), "route")
    for pursuit in pursuits:
        with st.container(gap="xxsmall"):
            st.markdown(f"**{plain(pursuit.name)}**")
            said = [labels.pursuit_kind(t, pursuit.kind), labels.aim(t, pursuit.aim)]
            if pursuit.start_day:
                said.append(t("since {day}", day=t.day(pursuit.start_day)))
            st.caption(DOT.join(said))


def _show_several(
    t: Translator,
    heading: str,
    icon: str,
    several: Sequence[One],
    show_one: Callable[[Translator, One], None],
    key: str,
) -> None:
    """The newest few, the earlier ones behind a fold."""
    if not several:
        return
    _heading(heading, icon)
    for one in several[:AT_ONCE]:
        show_one(t, one)
    if several[AT_ONCE:]:
        with fold(t("Earlier"), f"earlier-{icon}-{key}", icon="history") as is_open:
            for one in several[AT_ONCE:] if is_open else ():
                show_one(t, one)


def _show_moment(t: Translator, moment: MomentLine) -> None:
    with area(f"shared-moment:{moment.id}", gap="xsmall"):
        st.markdown(f"**{labels.moment_kind(t, moment.kind)}**{DOT}{t.day(moment.day)}")
        st.caption(elements.name(t, moment.element))
        own_words(moment.words)


def _show_week(t: Translator, week: WeekOfWords) -> None:
    with area(f"shared-week:{week.week}", gap="xsmall"):
        st.caption(t("In the week of {day}", day=t.day(week.week)))
        for words in week.words:
            own_words(words)


def _show_note(t: Translator, note: NoteLine) -> None:
    with area(f"shared-note:{note.id}", gap="xsmall"):
        st.markdown(f"**{t.day(note.day)}**{DOT}{labels.meeting_kind(t, note.kind)}")
        said = [labels.note_state(t, note.state), t("written by {name}", name=plain(note.author))]
        st.caption(DOT.join(said))
        _show_part(t("What we talked about"), note.talked_about)
        _show_part(t("Strengths noticed"), note.strengths_noticed)
        _show_part(t("What we agreed"), note.we_agreed)
        _show_part(account_of(t, note), note.own_account)


def _show_part(name: str, words: str | None) -> None:
    if words:
        st.caption(name)
        own_words(words)
