"""/accessibility: the accessibility statement, for everybody; what is known not to work is told in it.

It follows the form of the United Kingdom's public sector. As for the lines to call it needs no script, no
database and no thread, so that whoever cannot get in can read it. docs/accessibility.md has the figures.
"""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from lrc_portal import settings
from lrc_portal.identity.pages import draw, plain_visit, set_language
from lrc_portal.words.marks import mark

TESTED = date(2026, 11, 28)
"""The day of the last look at all of it; docs/accessibility.md says how."""
ADVISERS = "https://www.equalityadvisoryservice.com/"

CAN = (
    mark("do everything with the keyboard alone, and see where you are"),
    mark("enlarge a page to 400% without words going off the screen"),
    mark("set wider spacing of letters and lines without losing words"),
    mark("use your own colours, a dark or a light screen, and less motion"),
    mark("listen to it with a screen reader, in English or in Welsh"),
    mark("read every chart as a sentence and as a table"),
    mark("answer and change your mind without a time limit, and come back to what you typed"),
)
"""What people should be able to do here."""

GAPS = (
    mark(
        "Among answers that stand in a row the arrow keys move, and the space bar chooses. On most other "
        "sites the arrow keys choose at once."
    ),
    mark(
        "Inside a chart you cannot go from point to point with the keyboard. The table below each chart says "
        "the same."
    ),
    mark(
        "Lists repeat short names such as “Change” on their buttons. What each belongs to is said by the "
        "words or the heading before it."
    ),
    mark("Sheets on paper (PDF) have not been tested with a screen reader. The same is on the pages."),
    mark("While a page is being drawn again, a screen reader may hear nothing for a second or two."),
    mark("Some of the Welsh has still to be read by a Welsh speaker."),
)


async def accessibility(request: Request) -> Response:
    """The statement in the visitor's language."""
    visit = plain_visit(request)
    response = draw(
        visit,
        "accessibility.html",
        can=[visit.t(each) for each in CAN],
        gaps=[visit.t(each) for each in GAPS],
        tested=visit.t.day(TESTED),
        contact=settings.current().contact,
        advisers=ADVISERS,
    )
    if visit.asked("language") and visit.chosen and request.method != "HEAD":
        set_language(response, visit.chosen)
    return response
