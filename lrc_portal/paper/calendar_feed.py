"""The calendar that a person subscribes to (RFC 5545), at an address with a secret in it, without cookies.

A calendar program asks every hour or day, from wherever it lives, and shows what it finds on screens that
others see. So an entry is an “Appointment” with a time, unless its owner wants titles, and its id tells
nothing.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event, vText

from lrc_portal import clock
from lrc_portal.support.whats_on.programme import DateLine
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

ASK_AGAIN = timedelta(hours=6)
_OURS = UUID("0b5f7a0e-9c0e-4a39-8f6a-5d1f2a6c2a57")


def entries(t: Translator, found: Iterable[DateLine], *, with_titles: bool, whose: str) -> bytes:
    """The calendar file. A date keeps its id for good, so that one that was moved moves in the calendar too.

    `whose` is worked into the ids: by them nobody can tell that two calendars hold the same date.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Calendar//{t.language.value.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(t("Appointments")))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for line in found:
        calendar.add_component(_entry(t, line, with_titles=with_titles, whose=whose))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(t: Translator, line: DateLine, *, with_titles: bool, whose: str) -> Event:
    there, event = line.occurrence, Event()
    event.add("uid", str(uuid5(_OURS, f"{whose} {there.event_id} {there.day.isoformat()}")))
    event.add("dtstamp", clock.now())
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if there.called_off else "CONFIRMED")
    event.add("dtstart", clock.local(there.begins))
    event.add("dtend", clock.local(there.ends))
    if not with_titles:
        event.add("summary", t("Appointment"))
        return event
    _language, said = line.event.in_language(t.language)
    event.add("summary", f"{t('Called off')}{DOT}{said.title}" if there.called_off else said.title)
    if line.event.place:
        event.add("location", line.event.place)
    if line.event.link:
        event.add("url", line.event.link)
    return event
