"""Reflections on the screen: the peer worker writes, their supervisor reads."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.database.engine import Session
from lrc_portal.support.supervision import reflections
from lrc_portal.support.supervision.reflections import ReflectionLine, ReflectionSubmission
from lrc_portal.ui.kit import lines, meanwhile, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.translator import Translator

A_FEW = 3
"""So many of the newest are shown at once; earlier ones stand behind one tap, some at a time."""
LIST = "reflections"
"""The name of this list for `ui.more`."""


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_REFLECTIONS) + 1


def show_mine(visit: SignedIn, written: Sequence[ReflectionLine], supervisor: str | None) -> None:
    """The way to write, and folded what the viewer wrote; `supervisor` reads it, None is nobody yet."""
    t = visit.t
    st.header(t("My reflections"), anchor=False)
    if supervisor is None:
        st.markdown(t("Once a coordinator has named a supervisor for you, you can write to them here."))
    elif lines.is_open("reflect"):
        with area("reflect"):
            _show_form(visit, "reflect", supervisor, None)
    else:
        st.markdown(
            t("Write to {name} about your work. You two read it, and nobody else.", name=plain(supervisor))
        )
        lines.open_button(t("Write a reflection"), "reflect", icon="edit_note", kind="secondary")
    if not written:
        return
    opens = lines.opens_fold("reflections:mine", map(_line, written))
    with st.expander(t("What I wrote"), opens, key="reflections:mine", icon=":material/history:"):
        for each in more.shown(LIST, written, limits.SHOWN_REFLECTIONS):
            _show_own(visit, each)
        more.show_button(t, LIST, written, limits.SHOWN_REFLECTIONS)


def show_former(visit: SignedIn, written: Sequence[ReflectionLine]) -> None:
    """What somebody wrote who is a peer worker no more: to read and to erase."""
    if not written:
        return
    t = visit.t
    with st.expander(t("My reflections"), key="reflections:former", icon=":material/edit_note:"):
        for each in more.shown(LIST, written, limits.SHOWN_REFLECTIONS):
            with area(f"reflection:{each.id}", gap="xsmall"):
                _show_own_words(t, each)
                _show_erase(visit, each)
        more.show_button(t, LIST, written, limits.SHOWN_REFLECTIONS)


def show_way_in(t: Translator, line: str, author: str, written: int) -> None:
    """The button that opens what somebody wrote to the viewer; the trace says when it was."""
    label = t("Read what {name} wrote to you ({n})", name=plain(author), n=written)
    lines.open_button(label, line, icon="drafts", kind="secondary")
    st.caption(t("{name} can see whether you have read it, and on which day.", name=plain(author)))


def show_read(visit: SignedIn, written: Sequence[ReflectionLine]) -> None:
    """What somebody wrote to the viewer, their supervisor."""
    if written:
        _show_several(visit, written, f"read:{written[0].id}", partial(_show_words, visit))


def _show_several(
    visit: SignedIn, written: Sequence[ReflectionLine], key: str, show: Callable[[ReflectionLine], None]
) -> None:
    """The newest few, and earlier ones behind a fold, some at a time."""
    shown = more.shown(LIST, written, limits.SHOWN_REFLECTIONS)
    for each in shown[:A_FEW]:
        show(each)
    if shown[A_FEW:]:
        opens = lines.opens_fold(key, map(_line, shown[A_FEW:]))
        with st.expander(visit.t("Earlier"), key=key, icon=":material/history:", expanded=opens):
            for each in shown[A_FEW:]:
                show(each)
            more.show_button(visit.t, LIST, written, limits.SHOWN_REFLECTIONS)


def _line(each: ReflectionLine) -> str:
    return f"reflection:{each.id}"


def _show_own(visit: SignedIn, each: ReflectionLine) -> None:
    t = visit.t
    line = _line(each)
    with area(line, gap=lines.gap(line)):
        if lines.is_open(line):
            _show_form(visit, line, each.supervisor, each)
            return
        _show_own_words(t, each)
        with st.container(horizontal=True):
            lines.open_button(t("Change"), line)
            _show_erase(visit, each)


def _show_own_words(t: Translator, each: ReflectionLine) -> None:
    st.caption(t("{day}, to {name}", day=t.day(each.day), name=plain(each.supervisor)))
    own_words(each.words)


def _show_erase(visit: SignedIn, each: ReflectionLine) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"reflection:{each.id}",
        label=t("Erase"),
        question=t("Erase this for good? {name} cannot read it then.", name=plain(each.supervisor)),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(reflections.erase, by=visit.viewer, reflection_id=each.id),
        said=t("Erased."),
    )


def _show_words(visit: SignedIn, each: ReflectionLine) -> None:
    t = visit.t
    with area(f"read-reflection:{each.id}", gap="xsmall"):
        st.caption(t("{name} wrote on {day}", name=plain(each.author), day=t.day(each.day)))
        own_words(each.words)


def _show_form(visit: SignedIn, line: str, supervisor: str, written: ReflectionLine | None) -> None:
    """Write a reflection, or change one that was `written`."""
    t, me = visit.t, visit.viewer
    opened = meanwhile.opened(visit, line, meanwhile.Words(written.words if written else ""))
    words = opened.began.words
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
    st.markdown(f"**{t('Write about yourself and your work. Name nobody; use no initials either.')}**")
    typed = form.words(
        "words",
        t("My reflection"),
        value=words,
        hint=t(
            "{name} reads this while they are your supervisor. You can change and erase it.",
            name=plain(supervisor),
        ),
        long=True,
    )

    reflection_id, version = written.id if written else None, opened.version_read

    def save(db: Session) -> None:
        if reflection_id is None:
            reflections.write(db, by=me, submission=ReflectionSubmission(typed(), form.token))
            return
        submission = ReflectionSubmission(typed(), form.token, version(form))
        reflections.change(db, by=me, reflection_id=reflection_id, submission=submission)

    form.send(
        t("Save"),
        save,
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is") if words else t("Not now"), line)
