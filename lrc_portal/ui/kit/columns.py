"""Two columns, where two things are read together; below each other where there is no room for both."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def two_columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Left and right, of the same width; the page is as wide as both need. Once a page."""
    with st.container(key="two-columns"):
        left, right = st.columns(2, gap="large")
    return left, right
