"""/help-now: who can be called. It needs no script, no database, no key and no thread, so it never waits.

What the portal's own links know of the visitor, whether they are here as family, comes in the address.
"""

from starlette.requests import Request
from starlette.responses import Response

from lrc_portal.identity.pages import draw, plain_visit, set_language
from lrc_portal.words import helplines

FOR_FAMILY = "family"


async def help_now(request: Request) -> Response:
    """The lines from the data file: drink and drugs, danger to life; for family their own come next."""
    visit = plain_visit(request)
    response = draw(
        visit,
        "help_now.html",
        sections=helplines.sections(for_family=visit.asked("for") == FOR_FAMILY),
        for_family=visit.asked("for") == FOR_FAMILY,
    )
    if visit.asked("language") and visit.chosen and request.method != "HEAD":
        set_language(response, visit.chosen)
    return response
