"""Setting a sheet: what people wrote stays what they wrote, and nothing of it leaves by another way."""

import logging
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lrc_portal import faults
from lrc_portal.charts import timeline
from lrc_portal.paper import check_in_form, progress, sheet, typesetting
from lrc_portal.paper.charts_on_paper import CouldNotDraw, Picture, drawn
from lrc_portal.paper.my_progress import MyProgress
from lrc_portal.paper.typesetting import FONTS, CouldNotSet
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator
from tests.paper import invented, reading

EN = translator(Language.ENGLISH)
WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýÁÉÍÓÚẂÝàèìòùẁỳÀÈÌÒÙẀỲäëïöüẅÿÄËÏÖÜẄŸ"
INSTRUCTIONS = [
    "<script>alert(1)</script>",
    "#panic(sys.inputs)",
    '#read("/etc/passwd")',
    "$x^2$ *bold* _soft_ `raw` @somebody",
    "[a](b) <label> = head // gone /* gone */ ~ \\ end",
    "- one + two --- three ... 'single' \"double\"",
    "https://example.org/a_b",
    "{{ 7*7 }} ${7*7} %s {name}",
]


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_letters_for_paper_hold_every_welsh_letter(weight: str) -> None:
    font = TTFont(FONTS / f"AtkinsonHyperlegibleNext-{weight}.ttf")
    assert not set(map(ord, WELSH + "•·…“”‘’–0123456789")) - set(font.getBestCmap())
    assert font["name"].getDebugName(1) == "Atkinson Hyperlegible Next"
    assert font["OS/2"].usWeightClass == {"Regular": 400, "Bold": 700}[weight]


def test_the_letters_come_with_their_licence() -> None:
    assert (FONTS / "OFL.txt").read_bytes() == (
        FONTS.parents[1] / "assets" / "fonts" / "OFL.txt"
    ).read_bytes()


@pytest.mark.parametrize("words", INSTRUCTIONS)
def test_what_looks_like_an_instruction_is_set_as_it_was_written(words: str) -> None:
    found = invented.sheet(display_name=words, agenda=1, goals=1, strengths=1, words=words, note_words=words)
    pdf = sheet.paper(EN, found)
    told = reading.letters(reading.words(pdf))
    assert told.count(reading.letters(words)) >= 8
    assert reading.letters(words) in reading.letters(reading.words(check_in_form.paper(EN, pursuits=[words])))


def test_instructions_in_a_whole_progress_are_words_too() -> None:
    words = " ".join(INSTRUCTIONS)
    found = MyProgress(
        words,
        invented.way(13),
        [invented.note(words, words)],
        [invented.moment(words)],
        [invented.goal(words)],
        [invented.strength(words)],
    )
    told = reading.letters(reading.words(progress.paper(EN, found)))
    assert told.count(reading.letters(words)) >= 6


def test_a_long_word_stays_on_the_page() -> None:
    word = "https://example.org/" + "abcdefghij" * 20
    pdf = sheet.paper(EN, invented.sheet(agenda=1, goals=1, strengths=1, words=word, note_words=word))
    (page,) = reading.opened(pdf).pages
    width = float(page.mediabox.width)
    ends: list[float] = []

    def note_place(text: str, place: list, at: list, _font: object, size: float) -> None:
        if text.strip():
            ends.append(at[4] * place[0] + place[4])

    page.extract_text(visitor_text=note_place)
    assert ends and max(ends) < width - 40
    assert reading.letters(word) in reading.letters(reading.words(pdf))


def test_a_sheet_can_be_read_out() -> None:
    pdf = sheet.paper(translator(Language.CYMRAEG), invented.sheet(weeks=13))
    root = reading.opened(pdf).trailer["/Root"]
    assert root["/Lang"] == "cy" and root["/MarkInfo"]["/Marked"]
    assert reading.opened(pdf).metadata.title == translator(Language.CYMRAEG)("Before we meet")


def test_the_papers_own_facts_name_nobody() -> None:
    pdf = sheet.paper(EN, invented.sheet(display_name="Blodeuwedd", agenda=1))
    assert "Blodeuwedd" not in str(reading.opened(pdf).metadata)


def test_an_error_of_the_typesetter_says_nothing_of_the_words(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(CouldNotSet) as fault:
        typesetting.pdf("sheet", {"title": "my secret words", "lang": "en"})
    with caplog.at_level(logging.DEBUG):
        faults.note(fault.value)
    assert "secret" not in str(fault.value) + repr(fault.value) + caplog.text
    assert fault.value.__cause__ is None and fault.value.__suppress_context__


def test_an_error_of_the_drawing_says_nothing_of_the_words(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    picture = Picture({"mark": {"type": "secret words"}}, invented_frame(), "")
    with pytest.raises(CouldNotDraw) as fault:
        drawn([picture])
    faults.note(fault.value)
    heard = capfd.readouterr()
    assert "secret" not in str(fault.value) + caplog.text + heard.out + heard.err
    assert fault.value.__cause__ is None and fault.value.__suppress_context__


def invented_frame():
    return timeline.frame(invented.points(4), (), (), EN)


def test_nothing_is_left_behind_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    sheet.paper(EN, invented.sheet(agenda=2, weeks=13))
    assert list(tmp_path.rglob("*")) == []
