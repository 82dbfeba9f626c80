"""Community: what is due, invitations, pairings, training and supervision; the year in numbers."""

from __future__ import annotations

import streamlit as st

from lrc_portal import limits
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine, InvitationSubmission
from lrc_portal.support.pairings import pairings, readiness
from lrc_portal.support.report import report
from lrc_portal.support.searching import Who
from lrc_portal.ui import known_by, people_search
from lrc_portal.ui.community import community, first_steps, helplines, unreadable, way_back
from lrc_portal.ui.community.community import INVITED
from lrc_portal.ui.complaints import complaints
from lrc_portal.ui.giving import applications as giving_too
from lrc_portal.ui.kit import columns, frame, lines, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form, chosen
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.pairings import ready, standing
from lrc_portal.ui.pairings.glance import show_glance
from lrc_portal.ui.report import report as year_in_numbers
from lrc_portal.ui.sharing import codes
from lrc_portal.ui.supervision import supervision as supervision_shown
from lrc_portal.vocabulary import Role
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK, problem

INVITES = (Role.MEMBER, Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR)

visit = frame.open_page(Role.COORDINATOR)
t = visit.t
me = visit.viewer


def show_all() -> None:
    st.title(t("Community"), anchor=False)
    if year_in_numbers.is_open():
        show_year()
    else:
        show_community()


def show_year() -> None:
    found, years = report.read(visit.db, me, year_in_numbers.year(report.newest()))
    year_in_numbers.show_report(t, found, years)


def show_community() -> None:
    found, beside, names = community.load(visit)
    if not found.anybody_paired:
        [work] = visit.db.read_all(readiness.peer_workers(me, most=limits.SHOWN_PEOPLE))
        first_steps.show(t, work, anybody_keeps=found.anybody_keeps)
    show_glance(t, found.now, names, also=lambda: show_tasks(found.unreadable))
    complaints.show_waiting(visit, found.complaints, names)
    invite_side, pair_side = columns.two_columns()
    with invite_side:
        show_invite(found.invited)
    with pair_side:
        show_pair(both=found.anybody_keeps and found.anybody_works)
    standing.show(visit, found.standing)
    supervision_shown.show_at_a_glance(visit, found.supervised, beside.trained_on)
    giving_too.show_candidates(visit, found.candidates)
    known_by.show(visit, found.alike)
    way_back.show(visit, others=found.anybody_else)
    year_in_numbers.show_way_in(t)
    st.caption(
        f":material/lock:{NO_BREAK}"
        + t("What people write is theirs. A coordinator sees who walks with whom, and no record.")
    )


def show_tasks(numbers: list[str]) -> None:
    helplines.show_to_check(t)
    unreadable.show_to_tell(t, numbers)


# Inviting


def show_invite(invited: list[InvitationLine]) -> None:
    st.header(t("Invite somebody"), anchor=False)
    if lines.is_open("invite"):
        with area("invite"):
            show_invite_form()
    else:
        lines.open_button(t("Make an invitation"), "invite", icon="person_add", kind="secondary")
    shown = more.shown(INVITED, invited, limits.SHOWN_BESIDE_OTHERS)
    if shown:
        with area("invited", gap="small"):
            for line in shown:
                show_open_invitation(line)
    more.show_button(t, INVITED, invited, limits.SHOWN_BESIDE_OTHERS)


def show_invite_form() -> None:
    form = Form(visit, "invite")
    role = form.one_of(
        "role", t("What will they be here?"), INVITES, lambda each: labels.role(t, each), value=Role.MEMBER
    )
    meant_for = form.words(
        "meant_for", t("Who is it for?"), hint=t("Only you see this. A first name is enough.")
    )

    def submission() -> InvitationSubmission:
        return InvitationSubmission(role(), meant_for(), form.token)

    form.send(
        t("Make the code"),
        lambda db: codes.keep(invitations.invite(db, by=me, submission=submission())),
        said=t("The code is made."),
        then=lines.close,
        icon="key",
    )
    lines.close_button(t("Not now"), "invite")


def show_open_invitation(line: InvitationLine) -> None:
    with st.container(key=f"invited-{line.id}", gap="xsmall"):
        st.markdown(f":material/mail:{NO_BREAK}**{t('Invited: {name}', name=plain(line.meant_for or ''))}**")
        until = t("The code works up to and including {day}.", day=t.day(line.last_day))
        st.caption(f"{labels.role(t, line.role)}{DOT}{until}")
        with st.container(horizontal=True):
            codes.show(visit, line)
            codes.take_back_button(visit, line.id)


# Pairing


def show_pair(*, both: bool) -> None:
    """Two people to choose, where there are `both` kinds."""
    st.header(t("Bring two people together"), anchor=False)
    if not both:
        messages.empty(
            t("First invite a member and a peer worker. Once both have joined, bring them together here.")
        )
        return
    if not lines.is_open("pair"):
        lines.open_button(t("Suggest who could walk together"), "pair", icon="group_add", kind="secondary")
        return
    with area("pair"):
        form = Form(visit, "pair")
        person = people_search.choose(
            visit, form, "person", t("Who would like a peer worker?"), Who.KEEPS_A_RECORD
        )
        worker, anybody = ready.choose(visit, form, "worker")
        st.caption(t("Both are asked. Nothing is shared before both say yes, and the person chooses what."))
        if anybody:
            form.send(
                t("Ask both"),
                lambda db: pairings.propose(
                    db,
                    by=me,
                    person_id=chosen(person, problem("person", "Choose somebody first.")),
                    peer_worker_id=chosen(worker, problem("worker", "Choose somebody first.")),
                ),
                said=t("Both have been asked."),
                then=lines.close,
            )
        lines.close_button(t("Not now"), "pair")


show_all()
