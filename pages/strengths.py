"""My strengths: what others noticed, what is mine by place, and where each was used."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.charts.strengths import in_goals
from lrc_portal.record import strengths
from lrc_portal.record.strengths import StrengthLine, StrengthSubmission
from lrc_portal.series import StrengthRow
from lrc_portal.sharing import opened_records
from lrc_portal.support.giving import applications
from lrc_portal.ui.giving import applications as giving_too
from lrc_portal.ui.kit import drawings, frame, lines, meanwhile, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import Role, StrengthPlace, StrengthState
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK

PLACE_ICONS = {
    StrengthPlace.SELF: "person",
    StrengthPlace.PEOPLE: "group",
    StrengthPlace.COMMUNITY: "holiday_village",
}

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    most = more.at_most("strengths", limits.SHOWN_STRENGTHS)
    found, application = visit.db.read_all(
        strengths.read_query(opened_records.own(visit.viewer), most=most + 1), applications.mine(visit.viewer)
    )
    seen = found[-most:]  # the newest: they come oldest first
    offered = [line for line in seen if line.state is StrengthState.OFFERED]
    kept = [line for line in seen if line.state is StrengthState.KEPT]
    st.title(t("My strengths"), anchor=False)
    if not seen:
        messages.empty(
            t(
                "What is good in you, or around you? "
                "A skill, a person, a place you can go to: write down the first."
            )
        )
    show_noticed(offered)
    show_mine(kept)
    more.show_button(t, "strengths", found, limits.SHOWN_STRENGTHS)
    show_over_time(kept)
    show_add()
    giving_too.show_mine(visit, application)


def show_noticed(offered: list[StrengthLine]) -> None:
    for line in offered:
        with area(f"noticed:{line.id}", gap="xsmall"):
            st.markdown(f":material/spa:{NO_BREAK}**{noticed(line)}**")
            own_words(line.words)
            st.caption(t("Is it yours? Keep it, or leave it. Only you decide."))
            st.caption(
                t(
                    "Nobody is told what you choose. Where you share your strengths, the kept ones are "
                    "among them."
                )
            )
            with st.container(horizontal=True):
                answer_button(line, t("Keep it"), keep=True)
                answer_button(line, t("Not mine"), keep=False)


def noticed(line: StrengthLine) -> str:
    if line.noticed_by:
        return t("{name} noticed this in you", name=plain(line.noticed_by))
    return t("Somebody noticed this in you")


def answer_button(line: StrengthLine, label: str, *, keep: bool) -> None:
    action_button(
        visit,
        label,
        partial(strengths.answer, by=visit.viewer, strength_id=line.id, keep=keep),
        key=f"answer:{line.id}:{keep}",
        kind="primary" if keep else "secondary",
        icon="check" if keep else None,
        said=t("It is among your strengths now.") if keep else t("It is put aside."),
    )


def show_mine(kept: list[StrengthLine]) -> None:
    for place in StrengthPlace:
        here = [line for line in kept if line.place is place]
        if not here:
            continue
        st.header(f":material/{PLACE_ICONS[place]}:{NO_BREAK}{labels.strength_place(t, place)}", anchor=False)
        for line in here:
            with area(f"strength:{line.id}", gap="xsmall"):
                if lines.is_open(f"strength:{line.id}"):
                    show_change(line)
                else:
                    show_strength(line)


def show_strength(line: StrengthLine) -> None:
    own_words(line.words)
    said = []
    if line.noticed_by is not None:
        said.append(t("Noticed by {name}", name=plain(line.noticed_by)))
    if line.note_day:
        said.append(t("From the note of {day}", day=t.day(line.note_day)))
    said += in_goals(t, [replace(use, title=plain(use.title)) for use in line.uses])
    if line.only_me:
        said.append(f":material/lock:{NO_BREAK}{t('Only me')}")
    if said:
        st.caption(DOT.join(said))
    lines.open_button(t("Change"), f"strength:{line.id}")


def show_what(line: StrengthLine) -> None:
    own_words(line.words)
    st.caption(f":material/{PLACE_ICONS[line.place]}:{NO_BREAK}{labels.strength_place(t, line.place)}")


def show_change(line: StrengthLine) -> None:
    opened = meanwhile.opened(visit, f"strength:{line.id}", line)
    meanwhile.show_changed(visit, opened, show_what)
    show_fields(opened.form, opened.began, version=opened.version_read)
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), f"strength:{line.id}")
        lines.ask_once(
            visit,
            f"erase-strength:{line.id}",
            label=t("Erase"),
            question=t("Erase this strength for good? Goals that began with it stay."),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=lambda db: strengths.erase(db, by=visit.viewer, strength_id=line.id),
            said=t("The strength is erased."),
        )


def show_over_time(kept: list[StrengthLine]) -> None:
    """When each was kept and which goals it went into; before the first goal there is nothing to see."""
    if any(line.uses for line in kept):
        st.header(t("Over time"), anchor=False)
        rows = [StrengthRow(line.words, line.place, line.since, line.uses) for line in kept]
        drawings.show_strengths(t, rows, key="strengths:chart")


def show_add() -> None:
    st.header(t("Add a strength"), anchor=False)
    with area("strength"):
        show_fields("strength", None)


def show_fields(
    name: str, line: StrengthLine | None, *, version: VersionRead = meanwhile.nothing_read
) -> None:
    form = Form(visit, name)
    if line and line.noticed_by is not None:
        own_words(line.words)
        words: Answer[str] = fixed(line.words)
    else:
        words = form.words(
            "words",
            t("What is good, in one line?"),
            value=line.words if line else "",
            hint=t("For example: my sister picks up whenever I call"),
        )
    place = form.one_of(
        "place",
        t("Where is it?"),
        StrengthPlace,
        lambda each: f":material/{PLACE_ICONS[each]}:{NO_BREAK}{labels.strength_place(t, each)}",
        value=line.place if line else None,
    )
    only_me = form.only_me(value=line.only_me if line else False)

    strength_id = line.id if line else None

    def submission() -> StrengthSubmission:
        return StrengthSubmission(place(), words(), only_me(), form.token, version(form))

    form.send(
        t("Save this strength"),
        lambda db: (
            strengths.change(db, by=visit.viewer, strength_id=strength_id, submission=submission())
            if strength_id is not None
            else strengths.add(db, by=visit.viewer, submission=submission())
        ),
        said=t("Saved."),
        then=lines.close,
    )


show_all()
