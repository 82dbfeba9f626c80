"""A coordinator's word beside a name, by which coordinators tell people apart who are called alike."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal import limits
from lrc_portal.support import searching, somebody
from lrc_portal.support.somebody import KnownBySubmission, Somebody
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import lines, meanwhile, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain

ALIKE = "known-by"
"""The name of this list for `ui.more`, and of its fold; lines in it that are open begin so."""


def wanted() -> int:
    """How many to ask for: one more than is shown."""
    return more.at_most(ALIKE, limits.SHOWN_BESIDE_OTHERS) + 1


def show(visit: SignedIn, alike: Sequence[int]) -> None:
    """Folded: whoever is called as somebody else is, or has a word beside it, by id; read once it is open."""
    t = visit.t
    if not alike and not more.typed(ALIKE).strip():
        return
    heading, opens = t("Called alike"), lines.opens_fold(ALIKE, [ALIKE])
    with fold(heading, ALIKE, icon="person", opens=opens, keeps=True) as is_drawn:
        if not is_drawn:
            return
        st.caption(
            t(
                "A word beside a name tells two people apart. It is something both would say, such as a "
                "place or a group, and nothing of a record. Coordinators see it, and the person themselves."
            )
        )
        [people] = visit.db.read_all(searching.named(visit.viewer, alike))
        names = namesakes.of_accounts(t, people)
        by_id = {each.person_id: each for each in people}
        shown = [by_id[each] for each in alike if each in by_id]
        more.show_search(t, ALIKE, heading, shown, limits.SHOWN_BESIDE_OTHERS)
        for person in more.shown(ALIKE, shown, limits.SHOWN_BESIDE_OTHERS):
            with area(f"known-by-{person.person_id}", gap="xsmall"):
                _show_one(visit, person, names[person.person_id])
        more.show_button(t, ALIKE, shown, limits.SHOWN_BESIDE_OTHERS)


def _show_one(visit: SignedIn, person: Somebody, name: str) -> None:
    t, line = visit.t, f"{ALIKE}:{person.person_id}"
    st.markdown(f"**{plain(name)}**")
    if not lines.is_open(line):
        label = t("Change the word") if person.known_by else t("Write a word")
        lines.open_button(label, line)
        return
    opened = meanwhile.opened(visit, line, meanwhile.Words(person.known_by or ""))
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
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
