"""Reminders by e-mail: off until somebody chooses them, and what a mail shows over a shoulder."""

from datetime import date, timedelta

import streamlit as st

from lrc_portal.reminders import choices, due
from lrc_portal.reminders.choices import MyReminder, ReminderSubmission
from lrc_portal.ui.kit import meanwhile
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.meetings.meetings import typed_time
from lrc_portal.vocabulary import ReminderKind
from lrc_portal.words.translator import Translator

_A_MONDAY = date(2026, 1, 5)
_NAME = "reminders"


def show(visit: SignedIn, reminder: MyReminder) -> None:
    """What is chosen, the form to choose or change it, and the button that ends it.

    Nothing where no reminder can be sent; but what was chosen while it could be can still be ended.
    """
    kinds = choices.offered(visit.viewer)
    if not kinds and not reminder.is_chosen:
        return
    t = visit.t
    st.header(t("Reminders"), anchor=False)
    _show_state(t, reminder)
    if reminder.is_chosen:
        action_button(
            visit,
            t("End the reminders"),
            lambda db: choices.end(db, by=visit.viewer),
            key="reminders:end",
            icon="notifications_off",
            said=t("No more reminders come. Your e-mail address is erased here."),
        )
    if not kinds:
        return
    label = t("Change the reminders") if reminder.is_chosen else t("Choose reminders by e-mail")
    opened = meanwhile.opened(visit, _NAME, reminder, stays=True)
    form = Form(visit, opened.form)
    opens = form.opens_for("address")
    with st.expander(label, key="reminders", icon=":material/notifications:", expanded=opens):
        _show_form(visit, reminder, kinds, opened, form)


def _show_state(t: Translator, reminder: MyReminder) -> None:
    if not reminder.is_chosen:
        st.markdown(t("They are off. If you like, a short e-mail comes at a time that you choose."))
        return
    own_words(reminder.address)
    if reminder.confirmed_at is None:
        st.markdown(
            t(
                "We sent a mail to this address. Open the link in it and press the button there. Nothing "
                "else comes before that."
            )
        )
        return
    if reminder.kinds != {ReminderKind.MEETINGS}:
        weekdays = sorted(due.as_weekdays(reminder.weekdays))
        names = [t.weekday_name(_A_MONDAY + timedelta(days=each)) for each in weekdays]
        days = t("every day") if len(names) == 7 else t.listed(names, ours=True)
        st.markdown(t("When: {days}, at {time}.", days=days, time=t.clock(reminder.at)))
    if reminder.meetings:
        st.markdown(t("Before a meeting: on the day before, at {time}.", time=t.clock(reminder.at)))


def _show_form(
    visit: SignedIn,
    reminder: MyReminder,
    kinds: tuple[ReminderKind, ...],
    opened: meanwhile.Opened[MyReminder],
    form: Form,
) -> None:
    t = visit.t
    st.caption(
        t(
            "Whoever reads over your shoulder sees a mail from “A note” that is called “A note for you”. It "
            "says neither what this place is for nor anything you wrote. It holds the web address of this "
            "place. Each mail has a link that ends them all."
        )
    )
    began = opened.began
    meanwhile.show_changed(visit, opened, lambda now: _show_state(t, now))
    address = form.words("address", t("My e-mail address"), value=began.address)
    # To tick it is to agree to it, so nothing is ticked before somebody does.
    wanted = form.some_of("kinds", t("Remind me of"), kinds, lambda kind: _called(t, kind), value=began.kinds)
    weekdays = _days(t, form, began)
    at = typed_time(t, form, "at", t("At what time?"), value=began.at, needed=True)

    def submission() -> ReminderSubmission:
        return ReminderSubmission(address(), weekdays(), at(), wanted())

    version = opened.version_read
    asks_first = reminder.confirmed_at is None
    form.send_deed(
        t("Save, and send me a mail to confirm") if asks_first else t("Save the reminders"),
        lambda: choices.choose(visit.db, by=visit.viewer, submission=submission(), version=version(form)),
        said=t("Saved. Under “Reminders” you see what comes next."),
        then=lambda: meanwhile.forget(_NAME),
        button="save",
        kind="secondary",
    )


def _days(t: Translator, form: Form, began: MyReminder) -> Answer[frozenset[int]]:
    st.pills(
        t("On which days?"),
        list(range(7)),
        selection_mode="multi",
        default=sorted(due.as_weekdays(began.weekdays)),
        format_func=lambda weekday: t.weekday_in_short(_A_MONDAY + timedelta(days=weekday)),
        key=form.key("weekdays"),
        on_change=form.on_change,
    )
    st.caption(t("The reminder of a meeting comes on the day before it, whichever day that is."))
    form.slot("weekdays")
    return lambda: frozenset(form.typed("weekdays") or ())


def _called(t: Translator, kind: ReminderKind) -> str:
    if kind is ReminderKind.CHECK_IN:
        return t("My check-in, on days on which I have not done it yet")
    if kind is ReminderKind.MEETINGS:
        return t("A meeting, on the day before")
    return t("How many things wait for me as a peer worker")
