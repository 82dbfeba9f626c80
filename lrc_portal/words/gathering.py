"""Gathers every sentence of the portal for the catalogues: `python -m lrc_portal.words.gathering`.

Sentences that left the code leave the catalogues; new ones come in without translation, or with that of
a sentence much like them for a person to confirm. A test fails until a complete language has them all.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from lrc_portal.vocabulary import LANGUAGES, Language
from lrc_portal.words.translator import catalogue_of

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"t": None, "plural": (1, 2), "mark": None, "problem": (2,)}
TRANSLATED = tuple(language for language in Language if language is not Language.ENGLISH)
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
    "bywyd o'm cwmpas": "life around me",
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


def read(language: Language) -> Catalog:
    """The catalogue of a language as it stands; an empty one where there is none yet."""
    path, locale = catalogue_of(language), LANGUAGES[language].locale
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def gathered(language: Language, old: Catalog, root: Path = ROOT) -> Catalog:
    """A catalogue of the sentences in the code, with the translations that `old` has for them.

    A sentence that is new takes over the translation of the one it is most like, marked as fuzzy: it is
    not said to anybody until a person has looked at it and taken the mark away.
    """
    spoken = LANGUAGES[language]
    code = Catalog(locale=spoken.locale, charset="utf-8", fuzzy=False)
    for sentence, place, _line in sentences(root):
        # Files without line numbers: the catalogue changes only when a sentence does.
        code.add(sentence, locations=[(place, None)])  # type: ignore[list-item]  # Babel writes it as it is
    new = Catalog(locale=spoken.locale, charset="utf-8", fuzzy=False)
    for message in old:
        if message.id:
            new[message.id] = message
    new.update(code)
    new.header_comment = f"# The portal in {spoken.name}. English is the key."
    new.mime_headers = [("Language", language.value), ("Plural-Forms", new.plural_forms)]
    for message in new:
        if message.fuzzy:
            # Whoever read it read it beside another English.
            message.flags.discard("read")
        if message.id and language is Language.CYMRAEG:
            message.user_comments = unsure_of(message)
    return new


def unsure_of(message: Message) -> list[str]:
    """What a translator is asked to look at."""
    said = " ".join(_forms(message)).lower()
    found = [f"{cy} ({en})" for cy, en in UNSURE.items() if cy in said]
    return [f"A Welsh speaker has still to look at: {', '.join(found)}"] if found else []


def write(language: Language, catalogue: Catalog) -> None:
    """Write the catalogue in the order of the sentences, so that a change reads as one.

    Of a fuzzy one it tells which English its translation was written for.
    """
    path = catalogue_of(language)
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            sort_output=True,
            width=WIDTH,
            omit_header=False,
            include_lineno=False,
            ignore_obsolete=True,
            include_previous=True,
        )
    text = path.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(_UNUSED_HEADERS)]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


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
        found = [
            each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if len(found) == len(places):
            sentence = found[0] if len(found) == 1 else tuple(found)
            yield sentence, path.relative_to(root).as_posix(), node.lineno


def _of_template(path: Path, root: Path) -> Iterator[tuple[str | tuple[str, ...], str, int]]:
    for line, sentence, _comments, _context in extract_from_file("jinja2", path, keywords=KEYWORDS):
        yield sentence, path.relative_to(root).as_posix(), line


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that lack their translation or a form of it, or whose translation is fuzzy."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not _is_whole(message, catalogue.num_plurals)
    ]


def _forms(message: Message) -> tuple[str, ...]:
    """What its translation says, or each form of it; empty where there is none."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(form or "" for form in said)


def _is_whole(message: Message, plural_forms: int) -> bool:
    said = _forms(message)
    return not message.fuzzy and len(said) == (plural_forms if message.pluralizable else 1) and all(said)


def _run() -> None:
    for language in TRANSLATED:
        catalogue = gathered(language, read(language))
        write(language, catalogue)
        lacking = untranslated(catalogue)
        print(f"{LANGUAGES[language].name}: {len(catalogue)} sentences, {len(lacking)} without translation")
        if LANGUAGES[language].complete:
            for sentence in lacking:
                print(f"  {sentence}")


if __name__ == "__main__":
    _run()
