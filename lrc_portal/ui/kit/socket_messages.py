"""Messages over the WebSocket, as pages of ours send them: what else comes is no click, and is not run.

Streamlit logs each that it cannot read with the whole trace, and takes some that no page of ours has a use
for, such as one that empties the caches of everybody.
"""

import json
import sys
import traceback
from types import FrameType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

USED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "load_git_info"})
_OF_STREAMLIT = "$$"
_READS = frozenset({"deserialize", "get_serialized"})
"""Where Streamlit takes a value from a browser for one of the kind that the field has."""


def is_ours(data: bytes) -> bool:
    """Whether a page of ours could have sent this."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception:  # of what Streamlit reads messages with, which is none of our libraries
        return False
    return message.WhichOneof("type") in USED and all(
        _is_of_a_widget(state) for state in message.rerun_script.widget_states.widgets
    )


def _is_of_a_widget(state: WidgetState) -> bool:
    """Whether it is the state of something that Streamlit drew, in a form that can be read."""
    if not state.id.startswith(_OF_STREAMLIT):
        return False
    match state.WhichOneof("value"):
        case "json_value":
            return _is_json(state.json_value)
        case "json_trigger_value":
            return _is_json(state.json_trigger_value)
        case None:
            return False
        case _:
            return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def fits_no_field(fault: BaseException) -> bool:
    """Whether Streamlit could not make anything of a value that a browser sent for one of its fields.

    Which fields a session has is known to Streamlit alone, so this shows only once it reads them.
    """
    steps = [frame for frame, _line in traceback.walk_tb(fault.__traceback__)]
    while steps and _is_of_python(steps[-1]):  # what Streamlit reads text with, such as json
        del steps[-1]
    return bool(steps) and steps[-1].f_code.co_name in _READS


def _is_of_python(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__", "").partition(".")[0] in sys.stdlib_module_names
