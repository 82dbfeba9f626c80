"""My goals: what is nearly there, steps and what was done, new goals, and goals that ended."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.record import goals, strengths
from lrc_portal.record.goals import (
    DoneSubmission,
    EndSubmission,
    GoalLine,
    GoalSubmission,
    StepLine,
    StepSubmission,
)
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.sharing import opened_records
from lrc_portal.ui.kit import elements, frame, lines, meanwhile, menu, messages, more, returning
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, act
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import Element, GoalState, Role, StrengthState
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK, mark

FIRST_STEPS = (
    mark("First step, if you know it already"),
    mark("Second step, if you know it already"),
    mark("Third step, if you know it already"),
)
OPEN, ENDED = "goals:open", "goals:ended"
ENDS = (GoalState.REACHED, GoalState.CHANGED, GoalState.LET_GO)

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    me = opened_records.own(visit.viewer)
    most, most_ended = (more.at_most(name, limits.SHOWN_GOALS) + 1 for name in (OPEN, ENDED))
    open_ones, ended, strong = visit.db.read_all(
        goals.read_query(me, open_ones=True, most=most),
        goals.read_query(me, open_ones=False, most=most_ended),
        strengths.read_query(me),
    )
    seen = [*open_ones[: most - 1], *ended]
    mine = [line for line in strong if line.state is StrengthState.KEPT]
    # One that was ended elsewhere stays where its open form is, so that what is written there is not lost.
    under_way = [goal for goal in seen if goal.state is GoalState.OPEN or lines.is_open(f"end:{goal.id}")]
    nearly = [goal for goal in under_way if goal.nearly_there]
    st.title(t("My goals"), anchor=False)
    if not seen:
        messages.empty(
            t("What would you like more of in your life? Start with one thing, and one small step."),
            "path",
        )
    show_part(t("Nearly there"), nearly, mine)
    show_part(t("Under way"), [goal for goal in under_way if goal not in nearly], mine)
    more.show_button(t, OPEN, open_ones, limits.SHOWN_GOALS)
    show_add(mine, open_at_once=not under_way)
    show_ended([goal for goal in seen if goal not in under_way], mine)


def show_part(heading: str, some: list[GoalLine], mine: list[StrengthLine]) -> None:
    if some:
        st.header(heading, anchor=False)
    for goal in some:
        with area(f"goal:{goal.id}", gap="xsmall"):
            if lines.is_open(f"goal:{goal.id}"):
                show_change(goal, mine)
            else:
                show_goal(goal)


# One goal


def show_goal(goal: GoalLine) -> None:
    st.markdown(f"### {plain(goal.title)}")
    show_about(goal)
    steps = f"steps:{goal.id}"
    for step in more.shown(steps, goal.steps, limits.SHOWN_STEPS):
        show_step(goal, step)
    more.show_button(t, steps, goal.steps, limits.SHOWN_STEPS)
    if lines.is_open(f"step:{goal.id}"):
        show_add_step(goal)
    elif lines.is_open(f"end:{goal.id}"):
        show_end(goal)
    else:
        with st.container(horizontal=True):
            lines.open_button(t("Add a step"), f"step:{goal.id}", icon="add")
            lines.open_button(t("End this goal"), f"end:{goal.id}", icon="flag")
            lines.open_button(t("Change"), f"goal:{goal.id}")


def show_about(goal: GoalLine) -> None:
    said = [elements.name(t, goal.element)]
    if goal.steps:
        said.append(
            t.plural(
                "{done} of {n} step done", "{done} of {n} steps done", len(goal.steps), done=goal.steps_done
            )
        )
    if goal.only_me:
        said.append(f":material/lock:{NO_BREAK}{t('Only me')}")
    st.caption(DOT.join(said))
    own_words(goal.why)
    if goal.strengths:
        words = t.listed([f"“{plain(words)}”" for _id, words, _used in goal.strengths])
        st.caption(f":material/spa:{NO_BREAK}" + t("It starts from {strengths}", strengths=words))


# Steps


def show_step(goal: GoalLine, step: StepLine) -> None:
    key = f"step-done:{step.id}"
    is_done = step.done_on is not None
    with st.container(horizontal=True, vertical_alignment="center", key=f"step-row-{step.id}"):
        with returning.acts_at_once(key, is_done):
            st.checkbox(plain(step.words), key=key, on_change=tick, args=(step.id, is_done), width="stretch")
        if not lines.is_open(f"step-line:{step.id}"):
            lines.open_button(t("Say more"), f"step-line:{step.id}", icon="edit_note")
    if step.note_day:
        st.caption(t("From the note of {day}", day=t.day(step.note_day)))
    if step.done_on:
        show_done(step)
    if lines.is_open(f"step-line:{step.id}"):
        show_step_more(step)


def show_done(step: StepLine) -> None:
    with st.container(gap="xxsmall"):
        st.caption(t("Done on {day}", day=t.day(step.done_on)) if step.done_on else t("Still to do"))
        own_words(step.what_was_done)


def tick(step_id: int, was_done: bool) -> None:
    if was_done:
        act(visit, lambda db: goals.undo_step(db, by=visit.viewer, step_id=step_id))
        return
    done = DoneSubmission(done_on=clock.today())
    act(visit, lambda db: goals.do_step(db, by=visit.viewer, step_id=step_id, submission=done))


def show_step_more(step: StepLine) -> None:
    opened = meanwhile.opened(visit, f"step-line:{step.id}", step)
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, show_done)
    what = form.words(
        "what_was_done",
        t("What did you do? A few words, if you like."),
        value=opened.began.what_was_done,
        long=True,
    )
    usual = opened.began.done_on or clock.today()
    day = typed_day(t, form, "done_on", t("When was it done?"), value=usual)
    step_id, version = step.id, opened.version_read

    def done() -> DoneSubmission:
        return DoneSubmission(day(), what(), form.token, version(form))

    form.send(
        t("Save: this step is done"),
        lambda db: goals.do_step(db, by=visit.viewer, step_id=step_id, submission=done()),
        said=t("Saved.") if opened.began.done_on else t("One step further."),
        then=lines.close,
    )
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), f"step-line:{step.id}")
        lines.ask_once(
            visit,
            f"erase-step:{step.id}",
            label=t("Erase"),
            question=t("Erase this step for good?"),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=partial(goals.erase_step, by=visit.viewer, step_id=step_id),
            said=t("The step is erased."),
        )


def show_add_step(goal: GoalLine) -> None:
    goal_id = goal.id
    form = Form(visit, f"step:{goal_id}")
    words = form.words("step", t("What is the next small step?"))
    form.send(
        t("Save this step"),
        lambda db: goals.add_step(
            db, by=visit.viewer, goal_id=goal_id, submission=StepSubmission(words(), form.token)
        ),
        said=t("The step is added."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), f"step:{goal_id}")


# Changing, ending, taking up again


def show_change(goal: GoalLine, mine: list[StrengthLine]) -> None:
    opened = meanwhile.opened(visit, f"goal:{goal.id}", goal)
    meanwhile.show_changed(visit, opened, show_wanted)
    show_fields(opened.form, opened.began, mine, version=opened.version_read)
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), f"goal:{goal.id}")
        show_erase(goal)


def show_wanted(goal: GoalLine) -> None:
    st.markdown(f"**{plain(goal.title)}**")
    show_about(goal)


def show_erase(goal: GoalLine) -> None:
    lines.ask_once(
        visit,
        f"erase-goal:{goal.id}",
        label=t("Erase"),
        question=t("Erase this goal and its steps for good?"),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(goals.erase, by=visit.viewer, goal_id=goal.id),
        said=t("The goal is erased."),
    )


def show_end(goal: GoalLine) -> None:
    opened = meanwhile.opened(visit, f"end:{goal.id}", goals.Ending(goal))
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: show_how_it_ended(now.goal))
    state = form.one_of(
        "state",
        t("How does this goal end?"),
        ENDS,
        lambda each: f"{ENDS_ICONS[each]} {labels.goal_state(t, each)}",
    )
    used: Answer[frozenset[int]] = frozenset
    if goal.strengths:
        words = {strength_id: words for strength_id, words, _used in goal.strengths}
        used = form.some_of("used", t("Which strengths did you use?"), words, lambda each: plain(words[each]))
    ending = form.words("ending", t("A few words about it, if you like"), long=True)
    goal_id, version = goal.id, opened.version_read

    def submission() -> EndSubmission:
        return EndSubmission(state(), ending(), used(), form.token, version(form))

    form.send(
        t("End this goal"),
        lambda db: goals.end(db, by=visit.viewer, goal_id=goal_id, submission=submission()),
        said=t("This goal has ended. What you did for it stays."),
        then=lines.close,
        icon="flag",
    )
    lines.close_button(t("Leave it as it is"), f"end:{goal.id}")


ENDS_ICONS = {
    GoalState.REACHED: ":material/flag:",
    GoalState.CHANGED: ":material/alt_route:",
    GoalState.LET_GO: ":material/air:",
}


def show_ended(ended: list[GoalLine], mine: list[StrengthLine]) -> None:
    if not ended:
        return
    opens = lines.opens_fold("ended", (f"goal:{goal.id}" for goal in ended))
    with st.expander(t("Goals that ended"), key="ended", icon=":material/inventory_2:", expanded=opens):
        for goal in more.shown(ENDED, ended, limits.SHOWN_GOALS):
            with area(f"ended:{goal.id}", gap="xsmall"):
                if lines.is_open(f"goal:{goal.id}"):
                    show_change(goal, mine)
                else:
                    show_ended_goal(goal)
        more.show_button(t, ENDED, ended, limits.SHOWN_GOALS)


def show_how_it_ended(goal: GoalLine) -> None:
    said = f"{ENDS_ICONS.get(goal.state, '')} {labels.goal_state(t, goal.state)}".strip()
    st.markdown(f"**{said}**" + (f"{DOT}{t.day(goal.ended_on)}" if goal.ended_on else ""))
    own_words(goal.ending)


def show_ended_goal(goal: GoalLine) -> None:
    st.markdown(f"### {plain(goal.title)}")
    show_how_it_ended(goal)
    show_about(goal)
    used = [f"“{plain(words)}”" for _id, words, was_used in goal.strengths if was_used]
    if used:
        st.caption(t("What helped: {strengths}", strengths=t.listed(used)))
    with st.container(horizontal=True):
        action_button(
            visit,
            t("Take it up again"),
            partial(goals.reopen, by=visit.viewer, goal_id=goal.id),
            key=f"reopen:{goal.id}",
            icon="replay",
            said=t("The goal is under way again."),
            kind="tertiary",
        )
        lines.open_button(t("Change"), f"goal:{goal.id}")


# A new goal


def show_add(mine: list[StrengthLine], *, open_at_once: bool) -> None:
    if not open_at_once and not lines.is_open("goal"):
        lines.open_button(t("Add a goal"), "goal", icon="add", kind="secondary")
        return
    st.header(t("Add a goal"), anchor=False)
    with area("goal"):
        show_fields("goal", None, mine)
        if not open_at_once:
            lines.close_button(t("Not now"), "goal")


def show_fields(
    name: str,
    goal: GoalLine | None,
    mine: list[StrengthLine],
    *,
    version: VersionRead = meanwhile.nothing_read,
) -> None:
    form = Form(visit, name)
    title = form.words("title", t("What do you want?"), value=goal.title if goal else "")
    why = form.words(
        "why",
        t("Why does it matter to you? A few words, if you like."),
        value=goal.why if goal else "",
        long=True,
    )
    element = form.one_of(
        "element",
        labels.which_part(t),
        Element,
        lambda each: elements.name(t, each),
        value=goal.element if goal else None,
    )
    begins_with = (
        frozenset(strength_id for strength_id, _words, _used in goal.strengths) if goal else frozenset()
    )
    words = {line.id: line.words for line in mine}
    if goal:
        words |= {strength_id: words for strength_id, words, _used in goal.strengths}
    if words:
        from_strengths = form.some_of(
            "strengths",
            t("Which of your strengths can it start from?"),
            words,
            lambda each: plain(words[each]),
            value=begins_with,
        )
    else:
        from_strengths = frozenset
    steps: tuple[Answer[str], ...] = ()
    if goal is None:
        steps = tuple(form.words(f"steps.{n}", t(label)) for n, label in enumerate(FIRST_STEPS))
        form.slot("steps")
    only_me = form.only_me(value=goal.only_me if goal else False)
    goal_id = goal.id if goal else None

    def submission() -> GoalSubmission:
        written = tuple(step() for step in steps)
        return GoalSubmission(
            title(), element(), why(), written, from_strengths(), only_me(), form.token, version(form)
        )

    form.send(
        t("Save this goal"),
        lambda db: (
            goals.change(db, by=visit.viewer, goal_id=goal_id, submission=submission())
            if goal_id is not None
            else goals.add(db, by=visit.viewer, submission=submission())
        ),
        said=t("Saved."),
        then=lines.close,
    )
    if not words:
        st.caption(t("A goal can start from a strength of yours. None stands here yet."))
        menu.to("strengths", t("Add a strength"))


show_all()
