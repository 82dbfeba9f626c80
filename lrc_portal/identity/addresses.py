"""Every address of the portal, so that an unknown one can be told from a known one."""

from urllib.parse import urlsplit

from lrc_portal import screens

# What Streamlit itself answers: all that its pages in the browser ask for here, and nothing else. Among
# what is closed by this are uploads, files made for one page (which it serves to anybody), metrics, its own
# sign-in, components with files and its agent interface.
STREAMLIT_FILES = frozenset({"/favicon.png", "/manifest.json", "/_stcore/health"})
STREAMLIT_FOLDERS = ("/static/",)
STREAMLIT_SOCKET = "/_stcore/stream"

# Its pages ask for this before they open the socket, so the front door answers it.
HOST_CONFIG = "/_stcore/host-config"

CALENDAR = "/calendar/"
"""What follows is a secret: it stands in no log."""
OWN_FOLDERS = ("/assets/", "/sign-in/with/", "/export/", CALENDAR)
QUICK = "/quick"
ERASE_ACCOUNT = "/erase-account"
MANIFEST = "/manifest.webmanifest"
OWN_PAGES = frozenset(
    {
        "/sign-in",
        "/sign-in/passkey",
        "/sign-in/passkey/options",
        "/sign-out",
        "/second-step",
        "/second-step/app",
        "/second-step/passkey",
        "/second-step/passkey/options",
        "/second-step/spare-codes",
        "/second-step/take-away",
        "/second-step/with-passkey",
        "/second-step/with-passkey/options",
        "/invitation",
        "/forgotten",
        "/forgotten/code",
        "/forgotten/mail",
        "/told",
        "/second-step/way-back",
        "/start",
        "/exit",
        "/livez",
        "/healthz",
        "/readyz",
        "/export",
        "/import",
        "/import/look",
        "/help-now",
        "/accessibility",
        "/unsaved",
        QUICK,
        f"{QUICK}/kept",
        MANIFEST,
        ERASE_ACCOUNT,
        "/reminders/end",
        "/reminders/confirm",
    }
)

# Pages with a script of ours, which asks the browser for a passkey.
WITH_SCRIPT = frozenset(
    {"/sign-in", "/sign-in/passkey", "/second-step", "/second-step/passkey", "/second-step/with-passkey"}
)
_ONWARD = frozenset(
    {
        "/invitation",
        "/help-now",
        "/second-step",
        "/second-step/app",
        "/second-step/passkey",
        ERASE_ACCOUNT,
        QUICK,
    }
)
ASKS_ANEW = frozenset({ERASE_ACCOUNT})
"""Where nobody comes on a sign-in of old: a provider asks again who they are, too."""

# The same for everybody, and nothing of anybody: these are answered by whatever name one asks.
SAME_FOR_ALL = frozenset({"/livez", "/healthz", "/readyz", "/help-now", "/accessibility"})
SAME_FOR_ALL_FOLDERS = ("/assets/",)

READS = frozenset({"GET", "HEAD"})

# A GET here ends a session, begins or ends the way to a provider, leaves a trace, or makes a large file.
_ACT_ON_GET = frozenset({"/exit", "/export"})
_ACT_ON_GET_FOLDERS = ("/sign-in/with/", "/export/")


def is_known(path: str, method: str = "GET") -> bool:
    """Whether anything of the portal, or of Streamlit as far as it is used, can be at this path.

    Streamlit is only read from.
    """
    if is_own(path):
        return True
    streamlits = path in STREAMLIT_FILES or path == HOST_CONFIG or path.startswith(STREAMLIT_FOLDERS)
    return method in READS and (_plain(path) in screens.PATHS or streamlits)


def is_own(path: str) -> bool:
    """Whether a route of ours answers here, which knows its methods itself."""
    return _plain(path) in OWN_PAGES or path.startswith(OWN_FOLDERS)


def named(path: str) -> str:
    """An address of ours as the log may say it: whole where it is one of a list, else its folder, or nothing
    of it: what somebody typed can hold a code or a name.
    """
    plain = _plain(path)
    if plain in OWN_PAGES or plain in screens.PATHS or plain in (STREAMLIT_SOCKET, HOST_CONFIG):
        return plain
    folders = (*OWN_FOLDERS, *STREAMLIT_FOLDERS)
    return next((folder for folder in folders if path.startswith(folder)), "elsewhere")


def acts_on_get(path: str) -> bool:
    """Whether a GET does more than show; Starlette would run it for a HEAD too."""
    return _plain(path) in _ACT_ON_GET or path.startswith(_ACT_ON_GET_FOLDERS)


def may_be_fetched_ahead(path: str) -> bool:
    """Whether a browser may get this before anybody asks for it: files, and what is the same for all."""
    return is_same_for_all(path) or path.startswith(STREAMLIT_FOLDERS)


def is_same_for_all(path: str) -> bool:
    """Whether the answer is the same for everybody, by whatever name this machine is asked."""
    return path in SAME_FOR_ALL or path.startswith(SAME_FOR_ALL_FOLDERS)


def _plain(path: str) -> str:
    return path.rstrip("/") or "/"


def safe_next(wanted: str | None) -> str:
    """Where to go after signing in: one of the portal's own screens, or a page in front of them."""
    if not wanted:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or "\\" in wanted:
        return "/"
    return parts.path if parts.path in screens.PATHS | _ONWARD else "/"
