"""How much fits: generous limits for each kind of entry, so that a page always finishes, said kindly.

Lengths of texts are checked in `record/validation.py`; how many a list shows at once, here too.
"""

from dataclasses import dataclass

from lrc_portal.words.marks import mark


@dataclass(frozen=True)
class Limit:
    """At most `most` of something; `full` tells whoever wants one more, and what to do."""

    most: int
    full: str


GOALS = Limit(500, mark("{most} goals are as many as fit here. Erase one that you no longer need first."))
STEPS = Limit(60, mark("{most} steps are as many as fit in one goal. Put the others into a new goal."))
STRENGTHS = Limit(
    300, mark("{most} strengths are as many as fit here. Put two into one, or erase one first.")
)
PURSUITS = Limit(30, mark("{most} are as many as fit here. Change or erase one first."))
MEASURES = Limit(40, mark("{most} things to follow are as many as fit here. Erase one first."))
MOMENTS_A_DAY = Limit(
    12, mark("{most} moments are as many as fit in one day. Add it to another day, if you like.")
)
WAYS = Limit(200, mark("{most} ways are as many as fit here. Put two into one, or erase one first."))
AGENDA = Limit(60, mark("{most} things are as many as fit on your list. Take one off first."))
FAMILY_INVITATIONS = Limit(
    20,
    mark("{most} invitations are open, and that is as many as fit. Take one back, or wait until it is used."),
)
INVITATIONS = Limit(
    300,
    mark("{most} invitations are open, and that is as many as fit. Take one back, or wait until it is used."),
)
REFLECTIONS_A_DAY = Limit(
    20, mark("{most} reflections are as many as fit in one day. Add it to one of them.")
)
LETTERS_A_DAY = Limit(
    20,
    mark(
        "{most} letters are as many as fit in one day. Send this one tomorrow; what you wrote still stands "
        "here."
    ),
)
EVENTS = Limit(200, mark("{most} groups and events are as many as fit here. End one of them first."))
ATTENDED_A_DAY = Limit(24, mark("{most} are as many as fit in one day. Take one back first."))
USEFUL_THINGS = Limit(
    1000, mark("{most} useful things are as many as fit on the shelf. Take one off that nobody needs.")
)
PASSED_ON = Limit(12, mark("{most} useful things are as many as fit with one note."))
HELPLINES = Limit(30, mark("{most} numbers are as many as fit at “Help now”. Take one off first."))
HOME_VERSIONS = Limit(
    500, mark("{most} versions are as many as fit here. Go on with the one that stands, or answer it.")
)

SHOWN_GOALS, SHOWN_STRENGTHS, SHOWN_STEPS, SHOWN_TRACES = 20, 40, 15, 50
SHOWN_MOMENTS, SHOWN_COMPLAINTS, SHOWN_LETTERS, SHOWN_WAYS = 12, 10, 12, 20
SHOWN_PEOPLE, SHOWN_BROWSERS = 25, 12
SHOWN_OCCURRENCES, SHOWN_EVENTS = 10, 12
SHOWN_USEFUL_THINGS, SHOWN_TO_PASS_ON = 25, 6
SHOWN_MEETINGS, SHOWN_NOTES, SHOWN_REFLECTIONS, SHOWN_DAYS, SHOWN_CONSENTS = 12, 20, 20, 12, 50
SHOWN_VERSIONS = 10
"""So many are shown at once on their own page; further ones are asked for with one tap."""
SHOWN_BESIDE_OTHERS = 4
"""The same for each of the lists that share a page: what needs somebody stands first in each."""
SHOWN_CARDS_BESIDE_OTHERS = 3
"""The same for those whose lines open, each onto several buttons."""
MORE_AT_ONCE = 25
"""A tap shows so many more, or as many as stood there at first, if that is more."""
NAMED_AT_ONCE = 6
"""So many names, or pairs of them, stand in one line; then it says that there are others."""
UNREADABLE_AT_ONCE = 12
"""So many numbers of entries that cannot be read stand in a list, the newest first."""
COUNTED_DUE = 8
"""So far Today counts what is due; then it says that there is more."""
COUNTED = 200
"""So far a number that grows with the community is counted; then it says that there are more."""
READ_AT_MOST = 200
"""So many goals, strengths or moments go onto a page that shows other things beside them: the newest."""
NOTES_AT_MOST, WORDS_AT_MOST, EARLIER_NOTES_AT_MOST = 100, 366, 500
"""So many notes and days with words go there; so many earlier notes stand to be chosen from."""
