"""“I noticed something good”: telling somebody of one's circle, and taking it back."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.record import noticing
from lrc_portal.record.noticing import Noticed, NoticeSubmission
from lrc_portal.ui.kit import lines
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import Subject

STRENGTH, HELPS = "strength", "helps"


def show(visit: SignedIn, person_id: int, display_name: str, lately: Sequence[Noticed]) -> None:
    """A quiet button that opens the form, and what was told lately."""
    t, who, name = visit.t, plain(display_name), f"notice:{person_id}"
    with st.container(key=f"noticing-{person_id}", gap="small"):
        if lines.is_open(name):
            with area(name):
                _show_form(visit, person_id, who)
        else:
            lines.open_button(t("I noticed something good about {name}", name=who), name, icon="favorite")
        for each in lately:
            _show_noticed(visit, each, who)


def _show_form(visit: SignedIn, person_id: int, who: str) -> None:
    t = visit.t
    form = Form(visit, f"notice:{person_id}")
    words = form.words(
        "words",
        t("What did you notice about {name}, in one line?", name=who),
        hint=t("For example: you make people laugh"),
    )
    kinds = {
        STRENGTH: t("It is a strength of theirs"),
        HELPS: t("It is something that helps {name}", name=who),
    }
    kind = form.one_of("kind", t("What is it?"), kinds, kinds.__getitem__, value=STRENGTH)
    st.caption(
        t(
            "Only {name} sees it, with your name. They keep it or leave it, and that stays with them: you "
            "are not told.",
            name=who,
        )
    )
    form.send(
        t("Tell {name}", name=who),
        lambda db: noticing.notice(
            db,
            by=visit.viewer,
            person_id=person_id,
            submission=NoticeSubmission(words(), form.token, helps=kind() == HELPS),
        ),
        said=t("{name} can read it now.", name=who),
        then=lines.close,
        icon="favorite",
    )
    lines.close_button(t("Not now"), f"notice:{person_id}")


def _show_noticed(visit: SignedIn, noticed: Noticed, who: str) -> None:
    t, at = visit.t, clock.local(noticed.at)
    with st.container(horizontal=True, vertical_alignment="center"):
        when = {"day": t.day(at.date()), "time": t.clock(at)}
        if noticed.subject is Subject.WHAT_HELPS:
            told = t("You noticed what helps {name}, and said so on {day} at {time}.", name=who, **when)
        else:
            told = t("You told {name} something good on {day} at {time}.", name=who, **when)
        st.caption(told, width="stretch")
        action_button(
            visit,
            t("Take it back"),
            partial(noticing.take_back, by=visit.viewer, subject=noticed.subject, row_id=noticed.row_id),
            key=f"untold:{noticed.subject}:{noticed.row_id}",
            kind="tertiary",
            icon="undo",
            said=t("You took it back. What {name} has kept already stays theirs.", name=who),
        )
