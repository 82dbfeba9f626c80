"""“I forgot my passphrase”: where to get a code, and the link by mail, for whoever chose that before.

The answer is the same whether the name exists or not, and comes before anything is looked up or sent.
"""

from starlette.background import BackgroundTask
from starlette.responses import Response

from lrc_portal import faults, settings
from lrc_portal.database import engine
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.row_security import System
from lrc_portal.identity import names, recovery, throttle
from lrc_portal.identity.pages import Visit, draw, go, message
from lrc_portal.reminders import mails
from lrc_portal.reminders.smtp import NotTaken, Postbox, Unclear
from lrc_portal.words.marks import Problem, problem


def forgotten(visit: Visit) -> Response:
    """The ways back in; with a POST, a link by mail."""
    if not visit.posted:
        return _form(visit)
    if settings.current().mail is None:
        return go("/forgotten")
    name = visit.typed("name")
    if not name.strip():
        return _form(visit, [problem("name", "Write your name here.")])
    key = lookup_hash("try", f"forgotten {names.key(name)}")
    try:
        with engine.current().as_system(System.SIGN_IN).writing() as db:
            throttle.try_name(db, name_key=key, address=visit.browser.address)
    except throttle.Slowed as slowed:
        return _form(visit, [Problem("name", slowed.sentence)])
    t = visit.t
    answer = message(
        visit,
        t("Look into your mailbox"),
        t("If this name chose a way back by e-mail, a link is on its way. It works once, for an hour."),
        t("If no mail comes, ask a coordinator for a code."),
        link=("/forgotten/code", t("I have a code")),
    )
    answer.background = BackgroundTask(send, name)
    return answer


def send(name: str) -> None:
    """Send the link, if this name is somebody's who chose it. Runs once the answer is out."""
    try:
        with engine.current().as_system(System.SIGN_IN).writing() as db:
            mail = recovery.make_mail(db, name)
        if mail is None:
            return
        message = mails.new_passphrase(mail.language, mail.address, token=mail.token)
        with Postbox.open() as postbox:
            postbox.hand_over(message)
    except (NotTaken, Unclear) as fault:
        # Nobody waits for it any more; the log says that a mail did not go, and nothing of whose.
        faults.note(fault)


def _form(visit: Visit, problems: list[Problem] | None = None) -> Response:
    return draw(
        visit,
        "forgotten.html",
        status=400 if problems else 200,
        problems=problems or [],
        name=visit.typed("name"),
        by_mail=settings.current().mail is not None,
    )
