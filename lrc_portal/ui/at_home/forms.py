"""The forms of what is agreed at home: offering one's own part, agreeing with theirs, seeing it otherwise."""

from collections.abc import Callable

import streamlit as st

from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Agreement, AtHomeWith, Between, Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain


def line(other: AtHomeWith) -> str:
    """The name of the line in which a new version is written."""
    return f"at-home-{other.person_id}"


def otherwise_line(waits: Agreement) -> str:
    """The name of the line in which the viewer says how they see it."""
    return f"at-home-otherwise:{waits.id}"


def show_offer(visit: SignedIn, other: AtHomeWith, between: Between, show: Callable[[Between], None]) -> None:
    """One's own part of a new version; it begins with one's own words of the last one."""
    t, who = visit.t, plain(other.display_name)
    opened = meanwhile.opened(visit, line(other), between)
    meanwhile.show_changed(visit, opened, show)
    form = Form(visit, opened.form)
    part = _show_fields(visit, form, who, opened.began.my_last, examples=not opened.began.agreements)
    st.caption(
        t(
            "{name} reads it once you offer it, and answers. Neither of you can change what the other "
            "wrote, and nobody else reads it.",
            name=who,
        )
    )
    other_id, version = other.person_id, opened.version_read
    form.send(
        t("Offer it to {name}", name=who),
        lambda db: agreements.offer(
            db,
            by=visit.viewer,
            submission=OfferSubmission(other_id, part(), form.token, version(form)),
        ),
        said=t("It is offered. {name} can read it now.", name=who),
        then=lines.close,
        icon="handshake",
    )
    lines.close_button(t("Not now"), line(other))


def show_agree(visit: SignedIn, other: AtHomeWith, waits: Agreement, mine: Part) -> None:
    """Agree with what is offered, with one's own part beside it; or open the other answer."""
    t, who = visit.t, plain(other.display_name)
    form = Form(visit, f"at-home-agree:{waits.id}")
    st.markdown(f"**{t('And you?')}**")
    st.caption(t("You say yourself what you do. Leave empty what you like."))
    part = _show_fields(visit, form, who, mine)
    agreement_id = waits.id
    form.send(
        t("I agree"),
        lambda db: agreements.answer(
            db,
            by=visit.viewer,
            agreement_id=agreement_id,
            submission=AnswerSubmission(True, part(), token=form.token),
        ),
        said=t("You have both said yes to it."),
        icon="handshake",
    )
    lines.open_button(t("I see it another way"), otherwise_line(waits), icon="edit_note")


def show_otherwise(visit: SignedIn, waits: Agreement) -> None:
    """How the viewer sees it, in place of agreeing."""
    t = visit.t
    form = Form(visit, f"at-home-otherwise:{waits.id}")
    account = form.words(
        "account",
        t("How do you see it?"),
        hint=t("Your words stand beside theirs. Neither of you can change what the other wrote."),
        long=True,
    )
    agreement_id = waits.id
    form.send(
        t("Add my words"),
        lambda db: agreements.answer(
            db,
            by=visit.viewer,
            agreement_id=agreement_id,
            submission=AnswerSubmission(False, account=account(), token=form.token),
        ),
        said=t("Your words stand beside theirs now."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), otherwise_line(waits))


def _show_fields(
    visit: SignedIn, form: Form, who: str, begins: Part, *, examples: bool = False
) -> Callable[[], Part]:
    """The four texts of a part, by day, with what they begin with; with an example under each, if wanted."""
    t = visit.t
    hard_does = form.words(
        "hard_does",
        t("What I do on a hard day"),
        value=begins.hard_does,
        hint=t("For example: I say early that it is hard. I go for a walk before I answer.")
        if examples
        else None,
        long=True,
    )
    hard_wishes = form.words(
        "hard_wishes",
        t("What I would like from {name} on a hard day", name=who),
        value=begins.hard_wishes,
        hint=t("For example: ask me once, then leave me in peace.") if examples else None,
        long=True,
    )
    good_does = form.words(
        "good_does",
        t("What I do on a good day"),
        value=begins.good_does,
        hint=t("For example: I cook on Thursdays.") if examples else None,
        long=True,
    )
    good_wishes = form.words(
        "good_wishes",
        t("What I would like from {name} on a good day", name=who),
        value=begins.good_wishes,
        hint=t("For example: come along to the choir.") if examples else None,
        long=True,
    )
    return lambda: Part(hard_does(), hard_wishes(), good_does(), good_wishes())
