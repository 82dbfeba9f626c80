"""A meeting in one's own calendar: when it is and nothing that tells, for the two of it alone."""

from datetime import date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission, MoveSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Language, MeetingKind, Role
from tests import people
from tests.paper.test_routes import House, house  # noqa: F401
from tests.people import token

SUMMER, WINTER = date(2031, 7, 1), date(2031, 1, 7)


def plan(house, day: date, at: time | None = time(14, 30), by: Viewer | None = None) -> int:  # noqa: F811
    submission = MeetingSubmission(
        MeetingKind.ONE_TO_ONE, day, at, "The café on City Road", house.pairing_id, token()
    )
    with house.database.writing() as db:
        return meetings.plan(db, by=by or house.mari, submission=submission)


def address(meeting_id: int) -> str:
    return f"/export/meeting.ics?id={meeting_id}"


def entry(house, viewer: Viewer, meeting_id: int, file: str = "meeting.ics") -> tuple[Calendar, dict]:  # noqa: F811
    answer = house.browser(viewer).get(address(meeting_id))
    assert answer.status_code == 200, answer.text[:200]
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert f'filename="{file}"' in answer.headers["content-disposition"]
    calendar = Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize(("day", "hours"), [(SUMMER, 1), (WINTER, 0)])
def test_it_stands_at_its_time_in_cardiff_also_on_another_clock(house, day, hours):  # noqa: F811
    calendar, event = entry(house, house.mari, plan(house, day))
    start = event["dtstart"]
    assert start.params["TZID"] == "Europe/London"
    assert start.dt.utcoffset() == timedelta(hours=hours)
    assert start.dt == datetime.combine(day, time(14, 30), clock.HERE)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_without_a_time_it_is_for_the_day(house):  # noqa: F811
    _calendar, event = entry(house, house.gareth, plan(house, SUMMER, None))
    assert event["dtstart"].dt == SUMMER
    assert "dtend" not in event


def test_it_names_nobody_and_no_place_and_nothing_of_recovery(house):  # noqa: F811
    meeting_id = plan(house, SUMMER)
    answer = house.browser(house.mari).get(address(meeting_id)).text
    _calendar, event = entry(house, house.mari, meeting_id)
    assert event["summary"] == "Meeting"
    assert set(event) == {
        *("UID", "DTSTAMP", "ORGANIZER", "SUMMARY", "CLASS", "STATUS", "SEQUENCE", "DTSTART", "DTEND"),
    }
    for telling in ("Mari", "Gareth", "Caf", "City Road", "iving", "ecovery", "peer", "portal"):
        assert telling not in answer.replace("TZID:Europe", "")


def test_in_welsh_it_is_called_so_also_once_it_moved_and_was_called_off(house):  # noqa: F811
    with house.database.writing() as db:
        eleri = people.make_person(db, "Eleri", Role.MEMBER, language=Language.CYMRAEG)
        led = MeetingSubmission(MeetingKind.PROFESSIONAL_LED, SUMMER, None, "", None, token())
        meeting_id = meetings.plan(db, by=eleri, submission=led)
    found = [entry(house, eleri, meeting_id, "cyfarfod.ics")]
    moved = MoveSubmission(meeting_id, 0, SUMMER + timedelta(days=2), None, "", token())
    with house.database.writing() as db:
        meetings.move(db, by=eleri, submission=moved)
    found.append(entry(house, eleri, meeting_id, "cyfarfod.ics"))
    with house.database.writing() as db:
        meetings.call_off(db, by=eleri, meeting_id=meeting_id)
    found.append(entry(house, eleri, meeting_id, "cyfarfod.ics"))
    assert {str(event["summary"]) for _calendar, event in found} == {"Cyfarfod"}
    assert {str(calendar["prodid"]) for calendar, _event in found} == {"-//Calendar entry//CY"}
    assert len({str(event["uid"]) for _calendar, event in found}) == 1
    assert [int(event["sequence"]) for _calendar, event in found] == [0, 1, 2]
    assert [event["status"] for _calendar, event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


# What RFC 5546 asks of an event in a file that publishes it (3.2.1) and in one that cancels it (3.2.5).
ASKED_FOR = {"DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID", "SEQUENCE"}


@pytest.mark.parametrize("at", [time(14, 30), None], ids=["at a time", "for the day"])
def test_a_meeting_that_is_called_off_takes_its_own_entry_out(house, at):  # noqa: F811
    meeting_id = plan(house, SUMMER, at)
    published, before = entry(house, house.mari, meeting_id)
    with house.database.writing() as db:
        meetings.call_off(db, by=house.gareth, meeting_id=meeting_id)
    for viewer in (house.mari, house.gareth):
        cancelled, after = entry(house, viewer, meeting_id)
        assert (published["method"], cancelled["method"]) == ("PUBLISH", "CANCEL")
        assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
        assert before["uid"] == after["uid"] and before["organizer"] == after["organizer"]
        assert int(after["sequence"]) > int(before["sequence"])
        assert after["dtstamp"].dt >= before["dtstamp"].dt
        assert (after["dtstart"].dt, after["summary"]) == (before["dtstart"].dt, before["summary"])


def test_a_meeting_that_moves_takes_its_entry_along_as_often_as_it_moves(house):  # noqa: F811
    meeting_id = plan(house, SUMMER)
    found = [entry(house, house.mari, meeting_id)[1]]
    for by, day in ((house.mari, SUMMER + timedelta(days=2)), (house.gareth, SUMMER + timedelta(days=9))):
        sequence = int(found[-1]["sequence"])
        moved = MoveSubmission(meeting_id, sequence, day, time(10), "The café on City Road", token())
        with house.database.writing() as db:
            meetings.move(db, by=by, submission=moved)
        calendar, event = entry(house, house.gareth, meeting_id)
        assert (calendar["method"], event["status"]) == ("PUBLISH", "CONFIRMED")
        assert event["dtstart"].dt == datetime.combine(day, time(10), clock.HERE)
        found.append(event)
    with house.database.writing() as db:
        meetings.call_off(db, by=house.mari, meeting_id=meeting_id)
    cancelled, event = entry(house, house.gareth, meeting_id)
    assert (cancelled["method"], event["status"]) == ("CANCEL", "CANCELLED")
    found.append(event)
    assert len({str(each["uid"]) for each in found}) == 1
    assert [int(each["sequence"]) for each in found] == [0, 1, 2, 3]


def test_each_file_is_whole_and_reads_back_as_it_was_written(house):  # noqa: F811
    meeting_id = plan(house, WINTER)
    for called_off in (False, True):
        if called_off:
            with house.database.writing() as db:
                meetings.call_off(db, by=house.mari, meeting_id=meeting_id)
        answer = house.browser(house.mari).get(address(meeting_id))
        calendar, event = entry(house, house.mari, meeting_id)
        assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
        assert set(event) >= ASKED_FOR and "ATTENDEE" not in event
        # An address in a domain that RFC 2606 keeps free of everything: no client can send anything to it.
        assert str(event["organizer"]).lower().startswith("mailto:") and event["organizer"].endswith(
            ".invalid"
        )
        assert event["dtstamp"].dt.utcoffset() == timedelta(0)
        assert Calendar.from_ical(calendar.to_ical()) == calendar
        lines = answer.content.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines) and b"\n" not in b"".join(lines)


def test_nobody_else_gets_it(house):  # noqa: F811
    meeting_id = plan(house, SUMMER)
    for other in (house.sian, house.nia, house.rhys):
        assert house.browser(other).get(address(meeting_id)).status_code == 404
    for wrong in ("999999", "", "1; drop", "-1", "٣"):
        assert house.browser(house.mari).get("/export/meeting.ics", params={"id": wrong}).status_code == 404
    answer = house.browser().get(address(meeting_id))
    assert answer.status_code in (302, 303) and answer.headers["location"] == "/sign-in?next=/notes"
    with house.database.writing() as db:
        pairings.end(db, by=house.mari, pairing_id=house.pairing_id)
    assert house.browser(house.gareth).get(address(meeting_id)).status_code == 404
    assert house.browser(house.mari).get(address(meeting_id)).status_code == 200
