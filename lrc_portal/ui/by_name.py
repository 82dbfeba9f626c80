"""Choosing one of several people by name; of many, one of those whose name holds what was typed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import streamlit as st

from lrc_portal import clock
from lrc_portal.ui.fields import Form
from lrc_portal.ui.text import plain
from lrc_portal.words.translator import Translator

AT_ONCE = 12
"""So many names are shown at once; of more, a part of the name is asked."""


class Named(Protocol):
    """A `support.somebody.Somebody`."""

    @property
    def person_id(self) -> int: ...
    @property
    def called(self) -> str: ...
    @property
    def since(self) -> datetime: ...


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
    names = {each.person_id: _full_name(t, each, people) for each in shown}
    return form.one_of(field, label, names, names.__getitem__, value=value if value in names else None)


def _full_name(t: Translator, somebody: Named, people: Sequence[Named]) -> str:
    """The name; where two share it, also the day on which each joined."""
    if sum(each.called == somebody.called for each in people) < 2:
        return plain(somebody.called)
    joined = t("joined on {day}", day=t.day(clock.local(somebody.since).date()))
    return f"{plain(somebody.called)} ({joined}, {somebody.person_id})"
