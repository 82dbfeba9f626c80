"""The addresses beside Streamlit: sign in, sign out, leave quickly, and those of the other modules here."""

from dataclasses import replace

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from lrc_portal import refusals, settings
from lrc_portal.database import engine
from lrc_portal.identity import (
    carried,
    handshake,
    health,
    joining,
    passkeys,
    passphrases,
    recovery_pages,
    second_step_pages,
    sessions,
    throttle,
    unsaved_words,
    with_provider,
)
from lrc_portal.identity.accessibility import accessibility
from lrc_portal.identity.addresses import MANIFEST, QUICK, safe_next
from lrc_portal.identity.handshake import with_handshake
from lrc_portal.identity.help_now import help_now
from lrc_portal.identity.manifest import manifest
from lrc_portal.identity.pages import (
    ASSETS,
    Visit,
    clear_known_device,
    clear_session,
    draw,
    go,
    page,
    set_language,
    signed_in,
    welcome,
)
from lrc_portal.identity.signing_in import CameIn, WrongNameOrPassphrase, with_passkey, with_passphrase
from lrc_portal.identity.viewer import sign_in_key
from lrc_portal.refusals import Why
from lrc_portal.vocabulary import PasskeyUse
from lrc_portal.words.marks import Problem, problem

# A page that nobody looks at twice over a shoulder.
ELSEWHERE = "https://www.metoffice.gov.uk/weather/forecast/gcjszmp44"


def sign_in(visit: Visit) -> Response:
    """The form, and its answer: the same for a wrong name and a wrong passphrase."""
    onward = safe_next(visit.typed("next") or visit.asked("next"))
    if not visit.posted:
        viewer = None if visit.asked("again") else visit.whoever()
        if viewer is None:
            return sign_in_form(visit, onward)
        return go(f"{second_step_pages.HERE}?next={onward}" if viewer.awaits_second_step else onward)
    name, passphrase = visit.typed("name"), visit.typed("passphrase")
    empty = []
    if not name.strip():
        empty.append(problem("name", "Write your name here."))
    if not passphrase:
        empty.append(problem("passphrase", "Write your passphrase here."))
    if empty:
        return sign_in_form(visit, onward, empty)
    try:
        came_in = with_passphrase(
            engine.current(), name=name, passphrase=passphrase, browser=visit.browser, language=visit.chosen
        )
    except throttle.Slowed as slowed:
        return sign_in_form(visit, onward, [_does_not_fit()], minutes=slowed.minutes)
    except WrongNameOrPassphrase:
        return sign_in_form(visit, onward, [_does_not_fit()])
    if carried_along := onward == QUICK and visit.typed(carried.FIELD):
        visit = replace(visit, language=came_in.viewer.language)
        if came_in.awaits_second_step:
            return signed_in(second_step_pages.ask_with(visit, came_in.viewer, onward), came_in)
        return signed_in(draw(visit, "carry_on.html", onward=onward, carried=carried_along), came_in)
    return _in(visit, came_in, onward)


def _in(visit: Visit, came_in: CameIn, onward: str) -> Response:
    """On, with the code of an invitation that was typed before signing in."""
    code = handshake.code_of(visit.handshake, None) if onward == "/invitation" else ""
    visit.handshake.clear()
    if code:
        handshake.keep_code(visit.handshake, code, came_in.viewer.person_id)
    return welcome(came_in, onward)


def sign_in_with_passkey(visit: Visit) -> Response:
    """In by a passkey alone."""
    onward = safe_next(visit.typed("next"))
    if not visit.posted:
        return go("/sign-in")
    does_not_fit = Problem("name", passkeys.DoesNotFit().sentence)
    try:
        came_in = with_passkey(
            engine.current(), answer=visit.typed("answer"), browser=visit.browser, language=visit.chosen
        )
    except throttle.Slowed as slowed:
        return sign_in_form(visit, onward, [does_not_fit], minutes=slowed.minutes)
    except passkeys.DoesNotFit:
        return sign_in_form(visit, onward, [does_not_fit])
    return _in(visit, came_in, onward)


def passkey_options(visit: Visit) -> Response:
    """What the browser asks a passkey that is to sign somebody in: JSON for the script."""
    return second_step_pages.answer_options(visit, PasskeyUse.SIGN_IN, None)


def sign_in_later(visit: Visit) -> Response:
    """The form again, where too many were coming in to look at it."""
    busy = Problem("name", passphrases.Busy().sentence)
    return sign_in_form(visit, safe_next(visit.typed("next")), [busy], status=503)


def _does_not_fit() -> Problem:
    return problem(
        "name",
        "This name and passphrase do not fit together. Check both and try again.",
    )


def sign_in_form(
    visit: Visit,
    onward: str,
    problems: list[Problem] | None = None,
    minutes: int = 0,
    status: int = 401,
    carry: str = "",
) -> Response:
    """The form, with what is to be mended. `carry` is a sealed form that goes along; see `carried`."""
    chosen = settings.current()
    return draw(
        visit,
        "sign_in.html",
        status=status if problems else 200,
        problems=problems or [],
        minutes=minutes,
        name=visit.typed("name"),
        next=onward,
        providers=chosen.providers,
        open_start=chosen.open_start,
        carried=carry or visit.typed(carried.FIELD),
        passkeys=passkeys.can_be_used() and not (carry or visit.typed(carried.FIELD)),
        passkey_script=second_step_pages.PASSKEY_SCRIPT,
    )


def sign_out(visit: Visit) -> Response:
    """A page with one button, for links; the button ends the session."""
    viewer = visit.whoever()
    if not visit.posted:
        return draw(visit, "sign_out.html") if viewer else go("/")
    came = None
    if viewer:
        with engine.current().seen_by(viewer).writing() as db:
            came = sessions.came_by(db, by=viewer)
            sessions.end_this(db, by=viewer)
    response = with_provider.sign_out_there(visit, came) if came else go("/")
    clear_session(response)
    handshake.forget(response)
    if viewer:
        set_language(response, viewer.language)
    return response


def leave(visit: Visit) -> Response:
    """End the session, ask the browser to forget this site, and go to the weather.

    A link on another site leads to the weather too, and ends nothing.
    """
    if visit.request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return RedirectResponse(ELSEWHERE, status_code=303)
    viewer = visit.whoever()
    if viewer:
        with engine.current().seen_by(viewer).writing() as db:
            sessions.end_this(db, by=viewer)
    response = RedirectResponse(ELSEWHERE, status_code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    clear_session(response)
    clear_known_device(response)
    handshake.forget(response)
    return response


def keep_unsaved(visit: Visit) -> Response:
    """Keep what is being typed, for the script of a page. 204: it is on the disk.

    Also where the sign-in ended meanwhile by itself: the words wait for whoever signed in there.
    """
    viewer = visit.whoever() or visit.late_writer()
    place = unsaved_words.place_of(visit.typed("place"))
    if viewer is None:
        refusals.note(Why.SIGNED_OUT, by=None, at="/unsaved")
        return Response(status_code=401)
    words = visit.typed("words")
    if place is None:
        return Response(status_code=400)
    if len(words) > unsaved_words.LONGEST:
        return Response(status_code=413)
    if place.sign_in != sign_in_key(viewer):
        # A tab that an earlier sign-in left open: its words are not this person's.
        refusals.note(Why.OTHER_SIGN_IN, by=viewer.person_id, at="/unsaved")
        return Response(status_code=409)
    with engine.current().seen_by(viewer).writing() as db:
        unsaved_words.keep(db, by=viewer, place=place, words=words)
    return Response(status_code=204)


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    both = ["GET", "POST"]
    return [
        Route("/sign-in", with_handshake(page(sign_in, when_busy=sign_in_later)), methods=both),
        Route("/sign-in/passkey", with_handshake(page(sign_in_with_passkey)), methods=both),
        Route("/sign-in/passkey/options", page(passkey_options), methods=["POST"]),
        *second_step_pages.routes(),
        *recovery_pages.routes(),
        Route("/sign-out", page(sign_out), methods=both),
        Route("/unsaved", page(keep_unsaved, largest=unsaved_words.LARGEST), methods=["POST"]),
        Route("/exit", page(leave), methods=["GET"]),
        Route("/help-now", help_now, methods=["GET"]),
        Route("/accessibility", accessibility, methods=["GET"]),
        Route(MANIFEST, manifest, methods=["GET"]),
        *health.routes(),
        Route(
            "/invitation",
            with_handshake(page(joining.invitation, when_busy=joining.invitation_later)),
            methods=both,
        ),
        Route("/start", page(joining.start, when_busy=joining.start_later), methods=both),
        Route("/sign-in/with/{provider}", with_handshake(with_provider.go_there), methods=both),
        Route("/sign-in/with/{provider}/back", with_handshake(with_provider.come_back), methods=["GET"]),
        Mount("/assets", StaticFiles(directory=ASSETS), name="assets"),
    ]
