"""Finding a peer worker on the screen: what I tell, three to choose from, asking, and a first meeting."""

from datetime import timedelta

import pytest

from lrc_portal import clock, limits
from lrc_portal.support.finding import about_me, matching
from lrc_portal.support.finding.about_me import TraitSubmission, WordsSubmission
from lrc_portal.support.pairings import handover, pairing_views, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.vocabulary import Language, Role, Telling, TraitKind
from lrc_portal.words.translator import translator
from tests.tools.statements import sent_to

from .conftest import field, press, said, unfold
from .sharing import token
from .test_statements import A_HANDFUL, told
from .test_today import keep_day

SHOWN, MATCHING, NOT_TOLD = Telling.SHOWN, Telling.MATCHING, Telling.NOT_TOLD


def tell(house, somebody, kind: TraitKind, value: str, telling: Telling) -> None:
    with house.writing() as db:
        submission = TraitSubmission(kind, own_words=value, telling=telling)
        about_me.tell(db, by=somebody.viewer, submission=submission)


def speak(house, somebody, *languages: str, telling: Telling = SHOWN) -> None:
    with house.writing() as db:
        submission = TraitSubmission(TraitKind.LANGUAGES, languages, telling=telling)
        about_me.tell(db, by=somebody.viewer, submission=submission)


def mine(house, somebody) -> about_me.AboutPage:
    with house.reading() as db:
        return about_me.mine(somebody.viewer).run(db)


@pytest.fixture
def workers(make):
    """Four peer workers, each of whom shows a few words. Three stand there, another three each day."""
    return {name: make(name, Role.PEER_WORKER) for name in ("Siân", "Ceri", "Idris", "Huw")}


def ask_for(house, person, worker) -> int:
    with house.writing() as db:
        return matching.ask_for(
            db, by=person.viewer, peer_worker_id=worker.viewer.person_id, grants=(), token=token()
        )


def fill_in(app, name: str, kind: str, value) -> None:
    field(app, kind, f":{name}").set_value(value)


# Telling


@pytest.mark.parametrize("who", ["member", "family", "peer_worker"])
def test_i_tell_line_by_line_and_choose_who_knows(house, open_as, request, who):
    somebody = request.getfixturevalue(who)
    app = unfold(open_as(somebody, "account"))
    app.button(key="open:about-me:languages").click().run()
    fill_in(app, "chosen.welsh", "checkbox", True)
    fill_in(app, "own_words", "text_input", "Kurdish")
    fill_in(app, "telling", "button_group", MATCHING)
    press(app, "Save")
    assert not app.exception
    assert mine(house, somebody).of(TraitKind.LANGUAGES).values == ("welsh", "Kurdish")
    assert mine(house, somebody).of(TraitKind.LANGUAGES).telling is MATCHING
    assert "Welsh, Kurdish" in said(app) and "For matching only" in said(app)


def test_who_knows_is_asked_before_anything_is_kept(house, member, open_as):
    app = unfold(open_as(member, "account"))
    app.button(key="open:about-me:area").click().run()
    fill_in(app, "own_words", "text_input", "Canton")
    press(app, "Save")
    assert "Choose who may know of it." in said(app)
    assert mine(house, member).is_empty


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("words", "Write a few words here."),
        ("age_band", "Choose something here."),
        ("gender", "Choose something here, or write it in your own words."),
        ("area", "Write a few words here."),
    ],
)
def test_an_empty_form_says_what_is_missing_and_not_that_it_is_saved(member, open_as, line, missing):
    app = unfold(open_as(member, "account"))
    app.button(key=f"open:about-me:{line}").click().run()
    press(app, "Save")
    assert [each.value for each in app.main.error] == [missing, "Choose who may know of it."]
    assert not app.main.success


def test_a_form_that_empties_what_stood_there_is_saved(house, member, open_as):
    tell(house, member, TraitKind.AREA, "Canton", SHOWN)
    app = unfold(open_as(member, "account"))
    app.button(key="open:about-me:area").click().run()
    fill_in(app, "own_words", "text_input", "")
    press(app, "Save")
    assert [each.value for each in app.main.success] == ["Saved."]
    assert mine(house, member).is_empty


def test_a_peer_worker_sees_their_page_as_members_do(house, peer_worker, open_as):
    tell(house, peer_worker, TraitKind.AREA, "Canton", SHOWN)
    tell(house, peer_worker, TraitKind.FAITH, "Chapel", MATCHING)
    app = unfold(open_as(peer_worker, "account"))
    [preview] = [each for each in app.main.expander if each.label == "This is how members see you"]
    shown = "\n".join(str(each.value) for each in preview.markdown)
    assert "Canton" in shown and "Chapel" not in shown


def test_a_coordinator_is_not_asked_to_tell(coordinator, open_as):
    assert "What I tell of myself" not in said(open_as(coordinator, "account"))


def test_family_tell_what_touches_their_life_and_it_is_told_so_to_whom_they_ask(
    house, family, peer_worker, open_as
):
    app = unfold(open_as(family, "account"))
    assert "What touches my life" in said(app) and "In recovery from" not in said(app)
    assert "another condition" not in said(app)
    app.button(key="open:about-me:recovering_from").click().run()
    offered = [each.label for each in app.main.checkbox if "chosen." in str(each.key)]
    assert offered[:2] == ["the drinking, drugs or gambling of somebody close", "alcohol"]
    fill_in(app, "chosen.alcohol", "checkbox", True)
    fill_in(app, "telling", "button_group", SHOWN)
    press(app, "Save")
    with house.writing() as db:
        matching.ask_for(
            db, by=family.viewer, peer_worker_id=peer_worker.viewer.person_id, grants=(), token=token()
        )
    app = open_as(peer_worker, "today")
    assert "What touches my life: alcohol" in said(app) and "In recovery from" not in said(app)


# Finding


def test_three_peer_workers_stand_there_with_plain_reasons_and_more_are_one_tap_away(
    house, member, workers, open_as
):
    speak(house, member, "english", "welsh")
    speak(house, workers["Ceri"], "welsh", "polish")
    app = press(open_as(member, "circle"), "Find a peer worker")
    assert not app.exception
    asks = [each.label for each in app.main.button if each.label.startswith("Ask ")]
    assert len(asks) == 3 and asks[0] == "Ask Ceri for a first meeting"
    assert "You both speak Welsh." in said(app)
    press(app, "Show 1 more")
    assert sum(each.label.startswith("Ask ") for each in app.main.button) == 4


def test_of_very_many_a_tap_shows_some_more_and_whom_one_is_asking_stays_there(
    member, workers, make, open_as, monkeypatch
):
    monkeypatch.setattr(limits, "MORE_AT_ONCE", 3)
    for name in ("Aled", "Beca", "Dewi", "Elin"):
        make(name, Role.PEER_WORKER)
    app = press(open_as(member, "circle"), "Find a peer worker")
    for label, there in (("Show 3 more", 6), ("Show 2 more", 8)):
        press(app, label)
        assert sum(each.label.startswith("Ask ") for each in app.main.button) == there
    asks = [each.label for each in app.main.button if each.label.startswith("Ask ")]
    press(app, asks[-1])
    app.session_state["_more:finding"] = 3  # on another day three others can stand first
    assert not app.run().exception
    assert "If " + asks[-1].split()[1] + " says yes" in said(app)


def test_what_matters_changes_the_order(house, member, workers, open_as):
    speak(house, member, "welsh")
    tell(house, member, TraitKind.FAITH, "Quaker", MATCHING)
    speak(house, workers["Ceri"], "welsh")
    tell(house, workers["Huw"], TraitKind.FAITH, "quaker", SHOWN)
    app = press(press(open_as(member, "circle"), "Find a peer worker"), "What matters to me")
    fill_in(app, "faith", "button_group", 3)
    press(app, "Save what matters")
    assert not app.exception
    first = next(each.label for each in app.main.button if each.label.startswith("Ask "))
    assert first == "Ask Huw for a first meeting"
    assert "Faith or path: quaker" in said(app)
    assert "You told the same" not in said(app), "what I told for matching only is no reason"


def test_i_ask_and_they_say_yes_and_after_the_first_meeting_i_go_on(house, member, workers, open_as):
    for somebody in (member, workers["Siân"]):
        speak(house, somebody, "welsh")
    tell(house, member, TraitKind.FAITH, "Quaker", MATCHING)
    app = press(open_as(member, "circle"), "Find a peer worker")
    app.button(key=f"open:finding:{workers['Siân'].viewer.person_id}").click().run()
    press(app, "Ask Siân")
    assert "You asked Siân" in said(app) and "You said yes to Siân" in said(app)
    theirs = open_as(workers["Siân"], "today")
    assert "Gwen asks you for a first meeting." in said(theirs)
    assert "Welsh" in said(theirs) and "Quaker" not in said(theirs)
    press(theirs, "Yes, I will")
    mine_again = open_as(member, "circle")
    assert "First you meet once." in said(mine_again) and "Somebody else" in said(mine_again)
    press(mine_again, "Go on with Siân")
    assert "You go on together." in said(mine_again) and "First you meet once." not in said(mine_again)


def test_somebody_else_needs_no_reason(house, member, workers, open_as):
    pairing_id = ask_for(house, member, workers["Siân"])
    with house.writing() as db:
        pairings.accept_as_peer_worker(db, by=workers["Siân"].viewer, pairing_id=pairing_id)
    app = press(press(open_as(member, "circle"), "Somebody else"), "End it")
    assert not app.exception
    app = press(app, "Find a peer worker")
    assert "Ask Ceri for a first meeting" in said(app) and "Ask Siân" not in said(app)


def links(app) -> list[str]:
    return [link.proto.label for link in app.main.get("page_link")]


@pytest.mark.parametrize("language", Language)
def test_a_quiet_link_on_today_leads_whoever_has_nobody_to_the_open_search(
    house, member, workers, open_as, language
):
    find = translator(language)("Find a peer worker")
    assert find in links(open_as(member, "today", language))
    app = open_as(member, "circle", language, find="yes")
    assert find in [each.value for each in app.header]
    ask_for(house, member, workers["Siân"])
    assert find not in links(open_as(member, "today", language))


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_the_link_on_today_is_for_whoever_keeps_a_record(house, workers, open_as, request, who):
    assert "Find a peer worker" not in links(open_as(request.getfixturevalue(who), "today"))


def test_family_find_the_link_once_they_have_begun(house, workers, family, open_as):
    assert "Find a peer worker" not in links(open_as(family, "today")), "it is nothing to begin with"
    keep_day(house, family, 2)
    assert "Find a peer worker" in links(open_as(family, "today"))


def test_the_link_is_there_again_after_the_last_day_of_a_walk(house, walk, member, peer_worker, open_as):
    assert "Find a peer worker" not in links(open_as(member, "today"))
    with house.writing() as db, clock.standing_at(clock.now() - timedelta(days=3)):
        leaving = LeavingSubmission(walk.pairing_id, clock.today() + timedelta(days=1), token())
        handover.say_leaving(db, by=peer_worker.viewer, submission=leaving)
        handover.say_heard(db, by=member.viewer, pairing_id=walk.pairing_id)
    assert "Find a peer worker" in links(open_as(member, "today"))


def test_it_says_what_ends_before_i_ask_and_before_i_go_on(house, walk, member, workers, open_as):
    for somebody in (member, workers["Siân"]):
        speak(house, somebody, "welsh")
    app = press(open_as(member, "circle"), "Find another peer worker")
    press(app, "Ask Siân for a first meeting")
    assert "your walk with Carys ends then. Nobody asks why." in said(app)
    press(app, "Ask Siân")
    with house.writing() as db:
        [asked] = [line for line in pairing_views.mine(workers["Siân"].viewer).run(db)]
        pairings.accept_as_peer_worker(db, by=workers["Siân"].viewer, pairing_id=asked.id)
    app = open_as(member, "circle")
    assert "If you go on with Siân, your walk with Carys ends then" in said(app)
    press(app, "Go on with Siân")
    with house.reading() as db:
        assert [line.peer_worker for line in pairing_views.mine(member.viewer).run(db)] == ["Siân"]


def test_what_i_asked_for_is_not_a_coordinators_to_take_back(house, member, coordinator, workers, open_as):
    ask_for(house, member, workers["Siân"])
    app = open_as(coordinator, "community")
    assert "Gwen asked for it." in said(app) and "Change" not in [each.label for each in app.button]


def test_beside_the_news_stands_whom_i_asked(house, walk, member, peer_worker, workers, open_as):
    ask_for(house, member, workers["Siân"])
    with house.writing() as db:
        leaving = LeavingSubmission(walk.pairing_id, clock.today(), token())
        handover.say_leaving(db, by=peer_worker.viewer, submission=leaving)
        handover.say_heard(db, by=member.viewer, pairing_id=walk.pairing_id)
    assert "You have asked Siân yourself." in said(open_as(member, "circle"))


def test_where_nobody_can_be_asked_it_says_so(member, open_as):
    app = press(open_as(member, "circle"), "Find a peer worker")
    assert "Nobody can be asked just now." in said(app)


# What is told to nobody, or for matching only, is on no page of anybody else

HIDDEN = {NOT_TOLD: "marker of nobody", MATCHING: "marker of matching"}


def test_what_is_not_shown_is_on_no_page_of_anybody_else(
    house, member, family, peer_worker, coordinator, workers, open_as
):
    for somebody in (member, peer_worker):
        for telling, marker in HIDDEN.items():
            kind = TraitKind.FAITH if telling is MATCHING else TraitKind.AREA
            tell(house, somebody, kind, marker, telling)
        tell(house, somebody, TraitKind.ETHNICITY, "marker of shown", SHOWN)
    with house.writing() as db:
        about_me.say(db, by=member.viewer, submission=WordsSubmission("marker of words", shown=False))
    ask_for(house, member, peer_worker)
    finding = press(press(open_as(family, "circle"), "Find a peer worker"), "Show 2 more")
    pages = [
        said(finding),
        *(said(open_as(peer_worker, page)) for page in ("today", "people")),
        *(said(open_as(coordinator, page)) for page in ("today", "community")),
    ]
    for told_to_none in (*HIDDEN.values(), "marker of words"):
        assert not any(told_to_none in page for page in pages), told_to_none
    assert all("marker of shown" in page for page in pages[:3])
    assert not any("marker" in page for page in pages[3:])
    own = said(press(open_as(member, "circle"), "Find a peer worker"))
    assert not any(marker in own for marker in HIDDEN.values())


# How much it asks of the database


def test_finding_takes_no_more_than_a_handful(house, member, workers, open_as):
    speak(house, member, "welsh")
    app = press(open_as(member, "circle"), "Find a peer worker")
    with sent_to(house) as sent:
        app.run()
    assert not app.exception
    assert 1 < len(sent) <= A_HANDFUL, told(sent)


def test_the_seed_is_the_day_so_that_the_order_stands_still_while_one_reads(house, member, workers, open_as):
    app = press(open_as(member, "circle"), "Find a peer worker")
    first = [each.label for each in app.main.button if each.label.startswith("Ask ")]
    app.run()
    assert [each.label for each in app.main.button if each.label.startswith("Ask ")] == first
