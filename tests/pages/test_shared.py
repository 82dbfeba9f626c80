"""/shared: exactly what somebody chose to share, and nothing of it any more at the next rerun."""

from datetime import timedelta

import pytest

from lrc_portal import clock
from lrc_portal.record import check_ins, strengths
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.sharing import circle, invitations, trace
from lrc_portal.sharing.circle import Grant, GrantsSubmission, InviteSubmission
from lrc_portal.vocabulary import Act, Content, Facet, Language, Role, StrengthPlace, Window
from tests.tools.statements import sent_to

from .conftest import press, said, unfold
from .sharing import (
    CHECK_IN_WORDS,
    ONLY_ME,
    OWN_WORDS,
    WRITTEN,
    agree_note,
    bring_into_circle,
    everything,
    fill,
    overview_of,
    pair,
    token,
)
from .test_statements import A_HANDFUL, told

ALL = tuple(Grant(content, True) for content in Content)


@pytest.fixture
def full(house, member, peer_worker, coordinator):
    """Gwen's record with something of every kind, an agreed note included."""
    fill(house, member)
    agree_note(house, member, peer_worker, pair(house, member, peer_worker, coordinator))


def test_where_nobody_shares_it_says_kindly_what_will_be_here(family, open_as):
    text = said(open_as(family, "shared"))
    assert "When somebody chooses to share with you" in text
    assert "Your own page is yours." in text


@pytest.mark.parametrize("content", list(Content))
def test_one_kind_shows_itself_and_no_other(content, full, house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(content, True))
    sent = everything(open_as(family, "shared"))
    shown = {kind for kind, words in WRITTEN.items() if words in sent}
    assert shown == {content}
    assert ONLY_ME not in sent


def test_how_far_back_is_counted_from_the_last_shared_entry(house, member, family, open_as):
    for ago in range(300, 700, 7):
        with house.writing() as db:
            day = clock.today() - timedelta(days=ago)
            submission = CheckInSubmission(day, {Facet.PHYSICAL: 5}, token=token())
            check_ins.save(db, by=member.viewer, submission=submission)
    bring_into_circle(house, member, family, Grant(Content.HEALTH, True))
    app = unfold(open_as(family, "shared"), "The same as a table")
    last = clock.today() - timedelta(days=300)
    weeks = (clock.week_start(last) - clock.week_start(last - timedelta(days=90))).days // 7 + 1
    assert len(app.main.table[0].value) == weeks
    window = next(each for each in app.main.get("button_group") if "shared:window" in str(each.key))
    window.set_value(Window.ALL).run()
    assert len(app.main.table[0].value) == 58


def test_without_own_words_there_are_none(full, house, member, family, open_as):
    elements = (Content.GOALS, Content.SOBRIETY, Content.HEALTH, Content.REINTEGRATION)
    bring_into_circle(house, member, family, *(Grant(content, False) for content in elements))
    sent = everything(open_as(family, "shared"))
    assert WRITTEN[Content.GOALS] in sent
    assert [words for words in OWN_WORDS if words in sent] == []


def test_with_everything_shared_only_me_stays_with_its_owner(full, house, member, family, open_as):
    bring_into_circle(house, member, family, *ALL)
    sent = everything(open_as(family, "shared"))
    assert all(words in sent for words in (*WRITTEN.values(), *OWN_WORDS))
    assert ONLY_ME not in sent


def test_a_kind_that_is_not_shared_is_not_named(full, house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(family, "shared")
    text = said(app)
    assert "Health" in text
    for other in ("Sobriety", "Life around me", "Strengths", "Goals", "Notes"):
        assert other not in text
    chart = next(each for each in app.main.get("vega_lite_chart") or app.main.get("arrow_vega_lite_chart"))
    assert "Sobriety" not in repr(chart.proto)
    assert "Meeting" not in repr(chart.proto)


def test_no_days_are_counted_and_nothing_is_called_quiet(house, member, family, open_as):
    by = member.viewer
    with house.writing() as db:
        for ago in (200, 190, 60, 50):
            day = clock.today() - timedelta(days=ago)
            answers = {Facet.PHYSICAL: 5}
            check_ins.save(db, by=by, submission=CheckInSubmission(day, answers, token=token()))
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(family, "shared")
    view = "\n".join(overview_of(app)).lower()
    assert "health is at about 5" in view
    for sign in ("quiet", "day so far", "days so far", "days behind", "last"):
        assert sign not in view
    assert "Days behind it" not in everything(app)


def end_it(how: str, house, member, family) -> None:
    owner, other = member.viewer, family.viewer
    with house.writing() as db:
        if how == "taken back":
            circle.take_back_all(db, by=owner, viewer_id=other.person_id)
        elif how == "left by the owner":
            circle.leave(db, by=owner, other_id=other.person_id)
        elif how == "left by the other":
            circle.leave(db, by=other, other_id=owner.person_id)
        else:
            nothing = GrantsSubmission((), token())
            circle.give(db, by=owner, viewer_id=other.person_id, submission=nothing)


@pytest.mark.parametrize("how", ["taken back", "left by the owner", "left by the other", "nothing chosen"])
def test_what_ends_is_gone_at_the_next_rerun_of_an_open_page(how, full, house, member, family, open_as):
    bring_into_circle(house, member, family, *ALL)
    app = open_as(family, "shared")
    assert WRITTEN[Content.STRENGTHS] in everything(app)
    end_it(how, house, member, family)
    sent = everything(app.run())
    assert [words for words in (*WRITTEN.values(), *OWN_WORDS, "Gwen") if words in sent] == []
    assert "When somebody chooses to share with you" in said(app)


def test_after_the_last_day_there_is_nothing(full, house, member, family, open_as, monkeypatch):
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS, True, clock.today()))
    app = open_as(family, "shared")
    assert WRITTEN[Content.STRENGTHS] in everything(app)
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert WRITTEN[Content.STRENGTHS] not in everything(app.run())


def test_an_invitation_that_waits_shows_nothing_not_even_who_invites(full, house, member, family, open_as):
    with house.writing() as db:
        code = circle.invite(db, by=member.viewer, submission=InviteSubmission("Rhys", ALL, token()))
    sent = everything(open_as(family, "shared"))
    assert [words for words in (*WRITTEN.values(), "Gwen") if words in sent] == []
    with house.writing() as db:
        invitations.accept(db, by=family.viewer, code=code)
    assert WRITTEN[Content.GOALS] in everything(open_as(family, "shared"))


def test_the_owner_finds_who_looked(full, house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    open_as(family, "shared")
    with house.reading() as db:
        looks = trace.about_me(member.viewer, acts=[Act.LOOKED]).run(db)
    assert [(line.display_name, line.subject.value) for line in looks] == [("Rhys", "health")]


def test_taps_on_an_open_page_are_one_look_and_coming_back_to_it_is_another(
    full, house, member, family, open_as
):
    bring_into_circle(house, member, family, Grant(Content.HEALTH))

    def times() -> list[int]:
        with house.reading() as db:
            return [line.times for line in trace.about_me(member.viewer, acts=[Act.LOOKED]).run(db)]

    app = open_as(family, "shared")
    for on in (True, False, True):
        app.toggle[0].set_value(on).run()
    app.main.get("button_group")[0].set_value(Window.YEAR).run()
    assert sum(times()) == 1
    app.switch_page("../pages/check_in.py").run()
    app.switch_page("../pages/shared.py").run()
    assert sum(times()) == 2


def test_of_several_one_is_chosen(full, house, make, member, family, open_as):
    other = make("Mair", Role.MEMBER)
    fill(house, other)
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS, True))
    bring_into_circle(house, other, family, Grant(Content.HEALTH))
    app = open_as(family, "shared")
    assert WRITTEN[Content.STRENGTHS] in said(app)
    app.main.get("button_group")[0].set_value(other.viewer.person_id).run()
    assert app.header[0].value == "Mair"
    assert WRITTEN[Content.STRENGTHS] not in everything(app)


def test_a_kind_can_be_left_and_then_the_connection(full, house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS, True), Grant(Content.HEALTH, True))
    app = open_as(family, "shared")
    press(app, "Stop seeing this")
    assert WRITTEN[Content.STRENGTHS] not in everything(app)
    assert CHECK_IN_WORDS in everything(app)
    press(app, "End the connection")
    assert "End the connection with Gwen?" in said(app)
    press(app, "End it")
    assert CHECK_IN_WORDS not in everything(app)
    with house.reading() as db:
        assert circle.members(member.viewer).run(db) == []


def test_what_somebody_wrote_is_never_read_as_markdown(house, member, family, open_as):
    with house.writing() as db:
        words = "![x](https://elsewhere.example/a.png) <b>bold</b>"
        strengths.add(
            db, by=member.viewer, submission=StrengthSubmission(StrengthPlace.SELF, words, token=token())
        )
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS, True))
    text = said(open_as(family, "shared"))
    assert "![x](" not in text
    assert "<b>" not in text


def test_in_welsh_too(full, house, member, family, open_as):
    bring_into_circle(house, member, family, *ALL)
    app = open_as(family, "shared", Language.CYMRAEG)
    assert not app.exception
    assert "Gwen" in said(app)
    assert WRITTEN[Content.GOALS] in everything(app)


@pytest.mark.parametrize("who", ["peer_worker", "coordinator"])
def test_others_get_a_calm_sentence(who, full, request, open_as):
    assert "This page is for others" in said(open_as(request.getfixturevalue(who), "shared"))


def test_signed_out_there_is_only_the_way_in(full, open_as):
    app = open_as(None, "shared")
    assert "Sign in first" in said(app)
    assert "Gwen" not in everything(app)


# One's own line beside theirs


def check_in(house, person, *ago_and_value):
    with house.writing() as db:
        for ago, value in ago_and_value:
            day = clock.today() - timedelta(days=ago)
            answers = {Facet.PHYSICAL: value, Facet.SOBRIETY: value}
            submission = CheckInSubmission(day, answers, token=token())
            check_ins.save(db, by=person.viewer, submission=submission)


def test_my_own_line_stands_beside_only_when_i_choose_it(house, member, family, open_as):
    check_in(house, member, (60, 5), (50, 6))
    check_in(house, family, (60, 3), (50, 4))
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(family, "shared")
    assert "your own line" not in everything(app)
    app.toggle[0].set_value(True).run()
    assert "Gwen’s line is at about 6; your own line is at about 4." in said(app)
    assert "Sobriety" not in "\n".join(overview_of(app)), "what is not shared gets no band"
    app.toggle[0].set_value(False).run()
    assert "your own line" not in everything(app)


def test_my_own_line_costs_one_statement(house, member, family, open_as):
    check_in(house, member, (60, 5), (50, 6))
    bring_into_circle(house, member, family, *ALL)
    app = open_as(family, "shared")
    with sent_to(house) as without:
        app.run()
    app.toggle[0].set_value(True).run()
    with sent_to(house) as beside:
        app.run()
    assert len(beside) == len(without) + 1 <= A_HANDFUL, told(beside)


def test_my_newer_check_ins_do_not_lengthen_their_chart(house, member, family, open_as):
    check_in(house, member, (60, 5), (50, 6))
    check_in(house, family, (3, 4), (1, 5))
    bring_into_circle(house, member, family, Grant(Content.HEALTH))
    app = open_as(family, "shared")
    app.toggle[0].set_value(True).run()
    assert "Your own line stands here once you have answers from the same time." in said(app)


def test_the_member_may_do_the_same_with_what_the_family_member_shares(house, member, family, open_as):
    check_in(house, member, (60, 5), (50, 6))
    check_in(house, family, (60, 3), (50, 4))
    bring_into_circle(house, member, family, Grant(Content.GOALS))
    back = GrantsSubmission((Grant(Content.HEALTH),), token())
    with house.writing() as db:
        circle.give(db, by=family.viewer, viewer_id=member.viewer.person_id, submission=back)
    app = open_as(member, "shared")
    app.toggle[0].set_value(True).run()
    assert "Rhys’s line is at about 4; your own line is at about 6." in said(app)


def test_where_no_line_is_shared_there_is_nothing_to_set_beside(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS))
    assert not open_as(family, "shared").toggle


def test_who_shares_nothing_yet_is_named_to_whom_they_invited(house, member, family, open_as):
    bring_into_circle(house, member, family)
    assert "You were invited by Gwen. For now nothing is shared with you." in said(open_as(family, "shared"))


def test_that_own_words_are_shared_is_said_in_the_same_line(house, member, family, open_as):
    bring_into_circle(
        house,
        member,
        family,
        Grant(Content.HEALTH),
        Grant(Content.GOALS, True),
        Grant(Content.STRENGTHS, True),
    )
    line = next(each.value for each in open_as(family, "shared").markdown if "own words" in each.value)
    assert ":material/flag:\N{NO-BREAK SPACE}Goals with their own words and " in line and line.endswith(
        "Health"
    )
    places = [line.index(kind) for kind in ("Strengths,", "Goals", "Health")]
    assert places == sorted(places), "in the order of the vocabulary, not in that of sharing"


def test_what_is_shared_is_said_in_one_line(house, member, family, open_as):
    bring_into_circle(house, member, family, Grant(Content.STRENGTHS), Grant(Content.GOALS))
    text = said(open_as(family, "shared"))
    assert "Strengths and :material/flag: Goals\n" in text
    assert "You were invited by" not in text
