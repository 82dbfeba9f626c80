"""To a provider and back: to sign in, to join it to one's account, or to come in with an invitation."""

from anyio import from_thread
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError
from httpx import HTTPError
from joserfc.errors import JoseError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lrc_portal import faults, metrics, refusals, settings
from lrc_portal.database import engine
from lrc_portal.database.row_security import System
from lrc_portal.identity import handshake, providers, second_step_pages
from lrc_portal.identity.accounts import NewAccountWithProvider, create
from lrc_portal.identity.addresses import ASKS_ANEW, named, safe_next
from lrc_portal.identity.joining import first_page
from lrc_portal.identity.pages import Visit, draw, go, message, plain_visit, welcome
from lrc_portal.identity.providers import Identity
from lrc_portal.identity.sessions import Came
from lrc_portal.identity.signing_in import CameIn, let_in, with_roles
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import Refused

# What can come of a provider that is away, mistaken or false.
NOT_SOUND = (
    AuthlibBaseError,
    JoseError,
    HTTPError,
    providers.NoSoundAnswer,
    ValueError,
    KeyError,
    TypeError,
)


async def go_there(request: Request) -> Response:
    """Off to the provider. Joining it to an account asks first, so that no link can do it alone."""
    visit = plain_visit(request)
    provider = providers.known(request.path_params["provider"])
    if provider is None:
        return await run_in_threadpool(_unknown_provider, visit)
    invited = request.session.get("invited")
    kept_code = handshake.code_of(request.session, None)
    request.session.clear()
    if request.query_params.get("join"):
        viewer = await run_in_threadpool(visit.viewer)
        if viewer is None:
            return go("/sign-in?next=/account")
        if await run_in_threadpool(second_step_pages.must_show_again, viewer):
            return go("/second-step?again=1&next=/account")
        if request.method != "POST":
            return await run_in_threadpool(
                draw, visit, "join_provider.html", provider=provider, display_name=viewer.display_name
            )
        request.session["joins"] = viewer.session_id
    elif request.query_params.get("invited") and invited:
        request.session["invited"] = invited
    elif kept_code:
        handshake.keep_code(request.session, kept_code, None)
    if (wanted := safe_next(request.query_params.get("next"))) != "/":
        request.session["next"] = wanted
    # On to them by a 303 or 302 of ours; under our own policy a form may not lead there.
    onward = await _ask(visit, provider, request)
    if request.method == "POST" and "location" in onward.headers:
        return await run_in_threadpool(
            draw, visit, "onward.html", provider=provider, address=onward.headers["location"]
        )
    return onward


async def _ask(visit: Visit, provider: settings.Provider, request: Request) -> Response:
    back = f"{settings.current().public_url}/sign-in/with/{provider.name}/back"
    try:
        return await providers.ask_who(provider, request, back, anew=_asks_anew(request))
    except NOT_SOUND as fault:
        faults.note(fault)
        return await run_in_threadpool(_did_not_work, visit, provider)


def _asks_anew(request: Request) -> bool:
    """Whether they go on to what asks for a sign-in of just now."""
    return request.session.get("next") in ASKS_ANEW


async def come_back(request: Request) -> Response:
    """Back from the provider, with an answer that is checked before anything is believed."""
    visit = plain_visit(request)
    provider = providers.known(request.path_params["provider"])
    if provider is None:
        return await run_in_threadpool(_unknown_provider, visit)
    joins, invited = request.session.get("joins"), request.session.get("invited")
    if providers.asks_otherwise(provider, request, anew=_asks_anew(request)):
        return await _ask(visit, provider, request)
    try:
        identity = await providers.identity_from(provider, request)
    except MismatchingStateError:
        # Another tab went on meanwhile, or the back button sent the same answer again: nothing is wrong.
        request.session.clear()
        return await run_in_threadpool(_came_twice, visit, provider)
    except NOT_SOUND as fault:
        faults.note(fault)
        metrics.SIGN_INS.labels("provider", "does_not_fit").inc()
        request.session.clear()
        return await run_in_threadpool(_did_not_work, visit, provider)
    onward = safe_next(request.session.get("next"))
    kept_code = handshake.code_of(request.session, None)
    request.session.clear()
    if joins is not None:
        return await run_in_threadpool(_join, visit, provider, identity, joins)
    if invited:
        return await run_in_threadpool(_come_in_with_invitation, visit, provider, identity, invited)
    return await run_in_threadpool(_sign_in, visit, provider, identity, kept_code, onward)


def _sign_in(
    visit: Visit, provider: settings.Provider, identity: Identity, kept_code: str, onward: str
) -> Response:
    with engine.current().as_system(System.SIGN_IN).writing() as db:
        owner = providers.owner_of(db, identity)
        came_in = _let_in(db, owner, visit, identity) if owner is not None else None
    metrics.SIGN_INS.labels("provider", "in" if came_in else "nobody").inc()
    if came_in:
        if kept_code:
            handshake.keep_code(visit.handshake, kept_code, came_in.viewer.person_id)
        return welcome(came_in, "/invitation" if kept_code else onward)
    t = visit.t
    return message(
        visit,
        t("No account here is joined to it yet"),
        t("You signed in with {provider}, and we do not know who you are here.", provider=provider.title),
        t("Sign in with your passphrase and join it under Account, or use your invitation."),
        status=403,
        link=("/sign-in", t("Sign in with your passphrase")),
    )


def _let_in(db: Session, owner: int, visit: Visit, identity: Identity) -> CameIn:
    came = Came(identity.provider, identity.id_token or None)
    return let_in(db, owner, visit.browser, second_step=identity.second_step, provider=came)


def _join(visit: Visit, provider: settings.Provider, identity: Identity, session_id: int) -> Response:
    viewer = visit.viewer()
    if viewer is None or viewer.session_id != session_id:
        by = viewer.person_id if viewer else None
        refusals.note(refusals.Why.OTHER_SIGN_IN, by=by, at=named(visit.request.url.path))
        return _did_not_work(visit, provider)
    try:
        with engine.current().as_system(System.SIGN_IN).writing() as db:
            providers.join(db, by=viewer, identity=identity)
    except Refused as refusal:
        t = visit.t
        words = t.say(refusal.sentence)
        return message(
            visit, t("It was not joined"), words, status=409, link=("/account", t("Back to Account"))
        )
    return go("/account")


def _come_in_with_invitation(
    visit: Visit, provider: settings.Provider, identity: Identity, invited: dict[str, str]
) -> Response:
    newcomer = NewAccountWithProvider(invited["display_name"], True, Language(invited["language"]))
    try:
        with engine.current().as_system(System.JOINING).writing() as db:
            owner = providers.owner_of(db, identity)
            if owner is None:
                made = create(db, newcomer)
                providers.join(db, by=made, identity=identity)
                owner = made.person_id
            # First the role, then the session: how long it lasts hangs on the roles.
            accepted = invitations.accept(db, by=with_roles(db, owner), code=invited["code"])
            into_circle = accepted.into_circle
            came_in = _let_in(db, owner, visit, identity)
    except invitations.CodeOpensNothing as nothing:
        t = visit.t
        words = t.say(nothing.sentence)
        return message(
            visit,
            t("The invitation did not work"),
            words,
            status=400,
            link=("/invitation", t("Write the code again")),
        )
    return welcome(came_in, first_page(into_circle))


def sign_out_there(visit: Visit, came: Came) -> Response:
    """On to the provider to sign out there too, where it has a place for that; else a plain warning.

    Runs in a thread, as the answers to forms do; the provider is asked on the event loop.
    """
    provider = providers.known(came.provider)
    if provider is None:
        return go("/")
    try:
        address = from_thread.run(providers.sign_out_address, provider, came.id_token)
    except NOT_SOUND as fault:
        faults.note(fault)
        address = None
    if address:
        return draw(visit, "signed_out_on.html", provider=provider, address=address)
    t = visit.t
    return message(
        visit,
        t("You are signed out here"),
        t("At {provider} you may be signed in still.", provider=provider.title),
        t("Do others use this device? Then sign out at {provider} too.", provider=provider.title),
        link=("/", t("Go to the first page")),
    )


def _unknown_provider(visit: Visit) -> Response:
    t = visit.t
    return message(
        visit,
        t("There is no page here"),
        t("The address may have a slip in it, or the page has moved. Nothing of yours is lost."),
        status=404,
        link=("/sign-in", t("Sign in")),
    )


def _came_twice(visit: Visit, provider: settings.Provider) -> Response:
    if visit.whoever() is None:
        return _did_not_work(visit, provider)
    t = visit.t
    return message(
        visit,
        t("You are signed in already"),
        t("This answer was used, or another tab was quicker. Nothing was changed."),
        link=("/", t("Go to the first page")),
    )


def _did_not_work(visit: Visit, provider: settings.Provider) -> Response:
    t = visit.t
    return message(
        visit,
        t("Signing in with {provider} did not work", provider=provider.title),
        t("Nothing was changed. Try again, or sign in with your passphrase."),
        status=400,
        link=("/sign-in", t("Sign in with your passphrase")),
    )
