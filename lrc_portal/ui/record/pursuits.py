"""What a person is in recovery from: each with its aim, to be changed, put away and taken up again."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lrc_portal.record import pursuits
from lrc_portal.record.pursuits import PursuitLine, PursuitSubmission
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words
from lrc_portal.ui.record.paths import show_again
from lrc_portal.vocabulary import DAYS_A_WEEK, FEWEST_FREE_DAYS, Aim, PursuitKind
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT, NO_BREAK
from lrc_portal.words.translator import Translator


def show_pursuits(visit: SignedIn, mine: Sequence[PursuitLine]) -> None:
    """What the person is asked about, each to be changed, and a form for one more."""
    t = visit.t
    if not mine:
        _show_first(visit, family=visit.viewer.lives_alongside)
        return
    st.header(t("What I am in recovery from"), anchor=False)
    for pursuit in mine:
        with area(f"pursuit:{pursuit.id}", gap="xsmall"):
            if lines.is_open(f"pursuit:{pursuit.id}"):
                _show_change(visit, pursuit)
            else:
                _show_pursuit(visit, pursuit)
    if lines.is_open("pursuit"):
        with area("pursuit"):
            _show_fields(visit, "pursuit", None)
            lines.close_button(t("Not now"), "pursuit")
    else:
        lines.open_button(t("Add another"), "pursuit", icon="add", kind="secondary")


def _show_first(visit: SignedIn, *, family: bool) -> None:
    """The form for the first, one tap away: the page is about the day."""
    t = visit.t
    label = t("Are you in recovery from something yourself?") if family else t("What I am in recovery from")
    opens = Form(visit, "pursuit").opens_for("name")
    with fold(label, "own-path", icon="route", opens=opens, keeps=True) as is_drawn:
        if not is_drawn:
            return
        st.markdown(
            t("If you like, keep it here too. It is your own record, and you choose who sees it.")
            if family
            else t("Name what your recovery is about, and each check-in asks you about it.")
        )
        _show_fields(visit, "pursuit", None)


def show_put_away(visit: SignedIn, away: Sequence[PursuitLine]) -> None:
    """What the person is not asked about any more, and the way back."""
    if not away:
        return
    t = visit.t
    with fold(t("Put away"), "put-away", icon="archive") as is_open:
        for pursuit in away if is_open else ():
            own_words(pursuit.name)
            action_button(
                visit,
                t("Ask me about it again"),
                partial(pursuits.take_up, by=visit.viewer, pursuit_id=pursuit.id),
                key=f"take-up:{pursuit.id}",
                kind="tertiary",
                icon="unarchive",
                said=t("You are asked about it again."),
            )


def _show_pursuit(visit: SignedIn, pursuit: PursuitLine) -> None:
    _show_about(visit.t, pursuit)
    with st.container(horizontal=True):
        lines.open_button(visit.t("Change"), f"pursuit:{pursuit.id}")
        if pursuit.path_hidden:
            show_again(visit, pursuit.id, key=f"show-path:{pursuit.id}")


def _show_about(t: Translator, pursuit: PursuitLine) -> None:
    own_words(pursuit.name)
    kind = labels.pursuit_kind(t, pursuit.kind)
    said = [] if pursuit.name.casefold() in kind.casefold() else [kind]
    said.append(labels.aim(t, pursuit.aim))
    if pursuit.start_day:
        said.append(t("Since {day}", day=t.day(pursuit.start_day)))
    if pursuit.free_days_aim:
        n = pursuit.free_days_aim
        said.append(t.plural("{n} free day a week", "{n} free days a week", n))
    if pursuit.only_me:
        said.append(f":material/lock:{NO_BREAK}{t('Only me')}")
    st.caption(DOT.join(said))


def _show_change(visit: SignedIn, pursuit: PursuitLine) -> None:
    t = visit.t
    _show_fields(visit, f"pursuit:{pursuit.id}", pursuit)
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), f"pursuit:{pursuit.id}")
        lines.ask_once(
            visit,
            f"away:{pursuit.id}",
            label=t("Put away"),
            question=t("Put this away? You are not asked about it any more. The days you kept stay."),
            yes=t("Put it away"),
            no=t("Keep it here"),
            write=partial(pursuits.put_away, by=visit.viewer, pursuit_id=pursuit.id),
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
            write=partial(pursuits.erase, by=visit.viewer, pursuit_id=pursuit.id),
            said=t("It is erased."),
        )


def _show_fields(visit: SignedIn, name: str, pursuit: PursuitLine | None) -> None:
    t = visit.t
    version: VersionRead = meanwhile.nothing_read
    if pursuit:
        opened = meanwhile.opened(visit, f"pursuit:{pursuit.id}", pursuit)
        meanwhile.show_changed(visit, opened, partial(_show_about, t))
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
    pursuit_id = pursuit.id if pursuit else None

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
            pursuits.change(db, by=visit.viewer, pursuit_id=pursuit_id, submission=submission())
            if pursuit_id is not None
            else pursuits.add(db, by=visit.viewer, submission=submission())
        ),
        said=t("What you are in recovery from is kept."),
        then=lines.close,
    )
