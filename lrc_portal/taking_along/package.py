"""The file that somebody takes away: one ZIP with a page to read, `record.json`, its schema, and CSV."""

import base64
import io
import zipfile
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.identity.pages import templates_in
from lrc_portal.taking_along import as_json, shown, spreadsheets, with_others
from lrc_portal.taking_along.entries import HomeEntry, Taken
from lrc_portal.vocabulary import ASKED
from lrc_portal.words.translator import Translator

PAGE, RECORD, SCHEMA = "index.html", "record.json", "record.schema.json"
_HERE = Path(__file__).resolve().parent
_TEMPLATES = templates_in(_HERE / "templates")


def made(database: Database, viewer: Viewer, t: Translator) -> bytes:
    """All that is the viewer's, as a ZIP. Raises `NotAllowed` in a look through other eyes."""
    taken = with_others.read(database, viewer)
    files = {
        PAGE: page(t, taken, _pictures(database, viewer, t)).encode(),
        RECORD: as_json.text(taken).encode(),
        SCHEMA: schema().encode(),
        **{name: spreadsheets.sheet(columns, rows) for name, columns, rows in sheets(taken)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


def schema() -> str:
    """The JSON Schema of `record.json`."""
    return as_json.text(
        as_json.schema(
            Taken,
            title="A person's record in the portal of Living Room Cardiff",
            description=(
                "All that is somebody's own. Days are days in Wales; moments are in UTC. "
                "Shares and consents have the shape of a Consent of HL7 FHIR R5."
            ),
        )
    )


def page(t: Translator, taken: Taken, pictures: list[tuple[str, str]] | None) -> str:
    """The page that any browser shows: without network and without script. None: nothing could be drawn."""
    return _TEMPLATES.get_template("own_page.html").render(
        t=t,
        language=t.language,
        name=taken.me.display_name,
        made_on=t.day(clock.local(taken.made_at).date()),
        sections=shown.sections(t, taken),
        pictures=pictures,
        files=(RECORD, SCHEMA, *(name for name, _columns, _rows in sheets(taken))),
    )


def _pictures(database: Database, viewer: Viewer, t: Translator) -> list[tuple[str, str]] | None:
    """Each chart as the address of a picture that holds itself, and its sentence."""
    if not viewer.keeps_a_record:
        return []
    # They bring Arrow and Altair, for which no start of the portal should wait.
    from lrc_portal.paper import charts_on_paper, my_progress, progress
    from lrc_portal.vocabulary import Window

    found = my_progress.of(database, viewer, Window.ALL)
    try:
        drawn = charts_on_paper.drawn(progress.pictures(t, found))
    except charts_on_paper.CouldNotDraw:
        # What was written matters more than how it is drawn: the rest is given without.
        return None
    return [(_inline(each["svg"]), each["alt"]) for each in drawn]


def _inline(svg: str) -> str:
    # As a picture no script in it would run, whatever a title holds.
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


Sheet = tuple[str, tuple[str, ...], Iterable[tuple[str, ...]]]


def sheets(taken: Taken) -> list[Sheet]:
    """The CSV files: name, columns, rows. Columns are called as in `record.json`."""
    record, others = taken.record, taken.with_others
    asked = tuple(each.value for each in ASKED)
    plain = {
        "pursuits.csv": (
            ("id", "kind", "name", "aim", "start_day", "free_days_aim", "only_me", "put_away_at"),
            record.pursuits,
        ),
        "things-i-follow.csv": (
            ("id", "kind", "name", "unit", "element", "direction", "only_me", "put_away_at"),
            record.measures,
        ),
        "strengths.csv": (
            ("id", "place", "words", "state", "noticed_by", "only_me", "created_at"),
            record.strengths,
        ),
        "goals.csv": (
            ("id", "element", "title", "why", "set_on", "state", "ended_on", "ending", "only_me"),
            record.goals,
        ),
        "moments.csv": (("id", "day", "kind", "element", "words", "only_me"), record.moments),
        "agenda.csv": (("id", "words", "created_at", "talked_on"), record.agenda),
        "ways.csv": (
            ("id", "words", "state", "in_plan", "noticed_by", "only_me", "created_at", "put_away_at"),
            record.ways,
        ),
        "plan.csv": (("id", "how_i_notice", "tell_myself", "where_safe", "created_at"), record.plans),
        "meetings.csv": (("day", "at", "kind", "state", "place"), others.meetings),
        "notes.csv": (
            (
                *("day", "kind", "state", "author", "other", "talked_about", "strengths_noticed"),
                *("we_agreed", "own_account", "answered_on"),
            ),
            others.notes,
        ),
        "complaints.csv": (
            ("made_at", "words", "acknowledged_at", "answer", "answered_at"),
            others.complaints,
        ),
        "letters.csv": (("written_at", "by", "to", "words"), others.letters),
        "groups-and-events.csv": (
            ("title", "day", "there_on", "leader_told", "only_me"),
            others.groups_and_events,
        ),
        "at-home.csv": (tuple(each.name for each in fields(HomeEntry)), others.at_home),
        "good-to-know.csv": (("title", "words", "web", "phone", "since", "by"), others.good_to_know),
        "traces.csv": (("at", "by", "act", "subject", "times"), others.traces),
    }
    made: list[Sheet] = [
        (
            "check-ins.csv",
            ("day", *asked, "words", "only_me"),
            [
                _cells(day.day, *(day.answers.get(each) for each in ASKED), day.words, day.only_me)
                for day in record.check_ins
            ],
        ),
        (
            "pursuit-days.csv",
            ("day", "pursuit", "answer", "what_helped"),
            [
                _cells(day.day, each.pursuit, each.answer, each.what_helped)
                for day in record.check_ins
                for each in day.pursuits
            ],
        ),
        (
            "things-i-follow-days.csv",
            ("day", "measure", "answer"),
            [_cells(day.day, each.measure, each.answer) for day in record.check_ins for each in day.measures],
        ),
        (
            "steps.csv",
            ("id", "goal", "words", "done_on", "what_was_done"),
            [
                _cells(step.id, goal.id, step.words, step.done_on, step.what_was_done)
                for goal in record.goals
                for step in goal.steps
            ],
        ),
        (
            "way-days.csv",
            ("way", "day"),
            [_cells(way.id, day) for way in record.ways for day in way.used_on],
        ),
        (
            "plan-calls.csv",
            ("called", "number"),
            [_cells(call.called, call.number) for plan in record.plans for call in plan.calls],
        ),
        (
            "shares.csv",
            ("content", "own_words", "with_whom", "status", "start", "end"),
            [
                _cells(
                    *(code.text for code in share.provision[0].code),
                    *(each.display for each in share.grantee),
                    share.status,
                    share.period.start,
                    share.period.end,
                )
                for share in others.shares
            ],
        ),
    ]
    made += [
        (name, columns, [_cells(*(getattr(row, column) for column in columns)) for row in rows])
        for name, (columns, rows) in plain.items()
    ]
    return sorted((sheet for sheet in made if sheet[2]), key=lambda sheet: sheet[0])


def _cells(*values: object) -> tuple[str, ...]:
    """Values as cells: nothing for what is not there, yes and no as 1 and 0."""
    return tuple(_cell(as_json.written(value)) for value in values)


def _cell(value: as_json.Json) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
