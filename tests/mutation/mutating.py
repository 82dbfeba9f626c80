"""Makes the mutants of one copy of the portal and tries each, by mutmut; run inside that copy.

mutmut forks for each mutant from a process that has imported everything, and runs the tests alone that
reach the function, fastest first. Three things are added to it. Conditions in SQLAlchemy are calls, so
`and_` and `or_`, `is_` and `is_not`, `in_` and `not_in` are swapped as `and` and `or` are. A list or tuple
loses one of what it holds, as a call does. And what has a decorator is left alone by mutmut, so
`undecorated` takes `property` and `lru_cache` from the copy first.

Three things make a mutant cheap: what stands in `equivalents.toml` is not tried; a test that noticed one
mutant of a function is asked first about the others; and the forked processes begin with the migrated
database and the compiled statements of the first run.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from hypothesis import HealthCheck, Phase, settings
from mutmut.configuration import config
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.mutators import mutation_operators
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import get_mutant_name, mangled_name_from_mutant_name
from mutmut.workers.isolation import ForkRunner
from sqlalchemy import URL, Dialect, Engine, Pool, util

SWAPPED = {
    "and_": "or_",
    "or_": "and_",
    "is_": "is_not",
    "is_not": "is_",
    "in_": "not_in",
    "not_in": "in_",
}


def swapped_conditions(node: cst.Call) -> Iterator[cst.Call]:
    """`and_(one, other)` becomes `or_(one, other)`, `column.is_(None)` becomes `column.is_not(None)`."""
    name = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    if isinstance(name, cst.Name) and name.value in SWAPPED:
        yield node.with_deep_changes(name, value=SWAPPED[name.value])


def shorter(node: cst.List | cst.Tuple) -> Iterator[cst.List | cst.Tuple]:
    """`[one, other]` becomes `[other]` and `[one]`: conditions are gathered so before they are asked."""
    if len(node.elements) > 1:
        for at in range(len(node.elements)):
            yield node.with_changes(elements=[*node.elements[:at], *node.elements[at + 1 :]])


class Undecorated(cst.CSTTransformer):
    """A property becomes `name = property(_name)` below its function; a kept result is worked out anew."""

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        if len(updated_node.decorators) != 1:
            return updated_node
        decorator = updated_node.decorators[0].decorator
        called = decorator.func if isinstance(decorator, cst.Call) else decorator
        name = updated_node.name.value
        if not isinstance(called, cst.Name) or called.value not in ("property", "lru_cache"):
            return updated_node
        if called.value == "lru_cache":
            return updated_node.with_changes(decorators=())
        if _is_stub(updated_node):
            return updated_node
        plain = updated_node.with_changes(decorators=(), name=cst.Name(f"_{name}"))
        return cst.FlattenSentinel([plain, cst.parse_statement(f"{name} = property(_{name})")])


def _is_stub(node: cst.FunctionDef) -> bool:
    """Its body is `...` and stands in its own line: part of a protocol, which is never run."""
    return isinstance(node.body, cst.SimpleStatementSuite)


OURS = ((cst.Call, swapped_conditions), (cst.List, shorter), (cst.Tuple, shorter))


def undecorated(source: str) -> str:
    return cst.parse_module(source).visit(Undecorated()).code


class Noticed:
    """Keeps which tests failed on the mutants of one function."""

    def __init__(self, mutant: str) -> None:
        self._folder = Path("noticed").absolute()
        self._folder.mkdir(exist_ok=True)
        self._file = self._folder / mangled_name_from_mutant_name(mutant)

    def first(self, tests: Iterable[str]) -> list[str]:
        """These tests, those first that failed most often: here, then in the same module. The others after,
        in the order they had.
        """
        here = self._failed(self._file.name)
        beside = self._failed(f"{self._file.name.rpartition('.')[0]}.*")
        return sorted(tests, key=lambda test: (-here[test], -beside[test]))

    def _failed(self, names: str) -> Counter[str]:
        return Counter(line for file in self._folder.glob(names) for line in file.read_text().splitlines())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with self._file.open("a") as file:
                file.write(f"{report.nodeid}\n")


def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    """As mutmut does, in another order."""
    plugins = [Noticed(mutant_name)] if mutant_name else []
    ordered = plugins[0].first(tests) if plugins else tests
    with change_cwd("mutants"):
        return self.execute_pytest(self._pytest_args_regular_run(ordered), plugins=plugins)


class Reached(dict[Any, Any]):
    """What `tests/tools/kept.py` keeps, and which functions it took: whoever begins with it reaches these.

    It is forgotten in each forked process, so that a changed verb writes there what the tests begin with.
    """

    def __init__(self) -> None:
        self._by: dict[Any, set[str]] = {}
        os.register_at_fork(after_in_child=self.clear)

    def __setitem__(self, key: Any, made: Any) -> None:
        self._by[key] = set(state()._stats)
        super().__setitem__(key, made)

    def __getitem__(self, key: Any) -> Any:
        state()._stats.update(self._by[key])
        return super().__getitem__(key)


def count_what_tests_begin_with() -> None:
    run_stats = PytestRunner.run_stats

    def run(self: PytestRunner, *, tests: Iterable[str]) -> int:
        # Not before: now it is the one in the copy with the mutants.
        import_module("tests.tools.kept")._kept = Reached()
        return run_stats(self, tests=tests)

    PytestRunner.run_stats = run  # type: ignore[method-assign]


def keep_what_is_compiled() -> None:
    """All engines of a kind share their dialect, and with it the statements that they have compiled."""
    begin = Engine.__init__
    shared: dict[str, tuple[Dialect, util.LRUCache[Any, Any]]] = {}

    # SQLAlchemy reads the names of what may be said of an engine from here.
    def begin_sharing(
        self: Engine,
        pool: Pool,
        dialect: Dialect,
        url: URL,
        logging_name: str | None = None,
        echo: bool | None = None,
        query_cache_size: int = 500,
        execution_options: Any = None,
        hide_parameters: bool = False,
    ) -> None:
        first, compiled = shared.setdefault(dialect.name, (dialect, util.LRUCache(5000)))
        more = (logging_name, echo, query_cache_size, execution_options, hide_parameters)
        begin(self, pool, first, url, *more)
        self._compiled_cache = compiled

    Engine.__init__ = begin_sharing  # type: ignore[method-assign]


def leave_out_equivalents(paths: Iterable[str]) -> None:
    """A mutant that is listed survives untried."""
    # By its own name, since `tests` is to be the package in the copy.
    survivors = import_module("survivors")
    known = survivors.equivalents()
    files = {path.removesuffix(".py").replace("/", "."): path for path in paths}
    submit = ForkRunner.submit

    def submit_others(self: ForkRunner, mutant_name: str, tests: list[str], *limits: Any) -> None:
        function = survivors.Survivor(mutant_name, "").function
        if any(each.function == function for each in known):
            diff = get_diff_for_mutant(mutant_name, path=files[mutant_name.rpartition(".")[0]])
            if survivors.Survivor(mutant_name, diff).is_one_of(known):
                tests = []
        submit(self, mutant_name, tests, *limits)

    ForkRunner.submit = submit_others  # type: ignore[method-assign]


def main() -> None:
    """Words: children at a time, a seed, how many mutants (0: all), the paths, `--`, the tests."""
    from mutmut.__main__ import _run  # here, since it sets for the whole process how others are started

    children, seed, sample, *words = sys.argv[1:]
    paths, tests = words[: words.index("--")], words[words.index("--") + 1 :]
    # An example that fails kills; to look for the smallest one takes a minute more.
    # That this machine is slow today is no failure.
    settings.register_profile(
        "mutation",
        phases=(Phase.explicit, Phase.generate),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutation")
    config().only_mutate = paths
    config().pytest_add_cli_args_test_selection = tests
    # That all of them pass unchanged was seen in the run that counted which test reaches which function.
    ForkRunner.run_clean_tests = lambda self, tests: 0  # type: ignore[method-assign]
    PytestRunner.run_tests = run_tests  # type: ignore[method-assign]
    made = Path("made").absolute()
    made.mkdir(exist_ok=True)
    os.environ["MADE_ONCE_IN"] = str(made)
    count_what_tests_begin_with()
    keep_what_is_compiled()
    leave_out_equivalents(paths)
    mutation_operators.extend(OURS)  # type: ignore[attr-defined]
    names = [name for path in paths for name in prepared(Path(path))]
    few = int(sample) and random.Random(int(seed)).sample(names, min(int(sample), len(names)))
    _run(sorted(few or ()), int(children))


def prepared(path: Path) -> list[str]:
    """Take the decorators from this file of the copy, and say which mutants it will have."""
    source = undecorated(path.read_text(encoding="utf-8"))
    path.write_text(source, encoding="utf-8")
    return [get_mutant_name(path, name) for name in mutate_file_contents(str(path), source).mutant_names]


if __name__ == "__main__":
    main()
