"""Browsers without a script that are signed in, for the addresses of taking along."""

import io
import json
import zipfile

from starlette.applications import Starlette
from starlette.testclient import TestClient

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.row_security import System
from lrc_portal.identity import front_door, sessions
from lrc_portal.identity import routes as identity_routes
from lrc_portal.taking_along import routes


def browser(database: Database, viewer: Viewer | None = None) -> TestClient:
    """The real door; signed in as `viewer`, if told."""
    app = Starlette(routes=[*identity_routes.routes(), *routes.routes()], middleware=front_door.middleware())
    door = TestClient(app, base_url="http://localhost:8501", follow_redirects=False)
    if viewer is not None:
        with database.as_system(System.SIGN_IN).writing() as db:
            token = sessions.begin(db, by=viewer, device="a test", second_step=True)
            door.cookies.set(sessions.cookie_name(), token)
    return door


def taken(database: Database, viewer: Viewer) -> dict[str, bytes]:
    """The files of the ZIP that this person gets."""
    answer = browser(database, viewer).get("/export")
    assert answer.status_code == 200, answer.text[:300]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def record(files: dict[str, bytes]) -> dict:
    return json.loads(files["record.json"])
