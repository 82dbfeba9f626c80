"""The order in which people look for a name: without accents and capitals, by the alphabet of their language.

In Welsh ch, dd, ff, ng, ll, ph, rh and th are letters, each after the one that it begins with; ng follows g.
"""

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from lrc_portal.vocabulary import Language

# What stands in place of two letters that are one: "~" comes after every letter.
_WELSH = {
    "ch": "c~",
    "dd": "d~",
    "ff": "f~",
    "ng": "g~",
    "ll": "l~",
    "ph": "p~",
    "rh": "r~",
    "th": "t~",
}


def in_order(language: Language, words: str) -> str:
    """What to sort by, so that names stand in the alphabet of this language."""
    return _by_welsh_letters(words) if language is Language.CYMRAEG else _by_letters(words)


def column_in_order(language: Language, column: Any) -> ColumnElement[str]:
    """The same of a column, as SQL."""
    return by_welsh_letters(column) if language is Language.CYMRAEG else by_letters(column)


def teach_sqlite(connection: Any) -> None:
    """SQLite knows capitals of English alone: it is told how to do it on each connection."""
    connection.create_function(by_letters.name, 1, _by_letters, deterministic=True)
    connection.create_function(by_welsh_letters.name, 1, _by_welsh_letters, deterministic=True)


def _by_letters(words: str) -> str:
    found = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in found if not unicodedata.combining(letter)).lower()


def _by_welsh_letters(words: str) -> str:
    found = _by_letters(words)
    for pair, place in _WELSH.items():
        found = found.replace(pair, place)
    return found


class by_letters(FunctionElement[str]):
    type = Text()
    name = "by_letters"
    inherit_cache = True


class by_welsh_letters(by_letters):
    name = "by_welsh_letters"
    inherit_cache = True


@compiles(by_letters, "sqlite")
def _on_sqlite(element: by_letters, compiler: Any, **options: Any) -> str:
    return f"{element.name}({compiler.process(element.clauses, **options)})"


@compiles(by_letters, "postgresql")
def _on_postgresql(element: by_letters, compiler: Any, **options: Any) -> str:
    plain = rf"normalize({compiler.process(element.clauses, **options)}, NFKD)"
    said = rf"lower(regexp_replace({plain}, '[\u0300-\u036f]', '', 'g'))"
    if isinstance(element, by_welsh_letters):
        for pair, place in _WELSH.items():
            said = f"replace({said}, '{pair}', '{place}')"
    return f'{said} COLLATE "C"'
