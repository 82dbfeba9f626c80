"""A damaged cell spoils its own entry: pages, files and lists go on, and a coordinator gets the number."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import MetaData, Table, Text, select, update
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from lrc_portal import startup
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import EncryptedText, KeysProblem
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Strength, UnreadableText
from lrc_portal.identity import second_step, sessions
from lrc_portal.record import strengths
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Language, Role, StrengthPlace
from tests.erasing.lives import Lives, make_lives
from tests.pages.conftest import Somebody, said, unfold
from tests.people import token
from tests.taking_along.doors import taken

NUMBER = re.compile(r"[CDFHJKMNPRTVX\d]{4}-[CDFHJKMNPRTVX\d]{4}")
ENGLISH, WELSH = "This entry cannot be read; a coordinator", "Ni ellir darllen y cofnod hwn; mae cydlynydd"


def damage(database: Database, *which: str) -> int:
    """Put what no key opens into every encrypted cell, or into those of these columns; how many."""
    many = 0
    with database.writing() as db:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                place = f"{table.name}.{column.name}"
                if isinstance(column.type, EncryptedText) and (not which or place in which):
                    many += spoil(db, table, column.name)
    return many


def as_text(table: Table) -> Table:
    """The table as the database has it: cells, and no words."""
    raw = Table(table.name, MetaData(), *(each._copy() for each in table.columns))
    for column in raw.columns:
        if isinstance(column.type, EncryptedText):
            column.type = Text()
    return raw


def spoil(db: Session, table: Table, name: str, *only: int) -> int:
    raw, keys = as_text(table), [key.name for key in table.primary_key.columns]
    stranger = Fernet(Fernet.generate_key())
    asked = select(*(raw.c[key] for key in keys)).where(raw.c[name].is_not(None))
    rows = db.execute(asked.where(raw.c[keys[0]].in_(only)) if only else asked).all()
    for row in rows:
        which = [raw.c[key] == value for key, value in zip(keys, row, strict=True)]
        db.execute(update(raw).where(*which).values({name: stranger.encrypt(b"x").decode()}))
    return len(rows)


def cells(db: Session) -> list[str]:
    raw = as_text(Base.metadata.tables["strength"])
    return list(db.scalars(select(raw.c.words).order_by(raw.c.id)))


@pytest.fixture
def lives(house: Database) -> Lives:
    with house.writing() as db:
        return make_lives(db)


def signed_in(house: Database, viewer: Viewer) -> Somebody:
    with house.writing() as db:
        viewer = replace(viewer, supervises=Role.COORDINATOR in viewer.roles)
        return Somebody(viewer, sessions.begin(db, by=viewer, device="Firefox", second_step=True))


def test_every_page_goes_on_beside_what_cannot_be_read(
    house: Database, lives: Lives, open_as: Callable[..., AppTest], caplog: pytest.LogCaptureFixture
) -> None:
    mari, dafydd, gareth, nia = (signed_in(house, each) for each in lives.leaving)
    assert damage(house) > 60
    shown: dict[str, int] = {}
    with caplog.at_level(logging.ERROR):
        for screen in SCREENS:
            name = screen.file.removesuffix(".py")
            theirs = next(each for each in (mari, gareth, nia) if screen.is_for(each.viewer))
            for somebody in {"notes": (mari, gareth), "shared": (dafydd,)}.get(name, (theirs,)):
                app = unfold(open_as(somebody, name))
                words = said(app)
                assert not app.exception and "fault " not in caplog.text, f"{name}: {caplog.text}"
                shown[name] = shown.get(name, 0) + words.count(ENGLISH)
    assert sum(many > 0 for many in shown.values()) >= 10, shown
    logged = set(NUMBER.findall(caplog.text))
    with house.reading() as db:
        told = set(db.scalars(select(UnreadableText.reference)))
    assert told == logged and len(told) > 20
    assert set(NUMBER.findall(said(unfold(open_as(nia, "community"))))) & told
    assert WELSH in said(open_as(mari, "strengths", Language.CYMRAEG))


def test_what_somebody_takes_away_says_it_too(house: Database, lives: Lives) -> None:
    damage(house)
    files = taken(house, lives.house.mari)
    assert ENGLISH.encode() in files["record.json"]


def test_one_damaged_entry_leaves_the_others_as_they_are(
    house: Database, member: Somebody, coordinator: Somebody, open_as: Callable[..., AppTest]
) -> None:
    with house.writing() as db:
        for words in ("patient", "a good neighbour"):
            strengths.add(
                db, by=member.viewer, submission=StrengthSubmission(StrengthPlace.SELF, words, token=token())
            )
        [first, _second] = db.scalars(select(Strength.id).order_by(Strength.id))
        spoil(db, Base.metadata.tables["strength"], "words", first)
        before = cells(db)
    words = said(open_as(member, "strengths"))
    assert words.count(ENGLISH) == 1 and "a good neighbour" in words and "patient" not in words
    [number] = set(NUMBER.findall(words))
    assert number in said(open_as(coordinator, "community")), "the same number, and nothing else of it"
    # Saved as it stood in the form, it stays what it was: a backup of before may have the words still.
    with house.seen_by(member.viewer).writing() as db:
        row = db.get_one(Strength, first)
        strengths.change(
            db,
            by=member.viewer,
            strength_id=first,
            submission=StrengthSubmission(StrengthPlace.COMMUNITY, str(row.words), token=token()),
        )
    with house.reading() as db:
        assert cells(db) == before


def test_whoever_types_the_sentence_gets_nothing_of_what_it_stands_for(
    house: Database, member: Somebody, coordinator: Somebody, open_as: Callable[..., AppTest]
) -> None:
    """The number is known to coordinators. With the cell itself they could read it once the keys are back."""
    with house.writing() as db:
        theirs = StrengthSubmission(StrengthPlace.SELF, "patient", token=token())
        strengths.add(db, by=member.viewer, submission=theirs)
        spoil(db, Base.metadata.tables["strength"], "words", 1)
        [damaged] = cells(db)
    sentence = next(line for line in said(open_as(member, "strengths")).splitlines() if ENGLISH in line)
    open_as(coordinator, "community")
    curious = replace(coordinator.viewer, roles=frozenset({Role.MEMBER}))
    with house.seen_by(curious).writing() as db:
        typed = StrengthSubmission(StrengthPlace.SELF, sentence.strip(), token=token())
        strengths.add(db, by=curious, submission=typed)
    with house.reading() as db:
        [first, second] = cells(db)
        assert first == damaged != second
        assert ENGLISH in str(db.scalars(select(Strength.words).where(Strength.id == 2)).one())


def test_a_damaged_secret_lets_nobody_in_and_keeps_nobody_from_their_spare_codes(
    house: Database, lives: Lives
) -> None:
    damage(house, "code_app.seed")
    with pytest.raises(second_step.WrongCode):
        second_step.pass_with_code(house, by=lives.house.mari, code="123456")


def test_a_start_refuses_keys_that_open_nothing_and_not_a_single_damaged_name(
    house: Database, lives: Lives
) -> None:
    with house.writing() as db:
        spoil(db, Base.metadata.tables["person"], "name", 1)
    assert startup.keys_fit(house)
    damage(house, "person.name", "person.display_name")
    with pytest.raises(KeysProblem, match="do not fit"):
        startup.keys_fit(house)
