"""Choosing a new passphrase: with a spoken code, or behind the link of a mail; what is told at a sign-in.

Programs open every link of a mail before a person does, so a GET changes nothing and uses nothing up.
"""

from dataclasses import replace
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.identity import my_account, passphrases, recovery, throttle
from lrc_portal.identity.addresses import safe_next
from lrc_portal.identity.handshake import with_handshake
from lrc_portal.identity.pages import Visit, draw, go, message, page, welcome
from lrc_portal.identity.second_step_pages import signed_in_only
from lrc_portal.words import labels
from lrc_portal.words.marks import Invalid, Problem, problem

FORGOTTEN, WITH_CODE, WITH_LINK = "/forgotten", "/forgotten/code", "/forgotten/mail"


def with_code(visit: Visit) -> Response:
    """A form for the name, the code and the new passphrase."""
    if not visit.posted:
        return _code_form(visit)
    name, code, new = (visit.typed(field) for field in ("name", "code", "new"))
    empty = []
    if not name.strip():
        empty.append(problem("name", "Write your name here."))
    if not code.strip():
        empty.append(problem("code", "Write the code that you were told."))
    if empty:
        return _code_form(visit, empty)
    try:
        came_in = recovery.choose_with_code(
            engine.current(), name=name, code=code, new=new, browser=visit.browser, language=visit.chosen
        )
    except throttle.Slowed as slowed:
        return _code_form(visit, list(recovery.OpensNothing().problems), minutes=slowed.minutes)
    except Invalid as wrong:
        return _code_form(visit, list(wrong.problems))
    visit.handshake.clear()
    return welcome(came_in, "/")


def with_code_later(visit: Visit) -> Response:
    """The form again, where too many were coming in to look at it."""
    return _code_form(visit, [Problem("name", passphrases.Busy().sentence)], status=503)


def _code_form(
    visit: Visit, problems: list[Problem] | None = None, minutes: int = 0, status: int = 400
) -> Response:
    return draw(
        visit,
        "forgotten_code.html",
        status=status if problems else 200,
        problems=problems or [],
        minutes=minutes,
        name=visit.typed("name"),
        code=visit.typed("code"),
    )


def with_link(visit: Visit) -> Response:
    """A form for the new passphrase, behind the link of a mail."""
    token = visit.asked("token")
    if not visit.posted:
        return _link_form(visit, token)
    try:
        came_in = recovery.choose_with_link(
            engine.current(),
            token=token,
            new=visit.typed("new"),
            browser=visit.browser,
            language=visit.chosen,
        )
    except throttle.Slowed as slowed:
        return _link_form(visit, token, [Problem("new", slowed.sentence)])
    except Invalid as wrong:
        return _link_form(visit, token, list(wrong.problems))
    except recovery.LinkOpensNothing as refusal:
        t = visit.t
        return message(
            visit,
            t("This link does nothing any more"),
            t.say(refusal.sentence),
            status=404,
            link=(FORGOTTEN, t("I forgot my passphrase")),
        )
    visit.handshake.clear()
    return welcome(came_in, "/")


def with_link_later(visit: Visit) -> Response:
    """The form again, where too many were coming in to look at it."""
    return _link_form(visit, visit.asked("token"), [Problem("new", passphrases.Busy().sentence)], status=503)


def _link_form(
    visit: Visit, token: str, problems: list[Problem] | None = None, status: int = 400
) -> Response:
    return draw(
        visit,
        "forgotten_link.html",
        status=status if problems else 200,
        problems=problems or [],
        token=token,
    )


@signed_in_only
def told(visit: Visit, viewer: Viewer) -> Response:
    """What others did to how somebody signs in, since they were here last."""
    onward = safe_next(visit.asked("next"))
    if viewer.awaits_second_step:
        onward = f"/second-step?next={quote(onward, safe='/')}"
    [news] = engine.current().seen_by(viewer).read_all(my_account.news(viewer))
    if not news:
        return go(onward)
    visit = replace(visit, language=viewer.language)
    said = [labels.sign_in_news(visit.t, each.act, each.by, clock.local(each.at).date()) for each in news]
    return draw(visit, "told.html", news=said, next=onward)


def routes() -> list[BaseRoute]:
    """All of them but the page that sends a mail, which is where mails are sent."""
    both = ["GET", "POST"]
    return [
        Route(WITH_CODE, with_handshake(page(with_code, when_busy=with_code_later)), methods=both),
        Route(WITH_LINK, with_handshake(page(with_link, when_busy=with_link_later)), methods=both),
        Route("/told", page(told), methods=["GET"]),
    ]
