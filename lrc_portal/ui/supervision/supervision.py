"""Training and supervision on the screen: a peer worker's own, their supervisor's, and a coordinator's."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.database.engine import Session
from lrc_portal.support.searching import Who
from lrc_portal.support.supervision import entries
from lrc_portal.support.supervision.entries import SupervisionSubmission, TrainingSubmission
from lrc_portal.support.supervision.supervision import Due, Supervised, SupervisionLine, TrainingLine
from lrc_portal.ui import people_search
from lrc_portal.ui.kit import accessible_names, lines, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Form, chosen
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import SupervisionKind
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK, problem
from lrc_portal.words.translator import Translator

DAYS, PEOPLE = "supervision:days", "supervision:people"
"""The names of these lists for `ui.more`; those of days grow together, whosever they are."""


def wanted() -> int:
    """How many days of each kind to ask for, of each: one more than is shown."""
    return more.at_most(DAYS, limits.SHOWN_DAYS) + 1


def wanted_people(at_first: int) -> int:
    """How many peer workers to ask for: one more than is shown."""
    return more.at_most(PEOPLE, at_first) + 1


# What there is


def show_state(t: Translator, person: Supervised, *, to_supervisor: bool = False) -> None:
    """Supervisor, training and last supervision, each with what is due; who supervises knows it."""
    last = person.supervisions[0].day if person.supervisions else None
    until = person.trained_until
    said = {
        Due.SUPERVISOR: t("Supervisor: {name}", name=plain(person.supervisor or ""))
        if person.supervisor_id
        else t("No supervisor yet"),
        Due.TRAINING: t("Training counts until {day}", day=t.day(until)) if until else t("No training yet"),
        Due.SUPERVISION: t("Last supervision: {day}", day=t.day(last)) if last else t("No supervision yet"),
    }
    ahead = next((each.day for each in person.booked if each.day >= clock.today()), None)
    if ahead:
        booked = t("Supervision is booked for {day}", day=t.day(ahead))
        said[Due.SUPERVISION] = f"{said[Due.SUPERVISION]}{DOT}{booked}" if last else booked
    if to_supervisor:
        del said[Due.SUPERVISOR]
    for what, sentence in said.items():
        if what in person.due:
            st.markdown(f":material/event_repeat:{NO_BREAK}{sentence}{DOT}**{t('Due now')}**")
        else:
            st.markdown(f":material/check:{NO_BREAK}{sentence}")


def show_days(t: Translator, person: Supervised) -> None:
    """All training and supervision days, folded away."""
    if not person.trainings and not person.supervisions:
        return
    with _days_fold(t, person) as is_open:
        if not is_open:
            return
        for training in more.shown(DAYS, person.trainings, limits.SHOWN_DAYS):
            st.markdown(training_said(t, training))
        for met in more.shown(DAYS, person.supervisions, limits.SHOWN_DAYS):
            st.markdown(met_said(t, met))
        _show_more_days(t, person)


def _days_fold(t: Translator, person: Supervised) -> AbstractContextManager[bool]:
    return fold(t("All training and supervision days"), f"days:{person.person_id}", icon="history")


def _show_more_days(t: Translator, person: Supervised) -> None:
    longer = max(person.trainings, person.supervisions, key=len)
    more.show_button(t, DAYS, longer, limits.SHOWN_DAYS, beside=person.person_id)


def training_said(t: Translator, training: TrainingLine) -> str:
    until = t("counts until {day}", day=t.day(training.valid_until))
    return f":material/school:{NO_BREAK}{plain(training.what)}{DOT}{t.day(training.done_on)}{DOT}{until}"


def met_said(t: Translator, met: SupervisionLine) -> str:
    return f":material/forum:{NO_BREAK}{t.day(met.day)}{DOT}{labels.supervision_kind(t, met.kind)}"


# The peer worker


def show_own(visit: SignedIn, person: Supervised) -> None:
    """A peer worker's own days, folded while nothing is due; else what that means."""
    t = visit.t
    if not person.due:
        with st.expander(t("My training and supervision"), key="supervised", icon=":material/school:"):
            show_state(t, person)
            show_days(t, person)
        return
    st.header(t("My training and supervision"), anchor=False)
    with area("supervised", gap="xsmall"):
        show_state(t, person)
        st.caption(
            t(
                "While something is due, you are not asked to walk with anybody new. Whom you walk with "
                "now stays. A coordinator helps you to arrange it."
            )
        )
        show_days(t, person)


# The supervisor


def show_supervised(visit: SignedIn, person: Supervised) -> None:
    """One peer worker as their supervisor sees them; what they wrote is drawn below by the page."""
    t = visit.t
    st.header(plain(person.display_name), anchor=False)
    show_state(t, person, to_supervisor=True)
    _ask_whether_held(visit, person)
    line = f"met:{person.person_id}"
    if lines.is_open(line):
        show_met_form(visit, person, line)
        return
    lines.open_button(t("Add a day of supervision"), line, icon="add", kind="secondary")
    show_days_to_erase(visit, person, training_too=False)


def show_met_form(visit: SignedIn, person: Supervised, line: str) -> None:
    t = visit.t
    form = Form(visit, line)
    day = typed_day(t, form, "day", t("On which day did you meet, or will you meet?"), value=clock.today())
    kind = form.one_of(
        "kind",
        t("In which way?"),
        SupervisionKind,
        lambda each: labels.supervision_kind(t, each),
        value=SupervisionKind.ONE_TO_ONE,
    )
    st.caption(t("Only the day and the way are kept. What you talked about stays between you two."))
    form.send(
        t("Save"),
        lambda db: entries.add_supervision(
            db,
            by=visit.viewer,
            peer_worker_id=person.person_id,
            submission=SupervisionSubmission(day(), kind(), form.token),
        ),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), line)


def _ask_whether_held(visit: SignedIn, person: Supervised) -> None:
    """Of a day that was booked and has come: whether the two met."""
    t, me = visit.t, visit.viewer
    for each in person.booked:
        if each.day > clock.today():
            continue
        with st.container(key=f"booked-{each.id}"):
            st.markdown(t("Supervision was booked for {day}. Have the two met?", day=t.day(each.day)))
            with st.container(horizontal=True):
                action_button(
                    visit,
                    t("They have met"),
                    partial(entries.say_held, by=me, supervision_id=each.id),
                    key=f"held:{each.id}",
                    icon="check",
                    said=t("Saved."),
                )
                action_button(
                    visit,
                    t("It did not happen"),
                    partial(entries.erase_supervision, by=me, supervision_id=each.id),
                    key=f"not-held:{each.id}",
                    kind="tertiary",
                    icon="event_busy",
                    said=t("The day is taken out."),
                )


def show_days_to_erase(visit: SignedIn, person: Supervised, *, training_too: bool) -> None:
    """All days, each with a way to take out what was entered wrongly; `training_too` is a coordinator's."""
    t, me = visit.t, visit.viewer
    if not person.trainings and not person.supervisions and not person.booked:
        return
    with _days_fold(t, person) as is_open:
        if not is_open:
            return
        for ahead in person.booked:
            if ahead.day > clock.today():
                erase = partial(entries.erase_supervision, by=me, supervision_id=ahead.id)
                said = f"{met_said(t, ahead)}{DOT}{t('booked')}"
                _show_to_erase(visit, said, _ask_of_supervision(t, ahead), f"supervision:{ahead.id}", erase)
        for each in more.shown(DAYS, person.trainings, limits.SHOWN_DAYS):
            if training_too:
                erase = partial(entries.erase_training, by=me, training_id=each.id)
                asked = t("Erase the training of {day}? It is gone for good.", day=t.day(each.done_on))
                _show_to_erase(visit, training_said(t, each), asked, f"training:{each.id}", erase)
            else:
                st.markdown(training_said(t, each))
        for met in more.shown(DAYS, person.supervisions, limits.SHOWN_DAYS):
            erase = partial(entries.erase_supervision, by=me, supervision_id=met.id)
            _show_to_erase(
                visit, met_said(t, met), _ask_of_supervision(t, met), f"supervision:{met.id}", erase
            )
        _show_more_days(t, person)


def _ask_of_supervision(t: Translator, met: SupervisionLine) -> str:
    return t("Erase the supervision of {day}? It is gone for good.", day=t.day(met.day))


def _show_to_erase(
    visit: SignedIn, said: str, question: str, name: str, write: Callable[[Session], object]
) -> None:
    """What stands there, and in the same row the way to take it out, which is heard with these words."""
    t = visit.t
    with st.container(horizontal=True, vertical_alignment="center", key=accessible_names.with_line(name)):
        st.markdown(said, width="content")
        lines.ask_once(
            visit,
            name,
            label=t("Erase"),
            question=question,
            yes=t("Erase it"),
            no=t("Keep it"),
            write=write,
            said=t("Erased."),
        )


# The coordinator


def show_at_a_glance(
    visit: SignedIn,
    people: Sequence[Supervised],
    trained_on: Mapping[int, date],
) -> None:
    """All peer workers, each a name that opens; those with something due first, and the first of them open.

    `trained_on` is when those were trained who became peer workers here, by person.
    """
    t = visit.t
    heading = t("Training and supervision")
    st.header(heading, anchor=False)
    more.show_search(t, PEOPLE, heading, people, limits.SHOWN_CARDS_BESIDE_OTHERS)
    if not people and more.typed(PEOPLE).strip():
        return
    if not people:
        messages.empty(t("There are no peer workers yet. Invite one first."))
        return
    st.caption(
        t("While something is due, nobody new begins to walk with them. Whoever walks with them now goes on.")
    )
    for place, person in enumerate(more.shown(PEOPLE, people, limits.SHOWN_CARDS_BESIDE_OTHERS)):
        _show_to_coordinator(visit, person, trained_on.get(person.person_id), first=place == 0)
    more.show_button(t, PEOPLE, people, limits.SHOWN_CARDS_BESIDE_OTHERS)


def _show_to_coordinator(
    visit: SignedIn, person: Supervised, trained_on: date | None, *, first: bool
) -> None:
    t, key = visit.t, f"supervised-{person.person_id}"
    label = plain(person.display_name)
    if person.due:
        label = f"{label}{DOT}{t('Due now')}"
    opens = lines.opens_fold(key, _lines_of(person)) or (first and bool(person.due))
    icon = "event_repeat" if person.due else "check"
    with fold(label, key, icon=icon, opens=opens, keeps=True) as is_drawn:
        if is_drawn:
            show_state(t, person)
            _show_what_is_missing(t, person, trained_on)
            _show_what_to_do(visit, person, trained_on)


def _show_what_is_missing(t: Translator, person: Supervised, trained_on: date | None) -> None:
    """What a coordinator can enter now, and what has to happen first."""
    missing = []
    if Due.SUPERVISOR in person.due:
        missing.append(t("Still to enter: who supervises {name}.", name=plain(person.display_name)))
    if Due.TRAINING in person.due:
        if person.trainings:
            missing.append(t("Still to enter: new training, and up to which day it counts."))
        elif trained_on:
            missing.append(
                t("Still to enter: up to which day the training of {day} counts.", day=t.day(trained_on))
            )
        else:
            missing.append(t("Still to enter: the training, and up to which day it counts."))
    if Due.SUPERVISION in person.due and person.supervisor and not person.has_walked:
        missing.append(
            t(
                "Still to enter: the day on which {name} and {supervisor} meet. Before {name} walks with "
                "anybody, a day that is still to come is enough.",
                name=plain(person.display_name),
                supervisor=plain(person.supervisor),
            )
        )
    elif Due.SUPERVISION in person.due and person.supervisor:
        missing.append(
            t(
                "Once {name} and {supervisor} have met, the day is added here or by {supervisor}.",
                name=plain(person.display_name),
                supervisor=plain(person.supervisor),
            )
        )
    for sentence in missing:
        st.caption(sentence)


def _lines_of(person: Supervised) -> tuple[str, str, str]:
    """What can be open of somebody: naming a supervisor, a training, a day of supervision."""
    return f"name:{person.person_id}", f"train:{person.person_id}", f"met:{person.person_id}"


def _show_what_to_do(
    visit: SignedIn,
    person: Supervised,
    trained_on: date | None,
) -> None:
    t = visit.t
    naming, trained, met = _lines_of(person)
    if lines.is_open(naming):
        _show_naming(visit, person, naming)
    elif lines.is_open(trained):
        _show_training_form(visit, person, trained_on, trained)
    elif lines.is_open(met):
        show_met_form(visit, person, met)
    elif visit.viewer.person_id == person.person_id:
        st.caption(t("This is you. Another coordinator, or your supervisor, enters your days."))
        _show_naming_button(t, person, naming)
    else:
        with st.container(horizontal=True):
            _show_naming_button(t, person, naming)
            lines.open_button(t("Add training"), trained, icon="school")
            if person.supervisor_id:
                lines.open_button(t("Add a day of supervision"), met, icon="add")
        _ask_whether_held(visit, person)
        show_days_to_erase(visit, person, training_too=True)


def _show_naming_button(t: Translator, person: Supervised, line: str) -> None:
    label = t("Name somebody else") if person.supervisor_id else t("Name a supervisor")
    lines.open_button(label, line, icon="supervisor_account")


def _show_naming(visit: SignedIn, person: Supervised, line: str) -> None:
    t, display_name = visit.t, plain(person.display_name)
    form = Form(visit, line)
    who = people_search.choose(
        visit,
        form,
        "who",
        t("Who supervises {name}?", name=display_name),
        Who.COULD_SUPERVISE,
        without=(person.person_id, person.supervisor_id),
    )
    st.caption(
        t(
            "A supervisor sees {name}’s training and supervision days, and what {name} writes to them. "
            "They see nothing of the people {name} walks with.",
            name=display_name,
        )
    )
    form.send(
        t("Name them"),
        lambda db: entries.name_supervisor(
            db,
            by=visit.viewer,
            peer_worker_id=person.person_id,
            supervisor_id=chosen(who, problem("who", "Choose somebody first.")),
        ),
        said=t("Saved."),
        then=lines.close,
    )
    if person.supervisor_id:
        lines.ask_once(
            visit,
            f"end-supervision:{person.person_id}",
            label=t("Have no supervisor for now"),
            question=t(
                "End it? {supervisor} then reads nothing more of what {name} wrote. Nobody new walks with "
                "{name} until somebody else is named.",
                supervisor=plain(person.supervisor or ""),
                name=display_name,
            ),
            yes=t("End it"),
            no=t("Keep it"),
            write=partial(entries.end_supervision, by=visit.viewer, peer_worker_id=person.person_id),
            said=t("It has ended."),
            icon="link_off",
        )
    lines.close_button(t("Not now"), line)


def _show_training_form(visit: SignedIn, person: Supervised, trained_on: date | None, line: str) -> None:
    t = visit.t
    form = Form(visit, line)
    what = form.words("what", t("What was the training?"))
    done_on = typed_day(
        t,
        form,
        "done_on",
        t("On which day did it end?"),
        value=None if person.trainings else trained_on,
    )
    valid_until = typed_day(t, form, "valid_until", t("Up to which day does it count?"))
    form.send(
        t("Save"),
        lambda db: entries.add_training(
            db,
            by=visit.viewer,
            peer_worker_id=person.person_id,
            submission=TrainingSubmission(what(), done_on(), valid_until(), form.token),
        ),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), line)
