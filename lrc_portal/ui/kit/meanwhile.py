"""Forms that change what is there: what one was opened with, and what to do when that changed elsewhere.

The fields go on with what they were opened with, so that nothing typed is lost; what stands there now is
shown above them, and the next save goes with the version that was read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import streamlit as st

from lrc_portal.identity import unsaved_words
from lrc_portal.ui.kit import frame, messages, returning
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.versions import version_of
from lrc_portal.words.marks import NO_BREAK

_OPENED = "_opened_with"
SECOND = 350
"""Milliseconds: after the problem of the form itself was brought into view."""


class Versioned(Protocol):
    """Something that a form changes; `version` is another one whenever its words are."""

    @property
    def version(self) -> str: ...


VersionRead: TypeAlias = Callable[[Form], str | None]
Line = TypeVar("Line", bound=Versioned)


@dataclass(frozen=True)
class Words:
    """Words alone, as they stand."""

    words: str

    @property
    def version(self) -> str:
        return version_of(self.words)


@dataclass(frozen=True)
class Stands:
    """Several values together, as they stand."""

    values: tuple[object, ...]

    @property
    def version(self) -> str:
        return version_of(*self.values)


@dataclass(frozen=True)
class Opened(Generic[Line]):
    """`began` is what the fields begin with; `now` what stands there, where that is something else.

    `opened_with` is the version of what the form was opened with. That is more than `began` tells in a tab
    that comes back after a restart: it brings its words along, and nobody knows any more what was there.
    `shown` is what stands on the page once this rerun has been read, `before` what stood there until then.
    """

    name: str
    began: Line
    opened_with: str
    before: str
    shown: str
    now: Line | None

    @property
    def form(self) -> str:
        """What the form is called. What it was opened with is part of it: its fields begin with that."""
        return _called(self.name, self.opened_with)

    @property
    def is_news(self) -> bool:
        """Whether this rerun is the first that shows what stands there now."""
        return self.now is not None and self.before != self.shown

    @property
    def version_read(self) -> Callable[[Form], str]:
        """What goes along with what is saved: the version that the person had read as they clicked.

        A click is carried out by a callback, once this rerun has been read; or, in a session that is new, by
        the rerun that draws the form and is unread as yet. It is asked of this while the page is drawn, so
        that the callback keeps the two versions and not the words.
        """
        before, shown = self.before, self.shown
        return lambda form: before if form.carries_out else shown


@dataclass(frozen=True)
class _Kept:
    began: Versioned
    opened_with: str
    read: str
    stays: bool


def opened(
    visit: SignedIn, name: str, now: Line, *, stays: bool = False, touched: bool = True
) -> Opened[Line]:
    """What the form `name` was opened with, remembered until it is closed or saved.

    `stays` is for a form that is open all the time, and not as a line of a list. One that nobody has
    `touched` goes on with what stands there now. Words that were typed on another version and never saved
    come back into the fields, and with them what stands there now above.
    """
    kept = st.session_state.setdefault(_OPENED, {})
    before: _Kept | None = kept.get(name)
    if before is None and (older := _brought(name, now.version) or _typed_on(visit, name, now.version)):
        before = _Kept(now, older, older, stays)
    elif before is None or (not touched and before.opened_with != now.version):
        before = _Kept(now, now.version, now.version, stays)
    # What is shown now is what the person has read when they send the form the next time.
    kept[name] = _Kept(before.began, before.opened_with, now.version, stays)
    began: Line = before.began  # type: ignore[assignment]
    elsewhere = now if now.version != before.opened_with else None
    return Opened(name, began, before.opened_with, before.read, now.version, elsewhere)


def begin(name: str, line: Versioned) -> None:
    """Open a form that stays, with this, whatever stands there."""
    st.session_state.setdefault(_OPENED, {})[name] = _Kept(line, line.version, line.version, True)


def began(name: str) -> Any:
    """What the form was opened with, while it is open; None before."""
    kept: _Kept | None = st.session_state.get(_OPENED, {}).get(name)
    return kept.began if kept else None


def form_of(name: str) -> str:
    """What the form is called that is open under this name."""
    kept: _Kept = st.session_state[_OPENED][name]
    return _called(name, kept.opened_with)


def _called(name: str, version: str) -> str:
    return f"{name}:{version}"


def _brought(name: str, now: str) -> str | None:
    """With which other version this form was opened in a tab that comes back after a restart."""
    found = returning.forms_that_begin(f"{name}:", frame.sign_in())
    versions = [version for each in found if ":" not in (version := each.removeprefix(f"{name}:"))]
    return versions[0] if versions and now not in versions else None


def _typed_on(visit: SignedIn, name: str, now: str) -> str | None:
    """On which other version words were typed that are not saved, where none were typed on what stands."""
    versions = unsaved_words.versions(visit.unsaved, name)
    return None if not versions or now in versions else min(versions)


def forget(name: str | None = None) -> None:
    """The form is closed or saved; without a name all are that were opened as lines."""
    kept: dict[str, _Kept] = st.session_state.get(_OPENED, {})
    if name is not None:
        kept.pop(name, None)
        return
    st.session_state[_OPENED] = {each: state for each, state in kept.items() if state.stays}


def nothing_read(form: Form) -> None:
    """In place of `Opened.version_read`, for a form that adds something new."""


def show_changed(visit: SignedIn, opened: Opened[Line], show: Callable[[Line], None]) -> None:
    """What stands there now, above the fields, where it was changed elsewhere; `show` draws it."""
    if opened.now is not None:
        take = partial(forget, opened.name)
        show_elsewhere(visit, opened.name, partial(show, opened.now), take=take, is_news=opened.is_news)


def show_elsewhere(
    visit: SignedIn, name: str, show: Callable[[], None], *, take: Callable[[], None], is_news: bool
) -> None:
    """What stands there now, as `show` draws it, and the way to go on with it: `take` lets the fields begin
    anew, and what was typed into them is forgotten.
    """
    t = visit.t
    with area(f"meanwhile:{name}", gap="xsmall"):
        st.markdown(
            f":material/devices:{NO_BREAK}**{t('This was changed somewhere else. There it says now:')}**"
        )
        show()
        st.caption(
            t(
                "What you wrote is still in the fields below. Put together what you want to keep, and save; "
                "or take what stands here."
            )
        )
        st.button(
            t("Take what stands here"),
            key=f"meanwhile:take:{name}",
            type="tertiary",
            icon=":material/south:",
            on_click=_take,
            args=(visit, name, take),
        )
        if is_news:  # above the fields, and the button that was pressed stood below them
            messages.bring_into_view("meanwhile", after_ms=SECOND)


def _take(visit: SignedIn, name: str, take: Callable[[], None]) -> None:
    if acted(visit, partial(unsaved_words.let_go, by=visit.viewer, form=name)):
        take()
