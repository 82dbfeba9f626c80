"""My progress: the way over time with what happened beside it, the paths, then and now, goals, strengths."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.charts import timeline
from lrc_portal.record import journey, paths, then_and_now
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Days, Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.series import GoalBar, Pair, Path, StrengthRow, Time
from lrc_portal.sharing import opened_records
from lrc_portal.support import progress
from lrc_portal.support.progress import Period, Way
from lrc_portal.ui.kit import columns, drawings, elements, frame, menu, messages, more, on_paper
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.parts import show_part
from lrc_portal.ui.kit.windows import choose_window
from lrc_portal.ui.record.beside import MOMENTS, show_beside
from lrc_portal.ui.record.paths import show_paths
from lrc_portal.ui.record.then_and_now import show_then_and_now
from lrc_portal.vocabulary import Element, GoalState, Role, StrengthState, Window

ALL_THREE = "all_three"
CHART, PERIOD, TURN, CLEARED = "progress:chart", "progress:period", "progress:turn", "progress:cleared"
POINTED = "progress:pointed"
WINDOW, OPENED = "progress:window", "progress:opened"
MOST_NOTES = limits.NOTES_AT_MOST
NOTHING_CHOSEN = (date.min, date.min)
SAME_DAY_TWICE = timedelta(days=350)  # from about here on, a day without its year could be one of two

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    st.title(t("My progress"), anchor=False)
    window, opened = show_choices()
    me = opened_records.own(visit.viewer)
    [days] = visit.db.read_all(journey.days(me))
    [found] = visit.db.read_all(progress.read_query(me, window, period(), opened=opened, days=days))
    if days is None:
        messages.empty(t("Your way begins with one check-in. It takes a few taps."), "path")
        menu.to("check-in", t("Check in now"))
    else:
        load = partial(load_way, window=window, opened=opened, days=days)
        show_part(visit, "progress:way", partial(show_way, opened=opened), load, found.way)
    show_part(visit, "progress:paths", show_my_paths, partial(load_paths, window=window), found.paths)
    if days is not None:
        times = then_and_now.times(days[0], clock.today())
        show_part(visit, "progress:times", show_times, lambda _here: times, times)
    show_goals(found.goals, found.way.journey)
    show_strengths(found.strengths)
    on_paper.my_progress(t, window)


def show_choices() -> tuple[Window, Element | None]:
    window = choose_window(t, key=WINDOW, on_change=partial(choose, None))
    opened = st.segmented_control(
        t("Which lines"),
        [ALL_THREE, Element.HEALTH, Element.REINTEGRATION],
        default=ALL_THREE,
        format_func=lambda each: t("All three") if each == ALL_THREE else elements.name(t, each),
        key=OPENED,
        required=True,
    )
    return window, None if opened in (None, ALL_THREE) else Element(opened)


# The way over time, and what stands beside it


def load_way(here: SignedIn, *, window: Window, opened: Element | None, days: Days) -> Way:
    me = opened_records.own(here.viewer)
    [found] = here.db.read_all(progress.way(me, window, period(), opened=opened, days=days))
    return found


def period() -> Period:
    """The days whose notes are asked for: those that are chosen, or as far as the way goes."""
    start, end = chosen() or (None, None)
    return Period(start, end, MOST_NOTES + 1)


def show_way(here: SignedIn, way: Way, *, opened: Element | None) -> None:
    t = here.t
    shown, noted = way.journey, way.notes
    if opened and all(point.value is None for point in shown.points):
        st.markdown(t("Its parts were not answered in this time. In a check-in, “Say more” asks about them."))
    if shown.is_empty:
        if not opened:
            st.markdown(t("Nothing stands in this time. Choose to look further back."))
        return
    start, end = chosen() or (shown.start, shown.end)
    shown_buckets = buckets(shown)
    picture, beside = columns.two_columns((7, 4))
    with picture:
        drawings.show_timeline(
            t,
            shown.points,
            shown.marks,
            shown.quiet,
            key=chart_key(),
            opened=opened,
            chosen=chosen() or NOTHING_CHOSEN,
            pointed=st.session_state.get(POINTED),
            on_period=partial(take_from_chart, shown_buckets),
            below_picture=partial(show_period_slider, here, shown, shown_buckets),
        )
        menu.to("check-in", t("Add a moment: a milestone, a contribution, a hard day"), icon="add")
    with beside:
        if chosen():
            st.button(
                t("Show all of this time again"),
                key="progress:all",
                type="tertiary",
                icon=":material/zoom_out_map:",
                on_click=clear,
            )
        moments = [each for each in shown.marks if each.kind in MOMENTS and start <= each.day <= end]
        show_beside(
            t,
            (start, end),
            [note for note in noted if note.day >= shown.start][:MOST_NOTES],
            moments[-limits.READ_AT_MOST :],  # they come oldest first
            key=f"progress:beside:{turn()}",
            pointed=POINTED,
        )
        if len(noted) > MOST_NOTES:
            n = MOST_NOTES
            st.caption(
                t("The newest {n} notes of this time. Choose a shorter time to see earlier ones.", n=n)
            )
            menu.to("notes", t("All my notes, year by year"))
        if len(moments) > limits.READ_AT_MOST:
            n = limits.READ_AT_MOST
            st.caption(
                t("The newest {n} moments of this time. Choose a shorter time to see earlier ones.", n=n)
            )


# The period: tapped on the chart or chosen with the slider. First and last day; none is all of it.


def chosen() -> tuple[date, date] | None:
    days: tuple[date, date] | None = st.session_state.get(PERIOD)
    return days


def turn() -> int:
    """Counts the periods chosen, for the keys of what begins anew with each."""
    return int(st.session_state.get(TURN, 0))


def choose(days: tuple[date, date] | None) -> None:
    """From now on this period, with no mark pointed at."""
    st.session_state[PERIOD] = days
    st.session_state[TURN] = turn() + 1
    st.session_state.pop(POINTED, None)


def chart_key() -> str:
    """Another one after the period was cleared: only a new chart forgets what was tapped on it."""
    return f"{CHART}:{st.session_state.get(CLEARED, 0)}"


def clear() -> None:
    """From now on all of it."""
    choose(None)
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def buckets(way: Journey) -> dict[date, date]:
    """First day of each bucket that the chart shows → its last day."""
    return {point.at: point.until - timedelta(days=1) for point in way.points}


def show_period_slider(here: SignedIn, way: Journey, shown: dict[date, date]) -> None:
    """Its key changes when the period was chosen elsewhere, so that it then stands at that period."""
    if len(shown) < 2:
        return
    starts = sorted(shown)
    first, last = chosen() or (way.start, way.end)
    key = f"{PERIOD}:slider:{turn()}"
    st.select_slider(
        here.t("Choose a period to see its notes and moments"),
        starts,
        value=(
            max((at for at in starts if at <= first), default=starts[0]),
            max((at for at in starts if at <= last), default=starts[0]),
        ),
        format_func=here.t.day if way.end - way.start > SAME_DAY_TWICE else here.t.short_day,
        key=key,
        on_change=lambda: keep_from_slider(shown, *st.session_state[key]),
    )


def keep_from_slider(shown: dict[date, date], first: date, last: date) -> None:
    """The slider itself stays as it is: a key that changed would take the focus from it."""
    st.session_state[PERIOD] = (first, shown[last])
    st.session_state.pop(POINTED, None)


def take_from_chart(shown: dict[date, date]) -> None:
    """Something was tapped on the chart: its bucket is the period, and a mark is pointed at."""
    selection = st.session_state[chart_key()].selection
    tapped = timeline.chosen_period(selection)
    if tapped is None:
        choose(None)
        return
    touched = [(at, last) for at, last in sorted(shown.items()) if at <= tapped[1] and last >= tapped[0]]
    if touched:
        choose((touched[0][0], touched[-1][1]))
        if mark_id := timeline.pointed_mark(selection):
            st.session_state[POINTED] = mark_id


# The paths, and then and now


def load_paths(here: SignedIn, *, window: Window) -> tuple[Path, ...]:
    [found] = here.db.read_all(paths.read_query(opened_records.own(here.viewer), window))
    return found


def show_my_paths(here: SignedIn, mine: tuple[Path, ...]) -> None:
    show_paths(here, mine, key="progress:path")


def show_times(here: SignedIn, times: list[Time]) -> None:
    def pairs(then: Time, now: Time) -> tuple[Pair, ...]:
        query = then_and_now.read_query(
            opened_records.own(here.viewer), (then.first, then.last), (now.first, now.last)
        )
        [found] = here.db.read_all(query)
        return found

    st.header(here.t("Then and now"), anchor=False)
    show_then_and_now(here.t, times, pairs, key="progress:times")


# Goals and strengths


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
        st.header(t("Goals over time"), anchor=False)
        drawings.show_goals(t, bars, key="progress:goals")
        more.say_newest(t, all_goals, limits.READ_AT_MOST)
        menu.to("goals", t("My goals"))


def show_strengths(mine: list[StrengthLine]) -> None:
    rows = [
        StrengthRow(line.words, line.place, line.since, line.uses)
        for line in mine
        if line.state is StrengthState.KEPT
    ]
    if rows:
        st.header(t("Strengths and where each was used"), anchor=False)
        drawings.show_strengths(t, rows, key="progress:strengths")
        more.say_newest(t, mine, limits.READ_AT_MOST)
        menu.to("strengths", t("My strengths"))


st.set_page_config(layout="wide")
show_all()
