"""Then and now: two times that the person chooses, and what each facet was like in both."""

from collections.abc import Callable, Sequence

import streamlit as st

from lrc_portal.charts import measures, phrases
from lrc_portal.series import Followed, Pair, Time
from lrc_portal.ui.kit import drawings
from lrc_portal.ui.kit.text import plain
from lrc_portal.words.translator import Translator


def show_then_and_now(
    t: Translator,
    times: Sequence[Time],
    pairs: Callable[[Time, Time], Sequence[Pair]],
    *,
    key: str,
    followed: Callable[[Time, Time], Sequence[Followed]] = lambda _then, _now: (),
) -> None:
    """Two sliders, then the picture, its sentence and its table.

    `times` are the ones to choose from, oldest first; the first and the last stand at the beginning.
    `pairs` asks for what was answered at two of them, and `followed` for what the person follows.
    """
    if len(times) < 2:
        st.markdown(t("Then and now stand side by side here from your second week on."))
        return
    then, now = sorted(_chosen(t, times, key), key=lambda time: (time.first, time.last))
    if then == now:
        st.markdown(t("Choose two different times to see them side by side."))
        return
    drawings.show_balance(t, pairs(then, now), then, now, key=f"{key}:chart")
    if said := [measures.then_and_now(t, each) for each in followed(then, now)]:
        st.markdown(f"**{t('Things I follow')}**")
        st.markdown("\n".join(f"- {plain(each)}" for each in said))


def _chosen(t: Translator, times: Sequence[Time], key: str) -> list[Time]:
    """What stands on the two sliders. With another day there are other times, and the sliders begin anew."""
    places = zip(st.columns(2, gap="medium"), (t("Then"), t("Now")), (times[0], times[-1]), strict=True)
    return [
        place.select_slider(
            label,
            times,
            value=time,
            format_func=lambda each: phrases.short_time(t, each),
            key=f"{key}:{side}:{times[0].first}:{times[-1].last}",
        )
        for side, (place, label, time) in enumerate(places)
    ]
