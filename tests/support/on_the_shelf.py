"""Things on the shelf, numbers at Help now, and what is done with them, for tests that need some."""

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.support.good_to_know import help_now, keeping, passing_on, shelf
from lrc_portal.support.good_to_know.help_now import HelplineSubmission, Texts
from lrc_portal.support.good_to_know.shelf import Said, ThingSubmission
from lrc_portal.vocabulary import Element, ForWhom, Language, UsefulKind
from lrc_portal.words.helplines import LineFor
from tests.people import token


def choir(**changed: object) -> ThingSubmission:
    """A place, in both languages, for everybody."""
    usual: dict[str, object] = {
        "kind": UsefulKind.PLACE,
        "element": Element.REINTEGRATION,
        "whom": ForWhom.EVERYBODY,
        "en": Said("The Tuesday choir", "Nobody has to sing well."),
        "cy": Said("Côr nos Fawrth", "Does dim rhaid canu'n dda."),
        "web": "https://example.org/choir",
        "token": token(),
    }
    return ThingSubmission(**{**usual, **changed})  # type: ignore[arg-type]


def number(**changed: object) -> HelplineSubmission:
    """A number of Ofcom's for drama, in English alone."""
    usual: dict[str, object] = {
        "number": "029 2018 0123",
        "languages": frozenset({Language.ENGLISH}),
        "whom": LineFor.ALL,
        "texts": {Language.ENGLISH: Texts("Somebody to talk to", "About anything.", "In the evening", "")},
        "token": token(),
    }
    return HelplineSubmission(**{**usual, **changed})  # type: ignore[arg-type]


def put(db: Session, coordinator: Viewer, **changed: object) -> int:
    """Put one on the shelf. Returns its id."""
    return shelf.add(db, by=coordinator, submission=choir(**changed))


def kept_by(db: Session, coordinator: Viewer, person: Viewer) -> int:
    """One that somebody keeps for themselves."""
    thing_id = put(db, coordinator)
    keeping.keep(db, by=person, thing_id=thing_id)
    return thing_id


def with_draft(db: Session, coordinator: Viewer, worker: Viewer, note_id: int) -> int:
    """One that goes with a draft."""
    thing_id = put(db, coordinator)
    passing_on.put_with(db, by=worker, note_id=note_id, thing_id=thing_id)
    return thing_id


def hidden(db: Session, coordinator: Viewer) -> str:
    """A line of the file that is hidden."""
    help_now.hide(db, by=coordinator, line_id="call")
    return "call"
