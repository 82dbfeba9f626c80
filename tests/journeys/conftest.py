"""A portal in which the invented community lives, for everybody who wants to walk around in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lrc_portal import demo
from tests.conftest import MadeOnce
from tests.tools.live_server import ROOT, PortalServer

FILL = "from lrc_portal import demo, settings, startup;demo.fill(startup.prepare(), settings.current().var)"


class Community(dict[str, str]):
    """Passphrases by name, and the portal they open."""

    def __init__(self, portal: PortalServer) -> None:
        super().__init__({row["name"]: row["passphrase"] for row in demo.sign_ins(portal.var)})
        self.portal = portal


@pytest.fixture(scope="session")
def told(made_once: MadeOnce) -> Path:
    """A `var` folder that holds the demo community, to be copied."""

    def fill(folder: Path) -> None:
        var = folder / "var"
        environ = {**os.environ, "LRC_VAR": str(var), "LRC_DATABASE_URL": f"sqlite:///{var / 'portal.db'}"}
        subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environ, check=True)

    return made_once("told", fill) / "var"


@pytest.fixture(scope="module")
def community(start_portal: Callable[..., PortalServer], told: Path) -> Community:
    """The demo community, told through the verbs that the pages use."""
    return Community(start_portal(var=told, LRC_OPEN_START="1"))
