"""The people I walk with: requests that wait for my yes, whose rhythm is due, and the way to each.

Below them stand one's own training and supervision, and what one writes to one's supervisor.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings import pairings
from lrc_portal.support.pairings.handover import Goodbyes
from lrc_portal.support.pairings.pairing_views import PairingLine, Walk
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.ui.finding.about_me import show_fold
from lrc_portal.ui.kit import frame, lines, menu, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import ask_whether, show_just_held, soon
from lrc_portal.ui.pairings import handover as handing_over
from lrc_portal.ui.pairings import people, rhythm
from lrc_portal.ui.pairings.people import ASKED, LOOKED, WALKS
from lrc_portal.ui.sharing import traces
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import DOT

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    handing_over.go_on_with_goodbye()
    found = people.load(visit)
    walks, waiting, about = found.walks, found.waiting, found.about
    st.title(t("People I walk with"), anchor=False)
    for line in more.shown(ASKED, waiting, limits.SHOWN_PEOPLE):
        with area(f"request:{line.id}"):
            show_request(line, about.get(line.person_id))
    more.show_button(t, ASKED, waiting, limits.SHOWN_PEOPLE)
    if not walks and not waiting:
        messages.empty(
            t("You walk with nobody yet. When a coordinator suggests somebody, they wait here for your yes.")
        )
    for place, walk in enumerate(more.shown(WALKS, walks, limits.SHOWN_PEOPLE)):
        with area(f"walk:{walk.pairing.id}"):
            show_walk(walk, found.goodbyes, is_first=place == 0 and not waiting)
            show_fold(
                t, about.get(walk.pairing.person_id), plain(walk.pairing.person), key=f"{walk.pairing.id}"
            )
    more.show_button(t, WALKS, walks, limits.SHOWN_PEOPLE)
    supervision_shown.show_own(visit, found.supervised)
    show_reflections(found.reflected, found.supervised.supervisor)
    if found.looked:
        with st.expander(
            t("Who read and entered something here"), key="of-my-work", icon=":material/visibility:"
        ):
            traces.show(
                t,
                more.shown(LOOKED, found.looked, traces.AT_ONCE),
                partial(more.show_button, t, LOOKED, found.looked, traces.AT_ONCE),
            )
            traces.say_how_long(t)


# Requests


def show_request(line: PairingLine, about: AboutPage | None) -> None:
    display_name = plain(line.person)
    st.markdown(f"**{t('Will you walk with {name}?', name=display_name)}**")
    if line.worker_said_yes:
        st.markdown(t("You said yes. It begins when {name} says yes too.", name=display_name))
    elif line.asked_by_person:
        st.markdown(t("{name} asks you for a first meeting. It begins when you say yes.", name=display_name))
    elif line.person_said_yes:
        st.markdown(t("{name} has said yes. It begins when you do.", name=display_name))
    else:
        st.markdown(
            t(
                "It begins when both of you have said yes. You see nothing of {name}’s before.",
                name=display_name,
            )
        )
    show_fold(t, about, display_name, key=str(line.id))
    with st.container(horizontal=True):
        if not line.worker_said_yes:
            action_button(
                visit,
                t("Yes, I will"),
                partial(pairings.accept_as_peer_worker, by=visit.viewer, pairing_id=line.id),
                key=f"yes:{line.id}",
                kind="primary",
                icon="handshake",
                said=t("You said yes to walking with {name}.", name=display_name),
            )
        lines.ask_once(
            visit,
            f"not-now:{line.id}",
            label=t("Not now"),
            question=t(
                "Say “not now”? Nobody needs a reason. {name} and the coordinators see that you did.",
                name=display_name,
            ),
            yes=t("Say “not now”"),
            no=t("Leave it as it is"),
            write=partial(pairings.end, by=visit.viewer, pairing_id=line.id),
            said=t("You said “not now”."),
            icon="schedule",
        )


# The people


def show_walk(walk: Walk, goodbyes: Goodbyes, *, is_first: bool) -> None:
    """Somebody one walks with. For the first, who is due soonest, the sheet is the first action."""
    pairing = walk.pairing
    display_name, with_id = plain(pairing.person), {"with": str(pairing.id)}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(display_name, anchor=False, width="content")
        if walk.is_due:
            st.badge(t("Due to meet"), icon=":material/event_repeat:", color="violet")
    st.markdown(DOT.join(said_of(walk)))
    for meeting in walk.around.unconfirmed[-1:]:
        ask_whether(visit, meeting)
    show_just_held(visit, {pairing.id})
    if is_first:
        with st.container(key="main-link"):
            menu.to("session-sheet", t("Before we meet"), **with_id)
    with st.container(horizontal=True):
        if not is_first:
            menu.to("session-sheet", t("Before we meet"), **with_id)
        menu.to("notes", t("Meetings and notes"), **with_id)
    if lines.is_open(f"rhythm:{pairing.id}"):
        st.caption(t("Talk about it together first: the rhythm is an agreement, not a target."))
        rhythm.show_form(visit, pairing)
        return
    rhythm.show_proposed(visit, pairing)
    handing_over.show_to_peer_worker(visit, pairing, goodbyes)
    show_changes(pairing)


def show_changes(pairing: PairingLine) -> None:
    """What is seldom done about a walk, one tap away: the rhythm, leaving, the end."""
    name, can_leave = f"walk:{pairing.id}", not pairing.leaving and not pairing.unsaid_last_day
    for line in ("rhythm", "leaving"):
        lines.land_on(f"open:{line}:{pairing.id}")  # its button stands in the menu, which is closed by then
    if not lines.is_open(name):
        lines.open_button(t("Change"), name)
        return
    with st.container(horizontal=True):
        lines.open_button(t("Change the rhythm"), f"rhythm:{pairing.id}", icon="event_repeat")
        if can_leave:
            lines.open_button(t("I am leaving"), f"leaving:{pairing.id}", icon="luggage")
        show_end(pairing)
        lines.close_button(t("Close"), name)


def said_of(walk: Walk) -> list[str]:
    """Last met, next meeting, rhythm: what there is of them."""
    found = []
    if walk.next_meeting:
        found.append(f"**{t('Next meeting: {day}', day=soon(t, walk.next_meeting, within=True))}**")
    if walk.last_met:
        found.append(t("Last met: {day}", day=t.day(walk.last_met)))
    if walk.pairing.rhythm_days:
        found.append(rhythm.said(t, walk.pairing.rhythm_days))
    return found


def show_end(pairing: PairingLine) -> None:
    display_name = plain(pairing.person)
    lines.ask_once(
        visit,
        f"end:{pairing.id}",
        label=t("End our walk together"),
        question=t(
            "End it with {name}? From that moment you see nothing of {name}’s any more. Meetings still to "
            "come are called off, and drafts you have not offered are erased. The notes you offered stay "
            "with {name}. Tell {name} yourself first.",
            name=display_name,
        ),
        yes=t("End it now"),
        no=t("Go on walking together"),
        write=partial(pairings.end, by=visit.viewer, pairing_id=pairing.id),
        said=t("It has ended. Thank you for walking with {name}.", name=display_name),
        icon="waving_hand",
    )


# To my supervisor


def show_reflections(reflected: list[ReflectionLine], supervisor: str | None) -> None:
    reflections_shown.show_mine(visit, reflected, supervisor)


show_all()
