"""Check in: one day's answers with a few taps; other days; what I am in recovery from; moments."""

from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.identity.addresses import QUICK
from lrc_portal.record import check_ins, pursuits
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.sharing import opened_records
from lrc_portal.support import afterwards
from lrc_portal.ui.kit import frame, lines, menu, on_paper
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.links import link
from lrc_portal.ui.record import afterwards as after_panel
from lrc_portal.ui.record import day as day_panel
from lrc_portal.ui.record import which_day
from lrc_portal.ui.record.moments import show_moment_form
from lrc_portal.ui.record.pursuits import show_pursuits, show_put_away
from lrc_portal.vocabulary import Role

RECENT = 14
MOMENT = "moment"

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
today = clock.today()


def show_all() -> None:
    day = which_day.chosen_day(visit)
    kept = after_panel.kept_day()
    me = opened_records.own(visit.viewer)
    all_mine, recent, there = visit.db.read_all(
        pursuits.read_query(me, put_away=True),
        check_ins.read_query(me, most=RECENT),
        check_ins.of_day(me, day or today),
    )
    [after] = visit.db.read_all(afterwards.read_query(visit.viewer, kept)) if kept else [None]
    mine = [pursuit for pursuit in all_mine if not pursuit.put_away]
    if after:
        after_panel.show(visit, after)
        # Drawn while it is closed, too: what is half written in another form of the page stays in it.
        with st.expander(t("Other days and forms"), key="others", icon=":material/more_horiz:"):
            show_others(recent, all_mine)
    else:
        show_form(day, there, mine)
        show_others(recent, all_mine)


def show_others(recent: list[CheckInLine], all_mine: list[PursuitLine]) -> None:
    """All that the page has beside the questions of a day."""
    mine = [pursuit for pursuit in all_mine if not pursuit.put_away]
    show_recent(recent, all_mine)
    show_pursuits(visit, mine)
    show_put_away(visit, [pursuit for pursuit in all_mine if pursuit.put_away])
    show_moment()
    on_paper.check_in(t, names_something=bool(mine))
    link(t("On a slow line: the short check-in"), QUICK, quiet=True)


def show_form(day: date | None, there: CheckInLine | None, mine: list[PursuitLine]) -> None:
    st.title(t("How are you today?") if day == today else t("How was that day?"), anchor=False)
    which_day.show_which_day(visit, day)
    if day is None:
        which_day.show_earlier_day(visit)
        return
    day_panel.show_day(visit, day, there, mine, as_of=which_day.as_of(day))
    if which_day.came_back():
        st.rerun()


def show_recent(recent: list[CheckInLine], mine: list[PursuitLine]) -> None:
    if not recent:
        return
    with st.expander(t("The days you kept"), key="recent", icon=":material/calendar_month:"):
        for line in recent:
            with area(f"kept:{line.day}", gap="xsmall"):
                show_kept_day(line, mine)
        menu.to("progress", t("See them all on a chart"))


def show_kept_day(line: CheckInLine, mine: list[PursuitLine]) -> None:
    st.markdown(f"**{t.day(line.day)}**" + (f" :material/lock: {t('Only me')}" if line.only_me else ""))
    day_panel.show_answers(visit, line, mine)
    with st.container(horizontal=True):
        st.button(
            t("Change"),
            key=f"day:{line.id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=which_day.choose,
            args=(line.day,),
        )
        lines.ask_once(
            visit,
            f"erase-day:{line.id}",
            label=t("Erase"),
            question=t("Erase this day for good?"),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=partial(check_ins.erase, by=visit.viewer, check_in_id=line.id),
            said=t("The day is erased."),
        )


def show_moment() -> None:
    opens = Form(visit, MOMENT).opens_for("words")
    with st.expander(t("A day that mattered"), key="moment", icon=":material/star:", expanded=opens):
        st.markdown(
            t("A milestone, something you gave to others, or a hard day. It is marked on your chart.")
        )
        show_moment_form(visit, MOMENT)


show_all()
