"""Letters: a few lines in between, with a peer worker or somebody of one's circle."""

from contextlib import suppress

import streamlit as st

from lrc_portal import limits
from lrc_portal.acting import NotHere, Permission, may
from lrc_portal.support.letters import keep_from_letter, letter_views, letters
from lrc_portal.support.letters.letter_views import Correspondent, Letters
from lrc_portal.ui import namesakes
from lrc_portal.ui.finding import finding
from lrc_portal.ui.kit import frame, menu, messages, more
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.letters import choosing
from lrc_portal.ui.letters import letters as panel
from lrc_portal.ui.sharing import my_circle
from lrc_portal.vocabulary import Role, Through
from lrc_portal.words.marks import NotNow

visit = frame.open_page(Role.MEMBER, Role.FAMILY, Role.PEER_WORKER)
t = visit.t


def show_all() -> None:
    st.title(t("Letters"), anchor=False)
    [known] = visit.db.read_all(letter_views.correspondents(visit.viewer))
    if not known:
        show_nobody()
        return
    show_letters(choosing.chosen(visit, namesakes.correspondents(t, known)))


def show_nobody() -> None:
    messages.empty(
        t(
            "Here two people write each other a few lines. Whoever is in your circle, or walks with you, you "
            "can write to here."
        )
    )
    with st.container(key="main-link"):
        if visit.viewer.keeps_a_record:
            finding.show_way(t)
        else:
            menu.to("people", t("People I walk with"))
    if may(visit.viewer, Permission.INVITE_FAMILY):
        my_circle.link_to_invite(t)


def show_letters(who: Correspondent) -> None:
    st.header(plain(who.display_name), anchor=False)
    if who.between is not None and who.live:
        walking = who.between.through is Through.PAIRING
        st.caption(t("You two walk together.") if walking else t("You are in each other’s circle."))
    found, keeps = Letters(), None
    if who.exchange_id is not None:
        most = more.at_most(panel.list_of(who), limits.SHOWN_LETTERS) + 1
        of_these = letter_views.conversation(visit.viewer, who.exchange_id, most=most)
        if visit.viewer.keeps_a_record:
            found, keeps = visit.db.read_all(of_these, keep_from_letter.read_query(visit.viewer))
        else:
            [found] = visit.db.read_all(of_these)
    panel.show(visit, who, found, keeps)
    if who.is_new and found.lines:
        # Where the database has no time for it, they are told of as new once more; or they are gone since.
        with suppress(NotNow, NotHere), visit.db.writing() as db:
            letters.mark_opened(db, by=visit.viewer, letter_id=found.lines[0].id)


show_all()
