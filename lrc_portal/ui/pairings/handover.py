"""Handing over on the screen: what the person reads and decides, what is said to them, and who follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import streamlit as st

from lrc_portal import clock
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.fields import Form, act, chosen, typed_day
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.pairings import ready
from lrc_portal.ui.pairings.ready import PeerWorker
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator


class Pairing(Protocol):
    """A `support.pairings.PairingLine`."""

    @property
    def id(self) -> int: ...
    @property
    def person(self) -> str: ...
    @property
    def peer_worker(self) -> str: ...
    @property
    def leaving(self) -> bool: ...
    @property
    def last_day(self) -> date | None: ...
    @property
    def heard(self) -> bool: ...
    @property
    def nobody_new(self) -> bool: ...
    @property
    def live(self) -> bool: ...
    @property
    def leaving_by_id(self) -> int | None: ...
    @property
    def unsaid_last_day(self) -> date | None: ...


class Shown(Protocol):
    """Something that is shown to a peer worker; `sharing.circle.ShareLine` is one."""

    @property
    def last_day(self) -> date | None: ...


@dataclass(frozen=True)
class PersonVerbs:
    """What the person decides, each of a pairing: `want_new(db, pairing_id=…, wanted=…)`.

    `put_away` is for one whose last day has passed, `read_staying(db, pairing_id=…, go_on_showing=…)` for
    one whose last day was taken back.
    """

    heard: Callable[..., object]
    want_new: Callable[..., object]
    put_away: Callable[..., object]
    read_staying: Callable[..., object]


# For the person


def show_news(
    visit: SignedIn, line: Pairing, verbs: PersonVerbs, *, somebody_waits: bool, asked: str | None = None
) -> None:
    """That the peer worker leaves, first of all; and, once that is read, what may come after.

    `asked` is what somebody is called whom the person asked themselves.
    """
    t, who = visit.t, plain(line.peer_worker)
    assert line.last_day is not None
    with st.container(border=True, key=f"leaving-{line.id}"):
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
            st.button(
                t("I have read this"),
                key=f"heard:{line.id}",
                type="primary",
                icon=":material/check:",
                on_click=act,
                args=(visit, lambda db: verbs.heard(db, pairing_id=line.id)),
                kwargs={"said": t("Thank you for reading it. Take your time.")},
            )
            return
        _show_what_comes(visit, line, verbs, somebody_waits, asked)


def said_of_last_day(t: Translator, who: str, last_day: date) -> str:
    """Until when the two walk together, or until when they did."""
    if last_day < clock.today():
        return t("{name}’s last day was {day}. They see nothing of yours now.", name=who, day=t.day(last_day))
    return t(
        "{name}’s last day with you is {day}. After that day they see nothing of yours.",
        name=who,
        day=t.day(last_day),
    )


def _show_what_comes(
    visit: SignedIn, line: Pairing, verbs: PersonVerbs, somebody_waits: bool, asked: str | None
) -> None:
    t = visit.t
    if line.nobody_new:
        st.markdown(t("You said: nobody new for now. You can change your mind at any time."))
        label, said = t("I would like somebody new"), t("A coordinator can suggest somebody now.")
    else:
        if asked is not None:
            st.markdown(t("You have asked {name} yourself.", name=plain(asked)))
        elif somebody_waits:
            st.markdown(t("Somebody is suggested to you. You decide."))
        else:
            st.markdown(t("A coordinator can suggest somebody to you. You decide."))
        label, said = t("Nobody new for now"), t("That is fine. Nobody new is suggested to you.")
    st.button(
        label,
        key=f"somebody-new:{line.id}",
        type="tertiary",
        icon=":material/person_add:" if line.nobody_new else ":material/schedule:",
        on_click=act,
        args=(visit, lambda db: verbs.want_new(db, pairing_id=line.id, wanted=line.nobody_new)),
        kwargs={"said": said},
    )
    if not line.live:
        st.button(
            t("Put this away"),
            key=f"put-away:{line.id}",
            type="tertiary",
            icon=":material/inventory_2:",
            on_click=act,
            args=(visit, lambda db: verbs.put_away(db, pairing_id=line.id)),
            kwargs={"said": t("It is put away. Your story keeps it.")},
        )


def show_staying(visit: SignedIn, line: Pairing, verbs: PersonVerbs, shown: Sequence[Shown]) -> None:
    """That the peer worker stays after all; and whether what was to end on their last day goes on."""
    t, who, day = visit.t, plain(line.peer_worker), line.unsaid_last_day
    assert day is not None
    ends, over = any(each.last_day == day for each in shown), day < clock.today()
    with st.container(border=True, key=f"staying-{line.id}"):
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
            _staying_button(visit, line, verbs, t("I have read this"), go_on_showing=False)
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
            _staying_button(visit, line, verbs, go_on, go_on_showing=True)
            _staying_button(visit, line, verbs, let_end, go_on_showing=False)


def _staying_button(
    visit: SignedIn, line: Pairing, verbs: PersonVerbs, label: str, *, go_on_showing: bool
) -> None:
    st.button(
        label,
        key=f"staying:{line.id}:{go_on_showing}",
        icon=":material/check:",
        on_click=act,
        args=(
            visit,
            lambda db: verbs.read_staying(db, pairing_id=line.id, go_on_showing=go_on_showing),
        ),
        kwargs={"said": visit.t("It is as you said.")},
    )


# For the one who leaves, and for coordinators


def show_leaving_form(
    visit: SignedIn, line: Pairing, write: Callable[[Any, date | None, str], object], *, who: str
) -> None:
    """Say the last day; `write(db, last_day, token)` keeps it. `who` reads it first of all."""
    t = visit.t
    form = Form(visit, f"leaving:{line.id}")
    st.caption(
        t(
            "{name} reads this first. Only then can a coordinator suggest somebody new. "
            "Meetings planned after the last day are called off.",
            name=who,
        )
    )
    last_day = typed_day(t, form, "last_day", t("Which day is the last one?"))
    form.send(
        t("Say it"),
        lambda db: write(db, last_day(), form.token),
        said=t("It is said. It stands first for {name} now.", name=who),
        then=lines.close,
        icon="waving_hand",
    )
    lines.close_button(t("Not now"), f"leaving:{line.id}")


def show_own_leaving(
    visit: SignedIn,
    line: Pairing,
    *,
    said_goodbye: bool,
    goodbye: Callable[[], object],
    goes_on: bool,
    stay: Callable[..., object],
) -> None:
    """For the one who leaves: the last day, whether it was read, the goodbye note, and the way back.

    `goodbye` opens the draft of that note; `goes_on` where it was begun. `stay(db, pairing_id=…)`.
    """
    t, who = visit.t, plain(line.person)
    assert line.last_day is not None
    st.markdown(
        ":material/waving_hand: "
        + t("Your last day with {name} is {day}.", name=who, day=t.day(line.last_day))
        + " "
        + (t("They have read it.") if line.heard else t("They have not read it yet. Tell them yourself too."))
    )
    if said_goodbye:
        st.caption(t("You have said goodbye. Your words stay with {name}.", name=who))
    else:
        st.button(
            t("Go on with your goodbye note") if goes_on else t("Write a goodbye note"),
            key=f"goodbye:{line.id}",
            icon=":material/edit_note:",
            on_click=goodbye,
        )
    if line.leaving_by_id == visit.viewer.person_id:
        _show_stay(visit, line, stay, label=t("I am staying after all"), yes=t("I am staying"))


def show_own_staying(visit: SignedIn, line: Pairing) -> None:
    """For the one who was to leave: that it was taken back, until the person has read it."""
    t = visit.t
    st.caption(
        ":material/directions_walk: "
        + t(
            "You stay with {name}. They have not read it yet. Tell them yourself too.",
            name=plain(line.person),
        )
        + " "
        + t("Once they have read it, you can say a new last day.")
    )


def _show_stay(visit: SignedIn, line: Pairing, stay: Callable[..., object], *, label: str, yes: str) -> None:
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
        write=lambda db: stay(db, pairing_id=line.id),
        said=t("It is taken back. It stands first for {name} now.", name=plain(line.person)),
        icon="directions_walk",
    )


@dataclass(frozen=True)
class CoordinatorVerbs:
    """`leaving(db, pairing_id, last_day, token)`, `stay(db, pairing_id=…)`,
    `propose(db, pairing_id=…, peer_worker_id=…)`.
    """

    leaving: Callable[[Any, int, date | None, str], object]
    stay: Callable[..., object]
    propose: Callable[..., object]


def show_to_coordinator(
    visit: SignedIn,
    line: Pairing,
    work: Sequence[PeerWorker],
    verbs: CoordinatorVerbs,
    *,
    somebody_waits: bool,
) -> None:
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
            show_leaving_form(
                visit,
                line,
                lambda db, last_day, token: verbs.leaving(db, line.id, last_day, token),
                who=person,
            )
        else:
            lines.open_button(
                t("Say that {name} is leaving", name=worker), f"leaving:{line.id}", icon="waving_hand"
            )
        return
    assert line.last_day is not None
    leaves = t("{name} is leaving. Last day: {day}", name=worker, day=t.day(line.last_day))
    left = t("{name}’s last day was {day}. It is over.", name=worker, day=t.day(line.last_day))
    st.markdown(f":material/waving_hand: {leaves if line.live else left}")
    if not line.heard:
        st.caption(t("{name} has not read it yet. They hear of it first.", name=person))
    elif line.nobody_new:
        st.caption(t("{name} wants nobody new for now.", name=person))
    elif somebody_waits:
        st.caption(t("{name} has read it. Somebody is asked already.", name=person))
    else:
        _show_who_follows(visit, line, work, verbs)
    if line.live and line.leaving_by_id == visit.viewer.person_id:
        label = t("{name} is staying after all", name=worker)
        _show_stay(visit, line, verbs.stay, label=label, yes=t("Take it back"))


def _show_who_follows(
    visit: SignedIn, line: Pairing, work: Sequence[PeerWorker], verbs: CoordinatorVerbs
) -> None:
    t, name = visit.t, f"follow:{line.id}"
    st.caption(t("{name} has read it.", name=plain(line.person)))
    if not lines.is_open(name):
        lines.open_button(t("Suggest who follows"), name, icon="group_add", kind="secondary")
        return
    form = Form(visit, name)
    worker = ready.choose(t, form, "worker", work)
    st.caption(t("Both are asked. Nothing is shared before both say yes, and the person chooses what."))
    if any(each.is_ready for each in work):
        form.send(
            t("Ask both"),
            lambda db: verbs.propose(
                db, pairing_id=line.id, peer_worker_id=chosen(worker, mark("Choose somebody first."))
            ),
            said=t("Both have been asked."),
            then=lines.close,
        )
    lines.close_button(t("Not now"), name)
