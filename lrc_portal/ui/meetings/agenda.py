"""What a person wants to talk about next time: their own list, and as their peer worker reads it."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from lrc_portal.support.meetings import agenda
from lrc_portal.support.meetings.agenda import AgendaLine, AgendaSubmission
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain


def show_my_agenda(visit: SignedIn, items: Sequence[AgendaLine], workers: Collection[str]) -> None:
    """The person's own list, with what can be done about each thing, and a field for one more.

    `workers` are the names of those they walk with, who see it too.
    """
    t = visit.t
    st.header(t("What I want to talk about next time"), anchor=False)
    if workers:
        names = t.listed([t("You"), *map(plain, workers)])
        st.caption(t("{names} see this list. Nobody else does.", names=names))
    else:
        st.caption(t("You see this list, and your peer worker if you have one. Nobody else does."))
    for item in items:
        with area(f"agenda:{item.id}", gap="xsmall"):
            own_words(item.words)
            with st.container(horizontal=True):
                action_button(
                    visit,
                    t("We talked about it"),
                    partial(agenda.talked_about, by=visit.viewer, item_id=item.id),
                    key=f"talked:{item.id}",
                    kind="tertiary",
                    icon="check",
                    said=t("It has left your list."),
                )
                lines.ask_once(
                    visit,
                    f"erase-agenda:{item.id}",
                    label=t("Erase"),
                    question=t("Erase this for good?"),
                    yes=t("Erase it"),
                    no=t("Keep it"),
                    write=partial(agenda.erase, by=visit.viewer, item_id=item.id),
                    said=t("It is erased."),
                )
    form = Form(visit, "agenda")
    words = form.words("agenda", t("Something to talk about"))
    form.send(
        t("Put it on my list"),
        lambda db: agenda.add(db, by=visit.viewer, submission=AgendaSubmission(words(), form.token)),
        said=t("It is on your list."),
        icon="add",
    )
