"""The mails: what somebody reads over a shoulder tells neither what this place is nor what is in it.

Text alone, in the person's language: nothing of what they wrote, no name, no time of a meeting.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlencode

from lrc_portal import clock, settings
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import Translator, translator

END, CONFIRM, WAY_BACK = "/reminders/end", "/reminders/confirm", "/forgotten/mail"
"""The addresses of the links."""


def check_in(language: Language, to: str, *, token: str) -> EmailMessage:
    """At the time that somebody chose."""
    t = translator(language)
    return _note(t, to, token, t("You asked for a note at this time."))


def meeting(language: Language, to: str, weekday: str, *, token: str) -> EmailMessage:
    """On the day before a meeting; `weekday` is the name of its day."""
    t = translator(language)
    return _note(t, to, token, t("There is something in your diary for {weekday}.", weekday=weekday))


def digest(language: Language, to: str, n: int, *, token: str) -> EmailMessage:
    """How many things wait for a peer worker."""
    t = translator(language)
    return _note(t, to, token, t.plural("{n} thing waits for you.", "{n} things wait for you.", n))


def confirm(language: Language, to: str, *, token: str) -> EmailMessage:
    """Asks whether the address is right and somebody wants notes there."""
    t = translator(language)
    return _letter(
        t,
        to,
        token,
        t(
            "Somebody asked for a short mail to this address now and then. If it was you, open this and "
            "press the button:"
        ),
        _link(CONFIRM, token, language),
        t("If it was not you, do nothing. Then no more mails come."),
    )


def new_passphrase(language: Language, to: str, *, token: str) -> EmailMessage:
    """A link for whoever forgot what they sign in with. Nothing ends by it, so nothing says how to end it."""
    t = translator(language)
    return _letter(
        t,
        to,
        None,
        t("Somebody asked for this link. If it was you, open it and choose a new passphrase:"),
        _link(WAY_BACK, token, language),
        t("It works once, for an hour. If it was not you, do nothing: nothing changes."),
    )


def _note(t: Translator, to: str, token: str, said: str) -> EmailMessage:
    return _letter(
        t,
        to,
        token,
        said,
        settings.current().public_url + "/",
        t("If you want no more of these mails, open this and press the button. You need not sign in:"),
        _link(END, token, t.language),
    )


def _letter(t: Translator, to: str, token: str | None, *paragraphs: str) -> EmailMessage:
    chosen = settings.current()
    assert chosen.mail is not None
    letter = EmailMessage()
    letter["Subject"] = t("A note for you")
    letter["From"] = Address(t("A note"), addr_spec=chosen.mail.sender)
    letter["To"] = Address(addr_spec=to)
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = make_msgid(domain=chosen.mail.sender.rsplit("@", 1)[1])
    letter["Auto-Submitted"] = "auto-generated"
    if token is not None:
        letter["List-Unsubscribe"] = f"<{_link(END, token)}>"
    if token is not None and chosen.secure:  # RFC 8058 knows it with HTTPS alone
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("\n\n".join([t("Hello,"), *paragraphs]) + "\n", cte="quoted-printable")
    letter["Content-Language"] = t.language.value
    return letter


def _link(path: str, token: str, language: Language | None = None) -> str:
    values = {"token": token} | ({"language": language.value} if language else {})
    return f"{settings.current().public_url}{path}?{urlencode(values)}"
