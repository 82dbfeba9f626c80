"""The first months of the story in `test_eighteen_months`: who is in it, what they type, and what they do.

Mari is the member, Rhodri her brother, Gareth and Siân are peer workers, Bethan is their supervisor and
Nia the coordinator. A turn gives back what changes in the table: these phrases, read by these people
and by nobody else, until another turn says otherwise.
"""

from collections.abc import Callable, Iterator
from datetime import date

from lrc_portal import clock
from lrc_portal.sharing import invitations
from lrc_portal.vocabulary import (
    Aim,
    Element,
    Facet,
    MeetingKind,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
    StrengthPlace,
    SupervisionKind,
    Telling,
)
from lrc_portal.words.marks import DOT

from .conftest import OwnWords
from .turns import Deed, Sees, Somebody, Story, Turn

MARI, RHODRI, GARETH, SIAN, BETHAN, NIA = "Mari", "Rhodri", "Gareth", "Siân", "Bethan", "Nia"
NOBODY: frozenset[str] = frozenset()
WORDS, PLAIN = "words", "plain"

WHIPPET, AT_THE_DOOR, WITH_THE_VAN = (
    "the man with the whippet",
    "the woman who asked at the door",
    "my brother with the van",
)
GARETH_TELLS, GARETH_MATCHES, SIAN_TELLS, SIAN_KEEPS = (
    "I walked out of drinking twice",
    "Quaker most Sundays",
    "Gambling took my house and left me my bike",
    "under the water tower",
)
COURSE = "Listening course in Swansea"
MARI_KEEPS, MARI_SHOWS = "I sang in a choir once", "two streets from the docks"
KETTLE, BUS = "I can wait for the kettle", "I cried on the number nine bus"
LIDO, DAUGHTER, COSTUME = "Swim in the lido by summer", "My daughter asked me to", "Find the blue costume"
CIDER, CAT, CAN = (
    "cider in the afternoons",
    "A long evening but the cat stayed",
    "Poured the last can away",
)
COUSIN, CHAPEL = "How to say no to my cousin", "the bench behind the chapel"
FRIDAYS, SPOTTED, BATHS = (
    "We spoke of Friday evenings",
    "You saw it coming and rang",
    "Ring the baths on Monday",
)
TEXTS, LAUGH = "I sleep better when she texts", "You laugh with your whole face"
TIRED, ASHAMED, QUIET = (
    "You seemed tired of the group",
    "I was not tired but ashamed",
    "You seemed quiet in the group",
)
MOTHER, AFRAID = "I told him about my mother", "I talk too much when I am afraid"
WEDDING, SOUP = "I drank at the wedding", "Made soup for forty people"
TRAINS, TAFF, NEW = (
    "Half a thought about trains",
    "It was good to walk by the Taff with you",
    "What changes with somebody new",
)
TIDES, CLINIC = "We began with the tide table", "the clinic on Albany Road"
SATURDAYS, GLAD, HUNDRED = (
    "Six Saturdays of listening",
    "I was glad and a little shy",
    "I know the first hundred days",
)

TURNS: list[Turn] = []


def turn(name: str, *on: int, everywhere: bool = False) -> Callable[[Deed], Deed]:
    """One turn of the story: its name, its day, and whether all pages are opened after it."""

    def listed(deed: Deed) -> Deed:
        TURNS.append(Turn(name, date(*on), deed, everywhere))
        return deed

    return listed


def of(story: Story, *names: str) -> Iterator[Somebody]:
    for name in names:
        yield story.people[name]


def invite(nia: Somebody, role: Role, meant_for: str) -> str:
    nia.open("community").press("Make an invitation").fill(role=role, meant_for=meant_for)
    code = nia.press("Make the code").code
    nia.press("I have passed it on")
    return code


# The house opens


@turn("Nia opens the house and writes an invitation", 2026, 1, 5)
def the_house_opens(story: Story) -> Sees:
    (nia,) = of(story, NIA)
    with story.house.writing() as db:
        code = invitations.issue_first(db)
    nia.join(code)
    nia.sees("Hello, Nia", "No suggestion waits for a yes.")
    story.codes[GARETH] = invite(nia, Role.PEER_WORKER, WHIPPET)
    nia.sees("Invited: the man with the whippet")
    return {WHIPPET: {NIA}}


@turn("Those who will work here open theirs", 2026, 1, 6)
def workers_come(story: Story) -> Sees:
    nia, gareth, sian, bethan = of(story, NIA, GARETH, SIAN, BETHAN)
    gareth.join(story.codes[GARETH])
    for somebody in (sian, bethan):
        somebody.join(invite(nia, Role.PEER_WORKER, somebody.name))
    gareth.sees("You walk with nobody yet.")
    return {WHIPPET: NOBODY}


@turn("Gareth and Siân tell of themselves, each line as far as they like", 2026, 1, 7)
def workers_tell(story: Story) -> Sees:
    gareth, sian = of(story, GARETH, SIAN)
    for somebody, words in ((gareth, GARETH_TELLS), (sian, SIAN_TELLS)):
        somebody.open("account").unfold("What I tell of myself").press("Write something").fill(
            words=words, shown=Telling.SHOWN
        )
        somebody.press("Save").sees("Saved.")
    gareth.press("Tell it", beside="Faith or path").fill(own_words=GARETH_MATCHES, telling=Telling.MATCHING)
    gareth.press("Save").sees("For matching only")
    sian.press("Tell it", beside="Part of town").fill(own_words=SIAN_KEEPS, telling=Telling.NOT_TOLD)
    sian.press("Save").sees("Only me")
    return {
        (GARETH_TELLS, GARETH_MATCHES): {GARETH},
        (SIAN_TELLS, SIAN_KEEPS): {SIAN},
    }


def due_now(name: str) -> OwnWords:
    """The line of a peer worker with something due, as a coordinator sees it."""
    return OwnWords(f"{name}{DOT}Due now")


@turn("Nia names their supervisor and enters training and supervision", 2026, 1, 8)
def trained_and_supervised(story: Story) -> Sees:
    nia, bethan = of(story, NIA, BETHAN)
    nia.open("community")
    for name in (GARETH, SIAN):
        nia.unfold(due_now(name)).press("Name a supervisor", beside=name)
        nia.fill(who=bethan.viewer.person_id).press("Name them")
        nia.press("Add training", beside=name)
        nia.fill(what=COURSE, done_on=date(2025, 11, 1), valid_until=date(2028, 11, 1)).press("Save")
        nia.press("Add a day of supervision", beside=name)
        nia.fill(day=clock.today(), kind=SupervisionKind.ONE_TO_ONE).press("Save").sees("Saved.")
    bethan.open("supervision").sees("People I supervise", GARETH, SIAN)
    return {COURSE: {NIA, BETHAN, GARETH, SIAN}}


# The member comes, and keeps a record


@turn("Mari comes in, and tells what she likes of herself", 2026, 1, 12)
def mari_comes(story: Story) -> Sees:
    mari, nia = of(story, MARI, NIA)
    mari.join(invite(nia, Role.MEMBER, AT_THE_DOOR))
    mari.open("account").unfold("What I tell of myself").press("Write something")
    mari.fill(words=MARI_KEEPS, shown=Telling.NOT_TOLD).press("Save")
    mari.press("Tell it", beside="Part of town").fill(own_words=MARI_SHOWS, telling=Telling.SHOWN)
    mari.press("Save").sees("Shown")
    return {
        (MARI_KEEPS, MARI_SHOWS): {MARI},
        GARETH_TELLS: {GARETH, MARI},
        SIAN_TELLS: {SIAN, MARI},
    }


@turn("Mari writes down strengths, a goal and how the day was", 2026, 1, 13)
def mari_writes(story: Story) -> Sees:
    (mari,) = of(story, MARI)
    mari.open("strengths").fill(words=KETTLE, place=StrengthPlace.SELF).press("Save this strength")
    mari.fill(words=BUS, place=StrengthPlace.SELF, only_me=True).press("Save this strength").sees("Only me")
    mari.open("goals").fill(title=LIDO, why=DAUGHTER, element=Element.HEALTH, steps__0=COSTUME)
    mari.tick(KETTLE).press("Save this goal").sees("Saved.")
    mari.open("check-in").unfold("What I am in recovery from")
    mari.fill("pursuit", name=CIDER, kind=PursuitKind.SUBSTANCE, aim=Aim.ABSTINENCE)
    mari.press("Save this").fill("check-in", emotional=4, pursuit__1=PursuitDay.FREE, words=CAT).press("Save")
    mari.unfold("A day that mattered")
    mari.fill("moment", kind=MomentKind.MILESTONE, element=Element.SOBRIETY, day=clock.today(), words=CAN)
    mari.press("Save this day").sees("This day is kept.")
    return {(KETTLE, BUS, LIDO, DAUGHTER, COSTUME, CIDER, CAT, CAN): {MARI}}


# Finding each other


@turn("Mari asks Gareth for a first meeting and chooses what he would see", 2026, 1, 14)
def mari_asks(story: Story) -> Sees:
    mari, nia = of(story, MARI, NIA)
    mari.open("circle").press("Find a peer worker").sees(GARETH_TELLS, SIAN_TELLS)
    mari.press("Ask Gareth for a first meeting").fill(
        "finding", kind__strengths=WORDS, kind__goals=WORDS, kind__sobriety=PLAIN
    )
    mari.press("Ask Gareth").sees("You asked Gareth", "Until then they see nothing of your record.")
    nia.open("community").sees("Waiting for a yes from Gareth")
    return {MARI_SHOWS: {MARI, GARETH}}


@turn("Gareth says yes, and sees what she chose", 2026, 1, 15)
def gareth_says_yes(story: Story) -> Sees:
    (gareth,) = of(story, GARETH)
    gareth.open("").sees("Mari asks you for a first meeting.").press("Yes, I will").follow("Before we meet")
    return {(KETTLE, LIDO, DAUGHTER, COSTUME, CIDER): {MARI, GARETH}}


@turn("They agree on a rhythm and a day, and Mari says what she wants to talk about", 2026, 1, 20)
def they_plan(story: Story) -> Sees:
    mari, gareth = of(story, MARI, GARETH)
    mari.open("notes").fill(areas=[Facet.EMOTIONAL]).fill(agenda=COUSIN).press("Put it on my list")
    mari.press("Plan a meeting").fill("plan", kind=MeetingKind.ONE_TO_ONE, day=date(2026, 1, 27))
    mari.fill("plan", at="14:30", place=CHAPEL).press("Save this meeting").sees("14:30")
    gareth.open("people").press("Change").press("Change the rhythm").fill("rhythm", rhythm=7).press(
        "Suggest it to Mari"
    )
    mari.open("circle").press("Yes, let us meet like that").sees("It is agreed.")
    return {(COUSIN, CHAPEL): {MARI, GARETH}}


# Notes with two hands


@turn("They meet, and Gareth writes while they talk", 2026, 1, 27)
def they_meet(story: Story) -> Sees:
    (gareth,) = of(story, GARETH)
    gareth.open("").follow("Before we meet").sees(COUSIN, "Areas Mari chose").press("We are meeting now")
    gareth.fill(rate__emotional=7).press("Next").tick(KETTLE).fill(words=SPOTTED).press("Next")
    gareth.tick(COUSIN).press("Next").tick(COSTUME).fill(words=BATHS).press("Go on to the note")
    gareth.sees("A note for Mari")
    return {(SPOTTED, BATHS): {GARETH}}


@turn("Gareth offers the note; Mari agrees and keeps two things from it", 2026, 1, 28)
def note_offered_and_agreed(story: Story) -> Sees:
    mari, gareth = of(story, MARI, GARETH)
    gareth.open("").follow("Finish and offer").press("Go on writing")
    gareth.fill(talked_about=f"{COUSIN}\n{FRIDAYS}").tick("Emotional:").press("Offer it to Mari")
    mari.open("").follow("A note from Gareth waits for your answer")
    mari.press("I agree with this note").press("Keep it as my strength", beside=SPOTTED)
    mari.press(OwnWords(LIDO), beside=BATHS).press("Done").press("We talked about it")
    mari.open("strengths").sees(SPOTTED, "From the note of 27 January 2026")
    mari.open("goals").sees(BATHS)
    mari.open("circle").press("Go on with Gareth").sees("You go on together.")
    return {(SPOTTED, BATHS, FRIDAYS): {MARI, GARETH}}


# Somebody of the family


@turn("Mari makes an invitation for her brother", 2026, 2, 9)
def mari_invites(story: Story) -> Sees:
    (mari,) = of(story, MARI)
    mari.open("circle").press("Invite a family member or friend")
    mari.fill("invite", meant_for=WITH_THE_VAN, kind__health=WORDS).press("Make the code")
    story.codes[RHODRI] = mari.code
    return {WITH_THE_VAN: {MARI}}


@turn("Rhodri accepts it, and keeps a record of his own", 2026, 2, 10)
def rhodri_comes(story: Story) -> Sees:
    (rhodri,) = of(story, RHODRI)
    rhodri.join(story.codes[RHODRI])
    rhodri.open("shared").sees("This is what Mari chose to share with you.").follow("How are you today?")
    rhodri.fill("check-in", emotional=7, words=TEXTS).press("Save").sees("It is kept. Thank you.")
    return {
        WITH_THE_VAN: NOBODY,
        TEXTS: {RHODRI},
        CAT: {MARI, RHODRI},
        GARETH_TELLS: {GARETH, MARI, RHODRI},
        SIAN_TELLS: {SIAN, MARI, RHODRI},
    }


@turn("Rhodri notices something good", 2026, 2, 14)
def rhodri_notices(story: Story) -> Sees:
    (rhodri,) = of(story, RHODRI)
    rhodri.open("shared").press("I noticed something good about Mari").fill("notice", words=LAUGH)
    rhodri.press("Tell Mari").sees("Mari can read it now.")
    return {LAUGH: {MARI}}


@turn("Mari keeps it among her strengths, which Gareth sees", 2026, 2, 15)
def mari_keeps_it(story: Story) -> Sees:
    (mari,) = of(story, MARI)
    mari.open("").follow("Rhodri noticed a strength in you").press("Keep it")
    return {LAUGH: {MARI, GARETH}}


# Two views, a correction, and a note by the other hand


@turn("Gareth writes what Mari sees otherwise: both accounts stand", 2026, 3, 3)
def two_views(story: Story) -> Sees:
    mari, gareth = of(story, MARI, GARETH)
    gareth.open("notes").press("Write a note").fill(talked_about=TIRED)
    gareth.tick("Health", "Social:").press("Offer it to Mari").sees("The note is offered to Mari.")
    mari.open("notes").press("Add how it was for me").fill(own_account=ASHAMED)
    mari.press("Add my words").sees("Your words stand beside theirs now.")
    return {(TIRED, ASHAMED): {MARI, GARETH}}


@turn("Gareth writes a new version; the old one stays", 2026, 3, 4)
def corrected(story: Story) -> Sees:
    mari, gareth = of(story, MARI, GARETH)
    gareth.open("notes").press("Write a new version", beside=TIRED).fill(talked_about=QUIET)
    gareth.press("Offer it to Mari")
    mari.open("").follow("A note from Gareth waits for your answer")
    mari.unfold("The version before").sees(QUIET, TIRED, ASHAMED).press("I agree with this note")
    return {QUIET: {MARI, GARETH}}


@turn("Mari writes a note herself, and Gareth answers it", 2026, 3, 20)
def mari_writes_a_note(story: Story) -> Sees:
    mari, gareth = of(story, MARI, GARETH)
    mari.open("notes").press("Write about a meeting with Gareth").fill(talked_about=MOTHER)
    mari.tick("Health", "Emotional:").press("Offer it to Gareth")
    gareth.open("").follow("Read it and answer").press("I agree with this note")
    return {
        MOTHER: {MARI, GARETH},
        # Their supervision lies too long back by now: nobody new is led to them.
        GARETH_TELLS: {GARETH, MARI},
        SIAN_TELLS: {SIAN},
    }


@turn("Gareth writes to Bethan about his work, and they meet", 2026, 4, 7)
def supervised(story: Story) -> Sees:
    gareth, bethan = of(story, GARETH, BETHAN)
    gareth.open("people").press("Write a reflection").fill("reflect", words=AFRAID).press("Save")
    bethan.open("supervision").press("Read what Gareth wrote to you (1)").sees(AFRAID)
    bethan.press("Add a day of supervision", beside=GARETH)
    bethan.press("Save").sees("Saved.")
    return {AFRAID: {GARETH, BETHAN}, GARETH_TELLS: {GARETH, MARI, RHODRI}}
