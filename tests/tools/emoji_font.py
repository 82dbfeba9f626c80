"""Make the emoji font for paper: `python -m tests.tools.emoji_font NotoEmoji_400Regular.ttf`.

Each joined emoji, which the font draws for several letters at once, gets a letter of its own in the private
use area. Drawings need that: their typesetter cannot join letters where two fonts meet. No outline changes.
"""

import sys

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from lrc_portal.paper.fallback import PRIVATE, ligatures
from lrc_portal.paper.typesetting import FONTS


def main(original: str) -> None:
    font = TTFont(original)
    letters = dict(font.getBestCmap())
    joined = sorted(set(ligatures(font).values()))
    letters.update({PRIVATE + place: glyph for place, glyph in enumerate(joined)})
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, []
    for platform, encoding in ((0, 4), (3, 10)):
        part = CmapSubtable.newSubtable(12)
        part.platformID, part.platEncID, part.language, part.cmap = platform, encoding, 0, letters
        table.tables.append(part)
    font["cmap"] = table
    font.save(FONTS / "NotoEmoji-Regular.ttf")
    print(f"{len(joined)} joined emoji have a letter of their own.")


if __name__ == "__main__":
    main(sys.argv[1])
