"""The shelf: who reads what, how it is searched, checked, changed by two at once, and kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import UsefulThing
from lrc_portal.support.good_to_know import keeping, my_things, passing_on, shelf
from lrc_portal.support.good_to_know.shelf import Line, Said, Wanted
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Element, ForWhom, Language, Role, UsefulKind
from lrc_portal.words.marks import Invalid
from tests.people import make_person
from tests.sharing.house import make_house
from tests.support.on_the_shelf import choir, put
from tests.tools.statements import sent_to


def titles(db, viewer: Viewer, wanted: Wanted | None = None) -> list[str]:
    return [each.title(each.language(Language.ENGLISH)) for each in found(db, viewer, wanted)]


def found(db, viewer: Viewer, wanted: Wanted | None = None) -> list[Line]:
    return shelf.read_query(viewer, wanted).run(db)


def problems_of(**changed: object) -> set[str]:
    return {each.field for each in choir(**changed).problems()}


def test_everybody_reads_what_is_meant_for_them_and_who_works_here_reads_all(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        both = make_person(db, "Anwen", Role.MEMBER, Role.FAMILY)
        nobody = make_person(db, "Zoe")
        for whom in ForWhom:
            put(db, house.nia, whom=whom, en=Said(whom.value))
        all_of_it = ["everybody", "family", "members"]
        assert titles(db, house.mari) == ["everybody", "members"]
        assert titles(db, house.dafydd) == ["everybody", "family"]
        for viewer in (both, house.gareth, house.nia):
            assert titles(db, viewer) == all_of_it
        assert titles(db, nobody) == [] == titles(db, house.mari.through_other_eyes(frozenset()))


def test_things_stand_in_the_alphabet_of_their_reader_whatever_accent_they_have(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        for title in ("Chwarae", "Cysgu'n well", "Côr nos Iau"):
            put(db, house.nia, en=Said(), cy=Said(title))
        for language, expected in (
            (Language.ENGLISH, ["Chwarae", "Côr nos Iau", "Cysgu'n well"]),
            (Language.CYMRAEG, ["Côr nos Iau", "Cysgu'n well", "Chwarae"]),
        ):
            assert titles(db, replace(house.mari, language=language)) == expected


def test_words_are_found_in_both_languages_without_accents_and_only_all_of_them(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        put(db, house.nia)
        put(db, house.nia, en=Said("Running 100%_sure"), cy=Said(), element=None, kind=UsefulKind.TEXT)
        looked_for = {
            "COR fawrth": ["The Tuesday choir"],
            "sing tuesday": ["The Tuesday choir"],
            "sing running": [],
            "0%_s": ["Running 100%_sure"],
            "%": ["Running 100%_sure"],
            "\0": ["Running 100%_sure", "The Tuesday choir"],
        }
        for words, expected in looked_for.items():
            assert titles(db, house.mari, Wanted(words)) == expected, words
        assert titles(db, house.mari, Wanted(element=Element.HEALTH)) == ["Running 100%_sure"]
        assert titles(db, house.mari, Wanted(kind=UsefulKind.PLACE)) == ["The Tuesday choir"]


def test_what_is_in_one_language_is_read_in_that(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        put(db, house.nia, en=Said())
        [thing] = found(db, house.mari)
    assert {thing.language(each) for each in Language} == {Language.CYMRAEG}
    assert thing.title(Language.CYMRAEG) == "Côr nos Fawrth"


def test_what_is_no_link_and_no_number_is_refused_beside_its_field() -> None:
    refused = (
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https://example",
        "https://me:secret@example.org",
        'https://example.org/"onclick="',
        "https://exa mple.org",
        "https://example.org:99999/",
        f"https://example.org/{'x' * 500}",
    )
    for address in refused:
        assert problems_of(web=address) == {"web"}, address
    for number in ("call me", "029-2018", "0", "++44", "1" * 60):
        assert problems_of(phone=number) == {"phone"}, number
    assert problems_of(kind=UsefulKind.PAGE, web="") == {"web"}
    assert problems_of(kind=UsefulKind.PHONE) == {"phone"}
    assert problems_of(en=Said(), cy=Said()) == {"title_en"}
    assert problems_of(en=Said("", "words without a name")) == {"title_en"}
    assert problems_of(kind=None, whom=None) == {"kind", "whom"}
    fine = {"web": "https://living-room.example.org:8443/a?b=c#d", "phone": "+44 29 2018 0001"}
    assert problems_of(**fine) == set() == problems_of(phone="029 2018 0001")


def test_of_two_coordinators_at_once_the_second_reads_first_what_the_first_wrote(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        put(db, house.nia)
        [opened] = found(db, house.nia)
        first = choir(phone="029 2018 0001", version=opened.version)
        shelf.change(db, by=house.nia, thing_id=opened.id, submission=first)
        with pytest.raises(ChangedMeanwhile):
            shelf.change(db, by=house.nia, thing_id=opened.id, submission=choir(version=opened.version))
        [stands] = found(db, house.nia)
        assert stands.phone == "029 2018 0001" and stands.version != opened.version
        with pytest.raises(Invalid):
            shelf.change(db, by=house.nia, thing_id=opened.id, submission=choir(web="http://"))


def test_after_180_days_a_check_is_due_and_one_tap_settles_it(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        thing_id = put(db, house.nia)
        for days, is_due in ((180, False), (181, True)):
            db.get_one(UsefulThing, thing_id).checked_on = clock.today() - timedelta(days=days)
            db.flush()
            assert bool(shelf.due(house.nia).run(db)) is is_due is bool(shelf.how_many_due(house.nia).run(db))
            assert found(db, house.mari)[0].is_due is is_due
        shelf.change(db, by=house.nia, thing_id=thing_id, submission=choir(checked=False))
        assert shelf.how_many_due(house.nia).run(db) == 1, "a change alone is no check"
        shelf.say_checked(db, by=house.nia, thing_id=thing_id)
        [thing] = found(db, house.mari)
        assert (thing.checked_on, thing.checked_by, thing.is_due) == (clock.today(), "Nia", False)
        for asked in (shelf.due, shelf.how_many_due):
            with pytest.raises(NotAllowed):
                asked(house.mari)


def test_what_somebody_keeps_stands_first_for_them_alone(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        put(db, house.nia, en=Said("A"))
        last = put(db, house.nia, en=Said("Z"))
        hidden = put(db, house.nia, whom=ForWhom.FAMILY)
        keeping.keep(db, by=house.mari, thing_id=last)
        keeping.keep(db, by=house.mari, thing_id=last)
        assert titles(db, house.mari) == ["Z", "A"]
        assert [each.is_kept for each in found(db, house.mari)] == [True, False]
        assert titles(db, house.tom) == ["A", "Z"] and not any(each.is_kept for each in found(db, house.tom))
        with pytest.raises(NotHere):
            keeping.keep(db, by=house.mari, thing_id=hidden)
        keeping.let_go(db, by=house.mari, thing_id=last)
        assert titles(db, house.mari) == ["A", "Z"]


def test_what_is_passed_on_is_the_persons_whomever_it_is_meant_for_and_stays_theirs(
    database: Database,
) -> None:
    with database.writing() as db:
        house = make_house(db)
        thing_id = put(db, house.nia, whom=ForWhom.FAMILY)
        passing_on.pass_on(db, by=house.gareth, pairing_id=house.paired, thing_id=thing_id)
        [thing] = found(db, house.mari)
        assert thing.passed_on_by == ("Gareth",)
        assert found(db, house.tom) == []
        keeping.keep(db, by=house.mari, thing_id=thing_id)
        taken = my_things.read_query(house.mari).run(db)
        assert [(each.title_en, each.by) for each in taken] == [
            ("The Tuesday choir", None),
            ("The Tuesday choir", "Gareth"),
        ]
        shelf.erase(db, by=house.nia, thing_id=thing_id)
        assert found(db, house.mari) == []


def test_a_shelf_of_five_hundred_is_read_a_page_at_a_time_by_one_statement(database: Database) -> None:
    with database.writing() as db:
        house = make_house(db)
        now, today = clock.now(), clock.today()
        usual = {"kind": UsefulKind.TEXT, "whom": ForWhom.EVERYBODY, "checked_on": today, "created_at": now}
        rows = [usual | {"title_en": f"Thing {n:03}", "found_by": f"thing {n:03}"} for n in range(500)]
        db.execute(insert(UsefulThing), rows)
    told = database.seen_by(house.mari)
    with sent_to(told) as sent:
        [page] = told.read_all(shelf.read_query(house.mari, most=26))
        [one] = told.read_all(shelf.read_query(house.mari, Wanted("499"), most=26))
    assert len(page) == 26 and len(one) == 1
    assert len([each for each in sent if each.lstrip().upper().startswith(("SELECT", "WITH"))]) == 2
