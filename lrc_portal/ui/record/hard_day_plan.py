"""The plan for a hard day: as it is read, with numbers to tap, and the form in which its owner writes it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lrc_portal.record import hard_day_plan
from lrc_portal.record.hard_day_plan import CALLS, PlanLine, PlanSubmission
from lrc_portal.record.ways import WayLine
from lrc_portal.ui.kit import lines, links, meanwhile, menu, messages, on_paper
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

PLAN = "plan"
FEWEST_LINES = 2
"""So many lines there are at least for whom to call; below those that are written one stands empty."""


def show_mine(visit: SignedIn, plan: PlanLine, kept: Sequence[WayLine]) -> None:
    """The viewer's own plan, on their page: to read, or to write."""
    t = visit.t
    st.header(t("My plan for a hard day"), anchor=False)
    if lines.is_open(PLAN):
        with area("plan-form"):
            _show_form(visit, plan, kept)
        return
    if not plan:
        messages.empty(
            t("On a good day you know best what helps on a hard one. Write down as much as you like.")
        )
        lines.open_button(t("Write my plan"), PLAN, kind="primary")
        return
    with area("plan", gap="xsmall"):
        show_parts(t, plan)
    on_paper.hard_day_card(t)
    with st.container(horizontal=True, vertical_alignment="center"):
        lines.open_button(t("Change the plan"), PLAN)
        lines.ask_once(
            visit,
            "erase-plan",
            label=t("Erase"),
            question=t("Erase this plan for good? The ways in it stay in your list."),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=partial(hard_day_plan.erase, by=visit.viewer),
            said=t("The plan is erased."),
        )


def show_parts(t: Translator, plan: PlanLine) -> None:
    """Each part that something is written in, whom to call first."""
    if plan.calls:
        _head(t("Who I call"))
        show_calls(t, plan)
    if plan.ways:
        _head(t("What helps"))
        st.markdown("\n".join(f"- {plain(way.words)}" for way in plan.ways))
    for name, words in (
        (t("What I tell myself"), plan.tell_myself),
        (t("Where I feel safe"), plan.where_safe),
        (t("How I notice"), plan.how_i_notice),
    ):
        if words:
            _head(name)
            own_words(words)


def show_calls(t: Translator, plan: PlanLine) -> None:
    """Whom the plan names, each with a number as a button that calls it."""
    by_number = [call for call in plan.calls if call.dialled]
    if by_number:
        links.calls(
            (
                t("Call {name}: {number}", name=call.called, number=links.unbroken(call.number or "")),
                call.dialled,
            )
            for call in by_number
        )
    for call in plan.calls:
        if not call.dialled:
            own_words(call.called)


def show_at_hand(visit: SignedIn, plan: PlanLine) -> None:
    """On a hard day: the plan, there where somebody is already. Nothing where none is written."""
    if not plan:
        return
    t = visit.t
    with st.container(key="plan-at-hand"):
        st.markdown(f":material/support:{NO_BREAK}**{t('My plan for a hard day')}**")
        show_parts(t, plan)
        menu.to("what-helps", t("To my plan, and what helps me"))


def show_to_others(t: Translator, ways: Sequence[WayLine], plan: PlanLine) -> None:
    """Somebody's plan for a hard day, and what else helps them, for whoever they share it with."""
    if plan:
        st.subheader(f":material/support:{NO_BREAK}{t('The plan for a hard day')}", anchor=False)
        with area("shared-plan", gap="xsmall"):
            show_parts(t, plan)
    others = [line for line in ways if not line.in_plan]
    if others:
        heading = t("What else helps") if plan else t("What helps")
        st.subheader(f":material/support:{NO_BREAK}{heading}", anchor=False)
        st.markdown("\n".join(f"- {plain(line.words)}" for line in others))


def _head(words: str) -> None:
    st.markdown(f"**{words}**")


def _show_form(visit: SignedIn, plan: PlanLine, kept: Sequence[WayLine]) -> None:
    t = visit.t
    opened = meanwhile.opened(visit, PLAN, plan)
    meanwhile.show_changed(visit, opened, partial(show_parts, t))
    form, began = Form(visit, opened.form), opened.began
    st.caption(t("One part is enough, whichever it is. You can change it whenever you like."))
    notice = form.words(
        "how_i_notice",
        t("How do I notice that a hard day is coming?"),
        value=began.how_i_notice,
        hint=t("For example: I sleep badly and answer nobody"),
        long=True,
    )
    ways: Answer[frozenset[int]] = frozenset
    if kept:
        words = {way.id: plain(way.words) for way in kept}
        ways = form.some_of(
            "ways", t("What helps?"), words, words.__getitem__, value=[way.id for way in began.ways]
        )
    else:
        _head(t("What helps"))
        st.caption(t("Ways from your list can stand here too, once you have added one."))
    calls = _show_calls_to_write(t, form, began)
    myself = form.words(
        "tell_myself",
        t("What do I tell myself?"),
        value=began.tell_myself,
        hint=t("For example: it passes, it has passed before"),
        long=True,
    )
    safe = form.words(
        "where_safe",
        t("Where do I feel safe?"),
        value=began.where_safe,
        hint=t("For example: at my sister’s, or in the library"),
        long=True,
    )
    version = opened.version_read
    form.send(
        t("Save my plan"),
        lambda db: hard_day_plan.save(
            db,
            by=visit.viewer,
            submission=PlanSubmission(notice(), myself(), safe(), calls(), ways(), form.token, version(form)),
        ),
        said=t("Your plan is kept."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), PLAN)


def _show_calls_to_write(
    t: Translator, form: Form, began: PlanLine
) -> Callable[[], tuple[tuple[str, str], ...]]:
    """A line for each of whom the plan names, and empty ones for more."""
    st.markdown(t("Who do I call?"))
    written = [(call.called, call.number or "") for call in began.calls]
    answers = []
    for place in range(min(max(len(written) + 1, FEWEST_LINES), CALLS)):
        called, number = written[place] if place < len(written) else ("", "")
        one, other = st.columns(2)
        with one:
            who = form.words(f"called.{place}", t("Name {n}", n=place + 1), value=called)
        with other:
            what = form.words(f"number.{place}", t("Number {n}", n=place + 1), value=number)
        answers.append((who, what))
    st.caption(
        t("Whoever you share your plan with sees these names and numbers too. Ask those whom you name.")
    )
    return lambda: tuple((who(), what()) for who, what in answers)
