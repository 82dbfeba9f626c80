"""`python -m lrc_portal …`: serve, demo, migrate, first-link, sign-in-code, backups, what schedulers run."""

import argparse
import os
import shutil
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from lrc_portal import logs, metrics, settings, startup
from lrc_portal.backups import BackupProblem
from lrc_portal.backups import commands as backups
from lrc_portal.database import encrypted, migrations
from lrc_portal.database.row_security import System
from lrc_portal.words.marks import NotNow

_SQLITE_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")

_DOES_NOT_ANSWER = (
    "The database does not answer. Check LRC_DATABASE_URL, that it is running, that its disk is not full, "
    "and that this account may write there."
)


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 0 where it was done, 1 where a part was not, 2 where a setting stands in
    the way.
    """
    asked = _parser().parse_args(arguments)
    environ: Mapping[str, str] = dict(os.environ)
    if getattr(asked, "port", None) is not None:
        environ = {**environ, "PORT": str(asked.port)}
    if asked.command == "demo":
        environ = _demo_only(environ)
    # Files made from here on are for this account of the machine alone.
    os.umask(0o077)
    try:
        settings.use(settings.load(environ))
        logs.begin(settings.current().log_format)
        return _COMMANDS[asked.command](asked) or 0
    except (
        settings.SettingsProblem,
        encrypted.KeysProblem,
        migrations.SchemaProblem,
        BackupProblem,
    ) as fault:
        said = str(fault)
    except NotNow:
        said = _DOES_NOT_ANSWER
    except DatabaseError as fault:
        said = _of_database(fault)
        if not said:
            raise
    except OSError as fault:
        said = f"{fault.filename or 'A file'} cannot be used: {fault.strerror}."
    print(said, file=sys.stderr)
    return 2


def _of_database(fault: DatabaseError) -> str:
    """What an operator can do about it; nothing for a fault of ours, which no backup mends."""
    state = getattr(fault.orig, "sqlstate", None)
    if state == "42501":
        return (
            "This user of the database may not make or change tables there. "
            "Make it the owner of the database: ALTER DATABASE portal OWNER TO portal."
        )
    if state in {"XX001", "XX002"} or getattr(fault.orig, "sqlite_errorname", "").startswith(_SQLITE_DAMAGED):
        return (
            "The database cannot be read: it is damaged, or it is no database. "
            "Put it back from your backup; docs/operators/backup-and-restore.md says how."
        )
    # SQLite's driver says so, too, of a statement of ours that is wrong.
    if isinstance(fault, OperationalError) and getattr(fault.orig, "sqlite_errorname", "") != "SQLITE_ERROR":
        return _DOES_NOT_ANSWER
    # The driver's own word, before it has asked the server anything.
    if isinstance(fault, ProgrammingError) and hasattr(fault.orig, "sqlstate") and state is None:
        return "LRC_DATABASE_URL has something after its question mark that PostgreSQL does not know."
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lrc_portal", description="The portal of Living Room Cardiff."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the portal on its own database")
    demo = commands.add_parser("demo", help="run it with an invented community, on a database of its own")
    demo.add_argument("--fresh", action="store_true", help="start the invented community over")
    demo.add_argument("--fill-only", action="store_true", help="make the community and stop")
    for command in (serve, demo):
        command.add_argument("--port", type=int, help="the port to listen on (else PORT, else 8501)")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("first-link", help="a new link for the first coordinator")
    code = commands.add_parser(
        "sign-in-code", help="a code for a coordinator who forgot their passphrase and has no other to ask"
    )
    code.add_argument("name", help="the name they sign in with")
    code.add_argument(
        "--lost-second-step", action="store_true", help="take their second step away too: it is lost"
    )
    commands.add_parser("reminders", help="send the reminders by e-mail that are due now; for a scheduler")
    commands.add_parser(
        "erase-due", help="erase the accounts whose day has come; a running portal does so each hour"
    )
    verify = commands.add_parser("verify-traces", help="whether the log of who looked is as it was written")
    verify.add_argument("--json", action="store_true", help="say it as JSON, to keep elsewhere as an anchor")
    verify.add_argument(
        "--against", type=Path, metavar="FILE", help="also compare with what --json printed earlier"
    )
    backups.add_to(commands)
    return parser


def _demo_only(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with everything taken out by which the demo could reach another database."""
    kept = {
        name: value for name, value in environ.items() if name not in {"LRC_DATABASE_URL", "LRC_PUBLIC_URL"}
    }
    return {**kept, "LRC_VAR": str(_demo_folder()), "LRC_OPEN_START": "1", "LRC_SECOND_STEP": "offered"}


def _demo_folder() -> Path:
    return settings.ROOT / "var" / "demo"


def _serve(_asked: argparse.Namespace) -> None:
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


def _demo(asked: argparse.Namespace) -> None:
    from lrc_portal import demo

    folder = _demo_folder()
    # The list of sign-ins is written last: without it, a first start was cut short.
    if folder.exists() and (asked.fresh or not demo.is_filled(folder)):
        shutil.rmtree(folder)
    database = startup.prepare()
    demo.fill(database, folder)
    lines = [f"    {row['role']:<12} {row['name']:<8} {row['passphrase']}" for row in demo.sign_ins(folder)]
    print("\n  Everybody here is invented. Sign in as:\n", *lines, sep="\n", flush=True)
    if not asked.fill_only:
        _serve(asked)


def _migrate(_asked: argparse.Namespace) -> None:
    startup.prepare()
    print("The database has the newest schema.")


def _first_link(_asked: argparse.Namespace) -> None:
    print(startup.first_link(startup.prepare()) or "There is a coordinator already; they invite others.")


def _sign_in_code(asked: argparse.Namespace) -> int:
    code = startup.sign_in_code(startup.prepare(), asked.name, lost_second_step=asked.lost_second_step)
    if code is None:
        print("Nobody signs in with this name.", file=sys.stderr)
        return 1
    print(f"{code}\nIt works once, for 30 minutes, at {settings.current().public_url}/forgotten/code")
    return 0


def _reminders(_asked: argparse.Namespace) -> int:
    if settings.current().mail is None:
        raise settings.SettingsProblem("No mail server is set: LRC_SMTP_URL and LRC_MAIL_FROM.")
    from lrc_portal.reminders import sending

    outcome = sending.run(startup.prepare())
    # How many, and to nobody: this goes to a log.
    print(f"Reminders sent: {outcome.sent}. Not taken: {outcome.refused}. Not known: {outcome.unclear}.")
    if outcome.no_server:
        print(
            f"The mail server of LRC_SMTP_URL: {outcome.no_server}. What is due waits for the next run.",
            file=sys.stderr,
        )
    return 1 if outcome.no_server else 0


def _erase_due(_asked: argparse.Namespace) -> None:
    from lrc_portal.erasing import erasing

    database = startup.as_it_stands()
    erased, again = erasing.run(database), erasing.erase_again(database)
    # How many, and not whose: this goes to a log.
    print(f"Accounts erased: {erased}. Erased again after a backup was put back: {again}.")


def _verify_traces(asked: argparse.Namespace) -> int:
    from lrc_portal.sharing import trace_verification

    database = startup.as_it_stands()
    try:
        against = trace_verification.read_anchor(asked.against.read_text()) if asked.against else None
    except (trace_verification.NoAnchor, UnicodeDecodeError) as fault:
        raise settings.SettingsProblem(f"{asked.against}: {fault}") from fault
    with database.as_system(System.VERIFYING).reading_one_moment() as db:
        found = trace_verification.verify(db, against=against)
    if asked.json:
        print(found.as_json())
    else:
        print(*(str(finding) for finding in found.findings), sep="\n", end="\n" * bool(found.findings))
        print(
            f"Lines: {found.lines}. Links: {found.links}, of them emptied: {found.emptied}. "
            f"Chains: {len(found.anchor.chains)}. Not as it was written: {len(found.findings)}."
        )
        print(f"Anchor: {found.anchor.seal}")
    return 1 if found.findings else 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "serve": _serve,
    "demo": _demo,
    "migrate": _migrate,
    "first-link": _first_link,
    "sign-in-code": _sign_in_code,
    "reminders": _reminders,
    "erase-due": _erase_due,
    "verify-traces": _verify_traces,
    **backups.COMMANDS,
}

if __name__ == "__main__":
    sys.exit(main())
