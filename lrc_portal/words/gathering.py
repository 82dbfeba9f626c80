"""Gathers every sentence of the portal for the Welsh catalogue: `python -m lrc_portal.words.gathering`.

Sentences that left the code leave the catalogue; new ones come in without Welsh, and a test fails
until they have it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from lrc_portal.words.translator import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"t": None, "plural": (1, 2), "mark": None, "problem": (2,)}
WELSH_PLURALS = "nplurals=6; plural=(n==0?0:n==1?1:n==2?2:n==3?3:n==6?4:5);"
WIDTH = 100
_UNUSED_HEADERS = (
    '"Project-Id',
    '"Report-Msgid',
    '"POT-Creation',
    '"PO-Revision',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
)

# Welsh for which a Welsh speaker has still to say that it is the word people use here.
UNSURE = {
    "sobrwydd": "sobriety",
    "sobr": "sober",
    "ymatal": "abstain",
    "ailintegreiddio": "reintegration",
    "gweithiwr cymheiriaid": "peer worker",
    "gweithwyr cymheiriaid": "peer workers",
    "defnyddio eto": "return to use",
    "sut ydych chi heddiw": "check-in",
}


def sentences(root: Path = ROOT) -> Iterator[tuple[str | tuple[str, ...], str, int]]:
    """Each marked sentence (or pair of one and many) with its file, relative to `root`, and line."""
    for folder in ("pages", "lrc_portal"):
        for path in sorted((root / folder).rglob("*.py")):
            yield from _of_python(path, root)
        for path in sorted((root / folder).rglob("*.html")):
            yield from _of_template(path, root)


def read() -> Catalog:
    """The Welsh catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="cy")


def gathered(old: Catalog, root: Path = ROOT) -> Catalog:
    """A catalogue of the sentences in the code, with the Welsh that `old` has for them."""
    new = Catalog(locale="cy", charset="utf-8", fuzzy=False)
    new.header_comment = "# The portal in Cymraeg. English is the key."
    # Babel knows five forms of the Welsh plural, CLDR six.
    new.mime_headers = [("Plural-Forms", WELSH_PLURALS)]
    for sentence, place, _line in sentences(root):
        # Files without line numbers: the catalogue changes only when a sentence does.
        new.add(sentence, locations=[(place, None)])
    for message in new:
        if message.id:
            known = old.get(message.id[0] if message.pluralizable else message.id)
            if known is not None and known.pluralizable == message.pluralizable:
                message.string = known.string
            message.user_comments = unsure_of(message)
    return new


def unsure_of(message: Message) -> list[str]:
    """What a translator is asked to look at."""
    forms = message.string if message.pluralizable else (message.string,)
    said = " ".join(form or "" for form in forms).lower()
    found = [f"{cy} ({en})" for cy, en in UNSURE.items() if cy in said]
    return [f"A Welsh speaker has still to look at: {', '.join(found)}"] if found else []


def write(catalogue: Catalog) -> None:
    """Write the catalogue in the order of the sentences, so that a change reads as one."""
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=WIDTH, omit_header=False, include_lineno=False)
    text = CATALOGUE.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(_UNUSED_HEADERS)]
    CATALOGUE.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _of_python(path: Path, root: Path) -> Iterator[tuple[str | tuple[str, ...], str, int]]:
    """Babel's own reader passes over what stands inside an f-string; Python's does not."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        if called not in KEYWORDS:
            continue
        places = KEYWORDS[called] or (1,)
        arguments = [node.args[place - 1] for place in places if place <= len(node.args)]
        found = [each.value for each in arguments if isinstance(each, ast.Constant)]
        if len(found) == len(places):
            sentence = found[0] if len(found) == 1 else tuple(found)
            yield sentence, path.relative_to(root).as_posix(), node.lineno


def _of_template(path: Path, root: Path) -> Iterator[tuple[str | tuple[str, ...], str, int]]:
    for line, sentence, _comments, _context in extract_from_file("jinja2", path, keywords=KEYWORDS):
        yield sentence, path.relative_to(root).as_posix(), line


def without_welsh(catalogue: Catalog) -> list[str]:
    """The sentences that lack their Welsh, or a form of it."""
    return [
        message.id[0] if message.pluralizable else message.id
        for message in catalogue
        if message.id and not _is_whole(message)
    ]


def _is_whole(message: Message) -> bool:
    if message.pluralizable:
        return len(message.string) == 6 and all(message.string)
    return bool(message.string)


if __name__ == "__main__":
    catalogue = gathered(read())
    write(catalogue)
    lacking = without_welsh(catalogue)
    print(f"{len(catalogue)} sentences, {len(lacking)} without Welsh")
    for sentence in lacking:
        print(f"  {sentence}")
