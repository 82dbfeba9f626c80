"""Everybody who could want something of a note or a pairing, round one person and their peer worker."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.notes.notes import NoteSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Aid, Content, Element, MeetingKind, Role
from lrc_portal.words.marks import Refused
from tests import people
from tests.people import token
from tests.tools.kept import once

OK, ABSENT, NOT_THEIRS = "done", "not here", "not allowed"
ANSWERED, TOLD = "answered already", "said already"
NOT_NOW = "not in this state"
REFUSALS = {
    "You have answered this note already.": ANSWERED,
    "One of you has said so already. Look at what stands here now.": TOLD,
    **dict.fromkeys(
        (
            "You have not both said yes yet.",
            "You have both said yes already.",
            "No last day has been said, or it was taken back.",
            "This is not open any more.",
            "This walk together has ended.",
        ),
        NOT_NOW,
    ),
}
ALL_ROLES = (
    "person",
    "author",
    "other peer worker",
    "former peer worker",
    "circle viewer",
    "coordinator",
    "stranger",
)


@dataclass(frozen=True)
class Company:
    """The people by what they are to the person; `pairing_id` is the live pairing with the author."""

    people: dict[str, Viewer]
    pairing_id: int

    @property
    def person(self) -> Viewer:
        return self.people["person"]

    @property
    def author(self) -> Viewer:
        return self.people["author"]


def gather(db: Session) -> Company:
    """All of them. The other peer worker walks with the person too; the former one did."""
    return once(db, _gathered)


def _gathered(db: Session) -> Company:
    person = people.make_person(db, "Mari", Role.MEMBER)
    author = people.make_person(db, "Gareth", Role.PEER_WORKER)
    other = people.make_person(db, "Lowri", Role.PEER_WORKER)
    former = people.make_person(db, "Huw", Role.PEER_WORKER)
    family = people.make_person(db, "Rhys", Role.FAMILY)
    coordinator = people.make_person(db, "Nia", Role.COORDINATOR)
    stranger = people.make_person(db, "Zoe", Role.MEMBER)
    people.into_circle(db, person, family, Grant(Content.NOTES, True))
    pairing_id = people.pair(db, coordinator, person, author)
    people.pair(db, coordinator, person, other)
    ended = people.pair(db, coordinator, person, former, Grant(Content.NOTES, True))
    pairings.end(db, by=person, pairing_id=ended)
    together = (person, author, other, former, family, coordinator, stranger)
    return Company(dict(zip(ALL_ROLES, together, strict=True)), pairing_id)


def a_note(pairing_id: int, words: str = "the author's words", day: date | None = None) -> NoteSubmission:
    """A note that is ready to be offered."""
    return NoteSubmission(
        pairing_id,
        day or clock.today(),
        MeetingKind.ONE_TO_ONE,
        frozenset({Aid.SOCIAL}),
        frozenset({Element.HEALTH}),
        words,
        "warmth",
        "to meet again",
        token=token(),
    )


def outcome(deed) -> str:
    """What became of a deed: done, or how it was refused."""
    try:
        deed()
    except NotAllowed:
        return NOT_THEIRS
    except NotHere:
        return ABSENT
    except Refused as refusal:
        return REFUSALS[refusal.sentence.text]
    return OK
