"""The addresses of taking along, in front of Streamlit: /export gives all of it, /import takes it back."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal.database import engine
from lrc_portal.identity.pages import Visit, go, page
from lrc_portal.taking_along import import_pages, package, ratings_page
from lrc_portal.taking_along.import_pages import IMPORT, LOOK
from lrc_portal.taking_along.uploads import shown_to_whoever_keeps_a_record, upload_page
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import translator

FILE = mark("my-record.zip")


def export(visit: Visit) -> Response:
    """All that is the viewer's as one ZIP, made anew at each click and kept nowhere here."""
    viewer = visit.viewer()
    if viewer is None:
        return go("/sign-in?next=/account")
    t = translator(visit.chosen or viewer.language, alongside=viewer.lives_alongside)
    made = package.made(engine.current().seen_by(viewer), viewer, t)
    return Response(
        made,
        media_type="application/zip",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{t(FILE)}"',
        },
    )


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    look = page(
        shown_to_whoever_keeps_a_record(import_pages.look),
        largest=ratings_page.LARGEST_FORM,
        most_fields=ratings_page.MOST_FIELDS,
    )
    return [
        Route("/export", page(export), methods=["GET"]),
        Route(
            IMPORT,
            upload_page(import_pages.show, import_pages.received, import_pages.refuse),
            methods=["GET", "POST"],
        ),
        Route(LOOK, look, methods=["GET", "POST"]),
    ]
