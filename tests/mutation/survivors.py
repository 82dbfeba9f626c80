"""What became of the mutants: read from what mutmut wrote, beside the list of those that change nothing."""

import json
import tomllib
from collections.abc import Iterable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_module_from_key, orig_function_and_class_names_from_key

LIST = Path(__file__).with_name("equivalents.toml")

SURVIVED = {0, 5, 33}
"""Exit codes: every test passed, or none reaches the function."""


@dataclass(frozen=True)
class Equivalent:
    """Changes of one line that nobody could ever see, with the reason; lines are whole, and trimmed."""

    function: str
    was: str
    now: list[str]
    because: str


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test noticed."""

    mutant: str
    diff: str

    @property
    def function(self) -> str:
        """Its full name: `lrc_portal.access.own_row`, `lrc_portal.sharing.circle.Given.version`."""
        name, of_class = orig_function_and_class_names_from_key(self.mutant)
        module = get_module_from_key(self.mutant)
        return ".".join(filter(None, (module, of_class, name)))

    def lines(self, sign: str) -> str:
        """What was taken away (`-`) or came (`+`), in one line."""
        changed = (line[1:].strip() for line in self.diff.splitlines()[3:] if line.startswith(sign))
        return " ".join(changed)

    def is_one_of(self, known: Iterable[Equivalent]) -> bool:
        mine, now = (self.function, self.lines("-")), self.lines("+")
        return any(mine == (each.function, each.was) and now in each.now for each in known)


def equivalents() -> list[Equivalent]:
    return [Equivalent(**each) for each in tomllib.loads(LIST.read_text(encoding="utf-8"))["equivalent"]]


def to_be_tried_again(place: Path, paths: Iterable[str]) -> None:
    """Forget of the last run in this copy who survived, and which test reaches what."""
    (place / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    for path in paths:
        file = place / "mutants" / f"{path}.meta"
        if file.exists():
            kept = json.loads(file.read_text())
            codes = kept["exit_code_by_key"]
            kept["exit_code_by_key"] = {
                mutant: None if code in SURVIVED else code for mutant, code in codes.items()
            }
            file.write_text(json.dumps(kept))


def found(place: Path, paths: Iterable[str]) -> tuple[int, int, list[Survivor]]:
    """How many were killed in this copy, how many of them by taking too long, and the survivors."""
    killed, by_time, left = 0, 0, []
    with chdir(place):
        for path in paths:
            codes = json.loads(Path(f"mutants/{path}.meta").read_text())["exit_code_by_key"]
            for mutant, code in codes.items():
                if code in SURVIVED:
                    left.append(Survivor(mutant, get_diff_for_mutant(mutant, path=path)))
                elif code is not None:
                    killed += 1
                    by_time += status_by_exit_code[code] == "timeout"
    return killed, by_time, left
