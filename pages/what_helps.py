"""What helps me: my plan for a hard day first, then the ways that help, and when I used which."""

from __future__ import annotations

import streamlit as st

from lrc_portal import limits
from lrc_portal.record import hard_day_plan, ways
from lrc_portal.record.ways import WayLine
from lrc_portal.sharing import opened_records
from lrc_portal.ui.kit import columns, drawings, frame, more
from lrc_portal.ui.record import hard_day_plan as plan_panel
from lrc_portal.ui.record import ways as ways_panel
from lrc_portal.vocabulary import Role, WayState

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    mine = opened_records.own(visit.viewer)
    plan, found, weeks = visit.db.read_all(
        hard_day_plan.read_query(mine), ways.read_query(mine), ways.weeks(visit.viewer)
    )
    kept = [line for line in found if line.is_kept]
    st.title(t("What helps me"), anchor=False)
    planned, helping = columns.two_columns()
    with planned:
        plan_panel.show_mine(visit, plan, kept)
    with helping:
        show_ways(found, kept)
        if weeks:
            st.header(t("Over time"), anchor=False)
            drawings.show_ways(t, weeks, key="ways:chart")


def show_ways(found: list[WayLine], kept: list[WayLine]) -> None:
    st.header(t("Ways that help me"), anchor=False)
    ways_panel.show_noticed(visit, [line for line in found if line.state is WayState.OFFERED])
    if not kept:
        st.markdown(t("A walk, a person, a song: what does you good? Write down the first."))
    ways_panel.show_ways(visit, more.shown("ways", kept, limits.SHOWN_WAYS))
    more.show_button(t, "ways", kept, limits.SHOWN_WAYS)
    ways_panel.show_add(visit)
    ways_panel.show_put_away(visit, [line for line in found if line.put_away_at])


show_all()
