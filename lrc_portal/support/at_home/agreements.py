"""What two people of a circle agreed at home: offered by one, answered by the other, ended by either.

Each writes what they themselves do and what they wish of the other; nobody writes for the other, and no
words are changed once they are offered. What both agreed on stands until they agree on a newer version, or
one of them ends it. Both read each version for good, also once it has ended; nobody else reads any.
"""

from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from lrc_portal import access, acting, clock, limits, relationships
from lrc_portal.acting import NotHere, Permission, Viewer
from lrc_portal.database.models import CircleLink, HomeAgreement, HomeWords
from lrc_portal.database.portable import at_most, spend
from lrc_portal.database.room import require_room
from lrc_portal.record.validation import text_problems, tidy
from lrc_portal.sharing import trace
from lrc_portal.support.at_home.agreement_views import Part, later_version, stands
from lrc_portal.versions import require_unchanged, version_of
from lrc_portal.vocabulary import Act, NoteState, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

LENGTH = 1000
"""So many characters of one kind: what fits on a page that is read on a hard day."""
FIELDS = ("hard_does", "hard_wishes", "good_does", "good_wishes")

ANSWERED = mark("You have answered this already.")
NEWER = mark("There is a newer version of this. Answer that one.")
OVER = mark("This has ended, so there is nothing to answer any more.")
ANSWERED_BY_THEM = mark("They have answered it already, so it cannot be taken back any more.")
THEIRS_FIRST = mark("They have offered something that waits for you. Answer that first.")
UNCHANGED = problem("hard_does", "Nothing is different yet. Write what is new, or leave it with “Not now”.")


@dataclass(frozen=True)
class OfferSubmission:
    """One's own part of a new version; `version` is that of what stood between the two when it was begun."""

    other_id: int
    part: Part
    token: str = ""
    version: str | None = None

    def problems(self) -> list[Problem]:
        found = part_problems(self.part)
        if not found and self.part.kept.is_empty:
            found.append(problem("hard_does", "Write a few words in one of these fields."))
        return found


@dataclass(frozen=True)
class AnswerSubmission:
    """Agreed, with one's own part beside theirs; or how one sees it, which stands beside theirs too."""

    agree: bool
    part: Part = Part()
    account: str = ""
    token: str = ""

    def problems(self) -> list[Problem]:
        account = text_problems("account", self.account, most=LENGTH, needed=not self.agree)
        return part_problems(self.part) + account


def part_problems(part: Part) -> list[Problem]:
    """Which of the four texts is too long."""
    return [
        found
        for field, text in zip(FIELDS, part.texts, strict=True)
        for found in text_problems(field, text, most=LENGTH)
    ]


def offer(db: Session, *, by: Viewer, submission: OfferSubmission) -> int:
    """Offer the other a first version, or a new one. An own offer that waits still gives way to it.

    Raises `NotAllowed`, `NotHere` for somebody who is not in the circle, `Invalid`, also where no word is
    different, `AlreadySaved`, `ChangedMeanwhile`; `Refused` where an offer of the other's waits for an
    answer. Returns its id.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    link = _held_link(db, by, submission.other_id)
    if found := submission.problems():
        raise Invalid(found)
    spend(db, by.person_id, submission.token)
    newest = db.scalar(
        select(HomeAgreement)
        .where(HomeAgreement.link_id == link.id, HomeAgreement.ended_at.is_(None))
        .order_by(HomeAgreement.id.desc())
        .limit(at_most(1))
    )
    now = [(newest.id, newest.state.value)] if newest else []
    require_unchanged(submission.version, version_of(*now))
    if newest and newest.state is NoteState.OFFERED and newest.author_id != by.person_id:
        raise Refused(THEIRS_FIRST)
    if newest and _says_the_same(db, by, newest, submission.part):
        raise Invalid([UNCHANGED])
    require_room(db, limits.HOME_VERSIONS, HomeAgreement, HomeAgreement.link_id == link.id)
    row = HomeAgreement(
        author_id=by.person_id,
        other_id=submission.other_id,
        link_id=link.id,
        state=NoteState.OFFERED,
        offered_at=clock.now(),
    )
    db.add(row)
    db.flush()
    _write(db, by, row, submission.part)
    _leave_traces(db, by, row, Act.OFFERED)
    return row.id


def answer(db: Session, *, by: Viewer, agreement_id: int, submission: AnswerSubmission) -> None:
    """As the one to whom it was offered: agree with it, or say how one sees it.

    Raises `NotAllowed`, `NotHere`, `Invalid`, `AlreadySaved`; `Refused` where it was answered, has ended, or
    a newer one waits.
    """
    acting.require(by, Permission.KEEP_A_RECORD)
    if found := submission.problems():
        raise Invalid(found)
    mine = (
        HomeAgreement.id == agreement_id,
        relationships.is_own(by, HomeAgreement.other_id),
        access.readable(by, HomeAgreement),
    )
    # Whatever the two do, they do it one after the other: the second finds what the first did.
    of_these = CircleLink.id.in_(select(HomeAgreement.link_id).where(*mine))
    db.execute(select(CircleLink.id).where(of_these).with_for_update())
    row = db.scalar(select(HomeAgreement).where(*mine).with_for_update())
    if row is None:
        raise NotHere
    spend(db, by.person_id, submission.token)
    this = HomeAgreement.id == row.id
    if not db.scalar(select(exists().where(this, stands()))):
        raise Refused(OVER)
    if row.state is not NoteState.OFFERED:
        raise Refused(ANSWERED)
    if db.scalar(select(exists().where(this, later_version()))):
        raise Refused(NEWER)
    row.state = NoteState.AGREED if submission.agree else NoteState.DIFFERING
    row.answered_at = clock.now()
    _write(db, by, row, submission.part, tidy(submission.account))
    _leave_traces(db, by, row, Act.ANSWERED)


def take_back(db: Session, *, by: Viewer, agreement_id: int) -> None:
    """Take back an own offer that waits still; what both agreed on before goes on standing.

    Those of one's own that gave way to it end with it, so that none of them waits once more. Raises
    `NotHere`, also where it has ended or gave way to a newer one; `Refused` where it was answered.
    """
    acting.require_oneself(by)
    mine = (
        HomeAgreement.id == agreement_id,
        relationships.is_own(by, HomeAgreement.author_id),
        access.readable(by, HomeAgreement),
    )
    of_these = CircleLink.id.in_(select(HomeAgreement.link_id).where(*mine))
    db.execute(select(CircleLink.id).where(of_these).with_for_update())
    row = db.scalar(select(HomeAgreement).where(*mine, stands(), ~later_version()).with_for_update())
    if row is None:
        raise NotHere
    if row.state is not NoteState.OFFERED:
        raise Refused(ANSWERED_BY_THEM)
    db.execute(
        update(HomeAgreement)
        .where(
            HomeAgreement.link_id == row.link_id,
            HomeAgreement.author_id == row.author_id,
            HomeAgreement.state == NoteState.OFFERED,
            HomeAgreement.ended_at.is_(None),
        )
        .values(ended_at=clock.now(), ended_by_id=by.person_id)
    )
    _leave_traces(db, by, row, Act.TOOK_BACK)


def end(db: Session, *, by: Viewer, other_id: int) -> None:
    """End what stands between the two, in one step and without a reason. Both go on reading it as ended.

    Raises `NotHere` where nothing stands.
    """
    acting.require_oneself(by)
    link = _held_link(db, by, other_id)
    standing = select(HomeAgreement.id).where(
        HomeAgreement.link_id == link.id, HomeAgreement.ended_at.is_(None)
    )
    newest = db.scalar(standing.order_by(HomeAgreement.id.desc()).limit(at_most(1)))
    if newest is None:
        raise NotHere
    db.execute(
        update(HomeAgreement)
        .where(HomeAgreement.link_id == link.id, HomeAgreement.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by_id=by.person_id)
    )
    _leave_traces(db, by, db.get_one(HomeAgreement, newest), Act.ENDED)


def _held_link(db: Session, by: Viewer, other_id: int) -> CircleLink:
    """The connection of the two, held until the end: of two offers at once the second finds the first."""
    connected = relationships.connects(by, other_id)
    found = db.scalar(
        select(CircleLink).where(connected).order_by(CircleLink.id).limit(at_most(1)).with_for_update()
    )
    if found is None:
        raise NotHere
    return found


def _says_the_same(db: Session, by: Viewer, row: HomeAgreement, part: Part) -> bool:
    """Whether this version has these words of theirs already.

    Not where the two see it differently: to offer the same once more is how the other can say yes after all.
    """
    if row.state is NoteState.DIFFERING:
        return False
    words = db.scalar(
        select(HomeWords).where(HomeWords.agreement_id == row.id, HomeWords.person_id == by.person_id)
    )
    return words is not None and part.kept == Part(*(getattr(words, field) for field in FIELDS))


def _write(db: Session, by: Viewer, row: HomeAgreement, part: Part, account: str | None = None) -> None:
    """Somebody's own words in this version, where there are any."""
    kept = part.kept
    if kept.is_empty and account is None:
        return
    texts = dict(zip(FIELDS, kept.texts, strict=True))
    db.add(HomeWords(agreement_id=row.id, person_id=by.person_id, account=account, **texts))
    db.flush()


def _leave_traces(db: Session, by: Viewer, row: HomeAgreement, act: Act) -> None:
    """It belongs to both, so both read what was done."""
    for owner_id in (row.author_id, row.other_id):
        trace.leave(db, by=by, owner_id=owner_id, act=act, subject=Subject.HOME_AGREEMENT, subject_id=row.id)
