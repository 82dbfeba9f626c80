"""How often two people mean to meet: said in plain words, and chosen with one tap."""

from collections.abc import Callable
from typing import Any

from lrc_portal.ui import lines
from lrc_portal.ui.fields import Form
from lrc_portal.ui.frame import SignedIn
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


def show_form(visit: SignedIn, pairing: Any, *, write: Callable[..., object]) -> None:
    """Choose another rhythm for a pairing; `write(db, days=…)` keeps it. Closes the open line."""
    t = visit.t
    form = Form(visit, f"rhythm:{pairing.id}:{pairing.rhythm_days}")
    options = sorted({*USUAL, *([pairing.rhythm_days] if pairing.rhythm_days else [])})
    days = form.one_of(
        "rhythm",
        t("How often do you two mean to meet?"),
        options,
        lambda each: every(t, each),
        value=pairing.rhythm_days,
    )
    if form.sent(t("Save the rhythm")):
        form.save(lambda db: write(db, days=days or 0), said=t("Saved."), then=lines.close)
    lines.close_button(t("Leave it as it is"), f"rhythm:{pairing.id}")
