"""What a session keeps while a page is open: what its buttons need, and not what the page has shown."""

import gc
from datetime import timedelta
from types import FunctionType, ModuleType

import pytest

from lrc_portal import clock
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.goals import GoalLine, StepLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.screens import SCREENS
from lrc_portal.series import Mark, Point
from lrc_portal.sharing.circle import Grant, ShareLine
from lrc_portal.support.finding.about_me import AboutPage, TraitLine
from lrc_portal.support.meetings import agenda, meetings
from lrc_portal.support.meetings.agenda import AgendaSubmission
from lrc_portal.support.meetings.meetings import MeetingLine, MeetingSubmission
from lrc_portal.support.meetings.sheet import Sheet
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.keep_from_note import KeptFromNotes
from lrc_portal.support.notes.notes import NoteLine
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui.kit.meanwhile import Opened
from lrc_portal.vocabulary import Content, MeetingKind

from . import sharing
from .conftest import unfold


def kept_by_callbacks(app) -> list[object]:
    """What the callbacks of the widgets on a page hold, however deep; of a function, what it closes over."""
    widgets = app._session_state._state._new_widget_state.widget_metadata.values()
    waiting = [(each.callback, each.callback_args, each.callback_kwargs) for each in widgets]
    found: dict[int, object] = {}
    while waiting:
        holder = waiting.pop()
        inside = [holder.__closure__, holder.__defaults__] if isinstance(holder, FunctionType) else None
        for each in gc.get_referents(holder) if inside is None else inside:
            if id(each) not in found and not isinstance(each, ModuleType | type):
                found[id(each)] = each
                waiting.append(each)
    return list(found.values())


@pytest.mark.parametrize(("who", "page"), [("member", "progress"), ("peer_worker", "session_sheet")])
def test_buttons_do_not_keep_the_lines_that_were_drawn(
    house, member, peer_worker, coordinator, open_as, request, who, page
):
    everything = tuple(Grant(content, True) for content in Content)
    sharing.fill(house, member)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    query = {"with": str(pairing_id)} if who == "peer_worker" else {}
    app = open_as(request.getfixturevalue(who), page, **query)
    assert app.get("vega_lite_chart"), "no line was drawn"
    kept = kept_by_callbacks(app)
    assert kept, "nothing was looked through"
    drawn = [each for each in kept if isinstance(each, Point | Mark)]
    assert not drawn, f"{len(drawn)} points and marks are kept, such as {drawn[0]}"


@pytest.mark.parametrize(
    ("who", "page", "step"),
    [
        ("member", "check_in", None),
        ("member", "notes", None),
        ("peer_worker", "notes", None),
        ("peer_worker", "session_sheet", "choose"),
    ],
)
def test_buttons_keep_ids_and_not_the_words_that_were_read(
    house, member, peer_worker, coordinator, open_as, request, who, page, step
):
    sharing.fill(house, member)
    everything = tuple(Grant(content, True) for content in Content)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, *everything)
    sharing.agree_note(house, member, peer_worker, pairing_id)
    with house.writing() as db:
        submission = AgendaSubmission("The choir", sharing.token())
        agenda.add(db, by=member.viewer, submission=submission)
        for days in (-3, 0, 3):
            meeting = MeetingSubmission(
                MeetingKind.ONE_TO_ONE,
                clock.today() + timedelta(days=days),
                pairing_id=pairing_id,
                token=sharing.token(),
            )
            meetings.plan(db, by=member.viewer, submission=meeting)
    query = {"with": str(pairing_id)} if who == "peer_worker" else {}
    app = open_as(request.getfixturevalue(who), page, **query, **({"step": step} if step else {}))
    assert app.get("button"), "no button was drawn"
    lines = Sheet | NoteLine | MeetingLine | CheckInLine | PursuitLine | KeptFromNotes
    kept = {type(each).__name__ for each in kept_by_callbacks(app) if isinstance(each, lines)}
    assert not kept


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("goals", "goal:"),
        ("goals", "end:"),
        ("goals", "step:"),
        ("goals", "step-line:"),
        ("strengths", "strength:"),
        ("check_in", "pursuit:"),
        ("notes", "move:"),
        ("circle", "pairing-"),
        ("circle", "rhythm:"),
        ("account", "about-me:area"),
    ],
)
def test_a_form_that_is_open_keeps_ids_and_versions_and_not_the_words_that_were_read(
    house, member, peer_worker, coordinator, open_as, page, line
):
    sharing.fill(house, member)
    pairing_id = sharing.pair(house, member, peer_worker, coordinator, Grant(Content.GOALS, True))
    day = clock.today() + timedelta(days=3)
    meeting = MeetingSubmission(MeetingKind.ONE_TO_ONE, day, pairing_id=pairing_id, token=sharing.token())
    with house.writing() as db:
        meetings.plan(db, by=member.viewer, submission=meeting)
    app = unfold(open_as(member, page))
    next(each for each in app.button if (each.key or "").startswith(f"open:{line}")).click().run()
    assert any((each.key or "").endswith(":send") for each in app.button), "no form was opened"
    lines = AboutPage | GoalLine | StepLine | StrengthLine | PursuitLine | MeetingLine | PairingLine
    lines |= ShareLine | TraitLine | Opened
    kept = {type(each).__name__ for each in kept_by_callbacks(app) if isinstance(each, lines)}
    assert not kept


def test_a_draft_that_is_being_written_is_not_kept_by_its_buttons(
    house, member, peer_worker, coordinator, open_as
):
    pairing_id = sharing.pair(house, member, peer_worker, coordinator)
    with house.writing() as db:
        note_id = notes.begin(db, by=peer_worker.viewer, pairing_id=pairing_id, meeting_id=None)
    app = open_as(peer_worker, "notes", note=str(note_id))
    assert any((each.key or "").endswith(":keep") for each in app.button), "no draft was opened"
    assert not [each for each in kept_by_callbacks(app) if isinstance(each, NoteLine)]


def test_the_button_that_saves_does_not_keep_the_places_on_the_page(member, open_as):
    app = open_as(member, "check_in")
    assert app.get("button_group"), "no form was drawn"
    places = [each for each in kept_by_callbacks(app) if type(each).__name__ == "DeltaGenerator"]
    assert not places


def test_the_table_of_addresses_is_one_for_all_who_read_the_same_language(member, coordinator, open_as):
    hers, his = (open_as(each, "account")._registered_pages for each in (member, coordinator))
    assert [id(each) for each in hers.values()] == [id(each) for each in his.values()]
    assert {each["url_pathname"] for each in hers.values()} == {each.address for each in SCREENS}
