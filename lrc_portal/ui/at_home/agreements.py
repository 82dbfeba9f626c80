"""What stands between two people at home, drawn: what waits, what they agreed, all versions before."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Agreement, AtHomeWith, Between
from lrc_portal.ui.at_home import forms
from lrc_portal.ui.kit import columns, lines, menu, more, on_paper
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import NoteState
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import NO_NAME, Translator

Texts: TypeAlias = tuple[str | None, ...]
LIST = "at-home:earlier"
"""The name of the list of versions for `ui.kit.more`."""

FREE_TO_END = mark("You need no reason. You can both still read it, as ended.")


def at_most() -> int:
    """How many versions to ask for: those above, and one more than is shown of those before."""
    return more.at_most(LIST, limits.SHOWN_VERSIONS) + 4


def show(visit: SignedIn, other: AtHomeWith, between: Between) -> None:
    """All of it: first what waits for the viewer, then what both agreed on."""
    t, who = visit.t, plain(other.display_name)
    writes = lines.is_open(forms.line(other))
    waits = between.waiting
    for_me = waits is not None and not waits.is_mine
    if not between.stands:
        st.header(who or t(NO_NAME), anchor=False)
    if waits and for_me:
        _show_offer(visit, other, waits, between)
    if writes:
        with area("at-home-new"):
            forms.show_offer(visit, other, between, partial(show_standing, t, who))
    if between.agreed:
        _show_agreed(t, between.agreed, who)
        on_paper.at_home(t, other.person_id)
        _show_end(visit, other, between, who)
    if between.differing:
        _show_headed(t, t("You each see this in your own way"), between.differing, who)
    if waits and not for_me:
        _show_headed(t, t("Offered to {name}", name=who), waits, who)
        _show_take_back(visit, waits, who)
    if other.is_connected and not writes and not for_me:
        _show_ways_on(t, other, between, who)
    if between.stands and not between.agreed and (for_me or between.differing):
        _show_end(visit, other, between, who)
    _show_earlier(t, between, who)


def show_for_a_hard_day(t: Translator, agreed: Sequence[tuple[int, str]]) -> None:
    """The way to what is agreed for a hard day with each of these, by id and name."""
    for person_id, name in agreed:
        label = t("For a hard day: what you and {name} agreed", name=plain(name))
        link_to(person_id, label)


def link_to(person_id: int, label: str) -> None:
    """A link to what stands between the viewer and this person."""
    menu.to("at-home", label, icon="cottage", **{"with": str(person_id)})


def show_standing(t: Translator, who: str, between: Between) -> None:
    """The newest of what stands, in short: for a form that was opened before it stood there."""
    newest = between.waiting or between.differing or between.agreed
    if newest is None:
        st.markdown(t("What stood here has ended."))
    else:
        show_words(t, newest, who)


def show_words(t: Translator, agreement: Agreement, who: str) -> None:
    """The words of both, by day: what each does, and what each wishes of the other."""
    for day, texts in _days(t, agreement):
        _show_day(t, day, who, texts)
    _show_account(t, agreement, who)


def _days(t: Translator, agreement: Agreement) -> list[tuple[str, Texts]]:
    """The days of which anything is said, and what is: both do, then both wish, the viewer first."""
    mine, theirs = agreement.mine, agreement.theirs
    both = [
        (t("On a hard day"), (mine.hard_does, theirs.hard_does, mine.hard_wishes, theirs.hard_wishes)),
        (t("On a good day"), (mine.good_does, theirs.good_does, mine.good_wishes, theirs.good_wishes)),
    ]
    return [(day, texts) for day, texts in both if any(texts)]


def _show_day(t: Translator, day: str, who: str, texts: Texts) -> None:
    said = (
        t("What you do"),
        t("What {name} does", name=who),
        t("What you would like from {name}", name=who),
        t("What {name} would like from you", name=who),
    )
    st.markdown(f"**{day}**")
    for label, text in zip(said, texts, strict=True):
        _show_text(label, text)


def _show_account(t: Translator, agreement: Agreement, who: str) -> None:
    said = t("How {name} sees it", name=who) if agreement.is_mine else t("How you see it")
    _show_text(said, agreement.account)


def _show_text(label: str, text: str | None) -> None:
    if text:
        with st.container(gap=None):
            st.caption(label)
            own_words(text)


def _show_offer(visit: SignedIn, other: AtHomeWith, waits: Agreement, between: Between) -> None:
    t, who = visit.t, plain(other.display_name)
    with area("at-home-offer"):
        st.subheader(t("{name} offers this", name=who), anchor=False)
        show_words(t, waits, who)
        if lines.is_open(forms.otherwise_line(waits)):
            forms.show_otherwise(visit, waits)
        else:
            forms.show_agree(visit, other, waits, between.my_last)


def _show_agreed(t: Translator, agreed: Agreement, who: str) -> None:
    """What both agreed on: the two days beside each other where there is room."""
    st.header(t("What you and {name} agreed", name=who), anchor=False)
    days = _days(t, agreed)
    places = columns.two_columns() if len(days) == 2 else (st.container(),)
    for n, (place, (day, texts)) in enumerate(zip(places, days, strict=False)):
        with place, area(f"at-home-day-{n}"):
            _show_day(t, day, who, texts)
    st.caption(_when(t, agreed, who))


def _show_headed(t: Translator, heading: str, agreement: Agreement, who: str) -> None:
    st.header(heading, anchor=False)
    with area(f"at-home-{agreement.id}"):
        show_words(t, agreement, who)
        st.caption(_when(t, agreement, who))


def _show_ways_on(t: Translator, other: AtHomeWith, between: Between, who: str) -> None:
    if not between.stands:
        st.markdown(
            t(
                "Write what you do yourself on a hard day and on a good one. Say too what you would "
                "like from {name}. {name} reads it once you offer it, and answers.",
                name=who,
            )
        )
        lines.open_button(t("Begin"), forms.line(other), icon="edit_note", kind="primary")
    else:
        lines.open_button(t("Offer a new version"), forms.line(other), icon="edit_note", kind="secondary")


def _show_take_back(visit: SignedIn, waits: Agreement, who: str) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"take-back-at-home:{waits.id}",
        label=t("Take this back"),
        question=t("Take back what you offered {name}?", name=who) + " " + t(FREE_TO_END),
        yes=t("Take it back"),
        no=t("Keep it"),
        write=partial(agreements.take_back, by=visit.viewer, agreement_id=waits.id),
        said=t("It has ended. You can both still read it."),
        icon="undo",
    )


def _show_end(visit: SignedIn, other: AtHomeWith, between: Between, who: str) -> None:
    t = visit.t
    label = t("End what we agreed") if between.agreed else t("End this")
    lines.ask_once(
        visit,
        f"end-at-home:{other.person_id}",
        label=label,
        question=_what_ends(t, between, who) + " " + t(FREE_TO_END),
        yes=t("End it"),
        no=t("Keep it"),
        write=partial(agreements.end, by=visit.viewer, other_id=other.person_id),
        said=t("It has ended. You can both still read it."),
        icon="link_off",
    )


def _what_ends(t: Translator, between: Between, who: str) -> str:
    """The question before it ends, which names all that ends with it."""
    agreed, waits = between.agreed, between.waiting
    if agreed and between.differing:
        return t("End what you and {name} agreed, and all that was offered since?", name=who)
    if agreed and waits and waits.is_mine:
        return t("End what you and {name} agreed, and what you offered?", name=who)
    if agreed and waits:
        return t("End what you and {name} agreed, and what {name} offered?", name=who)
    if agreed:
        return t("End what you and {name} agreed?", name=who)
    return t("End this?")


def _show_earlier(t: Translator, between: Between, who: str) -> None:
    if not between.earlier:
        return
    with fold(t("Earlier versions"), "at-home-earlier", icon="history") as is_open:
        if not is_open:
            return
        for each in more.shown(LIST, between.earlier, limits.SHOWN_VERSIONS):
            with area(f"at-home-{each.id}", gap="xsmall"):
                st.markdown(f"**{_when(t, each, who)}**")
                show_words(t, each, who)
        more.show_button(t, LIST, between.earlier, limits.SHOWN_VERSIONS)


def _when(t: Translator, agreement: Agreement, who: str) -> str:
    """Who offered it and when, and what became of it."""
    day = t.day(agreement.offered_on)
    by_me = agreement.is_mine
    said = (
        t("You offered it on {day}.", day=day)
        if by_me
        else t("{name} offered it on {day}.", name=who, day=day)
    )
    if agreement.answered_on:
        answered = t.day(agreement.answered_on)
        if agreement.state is NoteState.AGREED:
            said += " " + t("Agreed on {day}.", day=answered)
        else:
            said += " " + t("Answered on {day}.", day=answered)
    if agreement.is_over:
        said += " " + t("It has ended.")
    return said
