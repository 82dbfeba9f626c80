"""Any script's honest names are taken, what nobody sees does not count, and no name passes for another."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.identity import accounts, names
from lrc_portal.identity.accounts import NameTaken, NewAccountWithProvider
from lrc_portal.identity.signing_in import Browser, with_passphrase
from lrc_portal.vocabulary import Language, Role
from lrc_portal.words.marks import Invalid
from tests.identity.conftest import PASSPHRASE, PASSPHRASE_HASH

Make = Callable[..., Viewer]

RIGHT_TO_LEFT, NO_WIDTH, SOFT_HYPHEN, BELL = "\u202e", "\u200b", "\u00ad", "\x07"
JOINER, NON_JOINER, FILLER = "\u200d", "\u200c", "\u3164"


@pytest.mark.parametrize(
    "name",
    [
        "Siân",
        "Ŵyn",
        "Łukasz",
        "O'Brien",
        "O’Brien",
        "Ffion-Haf",
        "李",
        "田中さくら",
        "タロウ",
        "김철수",
        "عائشة",
        "مُحَمَّد",
        f"علی{NON_JOINER}رضا",
        "יעקב",
        "शर्मा",
        "Анна",
        "Анна Smith",
        "Σωκράτης",
        "Nguyễn Thị",
        "Dave 2",
        "Mr. X",
        "Nia 🌻",
    ],
)
def test_an_honest_name_is_taken_as_it_is(name: str) -> None:
    assert names.problems("name", name) == []
    assert names.tidy(name) == name


@pytest.mark.parametrize(
    "name",
    [
        f"Ceri{NO_WIDTH}",
        f"{RIGHT_TO_LEFT}Ceri",
        f"Ce{SOFT_HYPHEN}ri",
        f"Ceri{BELL}",
        f"Ce{JOINER}ri",
        f"Ceri{FILLER}",
        "Ｃｅｒｉ",
        "𝓒𝓮𝓻𝓲",
    ],
)
def test_what_cannot_be_seen_or_is_only_drawn_differently_does_not_count(name: str) -> None:
    assert names.tidy(name) == "Ceri" and names.key(name) == names.key("ceri")
    assert names.problems("name", name) == []


def test_it_makes_no_other_name(make_person: Make, database: Database) -> None:
    name = f"{RIGHT_TO_LEFT}Ceri{NO_WIDTH}"
    ceri = make_person("Ceri")
    with pytest.raises(NameTaken):
        make_person(name)
    with database.writing() as db:
        accounts.change_called(db, by=ceri, display_name=name)
        assert db.get_one(Person, ceri.person_id).display_name == "Ceri"


def test_an_apostrophe_is_one_whatever_the_keyboard_makes_of_it() -> None:
    assert names.key("O’Brien") == names.key("o'brien") and names.key("Ffion–Haf") == names.key("ffion-haf")


@pytest.mark.parametrize(
    "name",
    ["Сeri", "Cеri", "ΑlaskaJazz", "Ивaн", "Ceri\ue000", "Z" + "\u0336\u0337\u0338\u0321\u0322", "O·Connor"],
)
def test_a_name_that_passes_for_another_or_cannot_be_shown_is_refused(name: str) -> None:
    assert names.problems("name", name)


def test_it_is_refused_wherever_it_is_typed(door: TestClient, make_person: Make, database: Database) -> None:
    name = "Сeri"
    form = {"name": name, "display_name": name, "passphrase": PASSPHRASE, "agree": "yes", "kind": "member"}
    page = door.post("/start", data=form).text
    assert 'id="name-problem"' in page and 'id="display_name-problem"' in page and f'value="{name}"' in page
    assert NewAccountWithProvider(name, True, Language.ENGLISH).problems()
    with pytest.raises(Invalid), database.writing() as db:
        accounts.change_called(db, by=make_person("Ceri"), display_name=name)


def older_account(database: Database, name: str, passphrase_hash: str) -> int:
    """An account as it was made before names were folded: by composed letters and capitals alone."""
    with database.writing() as db:
        key = lookup_hash("name", name.casefold())
        person = Person(name=name, display_name=name, name_key=key, passphrase_hash=passphrase_hash)
        person.language, person.created_at = Language.ENGLISH, clock.now()
        db.add(person)
        db.flush()
        return person.id


def test_twins_from_before_names_were_folded_both_still_sign_in(
    make_person: Make, database: Database
) -> None:
    twin = f"Ceri{NO_WIDTH}"
    owners = {
        twin: older_account(database, twin, PASSPHRASE_HASH),
        "O’Brien": older_account(database, "O’Brien", PASSPHRASE_HASH),
        "Ceri": make_person("Ceri", Role.MEMBER).person_id,
    }
    for name, person_id in owners.items():
        came_in = with_passphrase(
            database, name=name, passphrase=PASSPHRASE, browser=Browser("192.0.2.1", "")
        )
        assert came_in.viewer.person_id == person_id
    with pytest.raises(NameTaken):
        make_person("O’Brien")
    with database.reading() as db:
        assert len(db.scalars(select(Person)).all()) == 3
