"""One day of check-in: its questions as a form that stays, what was answered, and what helps after use."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.identity import accounts
from lrc_portal.record import check_ins
from lrc_portal.record.check_ins import CheckInLine, CheckInSubmission
from lrc_portal.record.measures import MeasureLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.ui.kit import meanwhile
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.record import afterwards, measure_fields, questions
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator


def name_of(visit: SignedIn, day: date) -> str:
    """What the form of a day is called before it is opened."""
    return f"{names_begin(visit)}{day}"


def names_begin(visit: SignedIn) -> str:
    """How the names of all days begin; the day follows."""
    return f"check-in:{visit.viewer.person_id}:"


def form_of(visit: SignedIn, day: date) -> Form:
    """The form of a day that has been opened."""
    return Form(visit, meanwhile.form_of(name_of(visit, day)))


def is_touched(visit: SignedIn, day: date) -> bool:
    """Whether something was filled in for this day that is not kept."""
    began = meanwhile.began(name_of(visit, day))
    return began is not None and questions.differ(form_of(visit, day), began)


def show_day(
    visit: SignedIn,
    day: date,
    there: CheckInLine | None,
    mine: Sequence[PursuitLine],
    followed: Sequence[MeasureLine],
    *,
    as_of: date | None,
) -> None:
    """The questions of this day, beginning with what is `there`. `as_of` goes along with what is saved."""
    t = visit.t
    _show_head(t, day, there)
    name = name_of(visit, day)
    now = there or check_ins.blank(day)
    opened = meanwhile.opened(visit, name, now, stays=True, touched=is_touched(visit, day))
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, partial(show_answers, visit, mine=mine, followed=followed))
    with questions.ask(t, form, mine, followed, opened.began, numbers=visit.viewer.in_numbers):
        _show_other_way(visit)
    # The button keeps what its callback needs for as long as the page is open: ids and versions.
    asked, version = [pursuit.id for pursuit in mine], opened.version_read
    kinds = {measure.id: measure.kind for measure in followed}

    def submission() -> CheckInSubmission:
        return questions.answered(form, asked, kinds, day, version=version(form), as_of=as_of)

    def forget_form() -> None:
        meanwhile.forget(name)
        afterwards.remember(day)

    if form.taps_came_back:
        st.caption(t("You answered this before. It is not saved yet."))
    with st.container(key="save-within-reach"):
        form.send(
            t("Save"),
            lambda db: check_ins.save(db, by=visit.viewer, submission=submission()),
            said=None,
            then=forget_form,
        )


def _show_head(t: Translator, day: date, there: CheckInLine | None) -> None:
    if day != clock.today():
        st.markdown(f"**{t.weekday(day) if day.year == clock.today().year else t.day(day)}**")
    if there:
        st.caption(t("You have checked in for this day. You can change what you said."))


def _show_other_way(visit: SignedIn) -> None:
    """From words to numbers and back; what is in the fields stays."""
    t, numbers = visit.t, visit.viewer.in_numbers
    if numbers:
        lowest, highest = labels.scale_ends(t)
        st.caption(t("0 is “{lowest}”, 10 is “{highest}”.", lowest=lowest, highest=highest))
    action_button(
        visit,
        t("Answer in words") if numbers else t("Answer with numbers, 0 to 10"),
        partial(accounts.answer_in_numbers, by=visit.viewer, numbers=not numbers),
        key="numbers",
        said=t("From now on you answer in words.") if numbers else t("From now on you answer with numbers."),
        kind="tertiary",
        icon="swap_horiz",
    )


def show_answers(
    visit: SignedIn, line: CheckInLine, mine: Sequence[PursuitLine], followed: Sequence[MeasureLine]
) -> None:
    """What was answered on one day, a line for each, and its words."""
    told = [(plain(each.name), line.pursuits[each.id]) for each in mine if each.id in line.pursuits]
    said = labels.answers_of_day(visit.t, line.answers, told, numbers=visit.viewer.in_numbers)
    said += [plain(each) for each in measure_fields.told(visit.t, followed, line.measures)]
    if said:
        st.markdown("\n".join(f"- {each}" for each in said))
    own_words(line.words)
