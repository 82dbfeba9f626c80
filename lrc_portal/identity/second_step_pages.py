"""The pages of the second step: passing it, setting it up, and taking it away."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal import clock, settings
from lrc_portal.acting import NotHere, Viewer
from lrc_portal.database import engine
from lrc_portal.database.encrypted import seal, unseal
from lrc_portal.database.row_security import System
from lrc_portal.identity import carried, passkeys, recovery, second_step, sessions, throttle
from lrc_portal.identity.addresses import QUICK, safe_next
from lrc_portal.identity.pages import Visit, asset, draw, go, message, page, set_language
from lrc_portal.identity.second_step import MyPasskey, MySecondStep
from lrc_portal.vocabulary import PasskeyUse
from lrc_portal.words.marks import Invalid, Problem, Refused
from lrc_portal.words.translator import Translator

HERE = "/second-step"
SET_UP_WITHIN = 60 * 60
"""Seconds in which a code of a new app can be typed, after its picture was shown."""
PASSKEY_SCRIPT = asset("passkey.js")

Act = Callable[[Visit, Viewer], Response]


def signed_in_only(show: Act) -> Callable[[Visit], Response]:
    """For whoever is signed in, also before their second step; in their language."""

    @wraps(show)
    def answer(visit: Visit) -> Response:
        viewer = visit.whoever()
        if viewer is None:
            return go(f"/sign-in?next={quote(visit.request.url.path, safe='/')}")
        return show(replace(visit, language=visit.chosen or viewer.language), viewer)

    return answer


def _own_only(show: Act) -> Callable[[Visit], Response]:
    """For whoever may change how they sign in: they showed who they are in the last minutes."""

    @wraps(show)
    def answer(visit: Visit, viewer: Viewer) -> Response:
        step = _mine(viewer)
        if viewer.awaits_second_step and step.is_set_up:
            return _to_ask(visit)
        with engine.current().seen_by(viewer).reading() as db:
            lately = sessions.shown_lately(db, by=viewer, second_step=step.is_set_up)
        if lately:
            return show(visit, viewer)
        return _to_ask(visit) if step.is_set_up else _sign_in_once_more(visit)

    return signed_in_only(answer)


def _to_ask(visit: Visit) -> Response:
    path = visit.request.url.path
    # What was sent with a button is pressed once more, on the page it stands on.
    return go(f"{HERE}?again=1&next={quote(path if safe_next(path) == path else HERE, safe='/')}")


def _sign_in_once_more(visit: Visit) -> Response:
    t = visit.t
    return message(
        visit,
        t("Sign in once more first"),
        t("You signed in a while ago. Before this is changed, we ask whether it is still you."),
        link=(f"/sign-in?again=1&next={quote(HERE, safe='/')}", t("Sign in")),
    )


def must_show_again(viewer: Viewer) -> bool:
    """Whether somebody with a second step passed it too long ago to add another way of signing in."""
    if not _mine(viewer).is_set_up:
        return False
    with engine.current().seen_by(viewer).reading() as db:
        return not sessions.shown_lately(db, by=viewer, second_step=True)


def _mine(viewer: Viewer) -> MySecondStep:
    [found] = engine.current().seen_by(viewer).read_all(second_step.mine(viewer))
    return found


# Passing it


@signed_in_only
def here(visit: Visit, viewer: Viewer) -> Response:
    """Asks for the second step, leads to setting one up, or shows what is set up."""
    step, onward = _mine(viewer), _onward(visit)
    if visit.posted:
        return _try_code(visit, viewer, step, onward)
    if step.is_set_up and (viewer.awaits_second_step or visit.asked("again")):
        return _ask(visit, step, onward)
    if viewer.awaits_second_step:
        return draw(visit, "second_step_choose.html", next=onward, passkeys=passkeys.can_be_used())
    return _show(visit, viewer, step)


def _onward(visit: Visit) -> str:
    return safe_next(visit.typed("next") or visit.asked("next"))


def _ask(
    visit: Visit,
    step: MySecondStep,
    onward: str,
    problems: list[Problem] | None = None,
    minutes: int = 0,
) -> Response:
    return draw(
        visit,
        "second_step_ask.html",
        status=401 if problems else 200,
        step=step,
        next=onward,
        carried=visit.typed(carried.FIELD),
        problems=problems or [],
        minutes=minutes,
        passkeys=passkeys.can_be_used(),
        passkey_script=PASSKEY_SCRIPT,
    )


def ask_with(visit: Visit, viewer: Viewer, onward: str) -> Response:
    """The page that asks, right after somebody signed in with a form that goes along."""
    return _ask(visit, _mine(viewer), onward)


def _try_code(visit: Visit, viewer: Viewer, step: MySecondStep, onward: str) -> Response:
    try:
        second_step.pass_with_code(engine.current(), by=viewer, code=visit.typed("code"))
    except throttle.Slowed as slowed:
        wrong = list(second_step.WrongCode().problems)
        return _ask(visit, step, onward, wrong, minutes=slowed.minutes)
    except Invalid as wrong_code:
        return _ask(visit, step, onward, list(wrong_code.problems))
    return _passed(visit, onward)


@signed_in_only
def with_passkey(visit: Visit, viewer: Viewer) -> Response:
    """Passes the second step with a passkey."""
    step, onward = _mine(viewer), _onward(visit)
    if not visit.posted:
        return go(HERE)
    try:
        passkeys.pass_with_passkey(engine.current(), by=viewer, answer=visit.typed("answer"))
    except throttle.Slowed as slowed:
        problem = Problem("code", passkeys.DoesNotFit().sentence)
        return _ask(visit, step, onward, [problem], minutes=slowed.minutes)
    except Refused as refusal:
        return _ask(visit, step, onward, [Problem("code", refusal.sentence)])
    return _passed(visit, onward)


def _passed(visit: Visit, onward: str) -> Response:
    if onward == QUICK and (along := visit.typed(carried.FIELD)):
        return draw(visit, "carry_on.html", onward=onward, carried=along)
    response = go(onward)
    if visit.chosen:
        set_language(response, visit.chosen)
    return response


@signed_in_only
def options_to_pass(visit: Visit, viewer: Viewer) -> Response:
    """What the browser asks a passkey that is to be the second step: JSON for the script."""
    return answer_options(visit, PasskeyUse.SECOND_STEP, viewer)


def answer_options(visit: Visit, use: PasskeyUse, viewer: Viewer | None) -> Response:
    """What a browser asks its passkey, with a challenge that is kept for it."""
    verify = use is PasskeyUse.SIGN_IN
    try:
        with engine.current().as_system(System.SIGN_IN).writing() as db:
            asked = passkeys.options(
                db,
                use=use,
                by=viewer,
                address=visit.browser.address,
                called=visit.t("Portal"),
                verify=verify,
            )
    except throttle.Slowed:
        return Response(status_code=429)
    return Response(asked, media_type="application/json")


# Setting it up


@_own_only
def app(visit: Visit, viewer: Viewer) -> Response:
    """The picture and the secret for an app; set up once a code of it is typed."""
    if not visit.posted:
        return _show_app(visit, viewer, second_step.new_secret())
    secret = _unsealed(visit.typed("sealed"), viewer)
    if secret is None:
        return _show_app(visit, viewer, second_step.new_secret())
    try:
        with engine.current().seen_by(viewer).writing() as db:
            codes = second_step.set_up_app(db, by=viewer, secret=secret, code=visit.typed("code"))
    except Invalid as wrong:
        return _show_app(visit, viewer, secret, list(wrong.problems))
    except NotHere:
        return go(HERE)
    return _show_spare(visit, codes, new_app=True)


def _show_app(visit: Visit, viewer: Viewer, secret: str, problems: list[Problem] | None = None) -> Response:
    # What an app shows can be read over a shoulder, so it says no more of this place than a mail does.
    address = second_step.address_for_app(secret, viewer.display_name, visit.t("Portal"))
    return draw(
        visit,
        "second_step_app.html",
        status=400 if problems else 200,
        problems=problems or [],
        next=_onward(visit),
        picture=second_step.picture(address),
        address=address,
        secret_in_groups=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        sealed=seal(json.dumps([viewer.person_id, secret])),
        replaces=_mine(viewer).app_since is not None,
    )


def _unsealed(sealed: str, viewer: Viewer) -> str | None:
    """The secret of the picture that was shown to this viewer; None where that is too long ago."""
    opened = unseal(sealed, seconds=SET_UP_WITHIN)
    if opened is None:
        return None
    whose, secret = json.loads(opened)
    return str(secret) if whose == viewer.person_id else None


@_own_only
def spare_codes(visit: Visit, viewer: Viewer) -> Response:
    """Makes new spare codes and shows them, once."""
    if not visit.posted:
        return go(HERE)
    try:
        with engine.current().seen_by(viewer).writing() as db:
            codes = second_step.new_spare_codes(db, by=viewer)
    except NotHere:
        return go(HERE)
    return _show_spare(visit, codes, new_app=False)


def _show_spare(visit: Visit, codes: list[str], *, new_app: bool) -> Response:
    onward = _onward(visit)
    return draw(
        visit,
        "spare_codes.html",
        codes=codes,
        new_app=new_app,
        next=onward if new_app and onward != "/" else HERE if not new_app else "/",
    )


@_own_only
def passkey(visit: Visit, viewer: Viewer) -> Response:
    """Adds a passkey that the browser has just made."""
    if not passkeys.can_be_used():
        return go(HERE)
    if not visit.posted:
        return _show_passkey(visit)
    try:
        passkeys.add(engine.current(), by=viewer, name=visit.typed("called"), answer=visit.typed("answer"))
    except Invalid as wrong:
        return _show_passkey(visit, list(wrong.problems))
    except Refused as refusal:
        return _show_passkey(visit, [Problem("called", refusal.sentence)])
    return go(_onward(visit) if viewer.awaits_second_step else HERE)


@_own_only
def options_to_add(visit: Visit, viewer: Viewer) -> Response:
    """What the browser asks to make a passkey; not before it has a name, which is said beside the field."""
    if passkeys.name_problems(visit.typed("called")):
        return Response(status_code=422)
    return answer_options(visit, PasskeyUse.ADD, viewer)


def _show_passkey(visit: Visit, problems: list[Problem] | None = None) -> Response:
    return draw(
        visit,
        "second_step_passkey.html",
        status=400 if problems else 200,
        problems=problems or [],
        next=_onward(visit),
        called=visit.typed("called"),
        passkey_script=PASSKEY_SCRIPT,
    )


# What is set up, and taking it away


def _show(visit: Visit, viewer: Viewer, step: MySecondStep) -> Response:
    t = visit.t
    with engine.current().seen_by(viewer).reading() as db:
        must = settings.current().second_step_required and second_step.sees_others(db, viewer.person_id)
    [by_mail] = engine.current().seen_by(viewer).read_all(recovery.by_mail(viewer))
    return draw(
        visit,
        "second_step.html",
        by_mail=by_mail if settings.current().mail else None,
        step=step,
        must=must,
        app_day=_day(t, step.app_since) if step.app_since else "",
        keys=[(each, _days(t, each)) for each in step.passkeys],
        passkeys=passkeys.can_be_used(),
    )


def _day(t: Translator, moment: datetime) -> str:
    return t.day(clock.local(moment).date())


def _days(t: Translator, each: MyPasskey) -> str:
    added = t("Added on {day}", day=_day(t, each.created_at))
    return f"{added} · {t('last used on {day}', day=_day(t, each.used_at))}" if each.used_at else added


@_own_only
def way_back(visit: Visit, viewer: Viewer) -> Response:
    """Chooses whether mail may let the viewer back in."""
    if visit.posted:
        with engine.current().seen_by(viewer).writing() as db:
            recovery.choose_by_mail(db, by=viewer, may=visit.typed("may") == "yes")
    return go(HERE)


@_own_only
def take_away(visit: Visit, viewer: Viewer) -> Response:
    """Asks once, then takes the app or a passkey away."""
    t, what = visit.t, visit.typed("what") or visit.asked("what")
    step = _mine(viewer)
    named = next((each for each in step.passkeys if str(each.id) == what), None)
    if named is None and not (what == "app" and step.app_since):
        return go(HERE)
    if not visit.posted:
        return draw(
            visit,
            "take_away.html",
            what=what,
            question=t("Take “{name}” away?", name=named.name) if named else t("Take the app away?"),
            words=t("You cannot sign in with it any more then.")
            if named
            else t("Its codes, and your spare codes, open nothing any more then."),
        )
    try:
        with engine.current().seen_by(viewer).writing() as db:
            if named:
                second_step.take_away_passkey(db, by=viewer, passkey_id=named.id)
            else:
                second_step.take_away_app(db, by=viewer)
    except Refused as refusal:
        return message(
            visit, t("It was not taken away"), t.say(refusal.sentence), status=409, link=(HERE, t("Back"))
        )
    return go(HERE)


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    both = ["GET", "POST"]
    return [
        Route(HERE, page(here), methods=both),
        Route(f"{HERE}/with-passkey", page(with_passkey), methods=both),
        Route(f"{HERE}/with-passkey/options", page(options_to_pass), methods=["POST"]),
        Route(f"{HERE}/app", page(app), methods=both),
        Route(f"{HERE}/spare-codes", page(spare_codes), methods=both),
        Route(f"{HERE}/passkey", page(passkey), methods=both),
        Route(f"{HERE}/passkey/options", page(options_to_add), methods=["POST"]),
        Route(f"{HERE}/way-back", page(way_back), methods=both),
        Route(f"{HERE}/take-away", page(take_away), methods=both),
    ]
