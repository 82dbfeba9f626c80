"""What becomes of each column that names a person, when that person's account is erased.

A test holds this list to the tables: a new column that names somebody fails it until it stands here.
"""

from enum import Enum

from sqlalchemy import Table

from lrc_portal.database.models import Base


class Fate(Enum):
    """What an erased account leaves of a row that names its owner."""

    GOES = "the row goes"
    EMPTIED = "the row stays and names nobody there"
    STAYS = "the row is somebody else's and stays; its number leads to an account without a name"


FATES: dict[str, Fate] = {
    # How one comes in, and what the portal keeps for whoever is signed in.
    "code_app.person_id": Fate.GOES,
    "consent.person_id": Fate.GOES,
    "held_upload.person_id": Fate.GOES,
    "invitation.accepted_by_id": Fate.GOES,  # the inviter's reminder of whom it was for would stand there
    "invitation.inviter_id": Fate.GOES,
    "known_device.person_id": Fate.GOES,
    "name_beginning.person_id": Fate.GOES,
    "passkey.person_id": Fate.GOES,
    "passkey_challenge.person_id": Fate.GOES,
    "person_role.given_by_id": Fate.EMPTIED,
    "person_role.person_id": Fate.GOES,
    "provider_account.person_id": Fate.GOES,
    "recovery_code.offered_by_id": Fate.GOES,
    "recovery_code.person_id": Fate.GOES,
    "reminder.person_id": Fate.GOES,
    "reminder_sent.person_id": Fate.GOES,
    "role_laid_down.person_id": Fate.GOES,
    "sign_in_session.person_id": Fate.GOES,
    "spare_code.person_id": Fate.GOES,
    "spent_token.person_id": Fate.GOES,
    "unsaved_words.person_id": Fate.GOES,
    # Their record, and what stands beside it. What hangs on these rows goes with them.
    "about_me.person_id": Fate.GOES,
    "agenda_item.person_id": Fate.GOES,
    "attendance.person_id": Fate.GOES,
    "calendar_feed.person_id": Fate.GOES,
    "check_in.person_id": Fate.GOES,
    "chosen_area.person_id": Fate.GOES,
    "complaint.acknowledged_by_id": Fate.STAYS,
    "complaint.answered_by_id": Fate.STAYS,
    "complaint.person_id": Fate.GOES,
    "giving.finished_by_id": Fate.STAYS,
    "giving.person_id": Fate.GOES,
    "giving_step.noted_by_id": Fate.STAYS,
    "giving_step.supervisor_id": Fate.STAYS,
    "goal.person_id": Fate.GOES,
    "kept_thing.person_id": Fate.GOES,
    "measure.person_id": Fate.GOES,
    "moment.person_id": Fate.GOES,
    "plan.person_id": Fate.GOES,
    "pursuit.person_id": Fate.GOES,
    "strength.noticed_by_id": Fate.STAYS,
    "strength.person_id": Fate.GOES,
    "trait.person_id": Fate.GOES,
    "trait_weight.person_id": Fate.GOES,
    "way.noticed_by_id": Fate.STAYS,
    "way.person_id": Fate.GOES,
    # Between two. Of what they agreed at home each one's own words are theirs, see `home_words`.
    "home_agreement.author_id": Fate.STAYS,  # but for one in which nobody else has words
    "home_agreement.ended_by_id": Fate.STAYS,
    "home_agreement.other_id": Fate.STAYS,
    "home_words.person_id": Fate.GOES,
    # Meetings and notes are in the record of the person they are about, whoever wrote them.
    "circle_link.ended_by_id": Fate.GOES,
    "circle_link.invitee_id": Fate.GOES,
    "circle_link.inviter_id": Fate.GOES,
    "exchange.other_id": Fate.STAYS,
    "exchange.person_id": Fate.STAYS,  # of a circle; that of a pairing goes with the pairing
    "exchange_side.person_id": Fate.GOES,
    "letter.writer_id": Fate.GOES,  # as if taken back; the other keeps what they wrote themselves
    "letters_opened.person_id": Fate.GOES,
    "meeting.changed_by_id": Fate.STAYS,
    "meeting.person_id": Fate.GOES,
    "meeting.planned_by_id": Fate.STAYS,
    "note.author_id": Fate.STAYS,  # but for drafts, which only their author saw
    "note.person_id": Fate.GOES,
    "pairing.ended_by_id": Fate.STAYS,
    "pairing.leaving_by_id": Fate.STAYS,
    "pairing.peer_worker_id": Fate.STAYS,  # ended; the notes of it are the other's
    "pairing.person_id": Fate.GOES,
    "pairing.proposed_by_id": Fate.STAYS,
    "pairing.rhythm_proposed_by_id": Fate.STAYS,
    "passed_on.by_id": Fate.STAYS,
    "passed_on.person_id": Fate.GOES,
    "share.owner_id": Fate.GOES,
    "share.viewer_id": Fate.STAYS,  # ended; what its owner agreed to hangs on it
    # Those who work here.
    "event_leader.person_id": Fate.GOES,  # the group stays, and is led by others or by nobody
    "reflection.author_id": Fate.GOES,
    "reflection.supervisor_id": Fate.STAYS,
    "supervises.ended_by_id": Fate.STAYS,
    "supervises.named_by_id": Fate.STAYS,
    "supervises.peer_worker_id": Fate.GOES,
    "supervises.supervisor_id": Fate.GOES,
    "supervision.entered_by_id": Fate.STAYS,
    "supervision.peer_worker_id": Fate.GOES,
    "supervision.supervisor_id": Fate.STAYS,  # but for days that were booked and have not come
    "training.entered_by_id": Fate.STAYS,
    "training.peer_worker_id": Fate.GOES,
    # What the community keeps together.
    "helpline.checked_by_id": Fate.EMPTIED,
    "useful_thing.checked_by_id": Fate.EMPTIED,
    # Others still read that somebody looked at their record; see `trace_chain.empty`.
    "trace.actor_id": Fate.STAYS,
    "trace.owner_id": Fate.GOES,
    "trace_chain.owner_id": Fate.EMPTIED,
}


def names_a_person(table: Table) -> list[str]:
    """The columns of a table that name a person, as they stand above."""
    return [
        f"{table.name}.{column.name}"
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]


def columns(fate: Fate) -> list[tuple[Table, list[str]]]:
    """Each table with such columns, in an order in which its rows can go: what hangs on others first."""
    found = []
    for table in reversed(Base.metadata.sorted_tables):
        named = [each.partition(".")[2] for each in names_a_person(table) if FATES[each] is fate]
        if named:
            found.append((table, named))
    return found
