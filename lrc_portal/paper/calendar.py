"""A meeting as an entry for one's own calendar. It says when, and nothing that tells what it is.

Other people see a calendar: on a kitchen wall, at work, on a phone that lies on the table. So the entry
holds no name, no place and no word of recovery, and neither does its id. Of a meeting that was moved it is
the same entry with a higher number, and of one that was called off its cancellation, as RFC 5546 asks for
them (3.2.1, 3.2.5).
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from lrc_portal import clock
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.vocabulary import MeetingState
from lrc_portal.words.translator import Translator

LENGTH = timedelta(hours=1)
"""How long a meeting stands in the calendar: nobody says how long it will be."""
NOBODY = "mailto:calendar@calendar.invalid"
"""The organiser, which RFC 5546 asks for: an address that cannot exist, so that nothing is sent to it."""
_OURS = UUID("5f0c6a52-6f4e-4d8a-9d0b-0f2b3b8f7a11")


def entry(t: Translator, meeting: MeetingLine) -> bytes:
    """The calendar file. A meeting has the same id for good, so that a second file changes the first."""
    event = Event()
    event.add("uid", str(uuid5(_OURS, f"meeting {meeting.id}")))
    event.add("dtstamp", clock.now())
    event.add("organizer", NOBODY)
    event.add("summary", t("Meeting"))
    event.add("class", "PRIVATE")
    called_off = meeting.state is MeetingState.CALLED_OFF
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("sequence", meeting.sequence)
    if meeting.at is None:
        event.add("dtstart", meeting.day)
    else:
        start = datetime.combine(meeting.day, meeting.at, clock.HERE)
        event.add("dtstart", start)
        event.add("dtend", start + LENGTH)
    calendar = Calendar()
    calendar.add("prodid", f"-//Calendar entry//{t.language.value.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if called_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
