"""/help-now: who can be called, for everybody, with one tap."""

import pytest

from lrc_portal.vocabulary import Language
from lrc_portal.words.helplines import ForWhom, all_lines

from .conftest import said


@pytest.mark.parametrize("language", list(Language))
def test_signed_out_every_line_is_there_in_both_languages(language, open_as):
    text = said(open_as(None, "help_now", language))
    for line in all_lines():
        assert line.name[language] in text
        assert f'href="{line.link}" target="_self"' in text


@pytest.mark.parametrize("who", ["member", "family", "peer_worker", "coordinator"])
def test_it_is_there_for_every_role(who, request, open_as):
    assert 'href="tel:999"' in said(open_as(request.getfixturevalue(who), "help_now"))


def test_it_says_that_nobody_watches_the_portal(open_as):
    assert "This portal is not watched live." in said(open_as(None, "help_now"))


def test_danger_to_life_stands_first(open_as, family):
    for person in (None, family):
        links = [
            each.proto.body
            for each in open_as(person, "help_now").main.get("html")
            if "tel:" in each.proto.body
        ]
        assert "tel:999" in links[0]


def test_for_family_their_own_lines_come_before_the_others(open_as, family, member):
    own = next(line.name[Language.ENGLISH] for line in all_lines() if line.whom is ForWhom.FAMILY)
    samaritans = next(line.name[Language.ENGLISH] for line in all_lines() if line.id == "samaritans")
    text = said(open_as(family, "help_now"))
    assert text.index(own) < text.index(samaritans)
    text = said(open_as(member, "help_now"))
    assert text.index(samaritans) < text.index(own)


def test_no_link_opens_a_new_window_or_says_where_one_came_from(open_as):
    for each in open_as(None, "help_now").main.get("html"):
        if "<a " in each.proto.body:
            assert 'target="_self"' in each.proto.body
        if "https:" in each.proto.body:
            assert "noreferrer" in each.proto.body
