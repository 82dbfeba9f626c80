"""The community at a glance: what is due first, then what waits. Names, and no numbers of people."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.pairings.glance import Between, Now
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator


def show_glance(t: Translator, now: Now, names: Mapping[int, str], *, also: Callable[[], object]) -> None:
    """A line a subject, and what is quiet is not in it; `names` by id. `also` draws what else waits.

    No number of people stands here: beside the report's numbers it could give a small one away.
    """
    to_be_trained = [plain(names.get(each, "")) for each in now.to_be_trained]
    st.header(t("At a glance"), anchor=False)
    due = [
        ("event_repeat", t("A meeting is due"), _pairs(t, now.due, names)),
        ("waving_hand", t("Their peer worker is leaving"), _pairs(t, now.leaving, names)),
        ("school", t("Training or supervision is due"), to_be_trained),
    ]
    shown = [(icon, what, who) for icon, what, who in due if who]
    with area("glance"):
        for icon, what, who in shown:
            st.markdown(f":material/{icon}:{NO_BREAK}**{what}:** {_some(t, who)}")
        if not shown:
            st.markdown(f":material/spa:{NO_BREAK}" + t("Nothing is due."))
        if now.waiting:
            waiting = _some(t, _pairs(t, now.waiting, names))
            st.markdown(f":material/hourglass_empty:{NO_BREAK}**{t('Waiting for a yes')}:** {waiting}")
        also()
        quiet = [
            t("more than {n} pairs walking together", n=limits.COUNTED)
            if now.walking > limits.COUNTED
            else t.plural("{n} pair walking together", "{n} pairs walking together", now.walking),
            t.plural("{n} open invitation", "{n} open invitations", now.invited),
        ]
        st.caption(DOT.join(quiet))


def _some(t: Translator, names: Sequence[str]) -> str:
    """The first of them, and that there are others."""
    some = list(names[: limits.NAMED_AT_ONCE])
    return DOT.join([*some, t("and others")] if len(names) > len(some) else some)


def _pairs(t: Translator, pairs: Iterable[Between], names: Mapping[int, str]) -> list[str]:
    return [
        t.listed([plain(names.get(each.person_id, "")), plain(names.get(each.peer_worker_id, ""))])
        for each in pairs
    ]
