"""A scale from 0 to 10 as a field of a form: in numbers, or in five worded steps."""

from functools import partial

import streamlit as st

from lrc_portal.ui.kit.fields import Form
from lrc_portal.vocabulary import HIGHEST, LOWEST, steps_around
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator


def scale(
    t: Translator, form: Form, field: str, question: str, *, value: int | None = None, numbers: bool = True
) -> None:
    """A question answered with one tap, or left out: 0 to 10, or the same in five worded steps.

    A number that stands already is kept as it is while its step is not changed.
    """
    every = list(range(LOWEST, HIGHEST + 1))
    came_back = form.bring_back_tap(field, value, every, steps_around(value))
    stands = form.typed(field) if form.is_drawn(field) else value
    options = every if numbers else steps_around(stands)
    with st.container(key=f"{'scale' if numbers else 'steps'}-{form.key(field)}"):
        st.pills(
            question,
            options,
            default=None if came_back else value,
            format_func=str if numbers else partial(labels.step, t),
            key=form.key(field),
            width="stretch",
            on_change=form.on_change,
        )
    form.slot(field)
