"""Choosing one of several people by name; of many, one of those whose name holds what was typed."""

from collections.abc import Mapping

import streamlit as st

from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

AT_ONCE = 12
"""So many names are shown at once; of more, a part of the name is asked."""


def choose(
    t: Translator,
    form: Form,
    field: str,
    label: str,
    display_name: Mapping[int, str],
    *,
    value: int | None = None,
) -> Answer[int | None]:
    """Who was chosen of these (id → name); None until somebody is. `value` is who stands there already."""
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
