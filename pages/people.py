"""The people I walk with: requests that wait for my yes, whose rhythm is due, and the way to each.

Below them stand one's own training and supervision, and what one writes to one's supervisor.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.sharing import trace
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.meetings import meetings
from lrc_portal.support.pairings import handover, pairings, rhythms
from lrc_portal.support.pairings.handover import Goodbyes, LeavingSubmission
from lrc_portal.support.pairings.pairings import PairingLine, Walk
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.ui import namesakes
from lrc_portal.ui.finding.about_me import show_fold
from lrc_portal.ui.kit import frame, lines, menu, messages, more
from lrc_portal.ui.kit.fields import act, acted
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import ToldVerbs, ask_whether
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.pairings import handover as handing_over
from lrc_portal.ui.pairings import rhythm
from lrc_portal.ui.sharing import traces
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import Role, Subject

OF_MY_WORK = (Subject.TRAINING, Subject.SUPERVISION)

BEGUN = "people:begun"
WALKS, ASKED, LOOKED = "people:walks", "people:asked", "people:looked"

visit = frame.open_page(Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    if begun := st.session_state.pop(BEGUN, None):
        pairing_id, note_id = begun
        menu.go("notes", **{"with": str(pairing_id), drafts.ADDRESS: str(note_id)})
    me = visit.viewer.person_id
    walks, waiting, goodbyes, supervised, reflected, looked, about = visit.db.ask(
        pairings.walks(visit.viewer, most=more.at_most(WALKS, limits.SHOWN_PEOPLE) + 1),
        pairings.asked(visit.viewer, most=more.at_most(ASKED, limits.SHOWN_PEOPLE) + 1),
        handover.goodbyes(visit.viewer),
        supervision.own(visit.viewer, days=supervision_shown.wanted()),
        reflections.mine(visit.viewer, most=reflections_shown.wanted()),
        trace.about_me(visit.viewer, most=more.at_most(LOOKED, traces.AT_ONCE) + 1, subjects=OF_MY_WORK),
        about_me.beside(visit.viewer),
    )
    # Those who wait are told apart from those with whom one walks, too.
    waiting = namesakes.paired(t, me, [*waiting, *(walk.pairing for walk in walks)])[: len(waiting)]
    walks = namesakes.walks(t, walks)
    st.title(t("People I walk with"), anchor=False)
    for line in more.shown(ASKED, waiting, limits.SHOWN_PEOPLE):
        with st.container(border=True, gap="small"):
            show_request(line, about.get(line.person_id))
    more.show_button(t, ASKED, waiting, limits.SHOWN_PEOPLE)
    if not walks and not waiting:
        messages.empty(
            t("You walk with nobody yet. When a coordinator proposes somebody, they wait here for your yes.")
        )
    for walk in more.shown(WALKS, walks, limits.SHOWN_PEOPLE):
        with st.container(border=True, gap="small", key=f"walk:{walk.pairing.id}"):
            show_walk(walk, goodbyes)
            show_fold(
                t, about.get(walk.pairing.person_id), plain(walk.pairing.person), key=f"{walk.pairing.id}"
            )
    more.show_button(t, WALKS, walks, limits.SHOWN_PEOPLE)
    supervision_shown.show_own(visit, supervised)
    show_reflections(reflected, supervised.supervisor)
    if looked:
        with st.expander(
            t("Who read and entered something here"), key="of-my-work", icon=":material/visibility:"
        ):
            traces.show(t, more.shown(LOOKED, looked, traces.AT_ONCE))
            more.show_button(t, LOOKED, looked, traces.AT_ONCE)


# Requests


def show_request(line: PairingLine, about: AboutPage | None) -> None:
    display_name = plain(line.person)
    st.markdown(f"**{t('Would you walk with {name}?', name=display_name)}**")
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
                kwargs={"said": t("You said yes to walking with {name}.", name=display_name)},
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


def show_walk(walk: Walk, goodbyes: Goodbyes) -> None:
    pairing = walk.pairing
    display_name = plain(pairing.person)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(display_name, anchor=False, width="content")
        if walk.is_due:
            st.badge(t("Due to meet"), icon=":material/event_repeat:", color="violet")
    st.markdown(" · ".join(said_of(walk)))
    for meeting in walk.around.unconfirmed[-1:]:
        told = ToldVerbs(
            partial(meetings.say_held, by=visit.viewer), partial(meetings.say_not_held, by=visit.viewer)
        )
        ask_whether(visit, meeting, told)
    with_id = {"with": str(pairing.id)}
    with st.container(horizontal=True):
        menu.to("session-sheet", t("Before we meet"), **with_id)
        menu.to("notes", t("Meetings and notes"), **with_id)
    if lines.is_open(f"rhythm:{pairing.id}"):
        show_rhythm(pairing)
        return
    agreeing = rhythm.RhythmVerbs(
        partial(rhythms.agree, by=visit.viewer), partial(rhythms.leave_as_it_is, by=visit.viewer)
    )
    rhythm.show_proposed(visit, pairing, agreeing, who=pairing.person)
    show_leaving(pairing, goodbyes)
    with st.container(horizontal=True):
        lines.open_button(t("Change the rhythm"), f"rhythm:{pairing.id}", icon="event_repeat")
        if not pairing.leaving and not pairing.unsaid_last_day:
            lines.open_button(t("I am leaving"), f"leaving:{pairing.id}", icon="luggage")
        show_end(pairing)


def show_leaving(pairing: PairingLine, goodbyes: Goodbyes) -> None:
    if pairing.leaving:
        handing_over.show_own_leaving(
            visit,
            pairing,
            said_goodbye=pairing.id in goodbyes.said,
            goodbye=partial(begin_goodbye, pairing.id),
            goes_on=pairing.id in goodbyes.begun,
            stay=partial(handover.stay, by=visit.viewer),
        )
    elif pairing.unsaid_last_day:
        handing_over.show_own_staying(visit, pairing)
    if lines.is_open(f"leaving:{pairing.id}"):
        handing_over.show_leaving_form(
            visit,
            pairing,
            lambda db, last_day, token: handover.say_leaving(
                db, by=visit.viewer, submission=LeavingSubmission(pairing.id, last_day, token)
            ),
            who=plain(pairing.person),
        )


def begin_goodbye(pairing_id: int) -> None:
    begun: list[int] = []
    if acted(
        visit,
        lambda db: begun.append(handover.begin_goodbye(db, by=visit.viewer, pairing_id=pairing_id)),
    ):
        st.session_state[BEGUN] = (pairing_id, begun[0])


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
        write=lambda db, days, version: rhythms.propose(
            db, by=visit.viewer, pairing_id=pairing.id, days=days, version=version
        ),
        who=pairing.person,
    )


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
        write=lambda db: pairings.end(db, by=visit.viewer, pairing_id=pairing.id),
        said=t("It has ended. Thank you for walking with {name}.", name=display_name),
        icon="waving_hand",
    )


# To my supervisor


def show_reflections(reflected: list[ReflectionLine], supervisor: str | None) -> None:
    reflections_shown.show_mine(visit, reflected, supervisor)


show_all()
