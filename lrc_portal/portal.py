"""The script that Streamlit reruns: who is here, their menu, their page."""

# ruff: noqa: E402 - what is loaded as the portal starts is waited for first

from lrc_portal import loading

loading.wait()

from copy import copy
from pathlib import Path

import streamlit as st

from lrc_portal.ui.account import erasing
from lrc_portal.ui.kit import frame, measuring, queueing, waiting
from lrc_portal.ui.kit.bar import show_bar
from lrc_portal.ui.kit.menu import pages_for, share_addresses

PAGES = Path(__file__).resolve().parent.parent / "pages"

st.set_page_config(
    page_icon=str(PAGES.parent / "lrc_portal" / "assets" / "mark.svg"),
    layout="centered",
)

with waiting.for_the_database(), measuring.page_run() as run, queueing.turn(st.empty()):
    visit = frame.arrive()
    pages = pages_for(visit, PAGES)
    chosen = st.navigation([copy(page) for page in pages.values()], position="sidebar", expanded=True)
    run.page = chosen.url_path or "today"
    share_addresses()
    st.set_page_config(page_title=visit.t("{page} – Living Room Cardiff", page=chosen.title))
    frame.turn_to(chosen.url_path)
    frame.show_menu_foot(visit)
    frame.show_head(visit)
    show_bar(visit, pages, chosen.url_path)
    erasing.show_day(visit)
    frame.hand_on(visit)
    chosen.run()
    frame.say_what_was_lost()
