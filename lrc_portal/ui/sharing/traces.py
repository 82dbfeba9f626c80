"""Who did or looked at what in one's record, in whole sentences: a day's together, and no clock at first."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from lrc_portal import clock
from lrc_portal.sharing.trace import TraceLine
from lrc_portal.ui.kit.text import plain
from lrc_portal.vocabulary import Act, Content, Subject
from lrc_portal.words import labels
from lrc_portal.words.marks import DOT
from lrc_portal.words.translator import Translator

AT_ONCE = 8
_PLACES = {Subject(content.value): place for place, content in enumerate(Content)}
_OF_A_RECORD = frozenset(_PLACES)


def show(t: Translator, found: Sequence[TraceLine], more: Callable[[], None] = lambda: None) -> None:
    """The lines, newest first; behind folds the later ones, and at what time somebody looked.

    `more` draws the way to lines that are not among these, below the last of them.
    """
    if not found:
        st.markdown(t("Nobody has looked at your record. When somebody does, you will find it here."))
        return
    said = [sentence(t, together) for together in _of_a_day(found)]
    st.markdown(_list(said[:AT_ONCE]))
    if said[AT_ONCE:]:
        with st.expander(t("Earlier"), key="looked-earlier", icon=":material/history:"):
            st.markdown(_list(said[AT_ONCE:]))
            more()
    else:
        more()
    if looks := [_at_what_time(t, line) for line in _of_a_look(found)]:
        with st.expander(t("At what time they looked"), key="looked-when", icon=":material/schedule:"):
            st.markdown(_list(looks))


def say_how_long(t: Translator) -> None:
    """Below the lines: how long each stays."""
    st.caption(t("Each of these stays here for three years."))


def _list(said: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in said)


def _of_a_day(found: Iterable[TraceLine]) -> list[list[TraceLine]]:
    """What one person did of one kind on one day belongs together, and all that they looked at."""
    together: dict[tuple[object, ...], list[TraceLine]] = {}
    for line in found:
        what = None if line.act is Act.LOOKED and line.subject is not Subject.SUPERVISION else line.subject
        key = (line.actor_id, clock.local(line.at).date(), line.act, what)
        together.setdefault(key, []).append(line)
    return list(together.values())


def _of_a_look(found: Iterable[TraceLine]) -> list[TraceLine]:
    """Of each look at several things one line."""
    looks = [line for line in found if line.act is Act.LOOKED]
    return list({(line.actor_id, line.at, line.times): line for line in looks}.values())


def sentence(t: Translator, together: Sequence[TraceLine]) -> str:
    """One line: who, what, and on which day."""
    day = t.day(clock.local(together[0].at).date())
    return f"{_deed(t, together[0], _who(t, together[0]), together)}{DOT}{day}"


def _at_what_time(t: Translator, line: TraceLine) -> str:
    at = clock.local(line.at)
    when = t("{day} at {time}", day=t.day(at.date()), time=t.clock(at))
    said = f"{_who(t, line)}{DOT}{when}"
    if line.times > 1:
        said += DOT + t.plural("{n} time within an hour", "{n} times within an hour", line.times)
    return said


def _who(t: Translator, line: TraceLine) -> str:
    return f"**{plain(line.display_name)}**" if line.display_name else t("Somebody whose account is erased")


def _deed(t: Translator, line: TraceLine, who: str, together: Sequence[TraceLine]) -> str:
    subjects = sorted(
        dict.fromkeys(each.subject for each in reversed(together)),
        key=lambda each: _PLACES.get(each, len(_PLACES)),
    )
    what = t.listed([labels.of_yours(t, each) for each in subjects], ours=True)
    n = len(together)
    match line.act, line.subject:
        case Act.LOOKED, Subject.SUPERVISION:
            return t("{name} read what you wrote for supervision", name=who)
        case Act.LOOKED, _:
            return t("{name} looked at {what}", name=who, what=what)
        case Act.ADDED, Subject.ACCOUNT:
            return t("{name} wrote a word beside your name, for coordinators to know you by", name=who)
        case Act.ERASED, Subject.ACCOUNT:
            return t("{name} took away the word beside your name", name=who)
        case Act.OFFERED, Subject.ACCOUNT:
            return t("{name} made a code for you to choose a new passphrase", name=who)
        case Act.TOOK_BACK, Subject.ACCOUNT:
            return t("{name} took away your second step, so that you set up a new one", name=who)
        case Act.JOINED, Subject.ACCOUNT:
            return t.plural(
                "{name} joined with your invitation",
                "{name} joined with {n} invitations of yours",
                n,
                name=who,
            )
        case Act.AGREED, Subject.COMPLAINT:
            return t("{name} said that your complaint has come", name=who)
        case Act.ANSWERED, Subject.COMPLAINT:
            return t("{name} answered your complaint", name=who)
        case Act.JOINED, Subject.CIRCLE:
            return t("{name} joined your circle", name=who)
        case Act.LEFT, Subject.CIRCLE:
            return t("{name} ended the connection with you", name=who)
        case Act.LEFT, subject if subject in _OF_A_RECORD:
            return t("{name} chose to stop seeing {what}", name=who, what=what)
        case Act.PROPOSED, Subject.PAIRING:
            return t("{name} suggested a peer worker for you", name=who)
        case Act.AGREED, Subject.PAIRING:
            return t("{name} said yes to walking with you", name=who)
        case Act.DECLINED, Subject.PAIRING:
            return t("{name} said “not now” to walking with you", name=who)
        case Act.ENDED, Subject.PAIRING:
            return t("{name} ended your walk together", name=who)
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
            return t.plural(
                "{name} planned a meeting with you", "{name} planned {n} meetings with you", n, name=who
            )
        case Act.CHANGED, Subject.MEETING:
            return t.plural(
                "{name} changed a meeting with you", "{name} changed meetings with you {n} times", n, name=who
            )
        case Act.ANSWERED, Subject.MEETING:
            return t("{name} read what you changed about a meeting", name=who)
        case Act.OFFERED, Subject.NOTES:
            return t.plural("{name} offered you a note", "{name} offered you {n} notes", n, name=who)
        case Act.ANSWERED, Subject.NOTES:
            return t.plural("{name} answered a note", "{name} answered {n} notes", n, name=who)
        case Act.OFFERED, Subject.USEFUL_THING:
            return t("{name} passed something on to you that is good to know", name=who)
        case Act.OFFERED, Subject.HOME_AGREEMENT:
            return t("{name} offered you something to agree at home", name=who)
        case Act.ANSWERED, Subject.HOME_AGREEMENT:
            return t("{name} answered what you offered at home", name=who)
        case Act.TOOK_BACK, Subject.HOME_AGREEMENT:
            return t("{name} took back what they offered at home", name=who)
        case Act.ENDED, Subject.HOME_AGREEMENT:
            return t("{name} ended what you agreed at home", name=who)
        case Act.OFFERED, Subject.STRENGTHS:
            return t.plural(
                "{name} noticed something good in you", "{name} noticed {n} good things in you", n, name=who
            )
        case Act.OFFERED, Subject.WHAT_HELPS:
            return t.plural(
                "{name} noticed something that helps you",
                "{name} noticed {n} things that help you",
                n,
                name=who,
            )
        case Act.TOOK_BACK, Subject.STRENGTHS | Subject.WHAT_HELPS:
            return t("{name} took back what they had noticed", name=who)
        case ((Act.ADDED | Act.CHANGED), Subject.GIVING):
            return t("{name} noted a step on your way to giving too", name=who)
        case Act.AGREED, Subject.SUPERVISION:
            return t("{name} named who supervises you", name=who)
        case Act.ENDED, Subject.SUPERVISION:
            return t("{name} entered that nobody supervises you for now", name=who)
        case Act.ADDED, Subject.SUPERVISION:
            return t.plural(
                "{name} added a day of supervision", "{name} added {n} days of supervision", n, name=who
            )
        case Act.CHANGED, Subject.SUPERVISION:
            return t("{name} entered that you met for supervision", name=who)
        case Act.ERASED, Subject.SUPERVISION:
            return t.plural(
                "{name} erased a day of supervision", "{name} erased {n} days of supervision", n, name=who
            )
        case Act.ADDED, Subject.TRAINING:
            return t("{name} added training of yours", name=who)
        case Act.ERASED, Subject.TRAINING:
            return t("{name} erased training of yours", name=who)
        case Act.JOINED, Subject.GIVING:
            return t("{name} made you a peer worker", name=who)
    return t("{name} did something here: {what}", name=who, what=labels.subject(t, line.subject))
