"""Handing over on the screen: what the person reads and decides, what is said to them, and who follows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from lrc_portal import clock
from lrc_portal.ui import by_name, lines
from lrc_portal.ui.by_name import Named
from lrc_portal.ui.fields import Form, act, typed_day
from lrc_portal.ui.frame import SignedIn
from lrc_portal.ui.text import plain
from lrc_portal.words.translator import Translator

NEWEST = 24
"""So many of the newest notes stand to choose from."""


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


class EarlierNote(Protocol):
    """An answered note of another walk; `support.notes.NoteLine` is one."""

    @property
    def id(self) -> int: ...
    @property
    def pairing_id(self) -> int: ...
    @property
    def author(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def earlier(self) -> tuple[Any, ...]: ...


@dataclass(frozen=True)
class PersonVerbs:
    """What the person decides, each of a pairing: `want_new(db, pairing_id=…, wanted=…)`.

    `put_away` is for one whose last day has passed.
    """

    heard: Callable[..., object]
    want_new: Callable[..., object]
    put_away: Callable[..., object]


# For the person


def show_news(visit: SignedIn, line: Pairing, verbs: PersonVerbs, *, somebody_waits: bool) -> None:
    """That the peer worker leaves, first of all; and, once that is read, what may come after."""
    t, who = visit.t, plain(line.peer_worker)
    assert line.last_day is not None
    with st.container(border=True, key=f"leaving-{line.id}"):
        if not line.heard:
            st.subheader(t("You hear of it first: {name} is leaving", name=who), anchor=False)
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
        _show_what_comes(visit, line, verbs, somebody_waits)


def said_of_last_day(t: Translator, who: str, last_day: date) -> str:
    """Until when the two walk together, or until when they did."""
    if last_day < clock.today():
        return t("{name}’s last day was {day}. They see nothing of yours now.", name=who, day=t.day(last_day))
    return t(
        "{name}’s last day with you is {day}. After that day they see nothing of yours.",
        name=who,
        day=t.day(last_day),
    )


def _show_what_comes(visit: SignedIn, line: Pairing, verbs: PersonVerbs, somebody_waits: bool) -> None:
    t = visit.t
    if line.nobody_new:
        st.markdown(t("You said: nobody new for now. You can change your mind at any time."))
        label, said = t("I would like somebody new"), t("A coordinator can suggest somebody now.")
    else:
        if somebody_waits:
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


@dataclass(frozen=True)
class Earlier:
    """The newest answered notes, and which are passed on: pairing id → ids of first versions."""

    notes: Sequence[EarlierNote]
    passed_on: Mapping[int, Collection[int]]

    def of(self, pairing_id: int) -> list[EarlierNote]:
        """Those that can be passed on to the peer worker of this pairing."""
        return [note for note in self.notes if note.pairing_id != pairing_id]


def choose_notes(t: Translator, form: Form, earlier: Earlier, pairing_id: int, who: str) -> frozenset[int]:
    """Which earlier notes somebody reads: none that is not chosen. Nothing is drawn where there is none."""
    notes, passed_on = earlier.of(pairing_id), earlier.passed_on.get(pairing_id, ())
    if not notes:
        return frozenset()
    called = {note.id: _called(t, note) for note in notes}
    return form.some_of(
        "notes",
        f"**{t('Which earlier notes may {name} read?', name=who)}**",
        called,
        called.__getitem__,
        value=[note.id for note in notes if _first(note) in passed_on],
    )


def show_passed_on(visit: SignedIn, line: Pairing, earlier: Earlier, write: Callable[..., object]) -> None:
    """Which earlier notes the peer worker of a pairing reads, and another choice.

    `write(db, note_ids=…, among=…)` keeps it; notes that do not stand among them stay as they are.
    """
    notes, passed_on = earlier.of(line.id), earlier.passed_on.get(line.id, ())
    if not notes:
        return
    t, who = visit.t, plain(line.peer_worker)
    if not lines.is_open(f"passed-on:{line.id}"):
        n = len(passed_on)
        if n:
            st.caption(
                ":material/forum: "
                + t.plural("{name} reads {n} earlier note.", "{name} reads {n} earlier notes.", n, name=who)
            )
        lines.open_button(
            t("Choose earlier notes for {name}", name=who), f"passed-on:{line.id}", icon="forum"
        )
        return
    form = Form(visit, f"passed-on:{line.id}:{'-'.join(map(str, sorted(passed_on)))}")
    chosen = choose_notes(t, form, earlier, line.id, who)
    if form.sent(t("Save what they see")):
        among = [note.id for note in notes]
        form.save(
            lambda db: write(db, note_ids=chosen, among=among),
            said=t("Saved. {name} sees exactly this now.", name=who),
            then=lines.close,
        )
    lines.close_button(t("Leave it as it is"), f"passed-on:{line.id}")


def _called(t: Translator, note: EarlierNote) -> str:
    return t("{day}, written by {name}", day=t.day(note.day), name=plain(note.author))


def _first(note: EarlierNote) -> int:
    return min([note.id, *(each.id for each in note.earlier)])


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
    if form.sent(t("Say it"), icon="waving_hand"):
        form.save(
            lambda db: write(db, last_day.day, form.token),
            said=t("It is said. It stands first for {name} now.", name=who),
            also=last_day.problems,
            then=lines.close,
        )
    lines.close_button(t("Not now"), f"leaving:{line.id}")


def show_own_leaving(
    visit: SignedIn,
    line: Pairing,
    *,
    said_goodbye: bool,
    goodbye: Callable[[Any, str, str], object],
) -> None:
    """For the one who leaves: the last day, whether it was read, and the goodbye note, written once."""
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
        return
    if not lines.is_open(f"goodbye:{line.id}"):
        lines.open_button(t("Write a goodbye note"), f"goodbye:{line.id}", icon="edit_note", kind="secondary")
        return
    form = Form(visit, f"goodbye:{line.id}")
    words = form.words(
        "words",
        t("What would you like to say to {name}?", name=who),
        hint=t("It is a note like any other: {name} answers it, and it stays with them.", name=who),
        long=True,
    )
    if form.sent(t("Offer it to {name}", name=who), icon="volunteer_activism"):
        form.save(
            lambda db: goodbye(db, words, form.token),
            said=t("The note is offered to {name}.", name=who),
            then=lines.close,
        )
    lines.close_button(t("Not now"), f"goodbye:{line.id}")


@dataclass(frozen=True)
class CoordinatorVerbs:
    """`leaving(db, pairing_id, last_day, token)`, `propose(db, pairing_id=…, peer_worker_id=…)`."""

    leaving: Callable[[Any, int, date | None, str], object]
    propose: Callable[..., object]


def show_to_coordinator(
    visit: SignedIn,
    line: Pairing,
    work: Sequence[Named],
    verbs: CoordinatorVerbs,
    *,
    somebody_waits: bool,
) -> None:
    """Whether the peer worker leaves, whether the person has heard, and who could follow. No more."""
    t, person, worker = visit.t, plain(line.person), plain(line.peer_worker)
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
    st.markdown(
        ":material/waving_hand: "
        + t("{name} is leaving. Last day: {day}", name=worker, day=t.day(line.last_day))
    )
    if not line.heard:
        st.caption(t("{name} has not read it yet. They hear of it first.", name=person))
    elif line.nobody_new:
        st.caption(t("{name} wants nobody new for now.", name=person))
    elif somebody_waits:
        st.caption(t("{name} has read it. Somebody is suggested already.", name=person))
    else:
        _show_who_follows(visit, line, work, verbs)


def _show_who_follows(visit: SignedIn, line: Pairing, work: Sequence[Named], verbs: CoordinatorVerbs) -> None:
    t, name = visit.t, f"follow:{line.id}"
    st.caption(t("{name} has read it.", name=plain(line.person)))
    if not lines.is_open(name):
        lines.open_button(t("Suggest who follows"), name, icon="group_add", kind="secondary")
        return
    form = Form(visit, name)
    worker = by_name.choose(t, form, "worker", t("Which peer worker?"), work)
    st.caption(t("Both are asked. Nothing is shared before both say yes, and the person chooses what."))
    if form.sent(t("Ask both")):
        if worker is None:
            st.warning(t("Choose one of each."), icon=":material/info:")
        else:
            form.save(
                partial(verbs.propose, pairing_id=line.id, peer_worker_id=worker),
                said=t("Both have been asked."),
                then=lines.close,
            )
    lines.close_button(t("Not now"), name)
