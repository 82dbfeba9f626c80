"""Names on a page that differ: each line of a list again, with its name told apart from the others.

What stands beside a name is what this reader knows already: a coordinator when somebody joined and the
word that coordinators keep, somebody in a circle since when they share, two who walk together since when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from lrc_portal.identity.my_account import MyConsent
from lrc_portal.sharing.circle import CircleMember, Sharer
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.sharing.trace import TraceLine
from lrc_portal.support.at_home.agreement_views import AtHomeWith
from lrc_portal.support.finding.matching import Suggestion
from lrc_portal.support.giving.applications import ApplicationLine
from lrc_portal.support.letters.letter_views import Correspondent
from lrc_portal.support.pairings.pairing_views import PairingLine, Walk
from lrc_portal.support.pairings.readiness import PeerWorker
from lrc_portal.support.somebody import Somebody
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.vocabulary import Through
from lrc_portal.words import labels_finding
from lrc_portal.words.graphemes import beginning
from lrc_portal.words.namesakes import (
    ASKED,
    FIRST_HERE,
    IN_MY_CIRCLE,
    INVITED,
    JOINED,
    WALKING,
    Known,
    at,
    disambiguated,
)
from lrc_portal.words.translator import Translator

FEW = 40
"""So many letters of what somebody tells of themselves stand beside their name."""

Named = TypeVar("Named", Somebody, PeerWorker, ApplicationLine, Supervised, Suggestion)
InCircle = TypeVar("InCircle", CircleMember, Sharer, AtHomeWith)


def of_accounts(t: Translator, people: Iterable[Somebody]) -> dict[int, str]:
    """As a coordinator sees them, by id."""
    return disambiguated(
        t, {each.person_id: Known(each.display_name, partial(_of_account, t, each)) for each in people}
    )


def in_circle(t: Translator, people: Sequence[InCircle]) -> list[InCircle]:
    """The people in one's circle, or those who share with one."""
    names = disambiguated(t, {each.person_id: _in_circle(t, each) for each in people})
    return [replace(each, display_name=names[each.person_id]) for each in people]


def paired(t: Translator, me: int, pairings: Sequence[PairingLine]) -> list[PairingLine]:
    """One's own pairings, whichever of the two one is."""
    names = disambiguated(t, _in_pairings(t, me, pairings))
    return [named(each, names) for each in pairings]


def correspondents(t: Translator, people: Sequence[Correspondent]) -> list[Correspondent]:
    """Those with whom one has letters; one who is both peer worker and of one's circle stands there twice."""
    known = {}
    for each in people:
        by_pairing = each.between is not None and each.between.through is Through.PAIRING
        name = each.display_name or t("Somebody whose account is erased")
        known[each.key] = Known(name, partial(at, t, WALKING if by_pairing else IN_MY_CIRCLE, each.since))
    names = disambiguated(t, known)
    return [replace(each, display_name=names[each.key]) for each in people]


def walks(t: Translator, found: Sequence[Walk]) -> list[Walk]:
    """The people a peer worker walks with."""
    known = {walk.pairing.person_id: Known(walk.pairing.person, partial(_of_walk, t, walk)) for walk in found}
    names = disambiguated(t, known)
    return [replace(walk, pairing=named(walk.pairing, names)) for walk in found]


def who_looked(
    t: Translator,
    me: int,
    lines: Sequence[TraceLine],
    pairings: Sequence[PairingLine] = (),
    circle: Sequence[CircleMember] = (),
) -> list[TraceLine]:
    """Who did or looked at what, with what one knows of each from one's pairings and circle."""
    known = {each.person_id: _in_circle(t, each) for each in circle} | _in_pairings(t, me, pairings)
    first: dict[int, TraceLine] = {}
    for line in lines:
        if line.display_name and (line.actor_id not in first or line.at < first[line.actor_id].at):
            first[line.actor_id] = line
    for actor_id, line in first.items():
        known.setdefault(actor_id, Known(line.display_name or "", partial(at, t, FIRST_HERE, line.at)))
    names = disambiguated(t, known)
    return [replace(line, display_name=names[line.actor_id]) if line.display_name else line for line in lines]


def invited(t: Translator, lines: Sequence[InvitationLine]) -> list[InvitationLine]:
    """One's own invitations, by whom one wrote that they are for."""
    names = disambiguated(
        t, {each.id: Known(each.meant_for or "", partial(at, t, INVITED, each.created_at)) for each in lines}
    )
    return [replace(each, meant_for=names[each.id]) for each in lines]


def supervised(t: Translator, people: Sequence[Supervised]) -> list[Supervised]:
    """The peer workers whom one supervises: by the last day of supervision, then by their training."""
    known = {each.person_id: Known(each.display_name, partial(_of_supervised, t, each)) for each in people}
    return with_display_names(people, disambiguated(t, known))


def telling(t: Translator, people: Sequence[Suggestion]) -> list[Suggestion]:
    """Peer workers whom one can ask: by what they show of themselves."""
    known = {each.person_id: Known(each.display_name, partial(_of_page, t, each)) for each in people}
    return with_display_names(people, disambiguated(t, known))


def consents(t: Translator, found: Sequence[MyConsent]) -> list[MyConsent]:
    """What one said yes to, by whom one shared with: by the first day in this list."""
    known: dict[int | None, Known] = {}
    for each in sorted(found, key=lambda consent: consent.given_at):
        if each.display_name:
            told = partial(at, t, FIRST_HERE, each.given_at)
            known.setdefault(each.shared_with, Known(each.display_name, told))
    names = disambiguated(t, known)
    return [replace(each, display_name=names.get(each.shared_with)) for each in found]


def named(line: PairingLine, names: Mapping[int, str]) -> PairingLine:
    """A pairing with these names, where there are any."""
    return replace(
        line,
        person=names.get(line.person_id, line.person),
        peer_worker=names.get(line.peer_worker_id, line.peer_worker),
    )


def with_display_names(lines: Iterable[Named], names: Mapping[int, str]) -> list[Named]:
    """Lines with a `person_id` and that person's `display_name`, with these names."""
    return [replace(each, display_name=names.get(each.person_id, each.display_name)) for each in lines]


def _of_account(t: Translator, each: Somebody) -> tuple[str, ...]:
    return (*([each.known_by] if each.known_by else []), *at(t, JOINED, each.since))


def _of_walk(t: Translator, walk: Walk) -> tuple[str, ...]:
    met = (t("you last met on {day}", day=t.day(walk.last_met)),) if walk.last_met else ()
    return (*met, *_since(t, walk.pairing))


def _of_supervised(t: Translator, each: Supervised) -> tuple[str, ...]:
    by = [t("you last met on {day}", day=t.day(each.supervisions[0].day))] if each.supervisions else []
    if each.trained_until:
        by.append(", ".join([*by, t("training counts until {day}", day=t.day(each.trained_until))]))
    return tuple(by)


def _of_page(t: Translator, each: Suggestion) -> tuple[str, ...]:
    kinds = t.listed(
        [labels_finding.kind(t.of_record(alongside=False), told.kind) for told in each.page.traits], ours=True
    )
    words = " ".join((each.page.words or "").split())
    some = f"“{words if len(words) <= FEW else beginning(words, FEW).rstrip() + '…'}”" if words else ""
    return tuple(said for said in (some, t("tells of: {kinds}", kinds=kinds) if kinds else "") if said)


def _in_circle(t: Translator, each: CircleMember | Sharer | AtHomeWith) -> Known:
    return Known(each.display_name, partial(at, t, IN_MY_CIRCLE, each.since))


def _in_pairings(t: Translator, me: int, pairings: Sequence[PairingLine]) -> dict[int, Known]:
    """The other of the two in each, as of the first pairing with them."""
    known: dict[int, Known] = {}
    for each in pairings:
        as_person = each.person_id == me
        other_id = each.peer_worker_id if as_person else each.person_id
        other = each.peer_worker if as_person else each.person
        known.setdefault(other_id, Known(other, partial(_since, t, each)))
    return known


def _since(t: Translator, pairing: PairingLine) -> tuple[str, str]:
    if pairing.began_at is None:
        return at(t, ASKED, pairing.proposed_at)
    return at(t, WALKING, pairing.began_at)
