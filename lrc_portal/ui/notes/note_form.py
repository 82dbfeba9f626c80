"""The note that is being written: its fields, kept as they are filled in, and the ways to leave it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import NoteLine, NoteSubmission
from lrc_portal.ui.good_to_know import passing_on
from lrc_portal.ui.kit import returning
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, acted
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.meetings.meetings import OF_PEER_SUPPORT
from lrc_portal.ui.notes import drafts, twice_open
from lrc_portal.ui.notes.notes import show_earlier
from lrc_portal.ui.notes.twice_open import Reading
from lrc_portal.versions import ChangedMeanwhile
from lrc_portal.vocabulary import Aid, Element
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK, mark
from lrc_portal.words.translator import Translator

AIDS = {
    Aid.EMOTIONAL: mark("Emotional: listening, hope, being there"),
    Aid.PSYCHOLOGICAL: mark("Psychological: seeing things in a new way, finding courage"),
    Aid.SOCIAL: mark("Social: people, groups, places to go"),
    Aid.INFORMATIONAL: mark("Informational: knowing how, where and what"),
}


def show_draft(visit: SignedIn, draft: NoteLine, *, live: bool, noted_by: str | None = None) -> None:
    """The draft that is open. Not `live`: the two do not walk together any more, and nobody would answer.

    `noted_by` is the other of the two, where they have written about the same meeting.
    """
    t, note_id = visit.t, draft.id
    drafts.show_head(t, draft)
    if noted_by is not None and not draft.earlier:
        st.markdown(f":material/forum:{NO_BREAK}{drafts.there_is_one(t, noted_by)}")
    if draft.earlier:
        st.markdown(t("This is a new version. The one before stays as it is, for both of you to read."))
        show_earlier(t, draft)
    above = st.container()
    form = Form(visit, drafts.form_name(note_id), at_once=True)
    if not returning.holds(form.key("talked_about")):
        twice_open.forget(note_id)
    filled = _show_fields(visit, form, draft)
    if live and not draft.by_person and not draft.is_goodbye:
        passing_on.show_with_draft(visit, form, draft.id, draft.passed_on)
    reading = _keep_quietly(visit, draft, form, filled())
    with above:
        twice_open.show(visit, form, draft, reading)

    def submission() -> NoteSubmission:
        return replace(filled(), version=reading.version_read(form))

    drafts.show_offer(
        t,
        form,
        draft,
        lambda db: notes.offer(db, by=visit.viewer, submission=submission(), note_id=note_id),
        live=live,
    )
    with st.container(horizontal=True):
        form.send(
            t("Keep as draft"),
            lambda db: notes.save_draft(db, by=visit.viewer, submission=submission(), note_id=note_id),
            said=t("The draft is kept. Only you see it."),
            then=lambda: drafts.open_draft(None),
            icon="save",
            button="keep",
            kind="secondary",
        )
        drafts.show_throw_away(visit, note_id)


def _keep_quietly(visit: SignedIn, draft: NoteLine, form: Form, now: NoteSubmission) -> Reading:
    """Keep what was just filled in, as far as it is sound, where nobody wrote in another place meanwhile;
    say where there is too much of it. Returns what this tab knows of the draft.
    """
    kept = notes.what_can_be_kept(draft, now)
    reading = twice_open.read(draft, kept or now)
    if kept and not reading.elsewhere:
        kept = replace(kept, version=draft.version)
        write = partial(notes.save_draft, by=visit.viewer, submission=kept, note_id=draft.id)
        try:
            with form.alone:
                if acted(visit, write):
                    reading = reading.kept(kept.becomes)
        except ChangedMeanwhile:
            st.rerun()  # it was written just now, since this page was read: the next one shows it
    if too_long := [found for found in now.problems() if found.field not in ("day", "kind")]:
        form.say(too_long)
    return reading


def _show_fields(visit: SignedIn, form: Form, draft: NoteLine) -> Answer[NoteSubmission]:
    """The fields of one draft. They begin with what is in the database, after a reload too."""
    t = visit.t
    if draft.is_goodbye:
        return _show_goodbye_fields(t, form, draft)
    for field, value in _stands_in(draft).items():
        form.begin_with(field, value)
    day = typed_day(t, form, "day", t("Which day was it?"))
    kind = form.one_of(
        "kind",
        t("What kind of meeting was it?"),
        OF_PEER_SUPPORT,
        lambda each: labels.meeting_kind(t, each),
    )
    talked_about = form.words("talked_about", t("What did you talk about?"), long=True)
    # Each line is one thing, which the person can keep as a strength or a step of their own.
    noticed = t("Which strengths did you notice in yourself?") if draft.by_person else None
    strengths = form.words(
        "strengths_noticed",
        noticed or t("Which strengths did you notice?"),
        hint=t("One strength a line."),
        long=True,
    )
    we_agreed = form.words("we_agreed", t("What did you agree?"), hint=t("One step a line."), long=True)
    chosen = form.some_of(
        "elements", t("Which parts of recovery was it about?"), Element, lambda each: labels.element(t, each)
    )
    received = t("Which kinds of help did you get?") if draft.by_person else None
    aids = form.some_of(
        "aids", received or t("Which kinds of help did you give?"), Aid, lambda each: aid(t, each)
    )
    pairing_id, meeting_id = draft.pairing_id, draft.meeting_id
    return lambda: NoteSubmission(
        pairing_id,
        day(),
        kind(),
        aids(),
        chosen(),
        talked_about(),
        strengths(),
        we_agreed(),
        meeting_id,
        form.token,
    )


def _show_goodbye_fields(t: Translator, form: Form, draft: NoteLine) -> Answer[NoteSubmission]:
    """A goodbye is words alone, of the day on which it is offered."""
    form.begin_with("talked_about", draft.talked_about or "")
    name = plain(draft.other)
    words = form.words(
        "talked_about",
        t("What would you like to say to {name}?", name=name),
        hint=t("It is a note like any other: {name} answers it, and it stays with them.", name=name),
        long=True,
    )
    pairing_id, meeting_id, kind = draft.pairing_id, draft.meeting_id, draft.kind
    aids, chosen = frozenset(draft.aids), frozenset(draft.elements)
    return lambda: NoteSubmission(
        pairing_id,
        clock.today(),
        kind,
        aids,
        chosen,
        words(),
        meeting_id=meeting_id,
        token=form.token,
    )


def aid(t: Translator, word: Aid) -> str:
    """A kind of help with a few words of what it is."""
    return t(AIDS[word])


def _stands_in(draft: NoteLine) -> Mapping[str, object]:
    """What each field begins with."""
    return {
        "day.day": str(draft.day.day),
        "day.month": str(draft.day.month),
        "day.year": str(draft.day.year),
        "kind": draft.kind,
        "talked_about": draft.talked_about or "",
        "strengths_noticed": draft.strengths_noticed or "",
        "we_agreed": draft.we_agreed or "",
        **{f"elements.{each}": each in draft.elements for each in Element},
        **{f"aids.{each}": each in draft.aids for each in Aid},
    }
