"""What people do in between, on a phone: taps counted from the check-in to what two agree on at home."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from lrc_portal import clock, settings, startup
from lrc_portal.database.row_security import System
from lrc_portal.identity import sessions
from lrc_portal.record import pursuits
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.vocabulary import (
    Aim,
    Content,
    Element,
    Language,
    MeasureKind,
    PursuitDay,
    PursuitKind,
    Role,
)
from lrc_portal.words import labels
from tests import people
from tests.journeys.acting import Somebody
from tests.journeys.test_first_weeks import assert_typed_words_are_nowhere
from tests.record.following import follow
from tests.tools.browsing import console_errors, settled
from tests.tools.live_server import PortalServer
from tests.whats_on import happening

PURSUIT, SLEPT, CRAVING, RANG = "Kestreldrink", "Wrenhours asleep", "Ospreycraving", "Heroncall to Ann"
LETTER = "Puffinletter about the weir"
MY_PART, THEIR_PART = "Gannetpart: I say it early", "Egretpart: I ask once"
ALL_TYPED = (PURSUIT, SLEPT, CRAVING, RANG, LETTER, MY_PART, THEIR_PART)
MARKERS = tuple(re.match(r"\w+", words).group() for words in ALL_TYPED)  # type: ignore[union-attr]


class Thumb:
    """Somebody's thumb: it taps what is in reach, and each tap is counted."""

    def __init__(self, somebody: Somebody) -> None:
        self.somebody, self.taps = somebody, 0

    def tap(self, there: Locator) -> "Thumb":
        there.click()
        self.taps += 1
        settled(self.somebody.page)
        return self

    def button(self, label: str, **values: object) -> Locator:
        said = self.somebody.t(label, **values)
        return self.somebody.page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(said)}$")).first

    def answer(self, question: str, option: str) -> "Thumb":
        """One of the answers under a question, as they stand there."""
        radio = self.somebody.group(question).get_by_role("radio", name=option, exact=True)
        return self.tap(radio)

    def link(self, label: str) -> Locator:
        name = re.compile(rf"(^|\s){re.escape(self.somebody.t(label))}$")
        return self.somebody.page.get_by_test_id("stMain").get_by_role("link", name=name).first


@pytest.mark.parametrize(
    ("language", "kind"), [(Language.ENGLISH, "sqlite"), (Language.CYMRAEG, "postgresql")], ids=["en", "cy"]
)
def test_a_member_and_family_on_their_phones(
    start_portal: Callable[..., PortalServer],
    new_person_page: Callable[..., Page],
    language: Language,
    kind: str,
) -> None:
    portal = start_portal(database=kind)
    cookies = settle(portal, language)

    def somebody(name: str, says: Language) -> Somebody:
        page = new_person_page(language=says.value)
        page.context.add_cookies(
            [{"name": sessions.cookie_name(), "value": cookies[name], "url": portal.url}]
        )
        return Somebody(page, portal, name, says)

    mari, dafydd = somebody("Mari", language), somebody("Dafydd", Language.ENGLISH)

    mari.open("/")
    assert check_in(mari) <= 11
    plan_is_one_tap_from_today(mari)
    go_to_a_group(mari)
    write_a_letter_and_take_it_back(mari, dafydd)
    agree_at_home(mari, dafydd)

    for person in (mari, dafydd):
        assert console_errors(person.page) == []
    portal.stop()
    assert_typed_words_are_nowhere(portal, [mari.page, dafydd.page], markers=MARKERS)


def settle(portal: PortalServer, language: Language) -> dict[str, str]:
    """A member with three things that she follows, family in her circle, a group; the session of each."""
    settings.use(settings.load({"LRC_VAR": str(portal.var), "LRC_DATABASE_URL": portal.database_url}))
    database = startup.prepare()
    with database.as_system(System.DEMO).writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER, language=language)
        dafydd = people.make_person(db, "Dafydd", Role.FAMILY)
        nia = people.make_person(db, "Nia", Role.COORDINATOR)
        people.into_circle(db, mari, dafydd, Grant(Content.HEALTH))
        drink = PursuitSubmission(PursuitKind.SUBSTANCE, PURSUIT, Aim.ABSTINENCE, token=people.token())
        pursuits.add(db, by=mari, submission=drink)
        follow(db, mari, SLEPT, unit="h")
        follow(db, mari, CRAVING, MeasureKind.SCALE, element=Element.SOBRIETY)
        follow(db, mari, RANG, MeasureKind.YES_NO)
        people.what_helps(db, mari)
        happening.put_on(db, nia, at=time(0, 0), minutes=15, first_day=clock.today() - timedelta(days=9))
        signed_in = {
            name: sessions.begin(db, by=who, device="a phone")
            for name, who in (("Mari", mari), ("Dafydd", dafydd))
        }
    database.dispose()
    return signed_in


def check_in(member: Somebody) -> int:
    """From the first page: the three elements, what she is in recovery from, three own things. The taps."""
    t, thumb = member.t, Thumb(member)
    thumb.tap(thumb.link("Check in now"))
    for element in Element:
        thumb.answer(labels.element_question(t, element), t("Good"))
    thumb.answer(t("{name}: how did it go?", name=PURSUIT), labels.pursuit_day(t, PursuitDay.FREE))
    field = member.page.get_by_label(f"{SLEPT} (h)").first
    thumb.tap(field)
    field.fill("7.5")
    thumb.answer(CRAVING, "3").answer(RANG, t("Yes"))
    thumb.tap(thumb.button("Save"))
    member.sees("It is kept. Thank you.")
    return thumb.taps


def plan_is_one_tap_from_today(member: Somebody) -> None:
    member.walk_to("/")
    thumb = Thumb(member)
    thumb.tap(thumb.link("My plan for a hard day"))
    call = member.page.get_by_role(
        "link", name=member.t("Call {name}: {number}", name="Bron", number="029 2018 0000")
    )
    expect(call).to_be_in_viewport()
    assert thumb.taps == 1


def go_to_a_group(member: Somebody) -> None:
    """One tap says that she will be there; two, that she was there on a day that has been."""
    member.walk_to("/whats-on")
    thumb = Thumb(member)
    thumb.tap(thumb.button("I will be there"))
    member.sees("You will be there.").sees("Nobody is told.")
    assert thumb.taps == 1
    thumb = Thumb(member)
    thumb.tap(member.page.locator("summary").filter(has_text=member.t("The last four weeks")))
    thumb.tap(thumb.button("I was there"))
    member.sees("You were there.")
    assert thumb.taps == 2


def write_a_letter_and_take_it_back(member: Somebody, family: Somebody) -> None:
    """Written with two taps and a line; it is read, and taken back with two."""
    member.walk_to("/letters")
    field = member.page.get_by_label(member.t("A few lines to {name}", name="Dafydd"), exact=True)
    thumb = Thumb(member).tap(field)
    field.fill(LETTER)
    thumb.tap(thumb.button("Send"))
    assert thumb.taps == 2
    family.open("/").page.get_by_role("link", name=re.compile("Mari has written to you")).first.click()
    family.reads(LETTER)
    thumb = Thumb(member)
    thumb.tap(thumb.button("Take it back")).tap(thumb.button("Take it back"))
    member.sees("You took the letter back.")
    assert thumb.taps == 2
    family.walk_to("/").walk_to("/letters").sees("This letter was taken back.").finds_nothing_of(LETTER)


def agree_at_home(member: Somebody, family: Somebody) -> None:
    member.walk_to("/at-home").press("Begin")
    member.write("What I do on a hard day", MY_PART)
    member.press("Offer it to {name}", name="Dafydd").sees(
        "It is offered. {name} can read it now.", name="Dafydd"
    )
    family.walk_to("/at-home").reads(MY_PART)
    family.write("What I do on a hard day", THEIR_PART)
    family.press("I agree").sees("You have both said yes to it.")
    member.walk_to("/").walk_to("/at-home").sees("What you and {name} agreed", name="Dafydd").reads(
        THEIR_PART
    )
