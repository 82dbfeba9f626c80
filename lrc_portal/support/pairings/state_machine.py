"""The state machine of a pairing: what can be done to it in which state, and why not elsewhere."""

from enum import StrEnum

from lrc_portal import relationships
from lrc_portal.database.models import Pairing
from lrc_portal.vocabulary import LIVE_PAIRINGS, STANDING_PAIRINGS, UNCLOSED_PAIRINGS, PairingState
from lrc_portal.words.marks import Refused, mark


class Step(StrEnum):
    """What a verb does to a pairing."""

    ACCEPT = "accept"
    GO_ON = "go_on"
    CHOOSE_WHAT_IS_SEEN = "choose_what_is_seen"
    CHANGE_RHYTHM = "change_rhythm"
    SAY_LEAVING = "say_leaving"
    STAY = "stay"
    READ_STAYING = "read_staying"
    SAY_GOODBYE = "say_goodbye"
    HEAR = "hear"
    SUGGEST_WHO_FOLLOWS = "suggest_who_follows"
    PASS_NOTES_ON = "pass_notes_on"
    END = "end"


_COMES_TO_ITS_END = frozenset({PairingState.LEAVING, PairingState.RUN_OUT})

MAY: dict[Step, frozenset[PairingState]] = {
    Step.ACCEPT: frozenset({PairingState.ASKED}),
    Step.GO_ON: LIVE_PAIRINGS,
    Step.CHOOSE_WHAT_IS_SEEN: LIVE_PAIRINGS,
    Step.CHANGE_RHYTHM: LIVE_PAIRINGS,
    Step.SAY_LEAVING: LIVE_PAIRINGS - {PairingState.LEAVING},
    Step.STAY: frozenset({PairingState.LEAVING}),
    Step.READ_STAYING: LIVE_PAIRINGS,
    Step.SAY_GOODBYE: frozenset({PairingState.LEAVING}),
    Step.HEAR: _COMES_TO_ITS_END,
    Step.SUGGEST_WHO_FOLLOWS: _COMES_TO_ITS_END,
    Step.PASS_NOTES_ON: STANDING_PAIRINGS,
    Step.END: UNCLOSED_PAIRINGS,
}
"""The states in which a step can be taken. Who may take it is asked by the verb, before."""

_GOES_ON = mark("No last day has been said, or it was taken back.")
_SAID: dict[PairingState, str] = {
    PairingState.ASKED: mark("You have not both said yes yet."),
    PairingState.NOT_BEGUN: mark("This is not open any more."),
    PairingState.TRIED: _GOES_ON,
    PairingState.WALKING: _GOES_ON,
    PairingState.LEAVING: mark("This has been said already."),
    PairingState.RUN_OUT: mark("The last day has passed, so this walk together is over."),
    PairingState.CLOSED: mark("This walk together has ended."),
}
_BEGUN = mark("You have both said yes already.")


def require(step: Step, pairing: Pairing) -> None:
    """Raises `Refused` where the state of the pairing does not let this be done. Hold the row first."""
    state = relationships.state_of_pairing(pairing)
    if state not in MAY[step]:
        raise Refused(_BEGUN if step is Step.ACCEPT and state in LIVE_PAIRINGS else _SAID[state])
