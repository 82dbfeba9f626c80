"""A day as three fields of a form, typed as on paper."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from lrc_portal.ui.kit.fields import GROUP, Answer, Form
from lrc_portal.words.marks import Problem, problem
from lrc_portal.words.translator import Translator


def typed_day(
    t: Translator,
    form: Form,
    field: str,
    label: str,
    *,
    value: date | None = None,
    counts: Answer[bool] = lambda: True,
) -> Answer[date | None]:
    """Three fields for a day: day, month and year in numbers, as on paper. All empty is no day.

    What is in no calendar is a problem of the form, where the day `counts`.
    """
    with st.container(key=f"{GROUP}{form.key(field)}"):
        st.markdown(label)
        with st.container(horizontal=True, gap="small"):
            for part, name, usual, most, wide in (
                ("day", t("Day"), str(value.day) if value else "", 2, 76),
                ("month", t("Month"), str(value.month) if value else "", 2, 76),
                ("year", t("Year"), str(value.year) if value else "", 4, 96),
            ):
                form.part(f"{field}.{part}", name, value=usual, most=most, wide=wide)
    form.slot(field)

    def written() -> list[str]:
        return [(form.typed(f"{field}.{part}") or "").strip() for part in ("day", "month", "year")]

    def find() -> Iterable[Problem]:
        if counts() and any(written()) and _day(written()) is None:
            yield problem(field, "Write a day that is in the calendar, like 1 3 2026.")

    form.check(find)
    return lambda: _day(written())


def _day(written: Iterable[str]) -> date | None:
    """The day with these numbers; None where there is none."""
    try:
        day, month, year = (int(part) for part in written)
        return date(year, month, day)
    except ValueError:
        return None
