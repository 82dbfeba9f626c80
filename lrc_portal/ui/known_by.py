"""A coordinator's word beside a name, by which coordinators tell people apart who are called alike."""

from collections.abc import Mapping, Sequence

import streamlit as st

from lrc_portal import limits
from lrc_portal.support import somebody
from lrc_portal.support.somebody import KnownBySubmission, Somebody
from lrc_portal.ui.kit import lines, meanwhile, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.namesakes import alike

ALIKE = "known-by"
"""The name of this list for `ui.more`."""


def show(visit: SignedIn, people: Sequence[Somebody], names: Mapping[int, str]) -> None:
    """Whoever is called as somebody else is, or has a word beside the name; `names` are told apart."""
    t = visit.t
    by_id = {each.person_id: each for each in people}
    display_name = {each.person_id: each.display_name for each in people}
    shown = [person_id for group in alike(display_name) for person_id in group]
    shown += [each.person_id for each in people if each.known_by and each.person_id not in shown]
    if not shown:
        return
    st.header(t("Called alike"), anchor=False)
    st.caption(
        t(
            "A word beside a name tells two people apart. It is something both would say, such as a place or "
            "a group, and nothing of a record. Coordinators see it, and the person themselves."
        )
    )
    for person_id in more.shown(ALIKE, shown, limits.SHOWN_PEOPLE):
        with area(f"known-by-{person_id}", gap="xsmall"):
            _show_one(visit, by_id[person_id], names[person_id])
    more.show_button(t, ALIKE, shown, limits.SHOWN_PEOPLE)


def _show_one(visit: SignedIn, person: Somebody, name: str) -> None:
    t, line = visit.t, f"known-by:{person.person_id}"
    st.markdown(f"**{plain(name)}**")
    if not lines.is_open(line):
        label = t("Change the word") if person.known_by else t("Write a word")
        lines.open_button(label, line)
        return
    opened = meanwhile.opened(line, meanwhile.Words(person.known_by or ""))
    form = Form(visit, opened.form)
    meanwhile.show_changed(t, opened, lambda now: own_words(now.words))
    words = form.words(
        "known_by",
        t("A word beside {name}", name=plain(person.display_name)),
        value=opened.began.words,
        hint=t("Leave it empty to take it away."),
    )
    person_id, version = person.person_id, opened.version_read
    form.send(
        t("Save the word"),
        lambda db: somebody.say_known_by(
            db, by=visit.viewer, submission=KnownBySubmission(person_id, words(), version(form))
        ),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), line)
