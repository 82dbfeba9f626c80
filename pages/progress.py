"""My progress: what has changed, one line over time with what happened beside it; the rest a tap away."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.charts import in_words, timeline
from lrc_portal.record import goals, journey, measure_series, paths, strengths, then_and_now
from lrc_portal.record.journey import Days, Journey
from lrc_portal.series import Followed, GoalBar, Pair, Point, StrengthRow, Time
from lrc_portal.sharing import opened_records
from lrc_portal.support import progress
from lrc_portal.support.notes import aid
from lrc_portal.support.progress import Period, Way
from lrc_portal.ui.kit import columns, drawings, elements, frame, menu, messages, more, on_paper
from lrc_portal.ui.kit.cards import show_card
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.parts import show_part
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.kit.windows import USUAL, choose_window
from lrc_portal.ui.notes.aid import show_aid
from lrc_portal.ui.record.beside import MOMENTS, show_beside, show_mark
from lrc_portal.ui.record.measure_charts import show_followed
from lrc_portal.ui.record.paths import show_paths
from lrc_portal.ui.record.then_and_now import show_then_and_now
from lrc_portal.vocabulary import AS_A_WHOLE, FACETS, Element, GoalState, Role, StrengthState, Window

ALL_THREE = "all_three"
CHART, PERIOD, TURN, CLEARED = "progress:chart", "progress:period", "progress:turn", "progress:cleared"
POINTED = "progress:pointed"
WINDOW, LINE, PARTS = "progress:window", "progress:line", "progress:parts"
MOST_NOTES = limits.NOTES_AT_MOST
NOTHING_CHOSEN = (date.min, date.min)
SAME_DAY_TWICE = timedelta(days=350)  # from about here on, a day without its year could be one of two

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    st.title(t("My progress"), anchor=False)
    me = opened_records.own(visit.viewer)
    [days] = visit.db.read_all(journey.days(me))
    if days is None:
        messages.empty(t("Your way begins with one check-in. It takes a few taps."), "path")
        with st.container(key="main-link"):
            menu.to("check-in", t("Check in now"))
        show_cards(USUAL, None)
        return
    first = st.container()
    window = choose_window(t, key=WINDOW, on_change=partial(choose, None))
    [way] = visit.db.read_all(progress.way(me, window, period(), days=days))
    with first:
        show_what_changed(way.journey)
    load = partial(load_way, window=window, days=days)
    show_part(visit, "progress:way", partial(show_way, window=window), load, way)
    show_cards(window, days)
    on_paper.my_progress(t, window)


def show_what_changed(way: Journey) -> None:
    """One sentence: of the line that changed most."""
    if most := in_words.changed_most(way.points):
        sign = elements.sign(Element(most))
        st.markdown(f"{sign} **{plain(in_words.what_changed(t, way.points, most))}**")


# The way over time, one line large, and what stands beside it


def load_way(here: SignedIn, *, window: Window, days: Days) -> Way:
    me = opened_records.own(here.viewer)
    [found] = here.db.read_all(progress.way(me, window, period(), days=days))
    return found


def period() -> Period:
    """The days whose notes are asked for: those that are chosen, or as far as the way goes."""
    start, end = chosen() or (None, None)
    return Period(start, end, MOST_NOTES + 1)


def show_way(here: SignedIn, way: Way, *, window: Window) -> None:
    t = here.t
    shown, noted = way.journey, way.notes
    if shown.is_empty:
        st.markdown(t("Nothing stands in this time. Choose to look further back."))
        return
    start, end = chosen() or (shown.start, shown.end)
    shown_buckets = buckets(shown)
    picture, beside = columns.two_columns((7, 4))
    with picture:
        opened = choose_line(here, shown, window)
        drawings.show_timeline(
            t,
            points_of(here, shown, opened),
            shown.marks,
            shown.quiet,
            key=chart_key(),
            opened=opened,
            chosen=chosen() or NOTHING_CHOSEN,
            pointed=st.session_state.get(POINTED),
            on_period=partial(take_from_chart, shown_buckets),
            below_picture=partial(show_below_picture, here, shown, shown_buckets),
            folded=True,
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


def choose_line(here: SignedIn, shown: Journey, window: Window) -> Element | None:
    """Which line is large: the one that changed most, until another is chosen. None is all three.

    Each window has a control of its own, since another line may come first in it.
    """
    t, key = here.t, f"{LINE}:{window}"
    most = in_words.changed_most(shown.points) or Element.SOBRIETY
    first = st.session_state.get(LINE, str(most))
    line = st.pills(
        t("Which line"),
        [*(element.value for element in Element), ALL_THREE],
        default=first,
        format_func=lambda each: t("All three") if each == ALL_THREE else elements.name(t, Element(each)),
        key=key,
        required=True,
        wrap=True,
        on_change=keep_line,
        args=(key,),
    )
    opened = None if line in (None, ALL_THREE) else Element(line)
    if opened and opened != most and (said := in_words.what_changed(t, shown.points, opened)):
        st.markdown(plain(said))
    return opened


def keep_line(key: str) -> None:
    st.session_state[LINE] = st.session_state[key]


def points_of(here: SignedIn, shown: Journey, opened: Element | None) -> list[Point]:
    """What is drawn: all three, or one of them and, where that is wanted, its facets."""
    if opened is None:
        return list(shown.points)
    points = [point for point in shown.points if point.series is opened]
    if opened not in AS_A_WHOLE or not st.toggle(here.t("With its parts"), key=PARTS):
        return points
    me = opened_records.own(here.viewer)
    [found] = here.db.read_all(journey.alongside(me, shown.bucket, shown.start, shown.end, FACETS[opened]))
    answered = {point.series for point in found if point.value is not None}
    if not answered:
        said = here.t("Its parts were not answered in this time. In a check-in, “Say more” asks about them.")
        st.markdown(said)
    return [*points, *(point for point in found if point.series in answered)]


def show_below_picture(here: SignedIn, way: Journey, shown: dict[date, date]) -> None:
    """What was tapped, then the same choice for a keyboard."""
    pointed = st.session_state.get(POINTED)
    for mark in way.marks:
        if mark.id == pointed:
            show_mark(here.t, mark)
    show_period_slider(here, way, shown)


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


# What is one tap away


def show_cards(window: Window, days: Days | None) -> None:
    show_my = partial(show_my_paths, window=window)
    show_mine = partial(show_own_measures, window=window, days=days)
    show_card(visit, "progress:measures", t("Things I follow"), show_mine, icon="show_chart")
    show_card(visit, "progress:paths", t("My path"), show_my, icon="route", lines_in="progress:path")
    if days is not None:
        times = then_and_now.times(days[0], clock.today())
        show_times_of = partial(show_times, times=times)
        show_card(visit, "progress:times", t("Then and now"), show_times_of, icon="compare_arrows")
        start, _bucket = journey.begins(opened_records.own(visit.viewer), window, days)
        show_bars = partial(show_goals, start=start)
        show_card(visit, "progress:goals", t("Goals over time"), show_bars, icon="flag")
    used = t("Strengths and where each was used")
    show_card(visit, "progress:strengths", used, show_strengths, icon="spa")
    show_card(visit, "progress:aid", t("Help given over time"), show_help, icon="volunteer_activism")


def show_own_measures(here: SignedIn, *, window: Window, days: Days | None) -> None:
    """In the buckets of the timeline above, so that a day here is the same day there."""
    me = opened_records.own(here.viewer)
    start, bucket = journey.begins(me, window, days)
    [found] = here.db.read_all(measure_series.read_query(me, bucket, start))
    show_followed(here.t, found.over(start, clock.today()), key="progress:measure")
    menu.to("check-in", here.t("Add or change what I follow"), icon="edit", open="measure")


def show_my_paths(here: SignedIn, *, window: Window) -> None:
    [found] = here.db.read_all(paths.read_query(opened_records.own(here.viewer), window))
    show_paths(here, found, key="progress:path")
    if not found:
        st.markdown(
            here.t("A path is for somebody in recovery. If that is you too, name it in a check-in.")
            if here.viewer.lives_alongside
            else here.t("A path begins when you name in a check-in what you are in recovery from.")
        )
        menu.to("check-in", here.t("Check in"))


def show_times(here: SignedIn, *, times: list[Time]) -> None:
    def pairs(then: Time, now: Time) -> tuple[Pair, ...]:
        query = then_and_now.read_query(
            opened_records.own(here.viewer), (then.first, then.last), (now.first, now.last)
        )
        [found] = here.db.read_all(query)
        return found

    def followed(then: Time, now: Time) -> tuple[Followed, ...]:
        query = measure_series.at_two_times(
            opened_records.own(here.viewer), (then.first, then.last), (now.first, now.last)
        )
        [found] = here.db.read_all(query)
        return found

    show_then_and_now(here.t, times, pairs, key="progress:times", followed=followed)


def show_goals(here: SignedIn, *, start: date) -> None:
    """Goals that were open at some time in the window, as bars."""
    t, today = here.t, clock.today()
    [found] = here.db.read_all(goals.read_query(opened_records.own(here.viewer)))
    bars = [
        GoalBar(
            title=goal.title,
            element=goal.element,
            state=goal.state,
            start=max(goal.set_on, start),
            end=today if goal.state is GoalState.OPEN else goal.ended_on or today,
            steps=tuple(
                sorted(step.done_on for step in goal.steps if step.done_on and step.done_on >= start)
            ),
        )
        for goal in found
        if goal.ended_on is None or goal.ended_on >= start
    ]
    if bars:
        drawings.show_goals(t, bars, key="progress:goals:chart")
        more.say_newest(t, found, limits.READ_AT_MOST)
    else:
        st.markdown(t("No goal stands in this time."))
    menu.to("goals", t("My goals"))


def show_strengths(here: SignedIn) -> None:
    t = here.t
    [mine] = here.db.read_all(strengths.read_query(opened_records.own(here.viewer)))
    rows = [
        StrengthRow(line.words, line.place, line.since, line.uses)
        for line in mine
        if line.state is StrengthState.KEPT
    ]
    if rows:
        drawings.show_strengths(t, rows, key="progress:strengths:chart")
        more.say_newest(t, mine, limits.READ_AT_MOST)
    else:
        st.markdown(t("What is good in you, or around you? A skill, a person, a place you can go to."))
    menu.to("strengths", t("My strengths"))


def show_help(here: SignedIn) -> None:
    [given] = here.db.read_all(aid.read_query(here.viewer, person_id=here.viewer.person_id))
    show_aid(here.t, given, key="progress:aid:chart")


st.set_page_config(layout="wide")
show_all()
