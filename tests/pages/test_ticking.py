"""Ticks are lines of a note: what was ticked is found again, and no other words are touched."""

from hypothesis import given
from hypothesis import strategies as st

from lrc_portal.ui.notes.ticking import CUT, LONGEST, Option, one_line, rest, ticked, written

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)
options = st.lists(
    words.map(one_line).filter(bool).map(lambda line: Option(line, line)), max_size=6, unique=True
)


@given(data=st.data(), there=options, typed=st.lists(words, max_size=4))
def test_what_is_ticked_comes_back_and_so_do_the_words_beside_it(data, there, typed):
    lines = {option.line for option in there}
    beside = "\n".join(line.strip() for line in typed if line.strip() not in lines).strip()
    chosen = data.draw(st.lists(st.sampled_from(there), unique=True)) if there else []
    note = written(chosen, beside)
    assert set(ticked(note, there)) == set(chosen)
    assert rest(note, there) == beside


def test_ticked_in_one_language_it_is_known_in_the_other():
    english = Option("Health: 6 of 10 today", "", also=("Iechyd: 6 o 10 heddiw",))
    note = "Iechyd: 6 o 10 heddiw\nWe laughed"
    assert ticked(note, [english]) == [english]
    assert written([english], rest(note, [english])) == "Health: 6 of 10 today\nWe laughed"


def test_two_that_say_the_same_are_one_line():
    twice = [Option("Ring Siân", "one"), Option("Ring Siân", "two")]
    assert written(twice, "") == "Ring Siân"


def test_words_of_several_lines_are_one_line_and_a_long_one_is_cut_so_that_one_sees_it():
    assert one_line("a wedding\n\nin  June") == "a wedding in June"
    assert len(one_line("word " * 200)) <= LONGEST and one_line("word " * 200).endswith(CUT)
