"""Font fallback for the words in a drawing. The typesetter has it for text, and not for text inside an SVG.

An emoji is given the font that comes along. A joined one, such as a family or a flag, becomes the one letter
that this font has for it: where two fonts meet inside an SVG, usvg miscounts what is drawn as one, and loses
letters or breaks down. For the same reason a letter and its accent are made one.
"""

import html
import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from fontTools.ttLib import TTFont

from lrc_portal.paper.typesetting import FONTS
from lrc_portal.words.graphemes import clusters

EMOJI = "Noto Emoji"
PRIVATE = 0xF0000
"""From here on the font has its joined emoji, each as one letter (`tests/tools/emoji_font.py`)."""
_WORDS = re.compile(r"(?<=>)[^<>]+(?=</(?:text|tspan)>)")
# What only joins, or says how the letter before it is to look; of one colour, a skin has no tone.
_JOINS = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_LOOKS = str.maketrans("", "", "\ufe0e\ufe0f")


def with_fonts(svg: str) -> str:
    """The same drawing, in which each emoji has a font that can draw it."""
    return _WORDS.sub(lambda found: _with_fonts(found[0]), svg)


def ligatures(font: TTFont) -> dict[str, str]:
    """What the font draws as one: the letters, and the name of the glyph."""
    letter = {glyph: chr(code) for code, glyph in reversed(font.getBestCmap().items()) if code < PRIVATE}
    return {
        "".join(letter[part] for part in (first, *each.Component)): each.LigGlyph
        for lookup in font["GSUB"].table.LookupList.Lookup
        for table in lookup.SubTable
        for first, several in getattr(table, "ligatures", {}).items()
        for each in several
    }


def _with_fonts(escaped: str) -> str:
    if escaped.isascii():
        return escaped
    own = _own()
    parts = []
    told = (
        (letter, None) if own.issuperset(letter) else _emoji(letter)
        for letter in clusters(unicodedata.normalize("NFC", html.unescape(escaped)))
    )
    for font, run in groupby(told, key=lambda each: each[1]):
        words = html.escape("".join(letter for letter, _font in run), quote=False)
        parts.append(f'<tspan font-family="{font}">{words}</tspan>' if font else words)
    return "".join(parts)


def _emoji(letter: str) -> tuple[str, str | None]:
    """The letters that stand for this one in the emoji font; as it was where the font does not have it."""
    alone, joined = _emoji_font()
    left, told = letter.translate(_LOOKS), ""
    while left:
        # What is joined in a way that the font does not know stands as its parts, one after the other.
        length = next((n for n in range(len(left), 1, -1) if left[:n] in joined), 1)
        told += joined.get(left[:length], left[:length].translate(_JOINS))
        left = left[length:]
    return (told, EMOJI) if told and (alone | set(joined.values())).issuperset(told) else (letter, None)


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    with TTFont(FONTS / "AtkinsonHyperlegibleNext-Regular.ttf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@lru_cache(maxsize=1)
def _emoji_font() -> tuple[frozenset[str], dict[str, str]]:
    """The letters it has, and for what it joins the one letter."""
    with TTFont(FONTS / "NotoEmoji-Regular.ttf", lazy=True) as font:
        letters = font.getBestCmap()
        one = {glyph: chr(code) for code, glyph in letters.items() if code >= PRIVATE}
        return frozenset(map(chr, letters)), {said: one[glyph] for said, glyph in ligatures(font).items()}
