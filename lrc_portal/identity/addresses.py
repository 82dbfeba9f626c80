"""Every address of the portal, so that an unknown one can be told from a known one."""

from urllib.parse import urlsplit

SCREENS = frozenset(
    {
        "/",
        "/check-in",
        "/progress",
        "/strengths",
        "/goals",
        "/notes",
        "/circle",
        "/shared",
        "/people",
        "/session-sheet",
        "/supervision",
        "/community",
        "/account",
        "/help-now",
    }
)

# What Streamlit itself must answer. Its own sign-in (/auth, /oauth2callback) and its agent
# interface are not among them: nobody here uses them, so they are closed.
STREAMLIT_FILES = frozenset({"/favicon.png", "/manifest.json"})
STREAMLIT_FOLDERS = ("/_stcore/", "/static/", "/media/", "/component/")
CLOSED_FOLDERS = ("/_stcore/agent",)

OWN_FOLDERS = ("/assets/", "/sign-in/with/")
OWN_PAGES = frozenset({"/sign-in", "/sign-out", "/invitation", "/start", "/exit", "/healthz", "/export"})


def is_known(path: str) -> bool:
    """Whether anything of the portal, or of Streamlit as far as it is used, can be at this path."""
    if any(folder in path for folder in CLOSED_FOLDERS):
        return False
    plain = path.rstrip("/") or "/"
    if plain in SCREENS or plain in OWN_PAGES or plain.startswith("/export/") or path in STREAMLIT_FILES:
        return True
    return path.startswith(OWN_FOLDERS + STREAMLIT_FOLDERS)


def safe_next(wanted: str | None) -> str:
    """Where to go after signing in: one of the portal's own screens, or the invitation page."""
    if not wanted:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or "\\" in wanted:
        return "/"
    return parts.path if parts.path in SCREENS or parts.path == "/invitation" else "/"
