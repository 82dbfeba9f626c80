"""All pairings as a coordinator sees them: a line of a table each, on a narrow screen two short lines.

What can be done with one stands in its menu; what that asks is answered below the line.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.support.pairings import pairings
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit import lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.pairings import handover, rhythm
from lrc_portal.vocabulary import PairingState
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator

LIST = "community:pairings"
"""The name of this list for `ui.kit.more`."""


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_BESIDE_OTHERS) + 1


def show(visit: SignedIn, standing: Sequence[PairingLine]) -> None:
    """Those that wait or are leaving stand first, as `standing` has them."""
    t = visit.t
    heading = t("Who walks together")
    st.header(heading, anchor=False)
    more.show_search(t, LIST, heading, standing, limits.SHOWN_BESIDE_OTHERS)
    if not standing and more.typed(LIST).strip():
        return
    if not standing:
        st.markdown(t("Nobody walks together yet."))
        return
    with area("pairings", gap="xsmall"):
        for line in more.shown(LIST, standing, limits.SHOWN_BESIDE_OTHERS):
            _show_one(visit, line)
    more.show_button(t, LIST, standing, limits.SHOWN_BESIDE_OTHERS)


def _show_one(visit: SignedIn, line: PairingLine) -> None:
    t, name, leaving = visit.t, f"pairing:{line.id}", f"leaving:{line.id}"
    is_leaving = lines.is_open(leaving)
    lines.land_on(f"open:{leaving}")  # its button stands in the menu, which is closed again by then
    is_open = lines.is_open(name)
    with st.container(key=f"row-pairing-{line.id}"):
        who = t("{person} and {worker}", person=plain(line.person), worker=plain(line.peer_worker))
        st.markdown(f"**{who}**")
        st.markdown(DOT.join(_state(t, line)))
        # One that the person asked for is theirs to take back.
        if is_open:
            lines.close_button(t("Close"), name)
        elif not is_leaving and not (line.waiting and line.asked_by_person):
            lines.open_button(t("Change"), name)
    if is_open:
        with st.container(horizontal=True):
            if line.live and not line.leaving and not line.unsaid_last_day:
                handover.show_leaving_button(t, line)
            _show_end(visit, line)
    if line.began_at:
        handover.show_to_coordinator(visit, line)


def _state(t: Translator, line: PairingLine) -> list[str]:
    """Whether it is under way, since when and how often; or whose yes it waits for."""
    if line.live and line.began_at:
        since = t("since {day}", day=t.day(clock.local(line.began_at).date()))
        said = [f":material/directions_walk:{NO_BREAK}{t('Under way')}, {since}"]
        return [*said, rhythm.every(t, line.rhythm_days)] if line.rhythm_days else said
    if not line.waiting:
        return []
    each = ((line.person, line.person_said_yes), (line.peer_worker, line.worker_said_yes))
    missing = t.listed([plain(name) for name, said_yes in each if not said_yes])
    said = [f":material/hourglass_empty:{NO_BREAK}" + t("Waiting for a yes from {names}", names=missing)]
    if line.asked_by_person:
        said.append(t("{name} asked for it.", name=plain(line.person)))
    return said


def _show_end(visit: SignedIn, line: PairingLine) -> None:
    t, person, worker = visit.t, plain(line.person), plain(line.peer_worker)
    label = t("End their walk together") if line.began_at else t("Take the suggestion back")
    question = t("End it? {worker} sees nothing of {person} from then on.", worker=worker, person=person)
    if line.state is PairingState.RUN_OUT:
        label = t("Put this away")
        question = t("Put it away? Nobody can be suggested to follow {worker} after that.", worker=worker)
    lines.ask_once(
        visit,
        f"end-pairing:{line.id}",
        label=label,
        question=question,
        yes=t("End it"),
        no=t("Keep it"),
        write=partial(pairings.end, by=visit.viewer, pairing_id=line.id),
        said=t("It has ended."),
        icon="link_off" if line.began_at else "undo",
    )
