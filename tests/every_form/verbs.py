"""Every verb behind a form, read from the code, so that one that is added later is tried too."""

import dataclasses
import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import lrc_portal

# The other verbs of `identity` stand behind addresses, and are tried there.
ROOMS = ("record.", "sharing.", "support.", "reminders.", "identity.accounts")

# What takes `by` and a session, and is called by verbs and not by a form.
WITHIN = frozenset(
    {
        "record.audited_writes.leave_own_trace",
        "sharing.trace.leave",
        "sharing.trace.looked",
        "sharing.invitations.issue",
        "support.supervision.supervision.require_current",
        "support.supervision.reflections.read",
        "sharing.circle.set_grants",
        "support.pairings.pairings.close_run_out",
        "support.kept_lines.add_strength",
        "support.kept_lines.add_way",
    }
)

LONG = "llechwedd " * 700
ODD = (
    "",
    " \u00a0\u2003\t\n",
    "\x00",
    "a\x00b",
    "\u202eback to front\u202c",
    "\ufeff\u200b\u2060",
    "ŵ" * 300,
    "👩‍👩‍👧‍👦" * 60,
    "e" + "\u0301" * 200,
    "\ud7ff\ue000\uffff\U0010ffff",
    "'; DROP TABLE person; --",
    "%s %(x)s {0} {name} {{ x }}",
    "<script>x</script>",
    "2026-02-30",
    "NaN",
    LONG,
)
letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
words = st.one_of(letters, st.sampled_from(ODD), st.just("a few words"))
# Forms hand on numbers of rows and of answers. Larger ones are written into addresses alone, and tried there.
numbers = st.one_of(st.integers(0, 12), st.sampled_from([-1, 11, 400, 2**31 - 1, -(2**31)]))
tokens = st.uuids().map(lambda made: made.hex)
"""Made by us, for each form as it is drawn; nobody writes one."""
days = st.one_of(st.dates(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))


@dataclass(frozen=True)
class Verb:
    """A function that changes something: where it stands, and the types of what it takes."""

    name: str
    function: Callable[..., Any]
    takes: Mapping[str, Any]

    @property
    def is_form(self) -> bool:
        """Whether a form with fields of its own stands before it."""
        return "submission" in self.takes


@cache
def verbs() -> tuple[Verb, ...]:
    """All of them, in the order of their names."""
    found = []
    for module in pkgutil.walk_packages(lrc_portal.__path__, f"{lrc_portal.__name__}."):
        if module.name.removeprefix(f"{lrc_portal.__name__}.").startswith(ROOMS):
            found += _verbs_of(importlib.import_module(module.name))
    return tuple(sorted(found, key=lambda verb: verb.name))


def _verbs_of(module: types.ModuleType) -> list[Verb]:
    found = []
    for name, function in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.__name__:
            continue
        hints = get_type_hints(function)
        takes = {each: hints[each] for each in inspect.signature(function).parameters}
        where = f"{module.__name__.removeprefix(lrc_portal.__name__ + '.')}.{name}"
        if {"db", "by"} <= set(takes) and where not in WITHIN:
            del takes["db"], takes["by"]
            if all(_can_be_written(each) for each in takes.values()):
                found.append(Verb(where, function, takes))
    return found


def _can_be_written(kind: Any) -> bool:
    """Whether it is made of what people write and tap, and of numbers: no row and no line of a page."""
    if kind in (int, str, bool, float, date, datetime, time, type(None), object):
        return True
    if get_origin(kind) is not None:
        return get_origin(kind) is not type and all(
            _can_be_written(each) for each in get_args(kind) if each is not ...
        )
    if isinstance(kind, type) and issubclass(kind, Enum):
        return True
    return dataclasses.is_dataclass(kind) and all(_can_be_written(each) for each in _hints(kind).values())


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in dataclasses.fields(kind) if each.init}


@cache
def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Every value of a type, the odd ones often."""
    plain: dict[Any, st.SearchStrategy[Any]] = {
        int: numbers,
        str: words,
        bool: st.booleans(),
        float: st.floats(),
        date: days,
        datetime: st.datetimes(),
        time: st.times(),
        type(None): st.none(),
        object: words,
    }
    if kind in plain:
        return plain[kind]
    origin, of = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of([anything(each) for each in of])
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(anything(of[0]), anything(of[1]), max_size=4)
    if origin is not None and issubclass(origin, (frozenset, set)):
        return st.frozensets(anything(of[0]), max_size=4)
    if origin is tuple and of[-1] is not Ellipsis:
        return st.tuples(*map(anything, of))
    if origin is not None and issubclass(origin, (tuple, Collection, Iterable)):
        return st.lists(anything(of[0]), max_size=4).map(tuple)
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return st.builds(kind, **_fields(_hints(kind)))


def _fields(hints: Mapping[str, Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: tokens if name == "token" else anything(kind) for name, kind in hints.items()}


def arguments(verb: Verb) -> st.SearchStrategy[dict[str, Any]]:
    """What could be handed to it."""
    return st.fixed_dictionaries(_fields(verb.takes))
