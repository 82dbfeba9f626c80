"""Who is here, in which language, and may they open this page: the frame around every screen."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

from lrc_portal import refusals, settings
from lrc_portal.acting import Opening, Viewer
from lrc_portal.database import engine
from lrc_portal.database.engine import Database, Session
from lrc_portal.identity import accounts, sessions, unsaved_words
from lrc_portal.identity import viewer as viewers
from lrc_portal.refusals import Why
from lrc_portal.ui.kit import accessible_names, focus, messages, pictures, returning
from lrc_portal.ui.kit import language as language_of
from lrc_portal.ui.kit.exit_button import exit_button
from lrc_portal.ui.kit.links import ACCESSIBILITY, help_now, link
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.kit.unsaved import keep_what_is_typed
from lrc_portal.ui.kit.watching import watch
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words.marks import NotNow, PerhapsSaved, Refused, mark
from lrc_portal.words.translator import CHOICES, Translator

_HANDED_ON, _SIGN_IN = "_visit", "_sign_in"
_PAGE, _TURN, _OPENING = "_page", "_page_turn", "_opening"


@dataclass(frozen=True)
class Visit:
    """One rerun of one page: the viewer (None when signed out), their translator, the database."""

    viewer: Viewer | None
    t: Translator
    db: Database


@dataclass(frozen=True)
class SignedIn:
    """A visit whose viewer is known and may open the page."""

    viewer: Viewer
    t: Translator
    db: Database

    @cached_property
    def unsaved(self) -> unsaved_words.Found:
        """What they had typed and not saved; read once a rerun, where a field begins."""
        [found] = self.db.read_all(unsaved_words.read_query(self.viewer))
        return found


def session_token() -> str | None:
    """The session token of this browser, as it stood when the page was opened."""
    return st.context.cookies.get(sessions.cookie_name())


def arrive() -> Visit:
    """Look again who is here. Asks the session row, so a session that was ended ends at this rerun."""
    db = engine.current()
    viewer = viewers.whoever_of(db, session_token())
    comes_back = _keep_to_sign_in(viewer)
    t = language_of.translator_for(viewer)
    if viewer is not None:
        # Another device may have changed their own: what they say yes to here is kept as they read it here.
        viewer = replace(viewer, language=t.language)
    if comes_back:
        _answer_lost_click()
    return Visit(viewer, t, db if viewer is None else db.seen_by(viewer))


def _keep_to_sign_in(viewer: Viewer | None) -> bool:
    """Throw away what this tab held for another sign-in. True where the session is a new one.

    The language that was chosen stays for somebody who is signed out: it tells nothing of anybody.
    """
    sign_in = viewers.sign_in_key(viewer)
    if _SIGN_IN not in st.session_state:
        st.session_state[_SIGN_IN] = sign_in
        return True
    if st.session_state[_SIGN_IN] != sign_in:
        language = language_of.chosen()
        st.session_state.clear()
        st.session_state[_SIGN_IN] = sign_in
        if viewer is None and language:
            language_of.choose(language)
    return False


def _answer_lost_click() -> None:
    """A click that came after a restart found nobody who knew what it was for; forms do it themselves."""
    lost = [key for key in returning.clicked() if not returning.is_of_form(key)]
    if lost:
        _say_not_done()


def _say_not_done(fault: NotNow | None = None) -> None:
    if isinstance(fault, PerhapsSaved):
        messages.refuse_later(fault)
        return
    messages.refuse_later(
        Refused(mark("The portal was away for a moment, so this is not done yet. Press it once more."))
    )


def sign_in() -> str:
    """What stands for the sign-in of this tab in the keys of its fields."""
    return str(st.session_state.get(_SIGN_IN, ""))


def say_what_was_lost() -> None:
    """Once the page of a tab that came back is drawn: what was pressed or chosen and nobody knew of.

    A form knows its button again; one that is not there any more does not, nor can it say beside it why it
    was not saved. What it would have said beside its fields is of no use without them.
    """
    st.session_state.pop(messages.OF_FORM, None)
    if refusal := messages.unsaid_refusal():
        messages.refuse_later(refusal)
    elif returning.click_was_lost():
        _say_not_done()
    elif returning.slipped_back():
        messages.refuse_later(
            Refused(
                mark(
                    "The portal was away for a moment. What stands here is kept. If you had just ticked or "
                    "chosen something, do it once more."
                )
            )
        )
    else:
        return
    st.rerun()


def hand_on(visit: Visit) -> None:
    """Let the page's guard, which runs next, use this visit once and not look it up again."""
    st.session_state[_HANDED_ON] = visit


def turn_to(page: str) -> None:
    """Notice that another page is open than at the rerun before: what is opened there is opened anew."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def log_refused(
    refused: Why | BaseException, viewer: Viewer | None, state: Mapping[Hashable, object] | None = None
) -> None:
    """Note in the log that this page, or a deed on it, was refused; `state` is that of the session.

    A fault that is no refusal of a rule is none of its business.
    """
    page = (st.session_state.to_dict() if state is None else state).get(_PAGE, "")
    by, at = viewer.person_id if viewer else None, f"/{page}"
    if isinstance(refused, Why):
        refusals.note(refused, by=by, at=at)
    else:
        refusals.note_fault(refused, by=by, at=at)


def page_turn() -> int:
    """Which opening of a page this is in this tab: another one after another page was open."""
    turn: int = st.session_state.get(_TURN, 0)
    return turn


@contextmanager
def looking(visit: SignedIn, what: str = "") -> Iterator[tuple[Session, Opening]]:
    """A writing session for a look at what belongs to somebody else, and the visit it is part of.

    Reruns of the same open page are one visit to the same person's record; `what` tells what is opened
    on one page apart. It is remembered only once the transaction, and the trace in it, is kept.
    """
    turn, opening = st.session_state.get(_OPENING, ("", None))
    here = f"{st.session_state.get(_TURN)}:{what}"
    mine = deepcopy(opening) if opening is not None and turn == here else Opening()
    with visit.db.writing() as session:
        yield session, mine
    st.session_state[_OPENING] = (here, mine)


def open_page(*roles: Role, before_second_step: bool = False) -> SignedIn:
    """The guard that stands first in every page for signed-in people.

    Shows a calm sentence and stops when nobody is signed in, when a second step is yet to be passed, or when
    the page is for other roles.
    """
    visit: Visit = st.session_state.pop(_HANDED_ON, None) or arrive()
    if visit.viewer is None:
        log_refused(Why.SIGNED_OUT, None)
        messages.sign_in_first(visit.t)
        st.stop()
    if visit.viewer.awaits_second_step and not before_second_step:
        messages.second_step_first(visit.t)
        st.stop()
    if roles and not visit.viewer.roles & set(roles):
        for_others(visit.t, visit.viewer)
        st.stop()
    return SignedIn(visit.viewer, visit.t, visit.db)


def for_others(t: Translator, viewer: Viewer) -> None:
    """The page belongs to a part that the viewer does not have here."""
    log_refused(Why.OTHER_ROLE, viewer)
    messages.for_others(t)


def open_to_all() -> Visit:
    """The guard of the pages that are there for everybody, and show more to whoever is signed in."""
    visit: Visit = st.session_state.pop(_HANDED_ON, None) or arrive()
    if visit.viewer is not None and visit.viewer.awaits_second_step:
        messages.second_step_first(visit.t)
        st.stop()
    return visit


def show_head(visit: Visit) -> None:
    """The line at the top of every page: help now, the other language, the way out."""
    t = visit.t
    language_of.say_to_browser(t.language, secure=settings.current().secure)
    accessible_names.as_drawn(t)
    focus.keep(t)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="head"):
        help_now(t("Help now"), visit.viewer)
        _language_buttons(visit)
        exit_button(t)
        watch(t, sign_in=viewers.sign_in_key(visit.viewer))
        if visit.viewer is not None:
            keep_what_is_typed(t, sign_in=viewers.sign_in_key(visit.viewer))
    messages.show_flash(t)


def _language_buttons(visit: Visit) -> None:
    """One other language is one tap away; several are behind one button, each with its name in itself."""
    others = [language for language in Language if language is not visit.t.language]
    if len(others) == 1:
        _language_button(visit, others[0], key="language", icon=":material/translate:")
        return
    with st.popover(CHOICES[visit.t.language], key="languages", type="tertiary", icon=":material/translate:"):
        for other in others:
            _language_button(visit, other, key=f"language:{other.value}")


def _language_button(visit: Visit, language: Language, *, key: str, icon: str | None = None) -> None:
    st.button(
        CHOICES[language],
        key=key,
        type="tertiary",
        icon=icon,
        on_click=change_language,
        args=(visit, language),
    )


def still_here(viewer: Viewer) -> bool:
    """Whether the viewer's session is still open. A callback runs before the guard, so it asks itself.

    Raises `NotNow`, which a callback has to say itself: it runs before the rerun that would start anew.
    """
    now = viewers.whoever_of(engine.current(), session_token())
    return (
        now is not None
        and now.session_id == viewer.session_id
        and (viewer.awaits_second_step or not now.awaits_second_step)
    )


def show_menu_foot(visit: Visit) -> None:
    """At the foot of the menu: who is signed in, and signing out."""
    t = visit.t
    with st.sidebar:
        pictures.show_wordmark(t)
        help_now(t("Help now"), visit.viewer)
        if visit.viewer is None:
            link(t("Sign in"), "/sign-in")
        else:
            st.caption(t("Signed in as {name}", name=plain(visit.viewer.display_name)))
            sign_out_button(visit, key="sign-out")
        link(t("Accessibility"), ACCESSIBILITY, quiet=True)


def sign_out_button(visit: Visit, *, key: str) -> None:
    """Ends this session; the page then asks to sign in. A page of its own leads to the provider, if any."""
    if visit.viewer is not None and visit.viewer.through_provider:
        link(visit.t("Sign out"), "/sign-out")
        return
    st.button(visit.t("Sign out"), key=key, icon=":material/logout:", on_click=_sign_out, args=(visit,))


def change_language(visit: Visit | SignedIn, language: Language) -> None:
    """From now on this browser, and where signed in this person, is shown `language`."""
    language_of.choose(language)
    try:
        if visit.viewer is not None and still_here(visit.viewer):
            with visit.db.writing() as session:
                accounts.change_language(session, by=visit.viewer, language=language)
    except NotNow as fault:
        _say_not_done(fault)


def _sign_out(visit: Visit) -> None:
    if visit.viewer is None:
        return
    try:
        with visit.db.writing() as session:
            sessions.end_this(session, by=visit.viewer)
    except NotNow as fault:
        _say_not_done(fault)
