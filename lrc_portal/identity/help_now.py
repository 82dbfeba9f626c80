"""/help-now: who can be called. It needs no script, no database, no key and no thread, so it never waits.

What the portal's own links know of the visitor, whether they are here as family or to work, comes in the
address. Whether somebody is signed in is guessed by the cookie, and never asked: for them there is a link to
their own plan for a hard day, which asks.
"""

from starlette.requests import Request
from starlette.responses import Response

from lrc_portal.identity.pages import draw, plain_visit, set_language
from lrc_portal.identity.sessions import cookie_name
from lrc_portal.words import helplines

FOR_FAMILY, AT_WORK = "family", "work"


async def help_now(request: Request) -> Response:
    """The lines from the data file: drink and drugs, danger to life; for family their own come next."""
    visit = plain_visit(request)
    here_as = visit.asked("for")
    response = draw(
        visit,
        "help_now.html",
        sections=helplines.sections(for_family=here_as == FOR_FAMILY),
        for_family=here_as == FOR_FAMILY,
        at_work=here_as == AT_WORK,
        has_a_plan=here_as != AT_WORK and cookie_name() in request.cookies,
    )
    if visit.asked("language") and visit.chosen and request.method != "HEAD":
        set_language(response, visit.chosen)
    return response
