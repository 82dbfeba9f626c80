"""The first page of a peer worker: the people they walk with."""

from dataclasses import replace
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings import pairings
from lrc_portal.support.pairings.pairing_views import PairingLine, Walk
from lrc_portal.support.today import OfWalking
from lrc_portal.ui import namesakes
from lrc_portal.ui.finding.about_me import show_fold
from lrc_portal.ui.kit import lines, menu
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import show_just_held, soon
from lrc_portal.ui.today.meetings import show_all_called_off, show_changes, show_unconfirmed
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator


def show(me: SignedIn, found: OfWalking) -> None:
    """Who asks, what waits, and where things stand with each."""
    t = me.t
    found = replace(
        found,
        walks=tuple(namesakes.walks(t, found.walks)),
        asked=tuple(namesakes.paired(t, me.viewer.person_id, found.asked)),
    )
    st.header(t("People I walk with"), anchor=False)
    for line in found.asked[: limits.SHOWN_NOTES]:
        _show_request(me, line, found.about.get(line.person_id))
    if found.asked[limits.SHOWN_NOTES :]:
        menu.to("people", t("More people wait for your answer"), icon="directions_walk")
    for note in found.to_answer[: limits.SHOWN_NOTES]:
        title = t("A note from {name} waits for your answer", name=plain(note.author))
        _show_waiting(
            f"note:{note.id}",
            title,
            "forum",
            "notes",
            t("Read it and answer"),
            **{"with": str(note.pairing_id)},
        )
    if found.to_answer[limits.SHOWN_NOTES :]:
        menu.to("notes", t("More notes wait there"), icon="forum")
    if found.drafts:
        title = t.plural("You have {n} note in draft", "You have {n} notes in draft", found.drafts)
        _show_waiting("drafts", title, "edit_note", "notes", t("Finish and offer"))
    if not found.walks and not found.asked:
        st.markdown(
            t("You walk with nobody yet. When a coordinator suggests somebody, they wait here for your yes.")
        )
    for walk in found.walks[: limits.SHOWN_NOTES]:
        display_name, there = {walk.pairing.id: walk.pairing.person}, {"with": str(walk.pairing.id)}
        show_changes(me, walk.around, display_name, **there)
        show_unconfirmed(me, walk.around, display_name)
        show_just_held(me, display_name)
        _show_walk(t, walk)
    if found.walks[limits.SHOWN_NOTES :]:
        st.markdown(t("You walk with more people. They stand on their own page."))
    if found.walks:
        menu.to("people", t("To the people I walk with"))


def _show_request(me: SignedIn, line: PairingLine, about: AboutPage | None) -> None:
    t, who = me.t, plain(line.person)
    with area(f"asked-{line.id}"):
        st.markdown(f":material/directions_walk:{NO_BREAK}**{t('Will you walk with {name}?', name=who)}**")
        if line.asked_by_person:
            st.markdown(t("{name} asks you for a first meeting. It begins when you say yes.", name=who))
        else:
            st.markdown(t("A coordinator suggests it. It begins when you have both said yes."))
        show_fold(t, about, who, key=str(line.id))
        with st.container(horizontal=True):
            action_button(
                me,
                t("Yes, I will"),
                partial(pairings.accept_as_peer_worker, by=me.viewer, pairing_id=line.id),
                key=f"yes-pairing:{line.id}",
                icon="check",
                said=t("You said yes to walking with {name}.", name=who),
                kind="primary",
            )
            lines.ask_once(
                me,
                f"no-pairing:{line.id}",
                label=t("Not now"),
                question=t(
                    "Say “not now”? Nobody needs a reason. {name} and the coordinators see that you did.",
                    name=who,
                ),
                yes=t("Say “not now”"),
                no=t("Leave it as it is"),
                write=lambda db: pairings.end(db, by=me.viewer, pairing_id=line.id),
                said=t("You said “not now”."),
                icon="close",
            )


def _show_walk(t: Translator, walk: Walk) -> None:
    with area(f"walk-{walk.pairing.id}", gap="xsmall"):
        st.markdown(f"**{plain(walk.pairing.person)}**")
        if walk.next_meeting:
            said = t("next meeting: {day}", day=soon(t, walk.next_meeting, within=True))
            st.markdown(f":material/event:{NO_BREAK}{said[:1].upper()}{said[1:]}")
        elif walk.is_due:
            st.markdown(f":material/event_repeat:{NO_BREAK}{t('Due: it is time to meet again')}")
        show_all_called_off(t, walk.around, **{"with": str(walk.pairing.id)})
        if walk.last_met:
            st.caption(t("Last met on {day}", day=t.day(walk.last_met)))
        menu.to("session-sheet", t("Before we meet"), icon="event_note", **{"with": str(walk.pairing.id)})


def _show_waiting(key: str, title: str, icon: str, address: str, label: str, **query: str) -> None:
    with area(f"waiting:{key}", gap="xsmall"):
        st.markdown(f":material/{icon}:{NO_BREAK}**{title}**")
        menu.to(address, label, icon="arrow_forward", **query)
