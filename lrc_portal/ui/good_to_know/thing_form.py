"""The form of a useful thing, for coordinators: the two languages side by side, the ways, who it is for."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from lrc_portal.support.good_to_know import shelf
from lrc_portal.support.good_to_know.shelf import Line, Said, ThingSubmission
from lrc_portal.ui.good_to_know import things
from lrc_portal.ui.kit import columns, elements, lines, meanwhile
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.meanwhile import VersionRead
from lrc_portal.vocabulary import Element, ForWhom, Language, UsefulKind
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import CHOICES, Translator

_TODAY = "today"
_SAID_IN = (Language.ENGLISH, Language.CYMRAEG)


def show_add(visit: SignedIn) -> None:
    """Put a new thing on the shelf."""
    t = visit.t
    form = Form(visit, "add-thing")
    submission = _show_fields(visit, form, None)
    form.send(
        t("Put it on the shelf"),
        lambda db: shelf.add(db, by=visit.viewer, submission=submission()),
        said=t("It stands on the shelf."),
        then=lines.close,
    )
    lines.close_button(t("Not now"), "add-thing")


def show_change(visit: SignedIn, thing: Line, name: str) -> None:
    """Change one, or take it off."""
    t, thing_id = visit.t, thing.id
    opened = meanwhile.opened(visit, name, thing)
    meanwhile.show_changed(visit, opened, partial(things.show, t))
    form = Form(visit, opened.form)
    submission = _show_fields(visit, form, opened.began, version=opened.version_read)
    form.send(
        t("Save"),
        lambda db: shelf.change(db, by=visit.viewer, thing_id=thing_id, submission=submission()),
        said=t("Saved."),
        then=lines.close,
    )
    with st.container(horizontal=True):
        lines.close_button(t("Leave it as it is"), name)
        lines.ask_once(
            visit,
            f"erase-thing:{thing_id}",
            label=t("Take it off the shelf"),
            question=t(
                "Take it off for good? It also goes from the lists of those who keep it, "
                "and from notes that it went with."
            ),
            yes=t("Take it off"),
            no=t("Keep it"),
            write=partial(shelf.erase, by=visit.viewer, thing_id=thing_id),
            said=t("It is off the shelf."),
        )


def _show_fields(
    visit: SignedIn,
    form: Form,
    begins: Line | None,
    *,
    version: VersionRead = meanwhile.nothing_read,
) -> Callable[[], ThingSubmission]:
    t = visit.t
    kind = form.one_of(
        "kind",
        t("What is it?"),
        UsefulKind,
        lambda each: f":material/{things.ICONS[each]}:{NO_BREAK}{labels.useful_kind(t, each)}",
        value=begins.kind if begins else None,
    )
    said = _words(t, form, begins)
    st.caption(t("One language is enough. Whoever reads the other sees which one it is in."))
    web = form.words(
        "web",
        t("The address of a page"),
        hint=t("It begins with https://."),
        value=begins.web if begins else "",
    )
    phone = form.words("phone", t("A number to call"), value=begins.phone if begins else "")
    whom = form.one_of(
        "whom",
        t("For whom is it?"),
        ForWhom,
        lambda each: labels.for_whom(t, each),
        value=begins.whom if begins else ForWhom.EVERYBODY,
    )
    element = form.one_of(
        "element",
        t("Which part of recovery is it for? Leave this open where it is for all."),
        Element,
        lambda each: elements.name(t, each),
        value=begins.element if begins else None,
    )
    checked: Answer[frozenset[str]] = fixed(frozenset({_TODAY}))
    if begins:
        checked = form.some_of(
            "checked",
            t("Is it still right?"),
            [_TODAY],
            lambda _each: t("I checked it today"),
        )
    return lambda: ThingSubmission(
        kind(),
        element(),
        whom(),
        *said(),
        web(),
        phone(),
        bool(checked()),
        form.token,
        version(form),
    )


def _words(t: Translator, form: Form, begins: Line | None) -> Callable[[], tuple[Said, Said]]:
    """What it is called and a few words, in each language, the reader's own first."""
    answers: dict[Language, tuple[Answer[str], Answer[str]]] = {}
    said_in = [each for each in t.own_first() if each in _SAID_IN]
    for language, side in zip(said_in, columns.two_columns(), strict=True):
        there = begins.said(language) if begins else Said()
        with side:
            answers[language] = (
                form.words(
                    f"title_{language}",
                    t("What is it called? ({language})", language=CHOICES[language]),
                    value=there.title,
                ),
                form.words(
                    f"words_{language}",
                    t("A few words about it ({language})", language=CHOICES[language]),
                    value=there.words,
                    long=True,
                ),
            )

    def said(language: Language) -> Said:
        called, about = answers[language]
        return Said(called(), about())

    return lambda: (said(Language.ENGLISH), said(Language.CYMRAEG))
