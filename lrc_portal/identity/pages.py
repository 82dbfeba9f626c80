"""What the pages in front of the portal share: who asks, in which language, and how a page is drawn."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter, move_on_after
from anyio.lowlevel import RunVar
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.identity import known_devices, passphrases
from lrc_portal.identity.sessions import cookie_name, device_words, limits
from lrc_portal.identity.signing_in import Browser, CameIn
from lrc_portal.identity.viewer import late_writer, viewer_of, whoever_of
from lrc_portal.vocabulary import WORKS_HERE, Language
from lrc_portal.words.marks import Problem
from lrc_portal.words.translator import CHOICES, Translator, first_spoken, translator

LANGUAGE_COOKIE = "lrc_language"
A_YEAR = 365 * 24 * 3600
LARGEST_FORM = 64 * 1024

Show = Callable[["Visit"], Response]

# Forms with a passphrase wait for their turn on the event loop, in a line of their own: waiting in threads
# they would take all of them, and nobody else would be answered.
_turns: RunVar[CapacityLimiter] = RunVar("turns to look at a passphrase")

_TEMPLATES = Path(__file__).resolve().parent / "templates"
ASSETS = Path(__file__).resolve().parent.parent / "assets"


def asset(name: str) -> str:
    """The address of a file of ours, with its digest: browsers keep it for good; a newer one has another."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()
    return f"/assets/{name}?v={digest[:12]}"


_LOOK = asset("front.css")


def templates_in(*folders: Path) -> Environment:
    """Templates of these folders, and those here that they extend."""
    return Environment(
        loader=FileSystemLoader([*folders, _TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_templates = templates_in()


@dataclass(frozen=True)
class Visit:
    """One request of a browser to one of these pages, with its form already read."""

    request: Request
    form: Mapping[str, str]
    language: Language
    chosen: Language | None = None
    handshake: dict[str, Any] = field(default_factory=dict)

    @property
    def t(self) -> Translator:
        return translator(self.language)

    @property
    def posted(self) -> bool:
        return self.request.method == "POST"

    def typed(self, name: str) -> str:
        """What stands in a field of the form; empty where nothing does."""
        return self.form.get(name, "")

    def asked(self, name: str) -> str:
        """What stands in the address."""
        return self.request.query_params.get(name, "")

    @property
    def browser(self) -> Browser:
        return Browser(
            address_of(self.request),
            device_words(self.request.headers.get("user-agent", "")),
            self.request.cookies.get(cookie_name()),
            self.request.cookies.get(known_devices.cookie_name()),
        )

    def viewer(self) -> Viewer | None:
        """Who is signed in on this browser, if anybody is."""
        return viewer_of(engine.current(), self.request.cookies.get(cookie_name()))

    def whoever(self) -> Viewer | None:
        """The same, and also whoever has yet to pass the second step; they hold no role here."""
        return whoever_of(engine.current(), self.request.cookies.get(cookie_name()))

    def late_writer(self) -> Viewer | None:
        """Who was signed in on this browser until the session ended by itself; they may do nothing here."""
        return late_writer(engine.current(), self.request.cookies.get(cookie_name()))


def address_of(request: Request) -> str:
    """The address of the browser; from `X-Forwarded-For` only as far as our own proxies wrote it."""
    proxies = settings.current().trusted_proxies
    if proxies:
        passed_on = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
        if len(passed_on) >= proxies and passed_on[-proxies]:
            return passed_on[-proxies]
    return request.client.host if request.client else "unknown"


def page(
    show: Show, *, when_busy: Show | None = None, largest: int = LARGEST_FORM, most_fields: int = 20
) -> Callable[[Request], Awaitable[Response]]:
    """Make a plain function the answer to an address: read the form, run, set language.

    The function runs in a thread, since it waits for the database. With `when_busy` its form holds a
    passphrase: it waits until few enough are looked at, and where that takes too long, `when_busy` answers.
    Forms have up to `largest` bytes and `most_fields`.
    """

    @wraps(show)
    async def answer(request: Request) -> Response:
        form: Mapping[str, str] = {}
        if request.method == "POST":
            length = length_of(request)
            if length is None:
                return Response(status_code=411)
            if length > largest:
                return await run_in_threadpool(_too_large, plain_visit(request))
            form = _texts(await request.form(max_files=0, max_fields=most_fields, max_part_size=largest))
        visit = _visit(request, form)
        if visit.posted and when_busy:
            response = await _in_turn(show, visit, when_busy)
        else:
            response = await run_in_threadpool(show, visit)
        if visit.asked("language") and visit.chosen and request.method != "HEAD":
            set_language(response, visit.chosen)
        return response

    return answer


def length_of(request: Request) -> int | None:
    """How long the form is that comes; None where it does not say, and could go on for ever.

    Browsers say it. What comes in parts goes on past what it says beside them (RFC 9112, 6.3).
    """
    said = request.headers.get("content-length", "")
    return None if not said.isdecimal() or "transfer-encoding" in request.headers else int(said)


def _too_large(visit: Visit) -> Response:
    t = visit.t
    return message(
        visit,
        t("This is more than fits here"),
        t("Nothing was saved. Go back in your browser: what you wrote is still in the form."),
        status=413,
    )


def wants_a_page(request: Request) -> bool:
    """Whether a person waits for the answer, and not a script or a picture."""
    return request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")


async def _in_turn(show: Show, visit: Visit, when_busy: Show) -> Response:
    turns = _turns.get(None) or CapacityLimiter(passphrases.AT_ONCE)
    _turns.set(turns)
    mine = object()
    with move_on_after(passphrases.LONGEST_WAIT_SECONDS):
        await turns.acquire_on_behalf_of(mine)
    if mine in turns.statistics().borrowers:
        try:
            return await run_in_threadpool(show, visit)
        except passphrases.Busy:
            pass
        finally:
            turns.release_on_behalf_of(mine)
    return await run_in_threadpool(when_busy, visit)


def plain_visit(request: Request) -> Visit:
    """A visit whose form, if it has one, is not read."""
    return _visit(request, {})


def _visit(request: Request, form: Mapping[str, str]) -> Visit:
    chosen = _language(request.query_params.get("language")) or _language(form.get("language"))
    handshake = request.session if "session" in request.scope else {}
    return Visit(request, form, chosen or language_of(request), chosen, handshake)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _language(word: str | None) -> Language | None:
    return Language(word) if word in set(Language) else None


def language_of(request: Request) -> Language:
    """The language chosen on this browser, else the first of ours that it asks for, else English."""
    kept = _language(request.cookies.get(LANGUAGE_COOKIE))
    if kept:
        return kept
    asked = (part.split(";")[0] for part in request.headers.get("accept-language", "").split(","))
    return first_spoken(asked) or Language.ENGLISH


def draw(
    visit: Visit, template: str, *, status: int = 200, among: Environment = _templates, **values: Any
) -> HTMLResponse:
    """A page in the visitor's language. Templates get `t`, `problems` by field, and `minutes` to wait.

    `among` are the templates that it is found in.
    """
    problems: list[Problem] = values.pop("problems", [])
    values.setdefault("minutes", 0)
    page_text = among.get_template(template).render(
        t=visit.t,
        plural=visit.t.plural,  # under its own name, since babel finds no methods in a template
        language=visit.language,
        look=_LOOK,
        chosen=visit.chosen,
        other_languages={each.value: name for each, name in CHOICES.items() if each is not visit.language},
        path=visit.request.url.path,
        problems=[(problem.field, visit.t.say(problem.sentence)) for problem in problems],
        **values,
    )
    return HTMLResponse(page_text, status_code=status, headers={"Vary": "Accept-Language, Cookie"})


def message(
    visit: Visit,
    title: str,
    *words: str,
    status: int = 200,
    link: tuple[str, str] | None = None,
    with_help: bool = False,
) -> Response:
    """A calm page that says one thing, with at most one way on: (address, words); and the way to help."""
    return draw(
        visit, "message.html", status=status, title=title, words=words, link=link, with_help=with_help
    )


def go(address: str) -> RedirectResponse:
    """On to another page, as a GET."""
    return RedirectResponse(address, status_code=303)


def welcome(came_in: CameIn, address: str) -> Response:
    """On to a page, with the session's cookie and the person's language; first to the second step, if any."""
    return signed_in(go(onward_for(came_in, address)), came_in)


def onward_for(came_in: CameIn, address: str) -> str:
    """Where somebody goes who has just come in and wants to this address."""
    if came_in.is_told:
        return f"/told?next={quote(address, safe='/')}"
    return f"/second-step?next={quote(address, safe='/')}" if came_in.awaits_second_step else address


def signed_in(response: Response, came_in: CameIn) -> Response:
    """The same with another answer than a page that is there already."""
    set_session(response, came_in)
    set_known_device(response, came_in)
    set_language(response, came_in.viewer.language)
    return response


def set_session(response: Response, came_in: CameIn) -> None:
    """The session's cookie. For people who work here it goes with the browser's window."""
    works_here = bool(WORKS_HERE & came_in.viewer.roles)
    response.set_cookie(
        cookie_name(),
        came_in.token,
        max_age=None if works_here else int(limits(came_in.viewer.roles).absolute.total_seconds()),
        path="/",
        secure=settings.current().secure,
        httponly=True,
        samesite="lax",
    )


def set_known_device(response: Response, came_in: CameIn) -> None:
    """The cookie by which this browser is known again; it opens nothing."""
    if came_in.device_token:
        response.set_cookie(
            known_devices.cookie_name(),
            came_in.device_token,
            max_age=int(known_devices.KEPT.total_seconds()),
            path="/",
            secure=settings.current().secure,
            httponly=True,
            samesite="lax",
        )


def clear_session(response: Response) -> None:
    """Take the session's cookie out of the browser."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings.current().secure, httponly=True, samesite="lax"
    )


def clear_known_device(response: Response) -> None:
    """Take the cookie by which this browser is known out of it."""
    response.delete_cookie(
        known_devices.cookie_name(), path="/", secure=settings.current().secure, httponly=True, samesite="lax"
    )


def set_language(response: Response, language: Language) -> None:
    """Keep the language on this browser. Pages read this cookie too, so it is not HttpOnly."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language.value,
        max_age=A_YEAR,
        path="/",
        secure=settings.current().secure,
        samesite="lax",
    )
