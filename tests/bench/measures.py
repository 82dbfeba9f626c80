"""Reruns of one tab: our pages beside bare ones, ten years beside ninety days, SQL statements, saving."""

from contextlib import AsyncExitStack
from statistics import median, mode

from lrc_portal.vocabulary import STEPS, Language
from lrc_portal.words import labels
from lrc_portal.words.translator import translator
from tests.bench.house import ONLY_CHARTS, House, Place, open_bare, open_ours
from tests.bench.protocol import Drawn, PageFault, Tab, chosen, pressed
from tests.bench.records import Visit
from tests.bench.servers import CountingPortal
from tests.bench.table import COUNT, Figure
from tests.bench.timing import REPEATS, beside, in_turn, ratio

CHARTS_AIM, PAGE_AIM, GROWTH_AIM, SIZE_AIM, STATEMENTS_AIM, SAVING_AIM = 0.6, 1.5, 1.15, 1.3, 8, 2
COUNTED_RERUNS = 5


async def pages(house: House) -> list[Figure]:
    """Each page beside a bare one with as much on it, and with ten years of days behind it."""
    told = [await _page(house, visit) for visit in house.ninety.community.visits()]
    return [figure for of_a_kind in zip(*told, strict=True) for figure in of_a_kind]


async def _page(house: House, visit: Visit) -> list[Figure]:
    """Beside a bare page; ten years beside ninety days, in time; and in bytes."""
    is_chart_page = visit.address == "progress"
    bare_name = ONLY_CHARTS if is_chart_page else visit.bare_name
    ours = await open_ours(house.portal.url, visit)
    old = await open_ours(house.old_portal.url, house.ten_years.visit(visit.address))
    bare = await open_bare(house.bare, bare_name, house.shapes[bare_name])
    sizes: dict[Tab, int] = {}

    def rerun(tab: Tab):
        async def timed() -> float:
            drawn = await tab.rerun()
            sizes[tab] = drawn.size
            return drawn.seconds

        return timed

    new_times, bare_times, old_times = await in_turn(rerun(ours), rerun(bare), rerun(old))
    for tab in (ours, old, bare):
        await tab.close()
    what = "its charts drawn the usual way" if is_chart_page else "a bare page with as much on it"
    return [
        Figure(
            f"{visit.name} ÷ {what}",
            ratio(new_times, bare_times),
            CHARTS_AIM if is_chart_page else PAGE_AIM,
            behind=beside(median(new_times), median(bare_times)),
        ),
        Figure(
            f"{visit.name}, ten years ÷ ninety days",
            ratio(old_times, new_times),
            GROWTH_AIM,
            behind=beside(median(old_times), median(new_times)),
        ),
        Figure(
            f"{visit.name}, bytes of ten years ÷ of ninety days",
            sizes[old] / sizes[ours],
            SIZE_AIM,
            behind=f"{sizes[old]} ÷ {sizes[ours]}",
        ),
    ]


async def statements(house: House) -> list[Figure]:
    """How many SQL statements a rerun sends, the same for ten years as for ninety days."""
    few, many = await _statements(house.ninety), await _statements(house.ten_years)
    return [
        Figure(
            f"{visit.name}, SQL statements",
            max(few[visit.address], many[visit.address]),
            STATEMENTS_AIM,
            COUNT,
            f"{few[visit.address]} for ninety days, {many[visit.address]} for ten years",
            sound=few[visit.address] == many[visit.address],
        )
        for visit in house.ninety.community.visits()
    ]


async def _statements(place: Place) -> dict[str, int]:
    """By address. What is written once a minute, that somebody is here, is not in every rerun."""
    portal = CountingPortal(place.folder)
    try:
        sent = {}
        for visit in place.community.visits():
            tab = await open_ours(portal.url, visit)
            counts = []
            for _ in range(COUNTED_RERUNS):
                before = portal.statements()
                await tab.rerun()
                counts.append(portal.statements() - before)
            sent[visit.address] = mode(counts)
            await tab.close()
        return sent
    finally:
        portal.stop()


async def saving(house: House) -> list[Figure]:
    """From the click on Save until today's answer stands in the chart, beside one rerun of a bare page.

    That is strict: ours are two pages, the first of which runs twice because it writes. What it is beside
    bare reruns of both pages is said with it.
    """
    async with AsyncExitStack() as tabs:
        ours = await Tab.open(house.portal.url, house.ninety.community.saver.cookies)
        tabs.push_async_callback(ours.close)
        bare = []
        for visit in (house.ninety.visit("check-in"), house.ninety.visit("progress")):
            bare.append(await open_bare(house.bare, visit.bare_name, house.shapes[visit.bare_name]))
            tabs.push_async_callback(bare[-1].close)
        steps = list(STEPS)
        answers = [steps[turn % len(steps)] for turn in range(2 * REPEATS)]

        async def save() -> float:
            return await save_and_see(ours, answers.pop())

        async def rerun() -> float:
            return (await bare[0].rerun()).seconds

        async def rerun_both() -> float:
            return sum([(await tab.rerun()).seconds for tab in bare])

        saved, reran, reran_both = await in_turn(save, rerun, rerun_both)
    behind = f"{beside(median(saved), median(reran))}; beside both bare pages {ratio(saved, reran_both):.2f}"
    name = "Save, until the chart shows it ÷ one rerun of a bare page"
    return [Figure(name, ratio(saved, reran), SAVING_AIM, behind=behind)]


async def save_and_see(tab: Tab, answer: int) -> float:
    """Seconds of the click on Save and of opening /progress. Raises `PageFault` where it is not there.

    `answer` is the number of a worded step.
    """
    form = await tab.go("check-in")
    seconds = (await tab.rerun(_tap(form, answer), _press_save(form))).seconds
    progress = await tab.go("progress")
    seconds += progress.seconds
    if not any(row.get("series") == "sobriety" for row in progress.chart_rows()):
        # Another line changed more and is the large one. What is chosen stays while the tab is open.
        await tab.rerun(_show_all_three(progress))
    drawn = [
        row for row in tab.last.chart_rows() if row.get("kind") == "point" and row["series"] == "sobriety"
    ]
    newest = max(drawn, key=lambda row: row["at"])
    if newest["value"] != float(answer):
        raise PageFault(f"{answer} was saved, and the chart ends with {newest['value']}.")
    return seconds


def _tap(form: Drawn, answer: int):
    scale = next(each for each in form.of_kind("button_group") if each.id.endswith(":sobriety"))
    return chosen(scale.id, labels.step(translator(Language.ENGLISH), answer))


def _show_all_three(progress: Drawn):
    line = next(each for each in progress.of_kind("button_group") if "progress:line" in each.id)
    return chosen(line.id, translator(Language.ENGLISH)("All three"))


def _press_save(form: Drawn):
    save = next(
        each for each in form.of_kind("button") if "check-in:" in each.id and each.id.endswith(":send")
    )
    return pressed(save.id)
