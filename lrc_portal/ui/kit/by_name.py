"""Choosing one of several people by name; of many, one of those whose name holds what was typed."""

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st

from lrc_portal.ui.kit.fields import GROUP, Answer, Form, fixed
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

AT_ONCE = 12
"""So many names are shown at once; of more, a part of the name is asked."""
WANTED = AT_ONCE + 1
"""So many to ask for, to know whether there are more."""


def search(
    t: Translator,
    form: Form,
    field: str,
    label: str,
    find: Callable[[str, int | None], Mapping[int, str]],
    *,
    value: int | None = None,
) -> tuple[Answer[int | None], bool]:
    """Who was chosen of very many, and whether there is anybody to choose.

    `find` takes what was typed of a name and who is chosen already, and gives at most one more than is shown
    (id → name), whoever is chosen first.
    """
    key = form.key(f"{field}.part")
    typed = str(st.session_state.get(key) or "")
    there = form.typed(field) if form.is_drawn(field) else value
    found = find(typed, there)
    some = {each: plain(name) for each, name in list(found.items())[:AT_ONCE]}
    usual = value if value in some else None
    if typed.strip() or len(found) > AT_ONCE:
        with st.container(gap="xsmall", key=f"{GROUP}{form.key(field)}"):
            st.markdown(label)
            st.text_input(t("Write how the name begins"), key=key)
            if len(found) > AT_ONCE:
                st.caption(t("These are some of them. There are more."))
            elif not set(found) - {there}:
                st.caption(t("Nobody is found by this name."))
            return _names(form, field, label, some, usual, "collapsed"), True
    if not some:
        form.slot(field)
        return fixed(None), False
    return _names(form, field, label, some, usual), True


def _names(
    form: Form,
    field: str,
    label: str,
    some: Mapping[int, str],
    value: int | None,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Answer[int | None]:
    with st.container(key=f"names-{form.key(field)}"):
        return form.one_of(
            field, label, some, some.__getitem__, value=value, label_visibility=label_visibility
        )


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
