"""docs/security.md against the standard's numbers and against the tests that it names."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "security.md"

# OWASP ASVS 5.0.0, levels 1 and 2: in each section the numbers run from 1 to this one.
SECTIONS = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 "
    "4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 "
    "7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 "
    "11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 "
    "14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
)
STATES = ("met", "partly", "not", "does not apply")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
FILE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml))(?:::(\w+))?`")


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(DOCUMENT.read_text(encoding="utf-8"))


def test_each_requirement_stands_there_once_and_in_its_order() -> None:
    numbers = [
        f"{section}.{number}"
        for section, last in (each.split(":") for each in SECTIONS.split())
        for number in range(1, int(last) + 1)
    ]
    assert len(numbers) == 253
    assert [number for number, *_rest in rows()] == numbers


def test_each_says_how_it_stands_and_the_sum_is_right() -> None:
    states = [state for _number, _words, state, _where in rows()]
    assert set(states) == set(STATES)
    met, partly, lacking, other = (states.count(state) for state in STATES)
    said = f"{met} met, {partly} partly, {lacking} not, {other} that do not apply."
    assert said in DOCUMENT.read_text(encoding="utf-8"), said


def test_what_shows_it_is_there() -> None:
    for number, _words, state, where in rows():
        named = FILE.findall(where)
        for file, test in named:
            assert (ROOT / file).is_file(), f"{number} names {file}, which is not there"
            found = (ROOT / file).read_text(encoding="utf-8") if test else ""
            assert f"def {test}(" in found or not test, f"{number} names {test}, which is not in {file}"
        assert named or state in {"not", "does not apply"} or number in NOTHING_TO_SHOW, number


NOTHING_TO_SHOW = {"1.4.1", "1.4.3", "3.7.1", "7.4.2", "15.3.6"}
"""What follows from the language, or what is said to be lacking."""
