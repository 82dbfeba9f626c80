"""Forms that keep what was typed, say problems beside the field, and are saved once.

The fields stand in no `st.form`. Each is drawn with `on_change="ignore"`: filling it in runs nothing,
and what is filled in goes along with the next click, whichever that is. In an `st.form` a choice made
in one language would be lost when the language is changed before saving.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from lrc_portal.database.portable import AlreadySaved
from lrc_portal.ui.kit import keys, messages, returning
from lrc_portal.ui.kit.frame import SignedIn, still_here
from lrc_portal.ui.kit.queueing import go_first
from lrc_portal.ui.kit.text import said_plainly
from lrc_portal.vocabulary import HIGHEST, LOWEST
from lrc_portal.words.marks import Invalid, PerhapsSaved, Problem, Refused, mark, problem
from lrc_portal.words.translator import Translator

Option = TypeVar("Option")


class Form:
    """One form of a page. Its keys change after it was saved, so that it comes back empty.

    Draw the fields with its methods, or any widget with `key(field)` and `slot(field)` under it: what
    is to be mended is said there. `save` does the rest.

    The keys name the sign-in, so that nobody else's form receives what was typed here. A tab whose server
    was started anew brings its fields along by key: the form finds its turn in them, and with it the
    one-time token, so that a click is carried out once, whether it came before or after.
    """

    def __init__(self, visit: SignedIn, name: str, *, at_once: bool = False) -> None:
        """With `at_once` every field that was filled in runs the page, so that it can keep a draft."""
        self._visit = visit
        self._name = name
        self.on_change: Any = "rerun" if at_once else "ignore"
        self._slots: dict[str, Any] = {}
        self._sign_in = keys.of_sign_in(visit.viewer)
        brought = None if f"turn:{name}" in st.session_state else self._turn_brought()
        self.came_back = brought is not None
        """Whether this rerun is the first of a tab that brought the fields along from before a restart."""
        self.carries_out = False
        """Whether a click is being carried out in the rerun that draws the form: what it shows is unread."""
        self._turn: str = st.session_state.setdefault(f"turn:{name}", brought or self._next_turn())
        self.token = hashlib.sha256(f"{self._sign_in}:{name}:{self._turn}".encode()).hexdigest()[:32]

    def key(self, field: str) -> str:
        """The widget key of a field, the same in both languages."""
        return f"{self._name}:{self._turn}:{field}"

    def _turn_brought(self) -> str | None:
        """The turn of the fields that the browser brought along; None where it brought none."""
        start = f"{self._name}:{self._sign_in}-"
        brought = returning.keys_that_begin(start)
        return brought[0].removeprefix(f"{self._name}:").split(":")[0] if brought else None

    def _next_turn(self) -> str:
        return f"{self._sign_in}-{secrets.token_hex(6)}"

    def begin_with(self, field: str, value: object) -> None:
        """What a field begins with, where nothing stands in it: neither here nor in the browser."""
        if not returning.holds(self.key(field)):
            st.session_state[self.key(field)] = value

    def is_empty(self, field: str) -> bool:
        """Whether nothing stands in a field that is drawn further down."""
        if self.key(field) in st.session_state:
            return self.typed(field) is None
        return not returning.holds(self.key(field))

    def slot(self, field: str) -> None:
        """The place beside a field where its problem is said."""
        self._slots[field] = st.empty()

    def words(
        self, field: str, label: str, *, value: str | None = "", hint: str | None = None, long: bool = False
    ) -> str:
        """Words in one line, or in several when `long`; `hint` stands under the field."""
        draw = st.text_area if long else st.text_input
        more: dict[str, Any] = {"height": 110} if long else {}
        written = draw(label, key=self.key(field), value=value or "", on_change=self.on_change, **more)
        if hint:
            st.caption(hint)
        self.slot(field)
        return written or ""

    def passphrase(self, field: str, label: str, *, saved: str) -> str:
        """A passphrase; `saved` tells a password manager which: current-password or new-password."""
        written = st.text_input(
            label, key=self.key(field), type="password", autocomplete=saved, on_change=self.on_change
        )
        self.slot(field)
        return written or ""

    def one_of(
        self,
        field: str,
        label: str,
        options: Iterable[Option],
        called: Callable[[Option], str],
        *,
        value: Option | None = None,
        at_once: bool = False,
    ) -> Option | None:
        """One of a few, chosen with one tap, or none. `at_once`: the form changes with what is chosen."""
        chosen = st.pills(
            label,
            list(options),
            default=value,
            format_func=called,
            key=self.key(field),
            width="stretch",
            on_change="rerun" if at_once else self.on_change,
        )
        self.slot(field)
        return chosen

    def some_of(
        self,
        field: str,
        label: str,
        options: Iterable[Option],
        called: Callable[[Option], str],
        *,
        value: Iterable[Option] = (),
    ) -> frozenset[Option]:
        """Any number of a few, each with all its words: a box to tick on a line of its own."""
        usual, chosen = set(value), set()
        with st.container(gap="xsmall"):
            st.markdown(label)
            for option in options:
                ticked = st.checkbox(
                    called(option),
                    value=option in usual,
                    key=self.key(f"{field}.{option}"),
                    on_change=self.on_change,
                )
                if ticked:
                    chosen.add(option)
        self.slot(field)
        return frozenset(chosen)

    def only_me(self, *, value: bool = False) -> bool:
        """Whether an entry stays with the person alone, whatever they share."""
        t = self._visit.t
        return st.toggle(
            t("Only me: nobody else sees this, whatever I share"),
            value=value,
            key=self.key("only_me"),
            on_change=self.on_change,
        )

    def sent(self, label: str, *, icon: str = "check") -> bool:
        """The button that sends the form. True in the rerun that it caused."""
        return st.button(
            label,
            key=self.key("send"),
            type="primary",
            icon=f":material/{icon}:",
            width="stretch",
            on_click=go_first,
        )

    def is_drawn(self, field: str) -> bool:
        """Whether the field stood on the page at the rerun before, so that something could be typed."""
        return self.key(field) in st.session_state

    def drawn(self) -> list[str]:
        """The fields that stood on the page at the rerun before."""
        begins = self.key("")
        return [str(key)[len(begins) :] for key in st.session_state if str(key).startswith(begins)]

    def fill(self, field: str, value: Any) -> None:
        """Put a value into a field that is drawn later in this rerun."""
        st.session_state[self.key(field)] = value

    def typed(self, field: str) -> Any:
        """What stands in a field now, for a `write` that is called before the page is drawn again."""
        return st.session_state.get(self.key(field))

    def send(
        self,
        label: str,
        write: Callable[[Any], object],
        *,
        said: str,
        then: Callable[[], None] | None = None,
        icon: str = "check",
    ) -> None:
        """The button that saves before the page is drawn again, so that the page is drawn once.

        It stands below its fields: what is to be mended is said beside them. `write` reads what was
        `typed`; `then` is called after it.
        """
        clicked = st.button(
            label,
            key=self.key("send"),
            type="primary",
            icon=f":material/{icon}:",
            width="stretch",
            on_click=self._save_first,
            args=(write, said, then),
        )
        # A click that comes to a new session of Streamlit finds no callback: it is carried out here.
        if not st.session_state.pop(self._came, False) and clicked:
            self.carries_out = True
            self._save_first(write, said, then)
            st.rerun()
        if found := st.session_state.pop(self._problems, None):
            self.say(found)
        # All is said: the button's callback would keep the places for as long as the page is open.
        self._slots.clear()

    @property
    def _came(self) -> str:
        return f"came:{self._name}"

    @property
    def _problems(self) -> str:
        return f"problems:{self._name}"

    def _save_first(self, write: Callable[[Any], object], said: str, then: Callable[[], None] | None) -> None:
        st.session_state[self._came] = True
        try:
            if not still_here(self._visit.viewer):
                return
            with self._visit.db.writing() as session:
                write(session)
        except AlreadySaved:
            pass
        except Invalid as unsound:
            st.session_state[self._problems] = unsound.problems
            return
        except Refused as refusal:
            messages.refuse_later(_of_form(refusal))
            return
        self._empty(said, then)

    def save(
        self,
        write: Callable[[Any], object],
        *,
        said: str,
        also: Iterable[Problem] = (),
        then: Callable[[], None] | None = None,
    ) -> None:
        """Write in one transaction, say `said` and start the page anew; or say what is to be mended.

        `also` are problems that the page found itself (a day that is not in the calendar). A second
        click on a form that was saved already says the same as the first. `then` is called after a
        write, before the page starts anew.
        """
        found = list(also)
        try:
            if found:
                raise Invalid(found)
            with self._visit.db.writing() as session:
                write(session)
        except AlreadySaved:
            pass
        except Invalid as unsound:
            self.say(unsound.problems)
            return
        except Refused as refusal:
            messages.refused(self._visit.t, _of_form(refusal))
            return
        self.saved(said, then=then)

    def run(self, deed: Callable[[], object], *, said: str, then: Callable[[], None] | None = None) -> None:
        """As `save`, for a verb that opens its transaction itself."""
        try:
            deed()
        except Invalid as unsound:
            self.say(unsound.problems)
            return
        except Refused as refusal:
            messages.refused(self._visit.t, refusal)
            return
        self.saved(said, then=then)

    def saved(self, said: str, *, then: Callable[[], None] | None = None) -> None:
        """Empty the form, say `said` and start the page anew."""
        self._empty(said, then)
        st.rerun()

    def _empty(self, said: str, then: Callable[[], None] | None) -> None:
        st.session_state[f"turn:{self._name}"] = self._next_turn()
        messages.flash(said)
        if then:
            then()

    def say(self, found: Iterable[Problem]) -> None:
        """Say what is to be mended, beside its field where it has one, and bring it into view."""
        elsewhere = []
        for each in found:
            if slot := self._slots.get(each.field):
                messages.beside_field(slot, self.key(each.field), said_plainly(self._visit.t, each.sentence))
            else:
                elsewhere.append(each)
        if elsewhere:
            messages.problems(self._visit.t, elsewhere)
        messages.bring_into_view("problem")


def _of_form(refusal: Refused) -> Refused:
    """A form that is sent again is saved once: by its token, or by the version that it was opened with."""
    if not isinstance(refusal, PerhapsSaved):
        return refusal
    return Refused(
        mark(
            "The line broke just as this was being saved, so it may be saved already, or not. "
            "What you wrote is here. Press again: it is not saved twice."
        )
    )


def act(visit: SignedIn, write: Callable[[Any], object], *, said: str | None = None) -> bool:
    """Do one deed of a button's callback in one transaction, and say so; or say why it was not done.

    Whether it is done: what follows from it, on the screen too, waits for that and stands in no `write`.
    """
    try:
        if not still_here(visit.viewer):
            return False
        with visit.db.writing() as session:
            write(session)
    except AlreadySaved:
        pass
    except Refused as refusal:
        messages.refuse_later(refusal)
        return False
    if said:
        messages.flash(said)
    return True


@dataclass(frozen=True)
class TypedDay:
    """A day typed in three fields: the day, or None; `problems` where it is in no calendar."""

    day: date | None
    problems: tuple[Problem, ...] = ()


def typed_day(t: Translator, form: Form, field: str, label: str, *, value: date | None = None) -> TypedDay:
    """Three fields for a day: day, month and year in numbers, as on paper. All empty is no day."""
    st.markdown(label)
    with st.container(horizontal=True, gap="small"):
        parts = [
            st.text_input(
                name,
                key=form.key(f"{field}.{part}"),
                value=usual,
                max_chars=most,
                width=wide,
                on_change=form.on_change,
            )
            for part, name, usual, most, wide in (
                ("day", t("Day"), str(value.day) if value else "", 2, 76),
                ("month", t("Month"), str(value.month) if value else "", 2, 76),
                ("year", t("Year"), str(value.year) if value else "", 4, 96),
            )
        ]
    form.slot(field)
    written = [(part or "").strip() for part in parts]
    if not any(written):
        return TypedDay(None)
    try:
        day, month, year = (int(part) for part in written)
        return TypedDay(date(year, month, day))
    except ValueError:
        return TypedDay(None, (problem(field, "Write a day that is in the calendar, like 1 3 2026."),))


def scale(t: Translator, form: Form, field: str, question: str, *, value: int | None = None) -> int | None:
    """A question answered with one tap, 0 to 10, or left out."""
    with st.container(key=f"scale-{form.key(field)}"):
        answer = st.pills(
            question,
            list(range(LOWEST, HIGHEST + 1)),
            default=value,
            key=form.key(field),
            width="stretch",
            on_change=form.on_change,
        )
    form.slot(field)
    return answer
