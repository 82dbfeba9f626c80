"""The whole way, in real browsers: from the first coordinator to a share that is taken back."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Person
from lrc_portal.database.row_security import System
from lrc_portal.vocabulary import Element, Language, StrengthPlace
from lrc_portal.words import labels
from lrc_portal.words.translator import translator
from tests.journeys.acting import Somebody
from tests.tools.browsing import console_errors
from tests.tools.live_server import PortalServer

NewPage = Callable[..., Page]

# Words that stand nowhere but in what people typed here.
STRENGTH = "Zebrafinch, my sister picks up whenever I call"
GOAL = "Quokkawalk along the river every day"
CHECK_IN = "Narwhalday, it was a good one"
TALKED = "Axolotltalk about evenings"
OWN_ACCOUNT = "Pangolinview, it was afternoons"
FAMILY_WORDS = "Wombatthoughts of my own"
ALL_TYPED = (STRENGTH, GOAL, CHECK_IN, TALKED, OWN_ACCOUNT, FAMILY_WORDS)
MARKERS = tuple(re.match(r"\w+", words).group() for words in ALL_TYPED)  # type: ignore[union-attr]


def code_on(person: Somebody) -> str:
    """The invitation code that is on the screen."""
    shown = person.page.get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$"))
    return shown.first.inner_text()


@pytest.mark.parametrize(
    ("language", "kind"), [(Language.ENGLISH, "sqlite"), (Language.CYMRAEG, "postgresql")], ids=["en", "cy"]
)
def test_a_member_walks_from_an_invitation_to_a_share_taken_back(
    start_portal: Callable[..., PortalServer], new_person_page: NewPage, language: Language, kind: str
) -> None:
    portal = start_portal(database=kind)

    def somebody(name: str, *, wide: bool = False, says: Language = Language.ENGLISH) -> Somebody:
        page = new_person_page(width=1280, height=800) if wide else new_person_page(language=says.value)
        return Somebody(page, portal, name, says)

    nia = somebody("Nia", wide=True)
    gareth = somebody("Gareth", wide=True)
    mari = somebody("Mari", says=language)
    dafydd = somebody("Dafydd")

    # The first coordinator sets up and invites.
    nia.join(portal.first_link())
    nia.walk_to("/community")
    invite(nia, "Member", "M.")
    mari.join(code_on(nia))
    nia.press("I have passed it on")
    invite(nia, "Peer worker", "G.")
    gareth.join(code_on(nia))

    # Nobody is paired with a peer worker before they tell something, are trained and have a supervisor.
    gareth.walk_to("/account").unfold("What I tell of myself").press("Write something")
    gareth.write("A few lines about me", "I have walked this way.").choose("Who knows of it?", "Shown")
    gareth.press("Save").sees("Saved.")
    nia.walk_to("/community")
    train_and_supervise(nia, "Gareth")

    # She pairs them; both say yes, and the member chooses what the peer worker sees.
    nia.walk_to("/community").press("Suggest who could walk together")
    nia.choose("Who would like a peer worker?", "Mari").choose("Which peer worker?", "Gareth")
    nia.press("Ask both").sees("Both have been asked.")
    gareth.walk_to("/people").press("Yes, I will").sees("You said yes to walking with {name}.", name="Mari")
    mari.walk_to("/circle").sees("Would you like {name} as your peer worker?", name="Gareth")
    for kind_of_content in (
        "what is good in me",
        "what I want",
        "in recovery from",
    ):
        share(mari, kind_of_content)
    mari.press("Yes, walk with me").sees("You said yes.")

    check_in_with_few_taps(mari, most_taps=5)
    add_strength_and_goal(mari)

    # Health, and nothing else, for the family.
    mari.walk_to("/circle").press("Invite a family member or friend")
    mari.write("Who is it for?", "D.")
    share(mari, "its line on the chart, what I follow, and moments")
    mari.press("Make the code").sees("The code is made. Nothing is shared before they use it.")
    dafydd.join(code_on(mari))
    dafydd.walk_to("/shared").sees("This is what {name} chose to share with you.", name="Mari")
    dafydd.reads("Health").finds_nothing_of(*MARKERS, "Sobriety", "Life around me")
    keep_a_family_check_in(dafydd)
    mari.walk_to("/progress").finds_nothing_of("Wombatthoughts")

    # The peer worker reads the sheet, writes and offers a note; the member answers it.
    gareth.walk_to("/people").page.get_by_role("link", name=re.compile("Before we meet")).last.click()
    gareth.sees("Strengths").reads(STRENGTH).reads(GOAL).finds_nothing_of("Narwhalday", "Wombatthoughts")
    gareth.press("Start the note from here")
    write_and_offer(gareth)
    mari.walk_to("/notes").reads(TALKED)
    mari.press("Add how it was for me").write("How was it for you?", OWN_ACCOUNT)
    mari.press("Add my words").sees("Your words stand beside theirs now.")
    mari.walk_to("/progress").reads(TALKED).reads(OWN_ACCOUNT)
    mari.unfold("In words and as a table")
    table = mari.page.locator("table").first.evaluate("table => table.textContent")
    assert mari.t("Note with two views") in table
    gareth.walk_to("/notes").reads(OWN_ACCOUNT)

    # She takes the share back: the family member's open tab shows nothing at its next click.
    dafydd.walk_to("/shared").reads("Health")
    mari.walk_to("/circle").press("Take everything back").sees(
        "{name} sees nothing of yours now.", name="Dafydd"
    )
    dafydd.change_to("Cymraeg")
    dafydd.finds_nothing_of("Mari", "Iechyd", *MARKERS)

    # Nobody sees what is not theirs, and nothing that was typed is readable in the files.
    for person, address in ((nia, "/community"), (nia, "/"), (gareth, "/people"), (dafydd, "/")):
        person.walk_to(address).finds_nothing_of(
            "Narwhalday", "Pangolinview" if person is not gareth else "Wombat"
        )
    for person in (nia, gareth, mari, dafydd):
        assert console_errors(person.page) == []
    portal.stop()
    assert_typed_words_are_nowhere(portal, [person.page for person in (nia, gareth, mari, dafydd)])


def invite(coordinator: Somebody, role: str, meant_for: str) -> None:
    coordinator.press("Make an invitation")
    coordinator.choose("What will they be here?", role)
    coordinator.write("Who is it for?", meant_for).press("Make the code")


def train_and_supervise(coordinator: Somebody, worker: str) -> None:
    """Name herself as the supervisor, and enter training and a day of supervision."""
    coordinator.press("Name a supervisor").choose(f"Who supervises {worker}?", coordinator.name)
    coordinator.press("Name them").press("Add training")
    coordinator.write("What was the training?", "Peer support, six days")
    ended, counts_up_to = date.today() - timedelta(days=30), date.today() + timedelta(days=700)
    for nth, day in enumerate((ended, counts_up_to)):
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            coordinator.page.get_by_label(part, exact=True).nth(nth).fill(str(value))
    coordinator.press("Save").press("Add a day of supervision").press("Save")
    coordinator.finds_nothing_of("Due")


def share(member: Somebody, content: str) -> None:
    """Share the kind of content whose line says this: whole, or without the member's words."""
    opens = {
        "what is good in me": "what is good in me, my people and my community",
        "what I want": "what I want and the steps to it; with my words also why, and what I did",
        "in recovery from": "its line on the chart, what I am in recovery from, what I follow, and moments",
    }.get(content, content)
    whole = content == "what is good in me"
    member.choose(opens, member.t("Share these" if whole else "Without my words"))


def check_in_with_few_taps(member: Somebody, *, most_taps: int) -> None:
    member.walk_to("/check-in")
    taps = 0
    for element in Element:
        question = labels.element_question(member.t, element)
        answer = member.group(question).get_by_role("radio", name=member.t("Good"), exact=True)
        expect(answer).to_be_in_viewport()
        answer.click()
        taps += 1
    expect(member.page.get_by_role("button", name=member.t("Save"), exact=True)).to_be_in_viewport()
    member.say_more().write("A few words, if you like", CHECK_IN)
    member.press("Save").sees("It is kept. Thank you.").reads(CHECK_IN)
    assert taps + 2 <= most_taps


def add_strength_and_goal(member: Somebody) -> None:
    member.walk_to("/strengths").write("What is good, in one line?", STRENGTH)
    member.choose("Where is it?", labels.strength_place(member.t, StrengthPlace.PEOPLE))
    member.press("Save this strength").sees("Saved.")
    member.walk_to("/goals")  # Her first: the form is open.
    member.write("What do you want?", GOAL)
    member.write("First step, if you know it already", "Shoes by the door")
    member.choose("Which part of recovery does it belong to?", labels.element(member.t, Element.HEALTH))
    member.press("Save this goal").sees("Saved.")


def keep_a_family_check_in(family: Somebody) -> None:
    family.walk_to("/check-in").sees("How is it for you, living alongside recovery?")
    alongside = translator(family.t.language, alongside=True)
    question = labels.element_question(alongside, Element.HEALTH)
    family.group(question).get_by_role("radio", name=family.t("Hard"), exact=True).click()
    family.say_more().write("A few words, if you like", FAMILY_WORDS)
    family.press("Save").sees("It is kept. Thank you.")


def write_and_offer(worker: Somebody) -> None:
    worker.choose("What kind of meeting was it?", "One to one")
    worker.write("What did you talk about?", TALKED)
    worker.tick("Which parts of recovery was it about?", "Health")
    worker.tick("Which kinds of help did you give?", "Emotional")
    worker.press("Offer it to {name}", name="Mari").sees("The note is offered to {name}.", name="Mari")


def assert_typed_words_are_nowhere(
    portal: PortalServer, pages: list[Page], *, markers: Sequence[str] = MARKERS
) -> None:
    files: list[Path] = [path for path in portal.var.rglob("*") if path.is_file()]
    searched = b"".join(path.read_bytes() for path in files) + portal.log().encode()
    for marker in markers:
        assert marker.encode() not in searched, f"{marker} can be read in the files or the log"
    for page in pages:
        assert not any(marker in page.url for marker in markers)
    if portal.database_url.startswith("postgresql"):
        database = Database(portal.database_url)
        with database.as_system(System.STARTING).engine.connect() as connection:
            for model in (Person, CheckIn):
                assert connection.scalar(select(func.count()).select_from(model)), (
                    "there is something to search"
                )
            for table in sorted(connection.dialect.get_table_names(connection)):
                rows = connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t').scalars()
                everything = "\n".join(rows)
                assert not any(marker in everything for marker in markers), table
        database.dispose()
