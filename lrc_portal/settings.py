"""The only reader of environment and secrets: one frozen `Settings`, made once at start."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lrc_portal.logs import Format

ROOT = Path(__file__).resolve().parent.parent

NAMES = frozenset(
    {
        "LRC_ABSOLUTE_DAYS",
        "LRC_ABSOLUTE_HOURS_WORKING",
        "LRC_CONTACT",
        "LRC_DATABASE_URL",
        "LRC_DRAIN_SECONDS",
        "LRC_HOST",
        "LRC_IDLE_DAYS",
        "LRC_IDLE_MINUTES_WORKING",
        "LRC_LOG_FORMAT",
        "LRC_MAIL_FROM",
        "LRC_METRICS_HOST",
        "LRC_METRICS_PORT",
        "LRC_OPEN_START",
        "LRC_PUBLIC_URL",
        "LRC_RERUNS_AT_ONCE",
        "LRC_SECOND_STEP",
        "LRC_SMTP_URL",
        "LRC_TRUSTED_PROXIES",
        "LRC_VAR",
    }
)
"""Every environment variable of ours beside `PORT`."""

MOST = 100_000
"""No number of ours is larger. So many days more, and no calendar holds the day on which a sign-in ends."""

YES = frozenset({"1", "yes", "true", "on"})


PLAIN_ADDRESS = re.compile(
    r"(?=.{6,254}\Z)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
"""An e-mail address as people have them, and nothing that could be a header or a second address."""


class SettingsProblem(Exception):
    """A setting that cannot be used. The message is for the operator and names the setting."""


@dataclass(frozen=True)
class Provider:
    """One OpenID Connect provider, from `[auth.NAME]` in `secrets.toml`."""

    name: str
    client_id: str
    client_secret: str = field(repr=False)
    server_metadata_url: str
    title: str
    trusted_second_step: bool = False
    """Whether its word that somebody passed a second step there is taken for ours."""
    second_step_acr: tuple[str, ...] = ()
    """What it says in `acr` of a sign-in with a second step, beside `mfa` in `amr`."""


class Tls(StrEnum):
    """How the way to the mail server is closed: from its first word, at its second, or not at all."""

    FROM_THE_START = "smtps"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """The SMTP server that takes our mails, and the address they come from."""

    host: str
    port: int
    sender: str
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """How this portal is run. Paths are absolute; limits are durations."""

    var: Path
    database_url: str
    public_url: str
    port: int
    open_start: bool
    idle_working: timedelta
    idle_other: timedelta
    absolute_working: timedelta
    absolute_other: timedelta
    trusted_proxies: int
    providers: tuple[Provider, ...] = ()
    host: str = "127.0.0.1"
    reruns_at_once: int = 2
    mail: MailServer | None = None
    second_step_required: bool = True
    """Whether those who see what is others' must pass a second step; for everybody else it is offered."""
    contact: str = ""
    """How to tell whoever runs the portal that something in it is hard to use: an address or a number."""
    log_format: Format = Format.PLAIN
    metrics_port: int = 0
    """Where Prometheus reads its metrics, on `metrics_host`; 0 for nowhere."""
    metrics_host: str = "127.0.0.1"
    drain: int = 0
    """Seconds from TERM, when readiness says no, until the door closes."""

    @property
    def secure(self) -> bool:
        """Whether people reach the portal over HTTPS; cookies are then Secure and `__Host-`."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def keys_file(self) -> Path:
        return self.var / "keys"


def load(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Settings from environment variables `LRC_…` and `.streamlit/secrets.toml` under `root`.

    Raises `SettingsProblem` with a sentence that names the setting.
    """
    var = Path(environ.get("LRC_VAR") or root / "var").resolve()
    port = _whole_number(environ, "PORT", 8501)
    if not 0 < port < 65536:
        raise SettingsProblem(f"PORT must be between 1 and 65535, not {port}.")
    reruns_at_once = _whole_number(environ, "LRC_RERUNS_AT_ONCE", 2)
    if reruns_at_once < 1:
        raise SettingsProblem("LRC_RERUNS_AT_ONCE must be at least 1.")
    return Settings(
        var=var,
        database_url=environ.get("LRC_DATABASE_URL") or f"sqlite:///{var / 'portal.db'}",
        public_url=_address(environ, "LRC_PUBLIC_URL", f"http://localhost:{port}"),
        port=port,
        open_start=_yes(environ, "LRC_OPEN_START"),
        idle_working=timedelta(minutes=_whole_number(environ, "LRC_IDLE_MINUTES_WORKING", 30)),
        idle_other=timedelta(days=_whole_number(environ, "LRC_IDLE_DAYS", 14)),
        absolute_working=timedelta(hours=_whole_number(environ, "LRC_ABSOLUTE_HOURS_WORKING", 12)),
        absolute_other=timedelta(days=_whole_number(environ, "LRC_ABSOLUTE_DAYS", 90)),
        trusted_proxies=_whole_number(environ, "LRC_TRUSTED_PROXIES", 0),
        providers=_providers(root / ".streamlit" / "secrets.toml"),
        host=environ.get("LRC_HOST", "").strip() or "127.0.0.1",
        reruns_at_once=reruns_at_once,
        mail=_mail_server(environ),
        second_step_required=_second_step_required(environ),
        contact=" ".join(environ.get("LRC_CONTACT", "").split()),
        log_format=_log_format(environ),
        metrics_port=_metrics_port(environ, port),
        metrics_host=environ.get("LRC_METRICS_HOST", "").strip() or "127.0.0.1",
        drain=_whole_number(environ, "LRC_DRAIN_SECONDS", 0),
    )


_SMTP_PORTS = {"smtp": (587, Tls.STARTTLS), "smtps": (465, Tls.FROM_THE_START)}
_NO_SMTP_URL = (
    "LRC_SMTP_URL must read like smtp://USER:PASSWORD@mail.example.org:587, which is closed by STARTTLS, or "
    "smtps://…:465. Only where the way there is your own machine: smtp://localhost:25?tls=no."
)


def unknown(environ: Mapping[str, str]) -> list[str]:
    """Names that begin as ours do and are none: a setting that was meant, and does nothing."""
    return sorted(name for name in environ if name.startswith("LRC_") and name not in NAMES)


def _second_step_required(environ: Mapping[str, str]) -> bool:
    written = environ.get("LRC_SECOND_STEP", "").strip().lower() or "required"
    if written not in {"required", "offered"}:
        raise SettingsProblem(f"LRC_SECOND_STEP must be required or offered, not {written!r}.")
    return written == "required"


def _log_format(environ: Mapping[str, str]) -> Format:
    written = environ.get("LRC_LOG_FORMAT", "").strip().lower() or Format.PLAIN
    if written not in set(Format):
        raise SettingsProblem(f"LRC_LOG_FORMAT must be plain or json, not {written!r}.")
    return Format(written)


def _metrics_port(environ: Mapping[str, str], port: int) -> int:
    chosen = _whole_number(environ, "LRC_METRICS_PORT", 0)
    if chosen >= 65536 or chosen == port:
        raise SettingsProblem(
            f"LRC_METRICS_PORT must be a port of its own, at most 65535 and not {port}, where people come."
        )
    return chosen


def _yes(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() in YES


def _whole_number(environ: Mapping[str, str], name: str, usual: int) -> int:
    written = environ.get(name, "").strip()
    if not written:
        return usual
    if not written.isdecimal():
        raise SettingsProblem(f"{name} must be a whole number, not {written!r}.")
    # Its length first: Python reads no number of thousands of digits.
    if len(written) > 9 or int(written) > MOST:
        raise SettingsProblem(f"{name} must be at most {MOST}.")
    return int(written)


def _address(environ: Mapping[str, str], name: str, usual: str) -> str:
    written = environ.get(name, "").strip().rstrip("/") or usual
    try:
        parts = urlsplit(written)
        host = parts.hostname and parts.port != 0
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc or parts.path or parts.query:
        raise SettingsProblem(
            f"{name} must be an address such as https://portal.example.org, not {written!r}."
        )
    return written


def _mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """None where no mail is sent. Its address may hold a password, so it is not said again."""
    written, sender = (environ.get(name, "").strip() for name in ("LRC_SMTP_URL", "LRC_MAIL_FROM"))
    if not written and not sender:
        return None
    if not written or not sender:
        raise SettingsProblem("LRC_SMTP_URL and LRC_MAIL_FROM belong together: set both, or neither.")
    if not PLAIN_ADDRESS.fullmatch(sender):
        raise SettingsProblem(f"LRC_MAIL_FROM must be an address alone, notes@example.org, not {sender!r}.")
    try:
        parts = urlsplit(written)
        port, asked = parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise SettingsProblem(_NO_SMTP_URL) from None
    without_tls = asked == {"tls": ["no"]} and parts.scheme == "smtp"
    unknown_words = bool(asked) and not without_tls
    if parts.scheme not in _SMTP_PORTS or not parts.hostname or parts.path.strip("/") or unknown_words:
        raise SettingsProblem(_NO_SMTP_URL)
    if without_tls and parts.password:
        raise SettingsProblem("LRC_SMTP_URL has a password and tls=no: it would go over the line readable.")
    usual_port, tls = _SMTP_PORTS[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port or usual_port,
        sender=sender,
        tls=Tls.NONE if without_tls else tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _providers(secrets_file: Path) -> tuple[Provider, ...]:
    if not secrets_file.is_file():
        return ()
    try:
        tables: Any = tomllib.loads(secrets_file.read_text(encoding="utf-8")).get("auth", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SettingsProblem(f"{secrets_file} is not sound TOML, which is written in UTF-8.") from fault
    if not isinstance(tables, dict):
        raise SettingsProblem("auth in secrets.toml must be tables: [auth.google], for instance.")
    providers = []
    for name, keys in tables.items():
        if not isinstance(keys, dict):
            continue
        missing = [key for key in ("client_id", "client_secret", "server_metadata_url") if not keys.get(key)]
        if missing:
            raise SettingsProblem(f"[auth.{name}] in secrets.toml lacks {', '.join(missing)}.")
        trusted, acr = keys.get("trusted_second_step", False), keys.get("second_step_acr", [])
        if not isinstance(trusted, bool):
            raise SettingsProblem(f"trusted_second_step of [auth.{name}] must be true or false.")
        if not isinstance(acr, list) or not all(isinstance(each, str) and each for each in acr):
            raise SettingsProblem(f"second_step_acr of [auth.{name}] must be a list of words.")
        providers.append(
            Provider(
                name=name,
                client_id=keys["client_id"],
                client_secret=keys["client_secret"],
                server_metadata_url=keys["server_metadata_url"],
                title=keys.get("title", name.capitalize()),
                trusted_second_step=trusted,
                second_step_acr=tuple(acr),
            )
        )
    return tuple(providers)


_current: Settings | None = None


def current() -> Settings:
    """The settings in force; read from the environment at the first call."""
    global _current
    if _current is None:
        _current = load(os.environ)
    return _current


def use(settings: Settings | None) -> None:
    """Put `settings` in force, or with None read the environment again at the next call."""
    global _current
    _current = settings
