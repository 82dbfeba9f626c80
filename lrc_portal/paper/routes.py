"""The addresses of the sheets: signed in, made anew at each look, kept nowhere.

They stand beside Streamlit because what it serves as a download can be opened by anybody who has the
address. Each function runs in a thread, so that nobody waits for somebody else's sheet.
"""

from collections.abc import Callable

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal import acting, refusals
from lrc_portal.acting import NotAllowed, Permission, Viewer
from lrc_portal.database import engine
from lrc_portal.identity import throttle
from lrc_portal.identity.addresses import CALENDAR, named
from lrc_portal.identity.front_door import not_here
from lrc_portal.identity.pages import Visit, go, page
from lrc_portal.paper import at_home, check_in_form, hard_day_card, my_progress
from lrc_portal.paper import report as year_in_numbers
from lrc_portal.record import hard_day_plan, measures, pursuits
from lrc_portal.series import Report
from lrc_portal.sharing import opened_records
from lrc_portal.support.at_home import agreement_views
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings import sheet as before_meeting
from lrc_portal.support.pairings import pairing_views
from lrc_portal.support.report import report
from lrc_portal.support.whats_on import feeds
from lrc_portal.vocabulary import Subject, Through, Window
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator, translator

# It replaces the policy of a page: what a browser shows a PDF with is its own, and loads nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"

PDF, CSV = "application/pdf", "text/csv; charset=utf-8"
ICS = "text/calendar; charset=utf-8"

# `sheet` and `progress` are imported where they are used: they bring Arrow and Altair, for which no
# start of the portal should wait. The screens load them no earlier.
Paper = Callable[[Visit, Viewer, Translator], bytes | None]


def session_sheet(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """The sheet about somebody the viewer walks with; the look leaves its trace before it is set."""
    from lrc_portal.paper import sheet

    acting.require(viewer, Permission.WALK_WITH_PEOPLE)
    database = engine.current().seen_by(viewer)
    [walks] = database.read_all(pairing_views.walks(viewer))
    walk = next((walk for walk in walks if str(walk.pairing.id) == visit.asked("with")), None)
    if walk is None:
        return None
    with database.writing() as db:
        record = opened_records.at(
            db, viewer, walk.pairing.person_id, through=Through.PAIRING, also=[Subject.AGENDA, Subject.NOTES]
        )
    [found] = database.read_all(before_meeting.read_query(record, walk.pairing))
    return sheet.paper(t.of_record(alongside=record.grants.alongside), found)


def own_progress(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """One's own progress, in the time that the address names."""
    from lrc_portal.paper import progress

    acting.require(viewer, Permission.KEEP_A_RECORD)
    asked = visit.asked("window")
    window = Window(asked) if asked in set(Window) else Window.THREE_MONTHS
    return progress.paper(t, my_progress.of(engine.current().seen_by(viewer), viewer, window))


def paper_check_in(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """A check-in to fill in by hand; with `blank` in the address it names no pursuit and nothing followed."""
    acting.require(viewer, Permission.KEEP_A_RECORD)
    me = opened_records.own(viewer)
    mine, followed = (
        engine.current().seen_by(viewer).read_all(pursuits.read_query(me), measures.read_query(me))
    )
    return check_in_form.paper(
        t,
        pursuits=[pursuit.name for pursuit in mine],
        measures=followed,
        blank=bool(visit.asked("blank")),
    )


def own_card(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """One's own plan for a hard day as a card for the wallet; nothing where none is written."""
    acting.require(viewer, Permission.KEEP_A_RECORD)
    mine = hard_day_plan.read_query(opened_records.own(viewer))
    [plan] = engine.current().seen_by(viewer).read_all(mine)
    return hard_day_card.paper(t, plan) if plan else None


def yearly_report(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """The report of the year that the address names, for coordinators."""
    found = _report(visit, viewer)
    return year_in_numbers.paper(t, found) if found else None


def report_as_csv(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """The same numbers for a spreadsheet."""
    found = _report(visit, viewer)
    return year_in_numbers.spreadsheet(t, found) if found else None


def _report(visit: Visit, viewer: Viewer) -> Report | None:
    asked = visit.asked("year")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else 0
    found, _years = report.read(engine.current().seen_by(viewer), viewer, year)
    return found


def calendar_entry(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """A meeting the viewer is part of, for a calendar of their own."""
    from lrc_portal.paper import calendar

    acting.require_oneself(viewer)
    asked = visit.asked("id")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    [meeting] = engine.current().seen_by(viewer).read_all(meetings.one(viewer, int(asked)))
    return calendar.entry(t, meeting) if meeting else None


def subscribed_calendar(visit: Visit) -> Response:
    """The answer to a calendar program that comes with the secret in its address, and with nothing else.

    An address that is not known answers as any unknown one, and guessing is slowed. One that is known never
    is: it may come from where others guess.
    """
    from lrc_portal.paper import calendar_feed

    database = engine.current()
    found = feeds.subscribed(database, str(visit.request.path_params["token"]))
    if found is None:
        return _unknown_calendar(visit)
    [dates] = database.seen_by(found.viewer).read_all(feeds.dates(found))
    t, whose = translator(found.viewer.language), found.feed.made_at.isoformat()
    made = calendar_feed.entries(t, dates, with_titles=found.feed.with_titles, whose=whose)
    return Response(
        made,
        media_type=ICS,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="calendar.ics"',
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
        },
    )


def _unknown_calendar(visit: Visit) -> Response:
    refusals.note(refusals.Why.NOT_HERE, by=None, at=CALENDAR)
    try:
        throttle.calendar_not_known(engine.current(), address=visit.browser.address)
    except throttle.Slowed as slowed:
        wait = str(int(slowed.wait.total_seconds()) + 1)
        return Response(status_code=429, headers={"Cache-Control": "no-store", "Retry-After": wait})
    return not_here(visit.request)


def agreed_at_home(visit: Visit, viewer: Viewer, t: Translator) -> bytes | None:
    """What stands between the viewer and the person whom the address names, for either of the two."""
    acting.require(viewer, Permission.KEEP_A_RECORD)
    database = engine.current().seen_by(viewer)
    [found] = database.read_all(agreement_views.people(viewer))
    other = next((each for each in found if str(each.person_id) == visit.asked("with")), None)
    if other is None:
        return None
    [between] = database.read_all(agreement_views.read_query(viewer, other.person_id, most=1))
    if between.agreed is None:
        return None
    return at_home.paper(t, between.agreed, viewer=viewer, display_name=other.display_name)


def on_paper(make: Paper, *, file: str, screen: str, kind: str) -> Callable[[Visit], Response]:
    """The answer to an address: `make`'s PDF, or a file of another `kind`, for those who may have it.

    Who is signed out comes to the sign-in page and from there to `screen`, where the sheet has its
    link. Whoever has no right to it, and whatever is not there, gets the answer of any unknown address.
    `file` is the name under which a browser keeps it, in the language of what it holds; it names nobody.
    """

    def answer(visit: Visit) -> Response:
        viewer = visit.viewer()
        at = named(visit.request.url.path)
        if viewer is None:
            refusals.note(refusals.Why.SIGNED_OUT, by=None, at=at)
            return go(f"/sign-in?next={screen}")
        t = translator(visit.chosen or viewer.language, alongside=viewer.lives_alongside)
        try:
            made = make(visit, viewer, t)
        except (NotAllowed, acting.NotHere) as fault:
            refusals.note_fault(fault, by=viewer.person_id, at=at)
            return not_here(visit.request)
        if made is None:
            refusals.note(refusals.Why.NOT_HERE, by=viewer.person_id, at=at)
            return not_here(visit.request)
        return Response(
            made,
            media_type=kind,
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'{"inline" if kind == PDF else "attachment"}; filename="{t(file)}"',
                "Content-Security-Policy": POLICY,
                "X-Content-Type-Options": "nosniff",
            },
        )

    return answer


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    return [
        Route(f"{CALENDAR}{{token}}.ics", page(subscribed_calendar), methods=["GET"]),
        *(
            Route(
                f"/export/{file}", page(on_paper(make, file=file, screen=screen, kind=kind)), methods=["GET"]
            )
            for make, file, screen, kind in (
                (session_sheet, mark("session-sheet.pdf"), "/session-sheet", PDF),
                (own_progress, mark("my-progress.pdf"), "/progress", PDF),
                (paper_check_in, mark("check-in.pdf"), "/check-in", PDF),
                (own_card, mark("hard-day-card.pdf"), "/what-helps", PDF),
                (agreed_at_home, mark("at-home.pdf"), "/at-home", PDF),
                (yearly_report, mark("report.pdf"), "/community", PDF),
                (report_as_csv, mark("report.csv"), "/community", CSV),
                (calendar_entry, mark("meeting.ics"), "/notes", ICS),
            )
        ),
    ]
