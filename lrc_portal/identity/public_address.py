"""The public address as scheme, host and port, in the one form in which addresses are compared."""

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple

from lrc_portal import settings

DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)


class Origin(NamedTuple):
    """Scheme, host and port, in the one form in which they are compared."""

    scheme: str
    host: str
    port: int


def parsed(address: str) -> Origin | None:
    """An origin such as `https://portal.example.org`; None where it is none, `null` for instance.

    A host with a dot at its end is another host to a browser, and so it is here.
    """
    scheme, separator, rest = address.partition("://")
    host = host_of(rest)
    if not separator or scheme.lower() not in DEFAULT_PORTS or host is None:
        return None
    name, port = host
    return Origin(scheme.lower(), name, DEFAULT_PORTS[scheme.lower()] if port is None else port)


def host_of(written: str) -> tuple[str, int | None] | None:
    """Host and port of a Host header, in the one form in which they are compared; None where it is none."""
    found = _HOST.fullmatch(written)
    if found is None:
        return None
    name = found["name"].lower()
    if name.startswith("["):
        try:
            name = f"[{ipaddress.IPv6Address(name[1:-1]).compressed}]"
        except ValueError:
            return None
    return name, int(found["port"]) if found["port"] else None


@lru_cache(maxsize=4)
def _own(public_url: str) -> Origin:
    scheme, _, rest = public_url.partition("://")
    # Browsers write a name with letters beyond ASCII in its ASCII form.
    if not rest.isascii():
        rest = rest.encode("idna").decode("ascii")
    origin = parsed(f"{scheme}://{rest}")
    if origin is None:
        raise settings.SettingsProblem(f"LRC_PUBLIC_URL has no host that a browser can name: {public_url!r}.")
    return origin


def own() -> Origin:
    """The public address. Raises `SettingsProblem` where it names no host."""
    return _own(settings.current().public_url)
