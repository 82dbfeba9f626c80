"""What is on: groups and events of the community, day by day; I will be there; an address for calendars."""

from __future__ import annotations

import streamlit as st

from lrc_portal import clock
from lrc_portal.support.whats_on import feeds, programme
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.ui.kit import frame, messages
from lrc_portal.ui.whats_on import dates, keeping, subscribing

FOR_OTHERS, WHERE = "whats-on:for-others", "whats-on:where"
ANYWHERE = ""

visit = frame.open_page()
t = visit.t
me = visit.viewer


def show_all() -> None:
    found, feed, kept = visit.db.read_all(
        programme.ahead(me), feeds.mine(me), programme.kept_by(me, most=keeping.wanted())
    )
    st.title(t("What is on"), anchor=False)
    shown = choose(found)
    ahead = [line for line in shown if not line.is_over and line.occurrence.on >= clock.today()]
    if ahead:
        dates.show_ahead(visit, ahead)
    else:
        messages.empty(t("Nothing is on in the weeks ahead. What is put on here stands on this page."))
    dates.show_back(visit, [line for line in shown if line.is_over and not line.occurrence.called_off])
    subscribing.show(visit, feed)
    keeping.show(visit, kept)


def choose(found: list[DateLine]) -> list[DateLine]:
    """What is for the viewer, or all of it; at one place, if one is chosen."""
    mine = [line for line in found if line.mine or line.event.is_for(me)]
    if len(mine) < len(found) and st.toggle(t("Also show what is for other people"), key=FOR_OTHERS):
        mine = found
    places = programme.places(me, mine)
    if len(places) < 2:
        return mine
    # With an option for all: a field in which nothing stands sends what is no answer of ours.
    options = [ANYWHERE, *places]
    kept = st.session_state.get(WHERE, ANYWHERE)
    # Its key names the language, as no other does: what is chosen stands in a field, and would go on standing
    # there in the language before.
    where = st.selectbox(
        t("Where"),
        options,
        index=options.index(kept) if kept in options else 0,
        format_func=lambda each: each or t("Anywhere"),
        key=f"{WHERE}:{t.language}",
    )
    st.session_state[WHERE] = where
    return [line for line in mine if where in (ANYWHERE, line.event.place)]


show_all()
