"""/accessibility: what works, what does not yet and how to tell, for everybody and in both languages."""

import re
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from lrc_portal import settings
from lrc_portal.database.engine import Database
from lrc_portal.identity import accessibility
from lrc_portal.settings import ROOT, Settings
from lrc_portal.vocabulary import Language
from lrc_portal.words.translator import translator


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Nothing here hangs on which database it is."""
    return sqlite_database


@pytest.mark.parametrize("language", list(Language))
def test_the_statement_names_what_works_what_does_not_and_when_it_was_tested(
    door: TestClient, language: Language
) -> None:
    t = translator(language)
    page = unescape(door.get("/accessibility", params={"language": language.value}).text)
    assert f'<html lang="{language.value}">' in page and f"<h1>{t('Accessibility statement')}</h1>" in page
    for said in (*accessibility.CAN, *accessibility.GAPS):
        assert f"<li>{t(said)}</li>" in page
    assert t.day(accessibility.TESTED) in page and "<script" not in page


def test_it_says_how_to_tell_where_the_portal_was_told(door: TestClient, house: Settings) -> None:
    assert "Write or call" not in door.get("/accessibility").text
    settings.use(replace(house, contact="help@example.org"))
    assert "Write or call: help@example.org" in door.get("/accessibility").text


def test_every_page_in_front_leads_to_it(door: TestClient) -> None:
    for address in ("/sign-in", "/help-now", "/invitation", "/start", "/no-such-place", "/accessibility"):
        page = door.get(address, headers={"accept": "text/html"}).text
        assert re.search(r'<footer><a href="/accessibility">', page), address


def test_the_document_and_the_statement_are_of_the_same_day() -> None:
    day = translator(Language.ENGLISH).day(accessibility.TESTED)
    assert day in (ROOT / "docs" / "accessibility.md").read_text()
