"""Handing a mail to the SMTP server, so that it is known afterwards what became of it.

Until the server is told the end of the mail, it has taken nothing. From then until it answers nobody can
know; a mail of which that is so is not sent again.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from lrc_portal import settings
from lrc_portal.settings import MailServer, Tls

SECONDS = 15.0
"""How long one answer of the server is waited for."""
_TAKEN = 250
# Headers stay on one line, as long as RFC 5322 lets it be: folded at 78, a long address in List-Unsubscribe
# would be written as an encoded word, which no mail program reads as an address.
_AS_SENT = SMTP.clone(max_line_length=998)
_DOT_AT_BEGIN = re.compile(rb"^\.", re.MULTILINE)


class NotTaken(Exception):
    """The server has not taken the mail. `for_good`: it says that it never will."""

    def __init__(self, *, for_good: bool = False) -> None:
        super().__init__()
        self.for_good = for_good


class NoServer(NotTaken):
    """The server is not there, broke off, or does not let us in: nothing else goes through either.

    `why` is for the operator, and holds nothing of a mail.
    """

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class Unclear(Exception):
    """The line broke after the end of the mail was sent: it may be taken, or not."""


class Postbox:
    """A connection to the mail server of the settings."""

    def __init__(self, server: MailServer, smtp: smtplib.SMTP) -> None:
        self._server, self._smtp = server, smtp

    @classmethod
    @contextmanager
    def open(cls) -> "Iterator[Postbox]":
        """Connect and sign in. Raises `NoServer`."""
        server = settings.current().mail
        if server is None:
            raise NoServer("no mail server is set")
        smtp = _connected(server)
        try:
            yield cls(server, smtp)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def hand_over(self, letter: EmailMessage) -> None:
        """Give one mail to the server, for the one address in its To. Raises `NotTaken`, `Unclear`."""
        content = _DOT_AT_BEGIN.sub(b"..", letter.as_bytes(policy=_AS_SENT))
        smtp, [to] = self._smtp, letter["To"].addresses
        self._answered(lambda: smtp.mail(self._server.sender))
        self._answered(lambda: smtp.rcpt(to.addr_spec))
        self._answered(lambda: smtp.docmd("DATA"))
        try:
            smtp.send(content.removesuffix(b"\r\n") + b"\r\n.\r\n")
            code, _words = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            raise Unclear from None
        if code != _TAKEN:
            raise NotTaken(for_good=code >= 500)

    def _answered(self, step: Callable[[], tuple[int, bytes]]) -> None:
        try:
            code, _words = step()
            if code >= 400:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError) as fault:
            raise NoServer(_reason(fault)) from None
        if code >= 400:
            raise NotTaken(for_good=code >= 500)


def _connected(server: MailServer) -> smtplib.SMTP:
    own_name = urlsplit(settings.current().public_url).hostname or "localhost"
    with _told_as("connecting"):
        if server.tls is Tls.FROM_THE_START:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, own_name, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, own_name, timeout=SECONDS)
    try:
        if server.tls is Tls.STARTTLS:
            with _told_as("STARTTLS"):
                smtp.starttls(context=ssl.create_default_context())
        with _told_as("signing in"):
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


@contextmanager
def _told_as(step: str) -> Iterator[None]:
    """Raise `NoServer` with this step where the line breaks or the server refuses in here."""
    try:
        yield
    except (smtplib.SMTPException, OSError, UnicodeError) as fault:  # the last: no name of a machine
        raise NoServer(f"{step}: {_reason(fault)}") from None


def _reason(fault: Exception) -> str:
    """The kind of a fault and its number; not its words, in which a server may say an address again."""
    code = getattr(fault, "smtp_code", None) or getattr(fault, "errno", None)
    return f"{type(fault).__name__} {code}" if code else type(fault).__name__
