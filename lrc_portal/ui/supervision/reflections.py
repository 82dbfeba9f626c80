"""Reflections on the screen: the peer worker writes, their supervisor reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import streamlit as st

from lrc_portal import limits
from lrc_portal.ui.kit import lines, meanwhile, more
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.translator import Translator

A_FEW = 3
"""So many of the newest are shown at once; earlier ones stand behind one tap, some at a time."""
LIST = "reflections"
"""The name of this list for `ui.more`."""


class Reflected(Protocol):
    """A `support.reflections.ReflectionLine`."""

    @property
    def id(self) -> int: ...
    @property
    def author(self) -> str: ...
    @property
    def supervisor(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True)
class ReflectionVerbs:
    """`write(db, words, token)`, `change(db, id, words, token, version)` and `erase(db, id)`."""

    write: Callable[[Any, str, str], object]
    change: Callable[[Any, int, str, str, str], object]
    erase: Callable[[Any, int], object]


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(LIST, limits.SHOWN_REFLECTIONS) + 1


def show_mine(
    visit: SignedIn, written: Sequence[Reflected], supervisor: str | None, verbs: ReflectionVerbs
) -> None:
    """What the viewer wrote, and the way to write more; `supervisor` reads it, None is nobody yet."""
    t = visit.t
    st.header(t("My reflections"), anchor=False)
    if supervisor is None:
        st.markdown(t("Once a coordinator has named a supervisor for you, you can write to them here."))
    elif lines.is_open("reflect"):
        with st.container(border=True, key="reflect"):
            _show_form(
                visit,
                "reflect",
                supervisor,
                None,
                lambda db, words, token, _version: verbs.write(db, words, token),
            )
    else:
        st.markdown(
            t("Write to {name} about your work. You two read it, and nobody else.", name=plain(supervisor))
        )
        lines.open_button(t("Write a reflection"), "reflect", icon="edit_note", kind="secondary")
    _show_several(visit, written, "reflections:earlier", lambda each: _show_own(visit, each, verbs))


def show_former(visit: SignedIn, written: Sequence[Reflected], erase: Callable[[Any, int], object]) -> None:
    """What somebody wrote who is a peer worker no more: to read and to erase."""
    if not written:
        return
    t = visit.t
    with st.expander(t("My reflections"), key="reflections:former", icon=":material/edit_note:"):
        for each in more.shown(LIST, written, limits.SHOWN_REFLECTIONS):
            with st.container(border=True, gap="xsmall", key=f"reflection:{each.id}"):
                _show_own_words(t, each)
                _show_erase(visit, each, erase)
        more.show_button(t, LIST, written, limits.SHOWN_REFLECTIONS)


def show_way_in(t: Translator, line: str, author: str, written: int) -> None:
    """The button that opens what somebody wrote to the viewer; the trace says when it was."""
    label = t("Read what {name} wrote to you ({n})", name=plain(author), n=written)
    lines.open_button(label, line, icon="drafts", kind="secondary")
    st.caption(t("{name} sees in their list when you read it.", name=plain(author)))


def show_read(visit: SignedIn, written: Sequence[Reflected]) -> None:
    """What somebody wrote to the viewer, their supervisor."""
    if written:
        _show_several(visit, written, f"read:{written[0].id}", lambda each: _show_words(visit, each))


def _show_several(
    visit: SignedIn, written: Sequence[Reflected], key: str, show: Callable[[Reflected], None]
) -> None:
    """The newest few, and earlier ones behind a fold, some at a time."""
    shown = more.shown(LIST, written, limits.SHOWN_REFLECTIONS)
    for each in shown[:A_FEW]:
        show(each)
    if shown[A_FEW:]:
        with st.expander(visit.t("Earlier"), key=key, icon=":material/history:"):
            for each in shown[A_FEW:]:
                show(each)
            more.show_button(visit.t, LIST, written, limits.SHOWN_REFLECTIONS)


def _show_own(visit: SignedIn, each: Reflected, verbs: ReflectionVerbs) -> None:
    t = visit.t
    line = f"reflection:{each.id}"
    with st.container(border=True, gap="xsmall", key=line):
        if lines.is_open(line):
            _show_form(
                visit,
                line,
                each.supervisor,
                each,
                lambda db, words, token, version: verbs.change(db, each.id, words, token, version),
            )
            return
        _show_own_words(t, each)
        with st.container(horizontal=True):
            lines.open_button(t("Change"), line)
            _show_erase(visit, each, verbs.erase)


def _show_own_words(t: Translator, each: Reflected) -> None:
    st.caption(t("{day}, to {name}", day=t.day(each.day), name=plain(each.supervisor)))
    own_words(each.words)


def _show_erase(visit: SignedIn, each: Reflected, erase: Callable[[Any, int], object]) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"reflection:{each.id}",
        label=t("Erase"),
        question=t("Erase this for good? {name} cannot read it then.", name=plain(each.supervisor)),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=lambda db: erase(db, each.id),
        said=t("Erased."),
    )


def _show_words(visit: SignedIn, each: Reflected) -> None:
    t = visit.t
    with st.container(border=True, gap="xsmall", key=f"read-reflection:{each.id}"):
        st.caption(t("{name} wrote on {day}", name=plain(each.author), day=t.day(each.day)))
        own_words(each.words)


def _show_form(
    visit: SignedIn,
    line: str,
    supervisor: str,
    written: Reflected | None,
    write: Callable[[Any, str, str, str], object],
) -> None:
    t = visit.t
    opened = meanwhile.opened(line, meanwhile.Words(written.words if written else ""))
    words = opened.began.words
    form = Form(visit, opened.form)
    meanwhile.show_changed(t, opened, lambda now: own_words(now.words))
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
    form.send(
        t("Save"),
        lambda db: write(db, typed(), form.token, opened.version_read(form)),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is") if words else t("Not now"), line)
