"""Keys of widgets that are the same in every process, and different for every sign-in."""

import hashlib
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Any


def digest(*values: Any) -> str:
    """Eight characters that stand for these values, in every process: Python's own `hash` is salted."""
    return hashlib.sha256(_told(values).encode()).hexdigest()[:8]


def _told(value: Any) -> str:
    """A value in words. Sets and mappings have no order that another process would share."""
    if is_dataclass(value):
        return f"({','.join(_told(getattr(value, each.name)) for each in fields(value))})"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{_told(key)}:{_told(each)}' for key, each in value.items()))}}}"
    if isinstance(value, Set):
        return f"{{{','.join(sorted(map(_told, value)))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(_told, value))}]"
    return repr(value)
