"""`python -m tests.tools.icon_font`: the icons that a page can show, out of the 4000 that Streamlit sends.

Streamlit draws icons with a typeface of 375 kB, which is a third of a first visit on a slow line. What is
taken from it stands in `ICONS`: every icon that our source or a script of Streamlit's names, as a font and
as a list of names. Run it anew where `tests/identity/test_icon_font.py` says that one is missing: after a new
icon, or a new Streamlit. It needs `brotli`, which reads and writes fonts of this kind.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

ROOT = Path(__file__).resolve().parents[2]
STREAMLITS = Path(streamlit.__file__).parent / "static" / "static"
ICONS = ROOT / "lrc_portal" / "assets" / "fonts" / "material-symbols-rounded.woff2"
NAMES = ICONS.with_suffix(".txt")
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")

_QUOTED = re.compile(r"[\"'/:]([a-z0-9_]+)[\"':]")
_IN_SCRIPTS = re.compile(r":material/([a-z0-9_]+)")


def needed() -> set[str]:
    """Each icon that a page can show: any word in quotes that is the name of one, and those of Streamlit."""
    return set(_words()) & ALL_MATERIAL_ICONS


def _words() -> Iterator[str]:
    for folder in ("lrc_portal", "pages"):
        for module in (ROOT / folder).rglob("*.py"):
            yield from _QUOTED.findall(module.read_text(encoding="utf-8"))
    for script in (STREAMLITS / "js").glob("*.js"):
        yield from _IN_SCRIPTS.findall(script.read_text(encoding="utf-8"))


def main() -> None:
    [whole] = (STREAMLITS / "media").glob("MaterialSymbols-Rounded*.woff2")
    font = TTFont(whole)
    letters: dict[str, str] = {}
    for code, glyph in font.getBestCmap().items():
        letters.setdefault(glyph, chr(code).lower())
    drawn = _ligatures(font, letters)
    names = sorted(needed() & drawn.keys())
    options = subset.Options(flavor="woff2", layout_closure=False, layout_features=["*"], glyph_names=False)
    taken = subset.Subsetter(options)
    written = {glyph for glyph, letter in letters.items() if letter in LETTERS}
    taken.populate(glyphs=written | {drawn[name] for name in names})
    taken.subset(font)
    subset.save_font(font, ICONS, options)
    NAMES.write_text("\n".join(names) + "\n", encoding="utf-8")
    print(
        f"{len(names)} icons in {ICONS.stat().st_size / 1000:.1f} kB, of {whole.stat().st_size / 1000:.1f} kB"
    )


def _ligatures(font: TTFont, letters: dict[str, str]) -> dict[str, str]:
    """The glyph of each name that is written as an icon."""
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                for each in ligatures:
                    name = "".join(letters.get(glyph, "?") for glyph in (first, *each.Component))
                    found[name] = each.LigGlyph
    return found


if __name__ == "__main__":
    main()
