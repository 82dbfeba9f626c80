"""How often two people mean to meet: said in plain words, proposed with one tap and agreed with another."""

from functools import partial

import streamlit as st

from lrc_portal.support.pairings import rhythms
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import NO_BREAK
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


def show_proposed(visit: SignedIn, pairing: PairingLine) -> None:
    """What one of the two proposed and the other has not agreed to yet."""
    days = pairing.rhythm_proposed_days
    if not days:
        return
    t, who = visit.t, _other(visit, pairing)
    mine = pairing.rhythm_proposed_by_id == visit.viewer.person_id
    rhythm = every(t, days)[:1].lower() + every(t, days)[1:]
    with st.container(gap="xsmall", key=f"rhythm-proposed-{pairing.id}"):
        if mine:
            said = t(
                "You suggested to meet {rhythm}. It counts once {name} says yes.", rhythm=rhythm, name=who
            )
        else:
            said = t("{name} suggests to meet {rhythm}. It counts once you say yes.", rhythm=rhythm, name=who)
        st.markdown(f":material/event_repeat:{NO_BREAK}{said}")
        with st.container(horizontal=True):
            if not mine:
                action_button(
                    visit,
                    t("Yes, let us meet like that"),
                    partial(rhythms.agree, by=visit.viewer, pairing_id=pairing.id, days=days),
                    key=f"rhythm-yes:{pairing.id}",
                    icon="handshake",
                    said=t("It is agreed."),
                )
            action_button(
                visit,
                t("Take it back") if mine else t("Leave it as it is"),
                partial(rhythms.leave_as_it_is, by=visit.viewer, pairing_id=pairing.id),
                key=f"rhythm-leave:{pairing.id}",
                kind="tertiary",
                icon="close",
                said=t("How often you meet stays as it was."),
            )


def show_form(visit: SignedIn, pairing: PairingLine) -> None:
    """Propose another rhythm of a pairing to the other of the two."""
    t = visit.t
    stands = (pairing.rhythm_days, pairing.rhythm_proposed_days, pairing.rhythm_proposed_by_id)
    opened = meanwhile.opened(visit, f"rhythm:{pairing.id}", meanwhile.Stands(stands))
    form = Form(visit, opened.form)
    options = sorted({*USUAL, *([pairing.rhythm_days] if pairing.rhythm_days else [])})
    days = form.one_of(
        "rhythm",
        t("How often do you two mean to meet?"),
        options,
        lambda each: every(t, each),
        value=pairing.rhythm_days,
    )
    name, pairing_id, version = _other(visit, pairing), pairing.id, opened.version_read
    form.send(
        t("Suggest it to {name}", name=name),
        lambda db: rhythms.propose(
            db, by=visit.viewer, pairing_id=pairing_id, days=days() or 0, version=version(form)
        ),
        said=t("It is suggested. It counts once {name} says yes.", name=name),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), f"rhythm:{pairing.id}")


def _other(visit: SignedIn, pairing: PairingLine) -> str:
    """What the other of the two is called."""
    as_person = pairing.person_id == visit.viewer.person_id
    return plain(pairing.peer_worker if as_person else pairing.person)
