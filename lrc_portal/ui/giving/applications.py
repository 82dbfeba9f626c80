"""“I'd like to give too”: a member applies to become a peer worker, how a coordinator notes the steps, and
how a peer worker lays the role down again.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from lrc_portal import acting, clock, limits
from lrc_portal.acting import Permission
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import (
    ApplicationLine,
    FinishSubmission,
    GivingStepSubmission,
    StepDone,
)
from lrc_portal.support.searching import Who
from lrc_portal.ui import people_search
from lrc_portal.ui.kit import lines, menu, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import GivingStepKind, Role
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator

CANDIDATES = "giving:candidates"
"""The name of this list for `ui.more`."""

# The member


def show_mine(visit: SignedIn, application: ApplicationLine | None) -> None:
    """What it asks and how to begin; or the steps; or since when the person gives too."""
    t, me = visit.t, visit.viewer
    if not acting.may(me, Permission.GIVE_TOO):
        return
    if Role.PEER_WORKER in me.roles:
        if application is not None and application.finished_at is not None:
            st.header(t("I give too"), anchor=False)
            _show_arrived(t, application.finished_at)
        return
    st.header(t("I'd like to give too"), anchor=False)
    if application is None or application.finished_at is not None:
        _show_what_it_asks(visit)
    else:
        _show_own_application(visit, application)


def _show_arrived(t: Translator, since: datetime) -> None:
    day = t.day(clock.local(since).date())
    st.markdown(
        f":material/volunteer_activism:{NO_BREAK}{t('You are a peer worker too, since {day}.', day=day)}"
    )
    st.caption(t("Your own record stays yours, as before. The people you walk with see nothing of it."))
    st.caption(t("You can lay this role down again on any day, in “My account”."))


def _show_what_it_asks(visit: SignedIn) -> None:
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
        action_button(
            visit,
            t("Yes, I'd like to give too"),
            partial(applications.begin, by=visit.viewer),
            key="giving:begin",
            icon="volunteer_activism",
            said=t("Thank you. A coordinator will talk with you about the first step."),
        )


def _show_own_application(visit: SignedIn, application: ApplicationLine) -> None:
    t = visit.t
    with area("giving"):
        for kind in GivingStepKind:
            st.markdown(_step_said(t, kind, application.step(kind)))
        if application.said_last_yes:
            st.markdown(t("You said yes. A coordinator makes you a peer worker now."))
        elif application.all_done:
            st.markdown(f"**{t('All three steps are done. Do you still want to?')}**")
            st.markdown(
                t(
                    "People who look for a peer worker see what a peer worker shows of themselves. So "
                    "nothing you showed before is shown then, until you choose it anew in “My account”."
                )
            )
            action_button(
                visit,
                t("Yes, I want to be a peer worker"),
                partial(applications.say_last_yes, by=visit.viewer),
                key="giving:yes",
                kind="primary",
                icon="check",
                said=t("You said yes. A coordinator makes you a peer worker now."),
            )
        else:
            st.caption(t("A coordinator notes each step here when it is done. Take your time."))
        lines.ask_once(
            visit,
            "giving:stop",
            label=t("Stop here"),
            question=t("Stop here? What was noted of the steps is erased. You can begin again on any day."),
            yes=t("Stop"),
            no=t("Keep it"),
            write=partial(applications.stop, by=visit.viewer),
            said=t("You have stopped. Everything else stays as it was."),
            icon="pause_circle",
        )


def _step_said(t: Translator, kind: GivingStepKind, step: StepDone | None) -> str:
    name = labels.giving_step(t, kind)
    if step is None:
        return f":material/radio_button_unchecked:{NO_BREAK}{name}{DOT}{t('still to come')}"
    said = [name, t.day(step.done_on)]
    if step.supervisor:
        said.insert(1, plain(step.supervisor))
    return f":material/check_circle:{NO_BREAK}" + DOT.join(said)


# The coordinator


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(CANDIDATES, limits.SHOWN_CARDS_BESIDE_OTHERS) + 1


def show_candidates(visit: SignedIn, candidates: Sequence[ApplicationLine]) -> None:
    """Who would like to give too, and their steps. Names and steps, and nothing else of anybody."""
    t = visit.t
    st.header(t("Who would like to give too"), anchor=False)
    if not candidates:
        st.markdown(t("When a member would like to become a peer worker, you will find it here."))
    for place, application in enumerate(more.shown(CANDIDATES, candidates, limits.SHOWN_CARDS_BESIDE_OTHERS)):
        _show_candidate(visit, application, first=place == 0)
    more.show_button(t, CANDIDATES, candidates, limits.SHOWN_CARDS_BESIDE_OTHERS)


def _show_candidate(visit: SignedIn, application: ApplicationLine, *, first: bool) -> None:
    t, key, who = visit.t, f"giving-{application.id}", plain(application.display_name)
    steps, done = len(GivingStepKind), len(application.steps)
    so_far = t.plural("{done} of {n} step done", "{done} of {n} steps done", steps, done=done)
    opens = lines.opens_fold(key, _lines_of(application)) or first or application.said_last_yes
    with fold(f"{who}{DOT}{so_far}", key, icon="volunteer_activism", opens=opens, keeps=True) as is_drawn:
        if is_drawn:
            _show_steps(visit, application)


def _lines_of(application: ApplicationLine) -> tuple[str, str]:
    """What can be open of somebody: one of the steps, or making them a peer worker."""
    return f"giving:{application.id}", f"giving-finish:{application.id}"


def _show_steps(visit: SignedIn, application: ApplicationLine) -> None:
    t, who = visit.t, plain(application.display_name)
    began = t.day(clock.local(application.began_at).date())
    st.caption(t("Since {day}", day=began))
    for kind in GivingStepKind:
        _show_step(visit, application, kind)
    if not application.all_done:
        return
    if not application.said_last_yes:
        st.caption(
            f":material/hourglass_empty:{NO_BREAK}" + t("Waiting for the last yes of {name}", name=who)
        )
        return
    _, line = _lines_of(application)
    if lines.is_open(line):
        _show_finish_form(visit, application, line)
    else:
        lines.open_button(
            t("Make {name} a peer worker", name=who), line, icon="volunteer_activism", kind="secondary"
        )


def _show_finish_form(visit: SignedIn, application: ApplicationLine, line: str) -> None:
    """What is known of the training is asked here, so that it is not due at once for what was just done."""
    t, who, trained = visit.t, plain(application.display_name), application.step(GivingStepKind.TRAINING)
    form = Form(visit, line)
    st.markdown(t("Make {name} a peer worker? They stay a member, and their record stays theirs.", name=who))
    what = form.words("what", t("What was the training?"))
    until = typed_day(t, form, "valid_until", t("Up to which day does it count?"))
    if trained:
        st.caption(
            t(
                "The training was on {day}. If you do not know more of it yet, leave this empty. It is due "
                "until you add it under “Training and supervision”.",
                day=t.day(trained.done_on),
            )
        )
    giving_id = application.id
    form.send(
        t("Yes, make them a peer worker"),
        lambda db: applications.finish(
            db,
            by=visit.viewer,
            giving_id=giving_id,
            submission=FinishSubmission(what(), until(), form.token),
        ),
        said=t(
            "{name} is a peer worker now, and a member as before. What they still need stands under "
            "“Training and supervision”.",
            name=who,
        ),
        then=lines.close,
        icon="volunteer_activism",
    )
    lines.close_button(t("Not now"), line)


def _show_step(visit: SignedIn, application: ApplicationLine, kind: GivingStepKind) -> None:
    t, name, step = visit.t, f"giving:{application.id}:{kind.value}", application.step(kind)
    if lines.is_open(name):
        st.markdown(f"**{labels.giving_step(t, kind)}**")
        _show_step_form(visit, application, kind, step)
        lines.close_button(t("Not now"), name)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_step_said(t, kind, step), width="stretch")
        if application.can_note(kind):
            lines.open_button(t("Change") if step else t("Note it"), name, icon="edit" if step else "check")


def _show_step_form(
    visit: SignedIn,
    application: ApplicationLine,
    kind: GivingStepKind,
    step: StepDone | None,
) -> None:
    t = visit.t
    giving_id = application.id
    form = Form(visit, f"giving:{giving_id}:{kind.value}")
    supervisor: Answer[int | None] = fixed(None)
    if kind is GivingStepKind.SUPERVISOR:
        supervisor = people_search.choose(
            visit,
            form,
            "supervisor",
            t("Who is the supervisor?"),
            Who.COULD_SUPERVISE,
            value=step.supervisor_id if step else None,
            without=(application.person_id,),
        )
        label = t("Since which day?")
    else:
        label = t("Which day was it?")
        if kind is GivingStepKind.SHADOWED:
            st.caption(t("Only the day. Whose meeting it was is written nowhere."))
    done_on = typed_day(t, form, "done_on", label, value=step.done_on if step else clock.today())
    form.send(
        t("Note this step"),
        lambda db: applications.note_step(
            db,
            by=visit.viewer,
            giving_id=giving_id,
            submission=GivingStepSubmission(kind, done_on(), supervisor()),
        ),
        said=t("The step is noted."),
        then=lines.close,
    )


# Laying it down


def show_laying_down(visit: SignedIn, walks_with: Sequence[str]) -> None:
    """How to be a peer worker no more; `walks_with` is with whom one walks, as they are called."""
    t = visit.t
    with st.expander(t("Lay this role down"), key="lay-down", icon=":material/volunteer_activism:"):
        st.markdown(t("You have given a lot. You can lay it down on any day, and nobody asks why."))
        if walks_with:
            names = t.listed([plain(name) for name in walks_with])
            st.markdown(f":material/directions_walk:{NO_BREAK}{t('You walk with {names} now.', names=names)}")
            st.markdown(
                t(
                    "First say under “People I walk with” that you are leaving, and when. They hear of it "
                    "first, and somebody can follow. After your last day you can lay it down here."
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
        if visit.viewer.keeps_a_record:
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
            write=partial(applications.lay_down, by=visit.viewer),
            said=t("You have laid it down. Thank you for all you gave."),
            icon="volunteer_activism",
        )
