"""Finding a peer worker: who could be asked and why, what matters, and asking; the first meeting to try."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.finding import about_me as own_page
from lrc_portal.support.finding import matching
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.finding.matching import Ranked, Suggestion
from lrc_portal.support.pairings import pairing_views, pairings
from lrc_portal.support.pairings.pairing_views import PairingLine
from lrc_portal.ui import namesakes
from lrc_portal.ui.finding import about_me
from lrc_portal.ui.kit import lines, menu, messages, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.keys import digest
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.sharing import grants
from lrc_portal.vocabulary import MATTERS_A_LITTLE, Telling, TraitKind
from lrc_portal.words import labels_finding
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

AT_ONCE = 3
FINDING, WEIGHING = "finding", "finding:weights"
FIND = "find"
"""Stands in the address of a link that opens the search at once."""


def show(visit: SignedIn, mine: Sequence[PairingLine]) -> None:
    """A button; once tapped, the peer workers one could ask. `mine` are the viewer's walks as the person.

    It says whose walk ends once one goes on with whom one asks now.
    """
    has_one, ends = any(line.live for line in mine), pairing_views.followed_by_a_new_one(mine)
    instead_of = ends.peer_worker if ends else None
    t = visit.t
    label = t("Find another peer worker") if has_one else t("Find a peer worker")
    if st.query_params.pop(FIND, None):
        lines.open_line(FINDING)
    opened = lines.open_under(FINDING)
    if opened is None:
        lines.open_button(label, FINDING, icon="search", kind="tertiary" if has_one else "secondary")
        return
    page, weights, ranking = visit.db.read_all(
        own_page.mine(visit.viewer), own_page.my_weights(visit.viewer), matching.ranking(visit.viewer)
    )
    with area("finding"):
        st.header(label, anchor=False)
        st.markdown(
            t(
                "All of them know recovery from their own lives. Ask one for a first meeting. They say yes "
                "or not now, and so can you, at any time and with no reason."
            )
        )
        _show_what_matters(visit, page, weights, opened)
        _show_people(visit, ranking, opened, instead_of)
        lines.close_button(t("Close the search"), FINDING)


def show_way(t: Translator) -> None:
    """The way to the search, from another page."""
    menu.to("circle", t("Find a peer worker"), icon="search", **{FIND: "yes"})


# What matters


def _show_what_matters(
    visit: SignedIn, page: AboutPage, weights: Mapping[TraitKind, int], opened: str
) -> None:
    t = visit.t
    used = [told for told in page.traits if told.telling is not Telling.NOT_TOLD]
    if not used:
        st.markdown(t("Tell something of yourself, and those who are like you in it stand first."))
        menu.to("account", t("What I tell of myself"), icon="person", **{lines.OPEN: about_me.OPEN})
        return
    if opened != WEIGHING:
        lines.open_button(t("What matters to me"), WEIGHING, icon="tune")
        return
    with area("weighing"):
        lines.land_on(WEIGHING)
        st.markdown(t("How much does it matter that your peer worker is like you in this?"))
        form = Form(visit, f"weights:{digest(weights)}")
        chosen: dict[TraitKind, Answer[int | None]] = {}
        for told in used:
            weight = form.one_of(
                str(told.kind),
                f"**{labels_finding.kind(t, told.kind)}**: {about_me.said(t, told)}",
                list(labels_finding.WEIGHTS),
                lambda each: labels_finding.weight(t, each),
                value=weights.get(told.kind, MATTERS_A_LITTLE),
            )
            chosen[told.kind] = weight
        form.send(
            t("Save what matters"),
            lambda db: own_page.weigh(
                db,
                by=visit.viewer,
                weights={kind: weight() or MATTERS_A_LITTLE for kind, weight in chosen.items()},
            ),
            said=t("Saved. The order follows it."),
            then=lambda: lines.open_line(FINDING),
        )
        _back_button(t, WEIGHING)


def _back_button(t: Translator, line: str) -> None:
    st.button(
        t("Not now"),
        key=f"back:{line}",
        type="tertiary",
        icon=":material/close:",
        on_click=lines.open_line,
        args=(FINDING,),
    )


# The peer workers


def _show_people(
    visit: SignedIn,
    ranking: Sequence[Ranked],
    opened: str,
    instead_of: str | None,
) -> None:
    t = visit.t
    if not ranking:
        messages.empty(t("Nobody can be asked just now. A coordinator can help you find somebody."))
        return
    some = more.shown(FINDING, ranking, AT_ONCE)
    further = ranking[len(some) :]
    some += [each for each in further if opened == _line_of(each)]
    [people] = visit.db.read_all(matching.suggestions(visit.viewer, some))
    for person in namesakes.telling(t, people):
        with area(f"found-{person.person_id}"):
            _show_person(visit, person, opened, instead_of)
    count = min(len(further), limits.MORE_AT_ONCE)
    label = t.plural("Show {n} more", "Show {n} more", count)
    more.show_button(t, FINDING, ranking, AT_ONCE, label=label)
    st.caption(
        t(
            "First come those who are like you in what matters. A blank counts against nobody. Where it is "
            "even, who walks with fewer people comes first, and then chance decides, anew each day."
        )
    )


def _line_of(person: Ranked | Suggestion) -> str:
    return f"{FINDING}:{person.person_id}"


def _show_person(visit: SignedIn, person: Suggestion, opened: str, instead_of: str | None) -> None:
    t, who, line = visit.t, plain(person.display_name), _line_of(person)
    st.subheader(who, anchor=False)
    about_me.show_page(t.of_record(alongside=False), person.page)
    if person.reasons:
        said = [
            labels_finding.reason(
                t,
                reason.kind,
                [labels_finding.value(t, reason.kind, each, plain(each)) for each in reason.values],
            )
            for reason in person.reasons
        ]
        st.markdown(f":material/handshake:{NO_BREAK}" + " ".join(said))
    if opened == line:
        _show_ask(visit, person, who, line, instead_of)
        return
    lines.open_button(
        t("Ask {name} for a first meeting", name=who), line, icon="waving_hand", kind="secondary"
    )


def _show_ask(
    visit: SignedIn,
    person: Suggestion,
    who: str,
    line: str,
    instead_of: str | None,
) -> None:
    t = visit.t
    lines.land_on(line)
    form = Form(visit, line)
    st.markdown(
        t(
            "If {name} says yes, they see what you want to talk about and the meetings you plan together. "
            "They also see what you show of yourself. Of your record they see nothing, unless you choose it.",
            name=who,
        )
    )
    if instead_of is not None:
        st.markdown(
            t(
                "For now nothing changes with {other}. If you go on with {name} after the first meeting, "
                "your walk with {other} ends then. Nobody asks why.",
                name=who,
                other=plain(instead_of),
            )
        )
    with st.expander(
        t("Choose what else {name} may see", name=who), key=f"{line}:grants", icon=":material/visibility:"
    ):
        chosen = grants.choose(t, form, {}, walking=True)
    peer_worker_id = person.person_id
    form.send(
        t("Ask {name}", name=who),
        lambda db: matching.ask_for(
            db,
            by=visit.viewer,
            peer_worker_id=peer_worker_id,
            grants=grants.granted(chosen()),
            token=form.token,
        ),
        said=t("You asked {name}. You hear from them on this page.", name=who),
        then=lines.close,
        icon="waving_hand",
    )
    _back_button(t, line)


# The first meeting


def show_trial(visit: SignedIn, pairing_id: int, who: str, *, instead_of: str | None) -> None:
    """After the first meeting: go on with them. The page sets "somebody else" beside it.

    `instead_of` is what somebody is called whose walk ends with it.
    """
    t = visit.t
    st.markdown(
        f":material/handshake:{NO_BREAK}"
        + t("First you meet once. After that you say how it goes on, and nobody asks for a reason.")
    )
    if instead_of is not None:
        st.markdown(
            t(
                "If you go on with {name}, your walk with {other} ends then. From that moment {other} sees "
                "nothing of yours.",
                name=who,
                other=plain(instead_of),
            )
        )
    action_button(
        visit,
        t("Go on with {name}", name=who),
        partial(pairings.go_on, by=visit.viewer, pairing_id=pairing_id),
        key=f"go-on:{pairing_id}",
        icon="directions_walk",
        said=t("You go on together."),
    )
