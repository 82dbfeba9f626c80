"""/check-in: a day's answers in a few taps, for members and family, and nobody else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lrc_portal import clock
from lrc_portal.database.models import Trace
from lrc_portal.record import check_ins, moments, paths, pursuits, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.vocabulary import (
    AS_A_WHOLE,
    Act,
    Aim,
    Element,
    Facet,
    Language,
    MomentKind,
    PursuitDay,
    PursuitKind,
    StrengthPlace,
    Subject,
)
from lrc_portal.words import labels

from .conftest import OwnWords, as_shown, field, in_both_languages, press, said, sees, stand_on, unfold


def kept(house, person):
    with house.reading() as db:
        return check_ins.seen(db, opened_records.own(person.viewer))


def keep_day(house, person, day: date, **answers: int) -> None:
    submission = CheckInSubmission(
        day, {Facet(name): value for name, value in answers.items()}, token=str(day)
    )
    with house.writing() as db:
        check_ins.save(db, by=person.viewer, submission=submission)


def keep_pursuit(house, person, name: str = "Alcohol") -> int:
    submission = PursuitSubmission(PursuitKind.SUBSTANCE, name, Aim.ABSTINENCE, token=name)
    with house.writing() as db:
        return pursuits.add(db, by=person.viewer, submission=submission)


@in_both_languages
def test_a_check_in_takes_three_answers_in_words_one_pursuit_and_one_save(house, member, open_as):
    pursuit_id = keep_pursuit(house, member)
    app = open_as(member, "check_in")
    for asked in ("sobriety", "health", "reintegration"):
        answer = field(app, "button_group", f":{asked}")
        assert answer.options == [as_shown(app, step) for step in labels.STEP_WORDS]
        answer.set_value(7)
    field(app, "button_group", f"pursuit.{pursuit_id}").set_value(PursuitDay.FREE)
    press(app, "Save")
    (day,) = kept(house, member)
    assert day.day == clock.today()
    assert {asked for asked, value in day.answers.items() if value == 7} == {Facet.SOBRIETY, *AS_A_WHOLE}
    assert {value for asked, value in day.answers.items() if asked not in AS_A_WHOLE} == {7, None}
    assert day.pursuits == {pursuit_id: PursuitDay.FREE}
    assert sees(app, "It is kept. Thank you.")


def test_whoever_says_more_answers_each_facet(house, member, open_as):
    app = open_as(member, "check_in")
    for facet in Facet:
        field(app, "button_group", f":{facet.value}").set_value(9)
    press(app, "Save")
    (day,) = kept(house, member)
    assert {day.answers[facet] for facet in Facet} == {9}
    assert {day.answers[element] for element in AS_A_WHOLE} == {None}


def test_whoever_wants_numbers_has_them_from_then_on(house, member, open_as):
    app = open_as(member, "check_in")
    field(app, "button_group", ":health").set_value(7)
    press(app, "Answer with numbers, 0 to 10")
    answer = field(app, "button_group", ":health")
    assert answer.options == [str(n) for n in range(11)]
    assert answer.value == 7, "what was chosen stays"
    answer.set_value(6)
    press(app, "Save")
    assert kept(house, member)[0].answers[Element.HEALTH] == 6
    app = open_as(member, "check_in")
    assert "0 is “Very hard just now”" in said(app)
    press(app, "Answer in words")
    answer = field(app, "button_group", ":health")
    assert answer.value == 6
    field(app, "button_group", ":sobriety").set_value(5)
    press(app, "Save")
    assert kept(house, member)[0].answers[Element.HEALTH] == 6, "a number stays as exact as it was told"


def test_nothing_answered_is_said_calmly_and_kept_nowhere(house, member, open_as):
    app = open_as(member, "check_in")
    press(app, "Save")
    [told] = app.error
    assert told.value == "Answer one thing, or write a few words. The rest can stay empty."
    for _ in range(2):
        [more] = [each for each in app.expander if each.label == "Say more"]
        assert more.proto.expanded, "the field for words is in there, and stays in sight"
        app.run()
    assert kept(house, member) == []


def test_zero_is_an_answer_and_what_is_left_out_is_none(house, member, open_as):
    app = open_as(member, "check_in")
    press(app, "Answer with numbers, 0 to 10")
    field(app, "button_group", ":physical").set_value(0)
    press(app, "Save")
    (day,) = kept(house, member)
    assert day.answers[Facet.PHYSICAL] == 0
    assert day.answers[Facet.SOBRIETY] is None


def test_a_day_that_is_there_stands_in_the_fields_and_is_changed(house, member, open_as):
    keep_day(house, member, clock.today(), emotional=3, community=8)
    app = open_as(member, "check_in")
    assert field(app, "button_group", ":emotional").value == 3
    field(app, "button_group", ":emotional").set_value(7)
    press(app, "Save")
    (day,) = kept(house, member)
    assert (day.answers[Facet.EMOTIONAL], day.answers[Facet.COMMUNITY]) == (7, 8)


def test_yesterday_is_one_tap_away_and_has_its_own_answers(house, member, open_as):
    yesterday = clock.today() - timedelta(days=1)
    keep_day(house, member, clock.today(), emotional=3)
    keep_day(house, member, yesterday, emotional=9)
    app = open_as(member, "check_in")
    field(app, "button_group", "check-in:which").set_value("yesterday").run()
    assert field(app, "button_group", ":emotional").value == 9


def test_an_earlier_day_is_an_ordinary_entry(house, member, open_as):
    earlier = clock.today() - timedelta(days=40)
    app = open_as(member, "check_in")
    field(app, "button_group", "check-in:which").set_value("earlier").run()
    for part, value in (("day", earlier.day), ("month", earlier.month), ("year", earlier.year)):
        field(app, "text_input", f"earlier-day:0:day.{part}").set_value(str(value))
    press(app, "Go to this day")
    field(app, "button_group", ":participation").set_value(5)
    press(app, "Save")
    assert [day.day for day in kept(house, member)] == [earlier]


def test_a_day_to_come_is_refused_with_a_reason(house, member, open_as):
    app = open_as(member, "check_in")
    field(app, "button_group", "check-in:which").set_value("earlier").run()
    for part, value in (("day", "1"), ("month", "1"), ("year", str(clock.today().year + 1))):
        field(app, "text_input", f"earlier-day:0:day.{part}").set_value(value)
    press(app, "Go to this day")
    assert "still to come" in said(app)


@in_both_languages
def test_a_day_of_use_shows_what_helps_and_no_sign_of_success(house, member, open_as):
    pursuit_id = keep_pursuit(house, member)
    yesterday = clock.today() - timedelta(days=1)
    used = CheckInSubmission(yesterday, pursuits={pursuit_id: PursuitDay.USED}, token="used")
    with house.writing() as db:
        check_ins.save(db, by=member.viewer, submission=used)
        helped = HelpedSubmission("My sister came", token="helped")
        paths.say_what_helped(db, by=member.viewer, pursuit_id=pursuit_id, day=yesterday, submission=helped)
        strength = StrengthSubmission(StrengthPlace.SELF, "I get up again", token="strong")
        strengths.add(db, by=member.viewer, submission=strength)
    app = open_as(member, "check_in")
    field(app, "button_group", f"pursuit.{pursuit_id}").set_value(PursuitDay.USED)
    press(app, "Save")
    assert sees(app, "You said how it is. The days before stay yours.")
    assert "My sister came" in said(app) and "I get up again" in said(app)
    assert not sees(app, "It is kept. Thank you.") and not app.success
    evening = open_as(member, "today")
    assert sees(evening, "A hard day today.") and "My sister came" in said(evening)
    press(app, "Write about this day")
    assert field(app, "button_group", "hard-day:0:kind").value == MomentKind.HARD_DAY
    press(app, "Save this day")
    with house.reading() as db:
        (moment,) = moments.seen(db, opened_records.own(member.viewer))
    assert (moment.kind, moment.day) == (MomentKind.HARD_DAY, clock.today())


def test_below_a_day_that_is_kept_all_else_is_one_closed_line_and_loses_no_word(house, member, open_as):
    app = unfold(open_as(member, "check_in"), "A day that mattered")
    field(app, "text_area", "moment:0:words").set_value("half a sentence")
    field(app, "button_group", ":health").set_value(7)
    press(app, "Save")
    assert [each.label for each in app.main.children.values() if each.type == "expander"] == [
        "Other days and forms"
    ]
    (others,) = [each for each in app.main.expander if each.label == "Other days and forms"]
    assert not others.proto.expanded
    assert [each.label for each in others.expander][:3] == [
        "The days I kept",
        "Things I follow",
        "What I am in recovery from",
    ]
    press(app, "Change what I said")
    assert field(app, "text_area", "moment:0:words").value == "half a sentence"


def test_a_day_free_of_it_is_not_commented_on(house, member, open_as):
    pursuit_id = keep_pursuit(house, member)
    app = open_as(member, "check_in")
    field(app, "button_group", f"pursuit.{pursuit_id}").set_value(PursuitDay.FREE)
    press(app, "Save")
    assert "Thank you for telling us" not in said(app)


def test_erasing_a_day_asks_once(house, member, open_as):
    keep_day(house, member, clock.today(), emotional=3)
    app = unfold(open_as(member, "check_in"), "The days I kept")
    press(app, "Erase")
    assert len(kept(house, member)) == 1
    press(app, "Erase it")
    assert kept(house, member) == []


def test_a_day_long_ago_is_chosen_and_erased_there_with_its_moments(house, member, open_as):
    long_ago = clock.today() - timedelta(days=400)
    for day in (long_ago, *(clock.today() - timedelta(days=n) for n in range(1, 20))):
        keep_day(house, member, day, physical=4)
    with house.writing() as db:
        for day, words in ((long_ago, "the first week"), (clock.today(), "a new one")):
            submission = MomentSubmission(day, MomentKind.MILESTONE, Element.HEALTH, words, token=words)
            moments.add(db, by=member.viewer, submission=submission)
    app = open_as(member, "check_in", day=long_ago.isoformat())
    unfold(app, "The days I kept", "Days that mattered, kept")
    assert "the first week" in said(app) and "Erase this day" in said(app)
    press(app, "Erase this day")
    press(app, "Erase it")
    assert "The day is erased." in said(app) and "Erase this day" not in said(app)
    assert kept(house, member) and long_ago not in {line.day for line in kept(house, member)}
    assert sum(each.label == "Change" for each in app.main.get("button")) == 14 + 2
    press(app, "Show more")
    assert sum(each.label == "Change" for each in app.main.get("button")) == 19 + 2


def test_a_moment_is_changed_and_erased_and_older_ones_come_with_one_tap(house, member, open_as):
    with house.writing() as db:
        for n in range(15):
            day = clock.today() - timedelta(days=n)
            submission = MomentSubmission(
                day, MomentKind.MILESTONE, Element.HEALTH, f"moment {n}.", token=f"{n}"
            )
            moments.add(db, by=member.viewer, submission=submission)
    app = unfold(open_as(member, "check_in"), "A day that mattered")
    assert "moment 11." not in said(app), "what is folded away is not drawn"
    unfold(app, "Days that mattered, kept")
    assert "moment 11." in said(app) and "moment 12." not in said(app)
    press(app, "Show more")
    assert "moment 14." in said(app)
    press(app, "Change", nth=13)
    [words] = [each for each in app.main.get("text_area") if each.value == "moment 13."]
    words.set_value("told anew")
    press(app, "Save this day", nth=1)
    assert [each.value for each in app.success] == ["This day is kept."], "and not the day"
    assert "told anew" in said(app) and "moment 13." not in said(app)
    press(app, "Erase", nth=14)
    assert "Erase this day that mattered for good?" in said(app)
    press(app, "Erase it")
    assert "moment 14." not in said(app)
    with house.reading() as db:
        assert len(moments.seen(db, opened_records.own(member.viewer))) == 14


def test_words_and_only_me_are_kept(house, member, open_as):
    app = open_as(member, "check_in")
    day_form = [each for each in app.main.get("text_area") if each.key.startswith("check-in:")]
    day_form[0].set_value("A walk by the river")
    [each for each in app.main.get("toggle") if each.key.startswith("check-in:")][0].set_value(True)
    press(app, "Save")
    (day,) = kept(house, member)
    assert (day.words, day.only_me) == ("A walk by the river", True)


def test_a_pursuit_is_added_with_no_start_day_and_asked_about_from_then_on(house, member, open_as):
    app = unfold(open_as(member, "check_in"))
    field(app, "text_input", "pursuit:0:name").set_value("Betting")
    field(app, "button_group", "pursuit:0:kind").set_value(PursuitKind.BEHAVIOUR)
    field(app, "button_group", "pursuit:0:aim").set_value(Aim.WORKING_TOWARDS)
    press(app, "Save this")
    with house.reading() as db:
        (pursuit,) = pursuits.seen(db, opened_records.own(member.viewer))
    assert pursuit.start_day is None
    assert [each.value for each in app.success] == ["What you are in recovery from is kept."]
    assert field(app, "button_group", f"pursuit.{pursuit.id}").label.endswith("Betting: how did it go?")


def test_the_form_for_another_pursuit_can_be_closed_again(house, member, open_as):
    keep_pursuit(house, member)
    app = press(open_as(member, "check_in"), "Add another")
    assert "What is it, in your own words?" in said(app)
    press(app, "Not now")
    assert "What is it, in your own words?" not in said(app) and "Add another" in said(app)


def test_a_pursuit_put_away_is_not_asked_about(house, member, open_as):
    keep_pursuit(house, member)
    app = unfold(open_as(member, "check_in"))
    press(app, "Change")
    press(app, "Put away")
    press(app, "Put it away")
    with house.reading() as db:
        assert pursuits.seen(db, opened_records.own(member.viewer)) == []
    press(unfold(app, "Put away"), "Ask me about it again")
    with house.reading() as db:
        assert len(pursuits.seen(db, opened_records.own(member.viewer))) == 1


def test_peoples_words_are_never_read_as_markdown_or_html(house, member, open_as):
    keep_pursuit(house, member, "![x](https://elsewhere.example/x.png) <b>bold</b>")
    app = open_as(member, "check_in")
    labels = [each.label for each in app.main.get("button_group")]
    assert any("!\\[x\\](https" in label and "\\<b\\>" in label for label in labels)


def test_family_are_asked_about_living_alongside_and_not_about_pursuits(family, open_as):
    app = open_as(family, "check_in")
    assert "How is it for you, living alongside recovery?" in said(app)
    assert "How is it going with your sobriety?" not in said(app)
    assert "Are you in recovery from something yourself?" in said(app)
    assert "What I am in recovery from" not in said(app)


def test_an_address_can_name_the_day(house, member, open_as):
    keep_day(house, member, date(2026, 3, 1), emotional=4)
    app = open_as(member, "check_in", day="2026-03-01")
    assert field(app, "button_group", ":emotional").value == 4


def test_what_is_chosen_stays_when_the_language_changes(house, member, open_as):
    pursuit_id = keep_pursuit(house, member)
    app = open_as(member, "check_in")
    field(app, "button_group", ":emotional").set_value(5)
    field(app, "button_group", f"pursuit.{pursuit_id}").set_value(PursuitDay.USED)
    app.button(key="language").click().run()
    assert app.title[0].value == "Sut ydych chi heddiw?"
    assert field(app, "button_group", ":emotional").value == 5
    assert field(app, "button_group", f"pursuit.{pursuit_id}").value == PursuitDay.USED


def test_it_is_there_in_cymraeg(member, open_as):
    app = open_as(member, "check_in", Language.CYMRAEG)
    assert "Sut mae bywyd o'ch cwmpas?" in said(app)


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_others_get_a_calm_sentence(who, request, open_as):
    app = open_as(request.getfixturevalue(who), "check_in")
    assert "This page is for others" in said(app)
    assert "Save" not in [each.label for each in app.main.get("button")]


def test_signed_out_there_is_only_the_way_in(open_as):
    app = open_as(None, "check_in")
    assert "Sign in first" in said(app)
    assert not app.main.get("button_group")


# A new day, and another device


def words_field(app):
    """The few words of the day; the form for a moment has some too."""
    return next(each for each in app.main.get("text_area") if each.key.startswith("check-in:"))


def write_words(app, words: str):
    words_field(app).set_value(words)
    return app


MONDAY = date(2026, 11, 30)


def test_the_week_is_drawn_from_two_days_on_and_no_quiet_day_in_it(house, member, open_as, monkeypatch):
    for after, drawn in ((0, 0), (2, 2), (3, 3)):
        stand_on(monkeypatch, MONDAY + timedelta(days=after))
        app = write_words(open_as(member, "check_in"), "a good walk")
        text = said(press(app, "Save"))
        assert "This week so far: " in text
        assert text.count("<span></span>") == drawn


def test_a_page_left_open_past_midnight_asks_which_day_is_meant_and_loses_nothing(
    house, member, open_as, monkeypatch
):
    stand_on(monkeypatch, MONDAY)
    app = write_words(open_as(member, "check_in"), "a good walk")
    stand_on(monkeypatch, MONDAY + timedelta(days=2))
    press(app, "Save")
    text = said(app)
    assert kept(house, member) == []
    assert "A new day has begun. Which day is this for?" in text
    assert "Midnight has passed since you began." in text
    assert "Which day?" not in [each.label for each in app.main.get("button_group")]
    assert words_field(app).value == "a good walk"
    press(app, OwnWords("Monday 30 November"))
    assert "Which day?" in [each.label for each in app.main.get("button_group")]
    assert words_field(app).value == "a good walk"
    press(app, "Save")
    assert [(line.day, line.words) for line in kept(house, member)] == [(MONDAY, "a good walk")]


def test_what_was_begun_yesterday_can_be_meant_for_today(house, member, open_as, monkeypatch):
    stand_on(monkeypatch, MONDAY)
    app = write_words(open_as(member, "check_in"), "a good walk")
    field(app, "button_group", ":physical").set_value(7)
    tuesday = MONDAY + timedelta(days=1)
    stand_on(monkeypatch, tuesday)
    with house.writing() as db:  # and on the phone something is kept of today already
        there = CheckInSubmission(tuesday, {Facet.PHYSICAL: 2}, words="slept badly", token="phone")
        check_ins.save(db, by=member.viewer, submission=there)
    app.run()
    press(app, "Today, Tuesday 1 December")
    assert words_field(app).value == "a good walk"
    assert "slept badly" in said(app), "what stands there already is shown beside it"
    press(app, "Save")
    (line,) = kept(house, member)
    assert (line.day, line.words, line.answers[Facet.PHYSICAL]) == (tuesday, "a good walk", 7)


def test_an_untouched_page_simply_goes_on_to_the_new_day(house, member, open_as, monkeypatch):
    stand_on(monkeypatch, MONDAY)
    app = open_as(member, "check_in")
    stand_on(monkeypatch, MONDAY + timedelta(days=1))
    app.run()
    assert "A new day has begun" not in said(app)
    field(app, "button_group", ":health").set_value(5)
    press(app, "Save")
    assert [line.day for line in kept(house, member)] == [MONDAY + timedelta(days=1)]


def test_a_day_that_was_changed_on_another_device_is_shown_before_it_is_saved_over(house, member, open_as):
    day = clock.today()
    with house.writing() as db:
        check_ins.save(
            db, by=member.viewer, submission=CheckInSubmission(day, {Facet.PHYSICAL: 5}, token="first")
        )
    app = write_words(open_as(member, "check_in"), "from my laptop")
    with house.writing() as db:
        phone = CheckInSubmission(day, {Facet.PHYSICAL: 9}, words="from my phone", token="phone")
        check_ins.save(db, by=member.viewer, submission=phone)
    press(app, "Save")
    text = said(app)
    assert "This was changed somewhere else. There it says now:" in text and "from my phone" in text
    assert kept(house, member)[0].words == "from my phone"
    assert words_field(app).value == "from my laptop"
    press(app, "Save")
    assert kept(house, member)[0].words == "from my laptop"
    assert "This was changed somewhere else" not in said(app)


def test_a_day_saved_as_it_stands_leaves_no_trace_and_one_that_is_changed_is_not_said_to_be_added(
    house, member, open_as
):
    with house.writing() as db:
        first = CheckInSubmission(clock.today(), {Facet.PHYSICAL: 5}, words="a word", token="first")
        check_ins.save(db, by=member.viewer, submission=first)
    app = open_as(member, "check_in")
    press(app, "Save")
    assert acts(house) == [Act.ADDED]
    assert "a word" in said(app), "their own words come back"
    press(app, "Change what I said")
    field(app, "button_group", ":physical").set_value(7)
    press(app, "Save")
    assert acts(house) == [Act.ADDED, Act.CHANGED]


def acts(house) -> list[Act]:
    with house.reading() as db:
        about = Trace.subject == Subject.CHECK_IN
        return list(db.scalars(select(Trace.act).where(about).order_by(Trace.id)))
