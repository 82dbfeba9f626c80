"""Many people at once, each with words of their own: nobody receives a word of somebody else's island."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lrc_portal.screens import SCREENS
from tests.bench.protocol import Tab
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.running.conftest import ISLANDS, House
from tests.running.islands import MARKER, Person
from tests.tools.asynchronous import run

RUNS = sizes.asked("runs")
BEFORE_GOING = 6
"""Pages that somebody looks at before their line breaks and they come back."""


@dataclass
class Received:
    """What all of them received, message by message."""

    runs: int = 0
    own: Counter[int] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Streamlit's sessions whose line broke: somebody may try to go on with another's."""

    def take(self, person: Person | None, address: str, data: bytes) -> None:
        mine = None if person is None else person.island
        for found in MARKER.finditer(data):
            island, nth = int(found[1]), int(found[2])
            if island == mine:
                self.own[island * 100 + nth] += 1
            else:
                name = "nobody" if person is None else person.name
                self.foreign.append(f"{found[0].decode()} at {address} for {name}")


class Listening(Tab):
    """A tab that is overheard."""

    person: Person | None = None
    received: Received
    address = ""

    def heard(self, data: bytes) -> None:
        self.received.take(self.person, self.address, data)


async def walk(house: House, person: Person | None, received: Received, turns: Iterator[int]) -> None:
    """One person's tabs: page after page, now and then with numbers of others in the address."""
    chance = random.Random(person.name if person else "nobody")
    roles = person.viewer.roles if person else frozenset()
    addresses = [each.address for each in SCREENS if each.is_for_roles(roles)] if person else [""]
    tab: Listening | None = None
    for nth, _turn in enumerate(turns):
        if tab is not None and nth % BEFORE_GOING == 0:
            received.left.append(tab.session)
            await tab.close()
            tab = None
        if tab is None:
            session = chance.choice(received.left) if received.left else ""
            tab = await Listening.open(house.portal.url, person.cookies if person else None, session)
            tab.person, tab.received = person, received
        tab.address = chance.choice(addresses)
        numbers = house.community.numbers
        guessed = {name: str(chance.choice(them)) for name, them in numbers.items() if name != "person"}
        await tab.go(tab.address, **(guessed if chance.random() < 0.5 else {}))
        received.runs += 1
    if tab is not None:
        await tab.close()


def test_nobody_receives_a_word_of_somebody_who_has_nothing_to_do_with_them(
    house: House, proved: Proved
) -> None:
    received, turns = Received(), iter(range(RUNS))

    async def all_at_once() -> None:
        everybody = [None, *house.community.people]
        await asyncio.gather(*(walk(house, person, received, turns) for person in everybody))

    run(all_at_once())
    proved("cross-talk: pages drawn over sockets of many people", received.runs, least=RUNS)
    proved("cross-talk: own words received", received.own.total(), least=RUNS // 2)
    proved("cross-talk: words of others", len(received.foreign))
    assert not received.foreign and {key // 100 for key in received.own} == set(range(ISLANDS))
    assert "fault " not in house.portal.log()
