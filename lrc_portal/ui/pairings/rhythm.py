"""How often two people mean to meet: said in plain words, proposed with one tap and agreed with another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.fields import Form, act
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator

USUAL = (7, 14, 21, 28)


def every(t: Translator, days: int) -> str:
    """Every two weeks, every ten days."""
    if days % 7 == 0:
        return t.plural("Every week", "Every {n} weeks", days // 7)
    return t.plural("Every day", "Every {n} days", days)


def said(t: Translator, days: int) -> str:
    """The agreed rhythm in a sentence."""
    return t("You mean to meet: {rhythm}", rhythm=every(t, days)[:1].lower() + every(t, days)[1:])


@dataclass(frozen=True)
class RhythmVerbs:
    """`agree(db, pairing_id=…, days=…)` to what was proposed; `leave(db, pairing_id=…)` lays it aside."""

    agree: Callable[..., object]
    leave: Callable[..., object]


def show_proposed(visit: SignedIn, pairing: Any, verbs: RhythmVerbs, *, who: str) -> None:
    """What one of the two proposed and the other has not agreed to yet. `who` is the other one's name."""
    days = pairing.rhythm_proposed_days
    if not days:
        return
    t, who = visit.t, plain(who)
    mine = pairing.rhythm_proposed_by_id == visit.viewer.person_id
    rhythm = every(t, days)[:1].lower() + every(t, days)[1:]
    with st.container(gap="xsmall", key=f"rhythm-proposed-{pairing.id}"):
        if mine:
            said = t(
                "You suggested to meet {rhythm}. It counts once {name} says yes.", rhythm=rhythm, name=who
            )
        else:
            said = t("{name} suggests to meet {rhythm}. It counts once you say yes.", rhythm=rhythm, name=who)
        st.markdown(f":material/event_repeat: {said}")
        with st.container(horizontal=True):
            if not mine:
                st.button(
                    t("Yes, let us meet like that"),
                    key=f"rhythm-yes:{pairing.id}",
                    icon=":material/handshake:",
                    on_click=act,
                    args=(visit, lambda db: verbs.agree(db, pairing_id=pairing.id, days=days)),
                    kwargs={"said": t("It is agreed.")},
                )
            st.button(
                t("Take it back") if mine else t("Leave it as it is"),
                key=f"rhythm-leave:{pairing.id}",
                type="tertiary",
                icon=":material/close:",
                on_click=act,
                args=(visit, lambda db: verbs.leave(db, pairing_id=pairing.id)),
                kwargs={"said": t("How often you meet stays as it was.")},
            )


def show_form(visit: SignedIn, pairing: Any, *, write: Callable[..., object], who: str) -> None:
    """Propose another rhythm for a pairing to `who`; `write(db, days=…, version=…)` keeps it."""
    t = visit.t
    stands = (pairing.rhythm_days, pairing.rhythm_proposed_days, pairing.rhythm_proposed_by_id)
    opened = meanwhile.opened(f"rhythm:{pairing.id}", meanwhile.Stands(stands))
    form = Form(visit, opened.form)
    options = sorted({*USUAL, *([pairing.rhythm_days] if pairing.rhythm_days else [])})
    days = form.one_of(
        "rhythm",
        t("How often do you two mean to meet?"),
        options,
        lambda each: every(t, each),
        value=pairing.rhythm_days,
    )
    name = plain(who)
    form.send(
        t("Suggest it to {name}", name=name),
        lambda db: write(db, days=days() or 0, version=opened.version_read(form)),
        said=t("It is suggested. It counts once {name} says yes.", name=name),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), f"rhythm:{pairing.id}")
