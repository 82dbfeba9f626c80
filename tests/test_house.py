"""The house keeps its shape: arrows point down, each tool stays in its room, modules stay short."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Words, days, plain values and who is acting: these know nothing of the rest, and everybody may use them.
# A room is a folder; the kit of the screens is one apart from the panels that are made with it.
GROUND = frozenset(
    {"vocabulary", "clock", "series", "faults", "refusals", "versions", "limits", "words.marks", "acting"}
    | {"screens", "logs", "metrics", "shutdown", "loading"}
)

# From each room the rooms it may call on, beside the ground and itself. To add an arrow, first ask
# whether the code is in the right room; then say why in docs/decisions/ and write it here.
_LOWER = frozenset({"database", "relationships", "access", "sharing"})
_UNDER_SCREENS = frozenset(
    {"identity", "words", "access", "charts", "database.engine", "database.portable", "settings"}
)
MAY_USE: dict[str, frozenset[str]] = {
    **dict.fromkeys(GROUND, frozenset()),
    "settings": frozenset(),
    "memory": frozenset(),
    "interpreter": frozenset(),
    # It says, in the language of whoever looks, that a text cannot be read.
    "database": frozenset({"settings", "words"}),
    "relationships": frozenset({"database"}),
    "access": frozenset({"database", "relationships"}),
    "sharing": frozenset({"relationships", "access", "database", "words"}),
    "record": _LOWER,
    # The numbers of Help now: what coordinators keep of them is put into force there.
    "support": _LOWER | {"record", "words.helplines"},
    # Mails, and the pages behind their links. It tells how much waits, so it asks what pages ask.
    "reminders": _LOWER | {"support", "identity", "words", "settings"},
    "words": frozenset({"settings"}),
    "charts": frozenset({"words"}),
    "identity": _LOWER | {"settings", "words"},
    "startup": _LOWER | {"settings", "support", "identity", "erasing", "tidying"},
    # A turn to draw lapses while the database keeps its page waiting.
    "ui.kit": _UNDER_SCREENS | {"database.measured"},
    "ui": _UNDER_SCREENS | {"ui.kit", "record", "sharing", "support", "reminders", "erasing"},
    # It answers addresses as identity does, and asks what pages ask; nothing stands on it but the door.
    "paper": frozenset(
        {
            "charts",
            "record",
            "sharing",
            "support",
            "identity",
            "words",
            "access",
            "database.engine",
            "database.read_queries",
            "settings",
        }
    ),
    # It tells and takes back all that is somebody's own, whichever room it belongs to.
    "taking_along": _LOWER | {"record", "support", "reminders", "identity", "words", "paper", "settings"},
    # It erases all that names somebody, whichever room it belongs to, and ends what others had with them.
    "erasing": _LOWER | {"support", "identity", "words", "settings"},
    # The check-in without a script: addresses like those of paper, and the verbs of the screen.
    "quick": frozenset(
        {
            "record",
            "sharing",
            "support",
            "identity",
            "words",
            "database.engine",
            "database.portable",
            "database.encrypted",
        }
    ),
    "pages": frozenset(
        {"ui", "ui.kit", "charts", "record", "sharing", "support", "identity", "words", "access", "settings"}
    ),
    # The one thing that stands on every page and is no business of the kit: an account is about to go.
    "portal": frozenset({"ui.kit", "ui"}),
    "demo": _LOWER | {"record", "support", "identity", "words", "settings", "startup"},
    # Every row of every table, and after a restore whoever was erased since is erased again.
    "backups": frozenset({"database", "settings", "startup", "erasing"}),
    # Whatever comes to an end, whichever room wrote it.
    "tidying": _LOWER | {"support", "identity", "taking_along", "reminders"},
    "checking": frozenset(
        {"interpreter", "settings", "startup", "database", "backups", "identity", "reminders", "erasing"}
    ),
    "commands": frozenset(
        {"backups", "checking", "demo", "startup", "settings", "database", "reminders", "sharing", "erasing"}
        | {"tidying"}
    ),
    "__main__": frozenset({"commands"}),
    "app": frozenset(
        {"startup", "memory", "identity", "paper", "quick", "reminders", "taking_along", "erasing"}
        | {"support", "ui.kit", "settings", "database.engine"}
    ),
}

# Where a library may be imported, and the reason.
TOOL_ROOMS: dict[str, tuple[frozenset[str], str]] = {
    "streamlit": (
        frozenset({"app", "portal", "pages", "ui", "ui.kit"}),
        "only what draws a screen knows Streamlit",
    ),
    "altair": (frozenset({"charts"}), "pages hand plain frames to lrc_portal/charts/ and get pictures back"),
    "authlib": (frozenset({"identity", "app"}), "signing in is the business of lrc_portal/identity/"),
    "starlette": (
        frozenset({"identity", "paper", "quick", "reminders", "taking_along", "erasing", "app"}),
        "pages outside Streamlit belong to lrc_portal/identity/ and quick/, paper to lrc_portal/paper/, "
        "the links of mails to lrc_portal/reminders/, files to take along to lrc_portal/taking_along/",
    ),
    "typst": (frozenset({"paper"}), "sheets are set in lrc_portal/paper/"),
    "vl_convert": (frozenset({"paper"}), "charts are drawn without a browser in lrc_portal/paper/"),
}
NO_SQL = frozenset({"pages", "ui", "ui.kit", "charts", "words", "vocabulary", "portal"})
READS_ENVIRONMENT = frozenset({"settings", "commands"})

_TOLD = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_DONE = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom)


@dataclass(frozen=True)
class Module:
    """One file of ours: its room, its tree, and where it stands."""

    path: Path
    room: str
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))


def _room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "lrc_portal":
        return parts[0]
    if parts[1:3] in {("words", "marks"), ("ui", "kit")}:
        return ".".join(parts[1:3])
    return parts[1]


@cache
def _modules(*folders: str) -> tuple[Module, ...]:
    found = []
    for folder in folders:
        start = ROOT / folder
        for path in [start] if start.is_file() else sorted(start.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if text.strip():
                found.append(Module(path, _room_of(path), text, ast.parse(text, filename=str(path))))
    return tuple(found)


def _portal() -> tuple[Module, ...]:
    return _modules("app.py", "lrc_portal", "pages")


def _imports(module: Module) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that is imported, wherever in the file."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module.place}:{node.lineno} imports relatively; write the whole name."
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def _names(module: Module, wanted: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Where one of these names is used, as an attribute, a plain name or an import."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in wanted:
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name) and node.id in wanted:
            yield node.lineno, node.id
        elif isinstance(node, ast.alias) and node.name in wanted:
            yield node.lineno, node.name


def _called_on(imported: str) -> tuple[str, ...]:
    """What an import of ours reaches: its room and the module in it, `database` and `database.engine`."""
    parts = imported.split(".")[1:]
    return tuple(".".join(parts[: length + 1]) for length in range(min(2, len(parts))))


def _say(broken: list[str]) -> None:
    assert not broken, "\n" + "\n".join(broken)


def test_every_room_has_its_arrows_written_down() -> None:
    _say(
        [
            f"{module.place}: the room {module.room!r} is new; write in MAY_USE which rooms it may use."
            for module in _portal()
            if module.room not in MAY_USE and module.room != "__init__"
        ]
    )


def test_arrows_point_down() -> None:
    broken = []
    for module in _portal():
        allowed = MAY_USE.get(module.room, frozenset()) | GROUND | {module.room}
        for line, name in _imports(module):
            if name.split(".")[0] != "lrc_portal":
                continue
            reached = _called_on(name)
            if not reached or not allowed.isdisjoint(reached):
                continue
            may = ", ".join(sorted(allowed - GROUND - {module.room})) or "nothing above the ground"
            broken.append(
                f"{module.place}:{line} imports {name}, but {module.room} may use only: {may}. "
                "Move the code to the room it belongs to, or hand the value in from above."
            )
    _say(broken)


def test_no_page_is_imported_by_what_is_under_it() -> None:
    _say(
        [
            f"{module.place}:{line} imports {name}; pages are the top, nothing builds on them."
            for module in _portal()
            for line, name in _imports(module)
            if name.split(".")[0] == "pages"
        ]
    )


def test_each_library_stays_in_its_rooms() -> None:
    broken = []
    for module in _portal():
        for line, name in _imports(module):
            library = name.split(".")[0]
            if library in TOOL_ROOMS and module.room not in TOOL_ROOMS[library][0]:
                broken.append(f"{module.place}:{line} imports {library}; {TOOL_ROOMS[library][1]}.")
    _say(broken)


def test_screens_hold_no_sql() -> None:
    _say(
        [
            f"{module.place}:{line} imports {name}; ask a verb of record/, sharing/ or support/ instead."
            for module in _portal()
            for line, name in _imports(module)
            if module.room in NO_SQL and name.split(".")[0] == "sqlalchemy"
        ]
    )


def test_the_environment_is_read_in_one_place() -> None:
    _say(
        [
            f"{module.place}:{line} uses {name}; add a field to lrc_portal/settings.py and read that."
            for module in _portal()
            for line, name in _names(module, frozenset({"environ", "getenv", "environb"}))
            if module.room not in READS_ENVIRONMENT
        ]
    )


def test_every_module_says_its_job_first() -> None:
    _say(
        [
            f"{module.place} begins without a docstring; say in one line what it is for."
            for module in (*_portal(), *_modules("tests"))
            if not ast.get_docstring(module.tree)
        ]
    )


def test_a_page_says_nothing_by_accident() -> None:
    """Streamlit draws what stands alone in a page, and so also a sentence that was meant for readers."""
    broken = []
    for module in _portal():
        if module.room not in {"pages", "portal"}:
            continue
        told = [node for node in ast.walk(module.tree) if isinstance(node, _TOLD) and ast.get_docstring(node)]
        docstrings = [node.body[0] for node in told]
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Expr) and not isinstance(node.value, _DONE) and node not in docstrings:
                broken.append(f"{module.place}:{node.lineno} stands alone and would be drawn.")
    _say(broken)


def test_nobodys_words_are_drawn_as_html() -> None:
    broken = []
    for module in _portal():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
                broken.append(
                    f"{module.place}:{node.lineno} asks for raw HTML; use Streamlit's own elements."
                )
    _say(broken)


def test_what_stands_on_a_screen_is_called_the_same_in_every_process() -> None:
    """Python's `hash` is another after a restart, and what was typed is sent along under its old key."""
    _say(
        [
            f"{module.place}:{node.lineno} calls {node.func.id}(); use digest() of lrc_portal/ui/kit/keys.py."
            for module in _portal()
            if module.room in {"pages", "ui", "ui.kit"}
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"hash", "id"}
        ]
    )


def test_a_limit_is_a_number_in_its_statement() -> None:
    """PostgreSQL plans a statement once for all; of a LIMIT that is a parameter it would know nothing."""
    _say(
        [
            f"{module.place}:{node.lineno} has a LIMIT that is a parameter; use at_most() of portable.py."
            for module in _portal()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "limit"
            and not (
                node.args
                and isinstance(node.args[0], ast.Call)
                and getattr(node.args[0].func, "id", "") == "at_most"
            )
        ]
    )


_SERVED_TO_ANYBODY = frozenset({"download_button", "audio", "video", "pyplot", "logo", "image"})
"""What Streamlit puts at /media/, which the front door closes."""


def test_no_file_leaves_by_an_address_that_anybody_can_open() -> None:
    _say(
        [
            f"{module.place}:{line} uses {name}, which serves without sign-in; send files through /export, "
            "and draw pictures as SVG in st.html."
            for module in _portal()
            for line, name in _names(module, _SERVED_TO_ANYBODY)
        ]
    )


_KEPT_FOR_ALL = frozenset({"cache", "lru_cache", "cache_data", "cache_resource"})
_OF_SOMEBODY = ("Viewer", "Visit", "SignedIn", "Session", "Database", "OpenedRecord", "Line", "Entry")


def test_what_is_kept_for_all_knows_nobody() -> None:
    """A cache of the process is the same for each session: nothing of a person goes in or comes out."""
    _say(
        [
            f"{module.place}:{function.lineno} keeps {function.name} for all, and it is about somebody."
            for module in _portal()
            for function in ast.walk(module.tree)
            if isinstance(function, ast.FunctionDef)
            if any(
                getattr(each, "id", getattr(each, "attr", "")) in _KEPT_FOR_ALL
                for decorator in function.decorator_list
                for each in ast.walk(decorator)
            )
            for said in [*(each.annotation for each in function.args.args), function.returns]
            if said is None or ast.unparse(said).endswith(_OF_SOMEBODY)
        ]
    )


def test_an_alias_is_made_once() -> None:
    """To make one costs as much as to run a query; and made elsewhere it is not safe for threads."""
    maker = "lrc_portal/database/aliases.py"
    elsewhere = [module for module in _portal() if str(module.place) != maker]
    broken = [
        f"{module.place}:{line} imports {name}; {maker} makes them."
        for module in elsewhere
        for line, name in _imports(module)
        if name in {"sqlalchemy.orm.aliased", "sqlalchemy.aliased"}
    ]
    broken += [
        f"{module.place}:{call.lineno} makes an alias at each call; make it once, at module level."
        for module in elsewhere
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "alias_of"
    ]
    _say(broken)


def test_no_test_is_left_out() -> None:
    leaving_out = frozenset({"skip", "skipif", "xfail", "importorskip", "skipTest", "expectedFailure"})
    _say(
        [
            f"{module.place}:{line} uses {name}; a test that is not run is a wish. Mend it or take it away."
            for module in _modules("tests")
            for line, name in _names(module, leaving_out)
        ]
    )
