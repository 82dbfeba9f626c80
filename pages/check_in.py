"""Check in: one day's answers with a few taps; other days; what I am in recovery from; moments."""

from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.identity.addresses import QUICK
from lrc_portal.record import check_ins, measures, moments, pursuits
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.measures import MeasureLine
from lrc_portal.record.moments import MomentLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.sharing import opened_records
from lrc_portal.support import afterwards
from lrc_portal.ui.kit import frame, lines, menu, more, on_paper
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.links import link
from lrc_portal.ui.record import afterwards as after_panel
from lrc_portal.ui.record import day as day_panel
from lrc_portal.ui.record import which_day
from lrc_portal.ui.record.measures import show_measures
from lrc_portal.ui.record.moments import is_open_among, show_moment_form, show_moments
from lrc_portal.ui.record.pursuits import show_pursuits, show_put_away
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import NO_BREAK

RECENT = 14
MOMENT = "moment"
DAYS, MOMENTS = "check-in:days", "check-in:moments"  # the names of these lists for `ui.kit.more`

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
today = clock.today()


def show_all() -> None:
    day = which_day.chosen_day(visit)
    kept = after_panel.kept_day()
    me = opened_records.own(visit.viewer)
    earlier = day if day is not None and day < today else today
    all_mine, all_followed, recent, there, found, of_day = visit.db.read_all(
        pursuits.read_query(me, put_away=True),
        measures.read_query(me, put_away=True),
        check_ins.read_query(me, most=more.at_most(DAYS, RECENT) + 1),
        check_ins.of_day(me, day or today),
        moments.read_query(me, most=more.at_most(MOMENTS, limits.SHOWN_MOMENTS) + 1),
        moments.read_query(me, start=earlier, end=earlier, most=limits.MOMENTS_A_DAY.most),
    )
    [after] = visit.db.read_all(afterwards.read_query(visit.viewer, kept)) if kept else [None]
    mine = [pursuit for pursuit in all_mine if not pursuit.put_away]
    if after:
        after_panel.show(visit, after)
        # Drawn while it is closed, too: what is half written in another form of the page stays in it.
        with st.expander(t("Other days and forms"), key="others", icon=":material/more_horiz:"):
            show_others(recent, all_mine, all_followed, found)
    else:
        followed = [measure for measure in all_followed if not measure.put_away]
        show_form(day, there, mine, followed)
        if day is not None and day < today:
            show_kept_then(there, of_day)
            found = [line for line in found if line.day != day]
        show_others(recent, all_mine, all_followed, found)


def show_kept_then(there: CheckInLine | None, of_day: list[MomentLine]) -> None:
    """What else can be done with an earlier day: its moments, and erasing it, however long ago it was."""
    show_moments(visit, of_day)
    if there:
        show_erase(there, t("Erase this day"), name="erase-this-day")


def show_others(
    recent: list[CheckInLine],
    all_mine: list[PursuitLine],
    all_followed: list[MeasureLine],
    found: list[MomentLine],
) -> None:
    """All that the page has beside the questions of a day."""
    mine = [pursuit for pursuit in all_mine if not pursuit.put_away]
    show_recent(recent, all_mine, all_followed)
    show_measures(visit, all_followed)
    show_pursuits(visit, mine)
    show_put_away(visit, [pursuit for pursuit in all_mine if pursuit.put_away])
    show_moment()
    show_kept_moments(found)
    followed = any(not measure.put_away for measure in all_followed)
    on_paper.check_in(t, names_something=bool(mine) or followed)
    link(t("On a slow connection: the short check-in"), QUICK, quiet=True)


def show_form(
    day: date | None, there: CheckInLine | None, mine: list[PursuitLine], followed: list[MeasureLine]
) -> None:
    st.title(t("How are you today?") if day == today else t("How was that day?"), anchor=False)
    which_day.show_which_day(visit, day)
    if day is None:
        which_day.show_earlier_day(visit)
        return
    day_panel.show_day(visit, day, there, mine, followed, as_of=which_day.as_of(day))
    if which_day.came_back():
        st.rerun()


def show_recent(recent: list[CheckInLine], mine: list[PursuitLine], followed: list[MeasureLine]) -> None:
    if not recent:
        return
    with fold(t("The days I kept"), "recent", icon="calendar_month") as is_open:
        if not is_open:
            return
        for line in more.shown(DAYS, recent, RECENT):
            with area(f"kept:{line.day}", gap="xsmall"):
                show_kept_day(line, mine, followed)
        more.show_button(t, DAYS, recent, RECENT)
        st.caption(t("For a day long ago, choose “An earlier day” above: you can change or erase it there."))
        menu.to("progress", t("See them all on a chart"))


def show_kept_day(line: CheckInLine, mine: list[PursuitLine], followed: list[MeasureLine]) -> None:
    st.markdown(
        f"**{t.day(line.day)}**" + (f" :material/lock:{NO_BREAK}{t('Only me')}" if line.only_me else "")
    )
    day_panel.show_answers(visit, line, mine, followed)
    with st.container(horizontal=True):
        st.button(
            t("Change"),
            key=f"day:{line.id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=which_day.choose,
            args=(line.day,),
        )
        show_erase(line, t("Erase"), name="erase-day")


def show_erase(line: CheckInLine, label: str, *, name: str) -> None:
    """Erases a day after asking once; `name` tells two such buttons for one day apart."""
    lines.ask_once(
        visit,
        f"{name}:{line.id}",
        label=label,
        question=t("Erase this day for good?"),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(check_ins.erase, by=visit.viewer, check_in_id=line.id),
        said=t("The day is erased."),
    )


def show_kept_moments(found: list[MomentLine]) -> None:
    if not found:
        return
    opens = is_open_among(found)
    with fold(t("Days that mattered, kept"), "moments", icon="event_available", opens=opens) as is_open:
        if not is_open:
            return
        show_moments(visit, more.shown(MOMENTS, found, limits.SHOWN_MOMENTS))
        more.show_button(t, MOMENTS, found, limits.SHOWN_MOMENTS)


def show_moment() -> None:
    opens = Form(visit, MOMENT).opens_for("words")
    with fold(t("A day that mattered"), "moment", icon="star", opens=opens, keeps=True) as is_drawn:
        if not is_drawn:
            return
        st.markdown(
            t("A milestone, something you gave to others, or a hard day. It is marked on your chart.")
        )
        show_moment_form(visit, MOMENT)


show_all()
