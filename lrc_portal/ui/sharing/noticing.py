"""“I noticed something good”: telling somebody of one's circle, and taking it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import streamlit as st

from lrc_portal import clock
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.fields import Form, act
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain


class Told(Protocol):
    """A `record.noticing.Noticed`."""

    @property
    def strength_id(self) -> int: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class NoticingVerbs:
    """What can be done, for the page to fill in.

    `notice(db, person_id=…, submission=…)` tells the person, with `submission(words, token)`;
    `take_back(db, strength_id=…)` takes it back.
    """

    notice: Callable[..., object]
    submission: Callable[[str, str], Any]
    take_back: Callable[..., object]


def show(
    visit: SignedIn, person_id: int, display_name: str, told: Sequence[Told], verbs: NoticingVerbs
) -> None:
    """A quiet button that opens the form, and what was told lately."""
    t, who, name = visit.t, plain(display_name), f"notice:{person_id}"
    with st.container(key=f"noticing-{person_id}", gap="small"):
        if lines.is_open(name):
            with st.container(border=True):
                _show_form(visit, person_id, who, verbs)
        else:
            lines.open_button(t("I noticed something good about {name}", name=who), name, icon="favorite")
        for each in told:
            _show_told(visit, each, who, verbs)


def _show_form(visit: SignedIn, person_id: int, who: str, verbs: NoticingVerbs) -> None:
    t = visit.t
    form = Form(visit, f"notice:{person_id}")
    words = form.words(
        "words",
        t("What did you notice about {name}, in one line?", name=who),
        hint=t("For example: you make people laugh"),
    )
    st.caption(
        t(
            "Only {name} sees it, with your name. They keep it or leave it, and that stays with them: you "
            "are not told.",
            name=who,
        )
    )
    form.send(
        t("Tell {name}", name=who),
        lambda db: verbs.notice(db, person_id=person_id, submission=verbs.submission(words(), form.token)),
        said=t("{name} can read it now.", name=who),
        then=lines.close,
        icon="favorite",
    )
    lines.close_button(t("Not now"), f"notice:{person_id}")


def _show_told(visit: SignedIn, told: Told, who: str, verbs: NoticingVerbs) -> None:
    t, at = visit.t, clock.local(told.at)
    with st.container(horizontal=True, vertical_alignment="center"):
        when = {"day": t.day(at.date()), "time": t.clock(at)}
        st.caption(t("You told {name} something good on {day} at {time}.", name=who, **when), width="stretch")
        st.button(
            t("Take it back"),
            key=f"untold:{told.strength_id}",
            type="tertiary",
            icon=":material/undo:",
            on_click=act,
            args=(visit, partial(verbs.take_back, strength_id=told.strength_id)),
            kwargs={"said": t("You took it back. What {name} has kept already stays theirs.", name=who)},
        )
