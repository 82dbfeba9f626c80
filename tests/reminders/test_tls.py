"""The line to the mail server is closed before a password goes over it, and leads to the right one."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lrc_portal import settings
from lrc_portal.reminders import mails
from lrc_portal.reminders.smtp import NoServer, Postbox
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Language
from tests.reminders.conftest import ADDRESS, SENDER, free_port


@dataclass
class Guarded:
    """A server that takes mails by STARTTLS from one user alone, and its certificate."""

    port: int
    certificate: Path


def own_certificate(folder: Path, valid_for: timedelta = timedelta(days=1000)) -> tuple[Path, Path]:
    """A certificate and its key, valid for so long before and after now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - valid_for)
        .not_valid_after(now + valid_for)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


class Taken:
    """What arrived, and whether its line was closed."""

    over_tls: list[bool] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.over_tls.append(session.ssl is not None)
        return "250 OK"


def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object) -> AuthResult:
    fits = isinstance(data, LoginPassword) and (data.login, data.password) == (b"me", b"s@f/e")
    return AuthResult(success=fits)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    certificate, key = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    Taken.over_tls = []
    server = Controller(
        Taken(),
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=knows,
    )
    server.start()
    yield Guarded(server.port, certificate)
    server.stop()


def use(tmp_path: Path, port: int, password: str) -> Settings:
    url = f"smtp://me:{password}@127.0.0.1:{port}"
    chosen = settings.load({"LRC_SMTP_URL": url, "LRC_MAIL_FROM": SENDER}, root=tmp_path)
    settings.use(chosen)
    return chosen


def send() -> None:
    with Postbox.open() as postbox:
        postbox.hand_over(mails.check_in(Language.ENGLISH, ADDRESS, token="token"))


def test_a_mail_goes_over_a_closed_line_with_the_password(
    tmp_path: Path, guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certificate))
    use(tmp_path, guarded.port, "s%40f%2Fe")
    send()
    assert Taken.over_tls == [True]


def test_a_wrong_password_is_told_to_the_operator_without_it(
    tmp_path: Path, guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(guarded.certificate))
    use(tmp_path, guarded.port, "guessed")
    with pytest.raises(NoServer) as fault:
        send()
    assert fault.value.why.startswith("signing in: ") and "guessed" not in fault.value.why
    assert Taken.over_tls == []


def test_nothing_goes_to_a_server_that_cannot_show_who_it_is(tmp_path: Path, guarded: Guarded) -> None:
    use(tmp_path, guarded.port, "s%40f%2Fe")
    with pytest.raises(NoServer) as fault:
        send()
    assert fault.value.why.startswith("STARTTLS: SSLCertVerificationError") and Taken.over_tls == []
