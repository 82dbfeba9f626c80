"""The verbs of letters, between Mari and Gareth, who walk together. Their traces stay with who did it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.record import goals
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.vocabulary import Element, LooksIn, Through
from tests.people import token
from tests.sharing.house import House


def between(house: House) -> Between:
    return Between(Through.PAIRING, house.paired)


def _write(db: Session, by: Viewer, house: House) -> int:
    submission = LetterSubmission("a few lines", token())
    return letters.write(db, by=by, between=between(house), submission=submission)


def _say_how_often(db: Session, by: Viewer, house: House) -> None:
    letters.say_how_often(db, by=by, between=between(house), looks_in=LooksIn.WEEKLY)


def _close(db: Session, by: Viewer, house: House) -> None:
    letters.close(db, by=by, between=between(house))


def _open_again(db: Session, by: Viewer, house: House) -> None:
    _close(db, by, house)
    letters.open_again(db, by=by, between=between(house))


def _keep_strength(db: Session, by: Viewer, house: House) -> int:
    return keep_from_letter.keep_strength(db, by=by, letter_id=house.letter, line=0)


def _keep_step(db: Session, by: Viewer, house: House) -> int:
    wanted = GoalSubmission("to sing", Element.REINTEGRATION, token=token())
    goal_id = goals.add(db, by=house.mari, submission=wanted)
    return keep_from_letter.keep_step(db, by=by, letter_id=house.letter, line=1, goal_id=goal_id)


Do = Callable[[Session, Viewer, House], object]

LETTERS: dict[str, tuple[str, Do]] = {
    "letters.write": ("mari", _write),
    "letters.take_back": (
        "gareth",
        lambda db, by, house: letters.take_back(db, by=by, letter_id=house.letter),
    ),
    "letters.say_how_often": ("mari", _say_how_often),
    "letters.close": ("gareth", _close),
    "letters.open_again": ("gareth", _open_again),
    "keep_from_letter.keep_strength": ("mari", _keep_strength),
    "keep_from_letter.keep_step": ("mari", _keep_step),
}
"""Each with who does it, and about whom the trace is: the same person."""


def mark_opened(db: Session, by: Viewer, house: House) -> None:
    letters.mark_opened(db, by=by, letter_id=house.letter)
