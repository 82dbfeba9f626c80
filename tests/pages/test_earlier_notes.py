"""A long way: which earlier notes go along to whoever follows, chosen on the screen."""

import pytest

from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.pairings import handover, pairing_views, pairings
from lrc_portal.vocabulary import Role
from tests.people import token
from tests.tools.statements import sent_to

from .conftest import field, press, said
from .test_handover import SECRET, insert_notes, leave
from .test_statements import A_HANDFUL, told


@pytest.fixture
def new_worker(make, coordinator):
    return make("Siân", Role.PEER_WORKER)


@pytest.fixture
def long_way(walk, coordinator, new_worker):
    """Sixty answered notes of three years, and Siân who waits for Gwen's yes."""
    many = insert_notes(walk, 60, every=18)
    leave(walk)
    with walk.house.writing() as db:
        handover.say_heard(db, by=walk.person.viewer, pairing_id=walk.pairing_id)
        handover.propose(
            db,
            by=coordinator.viewer,
            pairing_id=walk.pairing_id,
            peer_worker_id=new_worker.viewer.person_id,
        )
    return many


def which(app, value: str):
    return field(app, "button_group", ":which-notes").set_value(value).run()


def passed_on(walk) -> int:
    with walk.house.reading() as db:
        found = handover.passed_on(walk.person.viewer).run(db)
    return len(next(iter(found.values()), ()))


@pytest.mark.parametrize(
    ("choice", "many"), [("none", 0), ("last_year", 21), ("all", 60)], ids=["none", "last year", "all"]
)
def test_of_a_long_way_as_much_goes_along_as_the_person_says(
    walk, long_way, new_worker, open_as, choice, many
):
    app = open_as(walk.person, "circle")
    with sent_to(walk.house) as sent:
        which(app, choice)
    assert len(sent) <= A_HANDFUL, told(sent)
    assert not [each for each in app.main.checkbox if ":notes." in str(each.key)]
    if many:
        assert f"{many} notes, from" in said(app)
    press(app, "Yes, walk with me")
    assert passed_on(walk) == many


def answer_one_more(walk) -> None:
    with walk.house.writing() as db:
        note_id = notes.offer(db, by=walk.worker.viewer, submission=walk.note(talked_about=SECRET))
        agree = AnswerSubmission(agree=True, token=token())
        notes.answer(db, by=walk.person.viewer, note_id=note_id, submission=agree)


@pytest.mark.parametrize(("choice", "many"), [("last_year", 21), ("all", 60)], ids=["last year", "all"])
@pytest.mark.parametrize(
    "chosen_first", [True, False], ids=["chosen, then answered", "answered, then chosen"]
)
def test_what_is_passed_on_is_what_was_said_when_it_was_chosen(
    walk, long_way, open_as, choice, many, chosen_first
):
    app = open_as(walk.person, "circle")
    if chosen_first:
        which(app, choice)
    answer_one_more(walk)
    if not chosen_first:
        which(app, choice)
    for _ in range(2):  # however often the page is drawn before the yes
        assert f"{many} notes, from" in said(app)
        app.run()
    press(app, "Yes, walk with me")
    assert passed_on(walk) == many


def test_each_is_reached_a_year_at_a_time_and_what_was_ticked_stays(walk, long_way, open_as):
    app = which(open_as(walk.person, "circle"), "each")
    reached = set()
    years = [int(each) for each in field(app, "button_group", ":notes-year").options]
    assert len(years) >= 3
    for year in years:
        field(app, "button_group", ":notes-year").set_value(year)
        with sent_to(walk.house) as sent:
            app.run()
        assert len(sent) <= A_HANDFUL, told(sent)
        boxes = [each for each in app.main.checkbox if ":notes." in str(each.key)]
        assert 0 < len(boxes) <= 24
        reached |= {each.key for each in boxes}
        boxes[0].check()
    assert len(reached) == long_way
    app.run()
    assert f"Of other years {len(years) - 1} notes are chosen." in said(app)
    press(app, "Yes, walk with me")
    assert passed_on(walk) == len(years)


def ticks(app) -> list:
    return [each for each in app.main.checkbox if ":notes." in str(each.key)]


def year(app, nth: int):
    choice = field(app, "button_group", ":notes-year")
    return choice.set_value(sorted(map(int, choice.options), reverse=True)[nth]).run()


def test_ticks_that_were_left_are_not_passed_on_later(walk, long_way, new_worker, open_as):
    with walk.house.writing() as db:
        [new] = pairing_views.mine(new_worker.viewer).run(db)
        handover.accept(db, by=walk.person.viewer, pairing_id=new.id, grants=())
        pairings.accept_as_peer_worker(db, by=new_worker.viewer, pairing_id=new.id)
    app = press(open_as(walk.person, "circle"), "Choose earlier notes for Siân")
    year(which(app, "each"), -1)
    ticks(app)[0].check()
    year(app, 0)
    assert "Of other years 1 note is chosen." in said(app)
    press(app, "Leave it as it is")
    press(app, "Choose earlier notes for Siân")
    which(app, "each")
    assert "Of other years" not in said(app)
    ticks(app)[0].check()
    press(app, "Save what they see")
    assert passed_on(walk) == 1


@pytest.mark.parametrize(
    "leave_it",
    [lambda app: which(app, "none"), lambda app: app.switch_page("../pages/notes.py").run()],
    ids=["none", "another page"],
)
def test_ticks_are_gone_when_the_choice_is_no_longer_each(walk, long_way, open_as, leave_it):
    app = which(open_as(walk.person, "circle"), "each")
    year(app, -1)
    ticks(app)[0].check()
    year(app, 0)
    leave_it(app)
    which(app.switch_page("../pages/circle.py").run(), "each")
    assert "Of other years" not in said(app)
    press(app, "Yes, walk with me")
    assert passed_on(walk) == 0
