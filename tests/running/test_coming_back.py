"""Somebody whose line breaks is back at once, while others' pages are drawn: their page comes, and ends."""

import asyncio

from tests.bench.protocol import Tab
from tests.running.conftest import ISLANDS, House
from tests.running.islands import Person
from tests.tools.asynchronous import run

THEN = ("letters", "goals", "")
"""Where they go, coming back each time."""
SOON = 20.0
"""Seconds. A page that is sent to where somebody was never ends, however long they wait."""


async def look_on(house: House, person: Person, are_done: asyncio.Event) -> None:
    tab = await Tab.open(house.portal.url, person.cookies)
    while not are_done.is_set():
        await tab.go("")
    await tab.close()


async def come_back(house: House, person: Person, ended: list[str]) -> None:
    tab = await Tab.open(house.portal.url, person.cookies)
    await tab.go("")
    for address in THEN:
        await tab.close()
        tab = await Tab.open(house.portal.url, person.cookies, tab.session)
        async with asyncio.timeout(SOON):
            await tab.go(address)
        ended.append(address)
    await tab.close()


def test_the_page_of_whoever_comes_back_at_once_ends_also_while_others_look_at_theirs(house: House) -> None:
    ended: list[str] = []
    first, second, *others = [house.community.of_island(island) for island in range(ISLANDS)]
    coming, looking_on = [*first, *second], [person for island in others for person in island]

    async def all_at_once() -> None:
        are_done = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for person in looking_on:
                group.create_task(look_on(house, person, are_done))
            try:
                await asyncio.gather(*(come_back(house, person, ended) for person in coming))
            finally:
                are_done.set()

    run(all_at_once())
    assert len(ended) == len(coming) * len(THEN)
