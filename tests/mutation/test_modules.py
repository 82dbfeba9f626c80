"""What `make mutation` changes and runs is there, and the changes are those that matter in SQL conditions."""

import ast
import json
from pathlib import Path
from types import SimpleNamespace

import libcst as cst
import pytest

from tests.mutation.modules import MODULES, ROOT
from tests.mutation.mutating import Noticed, shorter, swapped_conditions, undecorated
from tests.mutation.survivors import Survivor, equivalents, to_be_tried_again


def test_every_module_and_every_test_that_is_named_is_there() -> None:
    named = {path for rules in MODULES.values() for path in (*rules.paths, *rules.tests)}
    assert not sorted(path for path in named if not (ROOT / path).exists())


def test_all_rules_of_sharing_are_among_them() -> None:
    there = {f"lrc_portal/sharing/{path.name}" for path in (ROOT / "lrc_portal/sharing").glob("[!_]*.py")}
    assert there == {*MODULES["sharing"].paths, *MODULES["traces"].paths}


@pytest.mark.parametrize("known", equivalents(), ids=lambda known: f"{known.function}: {known.was}")
def test_a_change_that_nobody_could_see_is_one_of_the_code_as_it_is(known) -> None:
    [path] = [
        path
        for rules in MODULES.values()
        for path in rules.paths
        if known.function.startswith(path.removesuffix(".py").replace("/", ".") + ".")
    ]
    source = undecorated((ROOT / path).read_text(encoding="utf-8"))
    name = known.function.rpartition(".")[2]
    [function] = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    lines = source.splitlines()[function.lineno - 1 : function.end_lineno]
    assert known.was in " ".join(line.strip() for line in lines)
    assert known.because


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("and_(one, other)", "or_(one, other)"),
        ("or_(one, other)", "and_(one, other)"),
        ("Share.taken_back_at.is_(None)", "Share.taken_back_at.is_not(None)"),
        ("Note.state.in_(states)", "Note.state.not_in(states)"),
        ("exists(one)", None),
    ],
)
def test_conditions_are_turned_round(code: str, changed: str | None) -> None:
    found = [cst.Module([]).code_for_node(each) for each in swapped_conditions(cst.parse_expression(code))]
    assert found == ([changed] if changed else [])


def test_one_of_several_conditions_is_left_out() -> None:
    of = {"[one, other]": ["[other]", "[one]"], "(one, other)": ["(other,)", "(one,)"], "[one]": []}
    for code, expected in of.items():
        found = [cst.Module([]).code_for_node(each) for each in shorter(cst.parse_expression(code))]
        assert [each.replace(", ]", "]").replace(", )", ",)") for each in found] == expected


def test_what_has_a_decorator_is_tried_too() -> None:
    source = """
class Viewer:
    @property
    def old(self) -> bool:
        return self.age > 8

@lru_cache(maxsize=2)
def twice(n):
    return n + n
"""
    found = undecorated(source)
    assert "@" not in found
    names: dict = {}
    exec(found, names)
    viewer = names["Viewer"]()
    viewer.age = 9
    assert viewer.old is True and names["twice"](2) == 4


def test_a_survivor_is_known_by_its_function_and_its_changed_lines() -> None:
    diff = "--- a\n+++ a\n@@ -1,2 +1,2 @@\n def own():\n-    return one\n+    return other\n"
    survivor = Survivor("lrc_portal.access.xǁRowǁown__mutmut_2", diff)
    assert survivor.function == "lrc_portal.access.Row.own"
    assert (survivor.lines("-"), survivor.lines("+")) == ("return one", "return other")


def test_what_was_killed_stays_so_and_the_rest_is_tried_again(tmp_path: Path) -> None:
    there = tmp_path / "mutants" / "lrc_portal"
    there.mkdir(parents=True)
    (tmp_path / "mutants" / "mutmut-stats.json").touch()
    meta = there / "access.py.meta"
    meta.write_text(json.dumps({"exit_code_by_key": {"a": 1, "b": 0, "c": 33, "d": None}}))
    to_be_tried_again(tmp_path, ["lrc_portal/access.py", "lrc_portal/acting.py"])
    assert json.loads(meta.read_text()) == {"exit_code_by_key": {"a": 1, "b": None, "c": None, "d": None}}
    assert not (tmp_path / "mutants" / "mutmut-stats.json").exists(), "which test reaches what may be another"


def test_a_test_that_noticed_a_mutant_is_asked_first_about_the_others_of_its_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own_row, grants = "lrc_portal.access.x_own_row__mutmut_", "lrc_portal.access.x_grants__mutmut_"
    elsewhere = "lrc_portal.acting.x_may__mutmut_1"
    for nodeid, failed in (("two", True), ("one", False)):
        Noticed(f"{own_row}3").pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, failed=failed))
    assert Noticed(f"{own_row}4").first(["one", "two", "three"]) == ["two", "one", "three"]
    assert Noticed(f"{grants}4").first(["one", "two"]) == ["two", "one"], "it may know this function too"
    Noticed(f"{grants}4").pytest_runtest_logreport(SimpleNamespace(nodeid="one", failed=True))
    assert Noticed(f"{grants}5").first(["two", "one"]) == ["one", "two"], "most of all who knew this one"
    assert Noticed(elsewhere).first(["one", "two"]) == ["one", "two"]
