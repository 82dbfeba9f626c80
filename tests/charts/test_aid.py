"""The four kinds of help over time: each keeps its row, months without any are simply empty."""

from datetime import date

from lrc_portal.charts import aid
from lrc_portal.series import AidGiven
from lrc_portal.vocabulary import Aid, Language
from lrc_portal.words.translator import translator

t = translator(Language.ENGLISH)
MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
GIVEN = [
    AidGiven(MARCH, {Aid.EMOTIONAL: 2, Aid.SOCIAL: 1}),
    AidGiven(MAY, {Aid.SOCIAL: 9}),
]


def test_each_kind_has_its_row_whether_it_was_given_or_not() -> None:
    table = aid.frame(GIVEN, t).to_pandas()
    names = table[table["kind"] == "name"]
    assert list(names["label"]) == ["Emotional", "Psychological", "Social", "Informational"]
    assert list(names["row"]) == [0, 1, 2, 3]


def test_a_mark_a_month_a_little_larger_for_each_time_up_to_what_has_room() -> None:
    table = aid.frame(GIVEN, t).to_pandas()
    given = table[table["kind"] == "given"]
    assert list(given["label"]) == ["Emotional: 2", "Social: 1", "Social: 9"]
    twice, once, often = given["size"]
    assert once < twice < often == aid.SMALLEST + aid.MORE * (aid.MOST - 1)


def test_no_kind_shares_its_shape_with_another_or_with_a_mark_on_the_timeline() -> None:
    from lrc_portal.charts import style

    shapes = [*aid.SHAPES.values(), *style.MARK_SHAPES.values(), *style.SHAPES.values()]
    assert len(set(aid.SHAPES.values())) == len(Aid)
    assert all(shapes.count(shape) == 1 for shape in aid.SHAPES.values())


def test_the_sentence_names_kinds_and_counts_nothing() -> None:
    said = aid.sentence(t, GIVEN)
    assert said == "Since March 2026: emotional and social. Most recently, in May 2026: social."
    assert aid.sentence(t, GIVEN[:1]) == "In March 2026: emotional and social."
    assert (
        aid.sentence(t, [])
        == "It begins with the first note of a meeting with a peer worker. Either of the two can write it."
    )


def test_the_table_holds_what_the_chart_shows() -> None:
    assert aid.table(t, GIVEN) == [
        {"When": "May 2026", "Emotional": "", "Psychological": "", "Social": "9", "Informational": ""},
        {"When": "March 2026", "Emotional": "2", "Psychological": "", "Social": "1", "Informational": ""},
    ]


def test_before_the_first_note_there_is_nothing_to_draw() -> None:
    assert aid.frame([], t).to_pandas().empty and aid.table(t, []) == []
