"""Letters of the invented community: with peer workers, and in a circle. Nobody here is real."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from lrc_portal.acting import Viewer
from lrc_portal.database.models import CircleLink
from lrc_portal.demo.lives import Lives
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.vocabulary import LooksIn, Through

Written = Sequence[tuple[int, int, str]]
"""How many days ago, which of the two wrote (0 or 1), and what."""

MARI_AND_GARETH: Written = (
    (
        61,
        0,
        "I walked past the off-licence today and only noticed when I was home. I wanted to tell somebody "
        "who knows what that is.",
    ),
    (
        60,
        1,
        "I know what that is. It took me a year to walk past without counting the steps. You noticed it "
        "afterwards: that is how it begins to be ordinary.",
    ),
    (
        24,
        1,
        "The river path is open again below the weir. If you like we meet there on Thursday and walk. Bring "
        "the boots.",
    ),
    (23, 0, "Boots are by the door. I might bring the dog from next door too."),
    (
        1,
        1,
        "You sang in front of people on Wednesday. You let them hear you. Ask the altos whether they go for "
        "tea after.",
    ),
)
MARI_AND_DAFYDD: Written = (
    (33, 1, "I found your old music stand in the loft. Shall I bring it on Sunday?"),
    (32, 0, "Yes please! You remembered. Come for lunch, I am making the leek thing."),
    (4, 1, "Lunch was lovely. It was good to hear you laugh in the kitchen."),
)
ELERI_AND_SIAN: Written = (
    (15, 0, "Es i i'r pwll nofio heddiw, am y tro cyntaf ers dwy flynedd. Dim ond deg hyd, ond es i."),
    (
        14,
        1,
        "Deg hyd! Rwyt ti'n cadw dy air i ti dy hun. Dw i'n edrych ymlaen at glywed am yr unfed ar ddeg.",
    ),
)
ELERI_AND_LOWRI: Written = ((6, 1, "Mae'r robin goch yn ôl yn yr ardd. Mi dynna i lun i ti."),)


def exchange(
    lives: Lives,
    two: tuple[Viewer, Viewer],
    between: Between,
    written: Written,
    *,
    look_in: tuple[LooksIn | None, LooksIn | None] = (None, None),
    unopened: bool = False,
) -> int:
    """Letters to and fro, each opened before the next; the last is `unopened` yet. Returns its id."""
    first = max(ago for ago, _who, _words in written)
    with lives.on(first + 1) as db:
        for by, often in zip(two, look_in, strict=True):
            if often:
                letters.say_how_often(db, by=by, between=between, looks_in=often)
    letter_id = 0
    for place, (ago, who, words) in enumerate(written):
        with lives.on(ago) as db:
            submission = LetterSubmission(words, lives.token())
            letter_id = letters.write(db, by=two[who], between=between, submission=submission)
            if not unopened or place + 1 < len(written):
                letters.mark_opened(db, by=two[1 - who], letter_id=letter_id)
    return letter_id


def keep(lives: Lives, person: Viewer, letter_id: int, line: int, *, ago: int) -> None:
    """A sentence of a letter becomes a strength of the person's."""
    with lives.on(ago) as db:
        keep_from_letter.keep_strength(db, by=person, letter_id=letter_id, line=line)


def of_circle(lives: Lives, one: Viewer, other: Viewer) -> Between:
    """By the connection of these two."""
    of_the_two = or_(CircleLink.inviter_id == one.person_id, CircleLink.invitee_id == one.person_id)
    with lives.on(1) as db:
        other_of = or_(CircleLink.inviter_id == other.person_id, CircleLink.invitee_id == other.person_id)
        link_id = db.scalars(select(CircleLink.id).where(of_the_two, other_of)).one()
    return Between(Through.CIRCLE, link_id)
