"""Training and supervision on the screen: for the peer worker, their supervisor and a coordinator."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from lrc_portal import clock
from lrc_portal.database.models import PersonRole, Supervision
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import WordsSubmission
from lrc_portal.support.supervision import entries, reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.vocabulary import Language, Role, SupervisionKind
from lrc_portal.words.translator import translator

from .conftest import field, press, said, unfold
from .walking import token, walk_together

EN = translator(Language.ENGLISH)

NAME_NOBODY = "Write about yourself and your work. Name nobody; use no initials either."


@pytest.fixture
def bronwen(house, make, coordinator, peer_worker):
    """The supervisor of Carys. She has no role."""
    somebody = make("Bronwen")
    with house.writing() as db:
        entries.name_supervisor(
            db,
            by=coordinator.viewer,
            peer_worker_id=peer_worker.viewer.person_id,
            supervisor_id=somebody.viewer.person_id,
        )
    return somebody


def reflect(house, person, words: str) -> None:
    with house.writing() as db:
        reflections.write(db, by=person.viewer, submission=ReflectionSubmission(words, token()))


def days(house, coordinator):
    with house.reading() as db:
        [carys] = supervision.at_a_glance(coordinator.viewer).run(db)
    return carys


def type_day(app, name: str, day) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        field(app, "text_input", f":{name}.{part}").set_value(str(value))


# The coordinator


def test_a_coordinator_names_a_supervisor(house, coordinator, peer_worker, make, open_as):
    bronwen = make("Bronwen")
    app = unfold(open_as(coordinator, "community"))
    press(app, "Name somebody else")
    assert "They see nothing of the people Carys walks with." in said(app)
    press(app, "Name them")
    assert [each.value for each in app.main.error] == ["Choose somebody first."]
    field(app, "button_group", ":who").set_value(bronwen.viewer.person_id)
    press(app, "Name them")
    assert "Supervisor: Bronwen" in said(app)
    press(app, "Name somebody else")
    press(app, "Have no supervisor for now")
    press(app, "End it")
    assert "No supervisor yet · **Due now**" in said(app) and days(house, coordinator).supervisor is None


def test_training_is_entered_and_erased(house, coordinator, peer_worker, open_as):
    until = clock.today() + timedelta(days=9 * 365)
    app = unfold(open_as(coordinator, "community"))
    press(app, "Add training")
    press(app, "Save")
    assert "Write a few words here." in said(app)
    field(app, "text_input", ":what").set_value("Listening")
    type_day(app, "done_on", clock.today())
    type_day(app, "valid_until", until)
    press(app, "Save")
    assert days(house, coordinator).trained_until == until and "Listening" not in said(app)
    unfold(app, "All training and supervision days")
    assert "Listening" in said(app)
    press(app, "Erase")
    assert f"Erase the training of {EN.day(clock.today())}?" in said(app)
    press(app, "Erase it")
    assert days(house, coordinator).trained_until != until


def test_supervision_is_entered_and_only_its_day(house, coordinator, peer_worker, open_as):
    with house.writing() as db:
        db.execute(update(PersonRole).values(given_at=clock.now() - timedelta(days=9)))
    app = unfold(open_as(coordinator, "community"))
    press(app, "Add a day of supervision")
    assert "Only the day and the way are kept." in said(app)
    type_day(app, "day", clock.today() - timedelta(days=3))
    field(app, "button_group", ":kind").set_value(SupervisionKind.GROUP)
    press(app, "Save")
    found = days(house, coordinator).supervisions
    assert [(clock.today() - each.day).days for each in found] == [0, 3]
    assert found[1].kind is SupervisionKind.GROUP


def test_a_day_before_they_joined_is_refused_beside_it_and_one_to_come_is_booked(
    house, coordinator, peer_worker, open_as
):
    app = press(unfold(open_as(coordinator, "community")), "Add a day of supervision")
    type_day(app, "day", clock.today() - timedelta(days=1))
    press(app, "Save")
    assert "This day is before they became a peer worker here." in said(app)
    ahead = clock.today() + timedelta(days=6)
    type_day(app, "day", ahead)
    press(app, "Save")
    assert f"Supervision is booked for {translator(Language.ENGLISH).day(ahead)}" in said(app)
    assert len(days(house, coordinator).supervisions) == 1, "it is not held yet"
    with house.writing() as db:  # the day has come
        db.execute(update(Supervision).where(Supervision.booked).values(day=clock.today()))
    press(unfold(open_as(coordinator, "community")), "They have met")
    assert len(days(house, coordinator).supervisions) == 2


def test_a_member_is_not_offered_as_a_supervisor(house, coordinator, peer_worker, member, family, open_as):
    app = press(unfold(open_as(coordinator, "community")), "Name somebody else")
    offered = field(app, "button_group", ":who").options
    assert "Dai" in str(offered) and not any(name in str(offered) for name in ("Gwen", "Rhys"))


def test_who_is_not_ready_cannot_be_chosen_and_stands_a_tap_away_with_the_reason(
    house, coordinator, peer_worker, member, make, open_as
):
    make("Aled", Role.PEER_WORKER)
    with house.writing() as db:
        entries.end_supervision(db, by=coordinator.viewer, peer_worker_id=peer_worker.viewer.person_id)
    app = open_as(coordinator, "community")
    text = said(app)
    assert text.index("Carys") < text.index("Aled") and text.count("**Due now**") == 1
    assert text.count("Carys · Due now") == 1 and "Aled · Due now" not in text
    assert "Still to enter: who supervises Carys." in text
    press(app, "Suggest who could walk together")
    assert field(app, "button_group", ":worker").options == ["Aled"]
    assert "Carys: has no supervisor yet" not in said(app), "they may be many, and few look at them"
    assert "Carys: has no supervisor yet" in said(unfold(app, "Who cannot be asked yet"))


def test_where_nobody_is_ready_that_is_said(house, coordinator, peer_worker, member, open_as):
    with house.writing() as db:
        about_me.say(db, by=peer_worker.viewer, submission=WordsSubmission("", shown=False))
    app = press(open_as(coordinator, "community"), "Suggest who could walk together")
    text = said(app)
    assert "No peer worker can be asked just now." in text
    assert "Carys: shows nothing of themselves yet" in text and "Ask both" not in text


def test_a_coordinator_who_walks_with_people_too_enters_nothing_for_themselves(make, open_as):
    both = make("Mair", Role.COORDINATOR, Role.PEER_WORKER)
    app = unfold(open_as(both, "community"))
    assert "This is you." in said(app)
    assert "Add training" not in said(app) and "Add a day of supervision" not in said(app)


# The supervisor


@pytest.mark.parametrize("language", Language)
def test_a_supervisor_without_a_role_has_it_in_their_menu_and_on_today(bronwen, make, open_as, language):
    name = translator(language)("People I supervise")
    app = open_as(bronwen, "today", language)
    assert name in [link.proto.label for link in app.main.get("page_link")]
    assert "You have no part here yet." not in said(app)
    assert in_menu(app, "supervision") and name == app.session_state["_pages"]["supervision"].title
    assert not in_menu(open_as(make("Zoe"), "today", language), "supervision")


def in_menu(app, address: str) -> bool:
    return app.session_state["_pages"][address]._visibility == "visible"


def test_a_supervisor_sees_days_and_no_member(house, bronwen, peer_worker, member, coordinator, open_as):
    walk_together(house, coordinator, member, peer_worker)
    app = open_as(bronwen, "supervision")
    text = said(app)
    assert "People I supervise" in text and "Carys" in text and "Gwen" not in text
    press(app, "Add a day of supervision")
    press(app, "Save")
    assert len(days(house, coordinator).supervisions) == 2


def test_a_reflection_is_read_with_a_tap_and_its_author_sees_when(house, bronwen, peer_worker, open_as):
    reflect(house, peer_worker, "I listened, and it was good")
    app = open_as(bronwen, "supervision")
    assert "I listened" not in said(app)
    assert "**Bronwen** read" not in said(open_as(peer_worker, "people"))
    press(app := open_as(bronwen, "supervision"), "Read what Carys wrote to you (1)")
    assert "I listened, and it was good" in said(app)
    assert "**Bronwen** read what you wrote for supervision" in said(open_as(peer_worker, "people"))
    app = press(app, "Close")
    assert "I listened" not in said(app)


def test_who_supervises_nobody_sees_nothing_of_it(house, bronwen, peer_worker, member, coordinator, open_as):
    reflect(house, peer_worker, "I listened, and it was good")
    for somebody in (member, coordinator, peer_worker):
        text = said(open_as(somebody, "supervision"))
        assert "This page is for others" in text and "I listened" not in text
    assert "Sign in first" in said(open_as(None, "supervision"))


def test_from_the_moment_it_ends_nothing_is_read_in_a_page_that_is_open(
    house, bronwen, peer_worker, coordinator, open_as
):
    reflect(house, peer_worker, "I listened, and it was good")
    app = press(open_as(bronwen, "supervision"), "Read what Carys wrote to you (1)")
    assert "I listened" in said(app)
    with house.writing() as db:
        entries.end_supervision(db, by=coordinator.viewer, peer_worker_id=peer_worker.viewer.person_id)
    app.run()
    assert "I listened" not in said(app) and "People I supervise" not in said(app)


# The peer worker


def test_a_peer_worker_sees_their_own_days(bronwen, peer_worker, open_as):
    text = said(unfold(open_as(peer_worker, "people"), "All training and supervision days"))
    assert "My training and supervision" in text and "Supervisor: Bronwen" in text
    assert "Peer support" in text and "Due" not in text


def test_what_is_due_is_said_with_what_it_means(house, bronwen, peer_worker, coordinator, open_as):
    with house.writing() as db:
        entries.end_supervision(db, by=coordinator.viewer, peer_worker_id=peer_worker.viewer.person_id)
    text = said(open_as(peer_worker, "people"))
    assert "No supervisor yet · **Due now**" in text
    assert "you are not asked to walk with anybody new" in text
    assert "Once a coordinator has named a supervisor for you" in text
    for word in ("overdue", "expired", "missed", "failed"):
        assert word not in text.lower()


def test_a_reflection_is_written_changed_and_erased(house, bronwen, peer_worker, open_as):
    app = open_as(peer_worker, "people")
    press(app, "Write a reflection")
    assert NAME_NOBODY in said(app)
    field(app, "text_area", ":words").set_value("A heavy week, and I rested")
    press(app, "Save")
    assert "A heavy week, and I rested" in said(app)
    press(app, "Change")
    field(app, "text_area", ":words").set_value("I rested")
    press(app, "Save")
    assert "heavy" not in said(app)
    read = press(open_as(bronwen, "supervision"), "Read what Carys wrote to you (1)")
    assert "heavy" not in said(read) and "I rested" in said(read)
    app = open_as(peer_worker, "people")
    press(app, "Erase")
    press(app, "Erase it")
    assert "Read what Carys wrote" not in said(open_as(bronwen, "supervision"))


@pytest.mark.parametrize("language", Language)
def test_a_name_is_refused_beside_the_field_and_what_was_written_stays(
    house, bronwen, make, peer_worker, coordinator, open_as, language
):
    walk_together(house, coordinator, make("Siân", Role.MEMBER), peer_worker)
    app = open_as(peer_worker, "people", language)
    next(button for button in app.main.get("button") if button.key == "open:reflect").click().run()
    field(app, "text_area", ":words").set_value("With SIAN by the river")
    next(button for button in app.main.get("button") if button.key.endswith(":send")).click().run()
    [error] = app.error
    if language is Language.ENGLISH:
        assert error.value == "“Siân” is somebody’s name. Leave it out."
    assert field(app, "text_area", ":words").value == "With SIAN by the river"
    with house.reading() as db:
        assert not reflections.mine(peer_worker.viewer).run(db)
