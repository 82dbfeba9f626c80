"""Giving and receiving on the screen: telling somebody something good, and the way to giving too."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.database.models import GivingStep, PersonRole
from lrc_portal.record import noticing, strengths
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import GivingStepSubmission
from lrc_portal.support.supervision import supervision
from lrc_portal.support.supervision.supervision import Due
from lrc_portal.vocabulary import Content, Element, GivingStepKind, MomentKind, Role, StrengthState
from tests.tools.statements import sent_to

from .conftest import field, press, said, unfold
from .sharing import ONLY_ME, OWN_WORDS, WRITTEN, bring_into_circle, everything, fill, token
from .test_statements import A_HANDFUL
from .test_statements import told as listed

TELL = "I noticed something good about {name}"


def seen(house, person):
    with house.reading() as db:
        return [
            (line.words, line.state, line.noticed_by)
            for line in strengths.seen(db, opened_records.own(person.viewer))
        ]


def notice(house, by, about, words: str = "You make people laugh", *, helps: bool = False) -> int:
    with house.writing() as db:
        submission = NoticeSubmission(words, token(), helps=helps)
        return noticing.notice(db, by=by.viewer, person_id=about.viewer.person_id, submission=submission)


def tell(app, name: str, words: str):
    app = press(app, TELL.format(name=name))
    field(app, "text_input", ":words").set_value(words)
    return press(app, f"Tell {name}")


# I noticed


def test_family_tells_a_member_who_keeps_it(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.GOALS))
    app = tell(open_as(family, "shared"), "Gwen", "You wait for me")
    assert "Gwen can read it now." in said(app)
    assert "Rhys noticed a strength in you" in said(open_as(member, "today"))
    app = open_as(member, "strengths")
    assert "Rhys noticed this in you" in said(app)
    press(app, "Keep it")
    assert seen(house, member) == [("You wait for me", StrengthState.KEPT, "Rhys")]


def test_a_member_tells_family_though_nothing_is_shared(house, member, family, open_as):
    bring_into_circle(house, member, family)
    tell(open_as(member, "circle"), "Rhys", "You keep your word")
    assert seen(house, family) == [("You keep your word", StrengthState.OFFERED, "Gwen")]


@pytest.mark.parametrize("keep", [True, False, None])
def test_what_is_on_the_screen_is_the_same_whatever_the_answer(house, member, family, open_as, keep):
    bring_into_circle(house, member, family, Grant(Content.GOALS))
    strength_id = notice(house, family, member)
    before = everything(open_as(family, "shared"))
    if keep is not None:
        with house.writing() as db:
            strengths.answer(db, by=member.viewer, strength_id=strength_id, keep=keep)
    app = open_as(family, "shared")
    assert everything(app) == before
    assert "You told Gwen something good on" in said(app)
    app = press(app, "Take it back")
    assert "You told Gwen something good on" not in said(app)
    assert bool(seen(house, member)) is bool(keep)


def test_a_strength_and_what_helps_are_told_apart_beside_their_take_back(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.GOALS))
    notice(house, family, member)
    notice(house, family, member, "A walk before tea", helps=True)
    shown = said(open_as(family, "shared"))
    assert (
        "You told Gwen something good on" in shown and "You noticed what helps Gwen, and said so on" in shown
    )


def test_one_line_is_needed(house, member, family, open_as):
    bring_into_circle(house, member, family)
    app = tell(open_as(member, "circle"), "Rhys", " ")
    assert "Write a few words here." in said(app)
    assert seen(house, family) == []


def test_several_people_noticed(house, member, family, make, open_as):
    sister = make("Lowri", Role.FAMILY)
    for other in (family, sister):
        bring_into_circle(house, member, other)
        notice(house, other, member)
    assert "Rhys and Lowri noticed strengths in you" in said(open_as(member, "today"))


# Contributions


def test_a_contribution_is_reintegration_if_nothing_else_is_said(house, member, open_as):
    app = unfold(open_as(member, "check_in"))
    app = field(app, "button_group", "moment:0:kind").set_value(MomentKind.CONTRIBUTION).run()
    assert field(app, "button_group", "moment:0:element").value == Element.REINTEGRATION


def test_what_was_chosen_before_stays(house, member, open_as):
    app = unfold(open_as(member, "check_in"))
    field(app, "button_group", "moment:0:element").set_value(Element.HEALTH)
    app = field(app, "button_group", "moment:0:kind").set_value(MomentKind.CONTRIBUTION).run()
    assert field(app, "button_group", "moment:0:element").value == Element.HEALTH


# I'd like to give too


def roles(house, person) -> set[Role]:
    with house.reading() as db:
        held = select(PersonRole.role).where(PersonRole.person_id == person.viewer.person_id)
        return set(db.scalars(held))


def test_from_a_tap_to_a_role(house, member, peer_worker, coordinator, open_as):
    """The whole way, on both screens."""
    press(open_as(member, "strengths"), "Yes, I'd like to give too")
    app = open_as(coordinator, "community")
    assert "Gwen" in said(app)
    for _step in range(3):
        app = press(app, "Note it")
        names = [each for each in app.main.get("button_group") if str(each.key).endswith(":supervisor")]
        for each in names:
            each.set_value(peer_worker.viewer.person_id)
        app = press(app, "Note this step")
    assert "Waiting for the last yes of Gwen" in said(app)
    app = open_as(member, "strengths")
    assert "All three steps are done" in said(app) and "Carys" in said(app)
    press(app, "Yes, I want to be a peer worker")
    app = press(open_as(coordinator, "community"), "Make Gwen a peer worker")
    assert "The training was on" in said(app)
    app = press(app, "Yes, make them a peer worker")
    assert "Still to enter: up to which day the training of" in said(app)
    assert "Still to enter: the day on which Gwen and Carys meet." in said(app)
    assert "When a member would like to become a peer worker" in said(app)
    assert roles(house, member) == {Role.MEMBER, Role.PEER_WORKER}
    assert "You are a peer worker too" in said(open_as(member, "strengths"))
    assert not open_as(member, "people").exception


def arrived(house, member, coordinator, supervisor) -> None:
    """The member is a peer worker too; of the training no more is known than its day."""
    with house.writing() as db:
        its_id = applications.begin(db, by=member.viewer)
        for kind in GivingStepKind:
            who = supervisor.viewer.person_id if kind is GivingStepKind.SUPERVISOR else None
            step = GivingStepSubmission(kind, clock.today(), who)
            applications.note_step(db, by=coordinator.viewer, giving_id=its_id, submission=step)
        applications.say_last_yes(db, by=member.viewer)


def test_what_the_coordinator_knows_of_the_training_is_entered_with_the_role(
    house, member, peer_worker, coordinator, open_as
):
    arrived(house, member, coordinator, peer_worker)
    app = press(open_as(coordinator, "community"), "Make Gwen a peer worker")
    field(app, "text_input", ":what").set_value("Listening")
    app = press(app, "Yes, make them a peer worker")
    assert "Write the day, the month and the year." in said(app)
    until = clock.today() + timedelta(days=700)
    for part, value in (("day", until.day), ("month", until.month), ("year", until.year)):
        field(app, "text_input", f":valid_until.{part}").set_value(str(value))
    app = press(app, "Yes, make them a peer worker")
    with house.reading() as db:
        [gwen] = [
            each
            for each in supervision.at_a_glance(coordinator.viewer).run(db)
            if each.display_name == "Gwen"
        ]
    assert (gwen.supervisor, gwen.trained_until, gwen.due) == ("Carys", until, (Due.SUPERVISION,))


def test_what_was_left_open_is_entered_later_with_the_day_that_is_known(
    house, member, peer_worker, coordinator, open_as
):
    arrived(house, member, coordinator, peer_worker)
    app = press(open_as(coordinator, "community"), "Make Gwen a peer worker")
    app = press(press(app, "Yes, make them a peer worker"), "Add training")
    assert field(app, "text_input", ":done_on.day").value == str(clock.today().day)


# Laying it down


def test_the_role_is_laid_down_on_the_account_and_asked_once(house, make, open_as):
    mair = make("Mair", Role.MEMBER, Role.PEER_WORKER)
    app = open_as(mair, "account")
    assert "You walk with nobody now." in said(app) and "Your own record and your circle stay" in said(app)
    app = press(press(app, "Lay this role down"), "Yes, lay it down")
    assert "You have laid it down." in said(app)
    assert roles(house, mair) == {Role.MEMBER}
    assert "When I was a peer worker" in said(app), "the days stay for her to see"
    assert "Yes, I'd like to give too" in said(open_as(mair, "strengths"))


def test_while_somebody_walks_along_the_way_to_a_handover_stands_there_instead(
    house, walk, peer_worker, open_as
):
    app = open_as(peer_worker, "account")
    text = said(app)
    assert "You walk with Gwen now." in text and "They hear of it first" in text
    assert "Lay this role down" not in [each.label for each in app.main.get("button")]
    assert "To the people I walk with" in [each.proto.label for each in app.main.get("page_link")]


def test_a_step_wants_its_day_and_its_supervisor_beside_the_field(house, member, coordinator, open_as):
    with house.writing() as db:
        applications.begin(db, by=member.viewer)
    app = open_as(coordinator, "community")
    assert [each.label for each in app.main.get("button")].count("Note it") == 2, "the meeting comes last"
    app = press(app, "Note it", 1)
    field(app, "text_input", ":done_on.day").set_value("32")
    app = press(app, "Note this step")
    assert "Write a day that is in the calendar" in said(app)
    field(app, "text_input", ":done_on.day").set_value("1")
    app = press(app, "Note this step")
    assert "Choose who the supervisor is." in said(app)
    with house.reading() as db:
        assert db.scalars(select(GivingStep.kind)).all() == []


def test_stopping_asks_once_and_nobody_sees_it_any_more(house, member, coordinator, open_as):
    app = press(open_as(member, "strengths"), "Yes, I'd like to give too")
    press(press(app, "Stop here"), "Stop")
    assert "Yes, I'd like to give too" in said(open_as(member, "strengths"))
    assert "Gwen" not in said(open_as(coordinator, "community")).split("Who would like to give too")[1]


def test_a_coordinator_reads_a_name_and_steps_and_nothing_of_the_record(house, member, coordinator, open_as):
    fill(house, member)
    with house.writing() as db:
        applications.begin(db, by=member.viewer)
    sent = everything(open_as(coordinator, "community"))
    for words in (*WRITTEN.values(), *OWN_WORDS, ONLY_ME):
        assert words not in sent


@pytest.mark.parametrize("who", ["family", "peer_worker"])
def test_it_is_offered_to_members_alone(who, house, member, walk, open_as, request):
    with house.writing() as db:
        applications.begin(db, by=member.viewer)
    page = "strengths" if who == "family" else "people"
    text = said(open_as(request.getfixturevalue(who), page))
    assert "give too" not in text


def test_many_candidates_take_no_more_statements_than_none(house, coordinator, make, open_as):
    app = open_as(coordinator, "community")
    with sent_to(house) as before:
        app.run()
    members = [make(f"Member {n}", Role.MEMBER) for n in range(8)]
    with house.writing() as db:
        for each in members:
            applications.begin(db, by=each.viewer)
    with sent_to(house) as sent:
        app.run()
    assert len(sent) == len(before) <= A_HANDFUL, listed(sent)
