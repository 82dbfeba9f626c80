"""The numbers at “Help now”, for coordinators: change, hide, add, and say that somebody answers there."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from lrc_portal.support.good_to_know import help_now
from lrc_portal.support.good_to_know.help_now import HelplineState, HelplineSubmission, Texts
from lrc_portal.ui.kit import columns, lines, links, meanwhile
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.buttons import action_button
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import Language
from lrc_portal.words import helplines
from lrc_portal.words.helplines import LineFor
from lrc_portal.words.marks import DOT, mark
from lrc_portal.words.translator import CHOICES, Translator

_FOLD, _ADD = "helplines", "add-helpline"
_WHOM = {
    LineFor.ALL: mark("For everybody"),
    LineFor.SELF: mark("For the person themselves"),
    LineFor.FAMILY: mark("For family and friends"),
}


def show(visit: SignedIn, found: Sequence[HelplineState]) -> None:
    """Folded, with how many are due. What was just read is what this process shows at “Help now”, too."""
    t = visit.t
    helplines.use(state.kept for state in found if state.kept)
    due = sum(state.line.is_to_be_checked and not state.is_hidden for state in found)
    label = t("Numbers at “Help now”, {n} to check", n=due) if due else t("Numbers at “Help now”")
    opens = lines.opens_fold(_FOLD, [_FOLD, _ADD, *(_name(state) for state in found)])
    with fold(label, _FOLD, icon="call", opens=opens, keeps=True) as is_drawn:
        if not is_drawn:
            return
        st.markdown(
            t(
                "What you keep here stands at “Help now” within a minute. Call each number, or compare it "
                "with its source, once a year."
            )
        )
        links.help_now(t("See it as everybody does"), visit.viewer)
        for state in found:
            with area(f"helpline:{state.line.id}", gap=lines.gap(_name(state))):
                if lines.is_open(_name(state)):
                    _show_change(visit, state)
                else:
                    _show_line(visit, state)
        if lines.is_open(_ADD):
            with area(_ADD):
                _show_add(visit)
        else:
            lines.open_button(t("Add a number"), _ADD, icon="add", kind="secondary")


def _name(state: HelplineState) -> str:
    return f"helpline:{state.line.id}"


def _show_line(visit: SignedIn, state: HelplineState) -> None:
    t, line = visit.t, state.line
    _show_facts(t, state)
    with st.container(horizontal=True):
        lines.open_button(t("Add words") if state.is_essential else t("Change"), _name(state))
        if not state.is_essential:
            label, icon, verb = t("Hide"), "visibility_off", help_now.hide
            if state.is_hidden:
                label, icon, verb = t("Show again"), "visibility", help_now.show
            action_button(
                visit,
                label,
                partial(verb, by=visit.viewer, line_id=line.id),
                key=f"hide:{line.id}",
                icon=icon,
                kind="tertiary",
            )
        if line.is_to_be_checked and not state.is_hidden:
            action_button(
                visit,
                t("Checked, still right"),
                partial(help_now.say_checked, by=visit.viewer, line_id=line.id),
                key=f"checked:{line.id}",
                icon="check",
                lands=f"open:{_name(state)}",
            )


def _show_facts(t: Translator, state: HelplineState) -> None:
    line = state.line
    st.markdown(f"**{plain(line.name[t.language])}**{DOT}{plain(line.number)}")
    if about := line.about[t.language]:
        st.markdown(plain(about))
    said = [plain(line.hours[t.language])] if line.hours[t.language] else []
    if state.is_hidden:
        said.append(t("Hidden: nobody sees it at “Help now”."))
    if source := line.source[t.language]:
        said.append(t("Source: {source}", source=plain(source)))
    st.caption(DOT.join([*said, line.checked_last(t)]))


def _show_change(visit: SignedIn, state: HelplineState) -> None:
    t, line_id = visit.t, state.line.id
    opened = meanwhile.opened(visit, _name(state), state)
    meanwhile.show_changed(visit, opened, partial(_show_facts, t))
    form = Form(visit, opened.form)
    if state.is_essential:
        _show_facts(t, state)
        st.caption(t("This number stays as it is: somebody’s life can hang on it. You can add to its words."))
    submission = _show_fields(visit, form, opened.began, version=opened.version_read)
    form.send(
        t("Save"),
        lambda db: help_now.change(db, by=visit.viewer, line_id=line_id, submission=submission()),
        said=t("Saved. It stands at “Help now” within a minute."),
        then=lines.close,
    )
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), _name(state))
        if state.is_changed or not state.is_of_file:
            _show_erase(visit, state)


def _show_erase(visit: SignedIn, state: HelplineState) -> None:
    t = visit.t
    label, yes = t("Erase"), t("Erase it")
    question = t("Erase this number? It goes from “Help now”.")
    if state.is_of_file:
        label, yes = t("Take back what was changed"), t("Take it back")
        question = t("Take it back? It then reads as it came with the portal.")
    lines.ask_once(
        visit,
        f"erase-helpline:{state.line.id}",
        label=label,
        question=question,
        yes=yes,
        no=t("Keep it"),
        write=partial(help_now.erase, by=visit.viewer, line_id=state.line.id),
        said=t("Saved. It stands at “Help now” within a minute."),
        icon="undo" if state.is_of_file else "delete",
    )


def _show_add(visit: SignedIn) -> None:
    t = visit.t
    form = Form(visit, _ADD)
    submission = _show_fields(visit, form, None)
    form.send(
        t("Add it"),
        lambda db: help_now.add(db, by=visit.viewer, submission=submission()),
        said=t("Saved. It stands at “Help now” within a minute."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), _ADD)


def _show_fields(
    visit: SignedIn,
    form: Form,
    begins: HelplineState | None,
    *,
    version: VersionRead = meanwhile.nothing_read,
) -> Callable[[], HelplineSubmission]:
    t = visit.t
    essential = begins is not None and begins.is_essential
    line = begins.line if begins else None
    number = fixed(line.number if line else "")
    if not essential:
        stands = (line.web or line.number) if line else ""
        number = form.words(
            "number",
            t("Number to call, or the address of a page"),
            hint=t("An address begins with https://."),
            value=stands,
        )
    sides = columns.two_columns()
    answers: dict[Language, Mapping[str, Answer[str]]] = {}
    for place, language in enumerate(t.own_first()):
        with sides[place % len(sides)]:
            answers[language] = _show_texts(t, form, language, begins, essential=essential)
    spoken = fixed(frozenset(line.languages if line else ()))
    whom: Answer[LineFor | None] = fixed(line.whom if line else LineFor.ALL)
    if not essential:
        spoken = form.some_of(
            "languages",
            t("In which languages does somebody answer?"),
            Language,
            CHOICES.__getitem__,
            value=line.languages if line else (),
        )
        whom = form.one_of(
            "whom",
            t("For whom is it?"),
            _WHOM,
            lambda each: t(_WHOM[each or LineFor.ALL]),
            value=line.whom if line else LineFor.ALL,
        )

    def submission() -> HelplineSubmission:
        said = {
            language: Texts(**{name: answer() for name, answer in texts.items()})
            for language, texts in answers.items()
        }
        return HelplineSubmission(number(), spoken(), whom(), said, form.token, version(form))

    return submission


def _show_texts(
    t: Translator, form: Form, language: Language, begins: HelplineState | None, *, essential: bool
) -> dict[str, Answer[str]]:
    """What it says in one language; of an essential line only what is added."""
    named = CHOICES[language]
    asked = {
        "name": t("What is it called? ({language})", language=named),
        "about": t("What is it for? ({language})", language=named),
        "hours": t("When does somebody answer? ({language})", language=named),
        "text": t("How do you write to it? ({language})", language=named),
    }
    if essential:
        asked = {"about": t("What would you like to add? ({language})", language=named)}
    return {
        name: form.words(
            f"{name}_{language.value}",
            label,
            value=begins.said(name, language) if begins else "",
            long=name == "about",
        )
        for name, label in asked.items()
    }
