"""`python -m tests.tools.shut_in FILE serve …`: the portal with no way out of this machine.

Python's own audit events tell of every name that is looked up and every connection that is begun,
whoever begins it. What leads elsewhere fails, as it would without a network, and is written to FILE.
"""

import ipaddress
import os
import sys
from typing import Any

from lrc_portal.__main__ import main

_LOOKS_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_REACHES = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def _is_here(host: Any) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _shut_in(file: str) -> None:
    place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def audit(event: str, values: tuple[Any, ...]) -> None:
        if event in _LOOKS_UP:
            host = values[0]
        elif event in _REACHES and isinstance(values[1], tuple):  # a path is a socket of this machine
            host = values[1][0]
        else:
            return
        if not _is_here(host):
            os.write(place, f"{event} {host}\n".encode())
            raise OSError(f"there is no way to {host}")

    sys.addaudithook(audit)


if __name__ == "__main__":
    _shut_in(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
