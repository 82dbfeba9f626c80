"""A page is sent to the connection that its session has when its turn comes."""

import inspect
from types import SimpleNamespace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import SessionClient
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from lrc_portal.ui.kit import reconnecting
from tests.tools.asynchronous import run


class Connection(SessionClient):
    """A line to a browser."""

    client_context = SimpleNamespace(headers={}, cookies={}, remote_ip="")  # type: ignore[assignment]

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Nothing is sent here."""


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> WebsocketSessionManager:
    """Streamlit's own, which the portal has taken hold of."""
    listed_once = inspect.unwrap(WebsocketSessionManager.list_active_sessions)
    monkeypatch.setattr(WebsocketSessionManager, "list_active_sessions", listed_once)
    reconnecting.begin()
    files = MemoryUploadedFileManager("/files")
    return WebsocketSessionManager(MemorySessionStorage(), files, ScriptCache(), lambda: None)


def connect(manager: WebsocketSessionManager, connection: Connection, session: str | None = None) -> str:
    return manager.connect_session(connection, ScriptData("portal.py", False), {}, session)


def test_whoever_is_back_before_their_turn_is_sent_it_where_they_are_now(
    manager: WebsocketSessionManager,
) -> None:
    async def a_round() -> None:
        others, now = Connection(), Connection()
        connect(manager, others)
        theirs = connect(manager, Connection())
        connections = []
        for session in manager.list_active_sessions():
            if session.client is others:
                manager.disconnect_session(theirs)
                assert connect(manager, now, theirs) == theirs
            connections.append(session.client)
        assert connections == [others, now]

    run(a_round())


def test_whoever_is_gone_before_their_turn_has_none_and_keeps_what_waits_for_them(
    manager: WebsocketSessionManager,
) -> None:
    async def a_round() -> None:
        others, now = Connection(), Connection()
        connect(manager, others)
        theirs = connect(manager, Connection())
        sessions = manager.list_active_sessions()
        assert len(sessions) == 2
        manager.disconnect_session(theirs)
        assert [session.client for session in sessions] == [others]
        connect(manager, now, theirs)
        assert [session.client for session in sessions] == [others, now]
        assert [session.client for session in manager.list_sessions()] == [others, now]

    run(a_round())


def test_it_takes_hold_of_streamlit_once_however_often_the_portal_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed_once = inspect.unwrap(WebsocketSessionManager.list_active_sessions)
    monkeypatch.setattr(WebsocketSessionManager, "list_active_sessions", listed_once)
    reconnecting.begin()
    reconnecting.begin()
    assert WebsocketSessionManager.list_active_sessions.__wrapped__ is listed_once  # type: ignore[attr-defined]
