"""My progress: the three elements over time, what happened beside them, in a picture and in words."""

from datetime import date, timedelta

import streamlit as st

from lrc_portal.charts import timeline
from lrc_portal.record import goals, journey, moments
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.moments import MomentLine
from lrc_portal.series import GoalBar
from lrc_portal.sharing import looking
from lrc_portal.support import notes
from lrc_portal.support.notes import NoteLine
from lrc_portal.ui import drawings, elements, frame, menu, messages
from lrc_portal.ui.notes import show_note_plain
from lrc_portal.ui.text import own_words
from lrc_portal.vocabulary import Element, GoalState, NoteState, Role, Window
from lrc_portal.words import labels
from lrc_portal.words.marks import mark

WINDOWS = {
    Window.FOUR_WEEKS: mark("4 weeks"),
    Window.THREE_MONTHS: mark("3 months"),
    Window.YEAR: mark("1 year"),
    Window.ALL: mark("Everything"),
}
ALL_THREE = "all_three"
CHART, PERIOD, SLIDER = "progress:chart", "progress:period", "progress:slider"
WINDOW, OPENED = "progress:window", "progress:opened"
NOTHING_CHOSEN = (date.min, date.min)
ANSWERED = (NoteState.AGREED, NoteState.DIFFERING, NoteState.OFFERED)

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    st.title(t("My progress"), anchor=False)
    window, opened = show_choices()
    with visit.db.reading() as db:
        me = looking.own(visit.viewer)
        way = journey.series(db, me, window, opened=opened)
        start, end = chosen_period(way)
        beside_notes = notes.seen(
            db, visit.viewer, person_id=visit.viewer.person_id, start=start, end=end, states=ANSWERED
        )
        beside_moments = moments.seen(db, me, start=start, end=end)
        all_goals = goals.seen(db, me)
    if way.is_empty:
        show_nothing_yet()
        return
    picture, beside = st.columns([3, 2], gap="large")
    with picture:
        show_way(way, opened, (start, end))
    with beside:
        show_beside(start, end, beside_notes, beside_moments)
    show_goals(all_goals, way)


def show_choices() -> tuple[Window, Element | None]:
    window = st.segmented_control(
        t("How far back"),
        list(WINDOWS),
        default=Window.THREE_MONTHS,
        format_func=lambda each: t(WINDOWS[each]),
        key=WINDOW,
        required=True,
        on_change=forget_period,
    )
    opened = st.segmented_control(
        t("Which lines"),
        [ALL_THREE, Element.HEALTH, Element.REINTEGRATION],
        default=ALL_THREE,
        format_func=lambda each: t("All three") if each == ALL_THREE else elements.name(t, each),
        key=OPENED,
        required=True,
    )
    return window or Window.THREE_MONTHS, None if opened in (None, ALL_THREE) else Element(opened)


def show_nothing_yet() -> None:
    messages.empty(t("Your way begins with one check-in. It takes a few taps."))
    menu.to("check-in", t("Check in now"))


def show_way(way: Journey, opened: Element | None, period: tuple[date, date]) -> None:
    drawings.show_timeline(
        t,
        way.points,
        way.marks,
        way.quiet,
        key=CHART,
        opened=opened,
        chosen=period if period != whole(way) else NOTHING_CHOSEN,
        on_period=lambda: take_period_from_chart(way),
        below_picture=lambda: show_period_slider(way, period),
    )
    menu.to("check-in", t("Add a moment: a milestone, a contribution, a hard day"), icon="add")


# The period: tapped on the chart or chosen with the slider.


def buckets(way: Journey) -> list[tuple[date, date]]:
    """First and last day of each bucket that the chart shows."""
    return sorted({(point.at, point.until - timedelta(days=1)) for point in way.points})


def whole(way: Journey) -> tuple[date, date]:
    """First and last day of all that the chart shows."""
    shown = buckets(way)
    return shown[0][0], shown[-1][1]


def chosen_period(way: Journey) -> tuple[date, date]:
    """First and last day of the chosen period; all that the chart shows where none is chosen."""
    shown = dict(buckets(way))
    first, last = st.session_state.get(PERIOD) or (None, None)
    if first not in shown or last not in shown:
        return whole(way)
    return first, shown[last]


def show_period_slider(way: Journey, period: tuple[date, date]) -> None:
    """Its key changes when the period was chosen elsewhere, so that it then stands at that period."""
    shown = buckets(way)
    if len(shown) < 2:
        return
    starts = [at for at, _last in shown]
    key = f"{PERIOD}:slider:{st.session_state.get(SLIDER, 0)}"
    st.select_slider(
        t("Choose a period to see its notes and moments"),
        starts,
        value=(period[0], next(at for at, last in shown if last == period[1])),
        format_func=t.short_day,
        key=key,
        on_change=lambda: keep_period(st.session_state[key]),
    )


def take_period_from_chart(way: Journey) -> None:
    """Something was tapped on the chart: the buckets it touches are the period, and the slider's."""
    period = timeline.chosen_period(st.session_state[CHART].selection)
    if period is None:
        forget_period()
        return
    touched = [at for at, last in buckets(way) if at <= period[1] and last >= period[0]]
    if touched:
        forget_period()
        keep_period((touched[0], touched[-1]))


def keep_period(period: tuple[date, date]) -> None:
    """Keep the first days of a period's first and last bucket."""
    st.session_state[PERIOD] = period


def forget_period() -> None:
    """From now on all of it, until something is chosen; the slider starts anew."""
    st.session_state.pop(PERIOD, None)
    st.session_state[SLIDER] = st.session_state.get(SLIDER, 0) + 1


# Beside the chart


def show_beside(
    start: date, end: date, beside_notes: list[NoteLine], beside_moments: list[MomentLine]
) -> None:
    st.subheader(t("In this time"), anchor=False)
    st.caption(t("{first} to {last}", first=t.day(start), last=t.day(end)))
    if not beside_notes and not beside_moments:
        st.markdown(t("No notes or moments stand in this time."))
    open_at_once = len(beside_notes) + len(beside_moments) <= 2
    for note in beside_notes:
        title = f"{t.day(note.day)} · {labels.note_state(t, note.state)}"
        with st.expander(title, icon=":material/description:", expanded=open_at_once, key=f"note-{note.id}"):
            show_note_plain(t, note)
    for moment in beside_moments:
        show_moment(moment)


def show_moment(moment: MomentLine) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            elements.chip(t, moment.element)
            st.markdown(f"**{labels.moment_kind(t, moment.kind)}** · {t.day(moment.day)}")
        own_words(moment.words)


def show_goals(all_goals: list[GoalLine], way: Journey) -> None:
    """Goals that were open at some time in the window, as bars."""
    bars = [
        GoalBar(
            title=goal.title,
            element=goal.element,
            state=goal.state,
            start=max(goal.set_on, way.start),
            end=way.end if goal.state is GoalState.OPEN else goal.ended_on or way.end,
            steps=tuple(
                sorted(step.done_on for step in goal.steps if step.done_on and step.done_on >= way.start)
            ),
        )
        for goal in all_goals
        if goal.ended_on is None or goal.ended_on >= way.start
    ]
    if bars:
        st.subheader(t("Goals over time"), anchor=False)
        drawings.show_goals(t, bars, key="progress:goals")
        menu.to("goals", t("My goals"))


st.set_page_config(layout="wide")
show_all()
