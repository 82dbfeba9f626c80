"""What can be read in a value, whatever it is made of."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum


def texts(value: object) -> Iterator[str]:
    """Every text that can be reached from it: fields, keys, members; but for the portal's own words."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts(key)
            yield from texts(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from texts(each)
