"""“I'd like to give too”: a member's way to become a peer worker, how a coordinator notes its steps, and
how a peer worker lays the role down again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.support.somebody import Somebody
from lrc_portal.ui.kit import by_name, lines, menu, more
from lrc_portal.ui.kit.fields import Answer, Form, act, fixed, typed_day
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import GivingStepKind
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

CANDIDATES = "giving:candidates"
"""The name of this list for `ui.more`."""


class Step(Protocol):
    """A `support.giving.StepDone`."""

    @property
    def done_on(self) -> date: ...
    @property
    def supervisor_id(self) -> int | None: ...
    @property
    def supervisor(self) -> str | None: ...


class Way(Protocol):
    """A `support.giving.GivingLine`."""

    @property
    def id(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def display_name(self) -> str: ...
    @property
    def began_at(self) -> datetime: ...
    @property
    def said_last_yes(self) -> bool: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def all_done(self) -> bool: ...
    def step(self, kind: GivingStepKind) -> Step | None: ...
    def can_note(self, kind: GivingStepKind) -> bool: ...


@dataclass(frozen=True)
class OwnVerbs:
    """What the member can do, each with the session alone."""

    begin: Callable[[Any], object]
    stop: Callable[[Any], object]
    say_last_yes: Callable[[Any], object]


@dataclass(frozen=True)
class CoordinatorVerbs:
    """What a coordinator can do.

    `note_step(db, giving_id, kind, day, supervisor_id)`; `finish(db, giving_id, what, valid_until, token)`
    gives the role, with what is known of the training.
    """

    note_step: Callable[[Any, int, GivingStepKind, date | None, int | None], object]
    finish: Callable[[Any, int, str, date | None, str], object]


# The member


def show_mine(visit: SignedIn, way: Way | None, *, is_peer_worker: bool, verbs: OwnVerbs) -> None:
    """What it asks and how to begin; or the steps; or since when the person gives too."""
    t = visit.t
    if is_peer_worker:
        if way is not None and way.finished_at is not None:
            st.header(t("I give too"), anchor=False)
            _show_arrived(t, way.finished_at)
        return
    st.header(t("I'd like to give too"), anchor=False)
    if way is None or way.finished_at is not None:
        _show_what_it_asks(visit, verbs)
    else:
        _show_own_way(visit, way, verbs)


def _show_arrived(t: Translator, since: datetime) -> None:
    day = t.day(clock.local(since).date())
    st.markdown(f":material/volunteer_activism: {t('You are a peer worker too, since {day}.', day=day)}")
    st.caption(t("Your own record stays yours, as before. The people you walk with see nothing of it."))
    st.caption(t("You can lay this role down again on any day, in “My account”."))


def _show_what_it_asks(visit: SignedIn, verbs: OwnVerbs) -> None:
    t = visit.t
    st.markdown(
        t(
            "What you have lived through can help somebody who is at the start. Members who want to can "
            "become peer workers."
        )
    )
    with st.expander(t("What it asks of you"), key="giving-asks", icon=":material/volunteer_activism:"):
        st.markdown("\n".join(f"1. {labels.giving_step(t, kind)}" for kind in GivingStepKind))
        st.markdown(t("Your supervisor is somebody with experience, who is there for you when it is hard."))
        st.markdown(
            t(
                "Then you say yes once more, and a coordinator makes you a peer worker. You stay a member, "
                "and your own record stays yours."
            )
        )
        st.markdown(
            t(
                "A coordinator sees your name and these steps, and nothing of your record. Nobody else sees "
                "them. You can stop on any day, and nobody asks why."
            )
        )
        st.button(
            t("Yes, I'd like to give too"),
            key="giving:begin",
            icon=":material/volunteer_activism:",
            on_click=act,
            args=(visit, verbs.begin),
            kwargs={"said": t("Thank you. A coordinator will talk with you about the first step.")},
        )


def _show_own_way(visit: SignedIn, way: Way, verbs: OwnVerbs) -> None:
    t = visit.t
    with st.container(border=True, key="giving"):
        for kind in GivingStepKind:
            st.markdown(_step_said(t, kind, way.step(kind)))
        if way.said_last_yes:
            st.markdown(t("You said yes. A coordinator makes you a peer worker now."))
        elif way.all_done:
            st.markdown(f"**{t('All three steps are done. Do you still want to?')}**")
            st.markdown(
                t(
                    "People who look for a peer worker see what a peer worker shows of themselves. So "
                    "nothing you showed before is shown then, until you choose it anew in “My account”."
                )
            )
            st.button(
                t("Yes, I want to be a peer worker"),
                key="giving:yes",
                type="primary",
                icon=":material/check:",
                on_click=act,
                args=(visit, verbs.say_last_yes),
                kwargs={"said": t("You said yes. A coordinator makes you a peer worker now.")},
            )
        else:
            st.caption(t("A coordinator notes each step here when it is done. Take your time."))
        lines.ask_once(
            visit,
            "giving:stop",
            label=t("Stop here"),
            question=t("Stop here? What was noted of the steps is erased. You can begin again on any day."),
            yes=t("Stop"),
            no=t("Go on"),
            write=verbs.stop,
            said=t("You have stopped. Everything else stays as it was."),
            icon="pause_circle",
        )


def _step_said(t: Translator, kind: GivingStepKind, step: Step | None) -> str:
    name = labels.giving_step(t, kind)
    if step is None:
        return f":material/radio_button_unchecked: {name} · {t('still to come')}"
    said = [name, t.day(step.done_on)]
    if step.supervisor:
        said.insert(1, plain(step.supervisor))
    return ":material/check_circle: " + " · ".join(said)


# The coordinator


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(CANDIDATES, limits.SHOWN_PEOPLE) + 1


def show_candidates(
    visit: SignedIn, ways: Sequence[Way], supervisors: Sequence[Somebody], verbs: CoordinatorVerbs
) -> None:
    """Who would like to give too, and their steps. Names and steps, and nothing else of anybody."""
    t = visit.t
    st.header(t("Who would like to give too"), anchor=False)
    if not ways:
        st.markdown(t("When a member would like to become a peer worker, it stands here."))
    for way in more.shown(CANDIDATES, ways, limits.SHOWN_PEOPLE):
        with st.container(border=True, gap="small", key=f"giving-{way.id}"):
            _show_candidate(visit, way, supervisors, verbs)
    more.show_button(t, CANDIDATES, ways, limits.SHOWN_PEOPLE)


def _show_candidate(
    visit: SignedIn, way: Way, supervisors: Sequence[Somebody], verbs: CoordinatorVerbs
) -> None:
    t, who = visit.t, plain(way.display_name)
    since = t("since {day}", day=t.day(clock.local(way.began_at).date()))
    st.markdown(f"**{who}** · {since}")
    for kind in GivingStepKind:
        _show_step(visit, way, kind, supervisors, verbs)
    if not way.all_done:
        return
    if not way.said_last_yes:
        st.caption(":material/hourglass_empty: " + t("Waiting for the last yes of {name}", name=who))
        return
    line = f"giving-finish:{way.id}"
    if lines.is_open(line):
        _show_finish_form(visit, way, verbs, line)
    else:
        lines.open_button(
            t("Make {name} a peer worker", name=who), line, icon="volunteer_activism", kind="secondary"
        )


def _show_finish_form(visit: SignedIn, way: Way, verbs: CoordinatorVerbs, line: str) -> None:
    """What is known of the training is asked here, so that it is not due at once for what was just done."""
    t, who, trained = visit.t, plain(way.display_name), way.step(GivingStepKind.TRAINING)
    form = Form(visit, line)
    st.markdown(t("Make {name} a peer worker? They stay a member, and their record stays theirs.", name=who))
    what = form.words("what", t("What was the training?"))
    until = typed_day(t, form, "valid_until", t("Up to which day does it count?"))
    if trained:
        st.caption(
            t(
                "The training was on {day}. If you do not know more of it yet, leave this empty: it is due "
                "until you add it under “Training and supervision”.",
                day=t.day(trained.done_on),
            )
        )
    form.send(
        t("Yes, make them a peer worker"),
        lambda db: verbs.finish(db, way.id, what(), until(), form.token),
        said=t(
            "{name} is a peer worker now, and a member as before. What they still need stands under "
            "“Training and supervision”.",
            name=who,
        ),
        then=lines.close,
        icon="volunteer_activism",
    )
    lines.close_button(t("Not now"), line)


def _show_step(
    visit: SignedIn, way: Way, kind: GivingStepKind, supervisors: Sequence[Somebody], verbs: CoordinatorVerbs
) -> None:
    t, name, step = visit.t, f"giving:{way.id}:{kind.value}", way.step(kind)
    if lines.is_open(name):
        st.markdown(f"**{labels.giving_step(t, kind)}**")
        _show_step_form(visit, way, kind, step, supervisors, verbs)
        lines.close_button(t("Not now"), name)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_step_said(t, kind, step), width="stretch")
        if way.can_note(kind):
            lines.open_button(t("Change") if step else t("Note it"), name, icon="edit" if step else "check")


def _show_step_form(
    visit: SignedIn,
    way: Way,
    kind: GivingStepKind,
    step: Step | None,
    supervisors: Sequence[Somebody],
    verbs: CoordinatorVerbs,
) -> None:
    t = visit.t
    form = Form(visit, f"giving:{way.id}:{kind.value}")
    supervisor: Answer[int | None] = fixed(None)
    if kind is GivingStepKind.SUPERVISOR:
        others = {
            each.person_id: each.display_name for each in supervisors if each.person_id != way.person_id
        }
        supervisor = by_name.choose(
            t,
            form,
            "supervisor",
            t("Who is the supervisor?"),
            others,
            value=step.supervisor_id if step else None,
        )
        label = t("Since which day?")
    else:
        label = t("Which day was it?")
        if kind is GivingStepKind.SHADOWED:
            st.caption(t("Only the day. Whose meeting it was is written nowhere."))
    done_on = typed_day(t, form, "done_on", label, value=step.done_on if step else clock.today())
    form.send(
        t("Note this step"),
        lambda db: verbs.note_step(db, way.id, kind, done_on(), supervisor()),
        said=t("The step is noted."),
        then=lines.close,
    )


# Laying it down


def show_laying_down(
    visit: SignedIn, walks_with: Sequence[str], write: Callable[[Any], object], *, keeps: bool
) -> None:
    """The way out of being a peer worker; with whom one walks, as they are called. `keeps`: a record too."""
    t = visit.t
    st.header(t("I am a peer worker"), anchor=False)
    with st.expander(t("Lay this role down"), key="lay-down", icon=":material/volunteer_activism:"):
        st.markdown(t("You have given a lot. You can lay it down on any day, and nobody asks why."))
        if walks_with:
            names = t.listed([plain(name) for name in walks_with])
            st.markdown(f":material/directions_walk: {t('You walk with {names} now.', names=names)}")
            st.markdown(
                t(
                    "First say there that you are leaving, and when. They hear of it first, and somebody can "
                    "follow. After your last day you can lay it down here."
                )
            )
            menu.to("people", t("To the people I walk with"))
            return
        st.markdown(
            t(
                "You walk with nobody now. Whoever has asked you hears “not now”. Your supervisor reads "
                "nothing more of what you wrote to them. Your days and reflections stay here for you."
            )
        )
        if keeps:
            st.markdown(t("Your own record and your circle stay as they are. You can begin again later."))
        else:
            st.markdown(t("What you tell of yourself is erased. Your account stays."))
        lines.ask_once(
            visit,
            "lay-down",
            label=t("Lay this role down"),
            question=t("Lay this role down, and be a peer worker no more?"),
            yes=t("Yes, lay it down"),
            no=t("Stay a peer worker"),
            write=write,
            said=t("You have laid it down. Thank you for all you gave."),
            icon="volunteer_activism",
        )
