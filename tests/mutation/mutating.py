"""Makes the mutants of one copy of the portal and tries each, by mutmut; run inside that copy.

mutmut forks for each mutant from a process that has imported everything, and runs the tests alone that
reach the function, fastest first. Three things are added to it. Conditions in SQLAlchemy are calls, so
`and_` and `or_`, `is_` and `is_not`, `in_` and `not_in` are swapped as `and` and `or` are. A list or tuple
loses one of what it holds, as a call does. And what has a decorator is left alone by mutmut, so
`undecorated` takes `property` and `lru_cache` from the copy first.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
from hypothesis import HealthCheck, Phase, settings
from mutmut.configuration import config
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.mutators import mutation_operators
from mutmut.utils.format_utils import get_mutant_name
from mutmut.workers.isolation import ForkRunner

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
