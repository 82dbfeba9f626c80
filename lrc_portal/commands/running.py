"""Running the portal: `serve`, and `demo` with an invented community."""

import os
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from lrc_portal import logs, metrics, settings, startup
from lrc_portal.commands.line import Environment, command
from lrc_portal.database import encrypted

_PORT = click.option("--port", type=int, metavar="N", help="The port to listen on (else PORT, else 8501).")


def _with_port(environ: Environment, typed: Mapping[str, Any]) -> Environment:
    return environ if typed["port"] is None else {**environ, "PORT": str(typed["port"])}


def _demo_only(environ: Environment, typed: Mapping[str, Any]) -> Environment:
    """The environment with everything taken out by which the demo could reach another database."""
    kept = {
        name: value
        for name, value in _with_port(environ, typed).items()
        if name not in {"LRC_DATABASE_URL", "LRC_PUBLIC_URL"}
    }
    return {**kept, "LRC_VAR": str(_demo_folder()), "LRC_OPEN_START": "1", "LRC_SECOND_STEP": "offered"}


def _demo_folder() -> Path:
    return settings.ROOT / "var" / "demo"


@command("serve", examples=["serve --port 8600"], environment=_with_port)
@_PORT
def serve(port: int | None) -> None:
    """Run the portal on its own database.

    Makes the keys and the database where there are none, brings the database to the newest schema, and
    prints the address. It ends at the usual signal (TERM).
    """
    del port  # by now one of the settings
    _serve()


@command("demo", examples=["demo", "demo --fresh --port 8600"], environment=_demo_only)
@click.option("--fresh", is_flag=True, help="Start the invented community over.")
@click.option("--fill-only", is_flag=True, help="Make the community and stop.")
@_PORT
def demo(fresh: bool, fill_only: bool, port: int | None) -> None:
    """Run the portal with an invented community.

    It has a database of its own under var/demo, whatever the settings say, and prints names and passphrases
    to sign in with. Everybody there is invented.
    """
    del port
    from lrc_portal import demo as community

    folder = _demo_folder()
    # The list of sign-ins is written last: without it, a first start was cut short.
    if folder.exists() and (fresh or not community.is_filled(folder)):
        shutil.rmtree(folder)
    database = startup.prepare()
    community.fill(database, folder)
    lines = [
        f"    {row['role']:<12} {row['name']:<8} {row['passphrase']}" for row in community.sign_ins(folder)
    ]
    print("\n  Everybody here is invented. Sign in as:\n", *lines, sep="\n", flush=True)
    if not fill_only:
        _serve()


def _serve() -> None:
    chosen = settings.current()
    _require_free_port(chosen.host, chosen.port)
    if chosen.metrics_port:
        _require_free_port(chosen.metrics_host, chosen.metrics_port, "LRC_METRICS_PORT or LRC_METRICS_HOST")
    startup.prepare()
    for sentence in startup.warn(os.environ):
        logs.warn(sentence)
    # Streamlit signs its own small cookies; without this it would make a new secret at each start.
    os.environ.setdefault("STREAMLIT_SERVER_COOKIE_SECRET", encrypted.signing_secret())
    # How far addresses passed on by proxies are believed is our setting, not uvicorn's.
    os.environ.setdefault("FORWARDED_ALLOW_IPS", "")
    # Streamlit looks for .streamlit beside the script it was started with, wherever we stand.
    launcher = settings.ROOT / "app.py"
    sys.argv = [str(launcher)]
    sys.path.insert(0, str(settings.ROOT))
    from app import app

    public = urlsplit(chosen.public_url)
    logs.say(f"\n  {chosen.public_url}\n", in_json=f"listening for {chosen.public_url}")
    if chosen.metrics_port:
        metrics.serve(chosen.metrics_host, chosen.metrics_port)
    app.run(
        config={
            "server.port": chosen.port,
            "server.address": chosen.host,
            "browser.serverAddress": public.hostname,
            "browser.serverPort": public.port or (443 if chosen.secure else 80),
            "logger.hideWelcomeMessage": True,  # our own says the same
        }
    )


def _require_free_port(host: str, port: int, named: str = "PORT or LRC_HOST") -> None:
    """Raises `SettingsProblem` where something listens there already."""
    try:
        [family, kind, *_rest, address] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind(address)
    except (OSError, UnicodeError) as fault:  # the second where it can be the name of no machine
        why = getattr(fault, "strerror", None) or "this is no name of a machine"
        raise settings.SettingsProblem(
            f"The portal cannot listen at {host}, port {port}: {why}. Choose another one with {named}."
        ) from fault
