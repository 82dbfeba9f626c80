"""What is on, day by day: a date of a group or an event, and what somebody says of themselves of it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from itertools import groupby

import streamlit as st

from lrc_portal import acting, clock, limits
from lrc_portal.acting import Permission
from lrc_portal.database.engine import Session
from lrc_portal.support.whats_on import attendance
from lrc_portal.support.whats_on.events import EventLine
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.ui.kit import lines, menu, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import Kind, action_button
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import ForWhom
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator

AHEAD, BACK = "whats-on:ahead", "whats-on:back"


def title(t: Translator, event: EventLine) -> str:
    """What it is called; where it has no name in this language, in the other, which is named."""
    language, said = event.in_language(t.language)
    called = plain(said.title)
    return called if language is t.language else f"{called} ({t.language_name(language)})"


def times(t: Translator, line: DateLine) -> str:
    """From when to when, on clocks in Wales."""
    begins, ends = clock.local(line.occurrence.begins), clock.local(line.occurrence.ends)
    return t("{first} to {last}", first=t.clock(begins), last=t.clock(ends))


def day_name(t: Translator, day: date) -> str:
    """A day as the list is headed by it."""
    ahead = (day - clock.today()).days
    named = t.weekday(day, within=ahead in (0, 1))
    if ahead == 0:
        return t("Today, {day}", day=named)
    return t("Tomorrow, {day}", day=named) if ahead == 1 else named


def show_next_on(t: Translator, line: DateLine | None) -> None:
    """On the first page: what is on next, as the way to all that is on."""
    if line is None:
        return
    at, what = t.clock(clock.local(line.occurrence.begins)), title(t, line.event)
    if line.has_begun:
        said = t("On now: {what}", what=what)
    elif line.occurrence.on == clock.today():
        said = t("Today at {time}: {what}", time=at, what=what)
    elif line.occurrence.on == clock.today() + timedelta(days=1):
        said = t("Tomorrow at {time}: {what}", time=at, what=what)
    else:
        said = t("{day} at {time}: {what}", day=t.weekday(line.occurrence.on), time=at, what=what)
    menu.to("whats-on", said, icon="event_available" if line.mine else "event")


def show_ahead(visit: SignedIn, found: list[DateLine]) -> None:
    """The days ahead, each with what is on; of a long list some, and more on request."""
    t, told = visit.t, set[int]()
    shown = more.shown(AHEAD, found, limits.SHOWN_OCCURRENCES)
    for day, on_it in groupby(shown, key=lambda line: line.occurrence.on):
        st.header(day_name(t, day), anchor=False)
        for line in on_it:
            _show_date(visit, line, in_full=line.event.id not in told)
            told.add(line.event.id)
    more.show_button(t, AHEAD, found, limits.SHOWN_OCCURRENCES)


def show_back(visit: SignedIn, found: list[DateLine]) -> None:
    """The weeks gone by, the newest first, to say of a date that one was there."""
    t = visit.t
    if not found or not acting.may(visit.viewer, Permission.KEEP_A_RECORD):
        return
    with fold(t("The last four weeks"), "whats-on-back", icon="history") as is_open:
        if is_open:
            newest_first = found[::-1]
            for line in more.shown(BACK, newest_first, limits.SHOWN_OCCURRENCES):
                _show_date(visit, line, in_full=False, with_day=True)
            more.show_button(t, BACK, newest_first, limits.SHOWN_OCCURRENCES)


def _show_date(visit: SignedIn, line: DateLine, *, in_full: bool, with_day: bool = False) -> None:
    t, event, occurrence = visit.t, line.event, line.occurrence
    with area(_place(line), gap="xsmall"):
        when = f"{t.weekday(occurrence.on)}, {times(t, line)}" if with_day else times(t, line)
        st.markdown(f"**{title(t, event)}**{DOT}{when}")
        st.markdown(DOT.join(_facts(t, event)))
        if occurrence.called_off:
            st.markdown(f":material/event_busy:{NO_BREAK}{t('Called off on this day.')}")
            if line.mine:
                _take_back(visit, line, t("Take out what I said"))
            return
        if occurrence.is_moved:
            st.caption(t("Moved here from {day}", day=t.weekday(occurrence.day, within=True)))
        if in_full:
            own_words(event.in_language(t.language)[1].about)
        keeps_a_record = acting.may(visit.viewer, Permission.KEEP_A_RECORD)
        if keeps_a_record and line.mine:
            _say_mine(t, line)
        with st.container(horizontal=True):
            if event.link and not line.is_over:
                st.link_button(t("Open the link"), event.link, type="tertiary", icon=":material/link:")
            lines.land_on(_place(line))
            if keeps_a_record:
                _show_choices(visit, line)


def _facts(t: Translator, event: EventLine) -> Iterable[str]:
    """Where it is, for whom, and who leads it: peers, or a professional who is named as that."""
    if event.place:
        yield f":material/location_on:{NO_BREAK}{plain(event.place)}"
    elif event.link:
        yield f":material/link:{NO_BREAK}{t('By a link')}"
    if event.for_whom is not ForWhom.EVERYBODY:
        yield labels.for_whom(t, event.for_whom)
    if event.professional:
        yield t("Led by a professional: {who}", who=plain(event.professional))
    names = [plain(name) for name in event.leaders.values() if name]
    if names:
        yield t("Led by {names}", names=t.listed(names))


def _say_mine(t: Translator, line: DateLine) -> None:
    """What the person said of themselves, and who knows of it."""
    assert line.mine is not None
    if line.mine.there_on:
        st.markdown(f":material/check_circle:{NO_BREAK}**{t('You were there.')}** {_who_knows(t, line)}")
    else:
        st.markdown(f":material/check:{NO_BREAK}**{t('You will be there.')}** {_who_knows(t, line)}")


def _show_choices(visit: SignedIn, line: DateLine) -> None:
    """What they can say of themselves, a tap each, and each can be taken back."""
    t, mine = visit.t, line.mine
    event_id, day = line.occurrence.event_id, line.occurrence.day
    key = f"{event_id}:{day.isoformat()}"
    if line.has_begun and not (mine and mine.there_on):
        was_there = partial(attendance.say_was_there, by=visit.viewer, event_id=event_id, day=day)
        _button(visit, t("I was there"), was_there, f"was:{key}", "check_circle", "secondary", _place(line))
    elif mine is None:
        will_be = partial(attendance.say_will_be, by=visit.viewer, event_id=event_id, day=day)
        _button(
            visit, t("I will be there"), will_be, f"will:{key}", "event_available", "secondary", _place(line)
        )
    if mine:
        _show_who_knows(visit, line)
        label = t("Take out what I said") if line.has_begun else t("Not after all")
        _take_back(visit, line, label)


def _who_knows(t: Translator, line: DateLine) -> str:
    """Who is told of it now: of being there in time to come nobody is, unless somebody chooses to."""
    mine = line.mine
    assert mine is not None
    if mine.only_me:
        return t("Only you see this.")
    names = [plain(name) for name in line.event.leaders.values() if name]
    if mine.leader_told and names:
        told = t("You let {names} know.", names=t.listed(names))
    else:
        told = "" if mine.there_on else t("Nobody is told.")
    if mine.there_on:
        told = f"{told} {t('It goes with what you share of life around you.')}".strip()
    return told


def _show_who_knows(visit: SignedIn, line: DateLine) -> None:
    t, mine = visit.t, line.mine
    assert mine is not None
    names = [plain(name) for name in line.event.leaders.values() if name]
    if names and not mine.only_me:
        told = partial(
            attendance.let_leader_know, by=visit.viewer, attendance_id=mine.id, told=not mine.leader_told
        )
        label = t("Tell nobody") if mine.leader_told else t("Let {names} know", names=t.listed(names))
        _button(visit, label, told, f"tell:{mine.id}", "waving_hand")
    only = partial(attendance.keep_to_me, by=visit.viewer, attendance_id=mine.id, only_me=not mine.only_me)
    label = t("Put it back into what I share") if mine.only_me else t("Leave it out of what I share")
    _button(visit, label, only, f"only:{mine.id}", "lock")


def _take_back(visit: SignedIn, line: DateLine, label: str) -> None:
    assert line.mine is not None
    take = partial(attendance.take_back, by=visit.viewer, attendance_id=line.mine.id)
    _button(visit, label, take, f"take:{line.mine.id}", "undo", lands=_place(line))


def _place(line: DateLine) -> str:
    """Where the focus goes once a button of this date has given way to others."""
    return f"date:{line.event.id}:{line.occurrence.day.isoformat()}"


def _button(
    visit: SignedIn,
    label: str,
    write: Callable[[Session], object],
    key: str,
    icon: str,
    kind: Kind = "tertiary",
    lands: str | None = None,
) -> None:
    action_button(visit, label, write, key=key, icon=icon, kind=kind, lands=lands)
