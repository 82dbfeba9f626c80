"""What a tab still holds when it comes back to a Streamlit session that is new: after a restart, say.

The browser then sends the state of its widgets, by key, and perhaps the click that brought it. Streamlit
takes each over where a widget of this key is drawn, but until then `st.session_state` knows nothing of it.
"""

import re

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.state.session_state import Serialized

_OF_FORM = re.compile(r":[0-9a-f]*-[0-9a-f]{12}:[^:]+$")


def holds(key: str) -> bool:
    """Whether the widget with this key has a state: here, or in the browser that came back."""
    return key in st.session_state or key in _brought()


def keys_that_begin(start: str) -> list[str]:
    """The keys of widgets that the browser holds and that begin so."""
    return [key for key in _brought() if key.startswith(start)]


def clicked() -> list[str]:
    """The keys of the buttons whose click came with this rerun and is known to no button yet."""
    return [
        key
        for key, state in _brought().items()
        if isinstance(state, Serialized) and state.value.WhichOneof("value") == "trigger_value"
    ]


def is_of_form(key: str) -> bool:
    """Whether a key is that of a `Form`, which carries out by itself what its button was pressed for."""
    return bool(_OF_FORM.search(key))


def _brought() -> dict[str, object]:
    context = get_script_run_ctx()
    if context is None:
        return {}
    # Streamlit has no public way to ask for what it was sent before a widget claims it.
    sent = context.session_state._state._new_widget_state.states
    return {key: state for each, state in sent.items() if (key := user_key_from_element_id(each))}
