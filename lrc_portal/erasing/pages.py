"""/erase-account: what goes and what stays, asking for it, and keeping it after all. A plain page."""

from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.erasing import asking
from lrc_portal.identity import second_step
from lrc_portal.identity.addresses import ERASE_ACCOUNT
from lrc_portal.identity.pages import Visit, draw, go, page, templates_in
from lrc_portal.identity.second_step_pages import signed_in_only
from lrc_portal.vocabulary import WORKS_HERE
from lrc_portal.words.marks import Refused

_TEMPLATES = templates_in(Path(__file__).resolve().parent / "templates")
_HERE = quote(ERASE_ACCOUNT, safe="/")


@signed_in_only
def erase_account(visit: Visit, viewer: Viewer) -> Response:
    """Tells what would be erased and asks; or says on which day it is, with the way to keep it."""
    if viewer.awaits_second_step:
        return go(f"/second-step?next={_HERE}")
    if visit.posted:
        return _do(visit, viewer)
    if viewer.erase_at is not None:
        day = clock.local(viewer.erase_at).date()
        return draw(visit, "erasing.html", among=_TEMPLATES, day=visit.t.day(day))
    return _tell(visit, viewer)


def _do(visit: Visit, viewer: Viewer) -> Response:
    database = engine.current().seen_by(viewer)
    try:
        with database.writing() as db:
            if visit.typed("do") == "keep":
                asking.keep(db, by=viewer)
            elif visit.typed("do") == "erase":
                asking.ask(db, by=viewer)
    except Refused:
        pass  # the page says what is in the way
    return go("/account" if visit.typed("do") == "keep" else ERASE_ACCOUNT)


def _tell(visit: Visit, viewer: Viewer) -> Response:
    database = engine.current().seen_by(viewer)
    with database.reading() as db:
        refusal = asking.in_the_way(db, by=viewer)
        fresh = asking.is_fresh(db, by=viewer)
        step = second_step.mine(viewer).run(db)
    again = "/second-step" if step.is_set_up else "/sign-in"
    return draw(
        visit,
        "erase_account.html",
        among=_TEMPLATES,
        day=visit.t.day(clock.local(clock.now() + asking.TO_THINK).date()),
        refused=visit.t.say(refusal.sentence) if refusal else "",
        again="" if fresh else f"{again}?again=1&next={_HERE}",
        works_here=bool(viewer.roles & WORKS_HERE),
        keeps_a_record=viewer.keeps_a_record,
    )


def routes() -> list[BaseRoute]:
    """The one page, for the front door and for tests."""
    return [Route(ERASE_ACCOUNT, page(erase_account), methods=["GET", "POST"])]
