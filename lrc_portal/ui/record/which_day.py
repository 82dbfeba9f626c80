"""Which day a check-in is for: today, yesterday or an earlier one, and what midnight makes of them."""

from datetime import date, timedelta

import streamlit as st

from lrc_portal import clock
from lrc_portal.record import check_ins
from lrc_portal.record.check_ins import CheckInSubmission
from lrc_portal.ui.kit import frame, lines, meanwhile, messages, returning
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.record import afterwards, questions
from lrc_portal.ui.record.day import form_of, is_touched, name_of, names_begin
from lrc_portal.words.marks import NO_BREAK

DAY, WHICH, ADDRESS = "check-in:day", "check-in:which", "day"
AS_OF = "check-in:as-of"  # the day on which the screen said “today” and “yesterday”
CAME_BACK = "check-in:came-back"  # over midnight: whether anything was filled in is known once it is drawn


def chosen_day(visit: SignedIn) -> date | None:
    """The day on the screen: today, unless another was chosen here or named in the address."""
    today = clock.today()
    if is_stale() and not _is_begun(visit):
        choose(today)
    if DAY not in st.session_state:
        _begin(visit)
    day = _day()
    # A tab that comes back after a restart is asked about the same day, with its words.
    if day is None or day == today or is_stale():
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = day.isoformat()
    return day


def _day() -> date | None:
    day: date | None = st.session_state.get(DAY)
    return day


def _is_begun(visit: SignedIn) -> bool:
    day = _day()
    return day is not None and is_touched(visit, day)


def _begin(visit: SignedIn) -> None:
    """With the day that the address names; it names none where the screen said “today”."""
    today = clock.today()
    try:
        _turn_to(min(date.fromisoformat(st.query_params.get(ADDRESS, "")), today))
    except ValueError:
        _turn_to(today)
        if returning.keys_that_begin("earlier-day:"):
            _turn_to(None)
        elif (held := _day_held(visit)) and held != today:
            _name_day(held, as_of=held)
            st.session_state[CAME_BACK] = True
    if returning.keys_that_begin(f"{afterwards.HARD_DAY}:"):
        afterwards.remember(_day())


def _day_held(visit: SignedIn) -> date | None:
    """The day whose fields a tab brings along that comes back after a restart."""
    start = names_begin(visit)
    for form in returning.forms_that_begin(start, frame.sign_in()):
        return date.fromisoformat(form.removeprefix(start).split(":")[0])
    return None


def came_back() -> bool:
    """Once: whether the day that was drawn just now came back over midnight, and is looked at anew."""
    return bool(st.session_state.pop(CAME_BACK, False))


def choose(day: date | None) -> None:
    """Show this day; None asks for an earlier one."""
    _turn_to(day)
    lines.close()


def _turn_to(day: date | None) -> None:
    _name_day(day)
    afterwards.remember(None)


def _name_day(day: date | None, *, as_of: date | None = None) -> None:
    """Say from now on “today”, “yesterday” or “an earlier day” of this day."""
    now = as_of or clock.today()
    st.session_state[DAY], st.session_state[AS_OF] = day, now
    names: dict[date | None, str] = {now: "today", now - timedelta(days=1): "yesterday"}
    st.session_state[WHICH] = names.get(day, "earlier")


def show_which_day(visit: SignedIn, day: date | None) -> None:
    """Today, yesterday or an earlier one; once midnight has passed, first which of them was meant."""
    if day is not None and is_stale():
        _ask_which(visit, day)
        return
    t = visit.t
    names = {"today": t("Today"), "yesterday": t("Yesterday"), "earlier": t("An earlier day")}
    st.segmented_control(
        t("Which day?"),
        list(names),
        key=WHICH,
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        on_change=_on_which,
        args=(visit,),
    )


def _on_which(visit: SignedIn) -> None:
    if is_stale() and _is_begun(visit):
        return  # which day is meant is asked first: what was typed would be lost
    now = clock.today()
    choose({"today": now, "yesterday": now - timedelta(days=1)}.get(st.session_state[WHICH]))


def show_earlier_day(visit: SignedIn) -> None:
    """The form that asks which earlier day it is."""
    t = visit.t
    form = Form(visit, "earlier-day")
    earlier = typed_day(t, form, "day", t("Which day was it?"))
    if st.button(t("Go to this day"), key=form.key("go"), icon=":material/event:"):
        found = [each for each in CheckInSubmission(earlier()).problems() if each.field == "day"]
        if found := form.problems() or found:
            form.say(found)
        else:
            st.session_state[DAY], st.session_state[AS_OF] = earlier(), None
            st.rerun()


# Midnight has passed while the page was open


def is_stale() -> bool:
    """Whether the screen says “today” or “yesterday” of a day that is that no more."""
    said_on = as_of(_day())
    return said_on is not None and said_on != clock.today()


def as_of(day: date | None) -> date | None:
    """The day on which the screen said “today” or “yesterday” of this one; None where it says neither."""
    said_on: date | None = st.session_state.get(AS_OF)
    return said_on if said_on is not None and day in (said_on, said_on - timedelta(days=1)) else None


def _ask_which(visit: SignedIn, day: date) -> None:
    t, today = visit.t, clock.today()
    with area("which-day"):
        st.markdown(f":material/bedtime:{NO_BREAK}**{t('A new day has begun. Which day is this for?')}**")
        st.markdown(t("What you filled in is still here. Nothing is saved before you choose."))
        with st.container(horizontal=True):
            for each, icon in ((day, "history"), (today, "today")):
                said = t.weekday(each) if each.year == today.year else t.day(each)
                st.button(
                    t("Today, {day}", day=said) if each == today else said,
                    key=f"which-day:{each}",
                    icon=f":material/{icon}:",
                    on_click=_mean,
                    args=(visit, day, each),
                )
        messages.bring_into_view("which-day", after_ms=meanwhile.SECOND)


def _mean(visit: SignedIn, begun: date, meant: date) -> None:
    """What was filled in for one day is for this one; what stands there already is shown beside it."""
    if meant != begun:
        meanwhile.begin(name_of(visit, meant), check_ins.blank(meant))
        questions.carry_over(form_of(visit, begun), form_of(visit, meant))
        meanwhile.forget(name_of(visit, begun))
    _name_day(meant)
