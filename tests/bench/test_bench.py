"""The bench measures the real thing: whole pages, of the right person, and never a fault in their place."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from lrc_portal.vocabulary import Element, Role
from tests.bench import bare, many, measures, records, table, timing
from tests.bench.bare import Piece
from tests.bench.house import Place, look_at, open_bare
from tests.bench.protocol import PageFault, Tab
from tests.bench.records import NINETY_DAYS, Visit
from tests.bench.servers import BareServer, CountingPortal, memory
from tests.bench.table import COUNT, Figure
from tests.tools.asynchronous import run

CHART = Piece("vega_lite_chart", layers=(("line", ("color", "x", "y")), ("point", ("tooltip", "x", "y"))))
EVERY_KIND = tuple(CHART if kind == CHART.kind else Piece(kind, 3) for kind in bare.WAYS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("bench")
    return Place(folder, records.settle(folder, NINETY_DAYS))


@pytest.fixture(scope="module")
def portal(place: Place) -> Iterator[CountingPortal]:
    server = CountingPortal(place.folder)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bare_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareServer]:
    server = BareServer(tmp_path_factory.mktemp("bare"), {"page_all": EVERY_KIND})
    yield server
    server.stop()


# What is timed


def test_the_page_that_is_timed_holds_the_chart_and_the_persons_name(portal, place):
    drawn = run(look_at(portal.url, place.visit("progress")))
    assert "Gwen" in drawn.text()
    assert any(row.get("series") in set(Element) for row in drawn.chart_rows())
    assert all(spec["$schema"] for spec in drawn.chart_specs())
    assert drawn.seconds > 0 and drawn.size > 10_000


def test_every_screen_of_the_menu_is_opened_by_somebody_who_may(portal, place):
    for visit in place.community.visits():
        assert len(bare.pieces(run(look_at(portal.url, visit)))) > 5, visit.name


def test_signed_out_nobodys_record_is_sent_and_nothing_is_timed(portal, place):
    async def signed_out() -> str:
        tab = await Tab.open(portal.url)
        drawn = await tab.go("progress")
        await tab.close()
        assert not drawn.chart_rows()
        return drawn.text()

    seen = run(signed_out())
    assert "Sign in first" in seen and "Gwen" not in seen
    nobody = records.Visitor("Gwen", {})
    with pytest.raises(PageFault, match="was not shown"):
        run(look_at(portal.url, Visit("progress", nobody, {})))


def test_a_page_that_is_for_others_is_not_timed(portal, place):
    member = place.community.visitors[Role.MEMBER]
    with pytest.raises(PageFault, match="was not shown"):
        run(look_at(portal.url, Visit("community", member, {})))


def test_a_fault_on_a_page_of_ours_is_noticed(portal, place):
    with closing(sqlite3.connect(portal.var / "portal.db")) as database:
        database.execute("ALTER TABLE goal RENAME TO goal_away")
        try:
            with pytest.raises(PageFault, match="Something went wrong on our side"):
                run(look_at(portal.url, place.visit("goals")))
        finally:
            database.execute("ALTER TABLE goal_away RENAME TO goal")
    run(look_at(portal.url, place.visit("goals")))


def test_a_fault_on_a_bare_page_is_noticed(bare_server):
    with pytest.raises(PageFault, match="page_that_is_not_there"):
        run(open_bare(bare_server, "page_that_is_not_there", EVERY_KIND))


def test_what_is_saved_is_in_the_chart_before_the_clock_stops(portal, place):
    async def save_twice() -> None:
        tab = await Tab.open(portal.url, place.community.saver.cookies)
        for answer in (3, 9):
            assert await measures.save_and_see(tab, answer) > 0
        await tab.close()

    run(save_twice())


def test_statements_are_counted_and_beginnings_are_not(portal, place):
    before = portal.statements()
    httpx.get(f"{portal.url}/sign-out", cookies=place.visit("account").visitor.cookies)
    # Who is here, and nothing else: that page holds no record.
    assert portal.statements() - before == 1


def test_clicks_of_many_are_counted_and_a_socket_that_ends_is_lost(portal, place):
    """The second of two ends in the midst of it."""

    async def clicking() -> many.Crowd:
        crowd = many.Crowd()
        tabs = await crowd.open([portal.url], place.community.visits()[:2], 2)
        asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(tabs[1].close()))
        await crowd.click(tabs, 0.1, 2)
        await tabs[0].close()
        return crowd

    crowd = run(clicking())
    assert crowd.lost == 1 and len(crowd.seconds) > 3


# What it is timed against


def test_the_bare_page_draws_as_many_of_each_kind_as_was_asked(bare_server):
    async def drawn() -> Counter[str]:
        tab = await open_bare(bare_server, "page_all", EVERY_KIND)
        await tab.close()
        return bare.counted(bare.pieces(tab.last))

    assert run(drawn()) == bare.counted(EVERY_KIND)
    assert memory(bare_server) > 10_000


def test_the_bare_charts_have_the_marks_and_channels_of_ours(portal, place):
    ours = bare.pieces(run(look_at(portal.url, place.visit("progress"))))
    charts = [piece for piece in ours if piece.layers]
    assert charts
    written = bare.script({"page": tuple(charts)})
    for mark, channels in (layer for chart in charts for layer in chart.layers):
        assert f"mark_{mark}()" in written
        assert all(f"{channel}=" in written for channel in channels)


def test_a_kind_that_nobody_can_draw_is_named():
    with pytest.raises(KeyError, match="hologram"):
        bare.script({"page": (Piece("hologram"),)})


# How it is told


def test_things_are_timed_in_turn_and_the_first_turns_do_not_count():
    told: list[str] = []

    def thing(name: str):
        async def timed() -> float:
            told.append(name)
            return float(len(told))

        return timed

    kept = run(timing.in_turn(thing("a"), thing("b"), repeats=2))
    assert "".join(told) in ("abba" * 2, "baab" * 2)
    assert [len(times) for times in kept] == [2, 2]
    assert min(min(times) for times in kept) > 2 * timing.WARM


def test_an_aim_is_met_up_to_the_aim_itself_and_only_where_all_holds():
    assert Figure("a", 1.5, 1.5).met
    assert not Figure("a", 1.501, 1.5).met
    assert Figure("a", 8, 8, COUNT).met
    assert not Figure("a", 7, 8, COUNT, sound=False).met
    assert Figure("a", 1.5, 1.5, least=True).met and not Figure("a", 1.499, 1.5, least=True).met


def test_the_file_is_a_list_of_figures_and_the_table_hides_none(tmp_path: Path):
    figures = [Figure("/ ÷ bare", 0.6666, 1.5, behind="2 ms ÷ 3 ms"), Figure("statements", 9, 8, COUNT)]
    table.write(figures, tmp_path / "var" / "bench.json")
    assert json.loads((tmp_path / "var" / "bench.json").read_text(encoding="utf-8")) == [
        {"name": "/ ÷ bare", "value": 0.667, "aim": 1.5, "unit": "ratio", "met": True},
        {"name": "statements", "value": 9, "aim": 8, "unit": "count", "met": False},
    ]
    lines = table.lines(figures)
    assert ["  yes" in lines[1], "  no" in lines[2]] == [True, True]
    assert lines[-1].endswith("1 of 2 aims are met.")
