"""Community: invite, pair, see which pairings wait, live and end; counts only, small ones withheld."""

from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine, InvitationSubmission
from lrc_portal.support import pairings
from lrc_portal.support.pairings import PairingLine, Somebody
from lrc_portal.ui import codes, frame, lines, messages, rhythm
from lrc_portal.ui.fields import Form
from lrc_portal.ui.text import plain
from lrc_portal.vocabulary import Role
from lrc_portal.words import labels

SMALL = 5
AT_ONCE = 12
INVITES = (Role.MEMBER, Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR)

visit = frame.open_page(Role.COORDINATOR)
t = visit.t
me = visit.viewer


def show_all() -> None:
    standing, (keep, work), given = visit.db.ask(
        pairings.all_standing(me), pairings.people_to_pair(me), invitations.mine(me)
    )
    invited = [line for line in given if not line.into_circle and line.is_open]
    st.title(t("Community"), anchor=False)
    show_counts(keep, work, standing)
    show_invite(invited)
    show_pair(keep, work)
    show_pairings(standing)
    st.caption(
        ":material/lock: "
        + t("What people write is theirs. A coordinator sees names and pairings, no record.")
    )


# Counts


def show_counts(keep: list[Somebody], work: list[Somebody], standing: list[PairingLine]) -> None:
    live = sum(line.live for line in standing)
    said = [
        (t("People who keep a record"), counted(len(keep))),
        (t("Peer workers"), str(len(work))),
        (t("Pairings under way"), str(live)),
        (t("Pairings that wait for a yes"), str(len(standing) - live)),
    ]
    st.markdown("\n".join(f"- {what}: **{how_many}**" for what, how_many in said))


def counted(n: int) -> str:
    """A number of people, withheld where it is so small that it could point at somebody."""
    return t("fewer than {n}", n=SMALL) if n < SMALL else str(n)


# Inviting


def show_invite(invited: list[InvitationLine]) -> None:
    st.header(t("Invite somebody"), anchor=False)
    codes.show(t, max((line.last_day for line in invited), default=None))
    if lines.is_open("invite"):
        with st.container(border=True, key="invite"):
            show_invite_form()
    else:
        lines.open_button(t("Make an invitation"), "invite", icon="person_add", kind="secondary")
    for line in invited:
        show_open_invitation(line)


def show_invite_form() -> None:
    form = Form(visit, "invite")
    role = form.one_of(
        "role", t("What will they be here?"), INVITES, lambda each: labels.role(t, each), value=Role.MEMBER
    )
    meant_for = form.words(
        "meant_for", t("Who is it for?"), hint=t("Only you see this. A first name is enough.")
    )
    if form.sent(t("Make the code"), icon="key"):
        submission = InvitationSubmission(role, meant_for, form.token)
        form.save(
            lambda db: codes.keep(invitations.invite(db, by=me, submission=submission), meant_for),
            said=t("The code is made."),
            then=lines.close,
        )
    lines.close_button(t("Not now"), "invite")


def show_open_invitation(line: InvitationLine) -> None:
    with st.container(border=True, gap="xsmall", key=f"invited-{line.id}"):
        st.markdown(f":material/mail: **{t('Invited: {name}', name=plain(line.meant_for or ''))}**")
        until = t("The code works up to and including {day}.", day=t.day(line.last_day))
        st.caption(f"{labels.role(t, line.role)} · {until}")
        codes.take_back_button(visit, line.id, partial(invitations.withdraw, by=me, invitation_id=line.id))


# Pairing


def show_pair(keep: list[Somebody], work: list[Somebody]) -> None:
    st.header(t("Pair two people"), anchor=False)
    if not keep or not work:
        messages.empty(t("First invite a member and a peer worker. Once both have joined, pair them here."))
        return
    if not lines.is_open("pair"):
        lines.open_button(t("Suggest a pairing"), "pair", icon="group_add", kind="secondary")
        return
    with st.container(border=True, key="pair"):
        form = Form(visit, "pair")
        person = choose_somebody(form, "person", t("Who would like a peer worker?"), keep)
        worker = choose_somebody(form, "worker", t("Which peer worker?"), work)
        st.caption(t("Both are asked. Nothing is shared before both say yes, and the person chooses what."))
        if form.sent(t("Ask both")):
            if person is None or worker is None:
                st.warning(t("Choose one of each."), icon=":material/info:")
            else:
                form.save(
                    lambda db: pairings.propose(db, by=me, person_id=person, peer_worker_id=worker),
                    said=t("Both have been asked."),
                    then=lines.close,
                )
        lines.close_button(t("Not now"), "pair")


def choose_somebody(form: Form, field: str, label: str, people: list[Somebody]) -> int | None:
    """One of several people, by name; of many, one of those whose name holds what was typed."""
    shown = people
    if len(people) > AT_ONCE:
        part = st.text_input(t("Part of the name"), key=form.key(f"{field}.part")).strip().casefold()
        shown = [each for each in people if part in each.called.casefold()][:AT_ONCE]
        left = len(people) - len(shown)
        st.caption(t.plural("{n} more. Write part of the name.", "{n} more. Write part of the name.", left))
    names = {each.person_id: full_name(each, people) for each in shown}
    return form.one_of(field, label, names, names.__getitem__)


def full_name(somebody: Somebody, people: list[Somebody]) -> str:
    """The name; where two share it, also the day on which each joined."""
    if sum(each.called == somebody.called for each in people) < 2:
        return plain(somebody.called)
    joined = t("joined on {day}", day=t.day(clock.local(somebody.since).date()))
    return f"{plain(somebody.called)} ({joined}, {somebody.person_id})"


def show_pairings(standing: list[PairingLine]) -> None:
    st.header(t("Pairings"), anchor=False)
    if not standing:
        st.markdown(t("There are no pairings yet."))
    for line in sorted(standing, key=lambda each: (each.live, each.id)):
        with st.container(border=True, gap="xsmall", key=f"pairing-{line.id}"):
            show_pairing(line)


def show_pairing(line: PairingLine) -> None:
    person, worker = plain(line.person), plain(line.peer_worker)
    st.markdown(f"**{t('{person} and {worker}', person=person, worker=worker)}**")
    if line.live and line.began_at:
        since = t("since {day}", day=t.day(clock.local(line.began_at).date()))
        st.markdown(f":material/directions_walk: {t('Under way')}, {since}")
        if line.rhythm_days:
            st.caption(":material/event_repeat: " + rhythm.every(t, line.rhythm_days))
    else:
        missing = [
            name
            for name, said_yes in ((person, line.person_said_yes), (worker, line.worker_said_yes))
            if not said_yes
        ]
        st.markdown(
            ":material/hourglass_empty: " + t("Waiting for a yes from {names}", names=t.listed(missing))
        )
    lines.ask_once(
        visit,
        f"end-pairing:{line.id}",
        label=t("End this pairing") if line.live else t("Take the suggestion back"),
        question=t("End it? {worker} sees nothing of {person} from then on.", worker=worker, person=person),
        yes=t("End it"),
        no=t("Keep it"),
        write=lambda db: pairings.end(db, by=me, pairing_id=line.id),
        said=t("It has ended."),
        icon="link_off",
    )


show_all()
