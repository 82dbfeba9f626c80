"""Meetings on the screen: one line each, and the form in which one is planned."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Self

import streamlit as st

from lrc_portal import clock, limits
from lrc_portal.charts import phrases
from lrc_portal.support.meetings import meetings
from lrc_portal.support.meetings.meetings import Around, MeetingLine, MeetingSubmission, MoveSubmission
from lrc_portal.ui.finding import finding
from lrc_portal.ui.kit import frame, lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, act, acted, fixed
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import link
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import MeetingKind, MeetingState
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK, Problem, problem
from lrc_portal.words.translator import Translator

OF_PEER_SUPPORT = tuple(kind for kind in MeetingKind if kind is not MeetingKind.PROFESSIONAL_LED)
NO_PAIRING = 0
"""Stands for the pairing of a meeting that belongs to none."""
LISTS = ("changed", "unconfirmed", "coming", "called_off", "not_met")
_JUST_HELD = "meetings:just-held"
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})|(\d{2}))?")


@dataclass(frozen=True, slots=True)
class _JustHeld:
    """A meeting of which was said on this opening of the page that the two met."""

    meeting_id: int
    pairing_id: int
    day: date
    at: time | None
    page_turn: int

    @classmethod
    def of(cls, meeting: MeetingLine) -> Self:
        turn = frame.page_turn()
        return cls(meeting.id, meeting.pairing_id or NO_PAIRING, meeting.day, meeting.at, turn)


def when(t: Translator, meeting: MeetingLine, *, within: bool = False) -> str:
    """Its day and, where it is fixed, its time; `within` a sentence."""
    return _when(t, meeting.day, meeting.at, within=within)


def _when(t: Translator, day: date, at: time | None, *, within: bool = False) -> str:
    said = t.weekday(day, within=within) if day.year == clock.today().year else t.day(day)
    return f"{said}, {t.clock(at)}" if at else said


def soon(t: Translator, day: date, at: time | None = None, *, within: bool = False) -> str:
    """A day to come and its time: today and tomorrow by these words, as what is on is said beside it."""
    ahead = (day - clock.today()).days
    if ahead not in (0, 1):
        return _when(t, day, at, within=within)
    if ahead == 0:
        said = t("Today at {time}", time=t.clock(at)) if at else t("Today")
    else:
        said = t("Tomorrow at {time}", time=t.clock(at)) if at else t("Tomorrow")
    return phrases.small(said) if within else said


def line(t: Translator, meeting: MeetingLine, *, with_whom: str | None = None) -> str:
    """A meeting in one line of Markdown: when, what kind, with whom, where."""
    parts = [f"**{when(t, meeting)}**", labels.meeting_kind(t, meeting.kind)]
    if with_whom:
        parts.append(t("with {name}", name=plain(with_whom)))
    if meeting.place:
        parts.append(plain(meeting.place))
    return DOT.join(parts)


def wanted(name: str) -> int:
    """How many of each list `show_meetings` needs under this name: one more than it shows of the longest."""
    return max(more.at_most(f"{each}:{name}", limits.SHOWN_MEETINGS) for each in LISTS) + 1


def show_meetings(
    visit: SignedIn,
    around: Around,
    *,
    name: str,
    kinds: tuple[MeetingKind, ...],
    with_whom: Mapping[int, str],
) -> None:
    """What waits to be read or told, what is planned, the earliest first, and a way to plan more.

    Of each list a few, and more on request: `wanted` says how many to ask for.
    """
    t = visit.t

    def paged(each: str, found: Sequence[MeetingLine]) -> Iterator[MeetingLine]:
        yield from more.shown(f"{each}:{name}", found, limits.SHOWN_MEETINGS)
        more.show_button(t, f"{each}:{name}", found, limits.SHOWN_MEETINGS)

    for meeting in paged("changed", around.changed):
        show_changed(visit, meeting, with_whom)
    for meeting in paged("unconfirmed", around.unconfirmed[::-1]):
        ask_whether(visit, meeting, with_whom=with_whom.get(meeting.pairing_id or 0))
    show_just_held(visit, {*with_whom, NO_PAIRING} if MeetingKind.PROFESSIONAL_LED in kinds else with_whom)
    st.header(t("Next meetings"), anchor=False)
    for meeting in paged("coming", around.coming):
        with area(f"meeting:{meeting.id}", gap="xsmall"):
            _show_planned(visit, meeting, with_whom)
    for meeting in paged("called_off", called_off(around)):
        show_called_off(t, meeting)
    for meeting in paged("not_met", around.not_met[::-1]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"not-met:{meeting.id}"):
            st.caption(t("Not this time: {day}", day=when(t, meeting)), width="content")
            _held_button(visit, meeting)
    alone = set(kinds) == {MeetingKind.PROFESSIONAL_LED}
    if not lines.is_open(f"plan:{name}"):
        if not around.coming:
            st.markdown(t("No meeting is planned yet."))
            if alone:
                with st.container(key="main-link"):
                    finding.show_way(t)
        label = t("Write down a meeting with a professional") if alone else t("Plan a meeting")
        lines.open_button(label, f"plan:{name}", icon="event", kind="secondary")
        return
    with area(f"plan:{name}"):
        if alone:
            st.subheader(t("A meeting with a professional"), anchor=False)
            st.caption(
                t("It will stand in your story as a meeting with a professional. It has no note here.")
            )
        _show_plan_form(visit, f"plan:{name}", kinds, with_whom)
        lines.close_button(t("Not now"), f"plan:{name}")


def ask_whether(visit: SignedIn, meeting: MeetingLine, *, with_whom: str | None = None) -> None:
    """Its day has passed: one tap says whether the two met. Either of them says it, for both."""
    t, day = visit.t, when(visit.t, meeting)
    with area(f"unconfirmed:{meeting.id}", gap="xsmall"):
        asked = t("Did you and {name} meet?", name=plain(with_whom)) if with_whom else t("Did you meet?")
        st.markdown(f":material/event_available:{NO_BREAK}**{asked}** {day}")
        with st.container(horizontal=True):
            _held_button(visit, meeting)
            not_held_button(visit, meeting)


def not_held_button(visit: SignedIn, meeting: MeetingLine) -> None:
    """One tap says that the two did not meet, also where it was said that they did."""
    _show_not_held(visit, f"not-held:{meeting.id}", meeting.id, meeting.state)


def _show_not_held(visit: SignedIn, key: str, meeting_id: int, stood: MeetingState) -> None:
    st.button(
        visit.t("We did not meet this time"),
        key=key,
        type="tertiary",
        on_click=_say_not_held,
        args=(visit, meeting_id, stood),
    )


def _say_not_held(visit: SignedIn, meeting_id: int, stood: MeetingState) -> None:
    not_held = partial(meetings.say_not_held, by=visit.viewer, meeting_id=meeting_id, stood=stood)
    if acted(visit, not_held, said=visit.t("It is taken out of your meetings. Nobody needs a reason.")):
        st.session_state.pop(_JUST_HELD, None)


def show_just_held(visit: SignedIn, ours: Collection[int]) -> None:
    """Where the question stood, until another page is opened: what was answered, and a way to put it right.

    `ours` are the pairings that this part of the page is about.
    """
    just: _JustHeld | None = st.session_state.get(_JUST_HELD)
    if just is None or just.page_turn != frame.page_turn() or just.pairing_id not in ours:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"just-held:{just.meeting_id}"):
        st.caption(visit.t("You met: {day}", day=_when(visit.t, just.day, just.at)), width="content")
        _show_not_held(visit, f"put-right:{just.meeting_id}", just.meeting_id, MeetingState.HELD)


def _held_button(visit: SignedIn, meeting: MeetingLine) -> None:
    """One tap says that the two met, also where it was said that they did not."""
    after_all = meeting.state is MeetingState.CALLED_OFF
    st.button(
        visit.t("We did meet") if after_all else visit.t("We met"),
        key=f"held:{meeting.id}",
        icon=":material/check:",
        type="tertiary" if after_all else "secondary",
        on_click=_say_held,
        args=(visit, meeting.state, _JustHeld.of(meeting)),
    )


def _say_held(visit: SignedIn, stood: MeetingState, just: _JustHeld) -> None:
    held = partial(meetings.say_held, by=visit.viewer, meeting_id=just.meeting_id, stood=stood)
    if acted(visit, held, said=visit.t("The meeting is marked as held.")):
        st.session_state[_JUST_HELD] = just


def show_changed(visit: SignedIn, meeting: MeetingLine, with_whom: Mapping[int, str]) -> None:
    """What the other has moved or called off, and what it was before; until one says that one has read it."""
    t = visit.t
    assert meeting.was_day is not None
    name = plain(with_whom.get(meeting.pairing_id or 0, ""))
    off = meeting.state is MeetingState.CALLED_OFF
    if off:
        title = t("{name} called off a meeting", name=name) if name else t("A meeting is called off")
    else:
        title = t("{name} moved a meeting", name=name) if name else t("A meeting has moved")
    before = [_when(t, meeting.was_day, meeting.was_time)]
    if meeting.was_place and (off or meeting.was_place != meeting.place):
        before.append(plain(meeting.was_place))
    with area(f"changed:{meeting.id}", gap="xsmall"):
        st.markdown(f":material/{'event_busy' if off else 'event_repeat'}:{NO_BREAK}**{title}**")
        if off:
            st.markdown(DOT.join(before))
            link(t("Take it out of my calendar"), _entry(meeting.id))
        else:
            st.markdown(t("It is now: {when}", when=line(t, meeting)))
            st.caption(t("It was: {when}", when=DOT.join(before)))
            link(t("Move it in my calendar too"), _entry(meeting.id))
        st.button(
            t("I have read it"),
            key=f"read-change:{meeting.id}",
            icon=":material/check:",
            on_click=_read_change,
            args=(visit, meeting.id, meeting.sequence),
        )


def _read_change(visit: SignedIn, meeting_id: int, sequence: int) -> None:
    act(visit, partial(meetings.read_change, by=visit.viewer, meeting_id=meeting_id, sequence=sequence))


def called_off(around: Around) -> list[MeetingLine]:
    """What was called off and lies ahead. What is still to be read of it stands elsewhere already."""
    to_read = {meeting.id for meeting in around.changed}
    return [meeting for meeting in around.called_off if meeting.id not in to_read]


def show_called_off(t: Translator, meeting: MeetingLine) -> None:
    """That it was called off, with the way to take its entry out of one's own calendar."""
    with st.container(gap="xsmall", key=f"called-off:{meeting.id}"):
        st.markdown(f":material/event_busy:{NO_BREAK}{t('Called off: {day}', day=when(t, meeting))}")
        link(t("Take it out of my calendar"), _entry(meeting.id))


def to_calendar(t: Translator, meeting_id: int) -> None:
    """The way to the meeting as an entry for one's own calendar, which says no more than when it is."""
    link(t("Put it in my calendar"), _entry(meeting_id))


def _entry(meeting_id: int) -> str:
    """Its calendar file; of a meeting that was called off it takes the entry out."""
    return f"/export/meeting.ics?id={meeting_id}"


def _show_planned(visit: SignedIn, meeting: MeetingLine, with_whom: Mapping[int, str]) -> None:
    t = visit.t
    st.markdown(line(t, meeting, with_whom=with_whom.get(meeting.pairing_id or 0)))
    if lines.is_open(f"move:{meeting.id}"):
        _show_move_form(visit, meeting)
        lines.close_button(t("Leave it as it is"), f"move:{meeting.id}")
        return
    to_calendar(t, meeting.id)
    with st.container(horizontal=True):
        if meeting.day == clock.today():
            _held_button(visit, meeting)
        lines.open_button(t("Move it"), f"move:{meeting.id}", icon="event_repeat")
        lines.ask_once(
            visit,
            f"call-off:{meeting.id}",
            label=t("Call it off"),
            question=t("Call this meeting off? Nobody needs a reason."),
            yes=t("Call the meeting off"),
            no=t("Leave it as it is"),
            write=partial(meetings.call_off, by=visit.viewer, meeting_id=meeting.id),
            said=t("The meeting is called off."),
            icon="event_busy",
        )


def _show_move_form(visit: SignedIn, meeting: MeetingLine) -> None:
    """The day, the time and the place as they stand, to be changed."""
    t = visit.t
    form = Form(visit, f"move:{meeting.id}:{meeting.sequence}")
    day = typed_day(t, form, "day", t("Which day?"), value=meeting.day)
    at = typed_time(
        t, form, "at", t("At what time? Leave it empty if it is not fixed yet."), value=meeting.at
    )
    place = form.words("place", t("Where? A place, or “by phone”."), value=meeting.place)
    if meeting.pairing_id is not None:
        st.caption(t("The other one of you reads of it on their first page."))
    meeting_id, sequence = meeting.id, meeting.sequence

    def submission() -> MoveSubmission:
        return MoveSubmission(meeting_id, sequence, day(), at(), place(), form.token)

    form.send(
        t("Move this meeting"),
        lambda db: meetings.move(db, by=visit.viewer, submission=submission()),
        said=t("The meeting is moved."),
        then=lines.close,
        icon="event_repeat",
    )


def _show_plan_form(
    visit: SignedIn, name: str, kinds: tuple[MeetingKind, ...], with_whom: Mapping[int, str]
) -> None:
    """Plan a meeting, or write down one that was. `with_whom` are the pairings it can belong to."""
    t = visit.t
    form = Form(visit, name)
    pairing_id: Answer[int | None] = fixed(next(iter(with_whom), None))
    if len(with_whom) > 1:
        which = form.one_of("with", t("With whom?"), with_whom, lambda each: plain(with_whom[each]))
        pairing_id = which
    chosen: Answer[MeetingKind | None] = fixed(kinds[0])
    if len(kinds) > 1:
        kind = form.one_of(
            "kind",
            t("What kind of meeting is it?"),
            kinds,
            lambda each: labels.meeting_kind(t, each),
            at_once=MeetingKind.PROFESSIONAL_LED in kinds,
        )
        chosen = kind
        if kind() is MeetingKind.PROFESSIONAL_LED:
            st.caption(t("It stands in The way so far, and in My progress. It has no note here."))
    day = typed_day(t, form, "day", t("Which day?"))
    at = typed_time(t, form, "at", t("At what time? Leave it empty if it is not fixed yet."))
    place = form.words("place", t("Where? A place, or “by phone”."))

    def submission() -> MeetingSubmission:
        return MeetingSubmission(chosen(), day(), at(), place(), pairing_id(), form.token)

    form.send(
        t("Save this meeting"),
        lambda db: meetings.plan(db, by=visit.viewer, submission=submission()),
        said=t("The meeting is written down."),
        then=lines.close,
        icon="event_available",
    )


def typed_time(
    t: Translator, form: Form, field: str, label: str, *, value: time | None = None, needed: bool = False
) -> Answer[time | None]:
    """One field for a time, as clocks show it: 14:30.

    Where one is `needed`, the submission says that it is missing, with all else that is.
    """
    usual = f"{value:%H:%M}" if value else ""
    written = form.words(field, label, value=usual, hint=t("For example 14:30"))

    def find() -> Iterable[Problem]:
        if not written().strip() or _time(written()) is not None:
            return
        if needed:
            yield problem(field, "Write a time like 14:30.")
        else:
            yield problem(field, "Write a time like 14:30, or leave it empty.")

    form.check(find)
    return lambda: _time(written())


def _time(written: str) -> time | None:
    """The time that is written so; None where it is none."""
    found = _TIME.fullmatch(written.replace(" ", ""))
    try:
        return time(int(found[1]), int(found[2] or found[3] or 0)) if found else None
    except ValueError:
        return None
