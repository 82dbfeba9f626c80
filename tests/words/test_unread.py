"""A speaker is told which translations nobody has read, screen by screen, and a read one stays read."""

from pathlib import Path

import pytest

from lrc_portal.screens import SCREENS
from lrc_portal.vocabulary import Language
from lrc_portal.words import gathering, translator, unread

from .test_catalogue import house_of_one

WELSH = Language.CYMRAEG


def test_each_group_is_a_screen_or_says_what_it_is_part_of() -> None:
    groups = unread.by_screen(list(unread.unread(gathering.read(WELSH), everything=True)))
    names = [screen.name for screen in SCREENS]
    on_screens = [name for name in groups if name in names]
    assert on_screens == [name for name in names if name in groups], "in the order of the menu"
    assert set(on_screens) == set(names), "each screen says something of its own"
    assert len(groups[unread.MANY]) < len(gathering.read(WELSH)) / 5, "a list of everything is no list"
    said = {each.english for each in groups["My goals"]}
    assert "Done on {day}" in said
    assert {each.english for each in groups["The short check-in"]} >= {"To the whole portal"}


def test_what_is_in_doubt_comes_first_and_the_rest_only_when_asked_for() -> None:
    catalogue = gathering.read(WELSH)
    short, whole = list(unread.unread(catalogue)), list(unread.unread(catalogue, everything=True))
    assert 0 < len(short) < len(whole) <= len(catalogue)
    assert all("has still to look at" in each.why or "English changed" in each.why for each in short)
    for those in unread.by_screen(whole).values():
        assert [bool(each.why) for each in those] == sorted((bool(each.why) for each in those), reverse=True)


def test_what_a_speaker_read_stays_read_until_its_english_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translator, "CATALOGUES", tmp_path)
    first = gathering.gathered(WELSH, gathering.read(WELSH), house_of_one(tmp_path, "Saved, thank you."))
    message = first.get("Saved, thank you.")
    assert message is not None
    message.string = "Wedi'i gadw, diolch."
    message.flags.add(unread.READ)
    gathering.write(WELSH, first)
    again = gathering.gathered(WELSH, gathering.read(WELSH), tmp_path)
    gathering.write(WELSH, again)
    assert "#, read" in (tmp_path / "cy.po").read_text()
    assert list(unread.unread(gathering.read(WELSH), everything=True)) == []
    house_of_one(tmp_path, "Saved. Thank you.")
    changed = gathering.gathered(WELSH, gathering.read(WELSH), tmp_path)
    [found] = unread.unread(changed)
    assert (found.english, found.forms) == ("Saved. Thank you.", ("Wedi'i gadw, diolch.",))
    assert "English changed" in found.why
