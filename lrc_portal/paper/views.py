"""What several sheets tell in the same words: a meeting in one line, a note with its two accounts."""

from typing import Any

from lrc_portal import clock
from lrc_portal.paper.shortening import Shortening
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator


def about_meeting(t: Translator, meeting: MeetingLine) -> str:
    """When, at what time, of what kind and where."""
    day = t.weekday(meeting.day) if meeting.day.year == clock.today().year else t.day(meeting.day)
    when = f"{day}, {t.clock(meeting.at)}" if meeting.at else day
    parts = [when, labels.meeting_kind(t, meeting.kind), " ".join((meeting.place or "").split())]
    return " · ".join(part for part in parts if part)


def note_view(t: Translator, note: NoteLine, short: Shortening) -> dict[str, Any]:
    """A note as its template wants it, with the two names of those who met: paper goes from hand to hand."""
    written_by = t("Written by {name}", name=short.line(note.author))
    about = [
        labels.note_state(t, note.state),
        labels.meeting_kind(t, note.kind),
        *(labels.element(t, element) for element in note.elements),
    ]
    told = [
        (t("What we talked about"), short.prose(note.talked_about)),
        (t("Strengths noticed"), short.prose(note.strengths_noticed)),
        (t("What we agreed"), short.prose(note.we_agreed)),
        (
            t("Help given"),
            t.listed([labels.aid(t, aid) for aid in note.aids], ours=True) if note.aids else "",
        ),
    ]
    own_head = t("My own account") if note.for_me else t("In {name}’s own words", name=short.line(note.other))
    two_views = note.own_account is not None
    return {
        "day": t.day(note.day),
        "about": " · ".join(about if two_views else [*about, written_by]),
        "by": written_by,
        "parts": [{"head": head, "words": words} for head, words in told if words],
        "own_head": own_head,
        "own": short.prose(note.own_account) if two_views else None,
    }
