"""Help now as coordinators keep it: changes are shown, and no mistake takes away what saves a life."""

from datetime import date, timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.engine import Database
from lrc_portal.support.good_to_know import help_now
from lrc_portal.support.good_to_know.help_now import HelplineState, Texts
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Language
from lrc_portal.words import helplines
from lrc_portal.words.helplines import Helpline, KeptLine
from lrc_portal.words.marks import Invalid, Refused
from tests.sharing.house import make_house
from tests.support.on_the_shelf import number

EN, CY = Language.ENGLISH, Language.CYMRAEG


@pytest.fixture(autouse=True)
def the_file_alone():
    helplines.use(())
    yield
    helplines.use(())


def line(line_id: str) -> Helpline | None:
    return next((each for each in helplines.all_lines() if each.id == line_id), None)


def states(db, viewer) -> dict[str, HelplineState]:
    return {state.line.id: state for state in help_now.read_query(viewer).run(db)}


def test_what_is_kept_stands_over_the_file_once_it_is_renewed(database: Database) -> None:
    with database.writing() as db:
        nia = make_house(db).nia
        help_now.change(db, by=nia, line_id="dan", submission=number())
        help_now.hide(db, by=nia, line_id="call")
        added = help_now.add(db, by=nia, submission=number(number="https://example.org/talk/"))
        help_now.say_checked(db, by=nia, line_id="adfam")
    assert helplines.all_lines() == helplines.of_file()
    help_now.renew(database)
    dan, own, adfam = line("dan"), line(added), line("adfam")
    assert dan and dan.link == "tel:02920180123" and dan.name[CY] == "Somebody to talk to"
    assert not dan.is_checked and line("call") is None
    assert own and own.link == "https://example.org/talk/" and own.number == "example.org/talk"
    assert own.is_checked and own.checked_on == clock.today()
    assert adfam and adfam.is_checked and adfam.checked_on == clock.today()
    assert helplines.all_lines()[0] is dan and helplines.all_lines()[-1] is own


def test_nothing_that_is_kept_takes_away_or_changes_what_is_essential(database: Database) -> None:
    with database.writing() as db:
        nia = make_house(db).nia
        for line_id in helplines.ESSENTIAL:
            with pytest.raises(Refused):
                help_now.hide(db, by=nia, line_id=line_id)
            texts = {EN: Texts("Wrong name", "Ask for Cardiff.", "never")}
            wrong = number(number="000", texts=texts)
            help_now.change(db, by=nia, line_id=line_id, submission=wrong)
    help_now.renew(database)
    for of_file in helplines.of_file():
        if of_file.id in helplines.ESSENTIAL:
            shown = line(of_file.id)
            assert shown and (shown.number, shown.tel) == (of_file.number, of_file.tel)
            assert (shown.name, shown.hours) == (of_file.name, of_file.hours)
            assert shown.about[EN] == f"{of_file.about[EN]} Ask for Cardiff."


@pytest.mark.parametrize("essential", sorted(helplines.ESSENTIAL))
def test_whatever_stands_in_the_table_what_is_essential_can_be_called(essential: str) -> None:
    of_file = {each.id: each for each in helplines.of_file()}[essential]
    helplines.use([KeptLine(essential, hidden=True, number="1", tel="not digits", name={EN: "x"})])
    shown = line(essential)
    assert shown and (shown.link, shown.name) == (of_file.link, of_file.name)


def test_an_entry_that_leads_nowhere_leaves_the_line_of_the_file() -> None:
    helplines.use([KeptLine("dan", number="x", tel="javascript", name={EN: "x"}), KeptLine("own_1")])
    assert helplines.all_lines() == helplines.of_file()


def test_a_line_goes_back_to_what_came_with_the_portal_and_an_own_one_goes(database: Database) -> None:
    with database.writing() as db:
        nia = make_house(db).nia
        added = help_now.add(db, by=nia, submission=number())
        help_now.change(db, by=nia, line_id="dan", submission=number())
        help_now.say_checked(db, by=nia, line_id="dan")
        for line_id in (added, "dan"):
            help_now.erase(db, by=nia, line_id=line_id)
        assert added not in states(db, nia) and not states(db, nia)["dan"].is_changed
    help_now.renew(database)
    dan = line("dan")
    assert dan and dan.tel == "08088082234" and dan.checked_on == clock.today()


def test_two_coordinators_and_what_is_not_sound(database: Database) -> None:
    with database.writing() as db:
        nia = make_house(db).nia
        version = states(db, nia)["dan"].version
        help_now.change(db, by=nia, line_id="dan", submission=number(version=version))
        with pytest.raises(ChangedMeanwhile):
            help_now.change(db, by=nia, line_id="dan", submission=number(version=version))
        for wrong in ({"number": "ring us"}, {"languages": frozenset()}, {"texts": {}}, {"whom": None}):
            with pytest.raises(Invalid):
                help_now.change(db, by=nia, line_id="dan", submission=number(**wrong))
        help_now.hide(db, by=nia, line_id="dan")
        hidden = states(db, nia)["dan"]
        assert hidden.is_hidden and hidden.line.tel == "02920180123"


def test_the_later_of_two_checks_counts() -> None:
    checked = {each.id: each for each in helplines.of_file()}["nhs_111"]
    helplines.use([KeptLine("nhs_111", checked_on=checked.checked_on - timedelta(days=1))])
    assert line("nhs_111") == checked
    helplines.use([KeptLine("nhs_111", checked_on=date(2030, 1, 1))])
    found = line("nhs_111")
    assert found and found.checked_on == date(2030, 1, 1)


def test_without_a_database_what_is_held_stays(database: Database) -> None:
    with database.writing() as db:
        help_now.hide(db, by=make_house(db).nia, line_id="call")
    help_now.renew(database)
    away = Database("postgresql://portal@127.0.0.1:1/portal")
    help_now.renew_quietly(away)
    away.dispose()
    assert line("call") is None and line("emergency") is not None
