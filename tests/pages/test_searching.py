"""Of very many people a coordinator finds one by name: in the lists of the community, and to choose one."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from lrc_portal import limits
from lrc_portal.acting import NotAllowed
from lrc_portal.support import searching
from lrc_portal.support.pairings import readiness
from lrc_portal.support.searching import Who
from lrc_portal.ui.kit import by_name
from lrc_portal.vocabulary import Language, Role
from tests.people import make_person
from tests.tools.statements import sent_to

from .conftest import field, press, said, sees, unfold
from .test_long_lists import There, add_pairings, add_supervised, live
from .test_long_lists import there as there
from .test_statements import A_HANDFUL, told

MANY = 60


def find(app: AppTest, label: str, name: str) -> AppTest:
    """Type a name into the field with this label."""
    [found] = [each for each in app.main.text_input if each.label == label]
    return found.set_value(name).run()


def options(app: AppTest, name: str) -> list[str]:
    return list(field(app, "button_group", name).options)


def test_one_pair_among_many_is_found_by_either_name_and_everything_is_back_after(there: There, open_as):
    app = open_as(there.coordinator, "community")
    assert "Search “Who walks together” by name" not in said(app), "a short list is read"
    add_pairings(there, MANY)
    app.run()
    for name in ("gwen", "CARYS", " carys "):
        find(app, "Search “Who walks together” by name", name)
        assert said(app).count("Gwen and Carys") == 1 and " and Worker" not in said(app)
    find(app, "Search “Who walks together” by name", "nobody")
    assert "Nobody is found by this name." in said(app) and "Nobody walks together yet." not in said(app)
    find(app, "Search “Who walks together” by name", "")
    assert said(app).count("and Worker") == limits.SHOWN_BESIDE_OTHERS - 1


def test_what_waits_for_a_coordinator_stands_first(there: There, open_as):
    add_pairings(there, MANY)
    there.pair(there.crowd(1, Role.MEMBER, "Sioned"))
    text = said(open_as(there.coordinator, "community"))
    assert text.index("Sioned and Carys") < text.index("Gwen and Carys")


def test_a_peer_worker_is_found_among_those_whose_training_stands_there(there: There, open_as):
    add_supervised(there, MANY)
    app = open_as(there.coordinator, "community")
    find(app, "Search “Training and supervision” by name", "car")
    headings = [each.value for each in app.main.subheader] + [each.label for each in app.main.expander]
    assert "Carys" in headings and not any(each.startswith("Person") for each in headings)


def test_whoever_is_to_be_paired_is_found_by_name_and_stays_chosen(there: There, house, open_as, make):
    there.crowd(MANY, Role.MEMBER)
    sian = make("Siân Ŵyn", Role.MEMBER)
    app = press(open_as(there.coordinator, "community"), "Suggest who could walk together")
    assert len(options(app, ":person")) == by_name.AT_ONCE and "There are more." in said(app)
    find(app, "Write how the name begins", "wyn")
    assert options(app, ":person") == ["Siân Ŵyn"]
    field(app, "button_group", ":person").set_value(sian.viewer.person_id).run()
    find(app, "Write how the name begins", "")
    assert options(app, ":person")[0] == "Siân Ŵyn"
    field(app, "button_group", ":worker").set_value(there.peer_worker.viewer.person_id)
    app = press(app, "Ask both")
    assert sees(app, "Both have been asked.") and "Siân Ŵyn and Carys" in said(app)


def test_whoever_is_called_alike_is_told_apart_also_where_the_other_is_not_shown(there: There, open_as, make):
    two = [make(name, Role.MEMBER) for name in ("SIAN JONES", "Siân Jones")]
    there.crowd(MANY, Role.MEMBER)
    there.pair([two[1].viewer.person_id], **live())
    assert "Siân Jones (joined on " in said(open_as(there.coordinator, "community"))


@pytest.mark.parametrize(
    ("opens", "name"),
    [
        ("Forgot the passphrase", ":person"),
        ("Lost the second step", ":person"),
        ("Name somebody else", ":who"),
        ("Suggest who could walk together", ":person"),
    ],
)
def test_a_choice_among_many_is_asked_of_the_database_only_while_it_is_open(
    there: There, open_as, opens, name
):
    app = unfold(open_as(there.coordinator, "community"))
    with sent_to(there.walk.house) as closed:
        app.run()
    press(app, opens)
    with sent_to(there.walk.house) as few:
        app.run()
    there.crowd(MANY, Role.MEMBER)
    there.crowd(MANY, Role.COORDINATOR)
    with sent_to(there.walk.house) as many:
        app.run()
    assert len(closed) < len(few) == len(many) <= A_HANDFUL, told(many)
    assert len(options(app, name)) <= by_name.AT_ONCE


def test_those_to_choose_from_stand_by_name_as_the_reader_looks_for_it(sqlite_database):
    with sqlite_database.writing() as db:
        nia = make_person(db, "Nia", Role.COORDINATOR)
        for name in ("Llinos", "Órla", "Lowri", "owain"):
            make_person(db, name, Role.MEMBER)
        for language, order in (
            (Language.ENGLISH, ["Llinos", "Lowri", "Órla", "owain"]),
            (Language.CYMRAEG, ["Lowri", "Llinos", "Órla", "owain"]),
        ):
            reader = replace(nia, language=language)
            found = searching.search(reader, Who.KEEPS_A_RECORD, most=5).run(db)
            names = {each.person_id: each.display_name for each in found.people}
            assert [names[each] for each in found.ids] == order
            last = found.ids[-1]
            chosen = searching.search(reader, Who.KEEPS_A_RECORD, most=5, also=last).run(db)
            assert chosen.ids == [last, *found.ids[:-1]], "who is chosen stays first"


def test_only_coordinators_search_for_people(sqlite_database):
    with sqlite_database.writing() as db:
        coordinator = make_person(db, "Dai", Role.COORDINATOR)
        assert searching.search(coordinator, Who.EVERYBODY, "da", most=5).run(db).ids
        for role in (Role.MEMBER, Role.FAMILY, Role.PEER_WORKER):
            viewer = make_person(db, "Gwen", role)
            for asked in (
                lambda viewer: searching.search(viewer, Who.EVERYBODY, "da", most=5),
                lambda viewer: searching.named(viewer, [coordinator.person_id]),
                lambda viewer: searching.called_alike(viewer, most=5),
                lambda viewer: searching.anybody_else(viewer),
                lambda viewer: searching.anybody_with(viewer, Role.MEMBER),
                lambda viewer: readiness.peer_workers(viewer, "da"),
            ):
                with pytest.raises(NotAllowed):
                    asked(viewer)
