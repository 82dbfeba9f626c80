"""What the invented people agreed at home: Mari with Dafydd twice, and what Lowri offers Eleri."""

from lrc_portal.acting import Viewer
from lrc_portal.demo.lives import Lives
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import AnswerSubmission, OfferSubmission

MARI = Part(
    hard_does="I say before tea that it is a hard one.\nI ring Gareth or walk down to the bay.",
    hard_wishes="Ask me once how bad it is. Then let me be.",
    good_does="I cook on Thursdays.",
    good_wishes="Come and hear the choir.",
)
DAFYDD = Part(
    hard_does="I ask once, and put the kettle on.",
    hard_wishes="Tell me if you go out, so I do not drive round looking.",
    good_does="I talk about something else than drink.",
)
MARI_LATER = Part(
    hard_does="I say it when I know it, by text if need be.\nI ring Gareth or walk down to the bay.",
    hard_wishes="Ask me once how bad it is. Then put the radio on.",
    good_does="I cook on Thursdays, and you choose what.",
    good_wishes="Come and hear the choir.",
)
DAFYDD_LATER = Part(
    hard_does="I ask once, put the kettle and the radio on.\nI go to the families on Wednesday either way.",
    hard_wishes="A text when you go out is enough.",
    good_does="I talk about something else than drink.",
    good_wishes="Come fishing, once.",
)
LOWRI = Part(
    hard_does="Rydw i'n mynd am dro ar fy mhen fy hun am awr.\nDydw i ddim yn holi tan ar ôl swper.",
    hard_wishes="Dweud wrtha i yn y bore os yw hi'n ddiwrnod anodd.",
    good_does="Rydw i'n dweud pan wela i rywbeth da.",
    good_wishes="Swper gyda'n gilydd heb y ffôn.",
)


def agree(lives: Lives, one: Viewer, other: Viewer, first: Part, answer: Part, *, ago: int) -> None:
    """One offers, and the other agrees with their own part two days later."""
    offered = offer(lives, one, other, first, ago=ago)
    with lives.on(ago - 2) as db:
        yes = AnswerSubmission(True, answer, token=lives.token())
        agreements.answer(db, by=other, agreement_id=offered, submission=yes)


def offer(lives: Lives, one: Viewer, other: Viewer, part: Part, *, ago: int) -> int:
    """One offers the other a version, which waits."""
    with lives.on(ago) as db:
        submission = OfferSubmission(other.person_id, part, lives.token())
        return agreements.offer(db, by=one, submission=submission)


def settle(lives: Lives, mari: Viewer, dafydd: Viewer, eleri: Viewer, lowri: Viewer) -> None:
    """All of it."""
    agree(lives, mari, dafydd, MARI, DAFYDD, ago=130)
    agree(lives, dafydd, mari, DAFYDD_LATER, MARI_LATER, ago=40)
    offer(lives, lowri, eleri, LOWRI, ago=2)
