"""The web app manifest: a phone puts the portal on its home screen, under a name that tells nothing.

It opens the short check-in. There is no service worker: nothing of anybody is kept on the phone.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lrc_portal.identity.addresses import QUICK
from lrc_portal.identity.pages import plain_visit

SIZES = (192, 512)


async def manifest(request: Request) -> Response:
    """In the language that the address names: a browser asks for it without cookies."""
    visit = plain_visit(request)
    name = visit.t("Living Room")
    return JSONResponse(
        {
            "id": "/",
            "name": name,
            "short_name": name,
            "lang": visit.language.value,
            "start_url": QUICK,
            "scope": "/",
            # With a way back, since the way out leads to another site.
            "display": "minimal-ui",
            "background_color": "#fdfaf5",
            "theme_color": "#f7f2e9",
            "icons": [
                {
                    "src": f"/assets/icon-{size}.png",
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any maskable",
                }
                for size in SIZES
            ],
        },
        media_type="application/manifest+json",
        headers={"Vary": "Accept-Language, Cookie"},
    )
