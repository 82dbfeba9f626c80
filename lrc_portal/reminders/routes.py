"""The two pages behind the links in mails: one button each, without signing in.

Programs open every link of a mail before a person does. So a GET reads and changes nothing; the button, a
POST, does. A mail program that offers to unsubscribe posts to the same address (RFC 8058).
"""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal.database import engine
from lrc_portal.database.row_security import System
from lrc_portal.identity.pages import Visit, draw, message, page
from lrc_portal.reminders import choices, mails, way_back

_LONGEST_TOKEN = 100


def end(visit: Visit) -> Response:
    """No more reminders to the address whose mail had this link."""
    t, token = visit.t, visit.asked("token")
    if not visit.posted:
        return _button(
            visit,
            t("No more reminders"),
            t("No more reminders come to your e-mail address then."),
            t("End the reminders"),
        )
    with engine.current().as_system(System.REMINDERS).writing() as db:
        done = len(token) <= _LONGEST_TOKEN and choices.end_from_mail(db, token)
    if not done:
        return _not_known(visit)
    return message(
        visit,
        t("No more reminders come"),
        t("Nothing else changes. Under “My account” you can choose them again."),
    )


def confirm(visit: Visit) -> Response:
    """From now on reminders may be sent to the address whose mail had this link."""
    t, token = visit.t, visit.asked("token")
    if not visit.posted:
        return _button(
            visit,
            t("Reminders by e-mail"),
            t("Did you ask for them? Then press here."),
            t("Send them"),
        )
    with engine.current().as_system(System.REMINDERS).writing() as db:
        done = len(token) <= _LONGEST_TOKEN and choices.confirm_from_mail(db, token)
    if not done:
        return _not_known(visit)
    return message(
        visit,
        t("The reminders are on"),
        t("They come on the days that you chose. Each has a link that ends them."),
    )


def _button(visit: Visit, title: str, words: str, button: str) -> Response:
    return draw(visit, "one_button.html", title=title, words=words, button=button, token=visit.asked("token"))


def _not_known(visit: Visit) -> Response:
    t = visit.t
    return message(
        visit,
        t("This link does nothing any more"),
        t("It is old, or a later one has taken its place. Under “My account” you see what is chosen now."),
        status=404,
        link=("/account", t("My account")),
    )


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    both = ["GET", "POST"]
    return [
        Route(mails.END, page(end), methods=both),
        Route(mails.CONFIRM, page(confirm), methods=both),
        Route("/forgotten", page(way_back.forgotten), methods=both),
    ]
