"""Reading a PDF as somebody with the sheet in their hand does: its pages, its words, its pictures."""

import io
import re

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, StreamObject


def opened(pdf: bytes) -> PdfReader:
    assert pdf.startswith(b"%PDF-")
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> int:
    return len(opened(pdf).pages)


def words(pdf: bytes) -> str:
    """All that can be read on it, in the order of the page, without its line breaks."""
    told = " ".join(page.extract_text() for page in opened(pdf).pages)
    return re.sub(r"\s+", " ", told.replace("\u200b", "")).strip()


def letters(text: str) -> str:
    """A text without its blanks: where a line is broken on paper is not a matter of the words."""
    return re.sub(r"[\s\u200b]+", "", text)


def forms(pdf: bytes) -> list[str]:
    """The kinds of drawing that its pages call on, those within others too: /Form is lines, /Image dots."""
    found: list[str] = []
    seen: set[int] = set()

    def look(resources: DictionaryObject) -> None:
        for name in resources.get("/XObject", {}):
            drawing = resources["/XObject"][name].get_object()
            if id(drawing) not in seen:
                seen.add(id(drawing))
                found.append(drawing["/Subtype"])
                look(drawing.get("/Resources", DictionaryObject()))

    for page in opened(pdf).pages:
        look(page.get("/Resources", DictionaryObject()))
    return found


def glyphs(pdf: bytes, font: str) -> int:
    """How many glyphs of a font are drawn on its pages; a font stands in a PDF with two bytes a glyph."""
    n = 0
    for page in opened(pdf).pages:
        fonts = page["/Resources"]["/Font"]
        named = {name for name in fonts if font in fonts[name].get_object()["/BaseFont"]}
        current = None
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
            if operator == b"Tf":
                current = operands[0]
            elif operator in (b"Tj", b"TJ") and current in named:
                parts = operands[0] if operator == b"TJ" else [operands[0]]
                n += sum(len(part.original_bytes) // 2 for part in parts if hasattr(part, "original_bytes"))
    return n


def curves(pdf: bytes) -> int:
    """How many lines and curves are drawn on its pages and in the drawings that they call on."""
    reader = opened(pdf)
    drawn = [page.get_contents().get_data() for page in reader.pages]
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(number)
        if isinstance(thing, StreamObject) and thing.get("/Subtype") == "/Form":
            drawn.append(thing.get_data())
    return sum(len(re.findall(rb"(?<=\d )[lc]\b", each)) for each in drawn)
