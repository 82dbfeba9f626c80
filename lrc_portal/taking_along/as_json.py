"""Dataclasses as JSON and back, by their fields, and the JSON Schema of what comes out."""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from lrc_portal.vocabulary import ASKED, HIGHEST, LOWEST, Asked, Language

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
Value = TypeVar("Value")

_ASKED_BY_NAME: dict[str, Asked] = {asked.value: asked for asked in ASKED}
# Lists of words that grow: a file from another portal may know more of them.
_OPEN_LISTS = frozenset({Language})
_LONGEST_PLACE = 60


class Unreadable(Exception):
    """A value is not what belongs at its place, such as `goals 3 element`; its content is not told."""

    def __init__(self, *place: str) -> None:
        super().__init__(" ".join(place)[:_LONGEST_PLACE])

    @property
    def place(self) -> str:
        return str(self)


def written(value: object) -> Json:
    """A value as JSON: days and moments as text (moments in UTC), tuples as lists."""
    match value:
        case None | bool() | int() | float():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case tuple() | list():
            return [written(each) for each in value]
        case Mapping():
            return {str(written(key)): written(each) for key, each in value.items()}
    if is_dataclass(value):
        return {
            field.name: written(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) or not field.metadata.get("left_out_if_empty")
        }
    raise TypeError(f"{type(value)} has no place in JSON")


def text(value: object) -> str:
    """The same as text, for people to read too."""
    return json.dumps(written(value), ensure_ascii=False, indent=1)


def read(kind: type[Value], value: Json, *place: str) -> Value:
    """What `written` made of a value of this kind. Raises `Unreadable`; unknown names are left out."""
    made: Value = _read(kind, value, place)
    return made


def _read(kind: Any, value: Any, place: tuple[str, ...]) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        return None if value is None else _read(_not_none(kind), value, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise Unreadable(*place)
        each = get_args(kind)[0]
        return tuple(_read(each, one, (*place, str(number))) for number, one in enumerate(value, 1))
    if get_origin(kind) in {Mapping, dict, *_MAPPINGS}:
        return _read_mapping(kind, value, place)
    if is_dataclass(kind):
        return _read_fields(kind, value, place)
    return _read_plain(kind, value, place)


_MAPPINGS = (get_origin(Mapping[str, int]),)


def _read_mapping(kind: Any, value: Any, place: tuple[str, ...]) -> dict[Any, Any]:
    by_asked = get_args(kind)[0] is not str
    if not isinstance(value, dict) or (by_asked and not value.keys() <= _ASKED_BY_NAME.keys()):
        raise Unreadable(*place)
    found = {}
    for name, each in value.items():
        answer = _read_plain(int, each, (*place, name))
        if by_asked and not LOWEST <= answer <= HIGHEST:
            raise Unreadable(*place, name)
        found[_ASKED_BY_NAME[name] if by_asked else name] = answer
    return found


def _read_fields(kind: Any, value: Any, place: tuple[str, ...]) -> Any:
    if not isinstance(value, dict):
        raise Unreadable(*place)
    hints = _hints(kind)
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if missing := sorted(needed - value.keys()):
        raise Unreadable(*place, missing[0])
    return kind(
        **{
            field.name: _read(hints[field.name], value[field.name], (*place, field.name))
            for field in fields(kind)
            if field.name in value
        }
    )


def _read_plain(kind: Any, value: Any, place: tuple[str, ...]) -> Any:
    try:
        if kind is bool or kind is int:
            if type(value) is not kind or not -(2**31) <= value < 2**31:
                raise Unreadable(*place)
            return value
        if not isinstance(value, str):
            raise Unreadable(*place)
        if kind is str:
            # Half of a letter, as JSON can write it alone, is none: no database and no file takes it.
            value.encode()
            return value
        if kind is datetime:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise Unreadable(*place)
            return moment.astimezone(UTC)
        if kind is date or kind is time:
            made = kind.fromisoformat(value)
            if made.isoformat() != value:
                raise Unreadable(*place)
            return made
        return kind(value)
    except (ValueError, OverflowError):
        raise Unreadable(*place) from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _not_none(kind: Any) -> Any:
    [one] = [each for each in get_args(kind) if each is not types.NoneType]
    return one


def schema(kind: type, *, title: str, description: str) -> dict[str, Json]:
    """The JSON Schema (2020-12) of what `written` makes of values of this kind."""
    defined: dict[str, Json] = {}
    body = _schema(kind, defined)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
        **body,
        "$defs": dict(sorted(defined.items())),
    }


def _schema(kind: Any, defined: dict[str, Json]) -> dict[str, Json]:
    if get_origin(kind) in {Union, types.UnionType}:
        return {"anyOf": [_schema(_not_none(kind), defined), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], defined)}
    if get_origin(kind) in {Mapping, dict, *_MAPPINGS}:
        number: dict[str, Json] = {"type": "integer", "minimum": LOWEST, "maximum": HIGHEST}
        return {"type": "object", "additionalProperties": number}
    if is_dataclass(kind):
        return _schema_of_fields(kind, defined)
    if issubclass(kind, StrEnum) and kind not in _OPEN_LISTS:
        return {"enum": [each.value for each in kind]}
    return dict(_PLAIN[str if issubclass(kind, StrEnum) else kind])


def _schema_of_fields(kind: Any, defined: dict[str, Json]) -> dict[str, Json]:
    name = kind.__name__
    if name not in defined:
        defined[name] = {}  # one that holds itself, as a note its earlier versions, is named meanwhile
        hints = _hints(kind)
        defined[name] = {
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "properties": {field.name: _schema(hints[field.name], defined) for field in fields(kind)},
            "required": [field.name for field in fields(kind) if not field.metadata.get("left_out_if_empty")],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


_PLAIN: dict[type, dict[str, Json]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    time: {"type": "string", "format": "time"},
}
