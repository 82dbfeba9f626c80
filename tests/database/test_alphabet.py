"""Names stand in the order in which people of a language look for them, in Python and on both databases."""

import random

import pytest
from sqlalchemy import literal, select, union_all

from lrc_portal.database import alphabet
from lrc_portal.database.engine import Database
from lrc_portal.vocabulary import Language

IN_ORDER = {
    Language.ENGLISH: ["11 o'clock", "Chris", "Côr nos Iau", "Cysgu'n well", "Ébène", "ellen", "Zoë"],
    Language.CYMRAEG: [
        "Angharad",
        "Alun",
        "côr nos Iau",
        "Cysgu'n well",
        "Chwarae",
        "Dylan",
        "Ddoe",
        "Gwen",
        "Lowri",
        "LLINOS",
        "O\u0302l",
        "Ôlion",
        "ŵyn",
        "Ysgol",
    ],
}


@pytest.mark.parametrize("language", list(Language))
def test_names_stand_in_the_alphabet_of_their_reader(database: Database, language: Language) -> None:
    names = IN_ORDER[language]
    mixed = random.Random(7).sample(names, len(names))
    assert sorted(mixed, key=lambda each: alphabet.in_order(language, each)) == names
    rows = union_all(*(select(literal(each).label("name")) for each in mixed)).subquery()
    with database.reading() as db:
        asked = select(rows.c.name).order_by(alphabet.column_in_order(language, rows.c.name))
        assert list(db.scalars(asked)) == names
