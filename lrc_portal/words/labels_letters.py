"""How often somebody looks in for letters: as they choose it, and as the other reads it."""

from lrc_portal.vocabulary import LooksIn
from lrc_portal.words.marks import mark
from lrc_portal.words.translator import Translator

OWN = {
    LooksIn.ABOUT_DAILY: mark("About once a day"),
    LooksIn.SOME_DAYS: mark("A few times a week"),
    LooksIn.WEEKLY: mark("About once a week"),
    LooksIn.WHEN_I_CAN: mark("When I can"),
}
THEIRS = {
    LooksIn.ABOUT_DAILY: mark("{name} looks in about once a day."),
    LooksIn.SOME_DAYS: mark("{name} looks in a few times a week."),
    LooksIn.WEEKLY: mark("{name} looks in about once a week."),
    LooksIn.WHEN_I_CAN: mark("{name} looks in when they can."),
}
MINE = {
    LooksIn.ABOUT_DAILY: mark("You look in about once a day."),
    LooksIn.SOME_DAYS: mark("You look in a few times a week."),
    LooksIn.WEEKLY: mark("You look in about once a week."),
    LooksIn.WHEN_I_CAN: mark("You look in when you can."),
}


def looks_in(t: Translator, often: LooksIn) -> str:
    """As somebody chooses it for themselves."""
    return t(OWN[often])


def they_look_in(t: Translator, name: str, often: LooksIn) -> str:
    """As the other reads it."""
    return t(THEIRS[often], name=name)


def i_look_in(t: Translator, often: LooksIn) -> str:
    """What one said of oneself, as the other reads it."""
    return t(MINE[often])
