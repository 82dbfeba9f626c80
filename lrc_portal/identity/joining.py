"""Coming in for the first time: with an invitation's code, or, where that is allowed, without one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.responses import Response

from lrc_portal import settings
from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.database.row_security import System
from lrc_portal.identity import consent, handshake, passphrases, throttle
from lrc_portal.identity.accounts import NameTaken, NewAccount, NewAccountWithProvider, create
from lrc_portal.identity.pages import Visit, draw, go, message, welcome
from lrc_portal.identity.signing_in import CameIn, let_in
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import ONLY_WORDS, Content, Role
from lrc_portal.words import labels
from lrc_portal.words.marks import Problem, problem

Made = TypeVar("Made")

KINDS = {Role.MEMBER.value: Role.MEMBER, Role.FAMILY.value: Role.FAMILY}


@dataclass(frozen=True)
class _Typed:
    """What stands in the fields, to stand there again after a problem."""

    name: str = ""
    display_name: str = ""
    kind: str = ""
    agree: bool = False


@dataclass(frozen=True)
class _AskingWords:
    """Who invites, and a line for each kind of what they would show."""

    name: str
    lines: tuple[str, ...]


def invitation(visit: Visit) -> Response:
    """First the code; when it is right, who the person is.

    Who invites, and to what, is shown before they accept only where the inviter chose that.
    """
    viewer = visit.whoever()
    if viewer is not None and viewer.awaits_second_step:
        if code := visit.typed("code") or visit.asked("code"):
            handshake.keep_code(visit.handshake, code, viewer.person_id)
        return go("/second-step?next=/invitation")
    whose = viewer.person_id if viewer else None
    kept = handshake.code_of(visit.handshake, whose)
    code = visit.typed("code") or visit.asked("code") or kept
    if not visit.posted:
        return _code_form(visit, code)
    if not code.strip():
        return _code_form(visit, "", problem("code", "Write the code of your invitation here."))
    try:
        opens = _look_at(visit, code)
    except throttle.Slowed as slowed:
        tried = problem("code", "This code was not looked at yet.")
        return _code_form(visit, code, tried, minutes=slowed.minutes)
    if not opens:
        return _code_form(visit, code, Problem("code", invitations.CodeOpensNothing().sentence))
    # Kept for a while in a signed cookie, so that signing in on the way does not lose it.
    handshake.keep_code(visit.handshake, code, whose)
    if viewer:
        return _with_own_account(visit, viewer, code)
    if visit.typed("with"):
        return _on_to_provider(visit, code)
    if visit.typed("step") == "join":
        return _with_new_account(visit, code)
    return _account_form(visit, code)


def invitation_later(visit: Visit) -> Response:
    """The form again, where too many were coming in to look at it."""
    busy, code = passphrases.Busy().sentence, visit.typed("code")
    if visit.typed("step") == "join":
        return _account_form(visit, code, [Problem("name", busy)], status=503)
    return _code_form(visit, code, Problem("code", busy), status=503)


def _look_at(visit: Visit, code: str) -> bool:
    with engine.current().as_system(System.JOINING).writing() as db:
        counted = throttle.try_code(db, address=visit.browser.address)
        opens = invitations.opens_something(db, code)
        if opens:
            throttle.succeeded(db, counted)
    return opens


def _code_form(visit: Visit, code: str, *problems: Problem, minutes: int = 0, status: int = 400) -> Response:
    return draw(
        visit,
        "invitation_code.html",
        status=status if problems else 200,
        code=code,
        problems=list(problems),
        minutes=minutes,
    )


def _account_form(
    visit: Visit, code: str, problems: list[Problem] | None = None, minutes: int = 0, status: int = 400
) -> Response:
    return draw(
        visit,
        "invitation_account.html",
        status=status if problems else 200,
        minutes=minutes,
        code=code,
        typed=_typed(visit),
        asking=_asking(visit, code),
        consent=consent.INVITED,
        problems=problems or [],
        providers=settings.current().providers,
    )


def _asking(visit: Visit, code: str) -> _AskingWords | None:
    """Who invites with this code and what they would show, in words, where they chose to say so."""
    with engine.current().as_system(System.JOINING).reading() as db:
        asking = invitations.who_asks(db, code)
    if asking is None:
        return None
    t, said = visit.t, []
    for content, own_words, last_day in sorted(
        asking.contents, key=lambda each: list(Content).index(each[0])
    ):
        kind = labels.content(t, content)
        if content not in ONLY_WORDS:
            with_words = t("{kind}, with their words", kind=kind)
            kind = with_words if own_words else t("{kind}, without their words", kind=kind)
        said.append(f"{kind}, {t('up to and including {day}', day=t.day(last_day))}" if last_day else kind)
    return _AskingWords(asking.inviter, tuple(said))


def _typed(visit: Visit) -> _Typed:
    return _Typed(
        visit.typed("name"), visit.typed("display_name"), visit.typed("kind"), bool(visit.typed("agree"))
    )


def _new_account(visit: Visit) -> NewAccount:
    typed = _typed(visit)
    return NewAccount(typed.name, typed.display_name, visit.typed("passphrase"), typed.agree, visit.language)


def _with_new_account(visit: Visit, code: str) -> Response:
    submission = _new_account(visit)
    problems = submission.problems()
    if problems:
        return _account_form(visit, code, problems)
    try:
        came_in, into_circle = _made(
            visit, submission, invited=True, make=lambda: join(visit, submission, code)
        )
    except throttle.Slowed as slowed:
        tried = problem("name", "Your account was not made yet.")
        return _account_form(visit, code, [tried], minutes=slowed.minutes)
    except NameTaken as taken:
        return _account_form(visit, code, list(taken.problems))
    except invitations.CodeOpensNothing as nothing:
        return _code_form(visit, code, Problem("code", nothing.sentence))
    visit.handshake.clear()
    return welcome(came_in, first_page(into_circle))


def first_page(into_circle: bool) -> str:
    """Where somebody begins who has accepted: in a circle, with what is shared with them."""
    return "/shared" if into_circle else "/"


def join(visit: Visit, submission: NewAccount | NewAccountWithProvider, code: str) -> tuple[CameIn, bool]:
    """Make the account, accept and come in, all of it or nothing; and whether it leads into a circle."""
    with engine.current().as_system(System.JOINING).writing() as db:
        newcomer = create(db, submission)
        into_circle = invitations.accept(db, by=newcomer, code=code).into_circle
        return let_in(db, newcomer.person_id, visit.browser), into_circle


def _with_own_account(visit: Visit, viewer: Viewer, code: str) -> Response:
    """Accept, and sign in anew: how long a session and its cookie last hangs on the roles one holds."""
    if visit.typed("step") != "accept":
        return draw(
            visit,
            "invitation_accept.html",
            code=code,
            display_name=viewer.display_name,
            asking=_asking(visit, code),
        )
    try:
        with engine.current().as_system(System.JOINING).writing() as db:
            accepted = invitations.accept(db, by=viewer, code=code)
            into_circle = accepted.into_circle
            came_in = let_in(db, viewer.person_id, visit.browser)
    except invitations.CodeOpensNothing as nothing:
        return _code_form(visit, code, Problem("code", nothing.sentence))
    visit.handshake.clear()
    return welcome(came_in, first_page(into_circle))


def _on_to_provider(visit: Visit, code: str) -> Response:
    provider = next((each for each in settings.current().providers if each.name == visit.typed("with")), None)
    typed = _typed(visit)
    problems = NewAccountWithProvider(typed.display_name, typed.agree, visit.language).problems()
    if provider is None or problems:
        return _account_form(visit, code, problems)
    visit.handshake["invited"] = {
        "code": code,
        "display_name": typed.display_name,
        "language": visit.language.value,
    }
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
    role = KINDS.get(visit.typed("kind"))
    if role is None:
        problems.insert(0, problem("kind", "Choose whose path this record is about."))
    if problems or role is None:
        return _start_form(visit, problems)
    try:
        came_in = _made(visit, submission, invited=False, make=lambda: begin(visit, submission, role))
    except throttle.Slowed as slowed:
        tried = problem("name", "Your record was not started yet.")
        return _start_form(visit, [tried], minutes=slowed.minutes)
    except NameTaken as taken:
        return _start_form(visit, list(taken.problems))
    return welcome(came_in, "/")


def start_later(visit: Visit) -> Response:
    """The form again, where too many were coming in to look at it."""
    return _start_form(visit, [Problem("name", passphrases.Busy().sentence)], status=503)


def begin(visit: Visit, submission: NewAccount, role: Role) -> CameIn:
    """Make the account and come in, all of it or nothing."""
    with engine.current().as_system(System.JOINING).writing() as db:
        newcomer = create(db, submission, roles=(role,), read=consent.STARTING)
        return let_in(db, newcomer.person_id, visit.browser)


def _made(visit: Visit, submission: NewAccount, *, invited: bool, make: Callable[[], Made]) -> Made:
    """What `make` makes, counted: that a name is taken tells who is here."""
    database = engine.current().as_system(System.JOINING)
    with database.writing() as db:
        counted = throttle.try_new_account(db, address=visit.browser.address, invited=invited)
    with throttle.uncounted_if(database, counted, passphrases.Busy):
        _ = submission.passphrase_hash
    made = make()
    with database.writing() as db:
        throttle.succeeded(db, counted)
    return made


def _start_form(
    visit: Visit, problems: list[Problem] | None = None, minutes: int = 0, status: int = 400
) -> Response:
    return draw(
        visit,
        "start.html",
        status=status if problems else 200,
        minutes=minutes,
        typed=_typed(visit),
        consent=consent.STARTING,
        problems=problems or [],
    )
