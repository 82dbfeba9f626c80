"""The mail server of the settings: written as one address, closed by TLS, never said again."""

from pathlib import Path

import pytest

from lrc_portal import settings
from lrc_portal.settings import MailServer, SettingsProblem, Tls


def load(tmp_path: Path, url: str, sender: str = "post@letters.example") -> settings.Settings:
    return settings.load({"LRC_SMTP_URL": url, "LRC_MAIL_FROM": sender}, root=tmp_path)


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "user", "password"),
    [
        ("smtp://mail.example", "mail.example", 587, Tls.STARTTLS, "", ""),
        ("smtps://me:s%40f%2Fe@mail.example", "mail.example", 465, Tls.FROM_THE_START, "me", "s@f/e"),
        ("smtp://me%40house:pw@mail.example:25", "mail.example", 25, Tls.STARTTLS, "me@house", "pw"),
        ("smtp://localhost:25?tls=no", "localhost", 25, Tls.NONE, "", ""),
    ],
)
def test_one_address_says_all_of_it(
    tmp_path: Path, url: str, host: str, port: int, tls: Tls, user: str, password: str
) -> None:
    found = load(tmp_path, url).mail
    assert found == MailServer(host, port, "post@letters.example", tls, user, password)
    assert not password or password not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example/path",
        "smtp://mail.example?tls=perhaps",
        "smtps://mail.example?tls=no",
        "smtp://me:secret@mail.example?tls=no",
        "smtp://me:secret@[mail.example",
    ],
)
def test_what_cannot_be_used_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsProblem, match="LRC_SMTP_URL") as fault:
        load(tmp_path, url)
    assert "secret" not in str(fault.value)


def test_both_are_set_or_neither(tmp_path: Path) -> None:
    assert load(tmp_path, "", "").mail is None
    for url, sender in (("smtp://mail.example", ""), ("", "post@letters.example")):
        with pytest.raises(SettingsProblem, match="belong together"):
            load(tmp_path, url, sender)
    with pytest.raises(SettingsProblem, match="LRC_MAIL_FROM"):
        load(tmp_path, "smtp://mail.example", "Living Room <post@letters.example>")
