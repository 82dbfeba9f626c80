"""Peer, not clinical: nothing here asks for a diagnosis, medication, risk or treatment."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from lrc_portal import vocabulary
from lrc_portal.database.models import Base
from lrc_portal.vocabulary import Language
from lrc_portal.words import gathering

CLINICAL = re.compile(
    r"diagnos|medicat|medicin|prescri|treatment|risk|symptom|dosage"
    r"|meddyginiaeth|moddion|presgripsi|triniaeth|risg|symptomau",
    re.IGNORECASE,
)

# Sentences that hold such a word and ask for nothing of the kind, and why they say it.
SAID_ALL_THE_SAME = {
    "What you share is for the people you choose.": "the limits of what is kept between people, said before",
}


def columns() -> Iterator[str]:
    for mapper in Base.registry.mappers:
        yield mapper.class_.__tablename__
        for column in mapper.class_.__table__.columns:
            yield f"{mapper.class_.__tablename__}.{column.name}"


def words_of_ours() -> Iterator[str]:
    """Every word that can be stored of a kind, a state or a choice."""
    for name, kind in vars(vocabulary).items():
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield from (f"{name}.{word.value}" for word in kind)


def sentences() -> Iterator[str]:
    """What is said on screens and on paper, in English, and in Welsh where there is Welsh."""
    for said, _file, _line in gathering.sentences():
        yield from [said] if isinstance(said, str) else said
    for message in gathering.read(Language.CYMRAEG):
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string


def test_no_field_is_for_what_is_clinical() -> None:
    there = list(columns())
    assert len(there) > 150
    assert not [name for name in there if CLINICAL.search(name)]


def test_no_word_that_can_be_stored_is_clinical() -> None:
    there = list(words_of_ours())
    assert len(there) > 100
    assert not [name for name in there if CLINICAL.search(name)]


def test_no_sentence_asks_for_it() -> None:
    there = set(sentences())
    assert len(there) > 500
    found = {sentence for sentence in there if CLINICAL.search(sentence)}
    unexplained = {each for each in found if not any(said in each for said in SAID_ALL_THE_SAME)}
    assert not unexplained, "say it without, or write in SAID_ALL_THE_SAME why it is said"


def test_no_reason_outlives_its_sentence() -> None:
    there = set(sentences())
    for said in SAID_ALL_THE_SAME:
        assert any(said in each and CLINICAL.search(each) for each in there), said


@pytest.mark.parametrize(
    "sentence", ["Your diagnosis", "Risk today", "Which medication?", "Eich meddyginiaeth", "Triniaeth"]
)
def test_the_words_are_found_where_they_stand(sentence: str) -> None:
    assert CLINICAL.search(sentence)
