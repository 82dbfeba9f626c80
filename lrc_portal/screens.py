"""Every screen of the portal, said once: its file in `pages/`, its address, its name, whose menu it is in.

The menu and the front door both read this table. It only hides: each page begins with its own guard.
"""

from dataclasses import dataclass

from lrc_portal.acting import Viewer
from lrc_portal.vocabulary import KEEPS_A_RECORD, Role
from lrc_portal.words.marks import mark


@dataclass(frozen=True)
class Screen:
    """One screen: its file, its address, its name in the menu and whose menu it is in."""

    file: str
    address: str
    name: str
    icon: str
    roles: frozenset[Role] | None = None
    """None: for everybody, signed out too."""
    supervisors: bool = False
    """For whoever supervises somebody, which is no role."""
    before_second_step: bool = False
    """Also for whoever is signed in and has yet to pass the second step."""
    short: str = ""
    """Its name in the bar of a narrow screen, where the one in the menu is too long for a fifth of it."""

    @property
    def path(self) -> str:
        """Its address as it stands after the portal's own: `/goals`."""
        return f"/{self.address}"

    def is_for(self, viewer: Viewer | None) -> bool:
        """Whether it is in this person's menu."""
        if viewer is None:
            return self.roles is None
        if viewer.awaits_second_step:
            return self.before_second_step
        return self.is_for_roles(viewer.roles) or (self.supervisors and viewer.supervises)

    def is_for_roles(self, roles: frozenset[Role]) -> bool:
        """Whether it is in the menu of somebody with these roles."""
        return self.roles is None or bool(self.roles & roles)


_WORKER = frozenset({Role.PEER_WORKER})

SCREENS = (
    Screen("today.py", "", mark("Today"), "wb_sunny"),
    Screen("check_in.py", "check-in", mark("Check in"), "add_task", KEEPS_A_RECORD),
    Screen(
        "progress.py", "progress", mark("My progress"), "show_chart", KEEPS_A_RECORD, short=mark("Progress")
    ),
    Screen("strengths.py", "strengths", mark("My strengths"), "spa", KEEPS_A_RECORD),
    Screen("what_helps.py", "what-helps", mark("What helps me"), "support", KEEPS_A_RECORD),
    Screen("goals.py", "goals", mark("My goals"), "flag", KEEPS_A_RECORD),
    Screen(
        "notes.py",
        "notes",
        mark("Meetings and notes"),
        "forum",
        KEEPS_A_RECORD | _WORKER,
        short=mark("Notes"),
    ),
    Screen("letters.py", "letters", mark("Letters"), "mail", KEEPS_A_RECORD | _WORKER),
    Screen("whats_on.py", "whats-on", mark("What is on"), "event", frozenset(Role)),
    Screen("circle.py", "circle", mark("My circle"), "group", KEEPS_A_RECORD, short=mark("Circle")),
    Screen(
        "shared.py", "shared", mark("Shared with me"), "diversity_3", KEEPS_A_RECORD, short=mark("Shared")
    ),
    Screen("at_home.py", "at-home", mark("At home"), "cottage", KEEPS_A_RECORD),
    Screen(
        "people.py", "people", mark("People I walk with"), "directions_walk", _WORKER, short=mark("People")
    ),
    Screen("session_sheet.py", "session-sheet", mark("Before we meet"), "event_note", _WORKER),
    Screen(
        "supervision.py",
        "supervision",
        mark("People I supervise"),
        "supervisor_account",
        frozenset(),
        supervisors=True,
    ),
    Screen("good_to_know.py", "good-to-know", mark("Good to know"), "bookmark", frozenset(Role)),
    Screen("community.py", "community", mark("Community"), "holiday_village", frozenset({Role.COORDINATOR})),
    Screen(
        "account.py",
        "account",
        mark("My account"),
        "person",
        frozenset(Role),
        before_second_step=True,
        short=mark("Account"),
    ),
)
"""In the order of the menu."""
BAR = (
    "",
    "check-in",
    "people",
    "community",
    "shared",
    "progress",
    "circle",
    "notes",
    "session-sheet",
    "account",
)
"""What is opened most: the first of these that are a person's own stand in the bar of a narrow screen."""
IN_BAR = 4
PATHS = frozenset(screen.path for screen in SCREENS)


def bar_for(viewer: Viewer) -> tuple[Screen, ...]:
    """The screens in the bar of this person, in the order of the menu."""
    theirs = {screen.address for screen in SCREENS if screen.is_for(viewer)}
    if Role.MEMBER in viewer.roles:
        theirs.discard("shared")  # what others share is what family comes for; a member comes for their own
    chosen = [address for address in BAR if address in theirs][:IN_BAR]
    return tuple(screen for screen in SCREENS if screen.address in chosen)
