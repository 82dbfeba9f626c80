"""The fields of a day for what the person follows, and what was answered in them."""

from collections.abc import Iterable, Iterator, Mapping

from lrc_portal.record.measure_answers import FIELD, Answered, Given
from lrc_portal.record.measures import MeasureLine
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.scales import scale
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import MeasureKind
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator


def ask(t: Translator, form: Form, measure: MeasureLine, there: Answered | None) -> None:
    """One field, in the kind that its owner chose, beginning with what is kept of the day."""
    field, question = _field(measure.id), f"{elements.sign(measure.element)}{NO_BREAK}{plain(measure.name)}"
    match measure.kind:
        case MeasureKind.SCALE:
            scale(t, form, field, question, value=there.on_scale if there else None)
        case MeasureKind.YES_NO:
            called = {True: t("Yes"), False: t("No")}
            form.one_of(
                field, question, (True, False), called.__getitem__, value=there.is_yes if there else None
            )
        case MeasureKind.CHOICE:
            words = {choice.id: plain(choice.words) for choice in measure.choices}
            value = there.choice_id if there else None
            form.one_of(field, question, words, words.__getitem__, value=value)
        case MeasureKind.NUMBER:
            label = f"{question} ({plain(measure.unit)})" if measure.unit else question
            form.words(field, label, value=there.number if there else "")


def given(form: Form, measure_id: int, kind: MeasureKind) -> Given:
    """What stands in the field of one now."""
    typed = form.typed(_field(measure_id))
    match kind:
        case MeasureKind.SCALE:
            return Answered.of_scale(typed)
        case MeasureKind.YES_NO:
            return Answered.of_yes(typed)
        case MeasureKind.CHOICE:
            return Answered.of_choice(typed)
    return str(typed or "")


def differ(form: Form, there: Mapping[int, Answered]) -> bool:
    """Whether something stands in these fields that is not kept of the day."""
    for field in form.drawn():
        if field.startswith(FIELD):
            kept = there.get(int(field.removeprefix(FIELD)))
            if not _is_kept(form.typed(field), kept):
                return True
    return False


def _is_kept(typed: object, kept: Answered | None) -> bool:
    if typed is None or typed == "":
        return kept is None
    if kept is None:
        return False
    if isinstance(typed, str):
        return typed == kept.number
    if isinstance(typed, bool):
        return typed == kept.is_yes
    return typed == (kept.on_scale if kept.choice_id is None else kept.choice_id)


def told(t: Translator, measures: Iterable[MeasureLine], answers: Mapping[int, Answered]) -> Iterator[str]:
    """What was answered on one day, one after the other: its name and the answer."""
    for measure in measures:
        answer = answers.get(measure.id)
        if answer is not None:
            yield f"{measure.name}:{NO_BREAK}{_said(t, measure, answer)}"


def _said(t: Translator, measure: MeasureLine, answer: Answered) -> str:
    match measure.kind:
        case MeasureKind.YES_NO:
            return t("Yes") if answer.is_yes else t("No")
        case MeasureKind.CHOICE:
            return next((each.words for each in measure.choices if each.id == answer.choice_id), "")
    return f"{answer.number} {measure.unit}" if measure.unit else answer.number


def _field(measure_id: int) -> str:
    return f"{FIELD}{measure_id}"
