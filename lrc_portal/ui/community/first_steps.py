"""A coordinator's first steps, in their order, until the first two people are asked to walk together.

Nothing of it is kept: each step is done once what it brings is there.
"""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.support.pairings.readiness import TELLING, PeerWorker
from lrc_portal.support.supervision.supervision import Due
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator


def show(t: Translator, work: Sequence[PeerWorker], *, anybody_keeps: bool) -> None:
    """The five steps; the first that is open stands out, with what there is to do."""
    nearest = min(work, key=lambda each: len(each.wanting), default=None)
    wanting = nearest.wanting if nearest else tuple(Due)
    who = plain(nearest.display_name) if nearest else ""
    there = t("Under “Training and supervision”, beside the name of {name}.", name=who)
    steps = [
        (
            t("Invite a member and a peer worker"),
            bool(work) and anybody_keeps,
            t("Make an invitation for each, and pass its code on. It is done once both have joined."),
        ),
        (t("Name a supervisor"), Due.SUPERVISOR not in wanting, there),
        (t("Enter the training"), Due.TRAINING not in wanting, there),
        (
            t("Book the first supervision"),
            Due.SUPERVISION not in wanting,
            t("A day that is still to come is enough to begin walking with somebody."),
        ),
        (
            t("Bring two people together"),
            False,
            t("Before that {name} shows one thing of themselves, under “My account”.", name=who)
            if TELLING in wanting
            else t("Under “Bring two people together”. Both are asked."),
        ),
    ]
    now = next(place for place, (_, done, _) in enumerate(steps) if not done)
    st.header(t("First steps"), anchor=False)
    with st.container(key="first-steps"):
        for place, (label, done, how) in enumerate(steps):
            if done:
                st.markdown(f":material/check_circle:{NO_BREAK}{place + 1}. {label}{DOT}{t('done')}")
            elif place == now:
                st.markdown(f":material/arrow_forward:{NO_BREAK}**{place + 1}. {label}**")
                st.caption(how)
            else:
                st.markdown(f":material/radio_button_unchecked:{NO_BREAK}{place + 1}. {label}")
