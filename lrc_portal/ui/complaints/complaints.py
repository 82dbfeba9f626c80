"""A complaint about my data: the form, and what became of it; and the list that coordinators have."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import (
    AnswerSubmission,
    ComplaintSubmission,
    MyComplaint,
    OpenComplaint,
)
from lrc_portal.ui.kit import frame, lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

MINE, WAITING = "complaints:mine", "complaints:waiting"
"""The names of these lists for `ui.kit.more`."""
_FORM = "complaint"


def wanted(name: str) -> int:
    """How many lines of a list to ask for: one more than is shown."""
    return more.at_most(name, limits.SHOWN_COMPLAINTS) + 1


def show_mine(visit: SignedIn, found: Sequence[MyComplaint]) -> None:
    """The way to complain, and what became of earlier complaints."""
    t = visit.t
    opens = lines.opens_fold("complaints", [_FORM]) or bool(found)
    with st.expander(
        t("A complaint about my data"), key="complaints", icon=":material/mail:", expanded=opens
    ):
        st.markdown(
            t(
                "Is something not right with what is done with your data? Tell us. A coordinator reads it "
                "and says within 30 days that it has come."
            )
        )
        st.markdown(
            t("You can also go to the Information Commissioner’s Office (ICO), at ico.org.uk, now or later.")
        )
        if lines.is_open(_FORM):
            with area("complain"):
                _show_form(visit)
        else:
            lines.open_button(t("Complain"), _FORM, icon="edit", kind="secondary")
        for each in more.shown(MINE, found, limits.SHOWN_COMPLAINTS):
            with area(f"complaint:{each.id}", gap="xsmall"):
                _show_one(t, each)
        more.show_button(t, MINE, found, limits.SHOWN_COMPLAINTS)


def _show_form(visit: SignedIn) -> None:
    t = visit.t
    form = Form(visit, _FORM)
    words = form.words("words", t("What is not right?"), long=True, value="")
    st.caption(t("Coordinators read this, and nobody else. What you keep here stays closed to them."))
    form.send(
        t("Send it"),
        lambda db: complaints.make(db, by=visit.viewer, submission=ComplaintSubmission(words(), form.token)),
        said=t("It is sent. You read here what becomes of it."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), _FORM)


def _show_one(t: Translator, each: MyComplaint) -> None:
    st.markdown(f"**{t('Sent on {day}', day=t.day(clock.local(each.made_at).date()))}**")
    own_words(each.words)
    if each.answer is not None and each.answered_at is not None:
        day = t.day(clock.local(each.answered_at).date())
        st.markdown(f"**{t('The answer of {day}', day=day)}**")
        own_words(each.answer)
    elif each.acknowledged_at is not None:
        day = t.day(clock.local(each.acknowledged_at).date())
        st.caption(t("It has come: a coordinator said so on {day}. The answer comes here.", day=day))
    else:
        st.caption(t("A coordinator says by {day} that it has come.", day=t.day(each.due)))


def show_waiting(visit: SignedIn, found: Sequence[OpenComplaint], names: Mapping[int, str]) -> None:
    """For coordinators: those that are not answered, with the day by which each is acknowledged."""
    if not found:
        return
    t = visit.t
    st.header(t("Complaints about data"), anchor=False)
    for each in more.shown(WAITING, found, limits.SHOWN_COMPLAINTS):
        with area(f"complaint:{each.id}", gap="xsmall"):
            who = plain(names.get(each.person_id, each.display_name or ""))
            st.markdown(f"**{who}**{DOT}{t.day(clock.local(each.made_at).date())}")
            if each.acknowledged_at is None:
                st.caption(t("To be acknowledged by {day}", day=t.day(each.due)))
            else:
                day = t.day(clock.local(each.acknowledged_at).date())
                st.caption(t("Acknowledged on {day}. It waits for an answer.", day=day))
            if lines.is_open(_line(each)):
                _show_opened(visit, each)
            else:
                lines.open_button(t("Read and answer"), _line(each), icon="mail", kind="secondary")
    more.show_button(t, WAITING, found, limits.SHOWN_COMPLAINTS)


def _line(each: OpenComplaint) -> str:
    return f"complaint:{each.id}"


def _show_opened(visit: SignedIn, each: OpenComplaint) -> None:
    t = visit.t
    with frame.looking(visit, _line(each)) as (db, opening):
        words = complaints.opened(db, visit.viewer, each.id, opening)
    own_words(words)
    if each.acknowledged_at is None:
        action_button(
            visit,
            t("Say that it has come"),
            partial(complaints.acknowledge, by=visit.viewer, complaint_id=each.id),
            key=f"acknowledge:{each.id}",
            icon="check",
            said=t("They read that it has come."),
        )
    form = Form(visit, _line(each))
    answer = form.words("words", t("What was done, and the answer"), long=True, value="")
    complaint_id = each.id
    form.send(
        t("Send the answer"),
        lambda db: complaints.answer(
            db, by=visit.viewer, complaint_id=complaint_id, submission=AnswerSubmission(answer())
        ),
        said=t("They read your answer under My account."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), _line(each))
