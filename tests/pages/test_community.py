"""/community: invite, pair, end; names and pairings, and nothing that anybody wrote."""

import re
from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.database.models import Pairing, PersonRole
from lrc_portal.identity import accounts
from lrc_portal.sharing import invitations
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.report import report
from lrc_portal.vocabulary import Content, Language, MeetingKind, Role
from lrc_portal.words import helplines
from lrc_portal.words.marks import DOT

from .conftest import field, press, said, unfold
from .sharing import ONLY_ME, OWN_WORDS, WRITTEN, agree_note, everything, fill, pair

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FAMILY, Role.PEER_WORKER, Role.COORDINATOR])
def test_an_invitation_gives_the_part_it_names(role, house, coordinator, make, open_as):
    newcomer = make("Tom")
    app = open_as(coordinator, "community")
    press(app, "Make an invitation")
    field(app, "button_group", ":role").set_value(role)
    field(app, "text_input", ":meant_for").set_value("Tom from Tuesday")
    press(app, "Make the code")
    (code,) = CODE.findall(said(app))
    with house.writing() as db:
        assert invitations.accept(db, by=newcomer.viewer, code=code).role is role
    press(app, "I have passed it on")
    assert code not in everything(app), "a code that was used is nowhere"


def test_whom_it_is_for_is_needed_and_a_second_click_makes_no_second_code(house, coordinator, open_as):
    app = open_as(coordinator, "community")
    press(app, "Make an invitation")
    press(app, "Make the code")
    assert "Write whom this is for" in said(app)
    submission = invitations.InvitationSubmission(Role.MEMBER, "Tom", "the-same-token")
    with house.writing() as db:
        invitations.invite(db, by=coordinator.viewer, submission=submission)
    with pytest.raises(Exception, match="saved already"), house.writing() as db:
        invitations.invite(db, by=coordinator.viewer, submission=submission)
    with house.reading() as db:
        assert len(invitations.mine(coordinator.viewer).run(db)) == 1


def test_an_open_invitation_is_withdrawn(house, coordinator, open_as):
    submission = invitations.InvitationSubmission(Role.MEMBER, "Tom", "one")
    with house.writing() as db:
        code = invitations.invite(db, by=coordinator.viewer, submission=submission)
    app = open_as(coordinator, "community")
    assert "Invited: Tom" in said(app)
    press(app, "Take the invitation back")
    assert "Invited: Tom" not in said(app)
    with house.reading() as db:
        assert not invitations.opens_something(db, code)


def test_two_people_are_paired_and_both_asked(house, member, peer_worker, coordinator, open_as):
    app = open_as(coordinator, "community")
    press(app, "Suggest who could walk together")
    press(app, "Ask both")
    assert [each.value for each in app.main.error] == ["Choose somebody first."]
    field(app, "button_group", ":person").set_value(member.viewer.person_id)
    field(app, "button_group", ":worker").set_value(peer_worker.viewer.person_id)
    press(app, "Ask both")
    text = said(app)
    assert "Gwen and Carys" in text
    assert "Waiting for a yes from Gwen and Carys" in text
    with house.reading() as db:
        (line,) = pairing_views.all_standing(coordinator.viewer).run(db)
    assert line.waiting


def test_two_of_the_same_name_can_be_told_apart(house, member, make, peer_worker, coordinator, open_as):
    account = make("Gwen2", Role.MEMBER)
    with house.writing() as db:
        accounts.change_called(db, by=account.viewer, display_name="Gwen")
    app = open_as(coordinator, "community")
    press(app, "Suggest who could walk together")
    labels = [option.content for option in field(app, "button_group", ":person").proto.options]
    assert len(set(labels)) == 2


def test_of_many_people_a_part_of_the_name_is_enough(house, member, make, peer_worker, coordinator, open_as):
    for number in range(14):
        make(f"Member {number:02}", Role.MEMBER)
    app = open_as(coordinator, "community")
    press(app, "Suggest who could walk together")
    field(app, "text_input", ":person.part").set_value("member 13").run()
    options = field(app, "button_group", ":person").options
    assert len(options) == 1


def test_a_pairing_ends_after_being_asked_once(house, member, peer_worker, coordinator, open_as):
    pair(house, member, peer_worker, coordinator)
    app = open_as(coordinator, "community")
    assert "Every 2 weeks" in said(app)
    press(press(app, "Change"), "End their walk together")
    press(app, "End it")
    assert "Nobody walks together yet." in said(app)


def test_the_numbers_at_help_now_that_wait_to_be_checked_are_a_coordinators_task(coordinator, open_as):
    waiting = helplines.to_be_checked()
    assert waiting, "once all of them are checked, this is seen a year later: take another day for it"
    app = unfold(open_as(coordinator, "community"))
    (fold,) = [each for each in app.main.expander if each.label.startswith("Check the numbers")]
    assert fold.label == f"Check the numbers at “Help now” ({len(waiting)})"
    assert len(fold.caption) == len(waiting)
    assert fold.caption[0].value == f"Source: dan247.org.uk{DOT}Not checked yet."


def test_what_is_due_stands_first_and_what_is_quiet_is_not_named(
    house, member, peer_worker, coordinator, make, open_as
):
    assert "Nothing is due." in said(open_as(coordinator, "community"))
    pairing_id = pair(house, member, peer_worker, coordinator)
    assert "Nothing is due." in said(open_as(coordinator, "community"))
    with house.writing() as db:
        line = db.get_one(Pairing, pairing_id)
        line.began_at = line.person_yes_at = line.worker_yes_at = clock.now() - timedelta(days=15)
    app = open_as(coordinator, "community")
    assert "**A meeting is due:** Gwen and Carys" in said(app)
    assert said(app).index("A meeting is due") < said(app).index("1 pair walking together")
    assert "A meeting is due for 1 pair." in said(open_as(coordinator, "today"))
    with house.writing() as db:
        day = clock.today() + timedelta(days=3)
        planned = MeetingSubmission(MeetingKind.ONE_TO_ONE, day, None, "The yard", pairing_id, "one")
        meetings.plan(db, by=member.viewer, submission=planned)
    app = open_as(coordinator, "community")
    assert "A meeting is due" not in said(app) and "The yard" not in everything(app)
    assert "A meeting is due" not in said(open_as(coordinator, "today"))


def test_no_number_of_people_stands_beside_the_report(house, member, family, coordinator, open_as):
    assert not re.search(
        r"(People who keep|Members|members)\D{0,20}\d", said(open_as(coordinator, "community"))
    )


def test_the_year_in_numbers_is_read_on_the_page(house, member, peer_worker, coordinator, open_as):
    fill(house, member)
    pairing_id = pair(house, member, peer_worker, coordinator, *(Grant(content, True) for content in Content))
    agree_note(house, member, peer_worker, pairing_id)
    with house.writing() as db:
        for role in db.query(PersonRole):
            role.given_at = clock.now() - timedelta(days=366)
    app = press(open_as(coordinator, "community"), "Read the report")
    text = said(app)
    assert f"The year {report.newest()} in numbers" in text and f"kept on {clock.today().day} " in text
    assert "fewer than 5" in everything(app) and "withheld" in everything(app)
    assert "Invite somebody" not in text and "Gwen" not in text
    sent = everything(app)
    assert [
        words for words in (*WRITTEN.values(), *OWN_WORDS, ONLY_ME, "Gwen", "Carys") if words in sent
    ] == []
    press(app, "Back to the community")
    assert "Invite somebody" in said(app)


def test_before_a_quarter_is_over_there_is_no_report_yet(house, coordinator, open_as):
    with house.writing() as db:
        for role in db.query(PersonRole):
            role.given_at = clock.now()
    app = press(open_as(coordinator, "community"), "Read the report")
    assert not app.exception


def test_nothing_that_anybody_wrote_reaches_a_coordinator(house, member, peer_worker, coordinator, open_as):
    fill(house, member)
    pairing_id = pair(house, member, peer_worker, coordinator, *(Grant(content, True) for content in Content))
    agree_note(house, member, peer_worker, pairing_id)
    app = open_as(coordinator, "community")
    press(app, "Suggest who could walk together")
    sent = everything(app)
    assert [words for words in (*WRITTEN.values(), *OWN_WORDS, ONLY_ME) if words in sent] == []


def test_in_welsh_too(house, member, peer_worker, coordinator, open_as):
    pair(house, member, peer_worker, coordinator)
    app = open_as(coordinator, "community", Language.CYMRAEG)
    assert not app.exception


@pytest.mark.parametrize("who", ["member", "family", "peer_worker"])
def test_others_get_a_calm_sentence_and_no_names(who, request, coordinator, open_as):
    app = open_as(request.getfixturevalue(who), "community")
    assert "This page is for others" in said(app)
    assert "Dai" not in everything(app)


def test_signed_out_there_is_only_the_way_in(house, member, open_as):
    app = open_as(None, "community")
    assert "Sign in first" in said(app)
    assert "Gwen" not in everything(app)
