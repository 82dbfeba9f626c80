"""Own words made ready for Markdown keep their letters: what is put between them is never drawn."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrc_portal.ui.kit.text import plain, said_plainly
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import problem
from lrc_portal.words.translator import translator

DRAWN_BY_MARKDOWN = re.compile(r"\\([!-/:-@\[-`{-~])")


def drawn(source: str) -> str:
    return DRAWN_BY_MARKDOWN.sub(r"\1", source.replace(":small[]", ""))


@given(st.text(alphabet=st.one_of(st.sampled_from("\\`*_[]{}<>|~$&#@:-=+!.)(1w "), st.characters())))
def test_no_letter_is_lost_or_added(words: str) -> None:
    assert drawn(plain(words)) == " ".join(words.split())


@pytest.mark.parametrize("words", ["Siân", "Anne-Marie O’Neill", "10 o'clock", "Goal: to swim", "1 + 1"])
def test_words_without_markup_are_left_as_they_are(words: str) -> None:
    assert plain(words) == words


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (":smile:", r"\::small[]smile\::small[]"),
        ("a -> b", r"a \-:small[]\> b"),
        ("x@y.uk", "x@:small[]y.uk"),
        ("www.x.uk", "www:small[].x.uk"),
        ("1. one", r"1\. one"),
        ("<b>", r"\<b\>"),
    ],
)
def test_what_is_read_after_the_markdown_is_parted(words: str, source: str) -> None:
    assert plain(words) == source


def test_words_inside_a_sentence_that_came_from_below_are_plain_too() -> None:
    sentence = problem("words", "“{name}” is somebody’s name. Leave it out.", name="*Gwen*").sentence
    assert said_plainly(translator(Language.ENGLISH), sentence).startswith(r"“\*Gwen\*”")
