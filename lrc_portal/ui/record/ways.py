"""Ways that help: each to be marked as used today with one tap, changed, put in order, put away, erased."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.record import ways
from lrc_portal.record.ways import WayLine, WaySubmission
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.words.marks import DOT, NO_BREAK


def show_noticed(visit: SignedIn, offered: Sequence[WayLine]) -> None:
    """What somebody noticed that helps the viewer, for them to keep or to leave."""
    t = visit.t
    for line in offered:
        with area(f"noticed-way:{line.id}", gap="xsmall"):
            if line.noticed_by:
                said = t("{name} noticed that this helps you", name=plain(line.noticed_by))
            else:
                said = t("Somebody noticed that this helps you")
            st.markdown(f":material/support:{NO_BREAK}**{said}**")
            own_words(line.words)
            st.caption(t("Is it so? Keep it, or leave it. Nobody is told what you choose."))
            with st.container(horizontal=True):
                _answer_button(visit, line.id, t("Keep it"), keep=True)
                _answer_button(visit, line.id, t("Not for me"), keep=False)


def _answer_button(visit: SignedIn, way_id: int, label: str, *, keep: bool) -> None:
    t = visit.t
    action_button(
        visit,
        label,
        partial(ways.answer, by=visit.viewer, way_id=way_id, keep=keep),
        key=f"answer-way:{way_id}:{keep}",
        kind="primary" if keep else "secondary",
        icon="check" if keep else None,
        said=t("It is among what helps you now.") if keep else t("It is put aside."),
    )


def show_ways(visit: SignedIn, kept: Sequence[WayLine]) -> None:
    """The ways in their order."""
    for place, line in enumerate(kept):
        with area(f"way:{line.id}", gap="xsmall"):
            if lines.is_open(_name(line)):
                _show_change(visit, line, place)
            else:
                _show_way(visit, line)


def show_put_away(visit: SignedIn, away: Sequence[WayLine]) -> None:
    """A fold with what was put away, to be taken up again or erased."""
    if not away:
        return
    t = visit.t
    is_open = lines.opens_fold("ways-away", [_name(line) for line in away])
    with st.expander(t("Put away"), key="ways-away", icon=":material/archive:", expanded=is_open):
        for line in away:
            with area(f"way:{line.id}", gap="xsmall"):
                own_words(line.words)
                with st.container(horizontal=True):
                    action_button(
                        visit,
                        t("Take it up again"),
                        partial(ways.take_up, by=visit.viewer, way_id=line.id),
                        key=f"take-up-way:{line.id}",
                        kind="tertiary",
                        icon="undo",
                        said=t("It is in your list again."),
                    )
                    _show_erase(visit, line.id)


def show_add(visit: SignedIn) -> None:
    """The form for a new way."""
    st.subheader(visit.t("Add a way that helps"), anchor=False)
    with area("new-way"):
        _show_fields(visit, "way", None)


def _name(line: WayLine) -> str:
    return f"way:{line.id}"


def _show_way(visit: SignedIn, line: WayLine) -> None:
    t, today = visit.t, clock.today()
    own_words(line.words)
    _show_facts(visit, line)
    deed = ways.take_back_use if line.used_today else ways.use
    with st.container(horizontal=True):
        action_button(
            visit,
            t("Used today") if line.used_today else t("I used this today"),
            partial(deed, by=visit.viewer, way_id=line.id, day=today),
            key=f"use-way:{line.id}",
            icon="check_circle" if line.used_today else "radio_button_unchecked",
            kind="primary" if line.used_today else "secondary",
        )
        lines.open_button(t("Change"), _name(line))


def _show_facts(visit: SignedIn, line: WayLine) -> None:
    t, said = visit.t, []
    if line.in_plan:
        said.append(t("In my plan"))
    if line.noticed_by:
        said.append(t("Noticed by {name}", name=plain(line.noticed_by)))
    if line.note_day:
        said.append(t("From the note of {day}", day=t.day(line.note_day)))
    if line.only_me:
        said.append(f":material/lock:{NO_BREAK}{t('Only me')}")
    if said:
        st.caption(DOT.join(said))


def _show_change(visit: SignedIn, line: WayLine, place: int) -> None:
    t = visit.t
    opened = meanwhile.opened(visit, _name(line), line)
    meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
    _show_fields(visit, opened.form, opened.began, version=opened.version_read)
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), _name(line))
        if place > 0:
            action_button(
                visit,
                t("Move it up"),
                partial(ways.move_up, by=visit.viewer, way_id=line.id),
                key=f"move-way:{line.id}",
                kind="tertiary",
                icon="arrow_upward",
                lands=_name(line) if place == 1 else None,
            )
        action_button(
            visit,
            t("Put it away"),
            partial(ways.put_away, by=visit.viewer, way_id=line.id),
            key=f"put-away-way:{line.id}",
            kind="tertiary",
            icon="archive",
            said=t("It is put away. You find it below your list."),
        )
        _show_erase(visit, line.id)


def _show_erase(visit: SignedIn, way_id: int) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"erase-way:{way_id}",
        label=t("Erase"),
        question=t("Erase this for good, with the days on which you used it?"),
        yes=t("Erase it"),
        no=t("Keep it"),
        write=partial(ways.erase, by=visit.viewer, way_id=way_id),
        said=t("It is erased."),
    )


def _show_fields(
    visit: SignedIn, name: str, line: WayLine | None, *, version: VersionRead = meanwhile.nothing_read
) -> None:
    t, form = visit.t, Form(visit, name)
    if line and line.is_noticed:
        own_words(line.words)
        words: Answer[str] = fixed(line.words)
    else:
        words = form.words(
            "words",
            t("What helps you, in one line?"),
            value=line.words if line else "",
            hint=t("For example: a walk by the Taff, or ringing my brother"),
        )
    only_me = form.only_me(value=line.only_me if line else False)
    way_id = line.id if line else None

    def submission() -> WaySubmission:
        return WaySubmission(words(), only_me(), form.token, version(form))

    form.send(
        t("Save"),
        lambda db: (
            ways.change(db, by=visit.viewer, way_id=way_id, submission=submission())
            if way_id is not None
            else ways.add(db, by=visit.viewer, submission=submission())
        ),
        said=t("Saved."),
        then=lines.close,
    )
