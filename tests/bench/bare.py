"""Bare Streamlit pages with as many widgets, texts and charts as a page of ours sends, drawn the usual way.

Counted is what a person can see or use. Containers and empty places are ours alone, so the bare page goes
without them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.Slider_pb2 import Slider

from tests.bench.protocol import Drawn

NOT_SEEN = frozenset({"empty", "skeleton"})
DAYS = 90

# One line of Python for each kind of element; `n` is its place on the page, `size` how many options or rows.
WAYS = {
    "alert": "st.info('A calm word {n}')",
    "button": "st.button('Do it {n}', key='w{n}')",
    "button_group": "st.pills('Choose {n}', range({size}), key='w{n}')",
    "checkbox": "st.checkbox('Tick {n}', key='w{n}')",
    "code": "st.code('code {n}')",
    "dataframe": "st.dataframe({{'What': ['row'] * {size}}})",
    "date_input": "st.date_input('Day {n}', key='w{n}')",
    "heading": "st.header('Part {n}')",
    "html": "st.html('<p>Words {n}</p>')",
    "imgs": "st.image(PICTURE)",
    "link_button": "st.link_button('Go {n}', 'https://example.org')",
    "markdown": "st.markdown('A sentence of a page, **{n}**')",
    "metric": "st.metric('How many {n}', {n})",
    "multiselect": "st.multiselect('Choose {n}', range({size}), key='w{n}')",
    "number_input": "st.number_input('Number {n}', key='w{n}')",
    "page_link": "st.page_link('https://example.org', label='Another page {n}')",
    "progress": "st.progress(0.5)",
    "radio": "st.radio('Choose {n}', range({size}), key='w{n}')",
    "select_slider": "st.select_slider('From to {n}', range({size}), value=(0, {size} - 1), key='w{n}')",
    "selectbox": "st.selectbox('Choose {n}', range({size}), key='w{n}')",
    "slider": "st.slider('How much {n}', key='w{n}')",
    "table": "st.table([{{'What': 'row', 'When': 'day'}}] * {size})",
    "text": "st.text('Plain words {n}')",
    "text_area": "st.text_area('Write {n}', key='w{n}')",
    "text_input": "st.text_input('Write {n}', key='w{n}')",
    "time_input": "st.time_input('Hour {n}', key='w{n}')",
    "vega_lite_chart": "st.altair_chart({chart})",
}
CHANNELS = {
    "angle": "alt.value(0)",
    "color": "alt.Color('series:N', title='What')",
    "detail": "'series:N'",
    "fill": "alt.Fill('series:N', title='What')",
    "fillOpacity": "alt.value(0.8)",
    "opacity": "alt.value(0.8)",
    "order": "'at:T'",
    "shape": "alt.Shape('series:N', title='What')",
    "size": "alt.value(40)",
    "stroke": "'series:N'",
    "strokeDash": "'series:N'",
    "strokeOpacity": "alt.value(0.8)",
    "strokeWidth": "alt.value(2)",
    "text": "'series:N'",
    "tooltip": "['series:N', alt.Tooltip('at:T', title='Day'), 'value:Q']",
    "x": "alt.X('at:T', title=None)",
    "x2": "'until:T'",
    "xOffset": "'series:N'",
    "y": "alt.Y('value:Q', scale=alt.Scale(domain=[0, 10]))",
    "y2": "'low:Q'",
    "yOffset": "'series:N'",
}
HEAD = f"""\
from datetime import date, timedelta

import altair as alt
import pandas as pd
import streamlit as st

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
START = date(2026, 1, 1)
rows = pd.DataFrame(
    [
        (series, START + timedelta(days=day), START + timedelta(days=day + 1), day % 11, 0)
        for series in ("sobriety", "health", "reintegration")
        for day in range({DAYS})
    ],
    columns=["series", "at", "until", "value", "low"],
).astype({{"at": "datetime64[ms]", "until": "datetime64[ms]"}})
"""
# A chart's layers: the mark of each and what it is told by.
Layers = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Piece:
    """One element: its kind, how many options or rows it has, and of a chart its layers."""

    kind: str
    size: int = 0
    layers: Layers = ()


def pieces(drawn: Drawn) -> tuple[Piece, ...]:
    """What a page sent, piece by piece, in the order of the screen."""
    there = [one for _path, one in sorted(drawn.elements.items(), key=lambda each: each[0])]
    return tuple(_piece(one) for one in there if one.WhichOneof("type") not in NOT_SEEN)


def counted(of: Iterable[Piece]) -> Counter[str]:
    """How many there are of each kind."""
    return Counter(piece.kind for piece in of)


def script(pages: dict[str, tuple[Piece, ...]]) -> str:
    """A script that draws these pieces one under the other, as a beginner's page does.

    It holds several such pages; which one is drawn stands in the address, as `?page=`. So none of them
    pays for a menu.
    """
    drawn = [
        f"def {name}():\n" + "".join(f"    {_line(n, piece)}\n" for n, piece in enumerate(of))
        for name, of in pages.items()
    ]
    return "\n\n".join([HEAD, *drawn, 'globals()[st.query_params["page"]]()\n'])


def write(folder: Path, pages: dict[str, tuple[Piece, ...]]) -> Path:
    """That script as a file, for Streamlit to run."""
    file = folder / "bare.py"
    file.write_text(script(pages), encoding="utf-8")
    return file


def _piece(element: Any) -> Piece:
    kind = element.WhichOneof("type")
    body = getattr(element, kind)
    if kind == "bidi_component":
        # The way out is a link with a script of its own; to a bare page it is a link.
        return Piece("link_button")
    if kind == "slider" and body.type == Slider.SELECT_SLIDER:
        return Piece("select_slider", len(body.options))
    if kind == "vega_lite_chart":
        return Piece(kind, layers=tuple(_layers(json.loads(body.spec))))
    if kind == "table":
        return Piece(kind, len(convert_arrow_bytes_to_pandas_df(body.arrow_data.data)))
    return Piece(kind, len(getattr(body, "options", ())))


def _layers(spec: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each mark of a chart with its channels, in whatever it is put together."""
    if "mark" in spec:
        mark = spec["mark"]
        yield mark if isinstance(mark, str) else mark["type"], tuple(sorted(spec.get("encoding", {})))
    for holder in ("layer", "hconcat", "vconcat", "concat"):
        for each in spec.get(holder, ()):
            yield from _layers(each)
    if isinstance(spec.get("spec"), dict):
        yield from _layers(spec["spec"])


def _line(n: int, piece: Piece) -> str:
    return _way(WAYS, piece.kind).format(n=n, size=max(piece.size, 1), chart=_chart(piece.layers))


def _chart(layers: Layers) -> str:
    drawn = [
        f"alt.Chart(rows).mark_{mark}().encode("
        + ", ".join(f"{channel}={_way(CHANNELS, channel)}" for channel in channels)
        + ")"
        for mark, channels in layers
    ]
    return f"alt.layer({', '.join(drawn)})"


def _way(ways: dict[str, str], name: str) -> str:
    if name not in ways:
        raise KeyError(
            f"tests/bench/bare.py does not know how {name!r} is drawn; add it to WAYS or CHANNELS."
        )
    return ways[name]
