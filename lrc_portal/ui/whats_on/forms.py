"""The forms of whoever looks after a group: what it is, another day for one date, a last day."""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.support.searching import Who
from lrc_portal.support.whats_on import events, recurrence
from lrc_portal.support.whats_on.events import EventLine, EventSubmission, MoveSubmission, Said
from lrc_portal.support.whats_on.recurrence import Occurrence, Recurrence
from lrc_portal.ui import people_search
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.meetings.meetings import typed_time
from lrc_portal.ui.pairings.rhythm import every
from lrc_portal.ui.whats_on.dates import title
from lrc_portal.vocabulary import LANGUAGES, ForWhom, Language, Rhythm
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

NEW = "event:new"
WEEKS = (1, 2, 3, 4, 6, 8, 12)
LOOKS_AHEAD = timedelta(weeks=26)
_DAY = 24 * 60


def show_add(visit: SignedIn) -> None:
    """A new group or event, as a coordinator."""
    t = visit.t
    form = Form(visit, NEW)
    said = _words(t, form, None)
    first_day = typed_day(t, form, "first_day", t("On which day is it first?"))
    rhythm = form.one_of(
        "rhythm", t("How often is it on?"), Rhythm, lambda each: labels.rhythm(t, each), at_once=True
    )
    weeks: Answer[int | None] = fixed(1)
    if form.typed("rhythm") is Rhythm.WEEKLY:
        weeks = form.one_of("every_weeks", t("Every how many weeks?"), WEEKS, partial(_every, t), value=1)
    else:
        form.slot("every_weeks")
    rest = _rest(visit, form, None)
    leader = people_search.choose(
        visit, form, "leader", t("Which peer worker leads it, if one does?"), Who.PEER_WORKERS
    )

    def submission() -> EventSubmission:
        return rest(said(), rhythm(), weeks(), first_day(), leader(), form.token, None)

    form.send(
        t("Put it on"),
        lambda db: events.add(db, by=visit.viewer, submission=submission()),
        said=t("It is on from now."),
        then=lines.close,
        icon="event",
    )
    lines.close_button(t("Not now"), NEW)


def show_change(visit: SignedIn, event: EventLine) -> None:
    """What an event is called, where and when in the day it is. Its days stay."""
    t = visit.t
    opened = meanwhile.opened(visit, f"event:{event.id}", event)
    meanwhile.show_changed(visit, opened, partial(_show_there, t))
    form = Form(visit, opened.form)
    st.caption(
        t("The day and how often it is on stay as they are. For another rhythm, end it and put on a new one.")
    )
    said = _words(t, form, opened.began)
    rest = _rest(visit, form, opened.began)
    event_id, version, rule = event.id, opened.version_read, event.rule

    def submission() -> EventSubmission:
        return rest(said(), rule.rhythm, rule.every_weeks, rule.first_day, None, form.token, version(form))

    form.send(
        t("Save this change"),
        lambda db: events.change(db, by=visit.viewer, event_id=event_id, submission=submission()),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), f"event:{event.id}")


def show_move(visit: SignedIn, there: Occurrence, line: str, *, under: str) -> None:
    """Another day and time for one date; the line of all dates, `under` which it stands, stays open."""
    t = visit.t
    form = Form(visit, line)
    day = typed_day(t, form, "moved_to", t("Which day?"), value=there.on)
    usual = clock.local(there.begins).time()
    at = typed_time(t, form, "moved_at", t("At what time?"), value=usual, needed=True)
    event_id, of_day = there.event_id, there.day

    def submission() -> MoveSubmission:
        return MoveSubmission(day(), at(), form.token)

    form.send(
        t("Move this date"),
        lambda db: events.move(db, by=visit.viewer, event_id=event_id, day=of_day, submission=submission()),
        said=t("The date is moved."),
        then=partial(lines.back_to, under),
        icon="event_repeat",
    )
    lines.close_button(t("Leave it as it is"), line, under=under)


def show_end(visit: SignedIn, event: EventLine, line: str, opened: str) -> None:
    """A last day, and once it is chosen the question whether it is to be; what was there before it stays."""
    t = visit.t
    if last_day := _asked_about(opened.removeprefix(f"{line}:")):
        _show_ask_end(visit, event, line, opened, last_day)
        return
    form = Form(visit, line)
    typed = typed_day(t, form, "last_day", t("Which day is the last?"), value=_next_date(event.rule))
    form.check(lambda: events.last_day_problems(typed()))

    def ask() -> None:
        if day := typed():
            lines.open_line(f"{line}:{day.isoformat()}")

    form.send_deed(t("End it with this day"), ask, said=None, icon="event_busy")
    lines.close_button(t("Leave it as it is"), line)


def _next_date(rule: Recurrence) -> date:
    """The day of its next date, so that ending it with this day takes nothing away that people count on."""
    begins = max(clock.today(), rule.first_day)
    return next(recurrence.days(rule, begins, begins + LOOKS_AHEAD), begins)


def _asked_about(day: str) -> date | None:
    """The day that the address names, where it names one."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _show_ask_end(visit: SignedIn, event: EventLine, line: str, opened: str, last_day: date) -> None:
    t, named, day = visit.t, f"“{title(visit.t, event)}”", visit.t.day(last_day)
    lines.land_on(opened)
    st.markdown(t("End {what} with {day}? What is later is taken out of “What is on”.", what=named, day=day))
    event_id = event.id
    Form(visit, opened).send(
        t("End it with {day}", day=day),
        lambda db: events.end(db, by=visit.viewer, event_id=event_id, last_day=last_day),
        said=t("{what} ends with {day}. What people said of it stays theirs.", what=named, day=day),
        then=lines.close,
        icon="event_busy",
        kind="secondary",
    )
    lines.close_button(t("Leave it as it is"), line)


def _show_there(t: Translator, event: EventLine) -> None:
    st.markdown(f"**{title(t, event)}**")
    own_words("\n".join(each for each in (event.place, event.link, event.professional) if each))


def _words(t: Translator, form: Form, event: EventLine | None) -> Answer[dict[Language, Said]]:
    """What it is called and what it is about, in each language, one's own first; one can be left out."""
    answers: dict[Language, tuple[Answer[str], Answer[str]]] = {}
    for language in t.own_first():
        there = event.said.get(language, Said()) if event else Said()
        named = LANGUAGES[language].name
        answers[language] = (
            form.words(
                f"title.{language}", t("What is it called? ({language})", language=named), value=there.title
            ),
            form.words(
                f"about.{language}",
                t("A few words about it ({language})", language=named),
                value=there.about,
                long=True,
            ),
        )
    st.caption(t("One language is enough. The other then shows this one, and says so."))
    return lambda: {language: Said(called(), about()) for language, (called, about) in answers.items()}


def _rest(
    visit: SignedIn, form: Form, event: EventLine | None
) -> Callable[
    [dict[Language, Said], Rhythm | None, int | None, date | None, int | None, str, str | None],
    EventSubmission,
]:
    """The fields that can be changed at any time; what makes a submission of them and of the others."""
    t, rule = visit.t, event.rule if event else None
    at = typed_time(t, form, "at", t("From what time?"), value=rule.at if rule else None, needed=True)
    until = typed_time(
        t,
        form,
        "minutes",
        t("Until what time?"),
        value=_after(rule.at, rule.minutes) if rule else None,
        needed=True,
    )
    place = form.words("place", t("Where? An address."), value=event.place if event else "")
    link = form.words(
        "link",
        t("Or a link, where it is not at a place"),
        value=event.link if event else "",
        hint=t("It begins with https://"),
    )
    for_whom = form.one_of(
        "for_whom",
        t("For whom is it?"),
        ForWhom,
        lambda each: labels.for_whom(t, each),
        value=event.for_whom if event else None,
    )
    professional = form.words(
        "professional",
        t("If a professional leads it: their name and what they are"),
        value=event.professional if event else "",
    )

    def made(
        said: dict[Language, Said],
        rhythm: Rhythm | None,
        weeks: int | None,
        first_day: date | None,
        leader_id: int | None,
        token: str,
        version: str | None,
    ) -> EventSubmission:
        return EventSubmission(
            said=said,
            rhythm=rhythm,
            first_day=first_day,
            at=at(),
            minutes=_minutes(at(), until()),
            for_whom=for_whom(),
            every_weeks=weeks,
            place=place(),
            link=link(),
            leader_id=leader_id,
            professional=professional(),
            token=token,
            version=version,
        )

    return made


def _every(t: Translator, weeks: int | None) -> str:
    return every(t, 7 * (weeks or 1))


def _minutes(begins: time | None, ends: time | None) -> int | None:
    """From one clock time to the other, also past midnight; None where one of them is missing."""
    if begins is None or ends is None:
        return None
    return (ends.hour * 60 + ends.minute - begins.hour * 60 - begins.minute) % _DAY


def _after(begins: time, minutes: int) -> time:
    at = timedelta(hours=begins.hour, minutes=begins.minute + minutes)
    return (clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + at).time()
