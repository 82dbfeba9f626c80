"""Peer support: pairings, meetings, agenda, notes."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import (
    Base,
    Key,
    Words,
    both_or_neither,
    came_from,
    each_once,
    one_of,
    only_where,
    person_key,
)
from lrc_portal.vocabulary import Aid, Element, MeetingKind, MeetingState, NoteState


class Pairing(Base):
    """A person and a peer worker. It begins when both have said yes.

    Where the peer worker leaves, `last_day` is their last one, `heard_at` is when the person took note
    of it, and the pairing that comes after names this one in `follows_id`. `unsaid_last_day` is a last
    day that was taken back, until the person has read that too. While it `rests` the peer worker sees
    nothing by it: the person asked that their account be erased, and may yet keep it.
    """

    __tablename__ = "pairing"
    __table_args__ = (
        both_or_neither("ended_at", "ended_by_id"),
        CheckConstraint("person_id <> peer_worker_id", name="two_people"),
        CheckConstraint(
            "began_at IS NULL OR (person_yes_at IS NOT NULL AND worker_yes_at IS NOT NULL)",
            name="both_said_yes",
        ),
        CheckConstraint("rhythm_days BETWEEN 1 AND 365", name="rhythm_in_range"),
        CheckConstraint("rhythm_proposed_days BETWEEN 1 AND 365", name="rhythm_proposed_days_in_range"),
        both_or_neither("rhythm_proposed_at", "rhythm_proposed_by_id"),
        both_or_neither("rhythm_proposed_days", "rhythm_proposed_at"),
        both_or_neither("leaving_at", "leaving_by_id"),
        both_or_neither("last_day", "leaving_at"),
        CheckConstraint("heard_at IS NULL OR leaving_at IS NOT NULL", name="heard_at_after_leaving"),
        CheckConstraint("nobody_new_at IS NULL OR heard_at IS NOT NULL", name="nobody_new_at_after_heard"),
        CheckConstraint("unsaid_last_day IS NULL OR last_day IS NULL", name="said_or_unsaid"),
        Index(
            "uq_pairing_standing",
            "person_id",
            "peer_worker_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "person_id"),
        Index(None, "peer_worker_id"),
        Index(None, "follows_id"),
        only_where("ix_pairing_asked", "id", where="began_at IS NULL AND ended_at IS NULL"),
        only_where("ix_pairing_unclosed", "id", where="ended_at IS NULL"),
        only_where(
            "ix_pairing_to_see_to",
            "id",
            where="ended_at IS NULL AND (began_at IS NULL OR last_day IS NOT NULL)",
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    peer_worker_id: Mapped[int] = person_key()
    proposed_by_id: Mapped[int] = person_key()
    proposed_at: Mapped[datetime]
    person_yes_at: Mapped[datetime | None]
    worker_yes_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    rhythm_days: Mapped[int | None]
    rhythm_proposed_days: Mapped[int | None]
    rhythm_proposed_at: Mapped[datetime | None]
    rhythm_proposed_by_id: Mapped[int | None] = person_key()
    leaving_at: Mapped[datetime | None]
    leaving_by_id: Mapped[int | None] = person_key()
    last_day: Mapped[date | None]
    heard_at: Mapped[datetime | None]
    nobody_new_at: Mapped[datetime | None]
    unsaid_last_day: Mapped[date | None]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = person_key()
    is_trial: Mapped[bool] = mapped_column(default=False, server_default=false())
    rests: Mapped[bool] = mapped_column(default=False, server_default=false())


class Meeting(Base):
    """A session that is planned or was held, in one person's story.

    `sequence` counts its changes, as an entry in a calendar does. Where one of the two has moved it or
    called it off and the other has not read so yet, `changed_by_id` is who did, and `was_day`, `was_time`
    and `was_place` are what the other knows of.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'professional_led' OR pairing_id IS NULL", name="professional_is_no_peer_support"
        ),
        both_or_neither("changed_at", "changed_by_id"),
        both_or_neither("was_day", "changed_at"),
        Index(None, "person_id", "day"),
        Index(None, "pairing_id", "day"),
        only_where("ix_meeting_not_held", "day", where="state <> 'held'"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    kind: Mapped[MeetingKind] = mapped_column(one_of(MeetingKind))
    state: Mapped[MeetingState] = mapped_column(one_of(MeetingState))
    day: Mapped[date]
    at: Mapped[time | None]
    place: Mapped[Words | None]
    planned_by_id: Mapped[int] = person_key()
    created_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = person_key()
    was_day: Mapped[date | None]
    was_time: Mapped[time | None]
    was_place: Mapped[Words | None]


class MeetingDue(Base):
    """From which day a meeting is due in a pairing, as its meetings and its rhythm have it now; see `due`."""

    __tablename__ = "meeting_due"
    __table_args__ = (Index(None, "due_from"),)

    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id", ondelete="CASCADE"), primary_key=True)
    due_from: Mapped[date]


class AgendaItem(Base):
    """Something a person wants to talk about next time."""

    __tablename__ = "agenda_item"
    __table_args__ = (Index(None, "person_id"), each_once("person_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    words: Mapped[Words]
    created_at: Mapped[datetime]
    talked_on: Mapped[date | None]
    came_from: Mapped[str | None] = came_from()


class Note(Base):
    """What came out of a meeting: written by one of a pairing, answered by the other.

    `author_id` is the peer worker or the person (`person_id`) themselves. Nobody but the author sees a
    draft. Once offered, the author's words stand; `own_account` is the account of the one who answers
    and stands beside them, never in their place. A correction is a note of its own by the same author,
    which `replaces_id` the version before it; `first_id` is the first version of all.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (offered_at IS NULL)", name="offered_at_with_state"),
        CheckConstraint(
            "(state IN ('agreed', 'differing')) = (answered_at IS NOT NULL)", name="answered_at_with_state"
        ),
        CheckConstraint(
            "state <> 'differing' OR own_account IS NOT NULL", name="differing_has_both_accounts"
        ),
        CheckConstraint("kind <> 'professional_led'", name="no_note_of_a_professional"),
        both_or_neither("replaces_id", "first_id"),
        Index("uq_note_replaces_id", "replaces_id", unique=True),
        Index(None, "first_id"),
        Index(None, "person_id", "day"),
        Index(None, "author_id"),
        Index(None, "pairing_id"),
        Index(None, "meeting_id"),
        only_where("ix_note_draft", "changed_at", where="state = 'draft'"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    author_id: Mapped[int] = person_key()
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    first_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    day: Mapped[date]
    kind: Mapped[MeetingKind] = mapped_column(one_of(MeetingKind))
    state: Mapped[NoteState] = mapped_column(one_of(NoteState))
    talked_about: Mapped[Words | None]
    strengths_noticed: Mapped[Words | None]
    we_agreed: Mapped[Words | None]
    own_account: Mapped[Words | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    is_goodbye: Mapped[bool] = mapped_column(default=False, server_default=false())


class NoteAid(Base):
    """One kind of aid that was given at the meeting of a note."""

    __tablename__ = "note_aid"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    aid: Mapped[Aid] = mapped_column(one_of(Aid), primary_key=True)


class NoteElement(Base):
    """One element of recovery that a note is about."""

    __tablename__ = "note_element"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    element: Mapped[Element] = mapped_column(one_of(Element), primary_key=True)


class NotePassedOn(Base):
    """An earlier note that the person lets the peer worker of another pairing read, while that lives."""

    __tablename__ = "note_passed_on"
    __table_args__ = (Index(None, "pairing_id"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), primary_key=True)
    passed_on_at: Mapped[datetime]
