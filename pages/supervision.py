"""The people I supervise: what is due for each, days of supervision, and what they wrote to me."""

from __future__ import annotations

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import frame, lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.words.marks import NO_BREAK

visit = frame.open_page()
t = visit.t
me = visit.viewer


def show_all() -> None:
    if not me.supervises:
        frame.for_others(t, me)
        return
    supervised, written = visit.db.read_all(
        supervision.of_my_peer_workers(
            me, most=supervision_shown.wanted_people(limits.SHOWN_PEOPLE), days=supervision_shown.wanted()
        ),
        reflections.how_many(me),
    )
    st.title(t("People I supervise"), anchor=False)
    st.caption(
        f":material/lock:{NO_BREAK}"
        + t(
            "You see their training and supervision days, and what they write to you. You see nothing of "
            "the people they walk with."
        )
    )
    people = namesakes.supervised(t, supervised)
    for person in more.shown(supervision_shown.PEOPLE, people, limits.SHOWN_PEOPLE):
        with area(f"supervised-{person.person_id}"):
            show_one(person, written.get(person.person_id, 0))
    more.show_button(t, supervision_shown.PEOPLE, people, limits.SHOWN_PEOPLE)


def show_one(person: Supervised, written: int) -> None:
    supervision_shown.show_supervised(visit, person)
    show_written(person, written)


def show_written(person: Supervised, written: int) -> None:
    """What they wrote stands behind a tap, so that the trace says when it was really read."""
    if not written:
        return
    line = f"read:{person.person_id}"
    if not lines.is_open(line):
        reflections_shown.show_way_in(t, line, person.display_name, written)
        return
    with frame.looking(visit, line) as (db, opening):
        found = reflections.read(
            db, by=me, author_id=person.person_id, opening=opening, most=reflections_shown.wanted()
        )
    reflections_shown.show_read(visit, found)
    lines.close_button(t("Close"), line)


show_all()
