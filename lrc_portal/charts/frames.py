"""Rows become a frame: a column for each name, with the type that the specs read under it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

TYPES = {
    **dict.fromkeys(("at", "until"), "datetime64[ms]"),
    **dict.fromkeys(("value", "other", "height", "size"), "float64"),
    **dict.fromkeys(("row", "n", "dot", "beside", "apart"), "int64"),
}


def framed(rows: Sequence[Sequence[Any] | Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of `rows`, each in the order of `columns` or by their names; names not in `TYPES` are text.

    Each column is typed as it is made: to let pandas guess first and to cast then takes more than twice
    as long, and the progress page makes a handful of frames at each rerun.
    """
    ordered = [[row[name] for name in columns] if isinstance(row, Mapping) else row for row in rows]
    cells = zip(*ordered, strict=True) if ordered else [()] * len(columns)
    return pd.DataFrame({name: _typed(name, column) for name, column in zip(columns, cells, strict=True)})


def _typed(name: str, column: Sequence[Any]) -> Any:
    return np.array(column, dtype=TYPES[name]) if name in TYPES else pd.array(list(column), dtype="str")
