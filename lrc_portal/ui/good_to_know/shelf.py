"""The shelf: what is due for a coordinator, what somebody looks for, and each thing with what can be done."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal import acting, limits
from lrc_portal.acting import Permission
from lrc_portal.support.good_to_know import keeping, shelf
from lrc_portal.support.good_to_know.shelf import Line, Wanted
from lrc_portal.ui.good_to_know import thing_form, things
from lrc_portal.ui.kit import elements, lines, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.vocabulary import Element, UsefulKind
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK

LIST, DUE = "shelf", "shelf:due"
"""The names of these lists for `ui.kit.more`."""
_WORDS, _ELEMENT, _KIND = "shelf:words", "shelf:element", "shelf:kind"


def keeps_the_shelf(visit: SignedIn) -> bool:
    """Whether the viewer is one of those who write it."""
    return acting.may(visit.viewer, Permission.KEEP_THE_SHELF)


def wanted() -> Wanted:
    """What is looked for now."""
    state = st.session_state
    return Wanted(str(state.get(_WORDS) or ""), state.get(_ELEMENT), state.get(_KIND))


def how_many(name: str) -> int:
    """How many lines of a list to ask for: one more than is shown."""
    return more.at_most(name, _at_first(name)) + 1


def _at_first(name: str) -> int:
    return limits.SHOWN_BESIDE_OTHERS if name == DUE else limits.SHOWN_USEFUL_THINGS


def show_due(visit: SignedIn, found: Sequence[Line]) -> None:
    """For coordinators: what nobody has looked at for long, each with the one tap that says it is right."""
    if not found:
        return
    t = visit.t
    st.header(t("Due for a check"), anchor=False)
    for thing in more.shown(DUE, found, _at_first(DUE)):
        with area(f"due:{thing.id}", gap=lines.gap(f"due:{thing.id}")):
            _show_open(visit, thing, f"due:{thing.id}")
    more.show_button(t, DUE, found, _at_first(DUE))


def show_search(visit: SignedIn, *, anything: bool) -> None:
    """The fields by which somebody looks for something; nothing while the shelf is empty."""
    if not anything and wanted() == Wanted():
        return
    t = visit.t
    st.text_input(t("What are you looking for?"), key=_WORDS)
    narrowed = wanted().element is not None or wanted().kind is not None
    with st.expander(t("Narrow it down"), key="shelf:narrow", icon=":material/tune:", expanded=narrowed):
        st.pills(
            t("Which part of recovery is it for?"),
            list(Element),
            key=_ELEMENT,
            format_func=lambda each: elements.name(t.of_record(alongside=False), each),
        )
        st.pills(
            t("What kind of thing?"),
            list(UsefulKind),
            key=_KIND,
            format_func=lambda each: (
                f":material/{things.ICONS[each]}:{NO_BREAK}{labels.useful_kind(t, each)}"
            ),
        )


def show(visit: SignedIn, found: Sequence[Line], due: Sequence[Line]) -> None:
    """What was found, so many at first; what a coordinator has above as due is not there twice."""
    t = visit.t
    above = {thing.id for thing in more.shown(DUE, due, _at_first(DUE))}
    shown = [thing for thing in more.shown(LIST, found, _at_first(LIST)) if thing.id not in above]
    if not found and wanted() == Wanted():
        messages.empty(t("The shelf is empty. What people here find useful will stand on it."))
    elif not found:
        st.caption(t("Nothing on the shelf fits this. Try another word, or fewer."))
    elif not shown:
        st.caption(t("What fits stands above, under “Due for a check”."))
    for thing in shown:
        with area(f"thing:{thing.id}", gap=lines.gap(f"thing:{thing.id}")):
            _show_open(visit, thing, f"thing:{thing.id}")
    more.show_button(t, LIST, found, _at_first(LIST))


def show_add(visit: SignedIn) -> None:
    """For coordinators: the way to put something on the shelf."""
    if lines.is_open("add-thing"):
        with area("add-thing"):
            thing_form.show_add(visit)
    else:
        lines.open_button(visit.t("Put something on the shelf"), "add-thing", icon="add", kind="secondary")


def _show_open(visit: SignedIn, thing: Line, name: str) -> None:
    t = visit.t
    if keeps_the_shelf(visit) and lines.is_open(name):
        thing_form.show_change(visit, thing, name)
        return
    things.show(t, thing)
    with st.container(horizontal=True, vertical_alignment="center"):
        _show_keep(visit, thing, name)
        if keeps_the_shelf(visit):
            lines.open_button(t("Change"), name)
            if thing.is_due:
                action_button(
                    visit,
                    t("Checked, still right"),
                    partial(shelf.say_checked, by=visit.viewer, thing_id=thing.id),
                    key=f"checked:{name}",
                    icon="check",
                    said=t("Thank you. It counts as checked today."),
                )


def _show_keep(visit: SignedIn, thing: Line, name: str) -> None:
    t = visit.t
    label, icon, verb = t("Keep for me"), "bookmark_add", keeping.keep
    if thing.is_kept:
        st.markdown(f":material/bookmark:{NO_BREAK}{t('You keep this')}", width="content")
        label, icon, verb = t("Stop keeping it"), "close", keeping.let_go
    action_button(
        visit,
        label,
        partial(verb, by=visit.viewer, thing_id=thing.id),
        key=f"keep:{name}",
        icon=icon,
        kind="tertiary",
    )
