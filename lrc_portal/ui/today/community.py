"""The first page of a coordinator: what waits in the community."""

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.today import OfCommunity
from lrc_portal.ui.kit import menu
from lrc_portal.ui.kit.menu import Waiting
from lrc_portal.words import helplines
from lrc_portal.words.translator import Translator


def show(t: Translator, found: OfCommunity) -> None:
    """What waits is a link to where it is seen to."""
    st.header(t("Community"), anchor=False)
    waits = []
    if found.due:
        told = (
            t("A meeting is due for more than {n} pairs.", n=limits.COUNTED_DUE)
            if found.due > limits.COUNTED_DUE
            else t.plural("A meeting is due for {n} pair.", "A meeting is due for {n} pairs.", found.due)
        )
        waits.append(Waiting(told, "event_repeat", "community"))
    if found.waiting:
        told = (
            t("More than {n} suggestions wait for a yes.", n=limits.COUNTED)
            if found.waiting > limits.COUNTED
            else t.plural("{n} suggestion waits for a yes.", "{n} suggestions wait for a yes.", found.waiting)
        )
        waits.append(Waiting(told, "hourglass_top", "community"))
    else:
        st.markdown(t("No suggestion waits for a yes."))
    if found.invited:
        told = t.plural(
            "{n} invitation of yours is open.", "{n} invitations of yours are open.", found.invited
        )
        waits.append(Waiting(told, "mail", "community"))
    if found.to_be_trained:
        told = (
            t("More than {n} peer workers have training or supervision due.", n=limits.COUNTED_DUE)
            if found.to_be_trained > limits.COUNTED_DUE
            else t.plural(
                "{n} peer worker has training or supervision due.",
                "{n} peer workers have training or supervision due.",
                found.to_be_trained,
            )
        )
        waits.append(Waiting(told, "school", "community"))
    if numbers := len(helplines.to_be_checked()):
        told = t.plural(
            "{n} number at “Help now” is due for a check.",
            "{n} numbers at “Help now” are due for a check.",
            numbers,
        )
        waits.append(Waiting(told, "call", "community"))
    if found.to_check:
        told = t.plural(
            "{n} thing on the shelf is due for a check.",
            "{n} things on the shelf are due for a check.",
            found.to_check,
        )
        waits.append(Waiting(told, "bookmark", "good-to-know"))
    if waits:
        menu.show_waiting("of-community", waits)
    menu.to("community", t("To the community page"))
