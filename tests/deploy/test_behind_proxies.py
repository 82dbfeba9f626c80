"""The portal as its container runs it, and people who reach it by nginx and by Caddy.

There is no container engine here: the steps of deploy/Containerfile are done in a folder.
"""

import os
import pwd
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.bench.protocol import Tab
from tests.drill.servers import Program, behind
from tests.running import islands
from tests.tools import packages
from tests.tools.asynchronous import run
from tests.tools.live_server import ROOT, PortalServer, free_port

DEPLOY = ROOT / "deploy"
NOBODY = pwd.getpwnam("nobody")
READS = "-all,+dac_read_search"
AS_NOBODY = (
    [
        *(
            "setpriv",
            f"--reuid={NOBODY.pw_uid}",
            f"--regid={NOBODY.pw_gid}",
            "--clear-groups",
            "--no-new-privs",
        ),
        # Python itself may be in a folder that is root's alone: it may read anything, and write nothing.
        *(f"--inh-caps={READS}", f"--ambient-caps={READS}"),
    ]
    if not os.geteuid()
    else []
)
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")


class InItsContainer(PortalServer):
    """With the files that the container has and no other, as nobody, with one folder to write in."""

    def __init__(self, folder: Path, proxy: int) -> None:
        self.tree = folder / "srv"
        for copied in re.findall(r"^COPY (?!--from|requirements)(.+)$", CONTAINERFILE, re.MULTILINE):
            *sources, place = copied.split()
            for source in sources:
                to = self.tree / place
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    to.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, to)
        for path in (self.tree, *self.tree.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = dict(re.findall(r"(\w+)=(\S+)", re.findall(r"^ENV ((?:.+\\\n)*.+)$", CONTAINERFILE, re.M)[0]))
        self.settings = {**said, **behind(proxy), "LRC_VAR": str(folder / "var"), "LRC_HOST": "127.0.0.1"}
        super().__init__(folder, environ=self.settings)

    def start(self) -> None:
        self._cwd = self.tree
        super().start()

    def command(self) -> list[str]:
        return [*AS_NOBODY, *super().command()]


class Nginx(Program):
    """nginx by deploy/nginx.conf, without TLS and before one portal."""

    def __init__(self, portal: int, port: int) -> None:
        self._portal = portal
        super().__init__(port=port)

    def prepare(self) -> None:
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^ *(ssl_|server 127.0.0.1:8502).*\n", "", text)
        for ours, here in {
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port};",
            "portal.example.org": "localhost",
            "127.0.0.1:8501": f"127.0.0.1:{self._portal}",
        }.items():
            assert ours in text
            text = text.replace(ours, here)
        places = " ".join(
            f"{each}_temp_path {self.folder}/{each};"
            for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.write(
            "nginx.conf", f"pid {self.folder}/pid; events {{}} http {{ access_log off; {places} {text} }}"
        )

    def command(self) -> list[str]:
        file, calls = str(self.folder / "nginx.conf"), "daemon off; error_log stderr;"
        return [packages.needed("nginx"), "-p", str(self.folder), "-c", file, "-g", calls]


class Caddy(Program):
    """Caddy by deploy/Caddyfile; a name with http:// asks it for no certificate."""

    def __init__(self, portal: int, port: int) -> None:
        super().__init__({"PORTAL_HOST": f"http://localhost:{port}", "PORTAL": f"127.0.0.1:{portal}"}, port)

    def prepare(self) -> None:
        self._environ["HOME"] = str(self.folder)
        self.write("Caddyfile", (DEPLOY / "Caddyfile").read_text(encoding="utf-8"))

    def command(self) -> list[str]:
        file = str(self.folder / "Caddyfile")
        return [packages.needed("caddy"), "run", "--adapter", "caddyfile", "--config", file]


@pytest.fixture(scope="module")
def portal() -> Iterator[tuple[InItsContainer, int]]:
    """With the port of the proxy that will stand before it."""
    # Not in pytest's folder, which is closed to anybody else.
    folder = Path(tempfile.mkdtemp(prefix="lrc-container-"))
    folder.chmod(0o755)
    islands.settle(folder / "var", 1)
    if not os.geteuid():
        for path in (folder / "var", *(folder / "var").rglob("*")):
            os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    port = free_port()
    running = InItsContainer(folder, port)
    yield running, port
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_as_nobody_on_a_tree_that_it_cannot_write_the_portal_is_ready(
    portal: tuple[InItsContainer, int],
) -> None:
    running, _port = portal
    told = httpx.get(f"http://127.0.0.1:{running.port}/readyz")
    assert (told.status_code, told.text) == (200, "ok")
    [uid] = re.findall(r"^Uid:\s+(\d+)", Path(f"/proc/{running.pid}/status").read_text(), re.MULTILINE)
    assert int(uid) != 0, "it runs as root"
    assert not list(running.tree.rglob("__pycache__")), "it wrote beside its code"
    check = re.findall(r"urlopen\(\'(\S+?)\'", CONTAINERFILE)
    assert check == ["http://127.0.0.1:8501/livez"]


@pytest.mark.parametrize("proxy", [Nginx, Caddy])
def test_people_sign_in_and_open_pages_by_the_proxy(
    portal: tuple[InItsContainer, int], proxy: type[Nginx] | type[Caddy]
) -> None:
    """Forms need the right Host and Origin, pages the WebSocket."""
    running, port = portal
    front = proxy(running.port, port)
    try:
        with httpx.Client(base_url=running.url) as browser:
            form = {"name": "Gwen 0", "passphrase": islands.PASSPHRASE}
            answer = browser.post("/sign-in", data=form, headers={"origin": running.url})
            assert answer.status_code == 303, answer.text
            cookies = dict(browser.cookies)

        async def opens_a_page() -> str:
            tab = await Tab.open(running.url, cookies)
            drawn = await tab.go("goals")
            await tab.close()
            return drawn.text()

        assert "zq00m" in run(opens_a_page()), "her own words are on her page"
    finally:
        front.stop()
