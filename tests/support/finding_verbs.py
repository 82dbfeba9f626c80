"""The verbs of telling of oneself and of asking a peer worker, ready to be done."""

from sqlalchemy.orm import Session

from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.finding.about_me import TraitSubmission, WordsSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import MATTERS, Telling, TraitKind
from tests.people import token
from tests.sharing.house import House
from tests.sharing.verbs import Deed


def _ask(db: Session, by, house: House) -> int:
    return matching.ask_for(db, by=by, peer_worker_id=house.sian.person_id, grants=(), token=token())


def _being_tried(db: Session, house: House) -> int:
    """A first meeting to which both said yes."""
    pairing_id = _ask(db, house.tom, house)
    pairings.accept_as_peer_worker(db, by=house.sian, pairing_id=pairing_id)
    return pairing_id


FINDING: dict[str, Deed] = {
    "about_me.say": Deed(
        "mari",
        "mari",
        lambda db, by, h: about_me.say(db, by=by, submission=WordsSubmission("I sing", shown=True)),
    ),
    "about_me.tell": Deed(
        "mari",
        "mari",
        lambda db, by, h: about_me.tell(
            db, by=by, submission=TraitSubmission(TraitKind.PARENT, ("yes",), telling=Telling.SHOWN)
        ),
    ),
    "about_me.weigh": Deed(
        "mari", "mari", lambda db, by, h: about_me.weigh(db, by=by, weights={TraitKind.PARENT: MATTERS})
    ),
    "matching.ask_for": Deed("tom", "tom", _ask),
    "pairings.go_on": Deed(
        "tom", "tom", lambda db, by, h: pairings.go_on(db, by=by, pairing_id=_being_tried(db, h))
    ),
}
