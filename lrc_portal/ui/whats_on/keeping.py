"""Looking after groups and events: all as a coordinator, one's own as a peer worker who leads."""

from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import acting, clock, limits
from lrc_portal.acting import Permission
from lrc_portal.support.searching import Who
from lrc_portal.support.whats_on import attendance, events, recurrence
from lrc_portal.support.whats_on.events import EventLine
from lrc_portal.support.whats_on.recurrence import Occurrence
from lrc_portal.ui import people_search
from lrc_portal.ui.kit import frame, lines, more
from lrc_portal.ui.kit.areas import Gap, area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form, chosen
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.pairings.rhythm import every
from lrc_portal.ui.whats_on import forms
from lrc_portal.ui.whats_on.dates import title
from lrc_portal.vocabulary import Rhythm
from lrc_portal.words.marks import DOT, mark, problem
from lrc_portal.words.translator import Translator

KEPT = "whats-on:kept"
NEXT_DATES = 4
_NTH = (
    mark("The first {weekday} of each month"),
    mark("The second {weekday} of each month"),
    mark("The third {weekday} of each month"),
    mark("The fourth {weekday} of each month"),
)


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(KEPT, limits.SHOWN_EVENTS) + 1


def rhythm(t: Translator, event: EventLine) -> str:
    """When it is, in words: its days and its time."""
    rule, first = event.rule, event.rule.first_day
    name = t.weekday_name(first)
    match rule.rhythm:
        case Rhythm.ONCE:
            said = t.day(first)
        case Rhythm.WEEKLY:
            said = f"{every(t, 7 * rule.every_weeks)}, {name}"
        case Rhythm.MONTHLY:
            said = t(_NTH[recurrence.which_of_month(first) - 1], weekday=name)
        case Rhythm.MONTHLY_LAST:
            said = t("The last {weekday} of each month", weekday=name)
    said = f"{said}, {t.clock(rule.at)}"
    if rule.last_day and rule.rhythm is not Rhythm.ONCE:
        said = f"{said}{DOT}{t('until {day}', day=t.day(rule.last_day))}"
    return said


def show(visit: SignedIn, kept: list[EventLine]) -> None:
    """What somebody looks after, and a way to put more on."""
    t = visit.t
    runs_all = acting.may(visit.viewer, Permission.RUN_THE_SERVICE)
    if not kept and not runs_all:
        return
    st.header(t("Groups and events you look after"), anchor=False)
    for event in more.shown(KEPT, kept, limits.SHOWN_EVENTS):
        with area(f"kept:{event.id}", gap=_gap(event)):
            _show_kept(visit, event, runs_all=runs_all)
    more.show_button(t, KEPT, kept, limits.SHOWN_EVENTS)
    if not runs_all:
        return
    if lines.is_open(forms.NEW):
        with area("event-new"):
            forms.show_add(visit)
    else:
        lines.open_button(t("Put on a group or an event"), forms.NEW, icon="add", kind="secondary")


def _gap(event: EventLine) -> Gap:
    forms_of = ("event", "end-event", "event-dates", "event-leaders")
    return lines.gap(*(f"{each}:{event.id}" for each in forms_of))


def _show_kept(visit: SignedIn, event: EventLine, *, runs_all: bool) -> None:
    t = visit.t
    st.markdown(f"**{title(t, event)}**{DOT}{rhythm(t, event)}")
    if lines.is_open(f"event:{event.id}"):
        forms.show_change(visit, event)
        return
    ending = f"end-event:{event.id}"
    if opened := lines.open_under(ending):
        forms.show_end(visit, event, ending, opened)
        return
    dates = f"event-dates:{event.id}"
    if opened := lines.open_under(dates):
        _show_dates(visit, event, opened)
        lines.close_button(t("Close"), dates)
        return
    leading = f"event-leaders:{event.id}"
    if runs_all and lines.is_open(leading):
        _show_leaders(visit, event)
        lines.close_button(t("Close"), leading)
        return
    with st.container(horizontal=True):
        lines.open_button(t("Change"), f"event:{event.id}")
        lines.open_button(t("Its next dates"), dates, icon="event_note")
        if runs_all:
            lines.open_button(t("Who leads it"), leading, icon="group")
        lines.open_button(t("End it"), ending, icon="event_busy")


def _show_leaders(visit: SignedIn, event: EventLine) -> None:
    t, event_id = visit.t, event.id
    for person_id, name in event.leaders.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(name), width="content")
            action_button(
                visit,
                t("Remove as a leader"),
                partial(events.take_leader_off, by=visit.viewer, event_id=event_id, person_id=person_id),
                key=f"leader-off:{event_id}:{person_id}",
                icon="close",
                kind="tertiary",
                lands=f"event-leaders:{event_id}",
            )
    form, choose = Form(visit, f"leader:{event_id}"), problem("leader", "Choose who leads it.")
    who = people_search.choose(
        visit, form, "leader", t("Who leads it too?"), Who.PEER_WORKERS, without=tuple(event.leaders)
    )
    form.send(
        t("Add as a leader"),
        lambda db: events.name_leader(db, by=visit.viewer, event_id=event_id, person_id=chosen(who, choose)),
        said=t("Saved."),
        kind="secondary",
    )


def _show_dates(visit: SignedIn, event: EventLine, opened: str) -> None:
    """The next dates, each to be called off or moved, and who let the leader know of it."""
    t, today = visit.t, clock.today()
    found = recurrence.occurrences(event.id, event.rule, event.changes, today, today + forms.LOOKS_AHEAD)
    if not found:
        st.markdown(t("No date lies ahead."))
    listed = f"whats-on:dates:{event.id}"
    for there in more.shown(listed, found, NEXT_DATES):
        with st.container(key=f"event-date:{event.id}:{there.day.isoformat()}", gap="xsmall"):
            _show_date(visit, event, there, opened)
    more.show_button(t, listed, found, NEXT_DATES)


def _show_date(visit: SignedIn, event: EventLine, there: Occurrence, opened: str) -> None:
    t, day, dates = visit.t, there.day, f"event-dates:{event.id}"
    said = f"{t.weekday(there.on)}, {t.clock(clock.local(there.begins))}"
    line = f"{dates}:{day.isoformat()}"
    if there.called_off:
        said = t("Called off: {day}", day=said)
    elif there.is_moved:
        said = f"{said}{DOT}{t('Moved here from {day}', day=t.weekday(day, within=True))}"
    st.markdown(said)
    if opened == line:
        lines.land_on(line)
        forms.show_move(visit, there, line, under=dates)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if not there.called_off:
            _show_call_off(visit, event.id, day, under=dates)
            lines.open_button(t("Move it"), line, icon="event_repeat")
        if day >= clock.today() and (there.called_off or any(each.day == day for each in event.changes)):
            back = partial(events.put_back, by=visit.viewer, event_id=event.id, day=day)
            action_button(
                visit,
                t("As usual after all"),
                back,
                key=f"put-back:{line}",
                icon="undo",
                said=t("The date is as usual."),
                kind="tertiary",
            )
        told = f"told:{event.id}:{day.isoformat()}"
        leads = visit.viewer.person_id in event.leaders
        wants = leads and st.toggle(t("Who let me know"), key=told)
    if wants:
        _show_told(visit, event.id, day, told)


def _show_call_off(visit: SignedIn, event_id: int, day: date, *, under: str) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"call-off-date:{event_id}:{day.isoformat()}",
        label=t("Call it off"),
        question=t("Call this date off? It stays in sight as called off."),
        yes=t("Call this date off"),
        no=t("Leave it as it is"),
        write=partial(events.call_off, by=visit.viewer, event_id=event_id, day=day),
        said=t("The date is called off."),
        icon="event_busy",
        under=under,
    )


def _show_told(visit: SignedIn, event_id: int, day: date, look: str) -> None:
    """Who chose to let the leader know: behind a tap, since the look leaves its trace with each of them."""
    t = visit.t
    with frame.looking(visit, look) as (db, _opening):
        found = attendance.told(db, by=visit.viewer, event_id=event_id, day=day)
    if found:
        st.markdown(t.listed([plain(name) for name in found]))
    st.caption(t("Others may come too. Nobody has to say so."))
