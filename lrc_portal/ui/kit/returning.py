"""What a tab still holds when it comes back to a Streamlit session that is new: after a restart, say.

The browser then sends the state of its widgets, by key, and perhaps the click that brought it. Streamlit
takes each over where a widget of this key is drawn, but until then `st.session_state` knows nothing of it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import unpack_widget_state_value, user_key_from_element_id
from streamlit.runtime.state.session_state import Serialized, WStates

_TURN = r":(?P<sign_in>[0-9a-f]*)-[0-9a-f]{12}:[^:]+"
_OF_FORM = re.compile(rf"(?P<name>.+?){_TURN}")
_SLIPPED = "_slipped_back"


def holds(key: str) -> bool:
    """Whether the widget with this key has a state: here, or in the browser that came back."""
    return key in st.session_state or key in _sent()


def keys_that_begin(start: str) -> list[str]:
    """The keys of widgets that the browser holds and that begin so."""
    return [key for key in _sent() if key.startswith(start)]


def forms_that_begin(start: str, sign_in: str) -> list[str]:
    """The names of the forms of this sign-in that the browser brought along and no rerun has drawn yet."""
    found = (_OF_FORM.fullmatch(key) for key in _brought() if key.startswith(start))
    return list(dict.fromkeys(each["name"] for each in found if each and each["sign_in"] == sign_in))


def clicked() -> list[str]:
    """The keys of the buttons whose click came with this rerun and is known to no button yet."""
    return [key for key, state in _brought().items() if _is_click(state)]


def click_was_lost() -> bool:
    """Whether a click came that belongs to nothing on the page, which is drawn by now; asked once."""
    lost = [each for each, state in _states().items() if _is_click(state)]
    for each in lost:
        del _states()[each]
    return bool(lost)


def is_of_form(key: str) -> bool:
    """Whether a key is that of a `Form`, which carries out by itself what its button was pressed for."""
    return bool(_OF_FORM.fullmatch(key))


@contextmanager
def acts_at_once(key: str, kept: object) -> Iterator[None]:
    """Draw in here the widget with this key, which shows what is kept and whose callback changes that.

    In a new session of Streamlit a choice finds no callback, and the widget slips back. Whether the person
    chose it just now, or what is kept was changed elsewhere, nobody can tell: so it is not carried out, and
    `slipped_back` has it said.
    """
    brought = _brought().get(key) if key not in st.session_state else None
    st.session_state[key] = kept
    yield
    if brought is not None and _read(key, brought) != kept:
        st.session_state[_SLIPPED] = True


def slipped_back() -> bool:
    """Whether something that was chosen does not stand as it was chosen; asked once."""
    return bool(st.session_state.pop(_SLIPPED, False))


def _read(key: str, brought: Serialized) -> object:
    """What the browser holds for a widget that has been drawn by now."""
    context = get_script_run_ctx()
    if context is None:
        return None
    known = context.session_state._state._new_widget_state.widget_metadata
    for each, metadata in known.items():
        if user_key_from_element_id(each) == key:
            return metadata.deserializer(unpack_widget_state_value(brought.value))
    return None


def _is_click(state: object) -> bool:
    return isinstance(state, Serialized) and state.value.WhichOneof("value") == "trigger_value"


def _sent() -> dict[str, object]:
    """All that came with this rerun, by key."""
    return {key: state for each, state in _states().items() if (key := user_key_from_element_id(each))}


def _brought() -> dict[str, Serialized]:
    """What came with this rerun and belongs to no widget that this session has drawn."""
    return {key: state for key, state in _sent().items() if isinstance(state, Serialized)}


def _states() -> dict[str, Any]:
    context = get_script_run_ctx()
    if context is None:
        return {}
    # Streamlit has no public way to ask for what it was sent before a widget claims it.
    sent: WStates = context.session_state._state._new_widget_state
    return sent.states
