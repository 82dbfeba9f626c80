"""Choosing one of several people by name; of many, one of those whose name holds what was typed."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import streamlit as st

from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

AT_ONCE = 12
"""So many names are shown at once; of more, a part of the name is asked."""


class Named(Protocol):
    """A `support.somebody.Somebody`, by a name that is told apart from the others (`ui.namesakes`)."""

    @property
    def person_id(self) -> int: ...
    @property
    def display_name(self) -> str: ...


def choose(
    t: Translator, form: Form, field: str, label: str, people: Sequence[Named], *, value: int | None = None
) -> Answer[int | None]:
    """The id of the person that was chosen; None until one is. `value` is who stands there already."""
    display_name = {each.person_id: each.display_name for each in people}
    some = narrowed(t, form.key(f"{field}.part"), display_name, first=value)
    names = {each: plain(display_name[each]) for each in some}
    return form.one_of(field, label, names, names.__getitem__, value=value if value in names else None)


def narrowed(
    t: Translator, key: str, display_name: Mapping[int, str], *, first: int | None = None
) -> list[int]:
    """Of these (id → name) some at once, `first` always among them; of many, a part of the name is asked."""
    ids = sorted(display_name, key=lambda each: each != first)
    if len(ids) <= AT_ONCE:
        return ids
    part = st.text_input(t("Part of the name"), key=key).strip().casefold()
    some = [each for each in ids if each == first or part in display_name[each].casefold()][:AT_ONCE]
    left = len(ids) - len(some)
    st.caption(t.plural("{n} more. Write part of the name.", "{n} more. Write part of the name.", left))
    return some
