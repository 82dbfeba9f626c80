"""What a person wants to talk about next time: their own list, and as their peer worker reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.fields import Form, act
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words


class Item(Protocol):
    """One thing on the list; `support.meetings.AgendaLine` is one."""

    @property
    def id(self) -> int: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True)
class AgendaVerbs:
    """`add(db, words, token)`; `talked(db, item_id)` and `erase(db, item_id)`."""

    add: Callable[[Any, str, str], object]
    talked: Callable[[Any, int], object]
    erase: Callable[[Any, int], object]


def show_my_agenda(visit: SignedIn, agenda: Sequence[Item], verbs: AgendaVerbs) -> None:
    """The person's own list, with what can be done about each thing, and a field for one more."""
    t = visit.t
    st.header(t("What I want to talk about next time"), anchor=False)
    st.caption(t("You and your peer worker see this list, nobody else."))
    for item in agenda:
        with st.container(border=True, gap="xsmall"):
            own_words(item.words)
            with st.container(horizontal=True):
                st.button(
                    t("We talked about it"),
                    key=f"talked:{item.id}",
                    type="tertiary",
                    icon=":material/check:",
                    on_click=act,
                    args=(visit, lambda db, it=item: verbs.talked(db, it.id)),
                    kwargs={"said": t("It has left your list.")},
                )
                lines.ask_once(
                    visit,
                    f"erase-agenda:{item.id}",
                    label=t("Erase"),
                    question=t("Erase this for good?"),
                    yes=t("Erase it"),
                    no=t("Keep it"),
                    write=lambda db, it=item: verbs.erase(db, it.id),
                    said=t("It is erased."),
                )
    form = Form(visit, "agenda")
    words = form.words("agenda", t("Something to talk about"))
    form.send(
        t("Put it on my list"),
        lambda db: verbs.add(db, words(), form.token),
        said=t("It is on your list."),
        icon="add",
    )
