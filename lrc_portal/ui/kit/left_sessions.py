"""Streamlit's sessions whose line broke: kept for two minutes for who comes back, and then really let go.

Streamlit lets go of one that has run out when the next one is put beside it. Where nobody comes, what
somebody looked at last would stay in memory for as long as the server runs.
"""

from streamlit.runtime import Runtime
from streamlit.runtime.caching.ttl_cache import TTLCache


def let_go() -> bool:
    """Let go of those that have run out; whether there were any. To be called on the event loop."""
    if not Runtime.exists():
        return False
    # Streamlit has no public way to ask for it.
    return let_go_in(getattr(Runtime.instance()._session_mgr, "_session_storage", None))


def let_go_in(storage: object) -> bool:
    """The same for this place where they are kept."""
    held = getattr(storage, "_cache", None)
    return isinstance(held, TTLCache) and bool(held.expire())
