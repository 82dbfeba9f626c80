"""/import: a file is sent, looked at, and only then taken in. Plain pages in front of Streamlit."""

import json
import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.responses import Response

from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.identity.pages import Visit, draw, go, templates_in
from lrc_portal.taking_along import (
    as_json,
    bringing,
    held,
    opening,
    own_record,
    ratings,
    ratings_page,
    shown,
    tables,
)
from lrc_portal.taking_along.comparing import Comparison, compared
from lrc_portal.taking_along.entries import FORMAT, VERSION, OwnEntries
from lrc_portal.taking_along.held import Held
from lrc_portal.taking_along.looking import CHANGED, taken_in
from lrc_portal.taking_along.shown import Entry
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.words.marks import NotNow, Problem, Refused, Sentence, mark

RECORD, RATINGS = "record", "ratings"
IMPORT, LOOK = "/import", "/import/look"
SHOWN = 12
"""So many entries that differ are shown; of the others their number."""

LONGEST = 15
_AT_A_TIME = threading.BoundedSemaphore(2)
"""Files are opened two at a time, since a large one takes memory; others wait so many seconds."""

_TEMPLATES = templates_in(Path(__file__).resolve().parent / "templates")
_GONE = mark("The file is not held here any more. Send it once more.")

NAMES = {
    "check_ins": mark("My days"),
    "pursuits": mark("What I am in recovery from"),
    "measures": mark("Things I follow"),
    "strengths": mark("My strengths"),
    "goals": mark("My goals"),
    "moments": mark("Days that mattered"),
    "agenda": mark("What I want to talk about"),
    "ways": mark("What helps me"),
    "plans": mark("My plan for a hard day"),
}


def show(visit: Visit, viewer: Viewer) -> Response:
    """The form for a file."""
    gone = [Problem("file", Sentence(_GONE))] if visit.asked("gone") else []
    return refuse(visit, gone, status=200)


def refuse(visit: Visit, problems: list[Problem], *, status: int = 422) -> Response:
    """The same with what is wrong with the file that came."""
    return draw(visit, "import.html", among=_TEMPLATES, status=status, problems=problems)


def received(visit: Visit, viewer: Viewer, file: bytes) -> Response:
    """A file came: it is read, held, and shown before anything is taken in."""
    if not _AT_A_TIME.acquire(timeout=LONGEST):
        raise NotNow
    try:
        what = _what_it_is(file)
    except Refused as refused:
        return refuse(visit, [Problem("file", refused.sentence)])
    finally:
        _AT_A_TIME.release()
    with engine.current().seen_by(viewer).writing() as db:
        held.hold(db, by=viewer, what=what)
    return go(LOOK)


def _what_it_is(file: bytes) -> Held:
    if not opening.is_of_this_portal(file):
        text = tables.decoded(file)
        tables.read(text, is_data=ratings.is_a_day)
        return {"kind": RATINGS, "text": text}
    record = opening.entries_of(file)
    told = {"format": FORMAT, "version": VERSION, "record": as_json.written(record)}
    return {"kind": RECORD, "told": json.dumps(told, ensure_ascii=False)}


def look(visit: Visit, viewer: Viewer) -> Response:
    """What the file would bring; and the answer to it."""
    [what] = engine.current().seen_by(viewer).read_all(held.read_query(viewer))
    if what is None:
        return go(f"{IMPORT}?gone=1")
    if visit.typed("answer") == "no":
        with engine.current().seen_by(viewer).writing() as db:
            held.forget(db, by=viewer)
        return go("/account")
    if what["kind"] == RATINGS:
        return ratings_page.look(visit, viewer, tables.read(what["text"], is_data=ratings.is_a_day))
    return _look_at_record(visit, viewer, opening.entries_in(json.loads(what["told"])))


def _look_at_record(visit: Visit, viewer: Viewer, there: OwnEntries) -> Response:
    here, former, shares = (
        engine.current()
        .seen_by(viewer)
        .read_all(
            own_record.read_query(viewer), own_record.former_ids(viewer), bringing.somebody_sees(viewer)
        )
    )
    plan = compared(here, there, former)
    if not visit.posted:
        return _preview(visit, plan, (here, there), shares)
    replacing = frozenset(name for name in plan.parts if visit.typed(f"replace-{name}"))
    try:
        with engine.current().seen_by(viewer).writing() as db:
            bringing.take(
                db,
                by=viewer,
                there=there,
                version=visit.typed("version"),
                replacing=replacing,
                token=visit.typed("token")[:40],
            )
    except AlreadySaved:
        pass
    except NotNow:
        raise
    except ChangedMeanwhile:
        return _preview(visit, plan, (here, there), shares, [Problem("form", Sentence(CHANGED))], replacing)
    except Refused as refused:
        return _preview(visit, plan, (here, there), shares, [Problem("form", refused.sentence)], replacing)
    return taken_in(visit)


def _preview(
    visit: Visit,
    plan: Comparison,
    both: tuple[OwnEntries, OwnEntries],
    shares: bool,
    problems: Sequence[Problem] = (),
    replacing: frozenset[str] = frozenset(),
) -> Response:
    t = visit.t
    parts: list[dict[str, Any]] = []
    said = shown.Own(t, *both)
    says: dict[str, Callable[[Any], Entry]] = {
        "check_ins": said.check_in,
        "pursuits": said.pursuit,
        "measures": said.measure,
        "strengths": said.strength,
        "goals": said.goal,
        "moments": said.moment,
        "agenda": said.agenda_item,
        "ways": said.way,
        "plans": said.plan,
    }
    for name, title in NAMES.items():
        part, say = plan.parts[name], says[name]
        if part.new or part.same or part.different:
            pairs = [(say(stands), say(brought)) for stands, brought in part.different[:SHOWN]]
            parts.append(
                {
                    "name": name,
                    "title": t(title),
                    "new": len(part.new),
                    "same": part.same,
                    "pairs": pairs,
                    "more": len(part.different[SHOWN:]),
                    "replace": name in replacing,
                }
            )
    return draw(
        visit,
        "import_look.html",
        among=_TEMPLATES,
        status=422 if problems else 200,
        problems=list(problems),
        parts=parts,
        brings=plan.brings_something,
        shares=shares,
        version=plan.version,
        token=secrets.token_urlsafe(16),
    )
