"""The address to which one's own calendar subscribes: made, shown once, renewed, ended."""

from functools import partial

import streamlit as st

from lrc_portal import clock, settings
from lrc_portal.database.engine import Session
from lrc_portal.support.whats_on import feeds
from lrc_portal.support.whats_on.feeds import Feed
from lrc_portal.ui.kit import lines, messages
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

_TOKEN, _NEW = "_calendar_token", "_calendar_is_new"
LINE = "calendar-address"
TITLES, ALL = "titles", "all"


def show(visit: SignedIn, feed: Feed | None) -> None:
    """What stands in one's calendar from here, and how it comes there."""
    t = visit.t
    _show_address(visit)
    if not lines.is_open(LINE):
        lines.open_button(t("In my own calendar"), LINE, icon="event_note")
        return
    with area(LINE):
        st.header(t("In my own calendar"), anchor=False)
        if visit.viewer.keeps_a_record:
            st.markdown(t("Your calendar can show the dates you said you will be at."))
        else:
            st.markdown(t("Your calendar can show what is on for you."))
        st.markdown(
            t(
                "For that you put an address from here into your calendar, once. From then on your calendar "
                "looks here for your dates by itself."
            )
        )
        st.markdown(t("Whoever has the address can read these dates, so keep it to yourself."))
        if feed and not st.session_state.get(_TOKEN):
            st.markdown(f":material/link:{NO_BREAK}{_there_is_one(t, feed)}")
        _show_form(visit, feed)
        if feed:
            st.caption(
                t("If you make another address, the one you have ends. Your calendar then needs the new one.")
            )
            with st.container(horizontal=True):
                action_button(
                    visit,
                    t("Make another address"),
                    partial(_renew, visit),
                    key="calendar:renew",
                    icon="link",
                    said=t("There is a new address. The one before leads nowhere now."),
                    kind="tertiary",
                )
                lines.ask_once(
                    visit,
                    "calendar:end",
                    label=t("End it"),
                    question=t("End the address? Your calendar finds nothing there any more."),
                    yes=t("End the address"),
                    no=t("Keep it"),
                    write=partial(_end, visit),
                    said=t("The address leads nowhere now."),
                    icon="link_off",
                )
        lines.close_button(t("Close"), LINE)


def _there_is_one(t: Translator, feed: Feed) -> str:
    day = t.day(clock.local(feed.made_at).date())
    return t(
        "You have an address. You made it on {day}. It is not kept here, so it cannot be shown again.",
        day=day,
    )


def address(token: str) -> str:
    """Where a calendar asks."""
    return f"{settings.current().public_url}/calendar/{token}.ics"


def _show_address(visit: SignedIn) -> None:
    t, token = visit.t, st.session_state.get(_TOKEN)
    if not token:
        return
    with area("calendar-new"), st.container(key="calendar-new"):
        st.markdown(f"**{t('Your calendar address')}**")
        st.code(address(token), language=None, wrap_lines=True)
        st.markdown(t("In your calendar, choose to subscribe by an address (URL), and put this one in."))
        st.caption(t("It is shown this once. If it is lost, make another."))
        st.button(t("I have put it in"), key="calendar:done", icon=":material/check:", on_click=_put)
    if st.session_state.pop(_NEW, False):
        messages.bring_into_view("calendar-new", after_ms=400)


def _show_form(visit: SignedIn, feed: Feed | None) -> None:
    t = visit.t
    form = Form(visit, f"calendar:{feed.version if feed else 'new'}")
    called = {TITLES: t("What each is called, and where it is")}
    if visit.viewer.keeps_a_record:
        called[ALL] = t("All that is on for me, not only where I said I will be")
    there = {TITLES: bool(feed and feed.with_titles), ALL: bool(feed and feed.all_for_me)}
    more = form.some_of(
        "more",
        t("What else should it show?"),
        called,
        lambda each: called[each],
        value=[each for each in called if there[each]],
    )
    st.caption(t("Without what it is called, each shows as “Appointment”, and nothing else."))

    def chosen() -> dict[str, bool]:
        return {"with_titles": TITLES in more(), "all_for_me": ALL in more()}

    if feed:
        form.send(
            t("Save"),
            lambda db: feeds.choose(db, by=visit.viewer, **chosen()),
            said=t("Saved. Your calendar has it the next time it asks."),
        )
        return
    form.send(
        t("Make an address"),
        lambda db: _put(feeds.renew(db, by=visit.viewer, **chosen())),
        said=t("The address is made."),
        icon="link",
    )


def _renew(visit: SignedIn, db: Session) -> None:
    _put(feeds.renew(db, by=visit.viewer))


def _end(visit: SignedIn, db: Session) -> None:
    feeds.end(db, by=visit.viewer)
    _put()


def _put(token: str | None = None) -> None:
    st.session_state[_TOKEN], st.session_state[_NEW] = token, token is not None
