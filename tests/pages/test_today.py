"""/ today: for each part somebody has, what waits for them; signed out, what this is and the ways in."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from lrc_portal import clock, settings
from lrc_portal.database.models import Strength
from lrc_portal.record import check_ins, goals, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.goals import GoalSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import MeetingSubmission
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteSubmission
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.support.supervision import entries
from lrc_portal.ui.meetings.meetings import soon
from lrc_portal.vocabulary import (
    Aid,
    Content,
    Element,
    Facet,
    Language,
    MeetingKind,
    Role,
    StrengthPlace,
    StrengthState,
)
from lrc_portal.words import helplines
from lrc_portal.words.helplines import KeptLine
from lrc_portal.words.translator import translator

from .conftest import press, said
from .sharing import ONLY_ME, WRITTEN, bring_into_circle, everything, fill, pair, token


def keep_day(house, person, ago: int) -> None:
    submission = CheckInSubmission(clock.today() - timedelta(days=ago), {Facet.PHYSICAL: 6}, token=token())
    with house.writing() as db:
        check_ins.save(db, by=person.viewer, submission=submission)


def links(app) -> list[str]:
    return [each.proto.label for each in app.main.get("page_link")]


def charts(app) -> int:
    return len(app.main.get("vega_lite_chart")) + len(app.main.get("arrow_vega_lite_chart"))


# Signed out


def test_signed_out_it_says_what_this_is_and_the_ways_in(house, member, open_as):
    fill(house, member)
    app = open_as(None, "today")
    text = said(app)
    assert "Living Room Cardiff is people helping each other" in text
    assert "not watched live" in text
    for address in ("/help-now", "/sign-in", "/invitation", "/start", "/accessibility"):
        assert f'href="{address}"' in text
    assert "Gwen" not in everything(app)


def test_a_record_of_ones_own_is_offered_only_where_that_is_allowed(house, open_as):
    settings.use(replace(settings.current(), open_start=False))
    text = said(open_as(None, "today"))
    assert 'href="/sign-in"' in text
    assert "/start" not in text


def test_the_language_chosen_here_goes_along(house, open_as):
    text = said(open_as(None, "today", Language.CYMRAEG))
    assert 'href="/sign-in?language=cy"' in text
    assert 'href="/start?language=cy"' in text


@pytest.mark.parametrize("who", ["member", "family", "peer_worker", "coordinator"])
def test_the_way_to_help_is_at_the_head_of_every_page_and_says_who_is_family(who, request, open_as):
    head = said(open_as(request.getfixturevalue(who), "account"))
    assert ('href="/help-now?for=family"' in head) is (who == "family")
    assert 'href="/help-now' in head


# A member


def test_the_first_thing_is_how_are_you(member, open_as):
    app = open_as(member, "today")
    assert app.title[0].value == "Hello, Gwen"
    assert "How are you today?" in said(app)
    assert links(app)[0] == "Check in now"
    assert charts(app) == 0


def test_after_the_check_in_it_says_so_and_lets_me_change_it(house, member, open_as):
    keep_day(house, member, 0)
    app = open_as(member, "today")
    assert "You checked in today. Change it" in links(app)
    assert "Check in now" not in links(app)


def test_whoever_has_checked_in_and_nothing_else_finds_one_thing_to_begin_with(house, member, open_as):
    assert "When you feel like it" not in said(open_as(member, "today")), "the check-in comes first"
    keep_day(house, member, 0)
    app = open_as(member, "today")
    assert "When you feel like it" in said(app) and "Nothing here has to be done today." in said(app)
    assert "Add a strength" in links(app) and "Add a goal" not in links(app), "one thing at a time"
    with house.writing() as db:
        mine = StrengthSubmission(StrengthPlace.PEOPLE, "My sister picks up", token=token())
        strengths.add(db, by=member.viewer, submission=mine)
    app = open_as(member, "today")
    assert "My sister picks up" in said(app)
    assert "Add a goal" in links(app) and "Add a strength" not in links(app)
    with house.writing() as db:
        wanted = GoalSubmission("To sing", Element.HEALTH, token=token())
        goals.add(db, by=member.viewer, submission=wanted)
    app = open_as(member, "today")
    assert "To sing" in said(app) and "When you feel like it" not in said(app)


def test_after_a_hard_day_nothing_is_suggested_and_no_chart_is_shown(house, member, open_as):
    for ago in (1, 2, 5):
        keep_day(house, member, ago)
    app = open_as(member, "today")
    assert charts(app) == 1 and "Write a plan for a hard day" in links(app)
    hard = CheckInSubmission(clock.today(), {Facet.EMOTIONAL: 0}, token=token())
    with house.writing() as db:
        check_ins.save(db, by=member.viewer, submission=hard)
    app = open_as(member, "today")
    assert "When you feel like it" not in said(app) and charts(app) == 0
    assert "Write a plan for a hard day" not in links(app), "a good day is best for that"


@pytest.mark.parametrize("feeling", [6, 0])
def test_what_was_told_has_the_same_sign_on_a_hard_day(house, member, open_as, feeling):
    told = CheckInSubmission(clock.today(), {Facet.EMOTIONAL: feeling}, token=token())
    with house.writing() as db:
        check_ins.save(db, by=member.viewer, submission=told)
    [again] = [
        each.proto.icon
        for each in open_as(member, "today").main.get("page_link")
        if each.proto.label == "You checked in today. Change it"
    ]
    assert again == ":material/edit:"


def test_a_chart_comes_with_the_third_day(house, member, open_as):
    keep_day(house, member, 1)
    keep_day(house, member, 2)
    assert charts(open_as(member, "today")) == 0
    keep_day(house, member, 5)
    app = open_as(member, "today")
    assert charts(app) == 1
    assert "Health on 3 days so far" in said(app).replace("\\", "")
    assert "quiet" not in said(app).lower()


def test_everything_that_waits_for_me_stands_there(house, member, peer_worker, coordinator, make, open_as):
    pairing_id = pair(house, member, peer_worker, coordinator)
    other = make("Ifan", Role.PEER_WORKER)
    in_three_days = clock.today() + timedelta(days=3)
    with house.writing() as db:
        notes.offer(
            db,
            by=peer_worker.viewer,
            submission=NoteSubmission(
                pairing_id,
                clock.today(),
                MeetingKind.PHONE,
                frozenset({Aid.SOCIAL}),
                frozenset({Element.HEALTH}),
                "Between us",
                token=token(),
            ),
        )
        pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=member.viewer.person_id,
            peer_worker_id=other.viewer.person_id,
        )
        planned = MeetingSubmission(
            MeetingKind.ONE_TO_ONE, in_three_days, None, "Upstairs", pairing_id, token()
        )
        meetings.plan(db, by=peer_worker.viewer, submission=planned)
        db.add(
            Strength(
                person_id=member.viewer.person_id,
                place=StrengthPlace.SELF,
                words="You listen",
                state=StrengthState.OFFERED,
                noticed_by_id=peer_worker.viewer.person_id,
                only_me=False,
                created_at=clock.now(),
            )
        )
    app = open_as(member, "today")
    assert links(app)[:4] == [
        "Check in now",
        "A note from Carys waits for your answer",
        "Would you like Ifan as your peer worker?",
        "Carys noticed a strength in you",
    ]
    keep_day(house, member, 0)
    first, *_others = links(open_as(member, "today"))
    assert first == "A note from Carys waits for your answer", "once the day is told, what waits comes first"
    text = said(app)
    assert "with Carys" in text
    assert "Upstairs" in text
    assert "Between us" not in text


def test_the_next_step_of_a_goal_stands_there_nearly_there_first(house, member, open_as):
    fill(house, member)
    text = said(open_as(member, "today"))
    assert WRITTEN[Content.GOALS] in text
    assert "Go to choir" in text
    assert text.index(WRITTEN[Content.GOALS]) < text.index(ONLY_ME)


def test_family_have_a_today_of_their_own_with_nothing_of_others(house, member, family, open_as):
    fill(house, member)
    bring_into_circle(house, member, family, *(Grant(content, True) for content in Content))
    app = open_as(family, "today")
    assert "How are you today?" in said(app)
    assert links(app)[:2] == ["Shared with me", "How are you today?"], "what they come for is first"
    assert [words for words in WRITTEN.values() if words in everything(app)] == []


def test_family_on_their_first_day_are_told_that_nobody_shares_yet_and_how_that_comes(
    house, member, family, open_as
):
    untold = "Nobody shares with you yet."
    assert untold in said(open_as(family, "today"))
    assert untold not in said(open_as(member, "today"))
    keep_day(house, family, 0)
    assert untold not in said(open_as(family, "today"))


# A peer worker, a coordinator, several parts


def test_a_peer_worker_answers_a_pairing_here(house, member, peer_worker, coordinator, open_as):
    with house.writing() as db:
        pairing_id = pairings.propose(
            db,
            by=coordinator.viewer,
            person_id=member.viewer.person_id,
            peer_worker_id=peer_worker.viewer.person_id,
        )
    app = open_as(peer_worker, "today")
    assert "How are you today?" not in said(app)
    assert "Will you walk with Gwen?" in said(app)
    press(app, "Yes, I will")
    assert "Will you walk with Gwen?" not in said(app)
    with house.writing() as db:
        pairings.accept_as_person(db, by=member.viewer, pairing_id=pairing_id, grants=())
        (line,) = pairing_views.mine(peer_worker.viewer).run(db)
    assert line.live


def test_a_peer_worker_sees_who_is_due_and_drafts_but_no_record(
    house, member, peer_worker, coordinator, open_as, monkeypatch
):
    fill(house, member)
    pairing_id = pair(house, member, peer_worker, coordinator, Grant(Content.GOALS, True))
    with house.writing() as db:
        draft = NoteSubmission(pairing_id, clock.today(), MeetingKind.PHONE, token=token())
        notes.save_draft(db, by=peer_worker.viewer, submission=draft)
    later = clock.today() + timedelta(days=15)
    monkeypatch.setattr(clock, "today", lambda: later)
    app = open_as(peer_worker, "today")
    text = said(app)
    assert "Due: it is time to meet again" in text
    assert "You have 1 note in draft" in text
    assert [words for words in WRITTEN.values() if words in everything(app)] == []


def test_a_coordinator_sees_counts_and_the_way_to_the_community(house, member, coordinator, open_as):
    fill(house, member)
    app = open_as(coordinator, "today")
    assert "No suggestion waits for a yes." in said(app)
    assert "To the community page" in links(app)
    assert "Gwen" not in everything(app)


def test_a_coordinator_is_told_what_is_due_in_the_community(
    house, coordinator, peer_worker, open_as, monkeypatch
):
    helplines.use(KeptLine(each.id, checked_on=clock.today()) for each in helplines.of_file()[1:])
    try:
        with house.writing() as db:
            entries.end_supervision(db, by=coordinator.viewer, peer_worker_id=peer_worker.viewer.person_id)
        app = open_as(coordinator, "today")
        assert "1 peer worker has training or supervision due." in links(app)
        assert "1 number at “Help now” is due for a check." in links(app)
    finally:
        helplines.use(())


def test_several_parts_stand_one_under_the_other_the_own_record_first(house, make, open_as):
    both = make("Carys", Role.MEMBER, Role.PEER_WORKER, Role.COORDINATOR)
    text = said(open_as(both, "today"))
    headers = [each for each in ("People I walk with", "Community") if each in text]
    assert headers == ["People I walk with", "Community"]
    assert "How are you today?" in text


def test_somebody_without_a_part_gets_a_calm_sentence(house, make, open_as):
    assert "You have no part here yet" in said(open_as(make("Nobody yet"), "today"))


@pytest.mark.parametrize("who", ["member", "family", "peer_worker", "coordinator"])
def test_in_welsh_too(who, request, open_as):
    app = open_as(request.getfixturevalue(who), "today", Language.CYMRAEG)
    assert not app.exception
    assert app.title[0].value.startswith(("Helo", "Hello"))


@pytest.mark.parametrize(
    ("ahead", "at", "english", "welsh"),
    [
        (0, time(9), "Today at 09:00", "Heddiw am 09:00"),
        (1, time(20), "Tomorrow at 20:00", "Yfory am 20:00"),
        (1, None, "Tomorrow", "Yfory"),
    ],
)
def test_a_meeting_is_said_as_what_is_on_beside_it(ahead, at, english, welsh):
    day = clock.today() + timedelta(days=ahead)
    for language, said_so in ((Language.ENGLISH, english), (Language.CYMRAEG, welsh)):
        t = translator(language)
        assert soon(t, day, at) == said_so
        assert soon(t, day, at, within=True) == said_so[0].lower() + said_so[1:]
    assert soon(t, clock.today() + timedelta(days=2), at) not in (english, welsh)
