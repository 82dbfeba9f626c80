"""What helps the invented people, on which days they used it, and their plans for a hard day."""

from typing import Any

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.record import hard_day_plan, noticing, ways
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.record.ways import WaySubmission

Ways = list[tuple[str, tuple[int, ...], bool]]
"""Words, so many days ago on which it was used, and whether it stands in the plan."""
Plan = dict[str, Any]

# Numbers that Ofcom keeps for stories: nobody has them.
MARI: Ways = [
    ("A walk along the Taff, as far as the weir", (1, 3, 8, 9, 16, 22, 24, 38, 45, 57, 66), True),
    ("Ringing Bethan before, not after", (4, 23, 56, 57), True),
    ("The choir on Thursdays", (5, 12, 19, 26, 33, 40, 47, 54, 61), False),
    ("A bath and the radio", (2, 30, 31), True),
]
MARI_PLAN: Plan = {
    "how_i_notice": "I stop answering messages, and I walk home past the shop.",
    "tell_myself": "It passes. It has passed before.\nI do not have to do the whole week, only tonight.",
    "where_safe": "At Bethan’s, or upstairs in the library.",
    "calls": (
        ("Bethan", "029 2018 0142"),
        ("Gareth", "07700 900318"),
        ("Dad", "07700 900277"),
    ),
}
ELERI: Ways = [
    ("Tro i lan y môr gyda'r ci", (2, 9, 15, 16, 29, 44), True),
    ("Gwrando ar record gyfan heb y ffôn", (6, 20, 21, 48), True),
]
ELERI_PLAN: Plan = {
    "how_i_notice": "Dwi'n codi yn y nos ac yn chwilio drwy'r droriau.",
    "tell_myself": "Mae'n mynd heibio. Paned yn gyntaf.",
    "where_safe": "",
    "calls": (("Lowri", "07700 900461"),),
}
DAFYDD: Ways = [
    ("An hour in the garden before I say anything", (3, 10, 17, 25, 34), True),
    ("The family group on Mondays", (6, 13, 20, 27, 41), False),
]
DAFYDD_PLAN: Plan = {
    "how_i_notice": "I check my phone every few minutes.",
    "tell_myself": "I cannot do it for her. I can do my own day.",
    "where_safe": "The allotment.",
    "calls": (("My brother", "029 2018 0365"),),
}
OWAIN: Ways = [("Going to the gym straight from work", (2, 9), False)]
DAFYDD_SEES = "Singing in the kitchen, whoever is listening"


def tell(lives: Lives, viewer: Viewer, told: Ways, plan: Plan | None, *, ago: int) -> None:
    """Somebody writes what helps them, uses it on its days, and writes a plan."""
    in_plan = set()
    for words, days, stands_there in told:
        with lives.on(ago) as db:
            way_id = ways.add(db, by=viewer, submission=WaySubmission(words, token=lives.token()))
        for day in sorted((each for each in days if each < ago), reverse=True):
            with lives.on(day, 21) as db:
                ways.use(db, by=viewer, way_id=way_id, day=lives.day(day))
        if stands_there:
            in_plan.add(way_id)
    if plan is not None:
        written = PlanSubmission(way_ids=frozenset(in_plan), token=lives.token(), **plan)
        with lives.on(min(ago, 30)) as db:
            hard_day_plan.save(db, by=viewer, submission=written)


def notice(lives: Lives, by: Viewer, person: Viewer, words: str, *, ago: int) -> None:
    """Somebody of the circle says what they see help; it waits for an answer."""
    submission = NoticeSubmission(words, lives.token(), helps=True)
    with lives.on(ago) as db:
        noticing.notice(db, by=by, person_id=person.person_id, submission=submission)
