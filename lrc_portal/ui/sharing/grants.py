"""Choosing what somebody else sees, kind by kind, and saying it in plain words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from lrc_portal.sharing.circle import CONSENT_TO_SHARE, CONSENT_TO_SHARE_WALKING, Grant, ShareLine
from lrc_portal.ui.kit import elements
from lrc_portal.ui.kit.days import typed_day
from lrc_portal.ui.kit.fields import Answer, Form, fixed
from lrc_portal.vocabulary import CONTENT_OF, ONLY_WORDS, Content
from lrc_portal.words import labels
from lrc_portal.words.marks import NO_BREAK, mark
from lrc_portal.words.translator import Translator

NOTHING, PLAIN, WORDS = "nothing", "plain", "words"
CHOICES = {
    NOTHING: mark("Nothing"),
    PLAIN: mark("Without my words"),
    WORDS: mark("With my words"),
}
WHOLE_CHOICES = {NOTHING: mark("Nothing"), WORDS: mark("Share these")}
_ELEMENT_OF = {content: element for element, content in CONTENT_OF.items()}
_PLACES = {content: place for place, content in enumerate(Content)}
_ANY_KIND = "article"
_ICONS = {
    Content.STRENGTHS: "spa",
    Content.GOALS: "flag",
    Content.PLAN: "support",
    Content.NOTES: "forum",
}


def given(shares: Iterable[ShareLine]) -> dict[Content, bool]:
    """What standing shares open today."""
    return in_order({share.content: share.own_words for share in shares if share.live})


def in_order(contents: Mapping[Content, bool]) -> dict[Content, bool]:
    """The same in the order of the vocabulary, whichever was shared first: it reads alike everywhere."""
    return {content: contents[content] for content in Content if content in contents}


def granted(
    contents: Mapping[Content, bool], last_days: Mapping[Content, date | None] | None = None
) -> tuple[Grant, ...]:
    """What was chosen, as it is kept: each content with its own last day."""
    days = last_days or {}
    return tuple(Grant(content, own_words, days.get(content)) for content, own_words in contents.items())


def name(t: Translator, content: Content) -> str:
    """The kind of content with its sign, for labels and lines."""
    if element := _ELEMENT_OF.get(content):
        return elements.name(t, element)
    return f":material/{_ICONS.get(content, _ANY_KIND)}:{NO_BREAK}{labels.content(t, content)}"


@dataclass(frozen=True)
class Chosen:
    """What was chosen: content → with own words or not, and until which day."""

    contents: dict[Content, bool]
    last_days: dict[Content, date | None]


def choose_until(t: Translator, form: Form, shares: Iterable[ShareLine]) -> Answer[Chosen]:
    """As `choose`, with a last day for each: its own for what is shared already, one for all that is new.

    That one is asked for once something new is chosen. Nothing that stands gets another day unless it is
    written beside it.
    """
    live = {share.content: share for share in shares if share.live}
    days: dict[Content, Answer[date | None]] = {}

    def show_day(content: Content) -> None:
        if share := live.get(content):
            label = f":small[{t('The last day for this, if you want one')}]"
            days[content] = typed_day(
                t,
                form,
                f"last_day.{content.value}",
                label,
                value=share.last_day,
                counts=lambda: content in contents(),
            )

    contents = choose(
        t, form, given(live.values()), below=show_day, at_once=lambda content: content not in live
    )
    for_new: Answer[date | None] = fixed(None)
    if added := [content for content in contents() if content not in live]:
        label = t("The last day for what you add now, if you want one. Leave it empty to decide later.")
        for_new = typed_day(t, form, "last_day", label)
        for content in added:
            form.slot(f"last_day.{content.value}")

    def chosen() -> Chosen:
        now = contents()
        return Chosen(now, {content: days.get(content, for_new)() for content in now})

    return chosen


def choose(
    t: Translator,
    form: Form,
    usual: Mapping[Content, bool],
    *,
    below: Callable[[Content], None] = lambda content: None,
    at_once: Callable[[Content], bool] = lambda content: False,
    walking: bool = False,
) -> Answer[dict[Content, bool]]:
    """One line of choices for each kind; gives back what was chosen: content → with own words or not.

    `usual` is what stands in the fields. Nothing is shared that nobody chose. `below` draws what belongs
    to one kind under its line; `at_once` says where a choice changes what is asked. `walking`: it is for a
    peer worker, and ends with the walk.
    """
    answers: dict[Content, Answer[str | None]] = {}
    for content in Content:
        choices = WHOLE_CHOICES if content in ONLY_WORDS else CHOICES
        before = NOTHING
        if content in usual:
            before = WORDS if content in ONLY_WORDS or usual[content] else PLAIN
        answer = form.one_of(
            f"kind.{content.value}",
            f"**{name(t, content)}**: {labels.opens(t, content)}",
            choices,
            {each: t(said) for each, said in choices.items()}.__getitem__,
            value=before,
            at_once=at_once(content),
        )
        answers[content] = answer
        below(content)
    st.caption(
        t(
            "The few words of a check-in are for the whole day. They are seen as soon as you share one "
            "of its three parts with your words."
        )
    )
    # It is kept with each yes, so it is read before it.
    st.caption(t(CONSENT_TO_SHARE_WALKING if walking else CONSENT_TO_SHARE))

    def chosen() -> dict[Content, bool]:
        # What is shared whole has one way to be shared; which of the two was kept is no choice of now.
        return {
            content: usual.get(content, True) if content in ONLY_WORDS else said == WORDS
            for content, answer in answers.items()
            if (said := answer()) in (PLAIN, WORDS)
        }

    return chosen


def show(t: Translator, contents: Mapping[Content, bool]) -> None:
    """What somebody sees, a line for each kind."""
    said = []
    for content, own_words in in_order(contents).items():
        if content in ONLY_WORDS:
            said.append(name(t, content))
        elif own_words:
            said.append(t("{kind}, with my words", kind=name(t, content)))
        else:
            said.append(t("{kind}, without my words", kind=name(t, content)))
    st.markdown("\n".join(f"- {line}" for line in said))


def said_to_viewer(t: Translator, contents: Mapping[Content, bool]) -> str:
    """What somebody is shown, in one line; of what is not words alone, whether the words are shown too."""
    said = []
    for content, own_words in in_order(contents).items():
        kind = name(t, content)
        with_words = own_words and content not in ONLY_WORDS
        said.append(t("{kind} with their own words", kind=kind) if with_words else kind)
    return t.listed(said, ours=True)


def until(t: Translator, last_day: date | None) -> str:
    """How long it is seen."""
    if last_day is None:
        return t("Until you take it back")
    return t("Up to and including {day}", day=t.day(last_day))


def show_standing(t: Translator, shares: Iterable[ShareLine], nothing: str) -> None:
    """What somebody sees today, and until when; or that it is `nothing`."""
    live = sorted((share for share in shares if share.live), key=lambda share: _PLACES[share.content])
    if not live:
        st.markdown(nothing)
    for last_day in dict.fromkeys(share.last_day for share in live):
        show(t, given(share for share in live if share.last_day == last_day))
        st.caption(until(t, last_day))
