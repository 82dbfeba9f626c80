"""Accounts and passphrases."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Consent, Person
from lrc_portal.identity import accounts, consent, passphrases, sessions
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.identity.viewer import viewer_of
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words.marks import Invalid
from lrc_portal.words.translator import translator
from tests.identity.conftest import PASSPHRASE

Make = Callable[..., Viewer]


def fields(unsound: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in unsound.value.problems]


@pytest.mark.parametrize("written", ["Siân  Ŵyn", "siân ŵyn", " SIÂN ŴYN ", "Sia\u0302n W\u0302yn"])
def test_a_name_is_found_however_it_is_written(make_person: Make, database: Database, written: str) -> None:
    person = make_person("Siân Ŵyn", Role.MEMBER)
    with database.reading() as db:
        found = accounts.find(db, written)
    assert found is not None and found.id == person.person_id


def test_two_people_cannot_have_one_name(make_person: Make) -> None:
    make_person("Ceri")
    with pytest.raises(Invalid) as unsound:
        make_person("cERI ")
    assert fields(unsound) == ["name"]


def test_names_and_passphrases_do_not_stand_in_the_database(make_person: Make, database: Database) -> None:
    make_person("Gwenhwyfar", passphrase="plain words nowhere")
    with database.engine.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM person")).all())
    assert "wenhwyfar" not in rows and "plain words" not in rows
    assert "$argon2id$" in rows


def test_consent_is_kept_as_it_was_worded_in_the_language_it_was_given_in(
    house: object, database: Database
) -> None:
    with database.writing() as db:
        accounts.create(db, NewAccount("Ceri", "", PASSPHRASE, True, Language.CYMRAEG))
    with database.reading() as db:
        kept = db.scalars(select(Consent)).one()
    assert kept.language is Language.CYMRAEG and kept.withdrawn_at is None
    assert kept.wording == consent.INVITED.wording(translator(Language.CYMRAEG))


@pytest.mark.parametrize("language", Language, ids=lambda each: each.value)
def test_a_consent_has_room_in_each_language(language: Language) -> None:
    for words in (consent.INVITED, consent.STARTING):
        assert 50 < len(words.wording(translator(language))) <= Consent.wording.type.length


def test_without_consent_there_is_no_account(house: object, database: Database) -> None:
    with pytest.raises(Invalid) as unsound, database.writing() as db:
        accounts.create(db, NewAccount("Ceri", "", PASSPHRASE, False, Language.ENGLISH))
    assert fields(unsound) == ["agree"]
    with database.reading() as db:
        assert db.scalars(select(Person)).all() == []


@pytest.mark.parametrize(
    "passphrase",
    ["", "7 signs", "x" * 129, "password", "Password", "12345678", "livingroom", "aaaaaaaaaa", "Ceri Morgan"],
)
def test_a_passphrase_that_is_easy_to_guess_is_refused(passphrase: str) -> None:
    assert passphrases.problems("passphrase", passphrase, "Ceri Morgan")


@pytest.mark.parametrize("passphrase", ["8 signs!", "river stone lamp", "x1y" + "z" * 125, "llwybr yr afon"])
def test_a_passphrase_that_is_hard_to_guess_is_taken(passphrase: str) -> None:
    assert not passphrases.problems("passphrase", passphrase, "Ceri Morgan")


def test_a_passphrase_fits_however_the_keyboard_composed_it() -> None:
    assert passphrases.fits("ty\u0302 bach twt", passphrases.hashed("tŷ bach twt"))
    # Spaces around it come along when it is pasted; those of other alphabets are spaces too.
    assert passphrases.fits("\u00a0 tŷ\u3000bach\u2003twt \n", passphrases.hashed("ty\u0302 bach twt"))
    assert passphrases.problems("new", "Siôn Ap Rhys", "Sio\u0302n  ap Rhys")
    assert not passphrases.fits("tŷ bach twt", None)
    assert not passphrases.fits("y" * 1_000_000, passphrases.hashed("tŷ bach twt"))


def test_changing_the_passphrase_needs_the_old_one_and_ends_other_sessions(
    make_person: Make, database: Database
) -> None:
    person = make_person("Ceri", Role.MEMBER)
    with database.writing() as db:
        here = sessions.begin(db, by=person, device="")
        there = sessions.begin(db, by=person, device="")
    viewer = viewer_of(database, here)
    assert viewer is not None
    with pytest.raises(Invalid) as unsound:
        accounts.change_passphrase(database, by=viewer, old="not it at all", new="new river lamp")
    assert fields(unsound) == ["old"]
    accounts.change_passphrase(database, by=viewer, old=PASSPHRASE, new="new river lamp")
    assert viewer_of(database, here) is not None
    assert viewer_of(database, there) is None
    with database.reading() as db:
        assert passphrases.fits("new river lamp", db.get_one(Person, person.person_id).passphrase_hash)


def test_language_and_what_one_is_called_can_be_changed(make_person: Make, database: Database) -> None:
    person = make_person("Ceri", Role.MEMBER)
    with database.writing() as db:
        accounts.change_language(db, by=person, language=Language.CYMRAEG)
        accounts.change_called(db, by=person, display_name="Cez")
        token = sessions.begin(db, by=person, device="")
    viewer = viewer_of(database, token)
    assert viewer is not None
    assert (viewer.display_name, viewer.language) == ("Cez", Language.CYMRAEG)


def test_a_space_that_was_pasted_along_does_not_count() -> None:
    kept = passphrases.hashed("river stone lamp \u00a0")
    assert passphrases.fits("river stone lamp", kept) and passphrases.fits(" river stone lamp\t", kept)
    assert not passphrases.fits("riverstone lamp", kept)
    assert passphrases.problems("passphrase", "seven77   ")
    before_spaces_were_left_out = PasswordHasher().hash("river stone lamp ")
    assert passphrases.fits("river stone lamp ", before_spaces_were_left_out)
