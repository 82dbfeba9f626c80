"""What both kinds of files say once they were looked at."""

from starlette.responses import Response

from lrc_portal.identity.pages import Visit, message
from lrc_portal.words.marks import mark

CHANGED = mark("Something has changed since you looked. Nothing was taken in yet. Look once more.")


def taken_in(visit: Visit) -> Response:
    """It is done."""
    t = visit.t
    return message(
        visit,
        t("It is in your record now"),
        t("You can change or erase each entry where it stands."),
        link=("/", t("Go to the first page")),
    )
