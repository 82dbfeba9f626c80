"""Handing over on the screen: what the person reads and decides, what is said to them, and who follows."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.database.engine import Session
from lrc_portal.sharing.circle import ShareLine
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import Goodbyes, LeavingSubmission
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit import lines, menu
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Form, acted, chosen
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.notes import drafts
from lrc_portal.ui.pairings import ready
from lrc_portal.words.marks import NO_BREAK, problem
from lrc_portal.words.translator import Translator

_BEGUN = "people:begun"


# For the person


def show_news(visit: SignedIn, line: PairingLine, after: PairingLine | None) -> None:
    """That the peer worker leaves, first of all; and, once that is read, what may come `after`."""
    t, who = visit.t, plain(line.peer_worker)
    assert line.last_day is not None
    with area(f"leaving-{line.id}"):
        if not line.heard:
            st.header(t("You hear of it first: {name} is leaving", name=who), anchor=False)
        st.markdown(said_of_last_day(t, who, line.last_day))
        if not line.heard:
            st.markdown(
                t(
                    "Your story stays yours: your meetings and notes stay with you. "
                    "You decide whether somebody walks with you after {name}, and what they see.",
                    name=who,
                )
            )
            action_button(
                visit,
                t("I have read this"),
                partial(handover.say_heard, by=visit.viewer, pairing_id=line.id, last_day=line.last_day),
                key=f"heard:{line.id}",
                kind="primary",
                icon="check",
                said=t("Thank you for reading it. Take your time."),
            )
            return
        _show_what_comes(visit, line, after)


def said_of_last_day(t: Translator, who: str, last_day: date) -> str:
    """Until when the two walk together, or until when they did."""
    if last_day < clock.today():
        return t("{name}’s last day was {day}. They see nothing of yours now.", name=who, day=t.day(last_day))
    return t(
        "{name}’s last day with you is {day}. After that day they see nothing of yours.",
        name=who,
        day=t.day(last_day),
    )


def _show_what_comes(visit: SignedIn, line: PairingLine, after: PairingLine | None) -> None:
    t = visit.t
    if line.nobody_new:
        st.markdown(t("You said: nobody new for now. You can change your mind at any time."))
        label, said = t("I would like somebody new"), t("A coordinator can suggest somebody now.")
    else:
        if after and after.asked_by_person:
            st.markdown(t("You have asked {name} yourself.", name=plain(after.peer_worker)))
        elif after:
            st.markdown(t("Somebody is suggested to you. You decide."))
        else:
            st.markdown(t("A coordinator can suggest somebody to you. You decide."))
        label, said = t("Nobody new for now"), t("That is fine. Nobody new is suggested to you.")
    action_button(
        visit,
        label,
        partial(handover.want_new, by=visit.viewer, pairing_id=line.id, wanted=line.nobody_new),
        key=f"somebody-new:{line.id}",
        kind="tertiary",
        icon="person_add" if line.nobody_new else "schedule",
        said=said,
    )
    if not line.live:
        action_button(
            visit,
            t("Put this away"),
            partial(pairings.end, by=visit.viewer, pairing_id=line.id),
            key=f"put-away:{line.id}",
            kind="tertiary",
            icon="inventory_2",
            said=t("It is put away. Your story keeps it."),
        )


def show_staying(visit: SignedIn, line: PairingLine, shown: Sequence[ShareLine]) -> None:
    """That the peer worker stays after all; and whether what was to end on their last day goes on."""
    t, who, day = visit.t, plain(line.peer_worker), line.unsaid_last_day
    assert day is not None
    ends, over = any(each.last_day == day for each in shown), day < clock.today()
    with area(f"staying-{line.id}"):
        st.header(t("{name} stays with you", name=who), anchor=False)
        st.markdown(
            t(
                "It had been said that {day} is {name}’s last day with you. That is taken back. "
                "Meetings that were called off stay called off: plan new ones together.",
                name=who,
                day=t.day(day),
            )
        )
        if not ends:
            _staying_button(visit, line.id, t("I have read this"), go_on_showing=False)
            return
        if over:
            until = t(
                "What you showed {name} ended on {day}. You can show the same again.",
                name=who,
                day=t.day(day),
            )
            go_on, let_end = t("Show the same again"), t("Leave it as it is")
        else:
            until = t(
                "What you show {name} still ends on {day}, unless you say otherwise.",
                name=who,
                day=t.day(day),
            )
            go_on, let_end = t("Go on showing the same"), t("Let it end on that day")
        st.markdown(until)
        with st.container(horizontal=True):
            _staying_button(visit, line.id, go_on, go_on_showing=True)
            _staying_button(visit, line.id, let_end, go_on_showing=False)


def _staying_button(visit: SignedIn, pairing_id: int, label: str, *, go_on_showing: bool) -> None:
    action_button(
        visit,
        label,
        partial(handover.read_staying, by=visit.viewer, pairing_id=pairing_id, go_on_showing=go_on_showing),
        key=f"staying:{pairing_id}:{go_on_showing}",
        icon="check",
        said=visit.t("It is as you said."),
    )


# For the one who leaves, and for coordinators


def _show_leaving_form(visit: SignedIn, line: PairingLine) -> None:
    """Say the last day, as the one who leaves or as a coordinator. The person reads it first of all."""
    t, who = visit.t, plain(line.person)
    form = Form(visit, f"leaving:{line.id}")
    st.caption(
        t(
            "{name} reads this first. Only then can a coordinator suggest somebody new. "
            "Meetings planned after the last day are called off.",
            name=who,
        )
    )
    last_day = typed_day(t, form, "last_day", t("Which day is the last one?"))
    pairing_id = line.id
    form.send(
        t("Say it"),
        lambda db: handover.say_leaving(
            db, by=visit.viewer, submission=LeavingSubmission(pairing_id, last_day(), form.token)
        ),
        said=t("It is said. It stands first for {name} now.", name=who),
        then=lines.close,
        icon="waving_hand",
    )
    lines.close_button(t("Not now"), f"leaving:{line.id}")


def go_on_with_goodbye() -> None:
    """Open the goodbye note that was begun in the callback before this rerun, if one was."""
    if begun := st.session_state.pop(_BEGUN, None):
        pairing_id, note_id = begun
        menu.go("notes", **{"with": str(pairing_id), drafts.ADDRESS: str(note_id)})


def show_to_peer_worker(visit: SignedIn, line: PairingLine, goodbyes: Goodbyes) -> None:
    """For the peer worker: that they leave or stay after all, where it was said, and the form to say it."""
    if line.leaving:
        _show_own_leaving(visit, line, goodbyes)
    elif line.unsaid_last_day:
        _show_own_staying(visit, line)
    if lines.is_open(f"leaving:{line.id}"):
        _show_leaving_form(visit, line)


def _show_own_leaving(visit: SignedIn, line: PairingLine, goodbyes: Goodbyes) -> None:
    """The last day, whether it was read, the goodbye note, and the way back."""
    t, who = visit.t, plain(line.person)
    assert line.last_day is not None
    st.markdown(
        f":material/waving_hand:{NO_BREAK}"
        + t("Your last day with {name} is {day}.", name=who, day=t.day(line.last_day))
        + " "
        + (t("They have read it.") if line.heard else t("They have not read it yet. Tell them yourself too."))
    )
    if line.id in goodbyes.said:
        st.caption(t("You have said goodbye. Your words stay with {name}.", name=who))
    else:
        st.button(
            t("Go on with your goodbye note") if line.id in goodbyes.begun else t("Write a goodbye note"),
            key=f"goodbye:{line.id}",
            icon=":material/edit_note:",
            on_click=_begin_goodbye,
            args=(visit, line.id),
        )
    if line.leaving_by_id == visit.viewer.person_id:
        _show_stay(visit, line, label=t("I am staying after all"), yes=t("I am staying"))


def _show_own_staying(visit: SignedIn, line: PairingLine) -> None:
    """That the last day was taken back, until the person has read it."""
    t = visit.t
    st.caption(
        f":material/directions_walk:{NO_BREAK}"
        + t(
            "You stay with {name}. They have not read it yet. Tell them yourself too.",
            name=plain(line.person),
        )
        + " "
        + t("Once they have read it, you can say a new last day.")
    )


def _begin_goodbye(visit: SignedIn, pairing_id: int) -> None:
    begun: list[int] = []

    def begin(db: Session) -> None:
        begun.append(handover.begin_goodbye(db, by=visit.viewer, pairing_id=pairing_id))

    if acted(visit, begin):
        st.session_state[_BEGUN] = (pairing_id, begun[0])


def _show_stay(visit: SignedIn, line: PairingLine, *, label: str, yes: str) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"stay:{line.id}",
        label=label,
        question=t(
            "Take the last day back? {name} reads it next. Meetings that were called off stay called off.",
            name=plain(line.person),
        ),
        yes=yes,
        no=t("Leave it as it is"),
        write=partial(handover.stay, by=visit.viewer, pairing_id=line.id),
        said=t("It is taken back. It stands first for {name} now.", name=plain(line.person)),
        icon="directions_walk",
    )


def show_leaving_button(t: Translator, line: PairingLine) -> None:
    """For a coordinator: the way to say that the peer worker leaves, with the form below the line."""
    label = t("Say that {name} is leaving", name=plain(line.peer_worker))
    lines.open_button(label, f"leaving:{line.id}", icon="waving_hand")


def show_to_coordinator(visit: SignedIn, line: PairingLine) -> None:
    """Whether the peer worker leaves, whether the person has heard, and who could follow. No more."""
    t, person, worker = visit.t, plain(line.person), plain(line.peer_worker)
    if line.unsaid_last_day:
        st.caption(
            t(
                "{name} has not read yet that {worker} stays. Once they have, you can say a new last day.",
                name=person,
                worker=worker,
            )
        )
        return
    if not line.leaving:
        if lines.is_open(f"leaving:{line.id}"):
            _show_leaving_form(visit, line)
        return
    assert line.last_day is not None
    leaves = t("{name} is leaving. Last day: {day}", name=worker, day=t.day(line.last_day))
    left = t("{name}’s last day was {day}. It is over.", name=worker, day=t.day(line.last_day))
    st.markdown(f":material/waving_hand:{NO_BREAK}{leaves if line.live else left}")
    if not line.heard:
        st.caption(t("{name} has not read it yet. They hear of it first.", name=person))
    elif line.nobody_new:
        st.caption(t("{name} wants nobody new for now.", name=person))
    elif line.is_followed:
        st.caption(t("{name} has read it. Somebody is asked already.", name=person))
    else:
        _show_who_follows(visit, line)
    if line.live and line.leaving_by_id == visit.viewer.person_id:
        label = t("{name} is staying after all", name=worker)
        _show_stay(visit, line, label=label, yes=t("Take it back"))


def _show_who_follows(visit: SignedIn, line: PairingLine) -> None:
    t, name = visit.t, f"follow:{line.id}"
    st.caption(t("{name} has read it.", name=plain(line.person)))
    if not lines.is_open(name):
        lines.open_button(t("Suggest who follows"), name, icon="group_add", kind="secondary")
        return
    form = Form(visit, name)
    worker, anybody = ready.choose(visit, form, "worker", without=(line.peer_worker_id, line.person_id))
    st.caption(t("Both are asked. Nothing is shared before both say yes, and the person chooses what."))
    if anybody:
        pairing_id = line.id
        form.send(
            t("Ask both"),
            lambda db: handover.propose(
                db,
                by=visit.viewer,
                pairing_id=pairing_id,
                peer_worker_id=chosen(worker, problem("worker", "Choose somebody first.")),
            ),
            said=t("Both have been asked."),
            then=lines.close,
        )
    lines.close_button(t("Not now"), name)
