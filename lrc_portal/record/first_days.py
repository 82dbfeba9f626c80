"""Onboarding of a new member: three questions, each asked once, and what was left out is not asked again.

Whether to ask is worked out from the record: somebody who began by themselves is asked nothing. Only how
far they have come is kept, since what was left out leaves nothing else behind.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lrc_portal import acting
from lrc_portal.acting import Viewer
from lrc_portal.database.models import CheckIn, Person, Strength
from lrc_portal.database.read_queries import ReadQuery, rows_of, together
from lrc_portal.record import pursuits, strengths
from lrc_portal.record.pursuits import PursuitLine, PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.record.validation import past_day_problems
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import Invalid


class FirstScreen(IntEnum):
    """The questions in their order; the value is what stands once it was answered or left out."""

    ABOUT = 1
    SINCE = 2
    STRENGTH = 3


@dataclass(frozen=True)
class FirstQuestion:
    """What to ask now; `since_of` is the pursuit of which the day is asked."""

    screen: FirstScreen
    since_of: PursuitLine | None = None


class _AskedRow(NamedTuple):
    first_screens: int
    checked_in: bool
    named_strength: bool


def read_query(viewer: Viewer) -> ReadQuery[FirstQuestion | None]:
    """What to ask the viewer now; None for whoever is no member, has begun by themselves, or was asked."""
    asked = select(
        Person.first_screens,
        exists().where(CheckIn.person_id == Person.id).label("checked_in"),
        exists()
        .where(Strength.person_id == Person.id, Strength.noticed_by_id.is_(None))
        .label("named_strength"),
    ).where(Person.id == viewer.person_id)

    def next_question(rows: list[_AskedRow], mine: list[PursuitLine]) -> FirstQuestion | None:
        [(done, checked_in, named_strength)] = rows
        if Role.MEMBER not in viewer.roles or checked_in or done >= FirstScreen.STRENGTH:
            return None
        if done < FirstScreen.ABOUT:
            return None if mine or named_strength else FirstQuestion(FirstScreen.ABOUT)
        told = next((pursuit for pursuit in mine if not pursuit.put_away), None)
        if done < FirstScreen.SINCE and told and told.start_day is None:
            return FirstQuestion(FirstScreen.SINCE, told)
        return None if named_strength else FirstQuestion(FirstScreen.STRENGTH)

    return together(
        next_question,
        rows=ReadQuery(rows_of(asked, _AskedRow), read=list),
        mine=pursuits.read_query(opened_records.own(viewer), put_away=True),
    )


def tell_about(db: Session, *, by: Viewer, submission: PursuitSubmission) -> None:
    """The first answer: what the recovery is about. Raises as `pursuits.add`."""
    pursuits.add(db, by=by, submission=submission)
    leave_out(db, by=by, screen=FirstScreen.ABOUT)


def tell_since(db: Session, *, by: Viewer, pursuit: PursuitLine, day: date | None) -> None:
    """The second: since when. Raises `Invalid` for no day, otherwise as `pursuits.change`."""
    if found := past_day_problems("start_day", day):
        raise Invalid(found)
    submission = PursuitSubmission(
        pursuit.kind,
        pursuit.name,
        pursuit.aim,
        day,
        pursuit.only_me,
        free_days_aim=pursuit.free_days_aim,
        show_path=not pursuit.path_hidden,
        version=pursuit.version,
    )
    pursuits.change(db, by=by, pursuit_id=pursuit.id, submission=submission)
    leave_out(db, by=by, screen=FirstScreen.SINCE)


def tell_strength(db: Session, *, by: Viewer, submission: StrengthSubmission) -> None:
    """The third: one strength. Raises as `strengths.add`."""
    strengths.add(db, by=by, submission=submission)
    leave_out(db, by=by, screen=FirstScreen.STRENGTH)


def leave_out(db: Session, *, by: Viewer, screen: FirstScreen = FirstScreen.STRENGTH) -> None:
    """This question, and those before it, are not asked again; without one, none of them."""
    acting.require_oneself(by)
    db.execute(
        update(Person)
        .where(Person.id == by.person_id, Person.first_screens < screen)
        .values(first_screens=int(screen))
        .execution_options(synchronize_session=False)
    )
