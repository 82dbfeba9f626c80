"""What people tell of themselves: their page as others see it, and the lines in which they tell it."""

from collections.abc import Sequence

import streamlit as st

from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage, TraitLine, TraitSubmission, WordsSubmission
from lrc_portal.ui.kit import lines, meanwhile
from lrc_portal.ui.kit.areas import area
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.folds import fold
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.kit.text import own_words, plain
from lrc_portal.vocabulary import SEVERAL_TRAITS, TRAITS_IN_OWN_WORDS, Telling, TraitKind
from lrc_portal.words import labels_finding
from lrc_portal.words.marks import NO_BREAK
from lrc_portal.words.translator import Translator

# As others see it


def show_page(t: Translator, page: AboutPage) -> None:
    """Somebody's own words and traits; the page holds only what is shown."""
    own_words(page.words)
    if page.traits:
        st.markdown("\n".join(f"- {_line(t, trait)}" for trait in page.traits))


def _line(t: Translator, trait: TraitLine) -> str:
    words = said(t, trait)
    if trait.kind in labels_finding.BY_ITSELF:
        return words
    return f"{labels_finding.kind(t, trait.kind)}: {words}"


def said(t: Translator, trait: TraitLine) -> str:
    """The values of one kind, ready for a sentence of ours."""
    return ", ".join(labels_finding.value(t, trait.kind, each, plain(each)) for each in trait.values)


def show_fold(t: Translator, page: AboutPage | None, called: str, *, key: str) -> None:
    """Somebody's page behind one tap, beside a line about them. Nothing is drawn where they show nothing.

    It is told in the words of whoever it is about.
    """
    if page is not None and not page.is_empty:
        label = t("About {name}, in their own words", name=called)
        with st.expander(label, key=f"page:{key}", icon=":material/person:"):
            show_page(t.of_record(alongside=page.alongside), page)


# As one tells it


OPEN = "about-me"
"""What is open is called so, or begins so: what one tells is unfolded then."""


def show_telling(visit: SignedIn, page: AboutPage, *, worker: bool, keeps: bool) -> None:
    """One's own words, a line for each kind with who knows of it, and what others see of all that.

    `worker`: as a peer worker; `keeps`: as somebody who keeps a record.
    """
    t = visit.t
    opens = lines.opens_fold(OPEN, [OPEN])
    with fold(
        t("What I tell of myself"), "about-me", icon="waving_hand", opens=opens, keeps=True
    ) as is_drawn:
        if not is_drawn:
            return
        _show_intro(t, worker=worker, keeps=keeps)
        with area("about-me:words", gap="xsmall"):
            _show_words(visit, page)
        for kind in TraitKind:
            with area(f"about-me:{kind}", gap="xsmall"):
                _show_kind(visit, page.of(kind))
        _show_as_seen(t, page, worker=worker)


def _show_intro(t: Translator, *, worker: bool, keeps: bool) -> None:
    st.markdown(t("It helps people find each other. All of it is your choice, line by line."))
    seen_by = []
    if worker:
        seen_by.append(t("members and family who look for a peer worker"))
    if keeps:
        seen_by.append(t("the peer worker you ask, or walk with"))
    st.markdown(
        "\n".join(
            f"- **{labels_finding.telling(t, telling)}**: {meaning}"
            for telling, meaning in (
                (Telling.NOT_TOLD, t("it stands here and is used for nothing.")),
                (Telling.MATCHING, _for_matching(t, worker=worker)),
                (Telling.SHOWN, t("it is seen by {people}.", people=t.listed(seen_by, ours=True))),
            )
        )
    )


def _for_matching(t: Translator, *, worker: bool) -> str:
    """What it is used for, and what somebody could still find out from that."""
    said = t("nobody sees it. It only helps to put peer workers in order.")
    if not worker:
        return said
    return f"{said} " + t(
        "It counts only where three such answers of yours agree with somebody’s, and then all as one. "
        "Somebody who tries out many answers could find out that three agree. "
        "They find out one alone only if they know the other two."
    )


def _show_words(visit: SignedIn, page: AboutPage) -> None:
    t, line = visit.t, "about-me:words"
    st.markdown(f"**{t('In my own words')}**")
    if not lines.is_open(line):
        own_words(page.words)
        with st.container(horizontal=True, vertical_alignment="center"):
            _show_state(t, _who_knows(page), bool(page.words))
            lines.open_button(t("Change") if page.words else t("Write something"), line)
        return
    opened = meanwhile.opened(visit, line, page)
    page = opened.began
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: own_words(now.words))
    words = form.words(
        "words", t("A few lines about me"), value=page.words, hint=t("Tell as much as you like."), long=True
    )
    shown = form.one_of(
        "shown",
        t("Who knows of it?"),
        (Telling.NOT_TOLD, Telling.SHOWN),
        lambda each: labels_finding.telling(t, each),
        value=_who_knows(page) if page.words else None,
    )
    version = opened.version_read

    def submission() -> WordsSubmission:
        telling = shown()
        is_shown = None if telling is None else telling is Telling.SHOWN
        return WordsSubmission(words(), is_shown, version(form))

    form.send(
        t("Save"),
        lambda db: about_me.say(db, by=visit.viewer, submission=submission()),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), line)


def _who_knows(page: AboutPage) -> Telling:
    return Telling.SHOWN if page.shown else Telling.NOT_TOLD


def _show_state(t: Translator, telling: Telling, is_told: bool) -> None:
    """Who knows, or that there is nothing to know."""
    if not is_told:
        st.caption(t("Nothing told"))
        return
    icon = {Telling.NOT_TOLD: "lock", Telling.MATCHING: "join_inner", Telling.SHOWN: "visibility"}[telling]
    st.caption(f":material/{icon}:{NO_BREAK}{labels_finding.telling(t, telling)}")


def _show_kind(visit: SignedIn, trait: TraitLine) -> None:
    t, line = visit.t, f"about-me:{trait.kind}"
    st.markdown(f"**{labels_finding.kind(t, trait.kind)}**")
    if lines.is_open(line):
        _show_kind_form(visit, trait, line)
        return
    if trait.values:
        st.markdown(said(t, trait))
    with st.container(horizontal=True, vertical_alignment="center"):
        _show_state(t, trait.telling, bool(trait.values))
        lines.open_button(t("Change") if trait.values else t("Tell it"), line)


def _show_trait(t: Translator, trait: TraitLine) -> None:
    st.markdown(said(t, trait))
    _show_state(t, trait.telling, bool(trait.values))


def _show_kind_form(visit: SignedIn, trait: TraitLine, line: str) -> None:
    t, kind = visit.t, trait.kind
    opened = meanwhile.opened(visit, line, trait)
    trait = opened.began
    form = Form(visit, opened.form)
    meanwhile.show_changed(visit, opened, lambda now: _show_trait(t, now))
    choices = labels_finding.choices(t, kind)
    own: Answer[str] = str
    chosen: Answer[tuple[str, ...]] = tuple
    if choices:
        chosen = _choose(t, form, kind, choices, [each for each in trait.values if each in choices])
    if kind in TRAITS_IN_OWN_WORDS:
        kept = ", ".join(each for each in trait.values if each not in choices)
        own = form.words("own_words", t(labels_finding.OWN_WORDS[kind]), value=kept)
    if kind in labels_finding.HINTS:
        st.caption(t(labels_finding.HINTS[kind]))
    telling = form.one_of(
        "telling",
        t("Who knows of it?"),
        list(Telling),
        lambda each: labels_finding.telling(t, each),
        value=trait.telling if trait.values else None,
    )
    version = opened.version_read

    def submission() -> TraitSubmission:
        return TraitSubmission(kind, chosen(), own(), telling(), version(form))

    form.send(
        t("Save"),
        lambda db: about_me.tell(db, by=visit.viewer, submission=submission()),
        said=t("Saved."),
        then=lines.close,
    )
    lines.close_button(t("Leave it as it is"), line)


def _choose(
    t: Translator, form: Form, kind: TraitKind, choices: Sequence[str], kept: Sequence[str]
) -> Answer[tuple[str, ...]]:
    def called(each: str) -> str:
        return labels_finding.value(t, kind, each, each)

    if kind in SEVERAL_TRAITS:
        ticked = form.some_of("chosen", t("Choose all that are yours"), choices, called, value=kept)
        return lambda: tuple(each for each in choices if each in ticked())
    label = t("Tap it if it is so") if len(choices) == 1 else t("Choose one")
    one = form.one_of("chosen", label, choices, called, value=kept[0] if kept else None)
    return lambda: tuple(each for each in choices if each == one())


def _show_as_seen(t: Translator, page: AboutPage, *, worker: bool) -> None:
    seen = page.as_others_see_it
    label = t("This is how members see you") if worker else t("This is how a peer worker you ask sees you")
    with st.expander(label, key="about-me:as-seen", icon=":material/visibility:"):
        if seen.is_empty:
            st.markdown(t("Nothing of this is seen yet."))
        else:
            show_page(t, seen)
    if worker and seen.is_empty:
        st.caption(
            f":material/info:{NO_BREAK}"
            + t("Once you show one thing of yourself, members can ask you to walk with them.")
        )
