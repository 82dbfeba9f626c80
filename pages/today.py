"""Today: how are you, what waits, the next meeting, next steps; signed out: what this is, and the ways in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lrc_portal import clock, limits, settings
from lrc_portal.record.goals import GoalLine
from lrc_portal.record.journey import Journey
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.support import today
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.today import Idea, OfRecord
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.ui import namesakes
from lrc_portal.ui.at_home import agreements as at_home
from lrc_portal.ui.finding import finding
from lrc_portal.ui.kit import columns, drawings, elements, frame, menu, pictures
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import ACCESSIBILITY, help_now, link
from lrc_portal.ui.kit.menu import Waiting
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import (
    NO_PAIRING,
    show_just_held,
    soon,
    to_calendar,
)
from lrc_portal.ui.record import afterwards as after_panel
from lrc_portal.ui.record import first_days as first_questions
from lrc_portal.ui.today import community, new_letters, walking
from lrc_portal.ui.today.meetings import show_all_called_off, show_changes, show_unconfirmed
from lrc_portal.ui.whats_on.dates import show_next_on
from lrc_portal.vocabulary import Language
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK

NEXT_STEPS = 3
ENOUGH_POINTS = 3

visit = frame.open_to_all()
t = visit.t


def show_all() -> None:
    if visit.viewer is None:
        show_signed_out()
        return
    me = SignedIn(visit.viewer, t, visit.db)
    show_greeting(me)
    [found] = me.db.read_all(today.read_query(me.viewer))
    if found.record:
        show_record(me, found.record, new_letters.waiting(t, found.letters), found.next_on)
    if found.walking:
        if not found.record:
            menu.show_waiting("letters", new_letters.waiting(t, found.letters))
        walking.show(me, found.walking)
    if found.community:
        community.show(t, found.community)
    if not found.record:
        show_next_on(t, found.next_on)
    if me.viewer.supervises:
        menu.to("supervision", t("People I supervise"))
    if not me.viewer.roles and not me.viewer.supervises:
        st.markdown(t("You have no part here yet. With the code of an invitation you get one."))
        link(t("I have an invitation"), "/invitation")


def show_greeting(me: SignedIn) -> None:
    """The greeting, and the window as it is at this time of day in Wales."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="greeting"):
        st.title(t("Hello, {name}", name=plain(me.viewer.display_name)), anchor=False)
        pictures.show_window(clock.local(clock.now()))


# Signed out


def show_signed_out() -> None:
    pictures.show_wordmark(t)
    pictures.show("living-room")
    st.title(t("Recovery, together"), anchor=False)
    st.markdown(
        t(
            "Living Room Cardiff is people helping each other into recovery, and on in it. Those who help "
            "have been there themselves."
        )
    )
    st.markdown(
        t(
            "Here you keep your own record: your strengths, your goals, and how life is going. It looks at "
            "sobriety, health and life around you. Family and friends can keep one too."
        )
    )
    st.markdown(t("It is yours. Nobody sees any of it unless you choose to share it."))
    with st.container(key="ways-in"):
        link(t("Sign in"), front("/sign-in"), main=True)
        link(t("I have an invitation"), front("/invitation"))
        if settings.current().open_start:
            link(t("Start my own record"), front("/start"))
    with area("not-live"):
        st.markdown(t("This portal is not watched live. To talk to somebody now, go to Help now."))
        help_now(t("Help now"), visit.viewer)
    link(t("Accessibility"), front(ACCESSIBILITY), quiet=True)


def front(address: str) -> str:
    """An address in front of the portal, in the language that is chosen here."""
    return f"{address}?language={t.language}" if t.language is not Language.ENGLISH else address


# Whoever keeps a record


def show_record(me: SignedIn, found: OfRecord, letters: list[Waiting], next_on: DateLine | None) -> None:
    found = replace(found, pairings=tuple(namesakes.paired(t, me.viewer.person_id, found.pairings)))
    workers = {line.id: line.peer_worker for line in found.pairings}
    now, beside = columns.two_columns()
    with now:
        if found.is_hard:
            show_hard_day(me, found, workers)
        is_family = me.viewer.lives_alongside
        waits = [*what_waits(found, is_family=is_family), *letters]
        if found.is_hard and not found.checked_in:
            waits.append(Waiting(t("Check in"), "add_task", "check-in"))
        show_first(me, found, waits, shared_first=is_family and found.somebody_shares)
        if is_family and not (found.somebody_shares or found.is_hard or has_begun(found)):
            st.caption(
                t(
                    "Nobody shares with you yet. People in recovery choose who sees what. What they share "
                    "with you then stands here."
                )
            )
        if not found.is_hard:
            label = t("My plan for a hard day") if found.plan else t("Write a plan for a hard day")
            menu.to("what-helps", label)
        show_changes(me, found.meetings, workers)
        show_unconfirmed(me, found.meetings, workers)
        show_just_held(me, {*workers, NO_PAIRING})
        if found.meetings.coming and not found.is_hard:
            show_meeting(found.meetings.coming[0], found.pairings)
        show_all_called_off(t, found.meetings)
        show_next_on(t, next_on)
        if found.idea:
            show_idea(found.idea, found.strong)
        with_somebody = any(each.live or each.waiting or each.nobody_new for each in found.pairings)
        # To look for a peer worker is nothing to begin with.
        if not with_somebody and not found.first and (has_begun(found) or not is_family):
            finding.show_way(t)
    with beside:
        show_next_steps(found.under_way)
        if not found.is_hard:  # nobody is shown their line fall on such a day; it is on the page of progress
            show_last_weeks(found.last_weeks)


def what_waits(found: OfRecord, *, is_family: bool) -> list[Waiting]:
    """What waits for the person, in the order in which it matters to them; each is a link of its own.

    What somebody shares with family is what they come for, so it stands first.
    """
    waits = (
        [Waiting(t("Shared with me"), "diversity_3", "shared")] if is_family and found.somebody_shares else []
    )
    waits += [
        Waiting(
            t("There is something to read about your walk with {name}", name=plain(pairing.peer_worker)),
            "waving_hand",
            "circle",
        )
        for pairing in found.pairings
        if (pairing.leaving and not pairing.heard) or pairing.unsaid_last_day
    ]
    waits += [
        Waiting(t("A note from {name} waits for your answer", name=plain(note.author)), "forum", "notes")
        for note in found.to_answer[: limits.SHOWN_NOTES]
    ]
    if found.to_answer[limits.SHOWN_NOTES :]:
        waits.append(Waiting(t("More notes wait there"), "forum", "notes"))
    waits += [
        Waiting(t("{name} offers what you could agree at home", name=plain(name)), "cottage", "at-home")
        for _, name in found.offered_at_home
    ]
    waits += [
        Waiting(
            t("Would you like {name} as your peer worker?", name=plain(pairing.peer_worker)),
            "directions_walk",
            "circle",
        )
        for pairing in found.pairings
        if pairing.waiting and not pairing.person_said_yes
    ]
    if found.noticed:
        waits.append(Waiting(noticed(found.noticed), "spa", "strengths"))
    if found.noticed_ways:
        waits.append(Waiting(noticed_ways(found.noticed_ways), "support", "what-helps"))
    return waits


def show_hard_day(me: SignedIn, found: OfRecord, workers: Mapping[int, str]) -> None:
    """Once a hard day is told, what helps stays here until the day is over."""
    meeting = next(iter(found.meetings.coming), None)
    with st.container(key="hard-day-today"):
        st.markdown(f"**{t('A hard day today.')}**")
        with_whom = workers.get(meeting.pairing_id or 0) if meeting else None
        after_panel.show_what_helps(me, found.plan, found.helped, found.strong, meeting, with_whom)
        at_home.show_for_a_hard_day(t, found.agreed_at_home)


def has_begun(found: OfRecord) -> bool:
    """Whether something was kept of these weeks."""
    return found.checked_in or any(point.value is not None for point in found.last_weeks.points)


def show_first(me: SignedIn, found: OfRecord, waits: list[Waiting], *, shared_first: bool) -> None:
    """The one thing to do first, looking like nothing else, and what waits below it.

    After a hard day what helps is first, and stands above. For a new member it is a question, and for
    family what somebody shares with them.
    """
    if shared_first and not found.checked_in and not found.is_hard:
        waits.insert(1, Waiting(t("How are you today?"), "add_task", "check-in"))
    if found.first:
        first_questions.show(me, found.first)
    elif not found.is_hard:
        with st.container(key="main-action"):
            if not found.checked_in and not shared_first:
                st.markdown(f"**{t('How are you today?')}**")
                with st.container(key="main-link"):
                    menu.to("check-in", t("Check in now"))
            elif waits:
                with st.container(key="main-link"):
                    first, *waits = waits
                    menu.to(first.address, first.sentence, icon=first.icon, **first.query)
    if waits:
        menu.show_waiting("of-record", waits)
    if found.checked_in:
        menu.to("check-in", t("You checked in today. Change it"), icon="edit")


def known(by: tuple[str | None, ...]) -> list[str]:
    """Those of them whose account is not erased, each once."""
    return [plain(name) for name in dict.fromkeys(by) if name]


def noticed_ways(by: tuple[str | None, ...]) -> str:
    """Who noticed what helps; where an account is erased, only that somebody did."""
    names = known(by)
    if len(names) < len(set(by)):
        return t("Somebody noticed something that helps you")
    if len(names) == 1:
        return t.plural(
            "{name} noticed something that helps you",
            "{name} noticed {n} things that help you",
            len(by),
            name=names[0],
        )
    return t("{names} noticed things that help you", names=t.listed(names))


def noticed(by: tuple[str | None, ...]) -> str:
    """Who noticed something good; where an account is erased, only that somebody did."""
    names = known(by)
    if len(names) < len(set(by)):
        return t.plural("Somebody noticed a strength in you", "{n} strengths were noticed in you", len(by))
    if len(by) == 1:
        return t("{name} noticed a strength in you", name=names[0])
    return t("{names} noticed strengths in you", names=t.listed(names))


def show_idea(idea: Idea, strong: tuple[StrengthLine, ...]) -> None:
    """One thing that somebody could begin with, with no hurry, in place of an empty page."""
    if strong:
        after_panel.show_strengths(t, t("A strength of yours"), strong[:1])
    with area("idea", gap="xsmall"):
        pictures.show("path")
        st.markdown(f"**{t('When you feel like it')}**")
        if idea is Idea.STRENGTH:
            st.markdown(
                t(
                    "What is good in you, or around you? A skill, a person, a place you can go to: "
                    "write down the first."
                )
            )
            menu.to("strengths", t("Add a strength"))
        else:
            st.markdown(
                t("What would you like more of in your life? Start with one thing, and one small step.")
            )
            menu.to("goals", t("Add a goal"))
        st.caption(t("Nothing here has to be done today."))


def show_meeting(meeting: MeetingLine, mine: tuple[PairingLine, ...]) -> None:
    workers = {pairing.id: pairing.peer_worker for pairing in mine}
    st.header(t("Next meeting"), anchor=False)
    with area("next-meeting", gap="xsmall"):
        st.markdown(f":material/event:{NO_BREAK}**{soon(t, meeting.day, meeting.at)}**")
        said = [labels.meeting_kind(t, meeting.kind)]
        if meeting.pairing_id in workers:
            said.append(t("with {name}", name=plain(workers[meeting.pairing_id])))
        if meeting.place:
            said.append(plain(meeting.place))
        st.markdown(DOT.join(said))
        to_calendar(t, meeting.id)
        menu.to("notes", t("Write what you want to talk about"), icon="edit_note")


def show_next_steps(under_way: tuple[GoalLine, ...]) -> None:
    first = sorted(under_way, key=lambda goal: not goal.nearly_there)[:NEXT_STEPS]
    if not first:
        return
    st.header(t("Next steps"), anchor=False)
    for goal in first:
        with area(f"next-step:{goal.id}", gap="xsmall"):
            elements.chip(t, goal.element)
            st.markdown(
                f"**{plain(goal.title)}**" + (f"{DOT}{t('nearly there')}" if goal.nearly_there else "")
            )
            step = next((step for step in goal.steps if step.done_on is None), None)
            if step:
                st.markdown(f":material/arrow_forward:{NO_BREAK}{plain(step.words)}")
            elif goal.steps:
                st.markdown(t("Every step is done. Is it reached?"))
            else:
                st.markdown(t("What could a first small step be?"))
    menu.to("goals", t("To my goals"))


def show_last_weeks(way: Journey) -> None:
    if len({point.at for point in way.points if point.value is not None}) < ENOUGH_POINTS:
        return
    st.header(t("The last four weeks"), anchor=False)
    drawings.show_timeline(t, way.points, (), (), key="today:journey", lane=False)
    menu.to("progress", t("See more of my progress"))


show_all()
