"""Rows become a frame: a column for each name, with the type that the specs read under it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

TYPES = {
    **dict.fromkeys(("at", "until"), "datetime64[ms]"),
    **dict.fromkeys(("value", "other", "height", "size"), "float64"),
    **dict.fromkeys(("row", "n", "dot", "beside", "apart"), "int64"),
}


def framed(rows: Sequence[Sequence[Any] | Mapping[str, Any]], columns: Sequence[str]) -> pa.Table:
    """A frame of `rows`, each in the order of `columns` or by their names; names not in `TYPES` are text.

    It is what a browser is sent (Arrow): a pandas frame on the way to it takes five times as long, and the
    progress page makes a handful of them at each rerun.
    """
    ordered = [[row[name] for name in columns] if isinstance(row, Mapping) else row for row in rows]
    cells = zip(*ordered, strict=True) if ordered else [()] * len(columns)
    return pa.table({name: _typed(name, column) for name, column in zip(columns, cells, strict=True)})


def _typed(name: str, column: Sequence[Any]) -> pa.Array:
    if name not in TYPES:
        return pa.array(column, type=pa.string())
    # NumPy takes a day for a moment and a yes for a one, as Arrow does not.
    return pa.array(np.array(column, dtype=TYPES[name]), from_pandas=True)
