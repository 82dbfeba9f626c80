"""From plain values and a template to a PDF, in memory, with Typst.

People's words go in as values of `sys.inputs`, never as Typst, so that nothing they wrote is read as
an instruction; they touch no file, and no error of the typesetter is passed on with its words.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from lrc_portal.words.graphemes import clusters

HERE = Path(__file__).resolve().parent
FONTS, TEMPLATES = HERE / "fonts", HERE / "templates"
LONG_WORD = 26  # letters; a column holds about thirty of the widest
_LONG_WORD = re.compile(rf"\S{{{LONG_WORD},}}")
_MAY_BREAK = "\u200b"


class CouldNotSet(Exception):
    """A sheet could not be set. It says no more, since the typesetter's errors quote what it was given."""


def pdf(template: str, values: dict[str, Any]) -> bytes:
    """The PDF of `templates/{template}.typ` with `values` as its `data`. Raises `CouldNotSet`."""
    handed_in = {"data": json.dumps(_breakable(values))}
    try:
        return typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            sys_inputs=handed_in,
            format="pdf",
        )
    except RuntimeError:
        raise CouldNotSet from None
    except BaseException as fault:
        # A fault inside the typesetter itself comes as a panic of Rust, which is no Exception.
        if type(fault).__module__ != "pyo3_runtime":
            raise
        raise CouldNotSet from None


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our typeface and the emoji; for letters that neither has, whatever this machine has."""
    return typst.Fonts(include_system_fonts=True, font_paths=[FONTS])


def _breakable(value: Any) -> Any:
    """The same values; a word longer than a column, such as an address, may break anywhere."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else _LONG_WORD.sub(_with_breaks, value)
    if isinstance(value, dict):
        return {name: _breakable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(each) for each in value]
    return value


def _with_breaks(found: re.Match[str]) -> str:
    return _MAY_BREAK.join(clusters(found[0]))
