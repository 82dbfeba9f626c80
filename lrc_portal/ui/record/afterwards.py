"""The view after a day is kept: something back for what was given; after a hard day, what helps now."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from lrc_portal import clock
from lrc_portal.record.hard_day_plan import PlanLine
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.strengths import StrengthLine
from lrc_portal.support.afterwards import Afterwards, GoalReached, StepDone
from lrc_portal.support.meetings.meetings import MeetingLine
from lrc_portal.ui.at_home import agreements as at_home
from lrc_portal.ui.kit import frame, lines, menu, messages, pictures
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import help_now
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.meetings import meetings
from lrc_portal.ui.record import hard_day_plan
from lrc_portal.ui.record.moments import show_moment_form
from lrc_portal.vocabulary import Element, MomentKind
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

KEPT_DAY, UNSEEN = "check-in:kept-day", "check-in:kept-unseen"
HARD_DAY = "hard-day"


def remember(day: date | None) -> None:
    """The day that was just kept, and is answered to in place of its form; None once that is over."""
    st.session_state[KEPT_DAY] = (frame.page_turn(), day)
    st.session_state[UNSEEN] = day is not None


def kept_day() -> date | None:
    """The day that was just kept; whoever opens the page anew finds its form."""
    turn, day = st.session_state.get(KEPT_DAY, (0, None))
    return day if turn == frame.page_turn() else None


def show(visit: SignedIn, found: Afterwards) -> None:
    """The view in place of the form. Whoever uses a screen reader is taken to it once."""
    t = visit.t
    with st.container(key="afterwards"):
        if not found.is_hard:
            pictures.show("kettle")
        st.title(t(found.said), anchor=False)
    if found.is_hard:
        _show_hard_day(visit, found)
    else:
        _show_kept(t, found)
    # On a hard day the one thing that stands out is somebody to talk to.
    _show_ways_on(t, "way-on" if found.is_hard else "main-link")
    if st.session_state.pop(UNSEEN, False):
        messages.bring_into_view("afterwards")


def _show_kept(t: Translator, found: Afterwards) -> None:
    if found.told.words:
        with st.container(key="own-words"):
            own_words(found.told.words)
    st.markdown(_true_sentence(t, found))
    if found.strengths:
        show_strengths(t, t("A strength of yours"), found.strengths[:1])
    _show_week(t, found)


def _true_sentence(t: Translator, found: Afterwards) -> str:
    match found.happened:
        case StepDone(words, day):
            return labels.step_done(t, day, plain(words))
        case GoalReached(title, day):
            return labels.goal_reached(t, day, plain(title))
        case _:
            return t("What you told is yours. Only those you share it with see it.")


def show_strengths(t: Translator, title: str, strong: Sequence[StrengthLine]) -> None:
    """Strengths in their owner's words, below a title."""
    with st.container(key="strengths-of-mine"):
        st.markdown(f":material/spa:{NO_BREAK}**{title}**")
        for line in strong:
            own_words(line.words)
            if line.noticed_by:
                st.caption(t("{name} noticed it in you.", name=plain(line.noticed_by)))


def _show_week(t: Translator, found: Afterwards) -> None:
    """The days of this week that are kept, as dots (one alone would say nothing) and in words.

    Nothing is said or drawn of the others.
    """
    today = clock.today()
    if clock.week_start(found.told.day) != clock.week_start(today):
        return
    days = [t.weekday_name(day) if day != today else t("today") for day in found.this_week]
    if len(days) > 1:
        st.html(f'<div class="lrc-week" aria-hidden="true">{"<span></span>" * len(days)}</div>')
    st.caption(t("This week so far: {days}.", days=t.listed(days, ours=True)))


def _show_hard_day(visit: SignedIn, found: Afterwards) -> None:
    t = visit.t
    with_whom = found.with_whom.peer_worker if found.with_whom else None
    show_what_helps(visit, found.plan, found.helped, found.strengths, found.meeting, with_whom)
    at_home.show_for_a_hard_day(t, found.agreed_at_home)
    lines.open_button(t("Write about this day"), "moment", icon="edit_note", kind="secondary")
    if lines.is_open("moment"):
        element = Element.SOBRIETY if found.used else None
        usual = MomentSubmission(found.told.day, MomentKind.HARD_DAY, element)
        show_moment_form(visit, HARD_DAY, usual=usual, then=lines.close)


def show_what_helps(
    visit: SignedIn,
    plan: PlanLine,
    helped: Sequence[str],
    strong: Sequence[StrengthLine],
    meeting: MeetingLine | None,
    with_whom: str | None,
) -> None:
    """Somebody to call, who they meet next, the plan for such a day, what helped before in the person's own
    words, their strengths.
    """
    t = visit.t
    with st.container(key="call"):
        help_now(t("Talk to somebody now"), visit.viewer, main=True)
    if meeting:
        day = meetings.soon(t, meeting.day, meeting.at, within=bool(with_whom))
        said = t("You meet {name}: {day}", name=plain(with_whom), day=day) if with_whom else day
        menu.to("notes", said, icon="event")
    hard_day_plan.show_at_hand(visit, plan)
    if helped:
        with st.container(key="helped"):
            st.markdown(f":material/wb_twilight:{NO_BREAK}**{t('What helped you before')}**")
            for words in helped:
                own_words(words)
    if strong:
        show_strengths(t, t("What is strong in you"), strong)


def _show_ways_on(t: Translator, place: str) -> None:
    with st.container(key=place):
        menu.to("", t("Go to Today"), icon="wb_sunny")
    st.button(
        t("Change what I said"),
        key="back-to-day",
        icon=":material/edit:",
        type="tertiary",
        on_click=remember,
        args=(None,),
    )
