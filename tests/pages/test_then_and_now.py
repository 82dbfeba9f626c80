"""Then and now on a page: two sliders, and a picture of the two times that stand on them."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from lrc_portal.series import Time

from .conftest import said

JANUARY = Time(date(2026, 1, 1), date(2026, 1, 31))
MARCH = Time(date(2026, 3, 1), date(2026, 3, 31))


def page(of: str = "three", language: str = "en") -> None:
    """What a page does with it; it runs alone, so all it needs stands in it."""
    from datetime import date

    from lrc_portal.record.then_and_now import times
    from lrc_portal.series import Pair
    from lrc_portal.ui.record.then_and_now import show_then_and_now
    from lrc_portal.vocabulary import Facet, Language
    from lrc_portal.words.translator import translator

    first = {"none": None, "one": date(2026, 3, 31), "three": date(2026, 1, 10)}[of]

    def pairs(then, now):
        months = {time: time.first.month for time in (then, now)}
        return (
            Pair(Facet.SOBRIETY, months[then], months[now] + (3 if now.is_now else 0), 4, 9),
            Pair(Facet.PHYSICAL, None, 5, 0, 2),
        )

    t = translator(Language(language))
    show_then_and_now(t, times(first, date(2026, 4, 1)), pairs, key="test")


def run(**values: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30, kwargs=values).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """What it says."""
    return said(app)


def choose(app: AppTest, slider: int, time: Time) -> str:
    return words(app.select_slider[slider].set_value(time).run())


def test_it_begins_with_the_first_time_and_with_now() -> None:
    app = run()
    assert [slider.label for slider in app.select_slider] == ["Then", "Now"]
    assert app.select_slider[0].options == ["Jan 2026", "Feb 2026", "Mar 2026", "the last 4 weeks"]
    assert "Then: January 2026. Now: the last 4 weeks (5 March 2026 to 1 April 2026)." in words(app)
    assert "Higher now: sobriety (then 1, now 6). Answered only now: physical health." in words(app)


def test_the_earlier_time_is_then_whichever_slider_it_stands_on() -> None:
    app = run()
    choose(app, 1, JANUARY)
    text = choose(app, 0, MARCH)
    assert "Then: January 2026. Now: March 2026." in text
    assert "Higher now: sobriety (then 1, now 3)." in text


def test_times_that_share_days_are_said_to() -> None:
    app = run()
    assert "share some days" not in words(app)
    assert "The two times share some days." in choose(app, 0, MARCH)


def test_one_time_twice_is_nothing_to_compare() -> None:
    assert "Choose two different times" in choose(run(), 1, JANUARY)


@pytest.mark.parametrize("of", ["none", "one"])
def test_in_the_first_week_it_says_when_it_will_be_there(of: str) -> None:
    app = run(of=of)
    assert not app.select_slider
    assert "from your second week on" in words(app)
