"""Choosing one of the people a peer worker walks with. The choice stands in the address, as an id."""

from collections.abc import Mapping

import streamlit as st

from lrc_portal.refusals import Why
from lrc_portal.ui.kit import by_name, lines
from lrc_portal.ui.kit.frame import SignedIn, log_refused
from lrc_portal.ui.kit.text import plain


def asked_for(name: str) -> int | None:
    """A number that stands in the address, such as `?with=7`."""
    asked = st.query_params.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None


def with_whom(visit: SignedIn, people: Mapping[int, str], *, key: str) -> int | None:
    """One of the pairings (id → what the person is called); None until one is chosen.

    Nobody's record is looked at before that, unless there is only one person.
    """
    t = visit.t
    if st.session_state.get(key) not in people:
        asked = asked_for("with")
        if asked is not None and asked not in people:
            log_refused(Why.NOT_HERE, visit.viewer)
        only = next(iter(people)) if len(people) == 1 else None
        st.session_state[key] = asked if asked in people else only
    some = by_name.narrowed(t, f"{key}:part", people, first=st.session_state[key])
    st.pills(
        t("With whom?"),
        [each for each in people if each in some],
        key=key,
        format_func=lambda each: plain(people[each]),
        on_change=lines.close,
    )
    chosen: int | None = st.session_state[key]
    if chosen is None:
        st.query_params.pop("with", None)
    else:
        st.query_params["with"] = str(chosen)
    return chosen
