"""The questions of one day as fields, and what was answered in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.fields import Form, scale
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import FACETS, Element, Facet, PursuitDay
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

PURSUIT = "pursuit."
"""How the field of a pursuit begins; its id follows."""


class Asked(Protocol):
    """What is asked about beside the facets; `record.pursuits.PursuitLine` is one."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


class Kept(Protocol):
    """A day as it stands in the record; `record.check_ins.CheckInLine` is one."""

    @property
    def answers(self) -> Mapping[Facet, int | None]: ...
    @property
    def pursuits(self) -> Mapping[int, PursuitDay]: ...
    @property
    def words(self) -> str | None: ...
    @property
    def only_me(self) -> bool: ...


@dataclass(frozen=True)
class Answered:
    """What stands in the fields; its fields are those of `record.check_ins.CheckInSubmission`."""

    answers: dict[Facet, int | None]
    pursuits: dict[int, PursuitDay | None]
    words: str
    only_me: bool
    token: str


def ask(t: Translator, form: Form, pursuits: Sequence[Asked], there: Kept | None, *, family: bool) -> None:
    """Draw the fields, beginning with what is kept of the day; `family` words the questions for them."""
    for element in Element:
        elements.heading(t, element)
        for facet in FACETS[element]:
            question = labels.facet_question(t, facet, family=family)
            scale(t, form, facet.value, question, value=there.answers[facet] if there else None)
        if element is Element.SOBRIETY:
            for pursuit in pursuits:
                form.one_of(
                    _pursuit(pursuit),
                    plain(pursuit.name),
                    PursuitDay,
                    lambda each: labels.pursuit_day(t, each),
                    value=there.pursuits.get(pursuit.id) if there else None,
                )
    form.words("words", t("A few words, if you like"), value=there.words if there else "", long=True)
    form.only_me(value=there.only_me if there else False)


def answered(form: Form, pursuits: Sequence[Asked]) -> Answered:
    """What stands in the fields now."""
    return Answered(
        {facet: form.typed(facet.value) for facet in Facet},
        {pursuit.id: form.typed(_pursuit(pursuit)) for pursuit in pursuits},
        form.typed("words") or "",
        bool(form.typed("only_me")),
        form.token,
    )


def differ(form: Form, there: Kept) -> bool:
    """Whether something stands in the fields that is not kept of the day. Not while they are not drawn."""
    if not form.is_drawn("only_me"):
        return False
    kept: dict[str, object] = {facet.value: there.answers.get(facet) for facet in Facet}
    kept |= {f"{PURSUIT}{pursuit_id}": day for pursuit_id, day in there.pursuits.items()}
    kept |= {"words": there.words or None, "only_me": there.only_me or None}
    return any(
        (form.typed(field) or None if field in ("words", "only_me") else form.typed(field)) != kept.get(field)
        for field in form.drawn()
        if field in kept or field.startswith(PURSUIT)
    )


def carry_over(here: Form, there: Form, pursuits: Sequence[Asked]) -> None:
    """Put what stands in the fields of one day into those of another, before they are drawn."""
    fields = (*(facet.value for facet in Facet), *map(_pursuit, pursuits), "words", "only_me")
    for field in fields:
        if here.is_drawn(field):
            there.fill(field, here.typed(field))


def _pursuit(pursuit: Asked) -> str:
    return f"{PURSUIT}{pursuit.id}"
