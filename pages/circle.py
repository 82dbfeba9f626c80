"""My circle: who sees what, see it as they do, give, end, take back; who looked."""

from collections.abc import Iterable
from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import acting
from lrc_portal.acting import Doing
from lrc_portal.sharing import circle, invitations, looking, trace
from lrc_portal.sharing.circle import CircleMember, Grant, GrantsSubmission, InviteSubmission, ShareLine
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.support import overview, pairings
from lrc_portal.support.pairings import PairingLine
from lrc_portal.ui import codes, frame, grants, lines, messages, rhythm, traces
from lrc_portal.ui import overview as drawn
from lrc_portal.ui.fields import Form, act, typed_day
from lrc_portal.ui.text import plain
from lrc_portal.vocabulary import Content, Role

PREVIEW = "circle:preview"

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
me = visit.viewer


def show_all() -> None:
    paired, seen_by_worker, people, given_invitations, waiting_for_them, looked = visit.db.ask(
        pairings.mine(me),
        circle.given_in_pairings(me),
        circle.members(me),
        invitations.mine(me),
        circle.given_with_invitations(me),
        trace.about_me(me),
    )
    mine = [line for line in paired if line.person_id == me.person_id]
    invited = [line for line in given_invitations if line.into_circle and line.is_open]
    st.title(t("My circle"), anchor=False)
    st.markdown(
        t("You decide who sees what. Nothing is shared unless you choose it, and you can take it back.")
    )
    for line in mine:
        if line.waiting:
            show_waiting_pairing(line)
    for line in mine:
        if line.live:
            show_pairing(line, seen_by_worker.get(line.id, []))
    show_people(people)
    if acting.may(me, Doing.INVITE_FAMILY):
        show_invite(invited, waiting_for_them)
    show_who_looked(looked)
    st.caption(
        ":material/info: "
        + t(
            "What you share is for the people you choose. It may have to go further where there is danger "
            "to life, or where a child or an adult is at risk."
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
    with st.container(border=True, key=f"as-seen-{name}"):
        st.markdown(f":material/visibility: **{t('This is what {name} sees:', name=who)}**")
        if not contents:
            st.markdown(t("Nothing of your record."))
            return
        with visit.db.reading() as db:
            look = looking.through_other_eyes(db, me, contents.items(), by_pairing=by_pairing)
            seen = overview.of(db, look)
        drawn.show(t, seen, key=f"preview-{name}")


def given(shares: Iterable[ShareLine]) -> dict[Content, bool]:
    """What standing shares open today."""
    return {share.content: share.own_words for share in shares if share.live}


def to_grants(contents: dict[Content, bool], last_day: date | None = None) -> tuple[Grant, ...]:
    return tuple(Grant(content, own_words, last_day) for content, own_words in contents.items())


# A peer worker


def show_waiting_pairing(line: PairingLine) -> None:
    who = plain(line.peer_worker)
    with st.container(border=True, key=f"waiting-{line.id}"):
        if line.person_said_yes:
            st.markdown(f":material/hourglass_empty: **{t('You said yes to {name}', name=who)}**")
            st.markdown(t("It begins when {name} says yes too. Until then they see nothing.", name=who))
            end_button(line, t("I have changed my mind"), who)
            return
        st.subheader(t("Would you like {name} as your peer worker?", name=who), anchor=False)
        st.markdown(
            t(
                "A coordinator suggests that the two of you walk together. It begins only if you both say "
                "yes, and either of you can end it."
            )
        )
        st.markdown(t("They would see what you want to talk about, and the meetings you plan together."))
        st.markdown(f"**{t('What else may {name} see?', name=who)}**")
        form = Form(visit, f"say-yes:{line.id}")
        chosen = grants.choose(t, form, {})
        preview_button(f"pairing-{line.id}", t("See it as they will"))
        show_preview(f"pairing-{line.id}", who, chosen, by_pairing=True)
        if form.sent(t("Yes, walk with me")):
            form.save(
                lambda db: pairings.accept_as_person(db, by=me, pairing_id=line.id, grants=to_grants(chosen)),
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
        write=lambda db: pairings.end(db, by=me, pairing_id=line.id),
        said=t("It has ended. They see nothing of yours now."),
        icon="link_off",
    )


def show_pairing(line: PairingLine, shares: list[ShareLine]) -> None:
    who, name = plain(line.peer_worker), f"pairing-{line.id}"
    st.header(t("My peer worker"), anchor=False)
    with st.container(border=True, key=name):
        st.subheader(who, anchor=False)
        st.markdown(t("{name} sees what you want to talk about, and your meetings together.", name=who))
        if lines.is_open(name):
            show_change_pairing(line, shares, who)
            return
        if lines.is_open(f"rhythm:{line.id}"):
            rhythm.show_form(visit, line, write=partial(pairings.agree_rhythm, by=me, pairing_id=line.id))
            return
        show_what_they_see(shares, t("Of your record, nothing."))
        if line.rhythm_days:
            st.caption(":material/event_repeat: " + rhythm.said(t, line.rhythm_days))
        with st.container(horizontal=True):
            lines.open_button(t("Change what they see"), name)
            lines.open_button(t("Change how often we meet"), f"rhythm:{line.id}", icon="event_repeat")
        with st.container(horizontal=True):
            preview_button(name, t("See it as they do"))
            end_button(line, t("End this pairing"), who)
        show_preview(name, who, given(shares), by_pairing=True)


def show_change_pairing(line: PairingLine, shares: list[ShareLine], who: str) -> None:
    form = Form(visit, f"pairing:{line.id}:{usual_name(shares)}")
    chosen = grants.choose(t, form, given(shares))
    preview_button(f"pairing-{line.id}", t("See it as they will"))
    show_preview(f"pairing-{line.id}", who, chosen, by_pairing=True)
    if form.sent(t("Save what they see")):
        form.save(
            lambda db: pairings.choose_what_is_seen(db, by=me, pairing_id=line.id, grants=to_grants(chosen)),
            said=t("Saved. {name} sees exactly this now.", name=who),
            then=close_all,
        )
    lines.close_button(t("Leave it as it is"), f"pairing:{line.id}")


def usual_name(shares: Iterable[ShareLine]) -> str:
    """What stands in the record is part of a form's name, so that its fields begin with it."""
    return "-".join(str(share.id) for share in shares)


def close_all() -> None:
    lines.close()
    st.session_state[PREVIEW] = None


# My circle


def show_people(people: list[CircleMember]) -> None:
    st.header(t("Family and friends"), anchor=False)
    if not people:
        if acting.may(me, Doing.INVITE_FAMILY):
            messages.empty(
                t("Nobody is in your circle yet. You can invite somebody below, when you want to.")
            )
        else:
            messages.empty(
                t("Nobody is in your circle now. Whoever is in recovery invites family and friends.")
            )
    for person in people:
        with st.container(border=True, key=f"person-{person.person_id}"):
            show_person(person)


def show_person(person: CircleMember) -> None:
    who, name = plain(person.called), f"person-{person.person_id}"
    st.subheader(who, anchor=False)
    if lines.is_open(name):
        show_change_person(person, who)
        return
    show_what_they_see(person.shares, t("They see nothing of yours."))
    with st.container(horizontal=True):
        preview_button(name, t("See it as they do"))
        lines.open_button(t("Change what they see"), name)
    with st.container(horizontal=True):
        if given(person.shares):
            st.button(
                t("Take everything back"),
                key=f"take-back:{person.person_id}",
                icon=":material/undo:",
                type="tertiary",
                on_click=act,
                args=(visit, partial(circle.take_back_all, by=me, viewer_id=person.person_id)),
                kwargs={"said": t("{name} sees nothing of yours now.", name=who)},
            )
        end_connection(person, who)
    show_preview(name, who, given(person.shares))


def show_what_they_see(shares: Iterable[ShareLine], nothing: str) -> None:
    live = [share for share in shares if share.live]
    if not live:
        st.markdown(nothing)
    for last_day in dict.fromkeys(share.last_day for share in live):
        grants.show(t, given(share for share in live if share.last_day == last_day))
        st.caption(grants.until(t, last_day))


def show_change_person(person: CircleMember, who: str) -> None:
    name = f"person-{person.person_id}"
    form = Form(visit, f"person:{person.person_id}:{usual_name(person.shares)}")
    chosen = grants.choose(t, form, given(person.shares))
    last_days = [share.last_day for share in person.shares if share.live and share.last_day]
    last_day = typed_day(t, form, "last_day", last_day_label(), value=max(last_days, default=None))
    preview_button(name, t("See it as they will"))
    show_preview(name, who, chosen)
    if form.sent(t("Save what they see")):
        submission = GrantsSubmission(to_grants(chosen, last_day.day), form.token)
        form.save(
            lambda db: circle.give(db, by=me, viewer_id=person.person_id, submission=submission),
            said=t("Saved. {name} sees exactly this now.", name=who),
            also=last_day.problems,
            then=close_all,
        )
    lines.close_button(t("Leave it as it is"), f"person:{person.person_id}")


def last_day_label() -> str:
    return t("The last day they see it, if you want one. Leave it empty to decide later.")


def end_connection(person: CircleMember, who: str) -> None:
    lines.ask_once(
        visit,
        f"leave:{person.person_id}",
        label=t("End the connection"),
        question=t("End the connection with {name}? What you share with each other then ends.", name=who),
        yes=t("End it"),
        no=t("Keep it"),
        write=lambda db: circle.leave(db, by=me, other_id=person.person_id),
        said=t("The connection has ended."),
        icon="link_off",
    )


# Inviting


def show_invite(invited: list[InvitationLine], with_them: dict[int, list[ShareLine]]) -> None:
    st.header(t("Invite somebody"), anchor=False)
    codes.show(t, max((line.last_day for line in invited), default=None))
    for line in invited:
        show_open_invitation(line, with_them.get(line.id, []))
    if not lines.is_open("invite"):
        lines.open_button(
            t("Invite a family member or friend"), "invite", icon="person_add", kind="secondary"
        )
        return
    with st.container(border=True, key="invite"):
        show_invite_form()


def show_invite_form() -> None:
    form = Form(visit, "invite")
    meant_for = form.words(
        "meant_for", t("Who is it for?"), hint=t("Only you see this. A first name is enough.")
    )
    st.markdown(f"**{t('What may they see?')}**")
    chosen = grants.choose(t, form, {})
    last_day = typed_day(t, form, "last_day", last_day_label())
    preview_button("invite", t("See it as they will"))
    show_preview("invite", plain(meant_for) or t("somebody"), chosen)
    if form.sent(t("Make the code"), icon="key"):
        submission = InviteSubmission(meant_for, to_grants(chosen, last_day.day), form.token)
        form.save(
            lambda db: codes.keep(circle.invite(db, by=me, submission=submission), meant_for),
            said=t("The code is made. Nothing is shared before they use it."),
            also=last_day.problems,
            then=close_all,
        )
    lines.close_button(t("Not now"), "invite")


def show_open_invitation(line: InvitationLine, shares: list[ShareLine]) -> None:
    with st.container(border=True, key=f"invited-{line.id}"):
        st.markdown(f":material/mail: **{t('Invited: {name}', name=plain(line.meant_for or ''))}**")
        if shares:
            st.markdown(t("Once they accept, they see:"))
            grants.show(t, {share.content: share.own_words for share in shares})
        st.caption(t("The code works up to and including {day}.", day=t.day(line.last_day)))
        codes.take_back_button(visit, line.id, partial(invitations.withdraw, by=me, invitation_id=line.id))


# Who looked


def show_who_looked(looked: list[trace.TraceLine]) -> None:
    st.header(t("Who looked"), anchor=False)
    traces.show(t, looked)


show_all()
