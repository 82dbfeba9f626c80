"""Choosing a peer worker for somebody: those who can be asked, and a tap away why others cannot be yet."""

from collections.abc import Collection, Mapping

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.pairings import readiness
from lrc_portal.support.pairings.readiness import PeerWorker
from lrc_portal.ui import namesakes, people_search
from lrc_portal.ui.kit import by_name, more
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

WHY = {
    "telling": mark("shows nothing of themselves yet"),
    "supervisor": mark("has no supervisor yet"),
    "training": mark("training is due"),
    "supervision": mark("supervision is due"),
}


def choose(
    visit: SignedIn, form: Form, field: str, *, without: Collection[int] = ()
) -> tuple[Answer[int | None], bool]:
    """The id of the one that was chosen, or None, and whether there is anybody who is ready."""
    t, me = visit.t, visit.viewer
    not_ready = readiness.peer_workers(me, ready=False, most=1, without=without)

    def find(typed: str, there: int | None) -> Mapping[int, str]:
        ready = readiness.peer_workers(me, typed, ready=True, most=by_name.WANTED, without=without)
        workers, waiting = visit.db.read_all(ready, not_ready)
        some_wait.extend(waiting)
        ids = [*([there] if there else []), *(each.person_id for each in workers)]
        names = people_search.names_of(visit, ids)
        return {each: names[each] for each in ids if each in names}

    some_wait: list[PeerWorker] = []
    chosen, anybody = by_name.search(t, form, field, t("Which peer worker?"), find)
    if not anybody:
        st.markdown(t("No peer worker can be asked just now."))
    if some_wait:
        # Closed where somebody can be asked: they may be many, and the button of the form stands below them.
        with fold(
            t("Who cannot be asked yet"),
            "not-ready",
            icon="hourglass_empty",
            opens=not anybody,
        ) as is_open:
            if is_open:
                _show_not_ready(visit, without, beside=form.key(field))
    return chosen, anybody


def _show_not_ready(visit: SignedIn, without: Collection[int], *, beside: str) -> None:
    t, name = visit.t, "not-ready"
    most = more.at_most(name, limits.SHOWN_PEOPLE) + 1
    [waiting] = visit.db.read_all(
        readiness.peer_workers(visit.viewer, ready=False, most=most, without=without)
    )
    names = people_search.names_of(visit, [each.person_id for each in waiting])
    found = namesakes.with_display_names(waiting, names)
    said = [f"- {_why(t, worker)}" for worker in more.shown(name, found, limits.SHOWN_PEOPLE)]
    st.caption("\n".join(said))
    more.show_button(t, name, found, limits.SHOWN_PEOPLE, beside=beside)


def _why(t: Translator, worker: PeerWorker) -> str:
    return f"{plain(worker.display_name)}: {', '.join(t(WHY[each]) for each in worker.wanting)}"
