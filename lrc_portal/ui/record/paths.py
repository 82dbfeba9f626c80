"""The paths of a record: the picture of each, what helped after a return, and hiding a path."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from lrc_portal import limits
from lrc_portal.record import paths
from lrc_portal.record.paths import HelpedSubmission
from lrc_portal.series import Path, Return
from lrc_portal.ui.kit import drawings, lines, meanwhile, more
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import Aim

A_FEW = 3
"""So many of the newest returns are listed at once; earlier ones stand behind one tap."""


def show_paths(visit: SignedIn, found: Sequence[Path], *, key: str) -> None:
    """Draw all paths, and a fold with those that are hidden. Nothing is drawn where there is no pursuit."""
    if not found:
        return
    shown = [path for path in found if not path.hidden]
    for path in shown:
        with area(f"{key}:{path.pursuit_id}"):
            st.markdown(f"**{plain(path.name)}**")
            _show_path(visit, path, f"{key}:{path.pursuit_id}")
    _show_hidden(visit, [path for path in found if path.hidden], key)


def _show_path(visit: SignedIn, path: Path, key: str) -> None:
    t = visit.t
    working_towards = path.aim is Aim.WORKING_TOWARDS
    if path.start is None or (working_towards and not path.free_days):
        st.markdown(t("The path begins with the first day you answer about it, or with a start day."))
    elif working_towards:
        drawings.show_free_days(t, path, key=f"{key}:chart")
    else:
        drawings.show_path(t, path, key=f"{key}:chart")
        _show_returns(visit, path, key)
    action_button(
        visit,
        t("Hide this path"),
        partial(paths.hide, by=visit.viewer, pursuit_id=path.pursuit_id),
        key=f"{key}:hide",
        kind="tertiary",
        icon="visibility_off",
        said=t("The path is hidden. Your days stay."),
    )


def _show_returns(visit: SignedIn, path: Path, key: str) -> None:
    newest = sorted(path.returns, key=lambda each: each.day, reverse=True)
    for each in newest[:A_FEW]:
        _show_return(visit, path, each, key)
    if newest[A_FEW:]:
        earlier = newest[A_FEW:]
        opens = lines.opens_fold(f"{key}:earlier", (f"{key}:{each.day}" for each in earlier))
        with st.expander(visit.t("Earlier"), key=f"{key}:earlier", icon=":material/history:", expanded=opens):
            for each in more.shown(key, earlier, limits.SHOWN_NOTES):
                _show_return(visit, path, each, key)
            more.show_button(visit.t, key, earlier, limits.SHOWN_NOTES)


def _show_return(visit: SignedIn, path: Path, each: Return, key: str) -> None:
    """A return with what helped the person back; writing about it opens here, one at a time."""
    t = visit.t
    line = f"{key}:{each.day}"
    with st.container(gap="xsmall", key=line):
        st.caption(t("A return to use, {day}", day=t.day(each.day)))
        if lines.is_open(line):
            opened = meanwhile.opened(visit, line, each)
            form = Form(visit, opened.form)
            meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
            words = form.words("words", t("What helped me come back"), value=opened.began.words, long=True)
            _show_save(visit, form, path.pursuit_id, each.kept_on, words, opened.version_read)
            lines.close_button(t("Leave it as it is"), line)
        elif each.words:
            st.markdown(f"**{t('What helped me come back')}**")
            own_words(each.words)
            lines.open_button(t("Change"), line)
        else:
            lines.open_button(t("Write what helped you come back"), line, icon="edit_note")


def _show_save(
    visit: SignedIn, form: Form, pursuit_id: int, day: date, words: Answer[str], version: VersionRead
) -> None:
    def submission() -> HelpedSubmission:
        return HelpedSubmission(words(), version=version(form))

    form.send(
        visit.t("Save"),
        lambda db: paths.say_what_helped(
            db, by=visit.viewer, pursuit_id=pursuit_id, day=day, submission=submission()
        ),
        said=visit.t("Saved."),
        then=lines.close,
    )


def _show_hidden(visit: SignedIn, hidden: Sequence[Path], key: str) -> None:
    if not hidden:
        return
    t = visit.t
    with st.expander(t("Paths you have hidden"), key=f"{key}:hidden", icon=":material/visibility_off:"):
        for path in hidden:
            own_words(path.name)
            show_again(visit, path.pursuit_id, key=f"{key}:{path.pursuit_id}:show")


def show_again(visit: SignedIn, pursuit_id: int, *, key: str) -> None:
    """The button that shows a hidden path again."""
    action_button(
        visit,
        visit.t("Show this path"),
        partial(paths.show, by=visit.viewer, pursuit_id=pursuit_id),
        key=key,
        kind="tertiary",
        icon="visibility",
        said=visit.t("The path is shown on your progress page."),
    )
