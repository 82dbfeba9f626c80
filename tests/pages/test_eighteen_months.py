"""Eighteen months of one member, told turn by turn through the pages; after each turn: who reads what.

The story begins in `first_months`; how it is played, and how the table is proved, stands in `turns`.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lrc_portal import settings
from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Element, MeetingKind, MomentKind, PursuitDay, Telling

from .first_months import (
    ASHAMED,
    BATHS,
    BETHAN,
    CAN,
    CAT,
    CHAPEL,
    CIDER,
    CLINIC,
    COSTUME,
    COUSIN,
    DAUGHTER,
    FRIDAYS,
    GARETH,
    GARETH_TELLS,
    GLAD,
    HUNDRED,
    KETTLE,
    LAUGH,
    LIDO,
    MARI,
    MARI_KEEPS,
    MARI_SHOWS,
    MOTHER,
    NEW,
    NIA,
    NOBODY,
    QUIET,
    RHODRI,
    SATURDAYS,
    SIAN,
    SIAN_TELLS,
    SOUP,
    SPOTTED,
    TAFF,
    TIDES,
    TIRED,
    TRAINS,
    TURNS,
    WEDDING,
    WORDS,
    due_now,
    of,
    turn,
)
from .turns import Sees, Somebody, Story, long_sessions

# A share that ends on its day


@turn("Until the end of July, Rhodri may read more", 2026, 6, 15)
def rhodri_reads_more(story: Story) -> Sees:
    (mari,) = of(story, MARI)
    mari.open("circle").press("Change what they see", beside=RHODRI)
    until = date(2026, 7, 31)
    mari.choose("person", kind__strengths=WORDS, kind__notes=WORDS)
    mari.fill("person", last_day=until, last_day__health=until)
    mari.press("Save what they see").sees("Saved. Rhodri sees what you chose.", "31 July 2026")
    return {
        (KETTLE, COSTUME, SPOTTED, LAUGH): {MARI, GARETH, RHODRI},
        (COUSIN, FRIDAYS, BATHS, QUIET, MOTHER): {MARI, GARETH, RHODRI},
        GARETH_TELLS: {GARETH, MARI},
    }


@turn("The last day has passed", 2026, 8, 1, everywhere=True)
def the_share_has_ended(story: Story) -> Sees:
    (rhodri,) = of(story, RHODRI)
    rhodri.open("shared").sees("When somebody chooses to share with you, you will find it here.")
    of_hers = (KETTLE, COSTUME, SPOTTED, LAUGH, COUSIN, FRIDAYS, BATHS, QUIET, MOTHER)
    return {of_hers: {MARI, GARETH}, CAT: {MARI}}


@turn("A return to use, which she tells Gareth of; and something given", 2026, 8, 22)
def a_hard_day(story: Story) -> Sees:
    (mari,) = of(story, MARI)
    mari.open("check-in").fill("check-in", pursuit__1=PursuitDay.USED).press("Save")
    mari.sees("You said how it is. The days before stay yours.").press("Write about this day")
    mari.fill("hard-day", words=WEDDING).press("Save this day")
    mari.unfold("A day that mattered")
    mari.fill("moment", kind=MomentKind.CONTRIBUTION, element=Element.REINTEGRATION, words=SOUP)
    mari.fill("moment", day=date(2026, 8, 20)).press("Save this day")
    mari.open("circle").press("Change what they see", beside=GARETH).fill("pairing", kind__sobriety=WORDS)
    mari.press("Save what they see").press("Change what they see", beside=RHODRI)
    mari.fill("person", kind__reintegration=WORDS).press("Save what they see")
    return {
        (WEDDING, CAN): {MARI, GARETH},
        CAT: {MARI, GARETH, RHODRI},
        SOUP: {MARI, RHODRI},
    }


# Handing over


@turn("Gareth says when he leaves; Mari hears of it first, and reads his goodbye", 2026, 10, 1)
def gareth_leaves(story: Story) -> Sees:
    mari, gareth, nia = of(story, MARI, GARETH, NIA)
    gareth.open("notes").press("Write a note").fill(talked_about=TRAINS).press("Keep as draft")
    gareth.open("people").press("Change").press("I am leaving").fill(last_day=date(2026, 11, 20)).press(
        "Say it"
    )
    gareth.press("Write a goodbye note").fill(talked_about=TAFF).press("Offer it to Mari")
    nia.open("community").sees("Gareth is leaving", "Mari has not read it yet").finds_no(
        "Suggest who follows"
    )
    mari.open("").follow("There is something to read about your walk with Gareth")
    mari.press("I have read this").open("notes").sees(TAFF).press("I agree with this note")
    return {TRAINS: {GARETH}, TAFF: {MARI, GARETH}}


@turn("Nia suggests Siân; Mari says yes, and which earlier note she reads", 2026, 10, 20)
def mari_says_yes(story: Story) -> Sees:
    mari, sian, nia = of(story, MARI, SIAN, NIA)
    nia.open("community").unfold(due_now(SIAN))
    nia.press("Add a day of supervision", beside=SIAN).press("Save")
    nia.press("Suggest who follows").fill(worker=sian.viewer.person_id).press("Ask both")
    mari.open("").follow("Would you like Siân as your peer worker?").fill(
        "say-yes", kind__strengths=WORDS, kind__goals=WORDS
    )
    mari.tick("27 January 2026, written by Gareth").press("Yes, walk with me").sees("You said yes.")
    mari.open("notes").fill(agenda=NEW).press("Put it on my list")
    return {
        MARI_SHOWS: {MARI, GARETH, SIAN},
        SIAN_TELLS: {SIAN, MARI, RHODRI},
        NEW: {MARI, GARETH},
    }


@turn("Siân says yes: from this moment Gareth sees nothing", 2026, 10, 22, everywhere=True)
def handed_over(story: Story) -> Sees:
    (sian,) = of(story, SIAN)
    sian.open("people").sees("Mari has said yes. It begins when you do.").press("Yes, I will")
    return {
        (KETTLE, SPOTTED, LAUGH, LIDO, DAUGHTER, COSTUME, BATHS): {MARI, SIAN},
        (COUSIN, FRIDAYS): {MARI, SIAN},
        (MARI_SHOWS, NEW): {MARI, SIAN},
        (CIDER, CAN, WEDDING, CHAPEL, TIRED, ASHAMED, QUIET, MOTHER, TAFF): {MARI},
        CAT: {MARI, RHODRI},
        TRAINS: NOBODY,
        GARETH_TELLS: {GARETH},
    }


@turn("Siân and Mari go on; what a professional leads is Mari’s alone", 2027, 1, 14)
def they_go_on(story: Story) -> Sees:
    mari, sian = of(story, MARI, SIAN)
    sian.open("people").sees("Due").follow("Before we meet").press("Start the note from here")
    sian.fill(talked_about=TIDES).tick("Life around me", "Informational:").press("Offer it to Mari")
    mari.open("notes").press("I agree with this note").press("Plan a meeting")
    mari.fill("plan", kind=MeetingKind.PROFESSIONAL_LED, day=date(2027, 1, 20), place=CLINIC)
    mari.press("Save this meeting").sees(CLINIC)
    return {TIDES: {MARI, SIAN}, CLINIC: {MARI}, SIAN_TELLS: {SIAN, MARI}}


@turn("Mari takes back what Rhodri sees, and loses nothing", 2027, 2, 10)
def taken_back(story: Story) -> Sees:
    mari, rhodri = of(story, MARI, RHODRI)
    rhodri.open("shared").sees("This is what Mari chose to share with you.")
    mari.open("notes").press("We met").open("circle").press("Take everything back").sees(
        "Rhodri sees nothing of yours now."
    )
    rhodri.open("shared").finds_no(SOUP)
    return {(CAT, SOUP): {MARI}}


# Giving


@turn("Mari would like to give too: training and a supervisor come first", 2027, 5, 3)
def first_steps(story: Story) -> Sees:
    mari, bethan, nia = of(story, MARI, BETHAN, NIA)
    mari.open("strengths").press("Yes, I'd like to give too").sees("A coordinator will talk with you")
    nia.open("community").press("Note it").press("Note this step")
    nia.press("Note it").fill("giving", supervisor=bethan.viewer.person_id).press("Note this step")
    mari.open("strengths").sees(BETHAN, "still to come")
    return {}


@turn("Mari sits in a first meeting, says her last yes, and is a peer worker too", 2027, 6, 14)
def a_giver(story: Story) -> Sees:
    mari, nia = of(story, MARI, NIA)
    nia.open("community").press("Note it").press("Note this step").sees("Waiting for the last yes of Mari")
    mari.open("strengths").press("Yes, I want to be a peer worker")
    nia.open("community").press("Make Mari a peer worker")
    nia.fill("giving", what=SATURDAYS, valid_until=date(2030, 6, 14)).press("Yes, make them a peer worker")
    mari.open("strengths").sees("You are a peer worker too")
    mari.open("people").sees("You walk with nobody yet", "Supervisor: Bethan")
    # What she showed her own peer worker does not go to everybody who looks for one.
    return {SATURDAYS: {NIA, BETHAN, MARI}, MARI_SHOWS: {MARI}}


@turn("Her first steps: what she tells, a word to Bethan, a talk with her", 2027, 7, 5, everywhere=True)
def the_end(story: Story) -> Sees:
    mari, bethan = of(story, MARI, BETHAN)
    mari.open("account").unfold("What I tell of myself").press("Change", beside=MARI_KEEPS)
    mari.fill(words=HUNDRED, shown=Telling.SHOWN).press("Save").open("people").press(
        "Write a reflection"
    ).fill("reflect", words=GLAD).press("Save")
    bethan.open("supervision").press("Read what Mari wrote to you (1)").sees(GLAD)
    bethan.press("Add a day of supervision", beside=MARI).press("Save").sees("Saved.")
    return {MARI_KEEPS: NOBODY, GLAD: {MARI, BETHAN}, HUNDRED: {MARI, SIAN, RHODRI}}


@pytest.fixture
def story(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    settings.use(
        Settings(
            var=tmp_path,
            database_url=sqlite_database.url,
            public_url="http://localhost:8501",
            port=8501,
            open_start=False,
            trusted_proxies=0,
            **long_sessions(),
        )
    )
    engine.use(sqlite_database)
    begun = Story(sqlite_database, monkeypatch)
    begun.people = {name: Somebody(begun, name) for name in (MARI, RHODRI, GARETH, SIAN, BETHAN, NIA)}
    yield begun
    settings.use(None)
    engine.use(None)


def test_eighteen_months(story: Story) -> None:
    for each in TURNS:
        each.play(story)
