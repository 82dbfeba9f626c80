"""The people I walk with: requests that wait for my yes, whose rhythm is due, and the way to each."""

import streamlit as st

from lrc_portal.support import pairings
from lrc_portal.support.pairings import PairingLine, Walk
from lrc_portal.ui import frame, lines, menu, messages, rhythm
from lrc_portal.ui.fields import act
from lrc_portal.ui.text import plain
from lrc_portal.vocabulary import Role

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    me = visit.viewer.person_id
    walks, mine = visit.db.ask(pairings.walks(visit.viewer), pairings.mine(visit.viewer))
    waiting = [line for line in mine if line.waiting and line.peer_worker_id == me]
    st.title(t("People I walk with"), anchor=False)
    for line in waiting:
        with st.container(border=True, gap="small"):
            show_request(line)
    if not walks and not waiting:
        messages.empty(
            t("You walk with nobody yet. When a coordinator proposes somebody, they wait here for your yes.")
        )
    for walk in walks:
        with st.container(border=True, gap="small", key=f"walk:{walk.pairing.id}"):
            show_walk(walk)


# Requests


def show_request(line: PairingLine) -> None:
    called = plain(line.person)
    st.markdown(f"**{t('Would you walk with {name}?', name=called)}**")
    if line.worker_said_yes:
        st.markdown(t("You said yes. It begins when {name} says yes too.", name=called))
    elif line.person_said_yes:
        st.markdown(t("{name} has said yes. It begins when you do.", name=called))
    else:
        st.markdown(
            t("It begins when both of you have said yes. You see nothing of {name}’s before.", name=called)
        )
    with st.container(horizontal=True):
        if not line.worker_said_yes:
            st.button(
                t("Say yes"),
                key=f"yes:{line.id}",
                type="primary",
                icon=":material/handshake:",
                on_click=act,
                args=(
                    visit,
                    lambda db: pairings.accept_as_peer_worker(db, by=visit.viewer, pairing_id=line.id),
                ),
                kwargs={"said": t("You said yes to walking with {name}.", name=called)},
            )
        lines.ask_once(
            visit,
            f"not-now:{line.id}",
            label=t("Not now"),
            question=t("Say “not now” to this? Nobody needs a reason, and you can be asked again."),
            yes=t("Say “not now”"),
            no=t("Leave it as it is"),
            write=lambda db: pairings.end(db, by=visit.viewer, pairing_id=line.id),
            said=t("You said “not now”."),
            icon="schedule",
        )


# The people


def show_walk(walk: Walk) -> None:
    pairing = walk.pairing
    called = plain(pairing.person)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(called, anchor=False, width="content")
        if walk.is_due:
            st.badge(t("Due"), icon=":material/event_repeat:", color="violet")
    st.markdown(" · ".join(said_of(walk)))
    with_id = {"with": str(pairing.id)}
    with st.container(horizontal=True):
        menu.to("session-sheet", t("Before we meet"), **with_id)
        menu.to("notes", t("Meetings and notes"), **with_id)
    if lines.is_open(f"rhythm:{pairing.id}"):
        show_rhythm(pairing)
        return
    with st.container(horizontal=True):
        lines.open_button(t("Change the rhythm"), f"rhythm:{pairing.id}", icon="event_repeat")
        show_end(pairing)


def said_of(walk: Walk) -> list[str]:
    """Last met, next meeting, rhythm: what there is of them."""
    found = []
    if walk.next_meeting:
        found.append(f"**{t('Next meeting: {day}', day=t.weekday(walk.next_meeting))}**")
    if walk.last_met:
        found.append(t("Last met: {day}", day=t.day(walk.last_met)))
    if walk.pairing.rhythm_days:
        found.append(rhythm.said(t, walk.pairing.rhythm_days))
    return found


def show_rhythm(pairing: PairingLine) -> None:
    st.caption(t("Talk about it together first: the rhythm is an agreement, not a target."))
    rhythm.show_form(
        visit,
        pairing,
        write=lambda db, days: pairings.agree_rhythm(db, by=visit.viewer, pairing_id=pairing.id, days=days),
    )


def show_end(pairing: PairingLine) -> None:
    called = plain(pairing.person)
    lines.ask_once(
        visit,
        f"end:{pairing.id}",
        label=t("End our walk together"),
        question=t(
            "End it with {name}? From that moment you see nothing of {name}’s any more. Meetings still to "
            "come are called off, and drafts you have not offered are erased. The notes you offered stay "
            "with {name}. Tell {name} yourself first.",
            name=called,
        ),
        yes=t("End it now"),
        no=t("Go on walking together"),
        write=lambda db: pairings.end(db, by=visit.viewer, pairing_id=pairing.id),
        said=t("It has ended. Thank you for walking with {name}.", name=called),
        icon="waving_hand",
    )


show_all()
