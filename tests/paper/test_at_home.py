"""What two agreed at home, on paper: one page for either of the two, and for nobody else."""

import pytest

from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission
from tests import people
from tests.paper import reading
from tests.paper.test_routes import House, house  # noqa: F401
from tests.people import token

LONG = "Dwi'n ei ddweud yn gynnar, ac yna rwy'n mynd am dro. " * 18


def agree(house: House, words: str = "I ring you early") -> None:  # noqa: F811
    with house.database.writing() as db:
        people.into_circle(db, house.mari, house.rhys)
        part = Part(words, words, words, words)
        offered = agreements.offer(
            db, by=house.mari, submission=OfferSubmission(house.rhys.person_id, part, token())
        )
        yes = AnswerSubmission(True, Part(hard_does="I ask once", good_does=words), token=token())
        agreements.answer(db, by=house.rhys, agreement_id=offered, submission=yes)


def test_each_of_the_two_gets_it_in_their_language_and_nobody_else_gets_any(house):  # noqa: F811
    agree(house)
    address = "/export/at-home.pdf?with={}"
    hers = house.words(house.mari, address.format(house.rhys.person_id))
    his = house.words(house.rhys, address.format(house.mari.person_id))
    assert "What Rhys does" in hers and "Beth mae Mari yn ei wneud" in his
    for words in (hers, his):
        assert "I ring you early" in words and "I ask once" in words
    for other in (house.gareth, house.nia, house.sian):
        for person in (house.mari, house.rhys):
            assert house.browser(other).get(address.format(person.person_id)).status_code == 404
    answer = house.browser(house.mari).get(address.format(house.rhys.person_id))
    assert answer.headers["Cache-Control"] == "no-store"


def test_once_it_has_ended_there_is_no_sheet_of_it(house):  # noqa: F811
    agree(house)
    with house.database.writing() as db:
        agreements.end(db, by=house.rhys, other_id=house.mari.person_id)
    address = f"/export/at-home.pdf?with={house.rhys.person_id}"
    assert house.browser(house.mari).get(address).status_code == 404


@pytest.mark.parametrize("words", ["short", LONG[:1000]], ids=["short", "as long as can be"])
def test_it_is_one_page_however_much_they_wrote(house, words):  # noqa: F811
    agree(house, words)
    answer = house.browser(house.mari).get(f"/export/at-home.pdf?with={house.rhys.person_id}")
    assert reading.pages(answer.content) == 1
