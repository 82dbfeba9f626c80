"""A year of a community: what people follow, plan, write, agree, go to and pass on, and who reads which.

Told from January to the next January, as its people would live it. Each month says what is done, and then of
each sentence who finds it on any page of theirs. Whoever is not named does not: not a coordinator, not a
supervisor, not a peer worker who walked with somebody before.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.acting import NotAllowed, NotHere
from lrc_portal.database.engine import Database
from lrc_portal.erasing import asking, erasing
from lrc_portal.record import hard_day_plan, noticing, ways
from lrc_portal.record.hard_day_plan import PlanSubmission
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.record.ways import WaySubmission
from lrc_portal.series import Hidden
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import AnswerSubmission
from lrc_portal.support.good_to_know import help_now, keeping, passing_on
from lrc_portal.support.good_to_know.help_now import Texts
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission as NoteAnswer
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.report import report
from lrc_portal.support.supervision import reflections
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.support.whats_on import attendance
from lrc_portal.vocabulary import (
    Content,
    Element,
    ForWhom,
    Language,
    Through,
)
from lrc_portal.words import helplines
from lrc_portal.words.marks import Invalid, Refused
from tests.people import token
from tests.support.a_story import Story, grants_of
from tests.support.company import a_note
from tests.support.on_the_shelf import number
from tests.whats_on.happening import CY, EN, put_on
from tests.whats_on.happening import Said as GroupSaid

from .conftest import Somebody, said, unfold

YEAR = 2025
NOBODY: set[str] = set()
EMERGENCY = min(helplines.ESSENTIAL)


@pytest.fixture
def story(
    database: Database, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Story]:
    """On SQLite some pages are opened too, as they come out of the real script."""
    in_postgres = database.engine.dialect.name == "postgresql"
    told = Story(database, request.getfixturevalue("walled") if in_postgres else database, YEAR, monkeypatch)
    told.open_as = None if in_postgres else request.getfixturevalue("open_as")
    yield told
    helplines.use(())


def page(s: Story, name: str, page: str, **query: str) -> str:
    """What stands on a page of somebody's, in their language; nothing where no pages are opened."""
    if s.open_as is None:
        return ""
    somebody = Somebody(s.people[name], s.signed_in(name))
    return said(unfold(s.open_as(somebody, page, language=s.people[name].language, **query)))


def test_a_year(story: Story) -> None:
    january_things_they_follow(story)
    february_what_helps_and_the_plan(story)
    march_at_home(story)
    april_letters(story)
    may_groups(story)
    june_the_shelf_and_help_now(story)
    july_shares_taken_back(story)
    august_somebody_else_walks_along(story)
    september_supervision(story)
    next_january_the_report(story)
    mari_erases_her_account(story)


def january_things_they_follow(s: Story) -> None:
    """Mari walks with Gareth, Tom with Siân; Dafydd, Mari's brother, is let in."""
    s.gareth = s.walk("Mari", "Gareth", Content.HEALTH)
    s.sian = s.walk("Tom", "Siân", Content.HEALTH, Content.PLAN)
    s.invite("Mari", "Dafydd", Content.HEALTH)
    s.follows("Mari", "hours I slept", "hours in all", Element.HEALTH)
    s.follows("Mari", "dreams of him", "each night", Element.HEALTH, only_me=True)
    s.follows("Tom", "tudalennau a ddarllenais", "mewn llyfr", Element.HEALTH)

    assert s.reads("Gareth", "hours I slept") and not s.reads("Gareth", "dreams of him")
    assert s.reads("Siân", "tudalennau a ddarllenais") and not s.reads("Siân", "hours I slept")


def february_what_helps_and_the_plan(s: Story) -> None:
    """Mari shows her plan to her brother, and Gareth not. Dafydd sees what does her good, and tells her."""
    s.on(2, 10)
    swim = s.do("Mari", ways.add, submission=WaySubmission("to swim before work", token=token()))
    alone = s.do("Mari", ways.add, submission=WaySubmission("to sit with her coat", True, token()))
    s.do("Mari", ways.use, way_id=swim, day=clock.today())
    plan = PlanSubmission(
        "I stop answering the door",
        "It was worse before",
        "my sister's kitchen",
        (("Auntie Bron", "029 2018 0000"),),
        frozenset({swim, alone}),
        token(),
    )
    s.do("Mari", hard_day_plan.save, submission=plan)
    assert not s.reads("Dafydd", "I stop answering the door", "to swim before work")

    s.share("Mari", "Dafydd", Content.HEALTH, Content.PLAN)
    noticed = NoticeSubmission("canu yn y car", token(), helps=True)
    way_id = s.do("Dafydd", noticing.notice, person_id=s.id("Mari"), submission=noticed)
    assert not s.reads("Dafydd", "canu yn y car"), "until she keeps it"
    s.do("Mari", ways.answer, way_id=way_id, keep=True)
    for words in PLANNED:
        assert s.reads("Dafydd", words) and not s.reads("Gareth", words), words


def march_at_home(s: Story) -> None:
    """Mari offers; Dafydd sees it otherwise, and both accounts stand; of a second offer both agree."""
    s.on(3, 3)
    first = s.offers_at_home("Mari", "Dafydd", "I ring you before I drink")
    differs = AnswerSubmission(False, Part(), "Byddai'n well gen i wybod ar unwaith", token())
    s.do("Dafydd", agreements.answer, agreement_id=first, submission=differs)
    with pytest.raises(Refused):
        s.do("Dafydd", agreements.answer, agreement_id=first, submission=differs)
    second = s.offers_at_home("Mari", "Dafydd", "I send you one word at once")
    agrees = AnswerSubmission(True, Part(hard_does="Dw i'n dod draw heb ofyn"), token=token())
    s.do("Dafydd", agreements.answer, agreement_id=second, submission=agrees)

    assert s.reads("Dafydd", "I ring you before I drink") and s.reads("Mari", "Dw i'n dod draw heb ofyn")
    assert not s.reads("Gareth", *AT_HOME)


def april_letters(s: Story) -> None:
    """Those who walk together write, and sister and brother; one letter is taken back, one pair closed."""
    s.on(4, 7)
    from_gareth = s.writes("Gareth", "Mari", "You listen to others first. I admire it.")
    regretted = s.writes("Gareth", "Mari", "You should ring your mother.")
    s.writes("Mari", "Gareth", "The allotment is dug over.")
    s.writes("Dafydd", "Mari", "Mae'r gath wedi dod yn ôl.", Through.CIRCLE)
    s.writes("Siân", "Tom", "Wela i di ddydd Iau.")
    assert s.reads("Mari", "You should ring your mother.")
    s.do("Gareth", letters.take_back, letter_id=regretted)
    s.do("Mari", keep_from_letter.keep_strength, letter_id=from_gareth, line=0)
    s.do("Dafydd", letters.close, between=s.between("Dafydd", "Mari", Through.CIRCLE))
    with pytest.raises(Refused, match="closed"):
        s.writes("Mari", "Dafydd", "Which door did she come to?", Through.CIRCLE)

    assert s.readers("You should ring your mother.") == NOBODY
    assert s.readers("The allotment is dug over.") == {"Mari", "Gareth"}
    assert s.readers("Mae'r gath wedi dod yn ôl.") == {"Mari", "Dafydd"}, "closed is not gone"
    assert s.readers("Wela i di ddydd Iau.") == {"Tom", "Siân"}
    for words in (*AT_HOME, *PLANNED):
        assert s.readers(words) == {"Mari", "Dafydd"}, words
    assert s.readers("hours I slept") == {"Mari", "Gareth", "Dafydd"}
    assert s.readers("to sit with her coat") == s.readers("dreams of him") == {"Mari"}
    assert s.readers("tudalennau a ddarllenais") == {"Tom", "Siân"}


def may_groups(s: Story) -> None:
    """A walk that Gareth leads. Mari tells him that she comes, once; that she was there goes with life around
    her, which she shows to Gareth alone. Tom goes and tells nobody.
    """
    today = s.on(5, 7)
    said = {EN: GroupSaid("The slow walk"), CY: GroupSaid("Y dro araf")}
    leader = s.people["Gareth"]
    s.group = s.do("Nia", lambda db, by: put_on(db, by, leader, said=said))
    last, this, coming = (today + timedelta(weeks=n) for n in (-1, 0, 1))
    s.on(5, 8)
    for name, day in (("Mari", last), ("Mari", this), ("Tom", this)):
        s.do(name, attendance.say_was_there, event_id=s.group, day=day)
    s.do("Mari", attendance.say_will_be, event_id=s.group, day=coming)
    s.do("Mari", attendance.let_leader_know, attendance_id=s.attends("Mari", coming), told=True)
    s.do("Mari", attendance.keep_to_me, attendance_id=s.attends("Mari", last), only_me=True)
    assert not s.reads("Gareth", "Mari was there on")
    s.do(
        "Mari",
        pairings.choose_what_is_seen,
        pairing_id=s.gareth,
        grants=grants_of(Content.HEALTH, Content.REINTEGRATION),
    )

    assert s.reads("Gareth", f"Mari was there on {this:%d %B}"), "as who walks with her"
    assert s.reads("Gareth", f"Mari comes on {coming:%d %B}"), "as who leads it"
    assert not s.reads("Gareth", f"Mari was there on {last:%d %B}"), "kept to herself"


def june_the_shelf_and_help_now(s: Story) -> None:
    """Something for families, something for all; Gareth passes one on with a note. A number changes."""
    s.on(6, 9)
    s.puts("Evenings for families", "Nosweithiau i deuluoedd", ForWhom.FAMILY)
    choir = s.puts("The Tuesday choir", "Côr nos Fawrth", ForWhom.EVERYBODY)
    draft = s.do("Gareth", notes.save_draft, submission=a_note(s.gareth, "We spoke of singing"))
    families = s.puts("What partners say", "Beth mae partneriaid yn ei ddweud", ForWhom.FAMILY)
    s.do("Gareth", passing_on.put_with, note_id=draft, thing_id=families)
    assert not s.reads("Mari", "We spoke of singing", "What partners say"), "it is a draft"
    s.do("Gareth", notes.offer, note_id=draft, submission=a_note(s.gareth, "We spoke of singing"))
    s.do("Mari", notes.answer, note_id=draft, submission=NoteAnswer(True, token=token()))
    s.do("Gareth", passing_on.pass_on, pairing_id=s.gareth, thing_id=choir)
    s.do("Mari", keeping.keep, thing_id=choir)
    s.note = draft
    assert s.readers("We spoke of singing") == {"Mari", "Gareth"}
    assert s.readers("Evenings for families") == {"Dafydd", "Gareth", "Siân", "Nia"}
    assert s.readers("What partners say") == {"Mari", "Dafydd", "Gareth", "Siân", "Nia"}
    assert s.readers("The Tuesday choir") == set(s.people) - {"Megan"}
    assert s.readers("Mari was there on") == s.readers("Mari comes on") == {"Gareth"}
    assert s.readers("Tom was there on", "Tom comes on") == NOBODY
    assert s.open_as is None or "Côr nos Fawrth" in page(s, "Tom", "good_to_know")

    with pytest.raises(Refused):
        s.do("Nia", help_now.hide, line_id=EMERGENCY)
    s.do("Nia", help_now.hide, line_id="call")
    texts = {
        Language.CYMRAEG: Texts("Rhywun i siarad", "Am unrhyw beth."),
        Language.ENGLISH: Texts("Somebody"),
    }
    s.do("Nia", help_now.add, submission=number(texts=texts))
    help_now.renew(s.portal)
    shown = {line.id: line for line in helplines.all_lines()}
    assert EMERGENCY in shown and "call" not in shown
    assert "Rhywun i siarad" in {line.name[Language.CYMRAEG] for line in shown.values()}


def july_shares_taken_back(s: Story) -> None:
    """Mari takes her plan back from Dafydd, and ends what they agreed. What was agreed both go on reading."""
    s.on(7, 14)
    s.share("Mari", "Dafydd", Content.HEALTH)
    s.do("Mari", agreements.end, other_id=s.id("Dafydd"))

    assert not s.reads("Dafydd", *PLANNED)
    assert s.reads("Dafydd", "I send you one word at once") and s.reads("Mari", *AT_HOME)
    assert s.reads("Dafydd", "hours I slept"), "what she did not take back stays"
    home, shared = page(s, "Dafydd", "at_home"), page(s, "Dafydd", "shared")
    assert s.open_as is None or ("I send you one word at once" in home and "hours I slept" in shared)
    assert "I stop answering the door" not in shared
    with pytest.raises(NotHere):
        s.do("Dafydd", agreements.end, other_id=s.id("Mari"))


def august_somebody_else_walks_along(s: Story) -> None:
    """Gareth leaves. Siân follows: she reads the note that Mari passes on, and none of his letters."""
    s.on(8, 4)
    s.supervised()
    last_day = clock.today() + timedelta(days=10)
    s.do("Gareth", handover.say_leaving, submission=LeavingSubmission(s.gareth, last_day, token()))
    s.do("Mari", handover.say_heard, pairing_id=s.gareth)
    follows_id = s.do("Nia", handover.propose, pairing_id=s.gareth, peer_worker_id=s.id("Siân"))
    s.do("Mari", handover.accept, pairing_id=follows_id, grants=grants_of(Content.PLAN), note_ids=[s.note])
    assert not s.reads("Siân", "I stop answering the door", "We spoke of singing"), "before both said yes"
    s.do("Siân", pairings.accept_as_peer_worker, pairing_id=follows_id)
    s.writes("Siân", "Mari", "Shall we meet by the water?")

    for words in PLANNED:
        assert s.readers(words) == {"Mari", "Siân"}, words
    for words in AT_HOME:
        assert s.readers(words) == {"Mari", "Dafydd"}, words
    assert s.readers("We spoke of singing") == {"Mari", "Siân"}
    assert s.readers("Shall we meet by the water?") == {"Mari", "Siân"}
    assert s.readers("hours I slept") == {"Mari", "Dafydd"}
    assert s.readers("Mari was there on") == NOBODY
    for words in ("The allotment is dug over.", "You listen to others first. I admire it."):
        assert s.readers(words) == {"Mari"}, words
    assert s.readers("to sit with her coat") == {"Mari"}
    late = {
        "between": Between(Through.PAIRING, s.gareth),
        "submission": LetterSubmission("Too late", token()),
    }
    with pytest.raises(NotHere):
        s.do("Gareth", letters.write, **late)
    sheet = page(s, "Siân", "session_sheet", **{"with": str(follows_id)})
    assert not sheet or ("I stop answering the door" in sheet and "hours I slept" not in sheet)
    assert "The allotment is dug over." not in page(s, "Gareth", "letters")


def september_supervision(s: Story) -> None:
    """Gareth writes to his supervisor, who reads that and nothing of anybody he walked with."""
    s.on(9, 15)
    s.do("Gareth", reflections.write, submission=ReflectionSubmission("I let go more easily now", token()))
    assert s.reads("Megan", "I let go more easily now") and not s.reads("Nia", "I let go more easily now")
    assert not s.reads("Nia", *PRIVATE) and not s.reads("Megan", *PRIVATE)
    with pytest.raises(Invalid):
        s.do("Gareth", reflections.write, submission=ReflectionSubmission("Mari is well", token()))


def next_january_the_report(s: Story) -> None:
    """Groups are counted, and are enough to be told; letters and what was passed on are of too few pairs."""
    s.on(1, 20, YEAR + 1)
    s.report, _years = report.read(s.portal, s.people["Nia"], YEAR)
    assert s.report is not None and s.report.is_whole
    assert isinstance(s.report.groups, int) and s.report.groups > 30
    assert (s.report.letters, s.report.passed_on) == (Hidden.WITHHELD, Hidden.WITHHELD)
    assert set(s.report.people.values()) == {Hidden.FEWER}
    for name in set(s.people) - {"Nia"}:
        with pytest.raises(NotAllowed):
            report.read(s.portal, s.people[name], YEAR)
    assert not [words for words in PRIVATE if words in page(s, "Nia", "community")]


def mari_erases_her_account(s: Story) -> None:
    """From the moment she asks nothing that she shows is seen. A week later her words are gone."""
    s.on(2, 2, YEAR + 1)
    s.signed_in("Mari")
    s.do("Mari", asking.ask)
    assert not s.reads("Dafydd", "hours I slept")
    assert not s.reads("Siân", *PLANNED, "We spoke of singing", "Shall we meet")
    assert s.reads("Mari", "hours I slept") and s.reads("Mari", "Shall we meet")
    before = s.words()

    s.on(2, 9, YEAR + 1)
    assert erasing.run(s.portal) == 1
    del s.people["Mari"]
    assert before - s.words() == HERS
    assert s.words() <= before
    # What Dafydd wrote himself is his: to her, and in what they agreed.
    for words in (
        "Mae'r gath wedi dod yn ôl.",
        "Dw i'n dod draw heb ofyn",
        "Byddai'n well gen i wybod ar unwaith",
    ):
        assert s.readers(words) == {"Dafydd"}, words
    assert s.readers("Wela i di ddydd Iau.") == {"Tom", "Siân"}
    assert s.readers("tudalennau a ddarllenais") == {"Tom", "Siân"}
    assert s.readers("The Tuesday choir") == {"Tom", "Dafydd", "Gareth", "Siân", "Nia"}
    again, _years = report.read(s.portal, s.people["Nia"], YEAR)
    assert again == s.report, "what was told stays told"


PLANNED = ("I stop answering the door", "Auntie Bron", "to swim before work", "canu yn y car")
AT_HOME = (
    "I ring you before I drink",
    "Byddai'n well gen i wybod ar unwaith",
    "I send you one word at once",
    "Dw i'n dod draw heb ofyn",
)
PRIVATE = (
    "hours I slept",
    "I stop answering the door",
    "to swim before work",
    "I send you one word at once",
    "The allotment is dug over.",
    "Mae'r gath wedi dod yn ôl.",
    "Wela i di ddydd Iau.",
    "We spoke of singing",
    "Mari was there on",
)
HERS = {
    "Mari",
    *("hours I slept", "hours in all", "dreams of him", "each night"),
    *("to swim before work", "to sit with her coat", "canu yn y car"),
    *(
        "I stop answering the door",
        "It was worse before",
        "my sister's kitchen",
        "Auntie Bron",
        "029 2018 0000",
    ),
    *("I ring you before I drink", "I send you one word at once"),
    *(
        "The allotment is dug over.",
        "You listen to others first. I admire it.",
        "You listen to others first.",
    ),
    "Shall we meet by the water?",
    *("We spoke of singing", "warmth", "to meet again"),
    "brawd",
}
"""All that goes with her: her own words, whom she invited, what peer workers wrote to her and about her."""
