"""A day that mattered: the form to add one, and those that are kept, to be changed or erased."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lrc_portal.record import moments
from lrc_portal.record.moments import MomentLine, MomentSubmission
from lrc_portal.ui.kit import elements, lines, meanwhile
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words
from lrc_portal.vocabulary import Element, MomentKind
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK


def show_moment_form(
    visit: SignedIn,
    name: str,
    *,
    usual: MomentSubmission | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Add a moment; `usual` is what stands in the fields. `name` tells forms on one page apart."""
    form = Form(visit, name)
    submission = _show_fields(visit, form, usual, at_once=usual is None)
    form.send(
        visit.t("Save this day"),
        lambda db: moments.add(db, by=visit.viewer, submission=submission()),
        said=visit.t("This day is kept."),
        then=then,
    )


def show_moments(visit: SignedIn, found: Sequence[MomentLine]) -> None:
    """Moments of the viewer's own, each with the ways to change and to erase it."""
    for line in found:
        with area(f"moment:{line.id}", gap="xsmall"):
            if lines.is_open(_name(line)):
                _show_change(visit, line)
            else:
                _show_moment(visit, line)
                with st.container(horizontal=True):
                    lines.open_button(visit.t("Change"), _name(line))
                    _show_erase(visit, line)


def is_open_among(found: Sequence[MomentLine]) -> bool:
    """Whether the fold with these stands open, since one of them is being changed."""
    return lines.opens_fold("moments", [_name(line) for line in found])


def _name(line: MomentLine) -> str:
    return f"moment:{line.id}"


def _show_moment(visit: SignedIn, line: MomentLine) -> None:
    t = visit.t
    only_me = f" :material/lock:{NO_BREAK}{t('Only me')}" if line.only_me else ""
    st.markdown(f"**{t.day(line.day)}**{only_me}")
    st.markdown(f"{labels.moment_kind(t, line.kind)}{DOT}{elements.name(t, line.element)}")
    own_words(line.words)


def _show_change(visit: SignedIn, line: MomentLine) -> None:
    t = visit.t
    opened = meanwhile.opened(visit, _name(line), line)
    meanwhile.show_changed(visit, opened, partial(_show_moment, visit))
    form = Form(visit, opened.form)
    submission = _show_fields(visit, form, opened.began, version=opened.version_read)
    moment_id = line.id
    form.send(
        t("Save this day"),
        lambda db: moments.change(db, by=visit.viewer, moment_id=moment_id, submission=submission()),
        said=t("This day is kept."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), _name(line))


def _show_erase(visit: SignedIn, line: MomentLine) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"erase-moment:{line.id}",
        label=t("Erase"),
        question=t("Erase this day that mattered for good?"),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(moments.erase, by=visit.viewer, moment_id=line.id),
        said=t("The day that mattered is erased."),
    )


def _show_fields(
    visit: SignedIn,
    form: Form,
    begins: MomentSubmission | MomentLine | None,
    *,
    at_once: bool = False,
    version: VersionRead = meanwhile.nothing_read,
) -> Callable[[], MomentSubmission]:
    t = visit.t
    kind = form.one_of(
        "kind",
        t("What kind of day was it?"),
        MomentKind,
        lambda each: labels.moment_kind(t, each),
        value=begins.kind if begins else None,
        at_once=at_once,
    )
    if begins is None and kind() is MomentKind.CONTRIBUTION and form.is_empty("element"):
        # What is given to the community is reintegration, if the person does not say otherwise.
        st.session_state[form.key("element")] = Element.REINTEGRATION
    element = form.one_of(
        "element",
        labels.which_part(t),
        Element,
        lambda each: elements.name(t, each),
        value=begins.element if begins else None,
    )
    day = typed_day(t, form, "day", t("Which day was it?"), value=begins.day if begins else None)
    words = form.words(
        "words", t("A few words, if you like"), value=(begins.words or "") if begins else "", long=True
    )
    only_me = form.only_me(value=begins.only_me if begins else False)
    return lambda: MomentSubmission(day(), kind(), element(), words(), only_me(), form.token, version(form))
