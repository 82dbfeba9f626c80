"""Nothing that somebody would agree to is ticked beforehand, and taking it back takes no more presses."""

import re
from dataclasses import dataclass, replace

import pytest

from lrc_portal import settings
from lrc_portal.screens import SCREENS
from lrc_portal.settings import MailServer, Tls
from lrc_portal.vocabulary import Language, Role
from tests import people
from tests.identity.conftest import browser
from tests.reminders.conftest import ADDRESS, SENDER, mailbox  # noqa: F401

from .conftest import field, in_both_languages, press, unfold
from .walking import propose, walk_together

CHOICES = ("checkbox", "toggle", "button_group")
NOTHING_IS_AGREED = (
    "account:language",
    "check-in:which",
    "progress:window",
    ":show_path",  # their own path, which nobody else is shown
    ":only_me",
    "notes:with",
    "letters:with",
    "session-sheet:with",
)
"""Choices that show nothing to anybody and send nothing: they may stand at what is usual."""
NEITHER = (None, False, [], "nothing", "not_told")
"""What a choice stands at that agrees to nothing."""


@pytest.fixture
def with_mail(house, mailbox):  # noqa: F811
    server = MailServer("127.0.0.1", mailbox.port, SENDER, Tls.NONE)
    settings.use(replace(settings.current(), mail=server))


@dataclass
class Presses:
    """What somebody does on a page, counted: a field that is filled, a choice, a button."""

    app: object
    n: int = 0

    def press(self, label: str) -> None:
        press(self.app, label)
        self.n += 1

    def fill(self, kind: str, ending: str, value) -> None:
        field(self.app, kind, ending).set_value(value)
        self.n += 1


def ticked(app) -> list[str]:
    return [
        f"{each.key}: {each.value}"
        for kind in CHOICES
        for each in app.main.get(kind)
        if each.value not in NEITHER and not each.key.endswith(NOTHING_IS_AGREED)
    ]


@pytest.fixture
def surrounded(house, with_mail, member, family, peer_worker, coordinator, make):
    """Gwen, with somebody of everything that can be agreed to: in her circle, walking with her, asked."""
    with house.writing() as db:
        people.into_circle(db, member.viewer, family.viewer)
    walk_together(house, coordinator, member, peer_worker)
    propose(house, coordinator, member, make("Elen", Role.PEER_WORKER))
    return member


@in_both_languages
def test_no_page_has_something_ticked_that_somebody_would_agree_to(surrounded, open_as):
    there = 0
    for screen in SCREENS:
        if screen.is_for_roles(surrounded.viewer.roles):
            app = unfold(open_as(surrounded, screen.file.removesuffix(".py")))
            assert ticked(app) == [], screen.path
            there += len([each for kind in CHOICES for each in app.main.get(kind)])
    app = open_as(surrounded, "circle")
    for line in ("Invite a family member or friend", "Change what they see"):
        press(app, line)
        assert ticked(app) == [], line
    assert there > 20


def test_what_is_shared_is_taken_back_in_fewer_presses(surrounded, open_as):
    gives = Presses(open_as(surrounded, "circle"))
    field_of = {each.label: each for each in gives.app.main.get("button")}
    assert "Take everything back" not in field_of
    nth = [each.label for each in gives.app.main.get("button")].count("Change what they see") - 1
    press(gives.app, "Change what they see", nth)
    gives.n += 1
    kinds = [each for each in gives.app.main.get("button_group") if each.key.endswith("kind.health")]
    kinds[-1].set_value("plain")
    gives.n += 1
    gives.press("Save what they see")
    takes = Presses(gives.app)
    takes.press("Take everything back")
    assert takes.n <= gives.n == 3
    assert "Take everything back" not in [each.label for each in takes.app.main.get("button")]


def test_reminders_are_ended_in_one_press(member, with_mail, open_as):
    chooses = Presses(open_as(member, "account"))
    chooses.fill("text_input", ":address", ADDRESS)
    chooses.fill("checkbox", ":kinds.meetings", True)
    chooses.fill("text_input", ":at", "18:30")
    chooses.press("Save, and send me a mail to confirm")
    ends = Presses(chooses.app)
    ends.press("End the reminders")
    assert ends.n == 1 <= chooses.n


@pytest.mark.parametrize("language", Language)
def test_whoever_joins_ticks_the_box_themselves(house, member, language):
    door = browser()
    with house.writing() as db:
        code = people.invite(db, member.viewer)
    pages = {
        "agree kind kind-family": door.get(f"/start?language={language}").text,
        "agree": door.post(f"/invitation?language={language}", data={"code": code}).text,
    }
    for fields, page in pages.items():
        boxes = re.findall(r'<input [^>]*type="(?:checkbox|radio)"[^>]*>', page)
        assert {each.split('id="')[1].split('"')[0] for each in boxes} == set(fields.split())
        assert [each for each in boxes if re.search(r"\bchecked\b", each)] == []
