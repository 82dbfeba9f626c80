"""Buttons that keep a line of a note or a letter as a strength, or as a step of a goal."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from lrc_portal.ui.kit import menu
from lrc_portal.ui.kit.fields import act
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import NO_BREAK

AT_HAND = 3
"""So many goals are named at once; further ones stand behind one tap."""


def strength_button(visit: SignedIn, line: str, write: Callable[..., object]) -> None:
    """Keeps the line among one's strengths; `line` names it among the keys of the page."""
    st.button(
        visit.t("Keep it as my strength"),
        key=f"keep-strength:{line}",
        icon=":material/bookmark_add:",
        on_click=_keep_strength,
        args=(visit, write),
    )


def say_strength_is_kept(visit: SignedIn) -> None:
    st.caption(f":material/check:{NO_BREAK}{visit.t('Kept. It is among your strengths.')}")


def _keep_strength(visit: SignedIn, write: Callable[..., object]) -> None:
    act(visit, write, said=visit.t("It is among your strengths now."))


def step_buttons(visit: SignedIn, line: str, goals: Mapping[int, str], write: Callable[..., object]) -> None:
    """The goals by their names: a tap on one keeps the line there, by `write` with its `goal_id`."""
    t = visit.t
    name = f"keep-step:{line}"
    everything = f"all:{name}"
    st.caption(t("Keep it as a step towards:"))
    at_once = len(goals) if st.session_state.get(everything) else AT_HAND
    with st.container(horizontal=True):
        for goal_id, title in list(goals.items())[:at_once]:
            st.button(
                plain(title),
                key=f"{name}:{goal_id}",
                icon=":material/bookmark_add:",
                on_click=_keep_step,
                args=(visit, partial(write, goal_id=goal_id)),
            )
        if len(goals) > at_once:
            st.button(
                t("Another goal"), key=f"more:{name}", type="tertiary", on_click=_show_all, args=(everything,)
            )


def say_step_is_kept(visit: SignedIn, goal: str) -> None:
    st.caption(f":material/check:{NO_BREAK}{visit.t('Kept as a step of “{goal}”.', goal=plain(goal))}")


def say_no_goal_yet(visit: SignedIn) -> None:
    st.caption(visit.t("A step belongs to a goal. Set a goal, then you can keep the step here."))
    menu.to("goals", visit.t("Set a goal"))


def _keep_step(visit: SignedIn, write: Callable[..., object]) -> None:
    act(visit, write, said=visit.t("The step is kept with your goal."))


def _show_all(everything: str) -> None:
    st.session_state[everything] = True
