"""What somebody follows with yes or no: of how many days, and how it stands within a sentence."""

from datetime import date, timedelta

import pytest

from lrc_portal.charts import measures
from lrc_portal.series import Followed, Span
from lrc_portal.vocabulary import Bucket, Direction, Element, Language, MeasureKind
from lrc_portal.words.translator import translator

EN, CY = translator(Language.ENGLISH), translator(Language.CYMRAEG)
MONDAY = date(2026, 3, 2)


def followed(*answers: tuple[float, int], bucket: Bucket = Bucket.WEEK) -> Followed:
    """A bucket for each: the part that was yes, and on how many days it was answered."""
    spans = tuple(
        Span(at, at + timedelta(weeks=1), yes, (), days)
        for at, (yes, days) in zip(
            (MONDAY + timedelta(weeks=n) for n in range(len(answers))), answers, strict=True
        )
    )
    about = (MeasureKind.YES_NO, Element.HEALTH, Direction.MORE, ())
    return Followed(1, "A proper meal", None, *about, bucket, spans)


@pytest.mark.parametrize(
    ("yes", "days", "english", "welsh"),
    [
        (0.6, 5, "Yes on 3 of the 5 days answered", "Ie ar 3 o'r 5 diwrnod a atebwyd"),
        (0.5, 2, "Yes on 1 of the 2 days answered", "Ie ar 1 o'r 2 ddiwrnod a atebwyd"),
        (1, 1, "Yes on the 1 day answered", "Ie ar y diwrnod a atebwyd"),
        (0, 4, "No", "Na"),
        (1, 0, "Yes in all the answers", "Ie ym mhob ateb"),
        (0.4, 0, "Yes in some of the answers", "Ie yn rhai o'r atebion"),
    ],
)
def test_a_bar_says_of_how_many_days_it_is(yes: float, days: int, english: str, welsh: str) -> None:
    drawn = followed((yes, days))
    for t, said in ((EN, english), (CY, welsh)):
        assert measures.said(t, drawn, drawn.spans[0]) == said
        assert measures.frame(drawn, t).to_pandas()["label"].iloc[-1] == said


def test_the_sentence_says_of_how_many_days_too() -> None:
    said = measures.sentence(EN, followed((0.5, 2), (0.6, 5)))
    assert said.startswith("Yes on 4 of the 7 days answered in this time.")


def test_within_a_sentence_yes_and_no_are_small() -> None:
    both = followed((0, 3), (0.5, 4))
    assert measures.then_and_now(EN, both) == "A proper meal: no then, yes on 2 of the 4 days answered now"
    assert measures.lately(CY, both) == (
        "A proper meal: na yn y pedair wythnos cynt, ie ar 2 o'r 4 diwrnod a atebwyd yn y pedair wythnos "
        "ddiwethaf"
    )


def test_what_a_full_bar_is_stands_below_it_where_it_is_more_than_a_day() -> None:
    assert measures.explained(EN, followed((1, 3))) == "A full bar means that all the answers were yes."
    assert measures.explained(EN, followed((1, 1), bucket=Bucket.DAY)) == ""
