"""The questions of one day as fields, and what was answered in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import streamlit as st

from lrc_portal.record.check_ins import CheckInLine, CheckInSubmission
from lrc_portal.record.measure_answers import FIELD
from lrc_portal.record.measures import MeasureLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.scales import scale
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.record import measure_fields
from lrc_portal.vocabulary import AS_A_WHOLE, ASKED, FACETS, FIRST_ASKED, Element, MeasureKind, PursuitDay
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

PURSUIT = "pursuit."
"""How the field of a pursuit begins; its id follows."""
_MORE = [facet for element in AS_A_WHOLE for facet in FACETS[element]]
"""What is asked one tap away."""


@contextmanager
def ask(
    t: Translator,
    form: Form,
    pursuits: Sequence[PursuitLine],
    measures: Sequence[MeasureLine],
    there: CheckInLine,
    *,
    numbers: bool,
) -> Iterator[None]:
    """Draw the fields, beginning with what is kept of the day: the three elements, what the person
    follows, and more on a tap.

    `numbers` has 0 to 10 in place of words. What is drawn within stands below all that is one tap away.
    """
    with form.answers():
        for element in Element:
            first = FIRST_ASKED[element]
            question = f"{elements.sign(element)}{NO_BREAK}{labels.element_question(t, element)}"
            scale(t, form, first.value, question, value=there.answers[first], numbers=numbers)
            if element is Element.SOBRIETY:
                for pursuit in pursuits:
                    form.one_of(
                        _pursuit(pursuit.id),
                        t("{name}: how did it go?", name=plain(pursuit.name)),
                        PursuitDay,
                        lambda each: labels.pursuit_day(t, each),
                        value=there.pursuits.get(pursuit.id),
                    )
        for measure in measures:
            measure_fields.ask(t, form, measure, there.measures.get(measure.id))
        opens = _says_more(there) or form.opens_for("words", "only_me", *(facet.value for facet in _MORE))
        # A fold that is drawn stays as it is: for one to open by itself it needs a key of its own.
        key = form.key("said-more" if opens else "say-more")
        with st.expander(t("Say more"), key=key, expanded=opens, icon=":material/more_horiz:"):
            for element in AS_A_WHOLE:
                for facet in FACETS[element]:
                    question = f"{elements.sign(element)}{NO_BREAK}{labels.facet_question(t, facet)}"
                    scale(t, form, facet.value, question, value=there.answers[facet], numbers=numbers)
            form.words("words", t("A few words, if you like"), value=there.words, long=True)
            form.only_me(value=there.only_me)
            yield


def _says_more(there: CheckInLine) -> bool:
    """Whether something of what is one tap away stands there already."""
    return bool(there.words) or there.only_me or any(there.answers[facet] is not None for facet in _MORE)


def answered(
    form: Form,
    pursuit_ids: Iterable[int],
    measure_kinds: Mapping[int, MeasureKind],
    day: date,
    *,
    version: str,
    as_of: date | None,
) -> CheckInSubmission:
    """What stands in the fields of this day now."""
    return CheckInSubmission(
        day,
        {each: form.typed(each.value) for each in ASKED},
        {pursuit_id: form.typed(_pursuit(pursuit_id)) for pursuit_id in pursuit_ids},
        form.typed("words") or "",
        bool(form.typed("only_me")),
        form.token,
        version,
        as_of,
        {each: measure_fields.given(form, each, kind) for each, kind in measure_kinds.items()},
    )


def differ(form: Form, there: CheckInLine) -> bool:
    """Whether something stands in the fields that is not kept of the day. Not while they are not drawn."""
    if not form.is_drawn("only_me"):
        return False
    kept: dict[str, object] = {each.value: there.answers.get(each) for each in ASKED}
    kept |= {f"{PURSUIT}{pursuit_id}": day for pursuit_id, day in there.pursuits.items()}
    kept |= {"words": there.words or None, "only_me": there.only_me or None}
    answered_otherwise = any(
        (form.typed(field) or None if field in ("words", "only_me") else form.typed(field)) != kept.get(field)
        for field in form.drawn()
        if field in kept or field.startswith(PURSUIT)
    )
    return answered_otherwise or measure_fields.differ(form, there.measures)


def carry_over(here: Form, there: Form) -> None:
    """Put what stands in the fields of one day into those of another, before they are drawn."""
    fields = {*(each.value for each in ASKED), "words", "only_me"}
    for field in here.drawn():
        if field in fields or field.startswith((PURSUIT, FIELD)):
            there.fill(field, here.typed(field))


def _pursuit(pursuit_id: int) -> str:
    return f"{PURSUIT}{pursuit_id}"
