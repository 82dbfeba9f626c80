"""An area: what belongs together, on a raised ground of its own. Its look is in look.css."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

Gap = Literal["xsmall", "small"]


def area(name: str, *, gap: Gap = "small") -> DeltaGenerator:
    """A container whose ground sets it apart; `name` is unique on the page, and tells nothing of anybody."""
    return st.container(key=f"area-{name}", gap=gap)
