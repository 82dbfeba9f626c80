"""Choosing one of several people by name; of many, one of those whose name holds what was typed."""

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from lrc_portal.ui.fields import Form
from lrc_portal.ui.text import plain
from lrc_portal.words.translator import Translator

AT_ONCE = 12
"""So many names are shown at once; of more, a part of the name is asked."""


class Named(Protocol):
    """A `support.somebody.Somebody`, by a name that is told apart from the others (`ui.namesakes`)."""

    @property
    def person_id(self) -> int: ...
    @property
    def called(self) -> str: ...


def choose(
    t: Translator, form: Form, field: str, label: str, people: Sequence[Named], *, value: int | None = None
) -> int | None:
    """The id of the person that was chosen; None until one is. `value` is who stands there already."""
    people = sorted(people, key=lambda each: each.person_id != value)
    shown = people
    if len(shown) > AT_ONCE:
        part = st.text_input(t("Part of the name"), key=form.key(f"{field}.part")).strip().casefold()
        shown = [each for each in people if part in each.called.casefold()][:AT_ONCE]
        left = len(people) - len(shown)
        st.caption(t.plural("{n} more. Write part of the name.", "{n} more. Write part of the name.", left))
    names = {each.person_id: plain(each.called) for each in shown}
    return form.one_of(field, label, names, names.__getitem__, value=value if value in names else None)
