"""/good-to-know: what stands on the shelf is read, kept, passed on; coordinators keep it and Help now."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lrc_portal import clock
from lrc_portal.database.models import UsefulThing
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.good_to_know import passing_on, shelf
from lrc_portal.support.good_to_know.shelf import Said
from lrc_portal.support.notes import note_views, notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.vocabulary import Aid, Content, ForWhom, Language, UsefulKind
from lrc_portal.words import helplines
from lrc_portal.words.marks import NO_BREAK
from tests.support.on_the_shelf import choir

from . import sharing
from .conftest import OwnWords, field, in_both_languages, press, said, sees, unfold

CHOIR = "The Tuesday choir"


@pytest.fixture(autouse=True)
def the_file_stands_alone():
    yield
    helplines.use(())


@pytest.fixture
def put(house, coordinator) -> Callable[..., int]:
    def put_on_the_shelf(**changed: object) -> int:
        with house.writing() as db:
            return shelf.add(db, by=coordinator.viewer, submission=choir(**changed))

    return put_on_the_shelf


@in_both_languages
def test_everybody_reads_keeps_and_lets_go_with_one_tap_each(put, member, open_as, language):
    assert sees(
        open_as(member, "good_to_know"), "The shelf is empty. What people here find useful will stand on it."
    )
    put(phone="029 2018 0001")
    put(en=Said("A walk"), cy=Said())
    app = open_as(member, "good_to_know")
    title = CHOIR if language is Language.ENGLISH else "Côr nos Fawrth"
    assert said(app).index("A walk") < said(app).index(title)
    assert 'href="tel:02920180001"' in said(app) and 'href="https://example.org/choir"' in said(app)
    assert sees(app, "in English") is (language is Language.CYMRAEG)
    assert "Dai" in said(app) and not any(each.label == "Change" for each in app.main.get("button"))
    app = press(app, "Keep for me", nth=1)
    assert said(app).index(title) < said(app).index("A walk") and sees(app, "You keep this")
    app = press(app, "Stop keeping it")
    assert said(app).index("A walk") < said(app).index(title)


def test_it_is_searched_by_words_and_narrowed_by_what_it_is_for(put, family, open_as):
    put()
    put(en=Said("A walk"), cy=Said(), kind=UsefulKind.TEXT, element=None)
    put(en=Said("For members alone"), cy=Said(), whom=ForWhom.MEMBERS)
    app = open_as(family, "good_to_know")
    assert "For members alone" not in said(app)
    app = app.text_input(key="shelf:words").set_value("fawrth").run()
    assert CHOIR in said(app) and "A walk" not in said(app)
    app = app.text_input(key="shelf:words").set_value("swimming").run()
    assert sees(app, "Nothing on the shelf fits this. Try another word, or fewer.")
    app = app.text_input(key="shelf:words").set_value("").run()
    app = app.main.get("button_group")[1].set_value(UsefulKind.TEXT).run()
    assert CHOIR not in said(app) and "A walk" in said(app)


def test_a_coordinator_puts_something_on_it_and_bad_input_is_said_beside_its_field(coordinator, open_as):
    app = press(unfold(open_as(coordinator, "good_to_know")), "Put something on the shelf")
    field(app, "button_group", ":kind").set_value(UsefulKind.PAGE)
    field(app, "text_input", ":title_en").set_value("A page")
    field(app, "text_input", ":web").set_value("http://example.org")
    app = press(app, "Put it on the shelf")
    assert "Write the whole address as a browser shows it" in said(app)
    assert field(app, "text_input", ":title_en").value == "A page"
    field(app, "text_input", ":web").set_value("https://example.org")
    app = press(app, "Put it on the shelf")
    assert sees(app, "It stands on the shelf.") and "**A page**" in said(app)
    numbers = len(helplines.of_file()) - len(helplines.ESSENTIAL)
    app = press(app, "Change", nth=numbers)
    app = press(press(app, "Take it off the shelf"), "Take it off")
    assert sees(app, "It is off the shelf.") and "**A page**" not in said(app)


def test_what_is_due_waits_for_coordinators_alone_and_one_tap_settles_it(
    house, put, member, coordinator, open_as
):
    put()
    long_ago = clock.today() - timedelta(days=181)
    with house.writing() as db:
        db.execute(update(UsefulThing).values(checked_on=long_ago))
    assert "due for a check" not in said(open_as(member, "good_to_know")).lower()
    assert "1 thing on the shelf is due for a check." in said(open_as(coordinator, "today"))
    app = unfold(open_as(coordinator, "good_to_know"))
    assert sees(app, "Due for a check") and said(app).count(CHOIR) == 1
    app = app.text_input(key="shelf:words").set_value("choir").run()
    assert sees(app, "What fits stands above, under “Due for a check”.")
    app = app.text_input(key="shelf:words").set_value("").run()
    app = press(app, "Checked, still right", nth=len(helplines.to_be_checked()))
    assert not sees(app, "Due for a check") and said(app).count(CHOIR) == 1
    assert "on the shelf" not in said(open_as(coordinator, "today"))


def test_a_change_alone_is_no_check(house, put, coordinator, open_as):
    thing_id, long_ago = put(), clock.today() - timedelta(days=181)
    with house.writing() as db:
        db.execute(update(UsefulThing).values(checked_on=long_ago))

    def correct(*, is_right: bool) -> date:
        app = open_as(
            coordinator, "good_to_know", open=f"thing:{thing_id}" if is_right else f"due:{thing_id}"
        )
        title = field(app, "text_input", ":title_en")
        title.set_value(f"{title.value}!")
        if is_right:
            field(app, "checkbox", ":checked.today").check()
        press(app, "Save")
        with house.reading() as db:
            return db.get_one(UsefulThing, thing_id).checked_on

    assert correct(is_right=False) == long_ago
    with house.writing() as db:
        db.execute(update(UsefulThing).values(checked_on=clock.today() - timedelta(days=1)))
    assert correct(is_right=True) == clock.today()


def test_a_coordinator_keeps_the_numbers_of_help_now_on_the_same_page(coordinator, open_as):
    app = unfold(open_as(coordinator, "good_to_know"))
    waiting = len(helplines.to_be_checked())
    app = press(app, "Checked, still right")
    assert len(helplines.to_be_checked()) == waiting - 1
    app = press(app, "Hide")
    assert [line.id for line in helplines.all_lines()][:2] == ["emergency", "nhs_111"]
    app = press(app, "Show again")
    app = press(app, "Add words")
    assert not [each for each in app.main.get("text_input") if (each.key or "").endswith(":number")]
    field(app, "text_area", ":about_en").set_value("Say that you are in Cardiff.")
    app = press(app, "Save")
    assert sees(app, "Saved. It stands at “Help now” within a minute.")
    emergency = helplines.all_lines()[1]
    assert emergency.tel == "999" and emergency.about[Language.ENGLISH].endswith("you are in Cardiff.")
    app = press(app, "Add a number")
    field(app, "text_input", ":number").set_value("029 2018 0123")
    field(app, "text_input", ":name_cy").set_value("Rhywun i siarad")
    app = press(app, "Add it")
    assert "Choose in which languages somebody answers." in said(app)
    field(app, "checkbox", ":languages.cy").check()
    press(app, "Add it")
    assert helplines.all_lines()[-1].link == "tel:02920180123"


def test_a_peer_worker_passes_something_on_with_a_note_and_the_person_reads_it_once_it_is_offered(
    house, put, walk, member, peer_worker, open_as
):
    put(phone="029 2018 0001")
    with house.writing() as db:
        note_id = notes.begin(db, by=peer_worker.viewer, pairing_id=walk.pairing_id)
    app = open_as(peer_worker, "notes", note=str(note_id))
    app = press(app, "Pass on something good to know")
    app = app.text_input(key=f"pass-on:words:note-{note_id}").set_value("choir").run()
    app = press(app, OwnWords(f":material/location_on:{NO_BREAK}**{CHOIR}**"))
    assert field(app, "checkbox", ":aids.informational").value
    assert not sees(app, "This was changed somewhere else. There it says now:")
    assert CHOIR not in said(open_as(member, "notes")) and "passed this on" not in said(
        open_as(member, "good_to_know")
    )
    app = open_as(peer_worker, "notes", note=str(note_id))
    assert sees(app, "This goes with the note")
    field(app, "text_area", ":talked_about").set_value("Singing")
    field(app, "checkbox", ":elements.reintegration").check()
    app = press(app, "Offer it to Gwen")
    with house.reading() as db:
        [note] = note_views.seen(db, member.viewer, person_id=member.viewer.person_id)
    assert note.aids == (Aid.INFORMATIONAL,) and [each.title_en for each in note.passed_on] == [CHOIR]
    assert CHOIR in said(open_as(member, "notes"))
    assert 'href="tel:02920180001"' in said(open_as(member, "notes"))
    assert "Carys passed this on to you" in said(open_as(member, "good_to_know"))


def test_what_goes_with_a_note_goes_with_its_next_version_and_to_nobody_in_the_circle(
    house, put, walk, member, family, peer_worker
):
    thing_id = put()
    sharing.bring_into_circle(house, member, family, Grant(Content.NOTES, True))
    by, me = peer_worker.viewer, member.viewer
    with house.writing() as db:
        note_id = notes.begin(db, by=by, pairing_id=walk.pairing_id)
        passing_on.put_with(db, by=by, note_id=note_id, thing_id=thing_id)
        notes.offer(db, by=by, submission=walk.note(), note_id=note_id)
        corrected = notes.correct(db, by=by, note_id=note_id)
        notes.offer(db, by=by, submission=walk.note(talked_about="The bus"), note_id=corrected)
        notes.answer(db, by=me, note_id=corrected, submission=AnswerSubmission(True, "", sharing.token()))
    with house.reading() as db:
        [mine] = note_views.seen(db, me, person_id=me.person_id)
        [theirs] = note_views.seen(db, family.viewer, person_id=me.person_id)
    assert mine.aids == (Aid.SOCIAL, Aid.INFORMATIONAL)
    assert [each.id for note in (mine, *mine.earlier) for each in note.passed_on] == [thing_id, thing_id]
    assert theirs.talked_about == "The bus" and theirs.passed_on == ()
