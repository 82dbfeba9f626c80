"""A portal in which the invented community lives, for everybody who wants to walk around in it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from lrc_portal import demo
from tests.tools.live_server import ROOT, PortalServer

FILL = "from lrc_portal import demo, settings, startup;demo.fill(startup.prepare(), settings.current().var)"


class Community(dict[str, str]):
    """Passphrases by name, and the portal they open."""

    def __init__(self, portal: PortalServer) -> None:
        super().__init__({row["name"]: row["passphrase"] for row in demo.sign_ins(portal.var)})
        self.portal = portal


@pytest.fixture(scope="module")
def community(start_portal: Callable[..., PortalServer]) -> Community:
    """The demo community, filled beside a running server through the same verbs."""
    portal = start_portal(LRC_OPEN_START="1")
    environ = {**os.environ, "LRC_VAR": str(portal.var), "LRC_DATABASE_URL": portal.database_url}
    subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environ, check=True)
    return Community(portal)
