"""Forms that keep what was typed, say problems beside the field, and are saved once.

The fields stand in no `st.form`. Each is drawn with `on_change="ignore"`: filling it in runs nothing,
and what is filled in goes along with the next click, whichever that is. In an `st.form` a choice made
in one language would be lost when the language is changed before saving.

There is one way to save: `Form.send` writes in the callback of its button, before anything is drawn and
before the rerun waits for its turn, so that no click that follows can take it away. What a field returns is
therefore no value but the way to it, an `Answer`: what the page drew the last time is older than the click.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from threading import Lock
from typing import Any, Literal, TypeAlias, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrc_portal.database.engine import Session
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.identity import unsaved_words
from lrc_portal.identity.viewer import sign_in_key
from lrc_portal.refusals import Why
from lrc_portal.ui.kit import messages, returning
from lrc_portal.ui.kit.frame import SignedIn, log_refused, still_here
from lrc_portal.ui.kit.text import said_plainly
from lrc_portal.words.marks import Invalid, PerhapsSaved, Problem, Refused

Option = TypeVar("Option")
Value = TypeVar("Value")

Answer: TypeAlias = Callable[[], Value]
"""Called, it tells what stands in a field now: while the page is drawn, and in a callback too."""
Check: TypeAlias = Callable[[], Iterable[Problem]]

_CAME = "_came_with"
GROUP = "group-"
"""How the key begins of what holds a question and the fields that answer it: see `accessible_names`."""


class Form:
    """One form of a page. Its keys change after it was saved, so that it comes back empty.

    Draw the fields with its methods, or any widget with `key(field)` and `slot(field)` under it: what
    is to be mended is said there. `send` does the rest.

    The keys name the sign-in, so that nobody else's form receives what was typed here. A tab whose server
    was started anew brings its fields along by key: the form finds its turn in them, and with it the
    one-time token, so that a click is carried out once, whether it came before or after.
    """

    def __init__(self, visit: SignedIn, name: str, *, at_once: bool = False) -> None:
        """With `at_once` every field that was filled in runs the page, so that it can keep a draft.

        It does so `alone`: Streamlit begins the rerun of a click in another thread, while the one before
        still runs to its next stop. The click waits there until what is being kept is kept, and known.
        """
        self._visit = visit
        self._name = name
        self.alone: AbstractContextManager[object] = (
            st.session_state.setdefault(f"alone:{name}", Lock()) if at_once else nullcontext()
        )
        self.on_change: Any = "rerun" if at_once else "ignore"
        self._slots: dict[str, DeltaGenerator] = {}
        self._came_back: set[str] = set()
        self._keeps_taps = False
        self.taps_came_back = False
        """Whether this rerun puts answers into the form that were tapped before and never saved."""
        self._checks: list[Check] = []
        self._at_click: Mapping[Any, object] | None = None
        self._sign_in = sign_in_key(visit.viewer)
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

    def begin_anew(self) -> None:
        """From a callback: let the fields begin with what stands there, whatever was filled in."""
        st.session_state[f"turn:{self._name}"] = self._next_turn()

    def begin_with(self, field: str, value: object) -> None:
        """What a field begins with, where nothing stands in it: neither here nor in the browser.

        Words that were typed and never saved go before it.
        """
        if isinstance(value, str):
            self._bring_back(field, value)
        if not returning.holds(self.key(field)):
            st.session_state[self.key(field)] = value

    def opens_for(self, *fields: str) -> bool:
        """Whether what these fields are folded away in stands open: what was never saved comes back into it.

        So it does where one of them is to be mended, or the form as a whole: it names what is in there.
        It stays so for this turn: it is not to close on somebody who is writing in it.
        """
        opened = f"opened-for:{self._name}:{self._turn}:{fields[0]}"
        if any(each.field in (*fields, "form") for each in _to_mend_at(self.key(""))):
            st.session_state[opened] = True
        elif not returning.holds(self.key(fields[0])):
            found = (unsaved_words.found(self._visit.unsaved, self._name, each) for each in fields)
            st.session_state[opened] = any(found)
        return bool(st.session_state.get(opened))

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
    ) -> Answer[str]:
        """Words in one line, or in several when `long`; `hint` stands under the field and its problem."""
        draw = st.text_area if long else st.text_input
        more: dict[str, Any] = {"height": 110} if long else {}
        came_back = self._bring_back(field, value or "")
        # Streamlit warns where a field has two beginnings.
        begins = "" if came_back else value or ""
        draw(label, key=self.key(field), value=begins, on_change=self.on_change, **more)
        if came_back:
            st.caption(self._visit.t("You wrote this before. It is not saved yet."))
        self.slot(field)
        if hint:
            st.caption(hint)
        return lambda: self.typed(field) or ""

    def part(self, field: str, label: str, *, value: str, most: int, wide: int) -> None:
        """A few letters of something that is written in several fields, such as the month of a day."""
        came_back = self._bring_back(field, value)
        st.text_input(
            label,
            key=self.key(field),
            value="" if came_back else value,
            max_chars=most,
            width=wide,
            on_change=self.on_change,
        )

    @contextmanager
    def answers(self) -> Iterator[None]:
        """Draw in here what is to come back as it was tapped, though it was never saved.

        Only what is somebody's own alone: a choice of what others see is never made by an earlier tap.
        """
        with st.container(key=f"answers-{self.key('answers')}"):
            self._keeps_taps = True
            yield
            self._keeps_taps = False

    def bring_back_tap(self, field: str, stands: Any, *ways: Sequence[Any]) -> bool:
        """As `_bring_back`, for what is chosen with a tap; `ways` are the options it may have been one of."""
        if self._keeps_taps and not returning.holds(self.key(field)):
            kept = unsaved_words.found(self._visit.unsaved, self._name, field)
            place, many = (kept and unsaved_words.of_tap(kept)) or (None, 0)
            options = next((each for each in ways if len(each) == many > (place or 0)), None)
            if options is not None:
                tapped = None if place is None else options[place]
                if tapped != stands:
                    self.fill(field, tapped)
                    self._came_back.add(field)
                    self.taps_came_back = True
        return field in self._came_back

    def _bring_back(self, field: str, stands: str) -> bool:
        """Let a field that begins in this tab begin with what was typed into it before and never saved.

        Whether it does, or did as this rerun began.
        """
        if not returning.holds(self.key(field)):
            typed = unsaved_words.found(self._visit.unsaved, self._name, field)
            if typed is not None and typed != stands:
                self.fill(field, typed)
                self._came_back.add(field)
        return field in self._came_back

    def passphrase(self, field: str, label: str, *, saved: str) -> Answer[str]:
        """A passphrase; `saved` tells a password manager which: current-password or new-password."""
        st.text_input(
            label, key=self.key(field), type="password", autocomplete=saved, on_change=self.on_change
        )
        self.slot(field)
        return lambda: self.typed(field) or ""

    def one_of(
        self,
        field: str,
        label: str,
        options: Iterable[Option],
        called: Callable[[Option], str],
        *,
        value: Option | None = None,
        at_once: bool = False,
        label_visibility: Literal["visible", "collapsed"] = "visible",
    ) -> Answer[Option | None]:
        """One of a few, chosen with one tap, or none. `at_once`: the form changes with what is chosen.

        A label that is collapsed is heard, and not seen: the same words stand above already.
        """
        drawn = list(options)
        came_back = self.bring_back_tap(field, value, drawn)
        st.pills(
            label,
            drawn,
            default=None if came_back else value,
            format_func=called,
            key=self.key(field),
            width="stretch",
            on_change="rerun" if at_once else self.on_change,
            label_visibility=label_visibility,
        )
        self.slot(field)
        return lambda: self.typed(field)

    def some_of(
        self,
        field: str,
        label: str,
        options: Iterable[Option],
        called: Callable[[Option], str],
        *,
        value: Iterable[Option] = (),
    ) -> Answer[frozenset[Option]]:
        """Any number of a few, each with all its words: a box to tick on a line of its own."""
        usual, drawn = set(value), tuple(options)
        with st.container(gap="xsmall", key=f"{GROUP}{self.key(field)}"):
            st.markdown(label)
            for option in drawn:
                st.checkbox(
                    called(option),
                    value=option in usual,
                    key=self.key(f"{field}.{option}"),
                    on_change=self.on_change,
                )
        self.slot(field)
        return lambda: frozenset(option for option in drawn if self.typed(f"{field}.{option}"))

    def only_me(self, *, value: bool = False) -> Answer[bool]:
        """Whether an entry stays with the person alone, whatever they share."""
        t = self._visit.t
        # An entry that is kept so is never opened to others by an earlier tap.
        came_back = not value and self.bring_back_tap("only_me", value, (False, True))
        st.toggle(
            t("Only me: nobody else sees this, whatever I share"),
            value=False if came_back else value,
            key=self.key("only_me"),
            on_change=self.on_change,
        )
        return lambda: bool(self.typed("only_me"))

    def check(self, check: Check) -> None:
        """Something that is found before anything is written, such as a day that is in no calendar."""
        self._checks.append(check)

    def problems(self) -> list[Problem]:
        """What the checks of the fields find now."""
        return [found for check in self._checks for found in check()]

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
        """What stands in a field now; in a callback, what stood in it at the click."""
        state = st.session_state if self._at_click is None else self._at_click
        return state.get(self.key(field))

    def send(
        self,
        label: str,
        write: Callable[[Session], object],
        *,
        said: str | None,
        then: Callable[[], None] | None = None,
        icon: str = "check",
        button: str = "send",
        kind: Literal["primary", "secondary"] = "primary",
    ) -> None:
        """The button that saves the form, in one transaction, before the page is drawn again.

        It stands below its fields: what is to be mended is said beside them, and beside the button why it
        was not saved. `write` reads the answers of the fields when it is called, not before. `then` is
        called after it; where that shows what was saved, `said` is None. A second click says the same as
        the first. A form with several of them tells them apart by `button`.
        """
        self.send_deed(
            label,
            partial(_written_once, self._visit, partial(self._write, write)),
            said=said,
            then=then,
            icon=icon,
            button=button,
            kind=kind,
        )

    def send_deed(
        self,
        label: str,
        deed: Callable[[], object],
        *,
        said: str | None,
        then: Callable[[], None] | None = None,
        icon: str = "check",
        button: str = "send",
        kind: Literal["primary", "secondary"] = "primary",
    ) -> None:
        """As `send`, for a verb that opens its transactions itself.

        That is a change of passphrase: hashing is slow and waits in a line of its own, so no transaction
        may be open meanwhile, and a wrong guess is counted though nothing else is kept.
        """
        clicked = st.button(
            label,
            key=self.key(button),
            type=kind,
            icon=f":material/{icon}:",
            width="stretch" if kind == "primary" else "content",
            on_click=self._carry_out,
            args=(button, deed, said, then),
        )
        if st.session_state.get(_CAME) == self.key(button):
            del st.session_state[_CAME]
        elif clicked:
            # A click that comes to a new session of Streamlit finds no callback: it is carried out here.
            self.carries_out = True
            self._carry_out(button, deed, said, then)
            st.rerun()
        if found := _unsaid_at(self.key("")):
            self.say(found)
        if refusal := messages.unsaid_refusal(self.key(button)):
            messages.refused(self._visit.t, refusal)
        # All is said: the button's callback would keep the places for as long as the page is open.
        self._slots.clear()

    def _write(self, write: Callable[[Session], object], db: Session) -> None:
        """What the form is for; what was typed is not unsaved any more once that is done."""
        write(db)
        unsaved_words.close(db, by=self._visit.viewer, form=self._name, turn=self._turn)

    def _carry_out(
        self, button: str, deed: Callable[[], object], said: str | None, then: Callable[[], None] | None
    ) -> None:
        # Looked at in one go, before it is carried out: where another click has come by then, or the tab is
        # closed, Streamlit ends the callback as soon as it looks at the session state once more.
        self._at_click = st.session_state.to_dict()
        try:
            with self.alone:
                fault = self._fault_of(deed)
        finally:
            self._at_click = None
        self._tell(button, fault, said, then)

    def _fault_of(self, deed: Callable[[], object]) -> Exception | None:
        """Do the deed; why it was not done, where it was not."""
        try:
            if not still_here(self._visit.viewer):
                log_refused(Why.SIGNED_OUT, self._visit.viewer, self._at_click)
                return _SignedOut()
            if found := self.problems():
                raise Invalid(found)
            deed()
        except AlreadySaved:
            pass
        except (Invalid, Refused) as fault:
            log_refused(fault, self._visit.viewer, self._at_click)
            return fault
        return None

    def _tell(
        self, button: str, fault: Exception | None, said: str | None, then: Callable[[], None] | None
    ) -> None:
        """Leave it to the rerun that follows to say what became of it."""
        st.session_state[_CAME] = self.key(button)
        if isinstance(fault, Invalid):
            st.session_state[messages.OF_FORM] = self.key(""), fault.problems
        elif isinstance(fault, Refused):
            messages.refuse_at(self.key(button), fault)
        elif fault is None:
            self.begin_anew()
            if said:
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
        messages.go_to_problem()


class _SignedOut(Exception):
    """Nobody is there any more for whom it could be done; the page says so by itself."""


def _to_mend_at(form: str) -> tuple[Problem, ...]:
    """The problems that the last click on this form has found and that are still to be said."""
    key, found = st.session_state.get(messages.OF_FORM, ("", ()))
    return tuple(found) if key == form else ()


def _unsaid_at(form: str) -> tuple[Problem, ...]:
    """The same, to be said now: they are found once."""
    if found := _to_mend_at(form):
        del st.session_state[messages.OF_FORM]
    return found


def _written_once(visit: SignedIn, write: Callable[[Session], object]) -> None:
    """A form that is sent again is saved once: by its token, or by the version that it was opened with."""
    try:
        with visit.db.writing() as session:
            write(session)
    except PerhapsSaved:
        raise PerhapsSaved.of_form() from None


def fixed(value: Value) -> Answer[Value]:
    """An answer for which no field is drawn."""
    return lambda: value


def chosen(answer: Answer[Option | None], otherwise: Problem) -> Option:
    """The one that was chosen. Raises `Invalid` with this problem where none was."""
    one = answer()
    if one is None:
        raise Invalid([otherwise])
    return one


def act(visit: SignedIn, write: Callable[[Session], object], *, said: str | None = None) -> None:
    """Do one deed of a button's callback in one transaction, and say so; or say why it was not done."""
    acted(visit, write, said=said)


def acted(visit: SignedIn, write: Callable[[Session], object], *, said: str | None = None) -> bool:
    """As `act`, and whether it is done: what follows from it, on the screen too, waits for that."""
    try:
        if not still_here(visit.viewer):
            log_refused(Why.SIGNED_OUT, visit.viewer)
            return False
        with visit.db.writing() as session:
            write(session)
    except AlreadySaved:
        pass
    except Refused as refusal:
        log_refused(refusal, visit.viewer)
        messages.refuse_later(refusal)
        return False
    if said:
        messages.flash(said)
    return True
