"""At home: what two people of a circle agreed that each does on a hard day, and on a good one."""

from __future__ import annotations

import streamlit as st

from lrc_portal.acting import Permission, may
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.at_home.agreement_views import AtHomeWith
from lrc_portal.ui import namesakes
from lrc_portal.ui.at_home import agreements
from lrc_portal.ui.kit import frame, menu, messages
from lrc_portal.ui.pairings.choosing import asked_for, with_whom
from lrc_portal.ui.sharing import my_circle
from lrc_portal.vocabulary import Role
from lrc_portal.words.translator import NO_NAME

WHO = "at-home:who"

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
me = visit.viewer


def show_all() -> None:
    found, waits = visit.db.read_all(agreement_views.people(me), agreement_views.waiting(me))
    st.title(t("At home"), anchor=False)
    people = namesakes.in_circle(t, found)
    if not people:
        show_nobody()
        return
    st.markdown(t("What each of you does on a hard day, and on a good one. Only the two of you read it."))
    other = chosen(people, waits)
    if other is None:
        return
    [between] = visit.db.read_all(agreement_views.read_query(me, other.person_id, most=agreements.at_most()))
    agreements.show(visit, other, between)


def show_nobody() -> None:
    if may(me, Permission.INVITE_FAMILY):
        messages.empty(
            t("Here you can agree on something with a person of your circle. Nobody is in it yet.")
        )
        with st.container(key="main-link"):
            my_circle.link_to_invite(t)
    else:
        messages.empty(
            t(
                "Here you can agree on something with a person whose circle you are in. Nobody has you in "
                "theirs yet. People in recovery invite family and friends. What each of you does on a hard "
                "day, and on a good one, then stands here."
            )
        )
        menu.to("what-helps", t("My plan for a hard day"))


def chosen(people: list[AtHomeWith], waits: list[tuple[int, str]]) -> AtHomeWith | None:
    """With whom: whoever the address names; without one, whoever waits for an answer longest."""
    if waits and asked_for("with") is None:
        st.session_state.setdefault(WHO, waits[0][0])
    by_id = {each.person_id: each for each in people}
    if len(people) == 1:
        return people[0]
    who = with_whom(
        visit, {each: person.display_name or t(NO_NAME) for each, person in by_id.items()}, key=WHO
    )
    return by_id[who] if who is not None else None


show_all()
