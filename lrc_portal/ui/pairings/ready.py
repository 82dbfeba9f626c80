"""Choosing a peer worker for somebody: those who can be asked, and beneath them why others cannot be yet."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.pairings.readiness import PeerWorker
from lrc_portal.ui.kit import by_name, more
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

WHY = {
    "telling": mark("shows nothing of themselves yet"),
    "supervisor": mark("has no supervisor yet"),
    "training": mark("training is due"),
    "supervision": mark("supervision is due"),
}


def choose(t: Translator, form: Form, field: str, workers: Sequence[PeerWorker]) -> Answer[int | None]:
    """The id of the one that was chosen, of those who are ready; None until one is."""
    ready = {worker.person_id: worker.display_name for worker in workers if worker.is_ready}
    chosen: Answer[int | None] = fixed(None)
    if ready:
        chosen = by_name.choose(t, form, field, t("Which peer worker?"), ready)
    else:
        st.markdown(t("No peer worker can be asked just now."))
    others = [worker for worker in workers if not worker.is_ready]
    if others:
        name = "not-ready"
        said = [f"- {_why(t, worker)}" for worker in more.shown(name, others, limits.SHOWN_PEOPLE)]
        st.caption("\n".join([t("Cannot be asked yet:"), "", *said]))
        more.show_button(t, name, others, limits.SHOWN_PEOPLE, beside=form.key(field))
    return chosen


def _why(t: Translator, worker: PeerWorker) -> str:
    return f"{plain(worker.display_name)}: {', '.join(t(WHY[each]) for each in worker.wanting)}"
