"""A meeting in four steps: how it is now, what is good, what to work on, what comes next.

One thing is asked at a time. What is ticked and written becomes lines of the note, so nothing of it
is kept anywhere else, and none of it goes into the person's record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import streamlit as st

from lrc_portal.ui.kit import elements, messages
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.scales import scale
from lrc_portal.ui.notes import ticking
from lrc_portal.ui.notes.ticking import Option
from lrc_portal.vocabulary import STEPS, Element, Facet, step_of
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

_MOVED = "meeting-step:moved"


class Step(StrEnum):
    """The order of the talk."""

    RATE = "rate"
    PRAISE = "praise"
    CHOOSE = "choose"
    ACT = "act"


QUESTIONS = {
    Step.RATE: mark("How is it now?"),
    Step.PRAISE: mark("What is good?"),
    Step.CHOOSE: mark("What do we work on today?"),
    Step.ACT: mark("What comes next?"),
}
ASKS = {
    Step.RATE: mark("{name} says how it is now: one answer for each area, or none."),
    Step.PRAISE: mark("Say it out loud. What you tick stands in the note under the strengths noticed."),
    Step.CHOOSE: mark("{name} chooses."),
    Step.ACT: mark("Small steps that you both agree on."),
}
WORDS = {
    Step.RATE: (mark("What did you talk about?"), None),
    Step.PRAISE: (mark("Something else that is good"), mark("One thing on each line.")),
    Step.ACT: (mark("Another step"), mark("One step on each line.")),
}


@dataclass(frozen=True)
class Written:
    """The three texts of a note and what it is about: its fields have these names."""

    talked_about: str = ""
    strengths_noticed: str = ""
    we_agreed: str = ""
    elements: frozenset[Element] = frozenset()


@dataclass(frozen=True)
class Choices:
    """What there is to tick. `rate` has for each area one option for each of `STEPS`."""

    rate: Sequence[tuple[Facet, Sequence[Option]]] = ()
    praise: Sequence[Option] = ()
    choose: Sequence[Option] = ()
    act: Sequence[Option] = ()

    @property
    def rated(self) -> list[Option]:
        return [option for _facet, options in self.rate for option in options]


def after(step: Step) -> Step | None:
    """The next step; None after the last."""
    order = list(Step)
    return order[order.index(step) + 1] if step is not order[-1] else None


def before(step: Step) -> Step | None:
    """The step before; None before the first."""
    order = list(Step)
    return order[order.index(step) - 1] if step is not order[0] else None


def moved() -> None:
    """Another step is shown from now on: bring it into view."""
    st.session_state[_MOVED] = True


def with_ticked(step: Step, choices: Choices, note: Written, pairing_id: int) -> Choices:
    """The choices, and with them what was ticked when they were drawn before and is not among them now.

    While they meet, the person may tick something off or take it back on their own screen. What is in the
    note already stays in it, and in sight.
    """
    before = drawn(step, pairing_id)
    if step is Step.RATE:
        areas = {facet for facet, _each in choices.rate}
        rated = set(ticking.ticked(note.talked_about, before.rated))
        gone = [row for row in before.rate if row[0] not in areas and not rated.isdisjoint(row[1])]
        choices = replace(choices, rate=[*choices.rate, *gone])
    else:
        fresh = _options(step, choices)
        names = {ticking.name(option) for option in fresh}
        ticked = ticking.ticked(_text(step, note), _options(step, before))
        left = [option for option in ticked if ticking.name(option) not in names]
        choices = _with_options(step, choices, [*fresh, *left])
    st.session_state[_drawn_key(step, pairing_id)] = choices
    return choices


def drawn(step: Step, pairing_id: int) -> Choices:
    """The choices of this step as they were drawn last."""
    choices: Choices = st.session_state.get(_drawn_key(step, pairing_id), Choices())
    return choices


def _drawn_key(step: Step, pairing_id: int) -> str:
    return f"meeting:{pairing_id}:{step.value}:drawn"


def show_step(
    visit: SignedIn,
    step: Step,
    choices: Choices,
    note: Written,
    display_name: str,
    pairing_id: int,
    *,
    keep: Callable[[], object],
) -> None:
    """The fields of one step. They begin with what stands in the note; `keep` is called at each change."""
    t = visit.t
    form = _form(visit, step, pairing_id)
    form.on_change = keep
    if not form.drawn():
        st.session_state[_known_key(step, pairing_id)] = ticking.known_lines(_text(step, note))
    with st.container(key="meeting-step", gap="xsmall"):
        st.caption(t("{n} of {all}", n=list(Step).index(step) + 1, all=len(Step)))
        st.header(t(QUESTIONS[step]), anchor=False)
        # In here, so that what stands below keeps its place, and the focus in it, when this is gone.
        if st.session_state.pop(_MOVED, False):
            messages.bring_into_view("meeting-step")
    st.markdown(t(ASKS[step], name=display_name))
    if step is Step.RATE:
        _show_rate(t, form, choices, note)
    else:
        _show_ticks(form, step, choices, note)
    if step in WORDS:
        label, hint = WORDS[step]
        form.words(
            "words",
            t(label, name=display_name),
            value=_rest(step, choices, note),
            hint=t(hint) if hint else None,
            long=True,
        )
    # What was filled in as a restart came found nobody to keep it.
    if form.came_back and with_answers(visit, step, choices, note, pairing_id) != note:
        keep()


def _show_rate(t: Translator, form: Form, choices: Choices, note: Written) -> None:
    if not choices.rate:
        return
    there = ticking.ticked(note.talked_about, choices.rated)
    for facet, options in choices.rate:
        now = next((step for step, option in zip(STEPS, options, strict=True) if option in there), None)
        question = elements.of_asked(t, facet)
        scale(t, form, f"rate.{facet.value}", question, value=now, numbers=False)
    st.caption(t("These answers go into the note, and nowhere else."))


def _show_ticks(form: Form, step: Step, choices: Choices, note: Written) -> None:
    options = _options(step, choices)
    there = ticking.ticked(_text(step, note), options)
    with st.container(gap="xsmall"):
        for option in options:
            st.checkbox(
                option.label, value=option in there, key=form.key(_tick(option)), on_change=form.on_change
            )


def with_answers(visit: SignedIn, step: Step, choices: Choices, note: Written, pairing_id: int) -> Written:
    """The note with what stands in the fields of this step now. For a callback of a button beside them."""
    form = _form(visit, step, pairing_id)
    chosen = _chosen(form, step, choices)
    words = form.typed("words") if step in WORDS else _rest(step, choices, note)
    about = note.elements | {option.element for option in chosen if option.element}
    if step is Step.PRAISE:
        return replace(note, elements=about, strengths_noticed=ticking.written(chosen, words or ""))
    if step is Step.ACT:
        return replace(note, elements=about, we_agreed=ticking.written(chosen, words or ""))
    # Two steps write in the same text: what the other one wrote stays.
    if step is Step.RATE:
        both = [*chosen, *ticking.ticked(note.talked_about, choices.choose)]
    else:
        both = [*ticking.ticked(note.talked_about, choices.rated), *chosen]
    return replace(note, elements=about, talked_about=ticking.written(both, words or ""))


def with_unread(step: Step, note: Written, now: Written, pairing_id: int) -> Written:
    """`now` is to stand in place of `note`, in which lines may have been written in another place meanwhile:
    what this tab has neither begun with nor written itself stays below.
    """
    becomes, key = _text(step, now), _known_key(step, pairing_id)
    known: frozenset[str] = st.session_state.get(key, frozenset())
    unread = ticking.unread(_text(step, note), becomes, known)
    st.session_state[key] = known | ticking.known_lines(becomes)
    together = "\n".join([becomes, *unread]).strip()
    if step is Step.PRAISE:
        return replace(now, strengths_noticed=together)
    if step is Step.ACT:
        return replace(now, we_agreed=together)
    return replace(now, talked_about=together)


def _known_key(step: Step, pairing_id: int) -> str:
    return f"meeting:{pairing_id}:{step.value}:known"


def says_something(visit: SignedIn, step: Step, pairing_id: int) -> bool:
    """Whether anything was ticked or written in this step."""
    form = _form(visit, step, pairing_id)
    return bool(_chosen(form, step, drawn(step, pairing_id)) or (form.typed("words") or "").strip())


def _chosen(form: Form, step: Step, choices: Choices) -> list[Option]:
    if step is not Step.RATE:
        return [option for option in _options(step, choices) if form.typed(_tick(option))]
    answers = [(options, form.typed(f"rate.{facet.value}")) for facet, options in choices.rate]
    return [options[STEPS.index(step_of(step))] for options, step in answers if step is not None]


def _tick(option: Option) -> str:
    return f"tick.{ticking.name(option)}"


def _options(step: Step, choices: Choices) -> Sequence[Option]:
    return {Step.PRAISE: choices.praise, Step.CHOOSE: choices.choose, Step.ACT: choices.act}[step]


def _with_options(step: Step, choices: Choices, options: Sequence[Option]) -> Choices:
    if step is Step.PRAISE:
        return replace(choices, praise=options)
    if step is Step.CHOOSE:
        return replace(choices, choose=options)
    return replace(choices, act=options)


def _text(step: Step, note: Written) -> str:
    return {Step.PRAISE: note.strengths_noticed, Step.ACT: note.we_agreed}.get(step, note.talked_about)


def _rest(step: Step, choices: Choices, note: Written) -> str:
    """What stands in the note's text beside all that can be ticked into it."""
    known = {Step.PRAISE: choices.praise, Step.ACT: choices.act}.get(step)
    return ticking.rest(_text(step, note), [*choices.rated, *choices.choose] if known is None else known)


def _form(visit: SignedIn, step: Step, pairing_id: int) -> Form:
    return Form(visit, f"meeting:{pairing_id}:{step.value}")
