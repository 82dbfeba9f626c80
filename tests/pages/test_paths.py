"""The paths on a page: counted kindly, with what helped after a return, and hidden with one tap."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lrc_portal import clock
from lrc_portal.record import check_ins, paths, pursuits
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.record.pursuits import PursuitSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.ui.kit import frame
from lrc_portal.vocabulary import Aim, PursuitDay, PursuitKind, Window

from .conftest import field, press, said, unfold


def keep_pursuit(house, person, name="Alcohol", start=50, used=(), aim=Aim.ABSTINENCE, **others) -> int:
    """A pursuit that began `start` days ago (None: no start day), with use so many days ago."""
    day = None if start is None else clock.today() - timedelta(days=start)
    with house.writing() as db:
        submission = PursuitSubmission(PursuitKind.SUBSTANCE, name, aim, day, token=name, **others)
        pursuit_id = pursuits.add(db, by=person.viewer, submission=submission)
        for ago in used:
            answers = {pursuit_id: PursuitDay.USED}
            day = clock.today() - timedelta(days=ago)
            submission = CheckInSubmission(day, {}, answers, token=f"{name} {ago}")
            check_ins.save(db, by=person.viewer, submission=submission)
    return pursuit_id


def found(house, person) -> list:
    with house.reading() as db:
        return list(paths.read_query(opened_records.own(person.viewer), Window.ALL).run(db))


def section() -> None:
    """A page with the paths and nothing else."""
    from lrc_portal.record import paths
    from lrc_portal.sharing import opened_records
    from lrc_portal.ui.kit import frame
    from lrc_portal.ui.record.paths import show_paths
    from lrc_portal.vocabulary import Window

    visit = frame.open_page()
    with visit.db.reading() as db:
        found = paths.read_query(opened_records.own(visit.viewer), Window.ALL).run(db)
    show_paths(visit, found, key="paths")


@pytest.fixture
def shown_to(house, monkeypatch):
    def show(person) -> AppTest:
        monkeypatch.setattr(frame, "session_token", lambda: person.token)
        return AppTest.from_function(section, default_timeout=30).run()

    return show


def test_a_path_is_said_with_its_three_figures(house, member, shown_to) -> None:
    keep_pursuit(house, member, used=(10,))
    told = said(shown_to(member))
    assert "Alcohol" in told
    assert "50 days lived in recovery" in told
    assert "10 days of them up to today. The longest time was 40 days." in told


def test_what_helped_is_written_under_its_return_and_changed(house, member, shown_to) -> None:
    keep_pursuit(house, member, used=(10, 30))
    app = shown_to(member)
    press(app, "Write what helped you come back")
    app.main.get("text_area")[0].set_value("I rang *Gareth*")
    press(app, "Save")
    earlier, later = found(house, member)[0].returns
    assert (earlier.words, later.words) == (None, "I rang *Gareth*")
    assert "I rang *Gareth*" in [element.value for element in app.main.get("text")]
    press(app, "Change")
    assert app.main.get("text_area")[0].value == "I rang *Gareth*"
    app.main.get("text_area")[0].set_value("")
    press(app, "Save")
    assert [each.words for each in found(house, member)[0].returns] == [None, None]


def test_a_path_is_hidden_with_one_tap_and_shown_again_from_the_fold(house, member, shown_to) -> None:
    keep_pursuit(house, member, used=(10,))
    app = shown_to(member)
    press(app, "Hide this path")
    told = said(app)
    assert "days" not in told
    assert "Paths you have hidden" in told and "Alcohol" in told
    press(app, "Show this path")
    assert "50 days lived in recovery" in said(app)


def test_nothing_stands_here_without_a_pursuit(member, shown_to) -> None:
    assert said(shown_to(member)) == ""


def test_a_path_without_a_day_says_how_it_begins(house, member, shown_to) -> None:
    keep_pursuit(house, member, start=None)
    keep_pursuit(house, member, "Betting", start=0, aim=Aim.WORKING_TOWARDS)
    app = shown_to(member)
    line = "The path begins with the first day you answer about it, or with a start day."
    assert said(app).count(line) == 2


def test_free_days_stand_against_the_own_aim(house, member, shown_to) -> None:
    keep_pursuit(house, member, "Betting", start=20, used=(15,), aim=Aim.WORKING_TOWARDS, free_days_aim=4)
    assert "4 free days a week." in said(shown_to(member))


# On the check-in page


def test_the_aim_of_free_days_is_asked_only_when_working_towards(house, member, open_as) -> None:
    app = unfold(open_as(member, "check_in"))
    question = "How many free days a week do you aim for? Leave it out if you like."
    assert question not in said(app)
    field(app, "text_input", "pursuit:0:name").set_value("Betting")
    field(app, "button_group", "pursuit:0:kind").set_value(PursuitKind.BEHAVIOUR)
    field(app, "button_group", "pursuit:0:aim").set_value(Aim.WORKING_TOWARDS).run()
    assert question in said(app)
    field(app, "button_group", ":free_days_aim").set_value(4)
    press(app, "Save this")
    with house.reading() as db:
        (line,) = pursuits.seen(db, opened_records.own(member.viewer))
    assert (line.name, line.free_days_aim, line.path_hidden) == ("Betting", 4, False)
    assert "4 free days a week" in said(app)


def test_a_path_can_be_left_out_of_the_progress_page_in_the_form(house, member, open_as) -> None:
    keep_pursuit(house, member)
    app = open_as(member, "check_in")
    press(app, "Change")
    field(app, "toggle", ":show_path").set_value(False)
    press(app, "Save this")
    assert [path.hidden for path in found(house, member)] == [True]
    press(app, "Show this path")
    assert [path.hidden for path in found(house, member)] == [False]
    assert "Show this path" not in said(app)
