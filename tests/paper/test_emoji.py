"""An emoji on paper is drawn, and one that is joined of several is one; in text and in drawings."""

import pytest
from fontTools.ttLib import TTFont

from lrc_portal.paper import fallback, progress, sheet, typesetting
from lrc_portal.paper.my_progress import MyProgress
from lrc_portal.paper.shortening import shortened
from lrc_portal.paper.typesetting import FONTS, CouldNotSet
from lrc_portal.ui.notes.ticking import LONGEST, one_line
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.paper import invented, reading

EN = translator(Language.ENGLISH)
FAMILY, THUMB, WALES, BRITAIN = (
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "🇬🇧",
)
EMOJI = ("🌻", "❤️", FAMILY, THUMB, WALES, BRITAIN, "1️⃣", "☀")
ARABIC = "سارة"


def text(words: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text font-family="Atkinson">{words}</text></svg>'


def test_the_font_for_emoji_comes_with_its_licence_and_a_letter_for_each_that_is_joined() -> None:
    with TTFont(FONTS / "NotoEmoji-Regular.ttf") as font:
        letters, joined = font.getBestCmap(), fallback.ligatures(font)
        assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert set(joined.values()) <= {glyph for code, glyph in letters.items() if code >= fallback.PRIVATE}
    assert len(joined) > 3_000
    assert "SIL Open Font License" in (FONTS / "OFL-NotoEmoji.txt").read_text()


@pytest.mark.parametrize("emoji", EMOJI, ids=ascii)
def test_an_emoji_in_somebodys_words_is_one_sign_of_its_font(emoji: str) -> None:
    found = invented.sheet(display_name=f"Siân {emoji}", agenda=0)
    pdf = sheet.paper(EN, found)
    named = reading.words(pdf).count("Siân")
    assert named >= 1 and reading.glyphs(pdf, "NotoEmoji") == named


def test_letters_of_another_script_and_our_own_stay_in_their_fonts() -> None:
    pdf = sheet.paper(EN, invented.sheet(display_name=f"Siân {ARABIC} ŵ", agenda=0))
    assert reading.letters(ARABIC) in reading.letters(reading.words(pdf))
    assert reading.glyphs(pdf, "NotoEmoji") == 0


@pytest.mark.parametrize("emoji", EMOJI, ids=ascii)
def test_in_a_drawing_each_is_one_letter_of_its_font(emoji: str) -> None:
    told = fallback.with_fonts(text(f"Canu {emoji} &amp; dŵr"))
    before, rest = told.split('<tspan font-family="Noto Emoji">')
    sign, after = rest.split("</tspan>")
    assert len(sign) == 1
    assert before.endswith(">Canu ") and after.startswith(" &amp; dŵr<")


@pytest.mark.parametrize("words", ["Canu", "dŵr a’r môr", ARABIC, "a &lt; b"])
def test_a_drawing_without_emoji_stays_as_it_is(words: str) -> None:
    assert fallback.with_fonts(text(words)) == text(words)


@pytest.mark.parametrize(
    "words",
    [
        " ".join((*EMOJI, ARABIC, "الله")),
        f"{BRITAIN}w\u0302",  # a letter with a loose accent
        f"{THUMB}\u200d",  # joined to nothing
        f"{FAMILY}\u200d🌻🏽🏽",  # joined as nobody joins it
        "\u20e3\ufe0f🇬",
    ],
    ids=ascii,
)
def test_whatever_a_goal_is_called_its_drawing_is_set(words: str) -> None:
    found = MyProgress("Siân", invented.way(3), [], [], [invented.goal(words)], [])
    assert reading.pages(progress.paper(EN, found)) >= 1


def test_a_panic_of_the_typesetter_is_a_sheet_that_could_not_be_set() -> None:
    broken = {"svg": text('<tspan font-family="Noto Emoji">🌻</tspan>w\u0302'), "alt": ""}
    words = dict.fromkeys(("lang", "house", "title", "name", "printed", "span", "sentence", "foot"), "en")
    values = {
        **words,
        **dict.fromkeys(("paths", "beside", "strengths"), []),
        "drawings": {"timeline": [broken], "paths": [], "goals": [], "then_and_now": []},
    }
    with pytest.raises(CouldNotSet):
        typesetting.pdf("progress", values)


def test_many_joined_emoji_in_a_row_may_break_between_them_alone() -> None:
    pdf = sheet.paper(EN, invented.sheet(display_name="Siân", agenda=1, words=(FAMILY + WALES) * 5))
    assert reading.glyphs(pdf, "NotoEmoji") == 10


@pytest.mark.parametrize("emoji", [FAMILY, THUMB, WALES, BRITAIN, "w\u0302"], ids=ascii)
def test_nothing_is_cut_inside_a_letter(emoji: str) -> None:
    for most in range(1, 12):
        told = shortened("abc" + emoji * 3, most).removesuffix("…")
        assert told == "abc"[:most] or told.removeprefix("abc").replace(emoji, "") == ""
    assert one_line("a" * (LONGEST - 2) + emoji + "b").removesuffix("…") in {
        "a" * (LONGEST - 2),
        "a" * (LONGEST - 2) + emoji,
    }
