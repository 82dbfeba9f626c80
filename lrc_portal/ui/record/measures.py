"""The things that somebody follows: what each is, to be changed, put in order, put away; and one more."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lrc_portal.record import measures
from lrc_portal.record.measures import MeasureLine, MeasureSubmission
from lrc_portal.ui.kit import elements, lines, meanwhile, menu
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import MOST_CHOICES, Direction, Element, MeasureKind
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.suggested_measures import SUGGESTED, suggested
from lrc_portal.words.translator import Translator

LINE = "measure"
"""How the lines of this list are called; an id follows. Alone it is the form for one more."""


def show_measures(visit: SignedIn, followed: Sequence[MeasureLine]) -> None:
    """A fold with what is followed, each to be changed; the form for one more; and what was put away."""
    t = visit.t
    asked = [measure for measure in followed if not measure.put_away]
    opens = lines.opens_fold("measures", [LINE]) or Form(visit, LINE).opens_for("name")
    with fold(t("Things I follow"), "measures", icon="show_chart", opens=opens, keeps=True) as is_drawn:
        if not is_drawn:
            return
        if not asked:
            st.markdown(_examples(t))
        for at, measure in enumerate(asked):
            with area(f"measure:{measure.id}", gap="xsmall"):
                if lines.is_open(_name(measure)):
                    _show_change(visit, measure)
                else:
                    _show_measure(visit, measure, at)
        if not asked or lines.is_open(LINE):
            _show_new(visit, asked)
        else:
            lines.open_button(t("Follow something else"), LINE, icon="add", kind="secondary")
            menu.to("progress", t("See them all on a chart"))
        _show_put_away(visit, [measure for measure in followed if measure.put_away])


def _examples(t: Translator) -> str:
    """What could be followed, before the first: family are offered what fits them."""
    if t.alongside:
        return t(
            "Hours slept, time outside, something just for you: name it once, and each check-in asks you."
        )
    return t("Hours slept, money kept, a craving that passed: name it once, and each check-in asks you.")


def _name(measure: MeasureLine) -> str:
    return f"{LINE}:{measure.id}"


def _show_measure(visit: SignedIn, measure: MeasureLine, at: int) -> None:
    t = visit.t
    _show_about(t, measure)
    with st.container(horizontal=True):
        lines.open_button(t("Change"), _name(measure))
        if at > 0:
            action_button(
                visit,
                t("Move up"),
                partial(measures.move_up, by=visit.viewer, measure_id=measure.id),
                key=f"up:{measure.id}",
                kind="tertiary",
                icon="arrow_upward",
                lands=f"open:{_name(measure)}" if at == 1 else None,
            )


def _show_about(t: Translator, measure: MeasureLine) -> None:
    own_words(measure.name)
    said = [elements.name(t, measure.element), labels.measure_kind(t, measure.kind)]
    if measure.unit:
        said.append(plain(measure.unit))
    if measure.choices:
        said.append(t.listed([f"“{plain(choice.words)}”" for choice in measure.choices]))
    if measure.direction is not Direction.NEITHER:
        said.append(labels.direction(t, measure.direction))
    if measure.only_me:
        said.append(f":material/lock:{NO_BREAK}{t('Only me')}")
    st.caption(DOT.join(said))


def _show_put_away(visit: SignedIn, away: Sequence[MeasureLine]) -> None:
    """What the person is not asked about any more, and the way back."""
    if not away:
        return
    t = visit.t
    st.markdown(f"**{t('Put away')}**")
    for measure in away:
        own_words(measure.name)
        with st.container(horizontal=True):
            action_button(
                visit,
                t("Ask me about it again"),
                partial(measures.take_up, by=visit.viewer, measure_id=measure.id),
                key=f"take-up-measure:{measure.id}",
                kind="tertiary",
                icon="unarchive",
                said=t("You are asked about it again."),
            )
            _show_erase(visit, measure)


def _show_change(visit: SignedIn, measure: MeasureLine) -> None:
    t = visit.t
    opened = meanwhile.opened(visit, _name(measure), measure)
    meanwhile.show_changed(visit, opened, partial(_show_about, t))
    form = Form(visit, opened.form)
    submission = _show_fields(visit, form, opened.began, opened.version_read)
    measure_id = measure.id
    form.send(
        t("Save this"),
        lambda db: measures.change(db, by=visit.viewer, measure_id=measure_id, submission=submission()),
        said=t("What you follow is kept."),
        then=lines.close,
    )
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), _name(measure))
        lines.ask_once(
            visit,
            f"away-measure:{measure.id}",
            label=t("Put away"),
            question=t("Put this away? You are not asked about it any more. Your answers stay."),
            yes=t("Put it away"),
            no=t("Keep it here"),
            write=partial(measures.put_away, by=visit.viewer, measure_id=measure.id),
            said=t("It is put away."),
            icon="archive",
        )
        _show_erase(visit, measure)


def _show_erase(visit: SignedIn, measure: MeasureLine) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"erase-measure:{measure.id}",
        label=t("Erase"),
        question=t("Erase this for good, with what you answered about it on each day?"),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(measures.erase, by=visit.viewer, measure_id=measure.id),
        said=t("It is erased."),
    )


def _show_new(visit: SignedIn, asked: Sequence[MeasureLine]) -> None:
    """The form for one more, with suggestions that fill it."""
    t = visit.t
    form = Form(visit, LINE)
    _show_suggested(t, form, asked)
    submission = _show_fields(visit, form, None, meanwhile.nothing_read)
    form.send(
        t("Ask me about it"),
        lambda db: measures.add(db, by=visit.viewer, submission=submission()),
        said=t("From now on your check-in asks you about it."),
        then=lines.close,
    )
    if asked:
        lines.close_button(t("Not now"), LINE)


def _show_suggested(t: Translator, form: Form, asked: Sequence[MeasureLine]) -> None:
    """What many follow; what this person is asked about already is left out."""
    followed = {(measure.name.casefold(), measure.kind) for measure in asked}
    offered = {
        each.key: t(each.name)
        for each in suggested(alongside=t.alongside)
        if (t(each.name).casefold(), each.kind) not in followed
    }
    if not offered:
        return
    key = form.key("suggested")
    st.pills(
        t("Begin with one of these, or with words of your own"),
        list(offered),
        format_func=offered.__getitem__,
        key=key,
        on_change=partial(_fill, t, form, key),
        wrap=True,
    )


def _fill(t: Translator, form: Form, key: str) -> None:
    """Put the suggestion that was tapped into the fields."""
    found = next((each for each in SUGGESTED if each.key == st.session_state.get(key)), None)
    if found is None:
        return
    form.fill("name", t(found.name))
    form.fill("kind", found.kind)
    form.fill("unit", t(found.unit) if found.unit else "")
    form.fill("choices", "\n".join(t(each) for each in found.choices))
    form.fill("element", found.element)
    form.fill("direction", found.direction)


def _show_fields(
    visit: SignedIn, form: Form, measure: MeasureLine | None, version: VersionRead
) -> Callable[[], MeasureSubmission]:
    t = visit.t
    written = form.words("name", t("What do you want to follow?"), value=measure.name if measure else "")
    kind = fixed(measure.kind) if measure else _ask_kind(t, form)
    unit: Answer[str] = fixed("")
    choices: Answer[tuple[tuple[int | None, str], ...]] = fixed(())
    if kind() is MeasureKind.NUMBER:
        unit = form.words(
            "unit", t("Counted in (hours, £, kilometres), if you like"), value=measure.unit if measure else ""
        )
    elif kind() is MeasureKind.CHOICE:
        choices = _show_choices(t, form, measure)
    element = form.one_of(
        "element",
        labels.which_part(t),
        Element,
        lambda each: elements.name(t, each),
        value=measure.element if measure else None,
    )
    direction = form.one_of(
        "direction",
        t("What is good for you?"),
        Direction,
        lambda each: labels.direction(t, each),
        value=measure.direction if measure else None,
    )
    st.caption(t("Whoever you share this part with sees it, unless you mark it “only me”."))
    only_me = form.only_me(value=measure.only_me if measure else False)
    return lambda: MeasureSubmission(
        kind(), written(), element(), direction(), unit(), choices(), only_me(), form.token, version(form)
    )


def _ask_kind(t: Translator, form: Form) -> Answer[MeasureKind | None]:
    return form.one_of(
        "kind",
        t("How do you want to answer?"),
        MeasureKind,
        lambda each: labels.measure_kind(t, each),
        at_once=True,
    )


def _show_choices(
    t: Translator, form: Form, measure: MeasureLine | None
) -> Answer[tuple[tuple[int | None, str], ...]]:
    """The answers to choose from: a line for each; of one that is there a field for each, and one more."""
    if measure is None:
        written = form.words("choices", t("The answers to choose from, one on each line"), long=True)
        return lambda: tuple((None, line) for line in written().splitlines())
    fields: list[tuple[int | None, Answer[str]]] = [
        (choice.id, form.words(f"choice.{choice.id}", t("Answer {n}", n=at), value=choice.words))
        for at, choice in enumerate(measure.choices, start=1)
    ]
    if len(fields) < MOST_CHOICES:
        fields.append((None, form.words("choice.new", t("One more answer, if you like"))))
    form.slot("choices")
    return lambda: tuple((choice_id, words()) for choice_id, words in fields)
