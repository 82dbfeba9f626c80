"""Check in: one day's answers with a few taps; other days; what I am in recovery from; moments."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from lrc_portal import clock
from lrc_portal.record import check_ins, moments, paths, pursuits
from lrc_portal.record.check_ins import CheckInLine, CheckInSubmission
from lrc_portal.record.moments import MomentSubmission
from lrc_portal.record.pursuits import PursuitLine, PursuitSubmission
from lrc_portal.sharing import opened_records
from lrc_portal.ui.kit import frame, lines, meanwhile, menu, messages, on_paper, returning
from lrc_portal.ui.kit.fields import Answer, Form, act, fixed, typed_day
from lrc_portal.ui.kit.links import help_now
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.record import questions
from lrc_portal.ui.record.moments import MomentAnswers, show_moment_form
from lrc_portal.ui.record.paths import show_again
from lrc_portal.vocabulary import (
    DAYS_A_WEEK,
    FEWEST_FREE_DAYS,
    Aim,
    Element,
    MomentKind,
    PursuitDay,
    PursuitKind,
    Role,
)
from lrc_portal.words import labels

DAY, WHICH, AFTER_USE = "check-in:day", "check-in:which", "check-in:after-use"
ADDRESS, HARD_DAY = "day", "hard-day"
AS_OF = "check-in:as-of"  # the day on which the screen said “today” and “yesterday”
CAME_BACK = "check-in:came-back"  # over midnight: whether anything was filled in is known once it is drawn
RECENT = 14

visit = frame.open_page(Role.MEMBER, Role.FAMILY)
t = visit.t
today = clock.today()
only_family = Role.MEMBER not in visit.viewer.roles


def show_all() -> None:
    day = chosen_day()
    me = opened_records.own(visit.viewer)
    all_mine, recent, there = visit.db.ask(
        pursuits.read_query(me, put_away=True),
        check_ins.read_query(me, most=RECENT),
        check_ins.of_day(me, day or today),
    )
    mine = [pursuit for pursuit in all_mine if not pursuit.put_away]
    st.title(t("How are you today?") if day == today else t("How was that day?"), anchor=False)
    show_after_use()
    if is_stale():
        ask_which_day(day, mine)
    else:
        show_which_day()
    if day is None:
        show_earlier_day()
    else:
        show_about_day(day, there)
        show_day(day, there, mine)
        if st.session_state.pop(CAME_BACK, False):
            st.rerun()
    show_recent(recent, all_mine)
    show_pursuits(mine)
    show_put_away([pursuit for pursuit in all_mine if pursuit.put_away])
    show_moment()
    on_paper.check_in(t, names_something=bool(mine))


# One day


def chosen_day() -> date | None:
    """The day on the screen: today, unless another was chosen here or named in the address."""
    if is_stale() and not (st.session_state[DAY] and is_touched(st.session_state[DAY])):
        choose(today)
    if DAY not in st.session_state:
        begin()
    day: date | None = st.session_state[DAY]
    # A tab that comes back after a restart is asked about the same day, with its words.
    if day is None or day == today or is_stale():
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = day.isoformat()
    return day


def begin() -> None:
    """With the day that the address names; it names none where the screen said “today”."""
    try:
        turn_to(min(date.fromisoformat(st.query_params.get(ADDRESS, "")), today))
    except ValueError:
        turn_to(today)
        if returning.keys_that_begin("earlier-day:"):
            turn_to(None)
        elif (held := day_held()) and held != today:
            name_day(held, as_of=held)
            st.session_state[CAME_BACK] = True
    if returning.keys_that_begin(f"{HARD_DAY}:"):
        st.session_state[AFTER_USE] = st.session_state[DAY]


def day_held() -> date | None:
    """The day whose fields a tab brings along that comes back after a restart."""
    start = f"check-in:{visit.viewer.person_id}:"
    for form in returning.forms_that_begin(start, frame.sign_in()):
        return date.fromisoformat(form.removeprefix(start).split(":")[0])
    return None


def choose(day: date | None) -> None:
    """Show this day; None asks for an earlier one."""
    turn_to(day)
    lines.close()


def turn_to(day: date | None) -> None:
    name_day(day)
    st.session_state[AFTER_USE] = None


def name_day(day: date | None, *, as_of: date | None = None) -> None:
    """Say from now on “today”, “yesterday” or “an earlier day” of this day."""
    now = as_of or clock.today()
    st.session_state[DAY], st.session_state[AS_OF] = day, now
    st.session_state[WHICH] = {now: "today", now - timedelta(days=1): "yesterday"}.get(day, "earlier")


def on_which() -> None:
    if is_stale() and st.session_state[DAY] and is_touched(st.session_state[DAY]):
        return  # which day is meant is asked first: what was typed would be lost
    now = clock.today()
    choose({"today": now, "yesterday": now - timedelta(days=1)}.get(st.session_state[WHICH]))


# Midnight has passed while the page was open


def is_stale() -> bool:
    """Whether the screen says “today” or “yesterday” of a day that is that no more."""
    return says_relatively(st.session_state.get(DAY)) and st.session_state[AS_OF] != clock.today()


def says_relatively(day: date | None) -> bool:
    as_of = st.session_state.get(AS_OF)
    return as_of is not None and day in (as_of, as_of - timedelta(days=1))


def is_touched(day: date) -> bool:
    """Whether something was filled in for this day that is not kept."""
    began = meanwhile.began(name_of(day))
    return began is not None and questions.differ(form_of(day), began)


def ask_which_day(day: date, mine: list[PursuitLine]) -> None:
    with st.container(border=True, key="which-day"):
        st.markdown(f":material/bedtime: **{t('A new day has begun. Which day is this for?')}**")
        st.markdown(t("What you filled in is still here. Nothing is saved before you choose."))
        with st.container(horizontal=True):
            for each, icon in ((day, "history"), (today, "today")):
                said = t.weekday(each) if each.year == today.year else t.day(each)
                st.button(
                    t("Today, {day}", day=said) if each == today else said,
                    key=f"which-day:{each}",
                    icon=f":material/{icon}:",
                    on_click=mean,
                    args=(day, each, mine),
                )
        messages.bring_into_view("which-day", after_ms=meanwhile.SECOND)


def mean(begun: date, meant: date, mine: list[PursuitLine]) -> None:
    """What was filled in for one day is for this one; what stands there already is shown beside it."""
    if meant != begun:
        empty = check_ins.blank(meant)
        meanwhile.begin(name_of(meant), empty)
        questions.carry_over(form_of(begun), form_of(meant), mine)
        meanwhile.forget(name_of(begun))
    name_day(meant)


def show_which_day() -> None:
    names = {"today": t("Today"), "yesterday": t("Yesterday"), "earlier": t("An earlier day")}
    st.segmented_control(
        t("Which day?"),
        list(names),
        key=WHICH,
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        on_change=on_which,
    )


def show_earlier_day() -> None:
    form = Form(visit, "earlier-day")
    earlier = typed_day(t, form, "day", t("Which day was it?"))
    if st.button(t("Go to this day"), key=form.key("go"), icon=":material/event:"):
        found = [each for each in CheckInSubmission(earlier()).problems() if each.field == "day"]
        if found := form.problems() or found:
            form.say(found)
        else:
            st.session_state[DAY], st.session_state[AS_OF] = earlier(), None
            st.rerun()


def show_about_day(day: date, there: CheckInLine | None) -> None:
    st.markdown(f"**{t.weekday(day) if day.year == today.year else t.day(day)}**")
    if there:
        st.caption(t("You have checked in for this day. You can change what you said."))
    else:
        st.caption(t("Tap what fits and leave out the rest. This is for you, not a measure of you."))
    lowest, highest = labels.scale_ends(t)
    st.caption(t("0 is “{lowest}”, 10 is “{highest}”.", lowest=lowest, highest=highest))


def form_of(day: date) -> Form:
    """The form of a day that has been opened."""
    return Form(visit, meanwhile.form_of(name_of(day)))


def name_of(day: date) -> str:
    return f"check-in:{visit.viewer.person_id}:{day}"


def show_day(day: date, there: CheckInLine | None, mine: list[PursuitLine]) -> None:
    now = there or check_ins.blank(day)
    opened = meanwhile.opened(name_of(day), now, stays=True, touched=is_touched(day))
    form = Form(visit, opened.form)
    meanwhile.show_changed(t, opened, partial(show_answers, mine=mine))
    as_of = st.session_state[AS_OF] if says_relatively(day) else None
    questions.ask(t, form, mine, opened.began, family=only_family)

    def submission() -> CheckInSubmission:
        version = opened.version_read(form)
        return CheckInSubmission(day, version=version, as_of=as_of, **vars(questions.answered(form, mine)))

    with st.container(key="save-within-reach"):
        form.send(
            t("Save"),
            lambda db: check_ins.save(db, by=visit.viewer, submission=submission()),
            said=t("Saved."),
            then=lambda: after_saving(day, PursuitDay.USED in submission().pursuits.values()),
        )


def after_saving(day: date, use: bool) -> None:
    meanwhile.forget(name_of(day))
    remember(day, use)


def remember(day: date, use: bool) -> None:
    st.session_state[AFTER_USE] = day if use else None


def show_after_use() -> None:
    day = st.session_state.get(AFTER_USE)
    if day is None:
        return
    with st.container(border=True, key="after-use"):
        st.markdown(t("Thank you for telling us. What helps next?"))
        help_now(t("Talk to someone now"), visit.viewer)
        lines.open_button(t("Write about a hard day"), "moment", icon="edit_note", kind="secondary")
        if lines.is_open("moment"):
            usual = MomentAnswers(day, MomentKind.HARD_DAY, Element.SOBRIETY, "", False, "")
            show_moment_fields(HARD_DAY, usual)


# Days that were


def show_recent(recent: list[CheckInLine], mine: list[PursuitLine]) -> None:
    if not recent:
        return
    with st.expander(t("The days you kept"), key="recent", icon=":material/calendar_month:"):
        for line in recent:
            with st.container(border=True, gap="xsmall"):
                show_kept_day(line, mine)
        menu.to("progress", t("See them all on a chart"))


def show_kept_day(line: CheckInLine, mine: list[PursuitLine]) -> None:
    st.markdown(f"**{t.day(line.day)}**" + (f" :material/lock: {t('Only me')}" if line.only_me else ""))
    show_answers(line, mine)
    with st.container(horizontal=True):
        st.button(
            t("Change"),
            key=f"day:{line.id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=choose,
            args=(line.day,),
        )
        lines.ask_once(
            visit,
            f"erase-day:{line.id}",
            label=t("Erase"),
            question=t("Erase this day for good?"),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=lambda db: check_ins.erase(db, by=visit.viewer, check_in_id=line.id),
            said=t("The day is erased."),
        )


def show_answers(line: CheckInLine, mine: list[PursuitLine]) -> None:
    said = [
        f"{labels.facet(t, facet)} {answer}" for facet, answer in line.answers.items() if answer is not None
    ]
    said += [
        f"{plain(pursuit.name)}: {labels.pursuit_day(t, line.pursuits[pursuit.id])}"
        for pursuit in mine
        if pursuit.id in line.pursuits
    ]
    if said:
        st.markdown(" · ".join(said))
    own_words(line.words)


# What I am in recovery from


def show_pursuits(mine: list[PursuitLine]) -> None:
    if only_family and not mine:
        with st.expander(t("Are you in recovery from something yourself?"), key="own-path"):
            st.markdown(t("If you like, keep it here too. It is your own record, and nobody is told."))
            show_pursuit_fields("pursuit", None)
        return
    st.header(t("What I am in recovery from"), anchor=False)
    for pursuit in mine:
        with st.container(border=True, gap="xsmall"):
            if lines.is_open(f"pursuit:{pursuit.id}"):
                show_pursuit_change(pursuit)
            else:
                show_pursuit(pursuit)
    if not mine:
        st.markdown(t("Name what your recovery is about, and each check-in asks you about it."))
    if mine and not lines.is_open("pursuit"):
        lines.open_button(t("Add another") if mine else t("Add"), "pursuit", icon="add", kind="secondary")
    else:
        show_pursuit_fields("pursuit", None)


def show_put_away(away: list[PursuitLine]) -> None:
    """What the person is not asked about any more, and the way back."""
    if not away:
        return
    with st.expander(t("Put away"), key="put-away", icon=":material/archive:"):
        for pursuit in away:
            own_words(pursuit.name)
            st.button(
                t("Ask me about it again"),
                key=f"take-up:{pursuit.id}",
                type="tertiary",
                icon=":material/unarchive:",
                on_click=act,
                args=(
                    visit,
                    lambda db, pursuit_id=pursuit.id: pursuits.take_up(
                        db, by=visit.viewer, pursuit_id=pursuit_id
                    ),
                ),
                kwargs={"said": t("You are asked about it again.")},
            )


def show_pursuit(pursuit: PursuitLine) -> None:
    show_about_pursuit(pursuit)
    with st.container(horizontal=True):
        lines.open_button(t("Change"), f"pursuit:{pursuit.id}")
        if pursuit.path_hidden:
            show_again(
                visit,
                lambda db: paths.show(db, by=visit.viewer, pursuit_id=pursuit.id),
                key=f"show-path:{pursuit.id}",
            )


def show_about_pursuit(pursuit: PursuitLine) -> None:
    own_words(pursuit.name)
    said = [labels.pursuit_kind(t, pursuit.kind), labels.aim(t, pursuit.aim)]
    if pursuit.start_day:
        said.append(t("my day: {day}", day=t.day(pursuit.start_day)))
    if pursuit.free_days_aim:
        n = pursuit.free_days_aim
        said.append(t.plural("{n} free day a week", "{n} free days a week", n))
    if pursuit.only_me:
        said.append(f":material/lock: {t('Only me')}")
    st.caption(" · ".join(said))


def show_pursuit_change(pursuit: PursuitLine) -> None:
    show_pursuit_fields(f"pursuit:{pursuit.id}", pursuit)
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), f"pursuit:{pursuit.id}")
        lines.ask_once(
            visit,
            f"away:{pursuit.id}",
            label=t("Put away"),
            question=t("Put this away? You are not asked about it any more. The days you kept stay."),
            yes=t("Put it away"),
            no=t("Keep it here"),
            write=lambda db: pursuits.put_away(db, by=visit.viewer, pursuit_id=pursuit.id),
            said=t("It is put away."),
            icon="archive",
        )
        lines.ask_once(
            visit,
            f"erase-pursuit:{pursuit.id}",
            label=t("Erase"),
            question=t("Erase this for good, with what you answered about it on each day?"),
            yes=t("Erase it"),
            no=t("Keep it"),
            write=lambda db: pursuits.erase(db, by=visit.viewer, pursuit_id=pursuit.id),
            said=t("It is erased."),
        )


def show_pursuit_fields(name: str, pursuit: PursuitLine | None) -> None:
    version: VersionRead = meanwhile.nothing_read
    if pursuit:
        opened = meanwhile.opened(f"pursuit:{pursuit.id}", pursuit)
        meanwhile.show_changed(t, opened, show_about_pursuit)
        pursuit, version = opened.began, opened.version_read
        name = opened.form
    form = Form(visit, name)
    written = form.words("name", t("What is it, in your own words?"), value=pursuit.name if pursuit else "")
    kind = form.one_of(
        "kind",
        t("What sort of thing is it?"),
        PursuitKind,
        lambda each: labels.pursuit_kind(t, each),
        value=pursuit.kind if pursuit else None,
    )
    aim = form.one_of(
        "aim",
        t("What do you aim for?"),
        Aim,
        lambda each: labels.aim(t, each),
        value=pursuit.aim if pursuit else None,
        at_once=True,
    )
    free_days_aim: Answer[int | None] = fixed(None)
    if aim() is Aim.WORKING_TOWARDS:
        free_days_aim = form.one_of(
            "free_days_aim",
            t("How many free days a week do you aim for? Leave it out if you like."),
            range(FEWEST_FREE_DAYS, DAYS_A_WEEK + 1),
            str,
            value=pursuit.free_days_aim if pursuit else None,
        )
    start = typed_day(
        t,
        form,
        "start_day",
        t("The day your recovery began for you. Leave it empty if there is no such day."),
        value=pursuit.start_day if pursuit else None,
    )
    st.toggle(
        t("Show the path on my progress"),
        value=not pursuit.path_hidden if pursuit else True,
        key=form.key("show_path"),
        on_change=form.on_change,
    )
    only_me = form.only_me(value=pursuit.only_me if pursuit else False)

    def submission() -> PursuitSubmission:
        return PursuitSubmission(
            kind(),
            written(),
            aim(),
            start(),
            only_me(),
            form.token,
            free_days_aim(),
            bool(form.typed("show_path")),
            version(form),
        )

    form.send(
        t("Save this"),
        lambda db: (
            pursuits.change(db, by=visit.viewer, pursuit_id=pursuit.id, submission=submission())
            if pursuit
            else pursuits.add(db, by=visit.viewer, submission=submission())
        ),
        said=t("Saved."),
        then=lines.close,
    )


# A day that mattered


def show_moment() -> None:
    with st.expander(t("A day that mattered"), key="moment", icon=":material/star:"):
        st.markdown(
            t("A milestone, something you gave to others, or a hard day. It is marked on your chart.")
        )
        show_moment_fields("moment", None)


def show_moment_fields(name: str, usual: MomentAnswers | None) -> None:
    show_moment_form(
        visit,
        name,
        write=lambda db, answers: moments.add(
            db, by=visit.viewer, submission=MomentSubmission(**vars(answers))
        ),
        said=t("This moment is kept."),
        usual=usual,
        then=lambda: remember(today, False),
    )


show_all()
