"""Who did or looked at what in one's record, in plain words: who, what, when, how often."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from lrc_portal import clock
from lrc_portal.sharing.trace import TraceLine
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import Act, Content, Subject
from lrc_portal.words import labels
from lrc_portal.words.translator import Translator

AT_ONCE = 8
_OF_A_RECORD = frozenset(Subject(content.value) for content in Content)


def show(t: Translator, found: Sequence[TraceLine]) -> None:
    """The lines, newest first; the later ones behind a fold."""
    if not found:
        st.markdown(t("Nobody has looked at your record. When somebody does, it stands here."))
        return
    said = [sentence(t, list(together)) for _, together in groupby(found, key=_together)]
    st.markdown("\n".join(f"- {line}" for line in said[:AT_ONCE]))
    if said[AT_ONCE:]:
        with st.expander(t("Earlier"), key="looked-earlier"):
            st.markdown("\n".join(f"- {line}" for line in said[AT_ONCE:]))


def _together(line: TraceLine) -> tuple[object, ...]:
    """One look at several things is one line."""
    if line.act is Act.LOOKED:
        return (line.actor_id, line.at, line.act, line.times)
    return (line.actor_id, line.at, line.act, line.subject)


def sentence(t: Translator, together: Sequence[TraceLine]) -> str:
    """One line: who, what, when, and how often where it was more than once."""
    first = together[0]
    who = f"**{plain(first.display_name)}**" if first.display_name else t("Somebody whose account is erased")
    at = clock.local(first.at)
    when = t("{day} at {time}", day=t.day(at.date()), time=t.clock(at))
    said = f"{_deed(t, first, who, together)} · {when}"
    if first.act is Act.LOOKED and first.times > 1:
        said += " · " + t.plural("{n} time within an hour", "{n} times within an hour", first.times)
    return said


def _deed(t: Translator, line: TraceLine, who: str, together: Sequence[TraceLine]) -> str:
    what = t.listed([labels.subject(t, each.subject) for each in reversed(together)], ours=True)
    match line.act, line.subject:
        case Act.LOOKED, Subject.SUPERVISION:
            return t("{name} read what you wrote to them", name=who)
        case Act.LOOKED, _:
            return t("{name} looked at: {what}", name=who, what=what)
        case Act.ADDED, Subject.ACCOUNT:
            return t("{name} wrote a word beside your name, for coordinators to know you by", name=who)
        case Act.ERASED, Subject.ACCOUNT:
            return t("{name} took away the word beside your name", name=who)
        case Act.JOINED, Subject.CIRCLE:
            return t("{name} joined your circle", name=who)
        case Act.LEFT, Subject.CIRCLE:
            return t("{name} ended the connection with you", name=who)
        case Act.LEFT, subject if subject in _OF_A_RECORD:
            return t("{name} chose to stop seeing: {what}", name=who, what=what)
        case Act.PROPOSED, Subject.PAIRING:
            return t("{name} suggested a peer worker for you", name=who)
        case Act.AGREED, Subject.PAIRING:
            return t("{name} said yes to walking with you", name=who)
        case Act.DECLINED, Subject.PAIRING:
            return t("{name} said “not now” to the pairing", name=who)
        case Act.ENDED, Subject.PAIRING:
            return t("{name} ended the pairing", name=who)
        case Act.OFFERED, Subject.PAIRING:
            return t("{name} suggested how often you could meet", name=who)
        case Act.CHANGED, Subject.PAIRING:
            return t("{name} agreed on how often you mean to meet", name=who)
        case Act.TOOK_BACK, Subject.PAIRING:
            return t("{name} left how often you meet as it is", name=who)
        case Act.LEFT, Subject.PAIRING:
            return t("{name} said when your peer worker’s last day is", name=who)
        case Act.ANSWERED, Subject.PAIRING:
            return t("{name} took the last day back: your peer worker stays with you", name=who)
        case Act.ERASED, Subject.PAIRING:
            return t("{name} put aside the suggestion of somebody new", name=who)
        case Act.JOINED, Subject.PAIRING:
            return t("{name} walks with you now, and the walk before has ended", name=who)
        case Act.PLANNED, Subject.MEETING:
            return t("{name} planned a meeting with you", name=who)
        case Act.CHANGED, Subject.MEETING:
            return t("{name} changed a meeting with you", name=who)
        case Act.OFFERED, Subject.NOTES:
            return t("{name} offered you a note", name=who)
        case Act.OFFERED, Subject.STRENGTHS:
            return t("{name} noticed something good in you", name=who)
        case Act.TOOK_BACK, Subject.STRENGTHS:
            return t("{name} took back what they had noticed", name=who)
        case ((Act.ADDED | Act.CHANGED), Subject.GIVING):
            return t("{name} noted a step on your way to giving too", name=who)
        case Act.AGREED, Subject.SUPERVISION:
            return t("{name} named who supervises you", name=who)
        case Act.ENDED, Subject.SUPERVISION:
            return t("{name} entered that nobody supervises you for now", name=who)
        case Act.ADDED, Subject.SUPERVISION:
            return t("{name} added a day of supervision", name=who)
        case Act.ERASED, Subject.SUPERVISION:
            return t("{name} erased a day of supervision", name=who)
        case Act.ADDED, Subject.TRAINING:
            return t("{name} added training of yours", name=who)
        case Act.ERASED, Subject.TRAINING:
            return t("{name} erased training of yours", name=who)
        case Act.JOINED, Subject.GIVING:
            return t("{name} made you a peer worker", name=who)
    return f"{who}: {labels.act(t, line.act)} · {what}"
