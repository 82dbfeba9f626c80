"""/quick: the check-in as plain HTML in front of Streamlit, for a slow line. One form, and no script.

It asks and keeps with the verbs of the check-in screen, and changes nothing of a day that it does not show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lrc_portal import acting, clock, refusals
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database import engine
from lrc_portal.database.portable import AlreadySaved
from lrc_portal.identity import carried, unsaved_words
from lrc_portal.identity.addresses import QUICK
from lrc_portal.identity.front_door import not_here
from lrc_portal.identity.pages import LANGUAGE_COOKIE, Visit, draw, go, page, templates_in
from lrc_portal.identity.routes import sign_in_form
from lrc_portal.quick import filled, kept_words, questions
from lrc_portal.quick.filled import VERSION, Filled
from lrc_portal.record import check_ins, measures, pursuits
from lrc_portal.record.check_ins import CheckInLine
from lrc_portal.record.measures import MeasureLine
from lrc_portal.record.pursuits import PursuitLine
from lrc_portal.refusals import Why
from lrc_portal.sharing import opened_records
from lrc_portal.support import afterwards
from lrc_portal.support.afterwards import Afterwards, GoalReached, StepDone
from lrc_portal.versions import CHANGED, ChangedMeanwhile
from lrc_portal.words import labels
from lrc_portal.words.marks import Invalid, NotNow, PerhapsSaved, Problem, Refused, Sentence, mark, problem
from lrc_portal.words.translator import Translator, translator

LARGEST, MOST_FIELDS = 256 * 1024, 100
"""Long words are told that they are too long, and stay: six thousand letters can be 72 kB of a form."""

_TEMPLATES = templates_in(Path(__file__).resolve().parent / "templates")


def quick(visit: Visit) -> Response:
    """Today's form, and its answer."""
    if visit.typed(carried.FIELD):
        form = carried.opened(visit.typed(carried.FIELD))
        if form is None:
            return go(QUICK)
        visit = replace(visit, form=form)
    try:
        return _quick(visit)
    except NotNow as not_now:
        if not visit.posted:
            raise
        return _again(visit, not_now)


def _quick(visit: Visit) -> Response:
    viewer = visit.viewer()
    if viewer is None:
        return _sign_in_first(visit)
    if not acting.may(viewer, Permission.KEEP_A_RECORD):
        return _not_theirs(visit, viewer)
    visit = _in_language_of(visit, viewer)
    if not visit.posted:
        return _open(visit, viewer)
    form = filled.sent(visit.form)
    if form.whose != filled.whose_form(viewer):
        # Somebody else has signed in on this browser since: what was typed is not theirs, nor for them.
        refusals.note(Why.OTHER_SIGN_IN, by=viewer.person_id, at=QUICK)
        return go(QUICK)
    if visit.typed("switch"):
        return _show(visit, viewer, form)
    if visit.typed("throw"):
        with engine.current().seen_by(viewer).writing() as db:
            kept_words.close(db, viewer, form)
        return go(QUICK)
    return _save(visit, viewer, form)


def _not_theirs(visit: Visit, viewer: Viewer) -> Response:
    refusals.note(Why.OTHER_ROLE, by=viewer.person_id, at=QUICK)
    return not_here(visit.request)


def _sign_in_first(visit: Visit) -> Response:
    """The way to sign in and back; what was sent meanwhile goes along, sealed."""
    refusals.note(Why.SIGNED_OUT, by=None, at=QUICK)
    if not visit.typed("whose"):
        return go(f"/sign-in?next={QUICK}")
    writer, carry = visit.whoever() or visit.late_writer(), carried.sealed(visit.form)
    if (writer and kept_words.keep(writer, visit.form)) or carry:
        said = mark("You were signed out, so it is not saved yet. Sign in, and what you wrote goes along.")
    else:
        said = mark(
            "You were signed out, so it is not saved. Go back in your browser: what you wrote is still there."
        )
    return sign_in_form(visit, QUICK, [Problem("name", Sentence(said))], carry=carry)


def _in_language_of(visit: Visit, viewer: Viewer) -> Visit:
    if visit.chosen or LANGUAGE_COOKIE in visit.request.cookies:
        return visit
    return replace(visit, language=viewer.language)


def _save(visit: Visit, viewer: Viewer, form: Filled) -> Response:
    if form.unsound or form.day is None:
        return _show(visit, viewer, form, form.unsound)
    database, me = engine.current().seen_by(viewer), opened_records.own(viewer)
    [there] = database.read_all(check_ins.of_day(me, form.day))
    submission = form.submission(viewer, there or check_ins.blank(form.day))
    try:
        with database.writing() as db:
            check_ins.save(db, by=viewer, submission=submission)
            kept_words.close(db, viewer, form)
    except AlreadySaved:
        with database.writing() as db:
            kept_words.close(db, viewer, form)
    except NotNow:
        raise
    except ChangedMeanwhile:
        return _show(visit, viewer, form, changed=True)
    except Invalid as found:
        return _show(visit, viewer, form, found.problems)
    except Refused as refusal:
        refusals.note_fault(refusal, by=viewer.person_id, at=QUICK)
        return _show(visit, viewer, form, [Problem("form", refusal.sentence)])
    return go(f"{QUICK}/kept?day={form.day}")


def _open(visit: Visit, viewer: Viewer) -> Response:
    """Today's form with what is kept of the day; before it, one that waits to be saved."""
    today, me = clock.today(), opened_records.own(viewer)
    mine, followed, there, typed = (
        engine.current()
        .seen_by(viewer)
        .read_all(
            pursuits.read_query(me),
            measures.read_query(me),
            check_ins.of_day(me, today),
            unsaved_words.read_query(viewer),
        )
    )
    if waiting := kept_words.among(typed):
        return _show(visit, viewer, waiting, came_back=True)
    return _draw(visit, viewer, filled.opened(viewer, today, there), mine, followed, {today: there})


def _show(
    visit: Visit,
    viewer: Viewer,
    form: Filled,
    problems: Sequence[Problem] = (),
    *,
    changed: bool = False,
    came_back: bool = False,
) -> Response:
    """The form as it was sent. With `changed` what stands there now is above it.

    With `came_back` it was sent before, and could not be saved.
    """
    today, me = clock.today(), opened_records.own(viewer)
    days = [today] if form.began == today else [form.began, today]
    mine, followed, *lines = (
        engine.current()
        .seen_by(viewer)
        .read_all(
            pursuits.read_query(me), measures.read_query(me), *(check_ins.of_day(me, day) for day in days)
        )
    )
    kept = dict(zip(days, lines, strict=True))
    return _draw(visit, viewer, form, mine, followed, kept, problems, changed=changed, came_back=came_back)


def _draw(
    visit: Visit,
    viewer: Viewer,
    form: Filled,
    mine: Sequence[PursuitLine],
    followed: Sequence[MeasureLine],
    kept: Mapping[date, CheckInLine | None],
    problems: Sequence[Problem] = (),
    *,
    changed: bool = False,
    came_back: bool = False,
) -> Response:
    """The page, with what is kept of the days that the form may be for."""
    t, today, days = _own(visit, viewer), clock.today(), list(kept)
    there = {day: line or check_ins.blank(day) for day, line in kept.items()}
    if changed:
        problems = [*problems, problem("form", CHANGED)]
    # A form goes on with the version that it was opened with, until what stands there instead is shown.
    news = [
        day for day in days if (changed or len(days) > 1) and there[day].version != form.versions.get(day)
    ]
    return draw(
        visit,
        "quick.html",
        among=_TEMPLATES,
        status=422 if problems else 200,
        problems=list(problems),
        began=form.began,
        today=t.weekday(today),
        days=[(day.isoformat(), _named(t, day), day == form.day) for day in days],
        versions=[
            (f"{VERSION}{day}", there[day].version if day in news else form.versions.get(day, ""))
            for day in days
        ],
        news=[
            (_named(t, day), said) for day in news if (said := questions.as_kept(t, viewer, there[day], mine))
        ],
        is_kept=len(days) == 1 and kept[today] is not None,
        questions=questions.of(t, viewer, form, mine, followed),
        ends=labels.scale_ends(t) if viewer.in_numbers else None,
        form=form,
        came_back=came_back,
        family=viewer.lives_alongside,
    )


def _named(t: Translator, day: date) -> str:
    today = clock.today()
    said = t.weekday(day) if day.year == today.year else t.day(day)
    return t("Today, {day}", day=said) if day == today else said


def _own(visit: Visit, viewer: Viewer) -> Translator:
    """The translator of the viewer's own record."""
    return translator(visit.language, alongside=viewer.lives_alongside)


def _again(visit: Visit, not_now: NotNow) -> Response:
    """What was sent, to be sent once more, where the database cannot even be asked what to draw."""
    sentence = not_now.sentence
    if isinstance(not_now, PerhapsSaved):
        sentence = PerhapsSaved.of_form().sentence
    answer = draw(
        visit,
        "again.html",
        among=_TEMPLATES,
        status=503,
        said=visit.t.say(sentence),
        fields=[(name, value) for name, value in visit.form.items() if name != "language"],
    )
    answer.headers["Retry-After"] = "10"
    return answer


def kept(visit: Visit) -> Response:
    """After saving: something back for what was given; after a hard day, who can be called."""
    viewer = visit.viewer()
    if viewer is None:
        return go(f"/sign-in?next={QUICK}")
    if not acting.may(viewer, Permission.KEEP_A_RECORD):
        return _not_theirs(visit, viewer)
    visit = _in_language_of(visit, viewer)
    try:
        day = date.fromisoformat(visit.asked("day"))
    except ValueError:
        return go(QUICK)
    [found] = engine.current().seen_by(viewer).read_all(afterwards.read_query(viewer, day))
    if found is None:
        return go(QUICK)
    t = _own(visit, viewer)
    return draw(
        visit,
        "kept.html",
        among=_TEMPLATES,
        day=day.isoformat(),
        is_today=day == clock.today(),
        title=t(found.said),
        found=found,
        sentence=None if found.is_hard else _true_sentence(t, found),
        family=viewer.lives_alongside,
    )


def _true_sentence(t: Translator, found: Afterwards) -> str:
    match found.happened:
        case StepDone(words, day):
            return labels.step_done(t, day, words)
        case GoalReached(title, day):
            return labels.goal_reached(t, day, title)
        case _:
            return t("What you told is yours. Only those you share it with see it.")


def routes() -> list[BaseRoute]:
    """All of them, for the front door and for tests."""
    return [
        Route(QUICK, page(quick, largest=LARGEST, most_fields=MOST_FIELDS), methods=["GET", "POST"]),
        Route(f"{QUICK}/kept", page(kept), methods=["GET"]),
    ]
