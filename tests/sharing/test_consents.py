"""Each consent is given by itself, kept as it was read, and taken back in no more steps than it was given."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CircleLink, Consent, Person, Share, SignInSession, Trait
from lrc_portal.erasing import asking
from lrc_portal.identity import accounts, sessions
from lrc_portal.identity.accounts import NewAccount
from lrc_portal.identity.consent import INVITED
from lrc_portal.reminders import choices
from lrc_portal.reminders.choices import ReminderSubmission
from lrc_portal.settings import Settings
from lrc_portal.sharing import circle, invitations
from lrc_portal.sharing.circle import CONSENT_TO_SHARE, Grant, GrantsSubmission
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import TraitSubmission
from lrc_portal.support.pairings import pairings
from lrc_portal.vocabulary import Content, Language, ReminderKind, Role, Telling, TraitKind
from lrc_portal.words.marks import Invalid
from lrc_portal.words.translator import translator
from tests.people import token
from tests.reminders.conftest import Mailbox, mailbox, with_mail  # noqa: F401
from tests.sharing.house import House, make_house

GOALS = Grant(Content.GOALS)
Step = Callable[[Session, House], object]


@dataclass(frozen=True)
class Yes:
    """A consent: the steps (each one verb, as one press is) that give it and that take it back."""

    give: tuple[Step, ...]
    take_back: tuple[Step, ...]
    stands: Callable[[Session, House], bool]


def _share_of(db: Session, owner: Viewer, viewer: Viewer, content: Content) -> int | None:
    which = (Share.owner_id == owner.person_id, Share.viewer_id == viewer.person_id)
    live = (Share.accepted_at.is_not(None), Share.taken_back_at.is_(None), Share.content == content)
    return db.scalar(select(Share.id).where(*which, *live))


def _tell(db: Session, house: House, telling: Telling) -> None:
    submission = TraitSubmission(TraitKind.AREA, own_words="Ely", telling=telling)
    about_me.tell(db, by=house.mari, submission=submission)


def _told(db: Session, house: House, telling: Telling) -> bool:
    own = (Trait.person_id == house.mari.person_id, Trait.kind == TraitKind.AREA)
    return telling in set(db.scalars(select(Trait.telling).where(*own)))


LOWRI = NewAccount("Lowri at home", "Lowri", "river stone lamp", True, Language.CYMRAEG)


def _lowri(db: Session) -> Viewer:
    """Lowri, who has just signed in."""
    person = accounts.find(db, LOWRI.name)
    assert person is not None
    viewer = Viewer(person.id, frozenset({Role.MEMBER}), person.language)
    sessions.begin(db, by=viewer, device="a test")
    session_id = db.scalar(select(SignInSession.id).where(SignInSession.person_id == person.id))
    return replace(viewer, session_id=session_id)


CONSENTS = {
    "a share in the circle": Yes(
        (
            lambda db, h: circle.give(
                db,
                by=h.mari,
                viewer_id=h.dafydd.person_id,
                submission=GrantsSubmission((Grant(Content.HEALTH), GOALS), token()),
            ),
        ),
        (
            lambda db, h: circle.take_back(
                db, by=h.mari, share_id=_share_of(db, h.mari, h.dafydd, Content.GOALS) or 0
            ),
        ),
        lambda db, h: _share_of(db, h.mari, h.dafydd, Content.GOALS) is not None,
    ),
    "what a peer worker sees": Yes(
        (lambda db, h: pairings.choose_what_is_seen(db, by=h.mari, pairing_id=h.paired, grants=(GOALS,)),),
        (lambda db, h: pairings.choose_what_is_seen(db, by=h.mari, pairing_id=h.paired, grants=()),),
        lambda db, h: _share_of(db, h.mari, h.gareth, Content.GOALS) is not None,
    ),
    "walking with a peer worker": Yes(
        (
            lambda db, h: pairings.accept_as_person(db, by=h.mari, pairing_id=h.asked, grants=(GOALS,)),
            lambda db, h: pairings.accept_as_peer_worker(db, by=h.sian, pairing_id=h.asked),
        ),
        (lambda db, h: pairings.end(db, by=h.mari, pairing_id=h.asked),),
        lambda db, h: _share_of(db, h.mari, h.sian, Content.GOALS) is not None,
    ),
    "being in somebody’s circle": Yes(
        (lambda db, h: invitations.accept(db, by=h.tom, code=h.code),),
        (lambda db, h: circle.leave(db, by=h.tom, other_id=h.mari.person_id),),
        lambda db, h: bool(
            db.scalar(
                select(func.count(CircleLink.id)).where(
                    CircleLink.invitee_id == h.tom.person_id, CircleLink.ended_at.is_(None)
                )
            )
        ),
    ),
    "keeping a record": Yes(
        (lambda db, h: accounts.create(db, LOWRI, roles=(Role.MEMBER,)),),
        (lambda db, h: asking.ask(db, by=_lowri(db)),),
        lambda db, h: bool(
            db.scalar(
                select(func.count(Consent.id))
                .join(Person, Person.id == Consent.person_id)
                .where(Consent.share_id.is_(None), Consent.pairing_id.is_(None), Person.erase_at.is_(None))
            )
        ),
    ),
    "a trait that others see": Yes(
        (lambda db, h: _tell(db, h, Telling.SHOWN),),
        (lambda db, h: _tell(db, h, Telling.NOT_TOLD),),
        lambda db, h: _told(db, h, Telling.SHOWN),
    ),
    "a trait that is used to find each other": Yes(
        (lambda db, h: _tell(db, h, Telling.MATCHING),),
        (lambda db, h: _tell(db, h, Telling.NOT_TOLD),),
        lambda db, h: _told(db, h, Telling.MATCHING),
    ),
}


@pytest.mark.parametrize("name", CONSENTS)
def test_it_stands_only_once_given_alone_and_is_taken_back_in_no_more_steps(
    database: Database, name: str
) -> None:
    yes = CONSENTS[name]
    assert len(yes.take_back) <= len(yes.give)
    with database.writing() as db:
        house = make_house(db)
        stood = {each: other.stands(db, house) for each, other in CONSENTS.items()}
        assert not stood[name], "nothing is agreed to before somebody says so"
        for step in yes.give:
            step(db, house)
            db.flush()
        now = {each: other.stands(db, house) for each, other in CONSENTS.items()}
        assert {each for each in now if now[each] != stood[each]} == {name}, "and nothing beside it"
        for step in yes.take_back:
            step(db, house)
            db.flush()
        assert not yes.stands(db, house)


@pytest.mark.parametrize("language", Language)
def test_a_share_is_kept_with_who_when_which_words_in_which_language_and_what_for(
    sqlite_database: Database, language: Language
) -> None:
    with sqlite_database.writing() as db:
        house = make_house(db)
        mari = Viewer(house.mari.person_id, frozenset({Role.MEMBER}), language)
        submission = GrantsSubmission((Grant(Content.HEALTH), GOALS), token())
        circle.give(db, by=mari, viewer_id=house.dafydd.person_id, submission=submission)
        share_id = _share_of(db, mari, house.dafydd, Content.GOALS)
        kept = db.scalars(select(Consent).where(Consent.share_id == share_id)).one()
        assert (kept.person_id, kept.language) == (mari.person_id, language)
        assert kept.wording == translator(language)(CONSENT_TO_SHARE)
        assert kept.given_at is not None and kept.withdrawn_at is None
        circle.take_back(db, by=mari, share_id=share_id or 0)
        db.refresh(kept)
        assert kept.withdrawn_at is not None


def test_to_keep_a_record_is_agreed_to_once_the_box_is_ticked_and_kept_as_it_was_read(
    sqlite_database: Database,
) -> None:
    with pytest.raises(Invalid), sqlite_database.writing() as db:
        accounts.create(db, replace(LOWRI, agreed=False), roles=(Role.MEMBER,))
    with sqlite_database.writing() as db:
        lowri = accounts.create(db, LOWRI, roles=(Role.MEMBER,))
        kept = db.scalars(select(Consent)).one()
        assert (kept.person_id, kept.language) == (lowri.person_id, Language.CYMRAEG)
        assert kept.wording == INVITED.wording(translator(Language.CYMRAEG))
        assert (kept.share_id, kept.pairing_id, kept.withdrawn_at) == (None, None, None)
        assert kept.given_at is not None


def test_reminders_come_once_chosen_and_confirmed_from_the_mailbox_and_end_in_one_step(
    with_mail: Settings,  # noqa: F811
    sqlite_database: Database,
    mailbox: Mailbox,  # noqa: F811
) -> None:
    with sqlite_database.writing() as db:
        house = make_house(db)
    submission = ReminderSubmission(
        "mari@mailbox.example", frozenset({0}), time(18), frozenset({ReminderKind.CHECK_IN})
    )
    mari = house.mari

    def standing() -> tuple[bool, frozenset[ReminderKind]]:
        [mine] = sqlite_database.read_all(choices.mine(mari))
        return mine.confirmed_at is not None, mine.kinds

    assert standing() == (False, frozenset())
    with pytest.raises(Invalid):
        choices.choose(sqlite_database, by=mari, submission=replace(submission, kinds=frozenset()))
    choices.choose(sqlite_database, by=mari, submission=submission)
    assert standing() == (False, {ReminderKind.CHECK_IN}), "until the mailbox has answered"
    asked = mailbox.link("/reminders/confirm").split("token=")[1].split("&")[0]
    with sqlite_database.writing() as db:
        assert choices.confirm_from_mail(db, asked)
    assert standing() == (True, {ReminderKind.CHECK_IN}), "this kind and no other"
    with sqlite_database.writing() as db:
        choices.end(db, by=mari)
    assert standing() == (False, frozenset())
