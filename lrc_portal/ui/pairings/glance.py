"""The community at a glance: what is due first, then what waits. Names, and no numbers of people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from lrc_portal import limits
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator


@dataclass(frozen=True)
class Glance:
    """Names as they stand in the record: pairs of a person and their peer worker, or one name alone.

    One more of each than stands in a line is enough.
    """

    due: Sequence[tuple[str, str]]
    leaving: Sequence[tuple[str, str]]
    to_be_trained: Sequence[str]
    waiting: Sequence[tuple[str, str]]
    walking: int
    invited: int


def show_glance(t: Translator, now: Glance) -> None:
    """A line a subject, and what is quiet is not in it."""
    st.header(t("At a glance"), anchor=False)
    due = [
        ("event_repeat", t("A meeting is due"), _pairs(t, now.due)),
        ("waving_hand", t("Their peer worker is leaving"), _pairs(t, now.leaving)),
        ("school", t("Training or supervision is due"), [plain(name) for name in now.to_be_trained]),
    ]
    shown = [(icon, what, names) for icon, what, names in due if names]
    with st.container(border=True, gap="small", key="glance"):
        for icon, what, names in shown:
            st.markdown(f":material/{icon}: **{what}:** {_some(t, names)}")
        if not shown:
            st.markdown(":material/spa: " + t("Nothing is due."))
        if now.waiting:
            names = _some(t, _pairs(t, now.waiting))
            st.markdown(f":material/hourglass_empty: **{t('Waiting for a yes')}:** {names}")
        quiet = [
            t.plural("{n} pairing under way", "{n} pairings under way", now.walking),
            t.plural("{n} open invitation", "{n} open invitations", now.invited),
        ]
        st.caption(" · ".join(quiet))


def _some(t: Translator, names: Sequence[str]) -> str:
    """The first of them, and that there are others."""
    some = list(names[: limits.NAMED_AT_ONCE])
    return " · ".join([*some, t("and others")] if len(names) > len(some) else some)


def _pairs(t: Translator, pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [t.listed([plain(person), plain(worker)]) for person, worker in pairs]
