"""My account: language, name, what I tell of myself, reminders, signing in and where, consents, my data."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lrc_portal import acting, clock, limits, settings
from lrc_portal.acting import Permission
from lrc_portal.identity import accounts, providers, sessions
from lrc_portal.identity.my_account import MyAccount, MyConsent
from lrc_portal.identity.providers import Joined
from lrc_portal.identity.sessions import WhereSignedIn
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.ui import namesakes
from lrc_portal.ui.account import erasing, my_account, my_data, signing_in
from lrc_portal.ui.account import reminders as reminders_shown
from lrc_portal.ui.account.my_account import BROWSERS, CONSENTS, AccountPage
from lrc_portal.ui.complaints import complaints
from lrc_portal.ui.finding.about_me import show_telling
from lrc_portal.ui.giving import applications as giving_too
from lrc_portal.ui.kit import accessible_names, frame, lines, meanwhile, menu, more, returning
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.links import link
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.supervision import reflections as reflections_shown
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import CHOICES

LANGUAGE = "account:language"

visit = frame.open_page(before_second_step=True)
t = visit.t


def show_all() -> None:
    found = my_account.load(visit)
    st.title(t("My account"), anchor=False)
    signing_in.show_news(t, found.sign_in_news)
    if visit.viewer.awaits_second_step:
        show_before_second_step(found)
        return
    show_language()
    show_names(found.account)
    if acting.may(visit.viewer, Permission.TELL_OF_ONESELF):
        show_about_me(found.about)
    reminders_shown.show(visit, found.reminder)
    show_passphrase(found.account)
    signing_in.show(t, found.second_step)
    show_where(found.where, found.known)
    show_providers(found.joined)
    show_consents(found.said_yes)
    show_my_data()
    complaints.show_mine(visit, found.complained)
    show_peer_worker(found.paired, found.days, found.reflected)


def show_before_second_step(found: AccountPage) -> None:
    """What a passphrase alone opens: nothing of others, and no other way to sign in."""
    st.markdown(t("The rest of your account opens once you have shown a second time that it is you."))
    link(t("Go on"), "/second-step", main=True)
    show_language()
    show_passphrase(found.account)
    show_where(found.where, found.known)


def show_language() -> None:
    st.header(t("Language"), anchor=False)
    with returning.acts_at_once(LANGUAGE, t.language):
        st.segmented_control(
            t("The language of the portal"),
            list(CHOICES),
            key=LANGUAGE,
            required=True,
            format_func=CHOICES.__getitem__,
            on_change=lambda: frame.change_language(visit, st.session_state[LANGUAGE]),
        )


def show_names(account: MyAccount) -> None:
    st.header(t("My name"), anchor=False)
    if account.name and account.name != account.display_name:
        st.markdown(t("You sign in as {name}. Nobody else here sees that name.", name=plain(account.name)))
    if account.known_by:
        told = t(
            "Coordinators keep a word beside your name, to tell people apart who are called alike: {words}. "
            "Only you and coordinators see it. Talk to one of them if it should read otherwise.",
            words=f"“{plain(account.known_by)}”",
        )
        st.caption(told)
    name = f"display_name:{visit.viewer.person_id}"
    began = meanwhile.began(name)
    touched = began is not None and Form(visit, meanwhile.form_of(name)).typed("display_name") not in (
        None,
        began.words,
    )
    opened = meanwhile.opened(visit, name, meanwhile.Words(account.display_name), stays=True, touched=touched)
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
    display_name = form.words("display_name", t("What others here call me"), value=opened.began.words)
    version = opened.version_read
    form.send(
        t("Save the name"),
        lambda db: accounts.change_called(
            db, by=visit.viewer, display_name=display_name(), version=version(form)
        ),
        said=t("Others now see this name."),
        then=lambda: meanwhile.forget(name),
        button="save",
        kind="secondary",
    )


def show_about_me(page: AboutPage) -> None:
    worker = acting.may(visit.viewer, Permission.WALK_WITH_PEOPLE)
    show_telling(visit, page, worker=worker, keeps=visit.viewer.keeps_a_record)


def show_peer_worker(paired: list[PairingLine], days: Supervised, reflected: list[ReflectionLine]) -> None:
    """How to be a peer worker no more; and for whoever was one, what is kept of it."""
    me = visit.viewer
    if acting.may(me, Permission.WALK_WITH_PEOPLE):
        mine = namesakes.paired(t, me.person_id, paired)
        walks_with = [line.person for line in mine if line.live and line.peer_worker_id == me.person_id]
        giving_too.show_laying_down(visit, walks_with)
        return
    if not (days.trainings or days.supervisions or reflected):
        return
    st.header(t("When I was a peer worker"), anchor=False)
    supervision_shown.show_days(t, days)
    reflections_shown.show_former(visit, reflected)


def show_passphrase(account: MyAccount) -> None:
    label = t("Change my passphrase") if account.has_passphrase else t("Set a passphrase")
    if not account.name:
        st.header(t("My passphrase"), anchor=False)
        st.markdown(t("You sign in through another service. You need no passphrase here."))
        return
    with fold(label, "passphrase", icon="key", keeps=True) as is_drawn:
        if not is_drawn:
            return
        signing_in.show_passphrase(t, account)
        st.caption(
            t(
                "Take three or four words that have nothing to do with each other. That is strong, and easy "
                "to keep in mind."
            )
        )
        form = Form(visit, "passphrase")
        old = form.passphrase("old", t("My passphrase now"), saved="current-password")
        new = form.passphrase("new", t("My new passphrase"), saved="new-password")
        form.send_deed(
            label,
            lambda: accounts.change_passphrase(visit.db, by=visit.viewer, old=old(), new=new()),
            said=t("Your passphrase is changed. Other browsers are signed out."),
            button="save",
            kind="secondary",
        )


def show_where(where: list[WhereSignedIn], known: int) -> None:
    with fold(t("Where I am signed in"), "where", icon="devices") as is_open:
        if not is_open:
            return
        for browser in more.shown(BROWSERS, where, limits.SHOWN_BROWSERS):
            with area(f"browser:{browser.id}", gap="xsmall"):
                st.markdown(f":material/devices:{NO_BREAK}**{browser.device or t('A browser')}**")
                if browser.here:
                    st.caption(t("This is the browser you are using."))
                    continue
                used = clock.local(browser.last_seen_at)
                st.caption(t("Last used on {day} at {time}", day=t.day(used.date()), time=t.clock(used)))
                action_button(
                    visit,
                    t("Sign out there"),
                    partial(sessions.end_one, by=visit.viewer, session_id=browser.id),
                    key=f"session:{browser.id}",
                    icon="logout",
                    said=t("That browser is signed out."),
                )
        more.show_button(t, BROWSERS, where, limits.SHOWN_BROWSERS)
        if known:
            st.caption(
                t.plural(
                    "You signed in on {n} browser in the last 180 days. If a stranger guesses at your name, "
                    "you can still sign in there.",
                    "You signed in on {n} browsers in the last 180 days. If a stranger guesses at your name, "
                    "you can still sign in there.",
                    known,
                )
            )
        if known > 1:
            st.caption(t("“Sign out everywhere else” forgets the others."))
        with st.container(horizontal=True):
            if len(where) > 1 or known > 1:
                action_button(
                    visit,
                    t("Sign out everywhere else"),
                    partial(sessions.end_others, by=visit.viewer),
                    key="end-others",
                    icon="logout",
                    said=t("You are signed in here only."),
                )
            action_button(
                visit,
                t("Sign out everywhere, here too"),
                partial(sessions.end_all, by=visit.viewer),
                key="end-all",
                icon="logout",
            )


def show_providers(joined: list[Joined]) -> None:
    known = settings.current().providers
    if not known and not joined:
        return
    st.header(t("Other ways to sign in"), anchor=False)
    for each in joined:
        with area(f"provider:{each.id}", gap="xsmall"):
            st.markdown(f"**{each.title}**")
            st.caption(t("Joined on {day}", day=t.day(clock.local(each.joined_at).date())))
            lines.ask_once(
                visit,
                f"part:{each.id}",
                label=t("Take away"),
                question=t("Sign in with {provider} no more?", provider=each.title),
                yes=t("Take it away"),
                no=t("Keep it"),
                write=partial(providers.part, by=visit.viewer, joined_id=each.id),
                said=t("It is taken away."),
                icon="link_off",
            )
    names = {each.provider for each in joined}
    for provider in known:
        if provider.name not in names:
            link(t("Join {provider}", provider=provider.title), f"/sign-in/with/{provider.name}?join=1")


def show_consents(said_yes: list[MyConsent]) -> None:
    if not said_yes:
        return
    with fold(t("What I said yes to"), "consents", icon="handshake") as is_open:
        if not is_open:
            return
        # Each share has its own yes in the same words: they are said once, with whom and every day.
        days: dict[tuple[str, Language], dict[tuple[str | None, str], list[str]]] = {}
        for consent in more.shown(CONSENTS, said_yes, limits.SHOWN_CONSENTS):
            given = t.day(clock.local(consent.given_at).date())
            taken = t.day(clock.local(consent.withdrawn_at).date()) if consent.withdrawn_at else ""
            alike = days.setdefault((consent.wording, consent.language), {})
            alike.setdefault((consent.display_name, taken), []).append(given)
        for number, ((wording, language), alike) in enumerate(days.items()):
            names = list(dict.fromkeys(plain(name) for name, _taken in alike if name))
            with area(f"consent:{number}", gap="xsmall"):
                if names:
                    st.markdown(f"**{t.listed(names)}**")
                with st.container(key=accessible_names.in_language(language, f"consent:{number}")):
                    own_words(wording)
                if language is not t.language:
                    st.caption(t("You read it in {language}.", language=t.language_name(language)))
                for (display_name, taken), given_on in alike.items():
                    said = t("Given on {day}", day=t.listed(list(dict.fromkeys(given_on))))
                    whom = [plain(display_name)] if display_name and len(names) > 1 else []
                    taken_back = [t("taken back on {day}", day=taken)] if taken else []
                    st.caption(DOT.join([*whom, said, *taken_back]))
        more.show_button(t, CONSENTS, said_yes, limits.SHOWN_CONSENTS)


def show_my_data() -> None:
    with fold(t("My data"), "my-data", icon="folder_open", keeps=True) as is_drawn:
        if not is_drawn:
            return
        my_data.show(visit)
        if visit.viewer.keeps_a_record:
            show_what_can_be_erased()
        erasing.show_way(visit)


def show_what_can_be_erased() -> None:
    st.markdown(
        t(
            "What you keep here is yours. You can erase each entry where it stands: days and moments, "
            "strengths, goals and steps. Erased is gone for good."
        )
    )
    menu.to("check-in", t("My days"))
    menu.to("strengths", t("My strengths"))
    menu.to("goals", t("My goals"))
    with st.expander(t("What is counted in the yearly report"), key="counted", icon=":material/numbers:"):
        st.markdown(
            t(
                "Once a year Living Room Cardiff counts for its funders and trustees. It counts people, "
                "meetings, the help that was given, goals, contributions, and how answers moved. "
                "Of your own record, only what you show your peer worker is counted. What you marked "
                "“only me” never is. Nobody’s words or names are in it, and a number below five is left "
                "out."
            )
        )


show_all()
