"""Who is acting, and what their roles let them do. Whose record it is about is decided in `access.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from lrc_portal import clock
from lrc_portal.vocabulary import KEEPS_A_RECORD, WORKS_HERE, Content, Language, Role, Subject, Through
from lrc_portal.words.marks import Refused, mark

Made = TypeVar("Made")


@dataclass(frozen=True)
class Viewer:
    """The person acting, as of this rerun. Frozen, so that nothing can promote itself.

    `preview` makes it a look through somebody else's eyes at one's own record: only what these
    grants (content, with own words or not) would show, and nothing that is there by right of owning.
    `through` narrows a look at somebody's record to what reaches the viewer by this way alone: whoever is
    both peer worker and family of one person has two looks, and neither shows what belongs to the other.
    `looks_at` narrows it to the record of one person, whom every rule then names: what anybody else shares is
    asked of no row, and what this one shares is asked once for a statement.
    `in_numbers`: they answer a check-in with numbers in place of words.
    `supervises` is for the menu and the guard; what is read asks the relation itself.
    `awaits_second_step`: they have yet to show who they are a second time, and until then hold no role.
    `through_provider`: they came in by an OpenID Connect provider, where they may be signed in still.
    `erase_at`: they asked that their account be erased, and then it is.
    `rules` holds those of `access.py` that were made for this viewer in this rerun already, and ends with it.
    """

    person_id: int
    roles: frozenset[Role]
    language: Language
    display_name: str = ""
    session_id: int | None = None
    preview: frozenset[tuple[Content, bool]] | None = None
    supervises: bool = False
    through: Through | None = None
    looks_at: int | None = None
    in_numbers: bool = False
    awaits_second_step: bool = False
    through_provider: bool = False
    erase_at: datetime | None = None
    rules: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Viewer":
        """The same person, for whom rules are made anew: clauses of a statement are not copied."""
        return replace(self)

    @property
    def keeps_a_record(self) -> bool:
        return bool(self.roles & KEEPS_A_RECORD)

    @property
    def lives_alongside(self) -> bool:
        """They keep a record as family, and none as somebody in recovery."""
        return self.keeps_a_record and Role.MEMBER not in self.roles

    def through_other_eyes(self, grants: frozenset[tuple[Content, bool]]) -> "Viewer":
        """This person, seeing their own record as somebody with `grants` would."""
        return replace(self, preview=grants)

    def once(self, rule: Callable[["Viewer"], Made]) -> Made:
        """What a rule, or a part of one, is for this viewer: made once in a rerun, and anew the next day."""
        asked = (rule, clock.today())
        if asked not in self.rules:
            self.rules[asked] = rule(self)
        made: Made = self.rules[asked]
        return made

    @property
    def looks_at_own(self) -> bool:
        """The look is at their own record alone."""
        return self.looks_at == self.person_id

    @property
    def may_walk_along(self) -> bool:
        """Whether what a pairing opens can be opened: not in somebody's circle, nor through other eyes."""
        return self.preview is None and self.through is not Through.CIRCLE


@dataclass
class Opening:
    """One visit to what belongs to somebody: which lines of the trace it has left, and in which hour.

    A rerun of the page hands it on, so that taps within one visit are one look. It counts for one viewer
    in one sign-in session, one owner and one day; for anything else it begins anew.
    """

    of: tuple[int, int | None, int, date] | None = None
    lines: dict[Subject, datetime] = field(default_factory=dict)

    def is_of(self, viewer: Viewer, owner_id: int, day: date) -> None:
        """Say whose visit it is now; what was left for another is forgotten."""
        now = (viewer.person_id, viewer.session_id, owner_id, day)
        if self.of != now:
            self.of, self.lines = now, {}


class NotAllowed(Refused):
    """No rule lets this viewer do that."""


class NotHere(Refused):
    """There is nothing at that place for this viewer; whether something exists is not said."""

    def __init__(self) -> None:
        super().__init__(mark("This is not here, or not any more."))


class Permission(StrEnum):
    """What a role lets a person do. Whose record it is about is decided by the rules further down."""

    KEEP_A_RECORD = "keep_a_record"
    SHARE = "share"
    INVITE_FAMILY = "invite_family"
    GIVE_TOO = "give_too"
    TELL_OF_ONESELF = "tell_of_oneself"
    WALK_WITH_PEOPLE = "walk_with_people"
    WRITE_NOTES = "write_notes"
    WRITE_LETTERS = "write_letters"
    KEEP_WHAT_IS_ON = "keep_what_is_on"
    RUN_THE_SERVICE = "run_the_service"
    KEEP_THE_SHELF = "keep_the_shelf"


MAY: dict[Permission, frozenset[Role]] = {
    Permission.KEEP_A_RECORD: KEEPS_A_RECORD,
    Permission.SHARE: KEEPS_A_RECORD,
    Permission.INVITE_FAMILY: frozenset({Role.MEMBER}),
    Permission.GIVE_TOO: frozenset({Role.MEMBER}),
    Permission.TELL_OF_ONESELF: KEEPS_A_RECORD | {Role.PEER_WORKER},
    Permission.WALK_WITH_PEOPLE: frozenset({Role.PEER_WORKER}),
    Permission.WRITE_NOTES: KEEPS_A_RECORD | {Role.PEER_WORKER},
    Permission.WRITE_LETTERS: KEEPS_A_RECORD | {Role.PEER_WORKER},
    Permission.KEEP_WHAT_IS_ON: WORKS_HERE,
    Permission.RUN_THE_SERVICE: frozenset({Role.COORDINATOR}),
    Permission.KEEP_THE_SHELF: frozenset({Role.COORDINATOR}),
}


def may(viewer: Viewer, doing: Permission) -> bool:
    """Whether a role of the viewer lets them do this. A look through other eyes does nothing."""
    return viewer.preview is None and bool(viewer.roles & MAY[doing])


def require(viewer: Viewer, doing: Permission) -> None:
    """Raises `NotAllowed` unless `may`."""
    if not may(viewer, doing):
        raise NotAllowed(mark("This is not part of what you do here."))


def require_oneself(viewer: Viewer) -> None:
    """Raises `NotAllowed` for a look through other eyes, which changes nothing."""
    if viewer.preview is not None:
        raise NotAllowed(mark("This is not part of what you do here."))
