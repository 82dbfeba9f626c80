"""What somebody says of a table from another app, and the days that it would bring."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response

from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.identity.pages import Visit, draw, templates_in
from lrc_portal.taking_along import bringing, own_record, ratings
from lrc_portal.taking_along.comparing import Comparison, compared
from lrc_portal.taking_along.entries import CheckInEntry, OwnEntries
from lrc_portal.taking_along.looking import CHANGED, taken_in
from lrc_portal.taking_along.ratings import DATE, NOTHING, WORDS, Answers, Several, Understood
from lrc_portal.taking_along.tables import MOST_COLUMNS, Table
from lrc_portal.taking_along.written_days import Order
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import ASKED, HIGHEST, LOWEST
from lrc_portal.words import labels
from lrc_portal.words.marks import NotNow, Problem, Refused, Sentence, mark
from lrc_portal.words.translator import Translator

MOST_FIELDS = MOST_COLUMNS + ratings.MOST_WORDS + 20
LARGEST_FORM = 64 * 1024
SHOWN_DAYS, SHOWN_LINES, SAMPLES, LONGEST_SAMPLE = 20, 200, 3, 60
LEFT_OUT = "-"

_TEMPLATES = templates_in(Path(__file__).resolve().parent / "templates")
_ORDERS = {
    Order.DAY_FIRST: mark("The day comes first: 3/4 is {day}"),
    Order.MONTH_FIRST: mark("The month comes first: 3/4 is {day}"),
}
_SEVERAL = {
    Several.FIRST: mark("The first line counts"),
    Several.LAST: mark("The last line counts"),
    Several.MEAN: mark("The mean of the numbers, and all the words"),
}


def look(visit: Visit, viewer: Viewer, table: Table) -> Response:
    """The questions about a table; once they are answered, what it would bring, and the answer to that."""
    answers = _answers(visit, table)
    found = ratings.understood(table, answers)
    [here] = engine.current().seen_by(viewer).read_all(own_record.read_query(viewer))
    plan = compared(here, found.record)
    problems = list(found.problems) if visit.posted else []
    if visit.typed("answer") == "yes" and not found.problems:
        try:
            with engine.current().seen_by(viewer).writing() as db:
                bringing.take(
                    db,
                    by=viewer,
                    there=OwnEntries(check_ins=plan.check_ins.new),
                    version=visit.typed("version"),
                    replacing=frozenset(),
                    token=visit.typed("token")[:40],
                )
            return taken_in(visit)
        except AlreadySaved:
            return taken_in(visit)
        except NotNow:
            raise
        except ChangedMeanwhile:
            problems.append(Problem("form", Sentence(CHANGED)))
        except Refused as refused:
            problems.append(Problem("form", refused.sentence))
    return _show(visit, table, answers, found, plan, problems)


def _answers(visit: Visit, table: Table) -> Answers:
    if not visit.posted:
        return Answers(ratings.guessed(table))
    moods: dict[str, int | None] = {}
    for line in table.lines:
        for cell in line.cells:
            said = visit.typed(ratings.field_of(cell)) if cell else ""
            if said == LEFT_OUT:
                moods[cell] = None
            elif said in _STEPS:
                moods[cell] = int(said)
    order, several = visit.typed("order"), visit.typed("several")
    return Answers(
        columns=tuple(visit.typed(f"column-{n}") for n in range(table.width)),
        order=Order(order) if order in set(Order) else None,
        several=Several(several) if several in set(Several) else None,
        low=visit.typed("low") or str(LOWEST),
        high=visit.typed("high") or str(HIGHEST),
        words=moods,
        only_me=bool(visit.typed("only_me")),
    )


_STEPS = {str(n) for n in range(LOWEST, HIGHEST + 1)}


def _show(
    visit: Visit,
    table: Table,
    answers: Answers,
    found: Understood,
    plan: Comparison,
    problems: Sequence[Problem],
) -> Response:
    t = visit.t
    part = plan.check_ins
    ready = visit.posted and not found.problems
    # What would be done is named by the days that are new alone: all others stay as they are.
    brought = compared(OwnEntries(), OwnEntries(check_ins=part.new))
    return draw(
        visit,
        "import_ratings.html",
        among=_TEMPLATES,
        status=422 if problems else 200,
        problems=list(problems),
        columns=_columns(t, table, answers),
        roles=_roles(t),
        orders=[(each.value, _order(t, each), each is answers.order) for each in Order]
        if found.asks_order
        else [],
        several=[(each.value, t(said), each is answers.several) for each, said in _SEVERAL.items()]
        if found.asks_several
        else [],
        scale=(answers.low, answers.high) if found.has_numbers else None,
        ends=labels.scale_ends(t),
        moods=[(ratings.field_of(mood), mood, _chosen(answers, mood)) for mood in found.moods],
        steps=[str(n) for n in range(LOWEST, HIGHEST + 1)],
        left_out=LEFT_OUT,
        only_me=answers.only_me,
        ready=ready,
        new=len(part.new),
        stays=part.same + len(part.different),
        days=[_day(t, each) for each in part.new[:SHOWN_DAYS]] if ready else [],
        more=max(0, len(part.new) - SHOWN_DAYS),
        unread=[(each.number, t.say(each.why)) for each in found.unread[:SHOWN_LINES]] if ready else [],
        unread_more=max(0, len(found.unread) - SHOWN_LINES),
        version=brought.version,
        token=secrets.token_urlsafe(16),
    )


def _columns(t: Translator, table: Table, answers: Answers) -> list[tuple[int, str, list[str], str]]:
    """Each column: its number, its head, the first things in it, what it is said to be."""
    return [
        (
            n,
            (table.heads[n] if table.heads else "") or t("Column {n}", n=n + 1),
            [_short(line.cells[n]) for line in table.lines if line.cells[n]][:SAMPLES],
            answers.columns[n],
        )
        for n in range(table.width)
    ]


def _roles(t: Translator) -> list[tuple[str, str]]:
    return [
        (NOTHING, t("Leave it out")),
        (DATE, t("The day")),
        (WORDS, t("My words")),
        *((each.value, labels.asked(t, each)) for each in ASKED),
    ]


def _order(t: Translator, order: Order) -> str:
    day, month = (3, 4) if order is Order.DAY_FIRST else (4, 3)
    return t(_ORDERS[order], day=f"{day} {t.month_names('wide')[month - 1]}")


def _chosen(answers: Answers, mood: str) -> str:
    if mood not in answers.words:
        return ""
    worth = answers.words[mood]
    return LEFT_OUT if worth is None else str(worth)


def _day(t: Translator, day: CheckInEntry) -> tuple[str, list[str], str]:
    return t.day(day.day), labels.answers_of_day(t, dict(day.answers), [], numbers=True), day.words or ""


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE else cell[: LONGEST_SAMPLE - 1] + "…"
