"""Which earlier notes a peer worker reads: none, those of the last year, all, or each by itself.

A few stand at once. Where there are many, a year of them stands at a time, a part of it and more on request;
and all of them can be chosen.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.support.notes.earlier_notes import EarlierNote
from lrc_portal.support.pairings import handover
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit import lines, more, returning
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.keys import digest
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.marks import NO_BREAK, mark
from lrc_portal.words.translator import Translator

A_FEW = 24
"""So many stand to be chosen without a question before, and so many of one year at once."""
A_YEAR = timedelta(days=365)


class Which(StrEnum):
    """How much of a long way is passed on."""

    NONE = "none"
    LAST_YEAR = "last_year"
    ALL = "all"
    EACH = "each"


CALLED = {
    Which.NONE: mark("None"),
    Which.LAST_YEAR: mark("Those of the last year"),
    Which.ALL: mark("All of them"),
    Which.EACH: mark("I choose each"),
}


@dataclass(frozen=True)
class Earlier:
    """All answered notes, and which are passed on: pairing id → ids of first versions."""

    notes: Sequence[EarlierNote]
    passed_on: Mapping[int, Collection[int]]

    def of(self, pairing_id: int) -> list[EarlierNote]:
        """Those that can be passed on to the peer worker of this pairing."""
        return [note for note in self.notes if note.pairing_id != pairing_id]


def choose_notes(
    t: Translator, form: Form, earlier: Earlier, pairing_id: int, who: str
) -> Answer[frozenset[int]]:
    """Which earlier notes somebody reads: none that is not chosen. Nothing is drawn where there is none."""
    notes, passed_on = earlier.of(pairing_id), earlier.passed_on.get(pairing_id, ())
    if not notes:
        return frozenset
    usual = [note.id for note in notes if note.first_id in passed_on]
    label = f"**{t('Which earlier notes may {name} read?', name=who)}**"
    if len(notes) <= A_FEW:
        return _tick(t, form, label, notes, usual)
    chosen = _choose_of_many(t, form, label, notes, usual)
    more.say_newest(t, earlier.notes, limits.EARLIER_NOTES_AT_MOST)
    return chosen


def _tick(
    t: Translator, form: Form, label: str, notes: Sequence[EarlierNote], usual: Collection[int]
) -> Answer[frozenset[int]]:
    called = {
        note.id: t("{day}, written by {name}", day=t.day(note.day), name=plain(note.author)) for note in notes
    }
    return form.some_of("notes", label, called, called.__getitem__, value=usual)


def _choose_of_many(
    t: Translator, form: Form, label: str, notes: Sequence[EarlierNote], usual: Sequence[int]
) -> Answer[frozenset[int]]:
    if not returning.holds(form.key("which-notes")):  # opened just now: nothing goes on from before
        _forget(form, "seen", "captioned", "ticked")
    seen = _seen(form, notes)
    lately = [note for note in seen if note.day > clock.today() - A_YEAR]
    kinds = [which for which in Which if which is not Which.LAST_YEAR or 0 < len(lately) < len(seen)]
    before = Which.NONE if not usual else Which.ALL if len(usual) == len(notes) else Which.EACH
    which = form.one_of("which-notes", label, kinds, lambda each: t(CALLED[each]), value=before, at_once=True)
    drawn = which()
    wanted = {
        Which.ALL: frozenset(note.id for note in seen),
        Which.LAST_YEAR: frozenset(note.id for note in lately),
    }
    captioned: frozenset[int] = frozenset()
    each: Answer[frozenset[int]] = partial(frozenset, usual)
    if drawn is Which.EACH:
        _forget(form, "captioned")
        each = _choose_each(t, form, notes, usual)
    else:
        _forget(form, "ticked")
        captioned = _show_captioned(t, form, drawn, wanted, notes)

    def chosen() -> frozenset[int]:
        now = which()  # perhaps not what was drawn: it can have been chosen just before the click
        if now is Which.EACH:
            return each()
        return captioned if now is drawn else wanted.get(now or Which.NONE, frozenset())

    return chosen


def _show_captioned(
    t: Translator,
    form: Form,
    which: Which | None,
    wanted: Mapping[Which, frozenset[int]],
    notes: Sequence[EarlierNote],
) -> frozenset[int]:
    """Say how many notes that are and of which days."""
    captioned = _captioned(form, which, wanted.get(which or Which.NONE, frozenset()))
    chosen = [note for note in notes if note.id in captioned]
    if chosen:
        st.caption(
            t.plural(
                "{n} note, of {first}.",
                "{n} notes, from {first} to {last}. A note that comes later is not among them.",
                len(chosen),
                first=t.day(chosen[-1].day),
                last=t.day(chosen[0].day),
            )
        )
    return frozenset(note.id for note in chosen)


def _seen(form: Form, notes: Sequence[EarlierNote]) -> list[EarlierNote]:
    """Those that stood here when the page was drawn before, if it was: "all" means what was seen."""
    key = _kept(form, "seen")
    there = st.session_state.get(key)
    st.session_state[key] = {note.id for note in notes}
    return [note for note in notes if there is None or note.id in there]


def _captioned(form: Form, which: Which | None, wanted: frozenset[int]) -> frozenset[int]:
    """Those that were said when this was chosen: a note that came since is not passed on with them."""
    key = _kept(form, "captioned")
    kept: tuple[Which | None, frozenset[int]] = st.session_state.get(key, (None, frozenset()))
    if kept[0] != which:
        kept = st.session_state[key] = which, wanted
    return kept[1]


def _kept(form: Form, what: str) -> str:
    return f"{form.key('notes')}:{what}"


def _forget(form: Form, *kept: str) -> None:
    for what in kept:
        st.session_state.pop(_kept(form, what), None)


def _choose_each(
    t: Translator, form: Form, notes: Sequence[EarlierNote], usual: Sequence[int]
) -> Answer[frozenset[int]]:
    """A year at a time. What was ticked in other years stays ticked, though it is not on the page."""
    key = _kept(form, "ticked")
    ticked: set[int] = st.session_state.setdefault(key, set(usual))
    ids = frozenset(note.id for note in notes)

    def take() -> frozenset[int]:
        for note_id in ids:  # those that stand on the page
            stands = form.typed(f"notes.{note_id}")
            if stands is not None:
                (ticked.add if stands else ticked.discard)(note_id)
        return ids & ticked

    take()
    years = sorted({note.day.year for note in notes}, reverse=True)
    year = form.one_of("notes-year", t("From which year?"), years, str, value=years[0], at_once=True)()
    of_year = [note for note in notes if note.day.year == year]
    name = form.key(f"notes-of:{year}")
    here = more.shown(name, of_year, A_FEW)
    if here:
        _tick(t, form, t("Notes of {year}", year=year), here, ticked)
    further = ticked & {note.id for note in of_year} - {note.id for note in here}
    if further:
        st.caption(
            t.plural(
                "Further down {n} note of this year is chosen.",
                "Further down {n} notes of this year are chosen.",
                len(further),
            )
        )
    more.show_button(t, name, of_year, A_FEW)
    elsewhere = ticked & ids - {note.id for note in of_year}
    if elsewhere:
        st.caption(
            t.plural(
                "Of other years {n} note is chosen.", "Of other years {n} notes are chosen.", len(elsewhere)
            )
        )
    return take


def show_passed_on(visit: SignedIn, line: PairingLine, earlier: Earlier) -> None:
    """Which earlier notes the peer worker of a pairing reads, and another choice.

    Notes that do not stand to be chosen from stay as they are.
    """
    notes, passed_on = earlier.of(line.id), earlier.passed_on.get(line.id, ())
    if not notes:
        return
    t, who = visit.t, plain(line.peer_worker)
    if not lines.is_open(f"passed-on:{line.id}"):
        n = len(passed_on)
        if n:
            st.caption(
                f":material/forum:{NO_BREAK}"
                + t.plural("{name} reads {n} earlier note.", "{name} reads {n} earlier notes.", n, name=who)
            )
        lines.open_button(
            t("Choose earlier notes for {name}", name=who), f"passed-on:{line.id}", icon="forum"
        )
        return
    form = Form(visit, f"passed-on:{line.id}:{digest(frozenset(passed_on))}")
    chosen = choose_notes(t, form, earlier, line.id, who)
    among, pairing_id = [note.id for note in notes], line.id
    form.send(
        t("Save what they see"),
        lambda db: handover.pass_on(
            db, by=visit.viewer, pairing_id=pairing_id, note_ids=chosen(), among=among
        ),
        said=t("Saved. {name} sees what you chose.", name=who),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), f"passed-on:{line.id}")
