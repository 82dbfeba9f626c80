"""What a page sends goes to the connection that its session has now, not to the one it had a moment ago.

Streamlit sends what waits in rounds, from session to session, and takes down at the beginning of a round
which connection each has. With many pages being drawn a round takes a while. Whose line breaks and is back
within it would be sent to where they were: their page would never end.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import wraps

from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager


class AsTheyAreNow(list[ActiveSessionInfo]):
    """Sessions of which each is looked up as its turn comes; one that is gone by then has no turn."""

    def __init__(self, manager: WebsocketSessionManager, sessions: list[ActiveSessionInfo]) -> None:
        super().__init__(sessions)
        self._manager = manager

    def __iter__(self) -> Iterator[ActiveSessionInfo]:
        for listed in super().__iter__():
            if now := self._manager.get_active_session_info(listed.session.id):
                yield now


def begin() -> None:
    """From now on each is looked up. Streamlit has no public way to it."""
    listed_once = inspect.unwrap(WebsocketSessionManager.list_active_sessions)
    WebsocketSessionManager.list_active_sessions = looked_up(listed_once)  # type: ignore[assignment, method-assign]


def looked_up(
    listed_once: Callable[[WebsocketSessionManager], list[ActiveSessionInfo]],
) -> Callable[[WebsocketSessionManager], list[ActiveSessionInfo]]:
    """The same as this method, which lists the sessions and their connections."""

    @wraps(listed_once)
    def as_they_are_now(manager: WebsocketSessionManager) -> list[ActiveSessionInfo]:
        return AsTheyAreNow(manager, listed_once(manager))

    return as_they_are_now
