"""Shared with me: who shares with me, and exactly what they share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.acting import NotHere
from lrc_portal.charts import two_ways
from lrc_portal.record import journey, noticing
from lrc_portal.record.journey import Journey
from lrc_portal.record.noticing import Noticed
from lrc_portal.sharing import circle, opened_records
from lrc_portal.sharing.circle import Sharer
from lrc_portal.support import overview
from lrc_portal.support.overview import Overview
from lrc_portal.ui import namesakes
from lrc_portal.ui.at_home import agreements as at_home
from lrc_portal.ui.kit import by_name, drawings, frame, lines, menu, messages
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.text import plain
from lrc_portal.ui.kit.windows import choose_window
from lrc_portal.ui.sharing import grants
from lrc_portal.ui.sharing import noticing as noticed_by_me
from lrc_portal.ui.sharing import overview as drawn
from lrc_portal.vocabulary import CONTENT_OF, Content, Role, Window
from lrc_portal.words.translator import Translator

OVER_TIME = frozenset({*CONTENT_OF.values(), Content.NOTES})
WHO, BESIDE = "shared:who", "shared:beside"

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t


def show_all() -> None:
    st.title(t("Shared with me"), anchor=False)
    sharers, noticed, inviters = visit.db.read_all(
        circle.sharers(visit.viewer), noticing.mine(visit.viewer), circle.who_invited(visit.viewer)
    )
    if not sharers:
        show_invited_by(inviters)
        show_nobody()
    else:
        sharer = chosen(namesakes.in_circle(t, sharers))
        show_one(sharer, noticed.get(sharer.person_id, []))
    show_own()


def show_invited_by(inviters: list[str]) -> None:
    """Whose circle one is in, where nothing is shared; with many, the names are in their own list."""
    if inviters:
        names = t.listed([plain(name) for name in inviters[: limits.NAMED_AT_ONCE]])
        st.markdown(t("You were invited by {names}. For now nothing is shared with you.", names=names))


def show_nobody() -> None:
    messages.empty(
        t(
            "When somebody chooses to share with you, you will find it here. They decide what, and for how "
            "long; you do not need to ask."
        )
    )


def show_own() -> None:
    with area("my-own"):
        st.markdown(t("Your own page is yours. Only those you share it with see it."))
        menu.to("check-in", t("How are you today?"))
        menu.to("progress", t("My progress"))


def chosen(sharers: list[Sharer]) -> Sharer:
    """The person whose record is on the screen."""
    by_id = {sharer.person_id: sharer for sharer in sharers}
    if len(sharers) == 1:
        return sharers[0]
    if st.session_state.get(WHO) not in by_id:
        st.session_state[WHO] = sharers[0].person_id
    display_name = {each: sharer.display_name for each, sharer in by_id.items()}
    some = by_name.narrowed(t, f"{WHO}:part", display_name, first=st.session_state[WHO])
    st.segmented_control(
        t("Who shares with you"),
        [each for each in by_id if each in some],
        key=WHO,
        required=True,
        format_func=lambda each: plain(by_id[each].display_name),
    )
    who: int = st.session_state[WHO]
    return by_id[who]


def show_one(sharer: Sharer, noticed: list[Noticed]) -> None:
    name = plain(sharer.display_name)
    place = st.container()
    try:
        theirs, seen, contents = look_at(sharer, how_far_back(sharer))
    except NotHere as fault:
        frame.log_refused(fault, visit.viewer)
        show_nobody()  # it ended in the moment between the two questions
        return
    with place:
        st.header(name, anchor=False)
        st.caption(t("This is what {name} chose to share with you.", name=name))
        st.markdown(grants.said_to_viewer(theirs, contents))
        noticed_by_me.show(visit, sharer.person_id, sharer.display_name, noticed)
        at_home.link_to(sharer.person_id, t("What {name} and I agree at home", name=name))
    own_beside = partial(show_own_beside, theirs, sharer, seen.journey)
    drawn.show(theirs, seen, key=f"of-{sharer.person_id}", below_journey=own_beside)
    show_end(theirs, sharer, contents, name)


def how_far_back(sharer: Sharer) -> Window:
    """Counted from the last entry that is shared; where nothing is shared over time, all of it."""
    if OVER_TIME.isdisjoint(sharer.contents):
        return Window.ALL
    windows = (Window.THREE_MONTHS, Window.YEAR, Window.ALL)
    return choose_window(t, key=f"shared:window:{sharer.person_id}", windows=windows)


def look_at(sharer: Sharer, window: Window) -> tuple[Translator, Overview, dict[Content, bool]]:
    """The translator of their record, what stands in it, and which kinds they share, with words or not."""
    with frame.looking(visit) as (db, opening):
        record = opened_records.at(db, visit.viewer, sharer.person_id, opening=opening)
    with visit.db.seen_by(record.viewer).reading() as db:
        seen = overview.of(db, record, window)
    return t.of_record(alongside=record.grants.alongside), seen, grants.in_order(record.grants.contents)


# My own line beside theirs


def show_own_beside(theirs: Translator, sharer: Sharer, way: Journey) -> None:
    """Off until it is chosen: to see two lines side by side can help, and it can hurt."""
    shown = two_ways.shown(way.points)
    if not shown:
        return
    with st.container(key=f"own-line-{sharer.person_id}"):
        key = f"{BESIDE}:toggle:{sharer.person_id}"
        on = st.toggle(
            t("Show my own line beside"),
            value=st.session_state.get(BESIDE, False),
            key=key,
            on_change=lambda: st.session_state.update({BESIDE: st.session_state[key]}),
        )
        st.caption(t("Only you see this. Two lines side by side can help, and they can hurt: you choose."))
        if on:
            own = opened_records.own(visit.viewer)
            [mine] = visit.db.read_all(journey.alongside(own, way.bucket, way.start, way.end, shown))
            drawings.show_two_ways(
                theirs, way.points, mine, display_name=sharer.display_name, key=f"beside-{sharer.person_id}"
            )


# Ending it from my side


def show_end(theirs: Translator, sharer: Sharer, contents: Iterable[Content], name: str) -> None:
    with st.expander(t("If you want to see less"), key=f"less-{sharer.person_id}", icon=":material/tune:"):
        st.markdown(t("You can stop seeing a part. {name} can share it with you again.", name=name))
        for content in contents:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(grants.name(theirs, content), width="stretch")
                stop_button(sharer, content)
        lines.ask_once(
            visit,
            f"leave:{sharer.person_id}",
            label=t("End the connection"),
            question=t(
                "End the connection with {name}? What you share with each other then ends.", name=name
            ),
            yes=t("End it"),
            no=t("Keep it"),
            write=partial(circle.leave, by=visit.viewer, other_id=sharer.person_id),
            said=t("The connection has ended."),
            icon="link_off",
        )


def stop_button(sharer: Sharer, content: Content) -> None:
    action_button(
        visit,
        t("Stop seeing this"),
        partial(circle.hand_back, by=visit.viewer, owner_id=sharer.person_id, content=content),
        key=f"stop:{sharer.person_id}:{content.value}",
        icon="visibility_off",
        said=t("You do not see this any more."),
    )


show_all()
