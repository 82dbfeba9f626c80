"""Two columns, where two things are read together; below each other where there is no room for both."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def two_columns(shares: tuple[int, int] = (1, 1)) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Left and right, in these shares of the width; the page is as wide as both need. Once a page."""
    with st.container(key="two-columns"):
        left, right = st.columns(shares, gap="large")
    return left, right
