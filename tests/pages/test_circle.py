"""/circle: who sees what, given, looked at through their eyes, and taken back; who looked."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lrc_portal import clock, limits
from lrc_portal.access import grants
from lrc_portal.database.models import Consent, Trace
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import CONSENT_TO_SHARE, Grant
from lrc_portal.sharing.trace_chain import KEPT_YEARS
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.vocabulary import Content, Language, Role
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import translator
from tests import people

from .conftest import field, in_both_languages, press, said, sees
from .sharing import (
    ONLY_ME,
    OWN_WORDS,
    WRITTEN,
    agree_note,
    bring_into_circle,
    everything,
    fill,
    overview_of,
    pair,
)


def seen_by(house, other, owner) -> dict[Content, bool]:
    with house.reading() as db:
        return grants(db, other.viewer, owner.viewer.person_id).contents


def propose(house, coordinator, person, worker) -> int:
    with house.writing() as db:
        return pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=person.viewer.person_id,
            peer_worker_id=worker.viewer.person_id,
        )


def choose(app, **kinds: str):
    for kind, answer in kinds.items():
        field(app, "button_group", f"kind.{kind}").set_value(answer)
    return app


def test_at_first_there_is_nobody_and_it_says_what_can_be_done(member, open_as):
    text = said(open_as(member, "circle"))
    assert "Nobody is in your circle yet" in text
    assert "Nobody has looked at your record" in text
    assert text.count("danger to life") == 1
    assert "Invite somebody" not in text


def test_to_invite_is_the_first_action_while_nobody_is_there_and_opens_by_address(
    house, member, family, open_as
):
    def to_invite(app):
        [found] = [each for each in app.main.button if each.label == "Invite a family member or friend"]
        return found.proto.type

    assert to_invite(open_as(member, "circle")) == "primary"
    assert field(open_as(member, "circle", open="invite"), "text_input", ":meant_for")
    bring_into_circle(house, member, family)
    app = open_as(member, "circle")
    assert to_invite(app) == "secondary" and "Invite somebody" in said(app)


# Inviting


def test_an_invitation_shows_its_code_and_opens_nothing_yet(house, member, family, open_as):
    fill(house, member)
    app = open_as(member, "circle")
    press(app, "Invite a family member or friend")
    field(app, "text_input", ":meant_for").set_value("My brother")
    choose(app, health="plain", strengths="words")
    press(app, "Make the code")
    (code,) = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said(app))
    assert "The code for My brother" in said(app)
    assert seen_by(house, family, member) == {}
    press(app, "I have passed it on")
    assert code not in said(app)
    assert "Invited: My brother" in said(app)
    again = open_as(member, "circle")
    assert code not in said(again), "it is in sight only for whoever asks"
    assert code in said(press(again, "Show the code"))
    with house.writing() as db:
        invitations.accept(db, by=family.viewer, code=code)
    assert seen_by(house, family, member) == {Content.HEALTH: False, Content.STRENGTHS: True}
    assert "Rhys" in said(app.run())


def test_a_second_code_leaves_the_first_to_be_shown_again(house, member, open_as):
    app = open_as(member, "circle")
    codes = []
    for whom in ("My brother", "Mam"):
        press(app, "Invite a family member or friend")
        field(app, "text_input", ":meant_for").set_value(whom)
        press(app, "Make the code")
        codes += re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said(app))
    first, second = codes
    assert "The code for Mam" in said(app)
    assert first in said(press(app, "Show the code"))
    with house.reading() as db:
        assert invitations.opens_something(db, first) and invitations.opens_something(db, second)


def test_the_code_tells_who_invites_only_where_that_is_chosen(house, member, open_as):
    for whom, tells in (("My brother", False), ("Mam", True)):
        app = open_as(member, "circle")
        press(app, "Invite a family member or friend")
        field(app, "text_input", ":meant_for").set_value(whom)
        toggle = field(app, "toggle", ":says_who")
        assert toggle.value is False
        toggle.set_value(tells)
        press(app, "Make the code")
        assert ("reads your name and this, before they join" in said(app)) is tells
    with house.reading() as db:
        assert [line.says_who for line in invitations.mine(member.viewer).run(db)] == [True, False]


def test_an_invitation_needs_a_reminder_and_a_day_to_come(house, member, open_as):
    app = open_as(member, "circle")
    press(app, "Invite a family member or friend")
    assert "The last day they see it" not in said(app), "it is asked for once there is something to see"
    choose(app, health="plain")
    app.run()
    yesterday = clock.today() - timedelta(days=1)
    for part in ("day", "month", "year"):
        field(app, "text_input", f"last_day.{part}").set_value(str(getattr(yesterday, part)))
    press(app, "Make the code")
    text = said(app)
    assert "Write whom this is for" in text
    assert "Choose a last day that is today or later." in text
    assert field(app, "button_group", "kind.health").value == "plain"
    with house.reading() as db:
        assert invitations.mine(member.viewer).run(db) == []


def test_an_open_invitation_is_taken_back_with_one_tap(house, member, open_as):
    app = open_as(member, "circle")
    press(app, "Invite a family member or friend")
    field(app, "text_input", ":meant_for").set_value("My brother")
    press(app, "Make the code")
    (code,) = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", said(app))
    press(app, "Take the invitation back")
    with house.reading() as db:
        assert not invitations.opens_something(db, code)


def test_family_give_and_take_back_but_do_not_invite(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    text = said(open_as(family, "circle"))
    assert "Invite a family member or friend" not in text
    assert "Gwen" in text
    assert "They see nothing of yours." in text


# Giving, seeing it as they do, taking back


def test_what_is_given_is_changed_kind_by_kind(house, member, family, open_as):
    fill(house, member)
    bring_into_circle(house, member, family, Grant(Content.HEALTH, True))
    app = open_as(member, "circle")
    press(app, "Change what they see")
    assert field(app, "button_group", "kind.health").value == "words"
    assert field(app, "button_group", "kind.sobriety").value == "nothing"
    choose(app, health="nothing")
    assert "The last day for what you add now" not in said(app.run()), "nothing is added yet"
    choose(app, goals="plain", notes="words")
    app.run()
    last = clock.today() + timedelta(days=9)
    for part in ("day", "month", "year"):
        field(app, "text_input", f":last_day.{part}").set_value(str(getattr(last, part)))
    press(app, "Save what they see")
    assert seen_by(house, family, member) == {Content.GOALS: False, Content.NOTES: True}
    with house.reading() as db:
        (person,) = circle.members(member.viewer).run(db)
    assert {share.last_day for share in person.shares} == {last}
    assert "Goals, without my words" in said(app)


@in_both_languages
def test_what_is_agreed_to_is_read_first_and_kept_in_the_language_it_was_read_in(
    house, member, family, open_as, language
):
    bring_into_circle(house, member, family)
    app = open_as(member, "circle")
    press(app, "Change what they see")
    assert sees(app, CONSENT_TO_SHARE)
    choose(app, goals="plain")
    press(app, "Save what they see")
    with house.reading() as db:
        [kept] = db.scalars(select(Consent).where(Consent.share_id.is_not(None))).all()
    assert member.viewer.language is Language.ENGLISH, "what her account is in does not matter"
    assert (kept.language, kept.wording) == (language, translator(language)(CONSENT_TO_SHARE))


def given_to(house, owner, other) -> dict[Content, tuple[int, bool, date | None]]:
    """Each standing share of the circle: its id, with words or not, its last day."""
    with house.reading() as db:
        (person,) = circle.members(owner.viewer).run(db)
    assert person.person_id == other.viewer.person_id
    return {share.content: (share.id, share.own_words, share.last_day) for share in person.shares}


def traces_of(house, owner) -> int:
    with house.reading() as db:
        return db.scalar(select(func.count(Trace.id)).where(Trace.owner_id == owner.viewer.person_id))


def test_saving_what_they_see_as_it_was_changes_nothing_and_each_content_keeps_its_own_last_day(
    house, member, family, open_as
):
    near, far, past = (clock.today() + timedelta(days=n) for n in (10, 100, -1))
    bring_into_circle(
        house,
        member,
        family,
        Grant(Content.HEALTH, True, near),
        Grant(Content.GOALS, False, far),
        Grant(Content.SOBRIETY),
        Grant(Content.STRENGTHS, False, far),
    )
    with house.writing() as db:  # one that was shared until yesterday
        grants_now = [
            Grant(content, *rest) for content, (_id, *rest) in given_to(house, member, family).items()
        ]
        with clock.standing_at(clock.now() - timedelta(days=30)):
            ended = [*grants_now, Grant(Content.REINTEGRATION, False, past)]
            circle.set_grants(db, member.viewer, ended, viewer_id=family.viewer.person_id)
    before, left = given_to(house, member, family), traces_of(house, member)
    app = open_as(member, "circle")
    press(app, "Change what they see")
    press(app, "Save what they see")
    assert "sees what you chose" in said(app)
    assert (given_to(house, member, family), traces_of(house, member)) == (before, left)
    press(app, "Change what they see")
    choose(app, goals="words", notes="words")
    press(app, "Save what they see")
    after = given_to(house, member, family)
    assert after[Content.HEALTH] == before[Content.HEALTH]
    assert after[Content.GOALS][1:] == (True, far)
    assert after[Content.NOTES][1:] == (True, None)


def test_what_was_changed_on_another_device_is_shown_before_it_is_saved_over(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(member, "circle")
    press(app, "Change what they see")
    choose(app, goals="plain")
    with house.writing() as db:
        circle.set_grants(db, member.viewer, [Grant(Content.SOBRIETY)], viewer_id=family.viewer.person_id)
    press(app, "Save what they see")
    text = said(app)
    assert "This was changed somewhere else. There it says now:" in text
    assert "Sobriety, without my words" in text
    assert set(given_to(house, member, family)) == {Content.SOBRIETY}
    assert field(app, "button_group", "kind.goals").value == "plain"
    choose(app, health="nothing")
    press(app, "Save what they see")
    assert set(given_to(house, member, family)) == {Content.GOALS}


@pytest.mark.parametrize(
    "chosen",
    [
        {Content.HEALTH: True},
        {Content.GOALS: False, Content.SOBRIETY: False},
        {Content.STRENGTHS: True, Content.REINTEGRATION: False, Content.NOTES: True},
        dict.fromkeys(Content, True),
    ],
)
def test_the_preview_says_word_for_word_what_the_other_sees(
    chosen, house, member, family, peer_worker, coordinator, open_as
):
    fill(house, member)
    agree_note(house, member, peer_worker, pair(house, member, peer_worker, coordinator))
    given = [Grant(content, own_words) for content, own_words in chosen.items()]
    bring_into_circle(house, member, family, *given)
    theirs = overview_of(open_as(family, "shared"))
    app = open_as(member, "circle")
    press(app, "See it as they do", nth=1)  # the first is the peer worker's
    assert overview_of(app) == theirs
    assert theirs
    press(app, "Close the view")
    assert overview_of(app) == []


def test_before_giving_it_can_be_seen_as_they_will_and_nothing_is_given_by_looking(
    house, member, family, open_as
):
    fill(house, member)
    bring_into_circle(house, member, family)
    app = open_as(member, "circle")
    press(app, "Change what they see")
    choose(app, goals="plain")
    press(app, "See it as they will")
    view = "\n".join(overview_of(app))
    assert WRITTEN[Content.GOALS] in view
    assert [words for words in (*OWN_WORDS, ONLY_ME, WRITTEN[Content.STRENGTHS]) if words in view] == []
    assert seen_by(house, family, member) == {}
    assert field(app, "button_group", "kind.goals").value == "plain"


def test_everything_is_taken_back_with_one_tap_and_more_than_once(house, member, family, open_as):
    app = open_as(member, "circle")
    bring_into_circle(house, member, family, *(Grant(content, True) for content in Content))
    for _again in range(2):
        app.run()
        press(app, "Take everything back")
        assert seen_by(house, family, member) == {}
        with house.writing() as db:
            circle.set_grants(db, member.viewer, [Grant(Content.HEALTH)], viewer_id=family.viewer.person_id)
    assert "Rhys" in said(app)


def test_the_connection_ends_after_being_asked_once(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(member, "circle")
    press(app, "End the connection")
    assert seen_by(house, family, member)
    press(app, "End it")
    assert seen_by(house, family, member) == {}
    assert "Nobody is in your circle yet" in said(app)


# A peer worker


def test_a_pairing_begins_with_what_i_chose_and_only_when_both_said_yes(
    house, member, peer_worker, coordinator, open_as
):
    fill(house, member)
    pairing_id = propose(house, coordinator, member, peer_worker)
    app = open_as(member, "circle")
    assert "Would you like Carys as your peer worker?" in said(app)
    choose(app, goals="words", health="plain")
    press(app, "See it as they will")
    assert WRITTEN[Content.GOALS] in "\n".join(overview_of(app))
    press(app, "Yes, walk with me")
    assert "You said yes to Carys" in said(app)
    assert seen_by(house, peer_worker, member) == {}
    with house.writing() as db:
        pairings.accept_as_peer_worker(db, by=peer_worker.viewer, pairing_id=pairing_id)
    assert seen_by(house, peer_worker, member) == {Content.GOALS: True, Content.HEALTH: False}


def test_nothing_is_chosen_for_me(house, member, peer_worker, coordinator, open_as):
    pairing_id = propose(house, coordinator, member, peer_worker)
    press(open_as(member, "circle"), "Yes, walk with me")
    with house.writing() as db:
        pairings.accept_as_peer_worker(db, by=peer_worker.viewer, pairing_id=pairing_id)
    assert seen_by(house, peer_worker, member) == {}


def test_not_now_is_an_answer(house, member, peer_worker, coordinator, open_as):
    propose(house, coordinator, member, peer_worker)
    app = open_as(member, "circle")
    press(app, "Not now")
    press(app, "End it")
    assert "Carys" not in app.main.subheader
    with house.reading() as db:
        assert pairing_views.mine(member.viewer).run(db) == []


def test_what_my_peer_worker_sees_the_rhythm_and_the_end_are_mine_to_change(
    house, member, peer_worker, coordinator, open_as
):
    pair(house, member, peer_worker, coordinator, Grant(Content.SOBRIETY, True))
    app = open_as(member, "circle")
    press(app, "Change what they see")
    choose(app, sobriety="nothing", strengths="words")
    press(app, "Save what they see")
    assert seen_by(house, peer_worker, member) == {Content.STRENGTHS: True}
    press(app, "Change how often we meet")
    field(app, "button_group", ":rhythm").set_value(7)
    press(app, "Suggest it to Carys")
    assert "You mean to meet: every 2 weeks" in said(app)
    assert "You suggested to meet every week" in said(app)
    press(app, "End our walk together")
    press(app, "End it")
    assert seen_by(house, peer_worker, member) == {}


# Who looked


def test_who_looked_is_said_in_plain_words(house, member, family, open_as):
    fill(house, member)
    bring_into_circle(house, member, family, Grant(Content.HEALTH), Grant(Content.GOALS))
    for _visit in range(2):
        open_as(family, "shared").run()
    app = open_as(member, "circle")
    lines = next(each.value for each in app.markdown if "looked at" in each.value)
    today = translator(Language.ENGLISH).day(clock.today())
    assert lines == (
        f"- **Rhys** looked at your goals and your health{DOT}{today}\n"
        f"- **Rhys** joined your circle{DOT}{today}"
    ), "a day of theirs is one sentence, with no clock and no count"
    when = next(each for each in app.expander if each.label == "At what time they looked")
    (told,) = [each.value for each in when.markdown]
    assert told.startswith(f"- **Rhys**{DOT}{today} at ") and told.endswith(f"{DOT}2 times within an hour")
    assert "Each of these stays here for three years." in said(app) and KEPT_YEARS == 3


def test_the_way_to_more_lines_stands_below_the_last_of_them(house, member, monkeypatch, open_as):
    monkeypatch.setattr(limits, "SHOWN_TRACES", 10)
    with house.writing() as db:
        for n in range(12):
            with clock.standing_at(clock.now() - timedelta(days=n)):
                someone = people.make_person(db, f"Rhys{n}", Role.FAMILY)
                people.into_circle(db, member.viewer, someone)
    app = open_as(member, "circle")
    fold = next(each for each in app.expander if each.label == "Earlier")
    assert [each.label for each in fold.get("button")] == ["Show more"]


def test_what_is_shared_reads_in_one_order_whichever_was_shared_first(house, member, family, open_as):
    bring_into_circle(
        house, member, family, Grant(Content.NOTES), Grant(Content.GOALS), Grant(Content.STRENGTHS)
    )
    shown = next(each.value for each in open_as(member, "circle").markdown if "Goals, without" in each.value)
    assert [shown.index(kind) for kind in ("Strengths", "Goals", "otes")] == sorted(
        shown.index(kind) for kind in ("Strengths", "Goals", "otes")
    )


# Others


def test_in_welsh_too(house, member, family, open_as):
    fill(house, member)
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(member, "circle", Language.CYMRAEG)
    assert not app.exception
    assert app.title[0].value == "Fy nghylch"


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_others_get_a_calm_sentence(who, request, open_as):
    assert "This page is for others" in said(open_as(request.getfixturevalue(who), "circle"))


def test_signed_out_there_is_only_the_way_in(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(None, "circle")
    assert "Sign in first" in said(app)
    assert "Rhys" not in everything(app)
