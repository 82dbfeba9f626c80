"""Welsh changes the beginning of a word after another: which letters, where, and where not."""

import re

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words import gathering, welsh
from lrc_portal.words.translator import translator
from lrc_portal.words.welsh import Mutation

_COUNTED = re.compile(r"\{n\} (\w+)")
cy, en = translator(Language.CYMRAEG), translator(Language.ENGLISH)

MUTATED = [
    # the word, after "o" and "i" (soft), after "yn" (nasal), after "a" (aspirate)
    ("Pontypridd", "Bontypridd", "Mhontypridd", "Phontypridd"),
    ("Tachwedd", "Dachwedd", "Nhachwedd", "Thachwedd"),
    ("Caerdydd", "Gaerdydd", "Nghaerdydd", "Chaerdydd"),
    ("bywyd", "fywyd", "mywyd", "bywyd"),
    ("Dinbych", "Ddinbych", "Ninbych", "Dinbych"),
    ("Gorffennaf", "Orffennaf", "Ngorffennaf", "Gorffennaf"),
    ("gweithiwr", "weithiwr", "ngweithiwr", "gweithiwr"),
    ("Mawrth 2026", "Fawrth 2026", "Mawrth 2026", "Mawrth 2026"),
    ("llesiant", "lesiant", "llesiant", "llesiant"),
    ("Rhagfyr", "Ragfyr", "Rhagfyr", "Rhagfyr"),
    ("perthnasoedd", "berthnasoedd", "mherthnasoedd", "pherthnasoedd"),
    ("teulu", "deulu", "nheulu", "theulu"),
    ("cymuned", "gymuned", "nghymuned", "chymuned"),
    ("dydd Llun", "ddydd Llun", "nydd Llun", "dydd Llun"),
    # letters of two signs, vowels and what never changes
    ("Chwefror", "Chwefror", "Chwefror", "Chwefror"),
    ("ffrind", "ffrind", "ffrind", "ffrind"),
    ("theatr", "theatr", "theatr", "theatr"),
    ("sobrwydd", "sobrwydd", "sobrwydd", "sobrwydd"),
    ("Hydref", "Hydref", "Hydref", "Hydref"),
    ("nodau", "nodau", "nodau", "nodau"),
    ("Ebrill", "Ebrill", "Ebrill", "Ebrill"),
    ("iechyd", "iechyd", "iechyd", "iechyd"),
    ("grŵp", "grŵp", "grŵp", "grŵp"),
    ("gêm", "gêm", "gêm", "gêm"),
    ("tsips", "tsips", "tsips", "tsips"),
    ("Maw 2026", "Maw 2026", "Maw 2026", "Maw 2026"),
    ("5 Mawrth", "5 Mawrth", "5 Mawrth", "5 Mawrth"),
    ("“cerdded”", "“gerdded”", "“ngherdded”", "“cherdded”"),
    ("**teulu**", "**deulu**", "**nheulu**", "**theulu**"),
    ("", "", "", ""),
]


@pytest.mark.parametrize(("word", "soft", "nasal", "aspirate"), MUTATED, ids=[row[0] for row in MUTATED])
def test_each_mutation_of_a_word(word: str, soft: str, nasal: str, aspirate: str) -> None:
    assert [welsh.mutated(word, each) for each in Mutation] == [soft, nasal, aspirate]


SENTENCES = [
    ("o {x:soft}", "Caerdydd", "o Gaerdydd"),
    ("hyd at {x:soft}", "Mawrth 2026", "hyd at Fawrth 2026"),
    ("i {x:soft}", "Gorffennaf", "i Orffennaf"),
    ("yn {x:nasal}", "Caerdydd", "yng Nghaerdydd"),
    ("yn {x:nasal}", "Pontypridd", "ym Mhontypridd"),
    ("Yn {x:nasal}", "Bangor", "Ym Mangor"),
    ("yn {x:nasal}", "Gwynedd", "yng Ngwynedd"),
    ("yn {x:nasal}", "Dinbych", "yn Ninbych"),
    ("yn {x:nasal}", "Abertawe", "yn Abertawe"),
    ("ym mis {x}", "Mawrth", "ym mis Mawrth"),
    ("cryfder a {x:aspirate}", "cymuned", "cryfder a chymuned"),
    ("cryfder a {x:aspirate}", "iechyd", "cryfder ac iechyd"),
    ("gyda {x:aspirate}", "teulu", "gyda theulu"),
    ("Gyda {x}", "Owain", "Gydag Owain"),
    ("â {x:aspirate}", "phobl", "â phobl"),
    ("â {x}", "Eleri", "ag Eleri"),
    ("na {x}", "Alun", "nac Alun"),
    ("na {x:aspirate}", "teulu", "na theulu"),
    ("a “{x}”", "Alcohol", "ac “Alcohol”"),
    # the names of people stay as they are, whatever stands before them
    ("i {x}", "Gareth", "i Gareth"),
    ("gan {x}", "Mari", "gan Mari"),
    ("Chi a {x}", "Carys", "Chi a Carys"),
    ("yn {x}", "Caerdydd", "yn Caerdydd"),
    # and a gap may stand twice, each time as it asks
    ("{x}, o {x:soft}", "Caerdydd", "Caerdydd, o Gaerdydd"),
]


@pytest.mark.parametrize(("sentence", "word", "said"), SENTENCES)
def test_a_sentence_asks_for_the_mutation_of_what_fills_it(sentence: str, word: str, said: str) -> None:
    assert welsh.filled(sentence, {"x": word}) == said


LISTS = [
    # words of the portal mutate behind "a"; "ac" stands before a vowel and a few words beside
    (["emosiynol", "cymdeithasol"], "emosiynol a chymdeithasol"),
    (["Saesneg", "Cymraeg"], "Saesneg a Chymraeg"),
    (["Saesneg", "Cymraeg", "Pwyleg"], "Saesneg, Cymraeg a Phwyleg"),
    (["un", "dau", "tri"], "un, dau a thri"),
    (["un", "dau", "wyth"], "un, dau ac wyth"),
    (["sobrwydd", "iechyd"], "sobrwydd ac iechyd"),
    (["dydd Llun", "dydd Mawrth"], "dydd Llun a dydd Mawrth"),
    (["cyffuriau", "alcohol"], "cyffuriau ac alcohol"),
    (["aelodau", "mae"], "aelodau ac mae"),
    (["aelodau", "y teulu"], "aelodau a’r teulu"),
    (["teulu", "yr aelod"], "teulu a’r aelod"),
    (["3 Mawrth", "8 Ebrill"], "3 Mawrth ac 8 Ebrill"),
    (["3 Mawrth", "18 Ebrill"], "3 Mawrth a 18 Ebrill"),
    (["3 Mawrth", "11 Ebrill"], "3 Mawrth ac 11 Ebrill"),
    (["3 Mawrth", "80 Ebrill"], "3 Mawrth ac 80 Ebrill"),
    (["cymuned"], "cymuned"),
    ([], ""),
]


@pytest.mark.parametrize(("words", "said"), LISTS, ids=[row[1] or "none" for row in LISTS])
def test_words_of_ours_in_a_list(words: list[str], said: str) -> None:
    assert cy.listed(words, ours=True) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Mari", "Carys"], "Mari a Carys"),
        (["Mari", "Eleri"], "Mari ac Eleri"),
        (["Mari", "Wil"], "Mari a Wil"),
        (["Mari", "Ŵyn"], "Mari ac Ŵyn"),
        (["Mari", "Tomos", "Pedr"], "Mari, Tomos a Pedr"),
    ],
)
def test_names_in_a_list_stay_as_they_are(names: list[str], said: str) -> None:
    assert cy.listed(names) == said


def test_english_lists_and_sentences_know_nothing_of_it() -> None:
    assert en.listed(["one", "two", "three"], ours=True) == "one, two and three"
    assert en("{first} to {last}", first="January", last="March") == "January to March"


def test_months_stand_behind_mis_or_soft() -> None:
    assert cy("{first} to {last}", first="Ionawr", last="Mawrth 2026") == "Ionawr hyd at Fawrth 2026"
    assert cy("In {month}: {kinds}.", month="Mawrth 2026", kinds="x") == "Ym mis Mawrth 2026: x."


def test_a_catalogue_asks_for_mutations_that_there_are() -> None:
    asked = {
        found
        for message in gathering.read(Language.CYMRAEG)
        if message.id
        for form in ([message.string] if isinstance(message.string, str) else message.string)
        for found in welsh.ASKED.findall(form)
    }
    assert asked <= set(Mutation)


def test_what_is_counted_stands_in_the_form_that_its_number_asks_for() -> None:
    """After 2 soft, after 3 (of what is masculine) and 6 aspirate, after 1 soft of what is feminine."""
    seen = 0
    for message in gathering.read(Language.CYMRAEG):
        if not message.id or not message.pluralizable:
            continue
        said = [found[1] if (found := _COUNTED.search(form)) else None for form in message.string]
        if (word := said[5]) is None:
            continue
        seen += 1
        soft, aspirate = (welsh.mutated(word, each) for each in (Mutation.SOFT, Mutation.ASPIRATE))
        fitting = ((), (word, soft), (soft,), (word, aspirate), (aspirate,), (word,))
        wrong = [
            f"{form!r}"
            for counted, fits, form in zip(said[1:], fitting[1:], message.string[1:], strict=True)
            if counted is not None and counted not in fits
        ]
        assert not wrong, f"{message.id[0]!r}: {wrong}"
    assert seen > 50
