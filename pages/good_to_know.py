"""Good to know: the community's shelf of useful things; coordinators keep it, and the numbers of Help now."""

import streamlit as st

from lrc_portal.support.good_to_know import help_now
from lrc_portal.support.good_to_know import shelf as things
from lrc_portal.ui.good_to_know import help_now as numbers
from lrc_portal.ui.good_to_know import shelf
from lrc_portal.ui.kit import frame

visit = frame.open_page()
t = visit.t


def show_all() -> None:
    st.title(t("Good to know"), anchor=False)
    st.markdown(t("Places, people, pages and numbers that others here found useful."))
    wanted = things.read_query(visit.viewer, shelf.wanted(), most=shelf.how_many(shelf.LIST))
    if not shelf.keeps_the_shelf(visit):
        [found] = visit.db.read_all(wanted)
        shelf.show_search(visit, anything=bool(found))
        shelf.show(visit, found, ())
        return
    found, due, lines = visit.db.read_all(
        wanted,
        things.due(visit.viewer, most=shelf.how_many(shelf.DUE)),
        help_now.read_query(visit.viewer),
    )
    shelf.show_add(visit)
    numbers.show(visit, lines)
    shelf.show_due(visit, due)
    shelf.show_search(visit, anything=bool(found))
    shelf.show(visit, found, due)


show_all()
