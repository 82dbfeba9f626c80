"""My circle: who sees what, see it as they do, give, end, take back; who looked."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import acting, limits
from lrc_portal.acting import Permission
from lrc_portal.record.noticing import Noticed
from lrc_portal.sharing import circle, opened_records, trace
from lrc_portal.sharing.circle import (
    CircleMember,
    Given,
    GrantsSubmission,
    InviteSubmission,
    ShareLine,
)
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.support import overview
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.at_home import agreements as at_home
from lrc_portal.ui.finding import finding
from lrc_portal.ui.finding.about_me import show_fold
from lrc_portal.ui.kit import frame, lines, meanwhile, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.notes.earlier_notes import Earlier, choose_notes, show_passed_on
from lrc_portal.ui.pairings import handover as handing_over
from lrc_portal.ui.pairings import rhythm
from lrc_portal.ui.sharing import codes, grants, my_circle, traces
from lrc_portal.ui.sharing import noticing as noticed_by_me
from lrc_portal.ui.sharing import overview as drawn
from lrc_portal.ui.sharing.my_circle import INVITE, LOOKED, PEOPLE
from lrc_portal.vocabulary import Content, Role
from lrc_portal.words.marks import NO_BREAK

PREVIEW = "circle:preview"

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
me = visit.viewer


def show_all() -> None:
    found = my_circle.load(visit)
    mine = [line for line in found.paired if line.person_id == me.person_id]
    st.title(t("My circle"), anchor=False)
    st.markdown(
        t("You decide who sees what. Nothing is shared unless you choose it, and you can take it back.")
    )
    by_id: dict[int | None, PairingLine] = {line.id: line for line in mine}
    follower = {line.follows_id: line for line in mine if line.follows_id is not None}
    for line in mine:
        if line.leaving:
            handing_over.show_news(visit, line, follower.get(line.id))
        elif line.unsaid_last_day:
            handing_over.show_staying(visit, line, found.seen_by_worker.get(line.id, []))
    for line in mine:
        if line.waiting:
            show_waiting_pairing(line, found.about.get(line.peer_worker_id), found.earlier)
    for line in mine:
        if line.live:
            seen, about = found.seen_by_worker.get(line.id, []), found.about.get(line.peer_worker_id)
            show_pairing(line, by_id.get(line.follows_id), seen, about, found.earlier)
    finding.show(visit, mine)
    show_people(found.people, found.noticed)
    if acting.may(me, Permission.INVITE_FAMILY):
        if found.people:
            st.header(t("Invite somebody"), anchor=False)
        is_alone = not (found.people or found.invited or mine)
        show_invite(found.invited, found.waiting_for_them, first=is_alone)
    show_who_looked(found.looked)
    st.caption(
        f":material/info:{NO_BREAK}"
        + t(
            "What you share is for the people you choose. It may go further where there is danger to life, "
            "or a child or adult at risk."
        )
    )


# See it as they do


def toggle_preview(name: str) -> None:
    st.session_state[PREVIEW] = None if st.session_state.get(PREVIEW) == name else name


def preview_button(name: str, label: str) -> None:
    is_open = st.session_state.get(PREVIEW) == name
    st.button(
        t("Close the view") if is_open else label,
        key=f"preview:{name}",
        icon=":material/visibility_off:" if is_open else ":material/visibility:",
        on_click=toggle_preview,
        args=(name,),
    )


def show_preview(name: str, who: str, contents: dict[Content, bool], *, by_pairing: bool = False) -> None:
    """One's own record as somebody with these grants sees it, if this preview is open."""
    if st.session_state.get(PREVIEW) != name:
        return
    with area(f"as-seen-{name}"):
        st.markdown(f":material/visibility:{NO_BREAK}**{t('This is what {name} sees:', name=who)}**")
        if not contents:
            st.markdown(t("Nothing of your record."))
            return
        with visit.db.reading() as db:
            record = opened_records.preview(db, me, contents.items(), by_pairing=by_pairing)
        with visit.db.seen_by(record.viewer).reading() as db:
            seen = overview.of(db, record)
        drawn.show(t, seen, key=f"preview-{name}")


# A peer worker


def show_waiting_pairing(line: PairingLine, about: AboutPage | None, earlier: Earlier) -> None:
    who = plain(line.peer_worker)
    with area(f"waiting-{line.id}"):
        if line.person_said_yes:
            st.markdown(f":material/hourglass_empty:{NO_BREAK}**{t('You said yes to {name}', name=who)}**")
            st.markdown(t("It begins when {name} says yes too.", name=who))
            st.markdown(t("Until then they see nothing of your record."))
            show_fold(t, about, who, key=str(line.id))
            end_button(line, t("I have changed my mind"), who)
            return
        st.header(t("Would you like {name} as your peer worker?", name=who), anchor=False)
        st.markdown(
            t(
                "A coordinator suggests that the two of you walk together. It begins only if you both say "
                "yes, and either of you can end it."
            )
        )
        show_fold(t, about, who, key=str(line.id))
        st.markdown(t("They would see what you want to talk about, and the meetings you plan together."))
        st.markdown(f"**{t('What else may {name} see?', name=who)}**")
        form = Form(visit, f"say-yes:{line.id}")
        chosen = grants.choose(t, form, {}, walking=True)
        noted = choose_notes(t, form, earlier, line.id, who)
        preview_button(f"pairing-{line.id}", t("See it as they will"))
        show_preview(f"pairing-{line.id}", who, chosen(), by_pairing=True)
        pairing_id = line.id
        form.send(
            t("Yes, walk with me"),
            lambda db: handover.accept(
                db, by=me, pairing_id=pairing_id, grants=grants.granted(chosen()), note_ids=noted()
            ),
            said=t("You said yes."),
        )
        end_button(line, t("Not now"), who)


def end_button(line: PairingLine, label: str, who: str) -> None:
    lines.ask_once(
        visit,
        f"end-pairing:{line.id}",
        label=label,
        question=t("End this with {name}? They see nothing of yours from then on.", name=who),
        yes=t("End it"),
        no=t("Keep it"),
        write=partial(pairings.end, by=me, pairing_id=line.id),
        said=t("It has ended. They see nothing of yours now."),
        icon="link_off",
    )


def show_pairing(
    line: PairingLine,
    before: PairingLine | None,
    shares: list[ShareLine],
    about: AboutPage | None,
    earlier: Earlier,
) -> None:
    who, name = plain(line.peer_worker), f"pairing-{line.id}"
    st.header(t("My peer worker"), anchor=False)
    with area(name):
        st.subheader(who, anchor=False)
        st.markdown(t("{name} sees what you want to talk about, and your meetings together.", name=who))
        if lines.is_open(name):
            show_change_pairing(line, shares, who)
            return
        if lines.is_open(f"rhythm:{line.id}"):
            rhythm.show_form(visit, line)
            return
        if line.is_trial:
            instead_of = before.peer_worker if before else None
            finding.show_trial(visit, line.id, who, instead_of=instead_of)
        grants.show_standing(t, shares, t("Of your record, nothing."))
        if line.rhythm_days:
            st.caption(f":material/event_repeat:{NO_BREAK}" + rhythm.said(t, line.rhythm_days))
        rhythm.show_proposed(visit, line)
        with st.container(horizontal=True):
            preview_button(name, t("See it as they do"))
            lines.open_button(t("Change what they see"), name)
            lines.open_button(t("Change how often we meet"), f"rhythm:{line.id}", icon="event_repeat")
            end_button(line, t("Somebody else") if line.is_trial else t("End our walk together"), who)
        show_passed_on(visit, line, earlier)
        show_fold(t, about, who, key=str(line.id))
        show_preview(name, who, grants.given(shares), by_pairing=True)


def show_change_pairing(line: PairingLine, shares: list[ShareLine], who: str) -> None:
    opened = meanwhile.opened(visit, f"pairing-{line.id}", Given(tuple(shares)))
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, show_given)
    chosen = grants.choose(t, form, grants.given(opened.began.shares), walking=True)
    preview_button(f"pairing-{line.id}", t("See it as they will"))
    show_preview(f"pairing-{line.id}", who, chosen(), by_pairing=True)
    pairing_id, version = line.id, opened.version_read
    last_days = {share.content: share.last_day for share in shares}
    form.send(
        t("Save what they see"),
        lambda db: pairings.choose_what_is_seen(
            db,
            by=me,
            pairing_id=pairing_id,
            grants=grants.granted(chosen(), last_days),
            version=version(form),
        ),
        said=t("Saved. {name} sees what you chose.", name=who),
        then=close_all,
    )
    lines.close_button(t("Leave it as it is"), f"pairing-{line.id}")


def show_given(given: Given) -> None:
    grants.show_standing(t, given.shares, t("They see nothing of yours."))


def close_all() -> None:
    lines.close()
    st.session_state[PREVIEW] = None


# My circle


def show_people(people: list[CircleMember], noticed: dict[int, list[Noticed]]) -> None:
    st.header(t("Family and friends"), anchor=False)
    if not people:
        if acting.may(me, Permission.INVITE_FAMILY):
            messages.empty(t("Nobody is in your circle yet. You can invite somebody when you want to."))
        else:
            messages.empty(t("Nobody is in your circle now. People in recovery invite family and friends."))
    for person in more.shown(PEOPLE, people, limits.SHOWN_PEOPLE):
        with area(f"person-{person.person_id}"):
            show_person(person, noticed.get(person.person_id, []))
    more.show_button(t, PEOPLE, people, limits.SHOWN_PEOPLE)


def show_person(person: CircleMember, noticed: list[Noticed]) -> None:
    who, name = plain(person.display_name), f"person-{person.person_id}"
    st.subheader(who, anchor=False)
    if lines.is_open(name):
        show_change_person(person, who)
        return
    grants.show_standing(t, person.shares, t("They see nothing of yours."))
    with st.container(horizontal=True):
        preview_button(name, t("See it as they do"))
        lines.open_button(t("Change what they see"), name)
    noticed_by_me.show(visit, person.person_id, person.display_name, noticed)
    at_home.link_to(person.person_id, t("What {name} and I agree at home", name=who))
    with st.container(horizontal=True):
        if grants.given(person.shares):
            action_button(
                visit,
                t("Take everything back"),
                partial(circle.take_back_all, by=me, viewer_id=person.person_id),
                key=f"take-back:{person.person_id}",
                kind="tertiary",
                icon="undo",
                said=t("{name} sees nothing of yours now.", name=who),
            )
        end_connection(person, who)
    show_preview(name, who, grants.given(person.shares))


def show_change_person(person: CircleMember, who: str) -> None:
    name = f"person-{person.person_id}"
    opened = meanwhile.opened(visit, name, person.given)
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, show_given)
    chosen = grants.choose_until(t, form, opened.began.shares)
    preview_button(name, t("See it as they will"))
    show_preview(name, who, chosen().contents)
    viewer_id, version = person.person_id, opened.version_read

    def submission() -> GrantsSubmission:
        now = chosen()
        return GrantsSubmission(grants.granted(now.contents, now.last_days), form.token, version(form))

    form.send(
        t("Save what they see"),
        lambda db: circle.give(db, by=me, viewer_id=viewer_id, submission=submission()),
        said=t("Saved. {name} sees what you chose.", name=who),
        then=close_all,
    )
    lines.close_button(t("Leave it as it is"), name)


def end_connection(person: CircleMember, who: str) -> None:
    lines.ask_once(
        visit,
        f"leave:{person.person_id}",
        label=t("End the connection"),
        question=t("End the connection with {name}? What you share with each other then ends.", name=who),
        yes=t("End it"),
        no=t("Keep it"),
        write=partial(circle.leave, by=me, other_id=person.person_id),
        said=t("The connection has ended."),
        icon="link_off",
    )


# Inviting


def show_invite(invited: list[InvitationLine], with_them: dict[int, list[ShareLine]], *, first: bool) -> None:
    for line in invited:
        show_open_invitation(line, with_them.get(line.id, []))
    if not lines.is_open(INVITE):
        kind: lines.Kind = "primary" if first else "secondary"
        lines.open_button(t("Invite a family member or friend"), INVITE, icon="person_add", kind=kind)
        return
    with area("invite"):
        show_invite_form()


def show_invite_form() -> None:
    form = Form(visit, "invite")
    meant_for = form.words(
        "meant_for", t("Who is it for?"), hint=t("Only you see this. A first name is enough.")
    )
    st.markdown(f"**{t('What may they see?')}**")
    chosen = grants.choose(t, form, {}, at_once=lambda content: True)
    last_day: Answer[date | None] = fixed(None)
    if chosen():
        label = t("The last day they see it, if you want one. Leave it empty to decide later.")
        last_day = typed_day(t, form, "last_day", label)
    st.toggle(
        t("The code tells them my name and what I share, before they join"),
        key=form.key("says_who"),
        on_change=form.on_change,
    )
    st.caption(t("Whoever holds the code could read it. Without this they read it once they have joined."))
    preview_button("invite", t("See it as they will"))
    show_preview("invite", plain(meant_for()) or t("somebody"), chosen())

    def submission() -> InviteSubmission:
        given = grants.granted(chosen(), dict.fromkeys(chosen(), last_day()))
        return InviteSubmission(meant_for(), given, form.token, bool(form.typed("says_who")))

    form.send(
        t("Make the code"),
        lambda db: codes.keep(circle.invite(db, by=me, submission=submission())),
        said=t("The code is made. Nothing is shared before they use it."),
        then=close_all,
        icon="key",
    )
    lines.close_button(t("Not now"), INVITE)


def show_open_invitation(line: InvitationLine, shares: list[ShareLine]) -> None:
    with area(f"invited-{line.id}"):
        st.markdown(f":material/mail:{NO_BREAK}**{t('Invited: {name}', name=plain(line.meant_for or ''))}**")
        if shares:
            st.markdown(t("Once they accept, they see:"))
            grants.show(t, {share.content: share.own_words for share in shares})
        if line.says_who:
            st.markdown(t("Whoever types the code reads your name and this, before they join."))
        st.caption(t("The code works up to and including {day}.", day=t.day(line.last_day)))
        codes.show(visit, line)
        codes.take_back_button(visit, line.id)


# Who looked


def show_who_looked(looked: list[trace.TraceLine]) -> None:
    st.header(t("Who looked, and what they did"), anchor=False)
    traces.show(
        t,
        more.shown(LOOKED, looked, limits.SHOWN_TRACES),
        partial(more.show_button, t, LOOKED, looked, limits.SHOWN_TRACES),
    )
    if looked:
        traces.say_how_long(t)


show_all()
