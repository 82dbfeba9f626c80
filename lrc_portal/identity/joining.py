"""Coming in for the first time: with an invitation's code, or, where that is allowed, without one."""

from dataclasses import dataclass

from starlette.responses import Response

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.identity import throttle
from lrc_portal.identity.accounts import CONSENT, NewAccount, NewAccountWithProvider, create
from lrc_portal.identity.pages import Visit, draw, go, message, welcome
from lrc_portal.identity.signing_in import CameIn, let_in, whole_minutes
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import Role
from lrc_portal.words.marks import Problem, Unsound, problem

KINDS = {Role.MEMBER.value: Role.MEMBER, Role.FAMILY.value: Role.FAMILY}


@dataclass(frozen=True)
class _Typed:
    """What stands in the fields, to stand there again after a problem."""

    name: str = ""
    called: str = ""
    kind: str = ""
    agree: bool = False


def invitation(visit: Visit) -> Response:
    """First the code; when it is right, who the person is. Who invites is not shown before they accept."""
    viewer = visit.viewer()
    code = visit.typed("code") or visit.asked("code") or str(visit.handshake.get("code", ""))
    if not visit.posted:
        return _code_form(visit, code)
    if not code.strip():
        return _code_form(visit, "", problem("code", "Write the code of your invitation here."))
    try:
        opens = _look_at(visit, code)
    except throttle.Slowed as slowed:
        tried = problem("code", "This code was not looked at yet.")
        return _code_form(visit, code, tried, minutes=whole_minutes(slowed.wait))
    if not opens:
        return _code_form(visit, code, Problem("code", invitations.CodeOpensNothing().sentence))
    # Kept for a while in a signed cookie, so that signing in on the way does not lose it.
    visit.handshake["code"] = code
    if viewer:
        return _with_own_account(visit, viewer, code)
    if visit.typed("with"):
        return _on_to_provider(visit, code)
    if visit.typed("step") == "join":
        return _with_new_account(visit, code)
    return _account_form(visit, code)


def _look_at(visit: Visit, code: str) -> bool:
    with engine.current().writing() as db:
        counted = throttle.try_from(db, purpose="invitation", address=visit.browser.address)
        opens = invitations.opens_something(db, code)
        if opens:
            throttle.succeeded(db, counted)
    return opens


def _code_form(visit: Visit, code: str, *problems: Problem, minutes: int = 0) -> Response:
    status = 400 if problems else 200
    return draw(
        visit, "invitation_code.html", status=status, code=code, problems=list(problems), minutes=minutes
    )


def _account_form(visit: Visit, code: str, problems: list[Problem] | None = None) -> Response:
    return draw(
        visit,
        "invitation_account.html",
        status=400 if problems else 200,
        code=code,
        typed=_typed(visit),
        consent=CONSENT,
        problems=problems or [],
        providers=settings.current().providers,
    )


def _typed(visit: Visit) -> _Typed:
    return _Typed(visit.typed("name"), visit.typed("called"), visit.typed("kind"), bool(visit.typed("agree")))


def _new_account(visit: Visit) -> NewAccount:
    typed = _typed(visit)
    return NewAccount(typed.name, typed.called, visit.typed("passphrase"), typed.agree, visit.language)


def _with_new_account(visit: Visit, code: str) -> Response:
    submission = _new_account(visit)
    problems = submission.problems()
    if problems:
        return _account_form(visit, code, problems)
    _ = submission.passphrase_hash
    try:
        came_in = join(visit, submission, code)
    except Unsound as unsound:
        return _account_form(visit, code, list(unsound.problems))
    except invitations.CodeOpensNothing as nothing:
        return _code_form(visit, code, Problem("code", nothing.sentence))
    visit.handshake.clear()
    return welcome(came_in, "/")


def join(visit: Visit, submission: NewAccount | NewAccountWithProvider, code: str) -> CameIn:
    """Make the account, accept and come in, all of it or nothing."""
    with engine.current().writing() as db:
        newcomer = create(db, submission)
        invitations.accept(db, by=newcomer, code=code)
        return let_in(db, newcomer.person_id, visit.browser)


def _with_own_account(visit: Visit, viewer: Viewer, code: str) -> Response:
    if visit.typed("step") != "accept":
        return draw(visit, "invitation_accept.html", code=code, called=viewer.called)
    try:
        with engine.current().writing() as db:
            accepted = invitations.accept(db, by=viewer, code=code)
            into_circle = accepted.into_circle
    except invitations.CodeOpensNothing as nothing:
        return _code_form(visit, code, Problem("code", nothing.sentence))
    visit.handshake.clear()
    return go("/shared" if into_circle else "/")


def _on_to_provider(visit: Visit, code: str) -> Response:
    provider = next((each for each in settings.current().providers if each.name == visit.typed("with")), None)
    typed = _typed(visit)
    problems = NewAccountWithProvider(typed.called, typed.agree, visit.language).problems()
    if provider is None or problems:
        return _account_form(visit, code, problems)
    visit.handshake["invited"] = {"code": code, "called": typed.called, "language": visit.language.value}
    # A page in between, since a form may not lead to another site under our own policy.
    return draw(visit, "onward.html", provider=provider, address=f"/sign-in/with/{provider.name}?invited=1")


def start(visit: Visit) -> Response:
    """A record of one's own without an invitation, where the organisation allows it."""
    t = visit.t
    if not settings.current().open_start:
        return message(
            visit,
            t("You need an invitation here"),
            t("Ask a peer worker or a coordinator for a code. Then you can start."),
            status=404,
            link=("/invitation", t("I have an invitation")),
        )
    if not visit.posted:
        return go("/") if visit.viewer() else _start_form(visit)
    submission = _new_account(visit)
    problems = submission.problems()
    if visit.typed("kind") not in KINDS:
        problems.insert(0, problem("kind", "Choose whose path this record is about."))
    if problems:
        return _start_form(visit, problems)
    try:
        with engine.current().writing() as db:
            counted = throttle.try_from(db, purpose="start", address=visit.browser.address)
        _ = submission.passphrase_hash
        with engine.current().writing() as db:
            newcomer = create(db, submission, roles=(KINDS[visit.typed("kind")],))
            came_in = let_in(db, newcomer.person_id, visit.browser)
            throttle.succeeded(db, counted)
    except throttle.Slowed as slowed:
        tried = problem("name", "Your record was not started yet.")
        return _start_form(visit, [tried], minutes=whole_minutes(slowed.wait))
    except Unsound as unsound:
        return _start_form(visit, list(unsound.problems))
    return welcome(came_in, "/")


def _start_form(visit: Visit, problems: list[Problem] | None = None, minutes: int = 0) -> Response:
    return draw(
        visit,
        "start.html",
        status=400 if problems else 200,
        minutes=minutes,
        typed=_typed(visit),
        consent=CONSENT,
        problems=problems or [],
    )
