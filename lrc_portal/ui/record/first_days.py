"""The first questions to a new member, one on the screen at a time; each can be left out, and so can all."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from lrc_portal.database.engine import Session
from lrc_portal.record import first_days
from lrc_portal.record.first_days import FirstQuestion, FirstScreen
from lrc_portal.record.pursuits import PursuitLine, PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.ui.kit import messages
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words
from lrc_portal.vocabulary import Aim, PursuitKind, StrengthPlace
from lrc_portal.words import labels

_SHOWN = "_first_screen"


def show(visit: SignedIn, question: FirstQuestion) -> None:
    """Ask this one, and offer to leave it out."""
    t, screen = visit.t, question.screen
    with st.container(key="first-days"):
        if screen is FirstScreen.ABOUT:
            _ask_about(visit)
        elif screen is FirstScreen.SINCE and question.since_of:
            _ask_since(visit, question.since_of)
        else:
            _ask_strength(visit)
        with st.container(horizontal=True):
            action_button(
                visit,
                t("Skip this"),
                partial(first_days.leave_out, by=visit.viewer, screen=screen),
                key=f"skip:{screen.name}",
                kind="tertiary",
                icon="skip_next",
            )
            if screen is not FirstScreen.STRENGTH:
                action_button(
                    visit,
                    t("Skip all of it"),
                    partial(first_days.leave_out, by=visit.viewer),
                    key="skip:all",
                    kind="tertiary",
                    icon="close",
                )
    before = st.session_state.get(_SHOWN)
    st.session_state[_SHOWN] = screen.name
    if before not in (None, screen.name):
        messages.bring_into_view("first-days")


def _ask_about(visit: SignedIn) -> None:
    t = visit.t
    st.header(t("What is your recovery about?"), anchor=False)
    st.markdown(
        t(
            "Up to three short screens to begin with. You can skip each of them. Only those you share it "
            "with see it."
        )
    )
    form = Form(visit, "first-about")
    name = form.words("name", t("In your own words"), hint=t("A word or two is enough."))
    kind = form.one_of(
        "kind", t("What sort of thing is it?"), PursuitKind, lambda each: labels.pursuit_kind(t, each)
    )
    aim = form.one_of("aim", t("What do you aim for?"), Aim, lambda each: labels.aim(t, each))
    _send(
        visit,
        form,
        lambda db: first_days.tell_about(
            db, by=visit.viewer, submission=PursuitSubmission(kind(), name(), aim(), token=form.token)
        ),
    )


def _ask_since(visit: SignedIn, pursuit: PursuitLine) -> None:
    t = visit.t
    st.header(t("Since when?"), anchor=False)
    own_words(pursuit.name)
    st.markdown(t("If there is a day on which your recovery began for you, write it here."))
    form = Form(visit, "first-since")
    day = typed_day(t, form, "start_day", t("My day"))
    _send(visit, form, lambda db: first_days.tell_since(db, by=visit.viewer, pursuit=pursuit, day=day()))


def _ask_strength(visit: SignedIn) -> None:
    t = visit.t
    st.header(t("What is one good thing in you or around you?"), anchor=False)
    st.markdown(t("Something you can do, somebody who is there, a place where you belong."))
    form = Form(visit, "first-strength")
    words = form.words("words", t("In your own words"))
    place = form.one_of(
        "place", t("Where is it?"), StrengthPlace, lambda each: labels.strength_place(t, each)
    )
    _send(
        visit,
        form,
        lambda db: first_days.tell_strength(
            db, by=visit.viewer, submission=StrengthSubmission(place(), words(), token=form.token)
        ),
        is_last=True,
    )


def _send(visit: SignedIn, form: Form, write: Callable[[Session], object], *, is_last: bool = False) -> None:
    """After the last it is said that all is kept; before that the next question says it."""
    said = visit.t("Kept. You can change it whenever you like.") if is_last else None
    form.send(visit.t("Keep this"), write, said=said)
