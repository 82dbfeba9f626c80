"""The letters of two: how often each looks in, the field to write, the letters, and closing them."""

from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.letters.keep_from_letter import KeptFromLetters
from lrc_portal.support.letters.letter_views import Correspondent, LetterLine, Letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.ui.good_to_know import passing_on
from lrc_portal.ui.kit import lines, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.links import help_now
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.ui.letters.letter import show_letter
from lrc_portal.ui.record import keeping
from lrc_portal.vocabulary import LooksIn
from lrc_portal.words import labels_letters


def list_of(who: Correspondent) -> str:
    """The name of the list of these letters, which grows by itself."""
    return f"letters:{who.key}"


def show(visit: SignedIn, who: Correspondent, found: Letters, keeps: KeptFromLetters | None) -> None:
    """First what can be written, then what was, newest first."""
    t = visit.t
    if who.between is None:
        st.markdown(t("Their account is erased, and their letters with it. What you wrote stays with you."))
    elif not who.live:
        st.markdown(t("Nothing new can be written here. What was written stays with you to read."))
        _show_what_was_typed(visit, who, who.between)
    elif found.closed:
        _show_closed(visit, who.between, found)
        _show_what_was_typed(visit, who, who.between)
    else:
        _show_to_write(visit, who, who.between, found)
        if who.walks_along:
            passing_on.show_beside_letters(visit, who.between.id, plain(who.display_name))
    _show_letters(visit, who, found, keeps)
    if who.between is not None and who.live and not found.mine.closed:
        _show_close(visit, who.between)


def _show_to_write(visit: SignedIn, who: Correspondent, between: Between, found: Letters) -> None:
    t, name = visit.t, plain(who.display_name)
    if found.theirs.looks_in:
        st.markdown(labels_letters.they_look_in(t, name, found.theirs.looks_in))
    _show_how_often(visit, between, found.mine.looks_in)
    _show_field(visit, who, between, Form(visit, f"letter:{who.key}"))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="letters-not-live"):
        st.caption(t("Letters are not watched live. If you need somebody now:"), width="content")
        help_now(t("Help now"), visit.viewer, quiet=True)


def _show_field(visit: SignedIn, who: Correspondent, between: Between, form: Form) -> None:
    t, name = visit.t, plain(who.display_name)
    words = form.words(
        "words",
        t("A few lines to {name}", name=name),
        long=True,
        hint=t("Up to {most} characters. Only the two of you read them.", most=letters.A_LETTER),
    )
    form.send(
        t("Send"),
        lambda db: letters.write(
            db, by=visit.viewer, between=between, submission=LetterSubmission(words(), form.token)
        ),
        said=t("{name} can read it now.", name=name),
        icon="mail",
    )


def _show_what_was_typed(visit: SignedIn, who: Correspondent, between: Between) -> None:
    """Where the letters were closed while somebody wrote, their words stay in sight until they clear them."""
    form = Form(visit, f"letter:{who.key}")
    if form.opens_for("words") or (form.typed("words") or "").strip():
        _show_field(visit, who, between, form)


def _show_how_often(visit: SignedIn, between: Between, said: LooksIn | None) -> None:
    """What I said of myself; a tap away the choice, with nothing said as one of its answers."""
    t, line = visit.t, f"looks-in:{between}"
    if not lines.is_open(line):
        with st.container(horizontal=True, vertical_alignment="center"):
            if said:
                st.markdown(labels_letters.i_look_in(t, said), width="content")
            label = t("Change") if said else t("Say how often you look in")
            lines.open_button(label, line, icon="schedule")
        return
    with area(line):
        form = Form(visit, f"looks-in:{between}")
        often = form.one_of(
            "often",
            t("How often do you look in?"),
            LooksIn,
            lambda each: labels_letters.looks_in(t, each),
            value=said,
        )
        st.caption(t("Whoever writes to you sees it, so that nobody waits in vain. You can leave it unsaid."))
        form.send(
            t("Save"),
            lambda db: letters.say_how_often(db, by=visit.viewer, between=between, looks_in=often()),
            said=t("Saved."),
            then=lines.close,
        )
        lines.close_button(t("Leave it as it is"), line)


def _show_closed(visit: SignedIn, between: Between, found: Letters) -> None:
    t = visit.t
    if not found.mine.closed:
        st.markdown(t("Letters are closed here. What was written stays with you both to read."))
        return
    st.markdown(t("You closed these letters. Nobody writes here until you open them again."))
    action_button(
        visit,
        t("Open them again"),
        partial(letters.open_again, by=visit.viewer, between=between),
        key=f"open-again:{between}",
        icon="lock_open",
        said=t("These letters are open again from your side."),
    )


def _show_close(visit: SignedIn, between: Between) -> None:
    t = visit.t
    lines.ask_once(
        visit,
        f"close-letters:{between}",
        label=t("Close these letters"),
        question=t(
            "Close these letters? Nobody needs a reason. Neither of you can write then, until you open them "
            "again."
        ),
        yes=t("Close them"),
        no=t("Leave them open"),
        write=partial(letters.close, by=visit.viewer, between=between),
        said=t("These letters are closed."),
        icon="lock",
    )


# What was written


def _show_letters(visit: SignedIn, who: Correspondent, found: Letters, keeps: KeptFromLetters | None) -> None:
    t = visit.t
    shown = more.shown(list_of(who), found.lines, limits.SHOWN_LETTERS)
    if shown:
        st.header(t("Letters so far"), anchor=False)
    for letter in shown:
        with area(f"letter:{letter.id}", gap="xsmall"):
            show_letter(t, letter)
            if letter.words:
                _show_what_can_be_done(visit, letter, keeps)
    more.show_button(t, list_of(who), found.lines, limits.SHOWN_LETTERS, label=t("Earlier letters"))


def _show_what_can_be_done(visit: SignedIn, letter: LetterLine, keeps: KeptFromLetters | None) -> None:
    t, line = visit.t, f"keep-letter:{letter.id}"
    if keeps is not None and lines.is_open(line):
        _show_keeping(visit, letter, keeps)
        lines.close_button(t("Done"), line)
        return
    with st.container(horizontal=True):
        if keeps is not None:
            lines.open_button(t("Keep something from it"), line, icon="bookmark")
        if letter.is_mine:
            lines.ask_once(
                visit,
                f"take-back:{letter.id}",
                label=t("Take it back"),
                question=t("Take this letter back? Its words are then gone for both of you."),
                yes=t("Take it back"),
                no=t("Keep it"),
                write=partial(letters.take_back, by=visit.viewer, letter_id=letter.id),
                said=t("You took the letter back."),
                icon="undo",
            )


def _show_keeping(visit: SignedIn, letter: LetterLine, keeps: KeptFromLetters) -> None:
    """Each sentence that is short enough, with its buttons, or said to be kept."""
    t = visit.t
    sentences = [each for each in keeps.of(letter) if each.fits]
    if not sentences:
        st.caption(t("These sentences are too long to be kept as they stand."))
    for each in sentences:
        key, by, place = f"letter-{letter.id}-{each.line}", visit.viewer, each.line
        with area(f"keep-{key}", gap="xsmall"):
            own_words(each.words)
            if each.is_kept:
                keeping.say_strength_is_kept(visit)
            else:
                strength = partial(keep_from_letter.keep_strength, by=by, letter_id=letter.id, line=place)
                keeping.strength_button(visit, key, strength)
            if each.kept_in:
                keeping.say_step_is_kept(visit, each.kept_in)
            elif keeps.goals:
                step = partial(keep_from_letter.keep_step, by=by, letter_id=letter.id, line=place)
                keeping.step_buttons(visit, key, keeps.goals, step)
    if sentences and not keeps.goals:
        keeping.say_no_goal_yet(visit)
