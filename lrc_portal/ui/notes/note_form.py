"""The fields of a note that is being written. What is filled in is handed back at once, to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lrc_portal import clock
from lrc_portal.ui.kit.fields import Answer, Form, typed_day
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import OF_PEER_SUPPORT
from lrc_portal.ui.notes.notes import Written
from lrc_portal.vocabulary import Aid, Element, MeetingKind
from lrc_portal.words import labels
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

AIDS = {
    Aid.EMOTIONAL: mark("Emotional: listening, hope, being there"),
    Aid.PSYCHOLOGICAL: mark("Psychological: seeing things in a new way, finding courage"),
    Aid.SOCIAL: mark("Social: people, groups, places to go"),
    Aid.INFORMATIONAL: mark("Informational: knowing how, where and what"),
}


class Begun(Written, Protocol):
    """A draft to go on with; `support.notes.NoteLine` is one."""

    @property
    def id(self) -> int: ...
    @property
    def by_person(self) -> bool: ...
    @property
    def other(self) -> str: ...
    @property
    def is_goodbye(self) -> bool: ...


@dataclass(frozen=True)
class NoteAnswers:
    """What stands in the fields."""

    day: date | None
    kind: MeetingKind | None
    aids: frozenset[Aid]
    elements: frozenset[Element]
    talked_about: str
    strengths_noticed: str
    we_agreed: str


def show_note_fields(visit: SignedIn, draft: Begun) -> tuple[Form, Answer[NoteAnswers]]:
    """The fields of one draft. They begin with what is in the database, after a reload too."""
    t = visit.t
    form = Form(visit, f"note:{draft.id}", at_once=True)
    if draft.is_goodbye:
        return form, _show_goodbye_fields(t, form, draft)
    for field, value in _stands_in(draft).items():
        form.begin_with(field, value)
    day = typed_day(t, form, "day", t("Which day was it?"))
    kind = form.one_of(
        "kind",
        t("What kind of meeting was it?"),
        OF_PEER_SUPPORT,
        lambda each: labels.meeting_kind(t, each),
    )
    talked_about = form.words("talked_about", t("What did you talk about?"), long=True)
    # Each line is one thing, which the person can keep as a strength or a step of their own.
    noticed = t("Which strengths did you notice in yourself?") if draft.by_person else None
    strengths = form.words(
        "strengths_noticed",
        noticed or t("Which strengths did you notice?"),
        hint=t("One strength a line."),
        long=True,
    )
    we_agreed = form.words("we_agreed", t("What did you agree?"), hint=t("One step a line."), long=True)
    chosen = form.some_of(
        "elements", t("Which parts of recovery was it about?"), Element, lambda each: labels.element(t, each)
    )
    received = t("Which kinds of help did you get?") if draft.by_person else None
    aids = form.some_of(
        "aids", received or t("Which kinds of help did you give?"), Aid, lambda each: aid(t, each)
    )
    return form, lambda: NoteAnswers(
        day(), kind(), aids(), chosen(), talked_about(), strengths(), we_agreed()
    )


def _show_goodbye_fields(t: Translator, form: Form, draft: Begun) -> Answer[NoteAnswers]:
    """A goodbye is words alone, of the day on which it is offered."""
    form.begin_with("talked_about", draft.talked_about or "")
    name = plain(draft.other)
    words = form.words(
        "talked_about",
        t("What would you like to say to {name}?", name=name),
        hint=t("It is a note like any other: {name} answers it, and it stays with them.", name=name),
        long=True,
    )
    return lambda: NoteAnswers(
        clock.today(), draft.kind, frozenset(draft.aids), frozenset(draft.elements), words(), "", ""
    )


def aid(t: Translator, word: Aid) -> str:
    """A kind of help with a few words of what it is."""
    return t(AIDS[word])


def _stands_in(draft: Begun) -> Mapping[str, object]:
    """What each field begins with."""
    return {
        "day.day": str(draft.day.day),
        "day.month": str(draft.day.month),
        "day.year": str(draft.day.year),
        "kind": draft.kind,
        "talked_about": draft.talked_about or "",
        "strengths_noticed": draft.strengths_noticed or "",
        "we_agreed": draft.we_agreed or "",
        **{f"elements.{each}": each in draft.elements for each in Element},
        **{f"aids.{each}": each in draft.aids for each in Aid},
    }
