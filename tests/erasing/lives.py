"""A house in which every column that names a person names somebody who will be erased, with markers."""

from dataclasses import dataclass
from datetime import time, timedelta

from sqlalchemy import Table, exists, insert, select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.database.encrypted import EncryptedText, lookup_hash
from lrc_portal.database.models import (
    Attendance,
    Base,
    CircleLink,
    CodeApp,
    Consent,
    GivingStep,
    HeldUpload,
    KnownDevice,
    Meeting,
    Pairing,
    Passkey,
    PasskeyChallenge,
    Person,
    PersonRole,
    ProviderAccount,
    PursuitAnswer,
    RecoveryCode,
    Reminder,
    ReminderSent,
    RoleLaidDown,
    SignInSession,
    SignInTry,
    SpareCode,
    SpentToken,
    Supervises,
    Supervision,
    UnsavedWords,
)
from lrc_portal.erasing.fates import FATES, Fate, columns, names_a_person
from lrc_portal.identity import names
from lrc_portal.record import measures, noticing
from lrc_portal.record.noticing import NoticeSubmission
from lrc_portal.sharing import circle
from lrc_portal.support.at_home import agreements
from lrc_portal.support.at_home.agreement_views import Part
from lrc_portal.support.at_home.agreements import OfferSubmission
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import ComplaintSubmission
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import TraitSubmission
from lrc_portal.support.giving import applications
from lrc_portal.support.good_to_know import help_now, passing_on
from lrc_portal.support.letters import keep_from_letter, letters
from lrc_portal.support.letters.letters import Between, LetterSubmission
from lrc_portal.support.meetings import areas
from lrc_portal.support.notes import notes
from lrc_portal.support.notes.notes import AnswerSubmission
from lrc_portal.support.supervision import entries, reflections
from lrc_portal.support.supervision.entries import TrainingSubmission
from lrc_portal.support.supervision.reflections import ReflectionSubmission
from lrc_portal.support.whats_on import events, feeds
from lrc_portal.vocabulary import (
    Facet,
    Language,
    LooksIn,
    MeasureKind,
    PasskeyUse,
    PursuitDay,
    ReminderKind,
    Role,
    SupervisionKind,
    Telling,
    Through,
    TraitKind,
)
from tests import people
from tests.people import token
from tests.record import following
from tests.sharing.house import HEALTH, House, make_house, note
from tests.support import on_the_shelf
from tests.whats_on.happening import in_weeks, put_on

AREA = TraitSubmission(TraitKind.AREA, own_words="Ely", telling=Telling.SHOWN)
TABLES: dict[str, Table] = dict(Base.metadata.tables)


@dataclass(frozen=True)
class Lives:
    """A house, and whom of it somebody erases: a member, family, a peer worker, a coordinator."""

    house: House
    leaving: tuple[Viewer, ...]


def marker(person: Viewer, place: str = "") -> str:
    """A word that stands in this place of this person's, and nowhere else."""
    return f"zq{person.person_id}q{place.replace('.', '').replace('_', '')}"


def make_lives(db: Session) -> Lives:
    house = make_house(db)
    mari, dafydd, gareth, nia = house.mari, house.dafydd, house.gareth, house.nia
    for owner in (mari, dafydd):
        people.live(db, owner)
        people.what_helps(db, owner)
        areas.choose(db, by=owner, facets=[Facet.EMOTIONAL])
        about_me.weigh(db, by=owner, weights={TraitKind.AREA: 3})
        followed = following.measure("company", MeasureKind.CHOICE, choices=("nobody", "my sister"))
        measures.add(db, by=owner, submission=followed)
    for person in (mari, gareth):
        about_me.tell(db, by=person, submission=AREA)
    notes.answer(db, by=mari, note_id=house.offered, submission=AnswerSubmission(True, "", token()))
    differing = notes.offer(db, by=gareth, submission=note(house.paired, "of both accounts"))
    notes.answer(db, by=mari, note_id=differing, submission=AnswerSubmission(False, "as I saw it", token()))
    applications.finish(db, by=nia, giving_id=house.almost_giving)
    applications.begin(db, by=mari)
    circle.leave(db, by=dafydd, other_id=mari.person_id)
    people.into_circle(db, mari, dafydd, HEALTH)
    noticed = NoticeSubmission("a walk", token(), helps=True)
    noticing.notice(db, by=dafydd, person_id=mari.person_id, submission=noticed)
    _agree_at_home(db, mari, dafydd)
    for peer_worker, supervisor in ((house.sian, gareth), (gareth, nia)):
        named = {"peer_worker_id": peer_worker.person_id, "supervisor_id": supervisor.person_id}
        entries.name_supervisor(db, by=nia, **named)
        for booked in (True, False):
            db.add(
                Supervision(
                    **named,
                    day=clock.today(),
                    kind=SupervisionKind.ONE_TO_ONE,
                    booked=booked,
                    entered_by_id=nia.person_id,
                    created_at=clock.now(),
                )
            )
    _write_letters(db, house)
    leaving = (mari, dafydd, gareth, nia)
    for person, other in zip(leaving, (*leaving[1:], mari), strict=True):
        _comes_in(db, person, other)
    reflections.write(db, by=gareth, submission=ReflectionSubmission("to Nia", token()))
    trained = TrainingSubmission("first aid", clock.today(), clock.today(), token())
    entries.add_training(db, by=nia, peer_worker_id=gareth.person_id, submission=trained)
    for by, coordinator in ((mari, nia), (nia, None)):
        made = complaints.make(db, by=by, submission=ComplaintSubmission("of it", token()))
        if coordinator:
            answered = complaints.AnswerSubmission("so")
            complaints.answer(db, by=coordinator, complaint_id=made, submission=answered)
    thing_id = on_the_shelf.kept_by(db, nia, mari)
    passing_on.pass_on(db, by=gareth, pairing_id=house.paired, thing_id=thing_id)
    help_now.say_checked(db, by=nia, line_id="dan")
    event_id = put_on(db, nia, gareth)
    events.call_off(db, by=nia, event_id=event_id, day=in_weeks(1))
    for person in leaving:
        own = {"person_id": person.person_id, "event_id": event_id, "day": clock.today()}
        marks = {"leader_told": False, "only_me": False, "created_at": clock.now()}
        db.execute(insert(Attendance).values(own | marks))
        feeds.renew(db, by=person)
    _by_all(db, house)
    db.flush()
    for person in leaving:
        _mark(db, person)
    db.expire_all()
    return Lives(house, leaving)


def _write_letters(db: Session, house: House) -> None:
    """Letters to and fro by both ways, and something that was kept of one."""
    link_id = db.scalars(select(CircleLink.id).where(CircleLink.ended_at.is_(None))).one()
    for two, pair in (
        (Between(Through.PAIRING, house.paired), (house.mari, house.gareth)),
        (Between(Through.CIRCLE, link_id), (house.mari, house.dafydd)),
    ):
        for by in pair:
            letters.say_how_often(db, by=by, between=two, looks_in=LooksIn.WEEKLY)
        ids = [
            letters.write(db, by=by, between=two, submission=LetterSubmission("You sing.", token()))
            for by in pair
        ]
        for by in pair:
            letters.mark_opened(db, by=by, letter_id=ids[1])
    keep_from_letter.keep_strength(db, by=house.dafydd, letter_id=ids[0], line=0)


def _agree_at_home(db: Session, mari: Viewer, dafydd: Viewer) -> None:
    """Each offers a version with all it can hold; the first is answered and ended, the second waits."""
    part = Part("rings", "to be asked once", "cooks", "the choir")
    offered = agreements.offer(db, by=dafydd, submission=OfferSubmission(mari.person_id, part, token()))
    differing = agreements.AnswerSubmission(False, part, "as I see it", token())
    agreements.answer(db, by=mari, agreement_id=offered, submission=differing)
    agreements.end(db, by=mari, other_id=dafydd.person_id)
    agreements.offer(db, by=mari, submission=OfferSubmission(dafydd.person_id, part, token()))


def _by_all(db: Session, house: House) -> None:
    """What is left of columns that name whoever did something."""
    nia, gareth = house.nia.person_id, house.gareth.person_id
    soon = clock.now() + timedelta(days=1)
    changed = {"changed_at": clock.now(), "changed_by_id": gareth, "was_day": clock.today()}
    planned = {"was_place": "elsewhere", "place": "here", "planned_by_id": gareth}
    db.execute(update(Meeting).where(Meeting.id == house.meeting).values(**changed, **planned))
    of_rhythm = {"rhythm_proposed_at": soon, "rhythm_proposed_by_id": gareth, "rhythm_proposed_days": 7}
    db.execute(update(Pairing).where(Pairing.id == house.paired).values(**of_rhythm))
    db.execute(update(Pairing).where(Pairing.id == house.leaving).values(leaving_by_id=nia))
    db.execute(update(PersonRole).where(PersonRole.person_id == house.tom.person_id).values(given_by_id=nia))
    db.execute(update(Supervises).where(Supervises.ended_at.is_not(None)).values(ended_by_id=nia))
    returned = {"answer": PursuitDay.USED, "what_helped": "a walk"}
    db.execute(update(PursuitAnswer).values(**returned))
    by_gareth = (GivingStep.giving_id == house.almost_giving, GivingStep.supervisor_id.is_not(None))
    db.execute(update(GivingStep).where(*by_gareth).values(supervisor_id=gareth))
    ended = {"ended_at": clock.now(), "ended_by_id": gareth}
    db.execute(update(Pairing).where(Pairing.id == house.asked).values(**ended))


def _comes_in(db: Session, person: Viewer, other: Viewer) -> None:
    """All the ways to sign in at once, and what is kept for whoever is signed in."""
    own, now, number = {"person_id": person.person_id}, clock.now(), person.person_id
    later = now + timedelta(days=9)
    name = marker(person, "name")
    key = names.key(name)
    db.execute(
        update(Person)
        .where(Person.id == number)
        .values(
            name=name,
            display_name=marker(person, "displayname"),
            known_by=marker(person, "knownby"),
            passphrase_strength="4",
            passphrase_hash="a hash",
            name_key=key,
        )
    )
    kept = {"form": "strength", "field": "words", "turn": "1", "words": "half", "changed_at": now}
    chosen = {"weekdays": 127, "at": time(9), "check_in": True, "meetings": False, "digest": False}
    code = {"offered_at": now, "ends_at": later}
    one = {"address_key": "a key", "made_at": now, "challenge_hash": f"{number}", "use": PasskeyUse.ADD}
    came = {"token_hash": f"t{number}", "device": "", "began_at": now, "last_seen_at": now, "ends_at": later}
    row = dict[str, object]
    rows: dict[type[Base], row] = {
        CodeApp: {"seed": "a seed", "last_counted": 1, "created_at": now},
        SpareCode: {"code_hash": f"s{number}", "created_at": now},
        Passkey: {"name": "phone", "credential_id": f"c{number}", "public_key": "k", "sign_count": 0}
        | {"created_at": now},
        PasskeyChallenge: one,
        RecoveryCode: {"code_hash": f"r{number}", "offered_by_id": other.person_id} | code,
        Reminder: {"address": "a@b", "address_key": "k", "chosen_at": now} | chosen,
        ReminderSent: {"kind": ReminderKind.CHECK_IN, "day": clock.today(), "address_key": "k"}
        | {"token_hash": f"m{number}", "sent_at": now},
        UnsavedWords: kept,
        HeldUpload: {"content": "a file", "held_at": now},
        KnownDevice: {"device_key": f"d{number}", "used_at": now},
        ProviderAccount: {"provider": "p", "issuer": "i", "subject_key": f"{number}", "joined_at": now},
        SpentToken: {"token": f"spent {number}", "spent_at": now},
        SignInSession: came | {"provider": "p", "id_token": "a token"},
        RoleLaidDown: {"role": Role.FAMILY, "given_at": now, "laid_down_at": now},
        Consent: {"wording": "I agree.", "language": Language.ENGLISH, "given_at": now},
    }
    for model, values in rows.items():
        db.execute(insert(model).values(own | values))
    for counted in (key, lookup_hash("try", f"own secret {number}")):
        tried = {"name_key": counted, "address_key": "k", "at": now, "succeeded": True}
        db.execute(insert(SignInTry).values(tried))


def of_person(table: Table, person_id: int):
    """The condition that a row is the person's and goes: it names them so, or hangs on what does."""
    named = [name for each, own in columns(Fate.GOES) if each is table for name in own]
    if named:
        found = [table.c[name] == person_id for name in named]
        return found[0] if len(found) == 1 else found[0] | found[1] | found[-1]
    parents = [
        (column, key.column)
        for column in table.columns
        for key in column.foreign_keys
        if key.ondelete == "CASCADE"
    ]
    if not parents:
        return None
    column, there = parents[0]
    inner = of_person(there.table, person_id)
    return None if inner is None else column.in_(select(there).where(inner))


def encrypted() -> set[str]:
    """Every column with words that may be somebody's: of a group they are the community's, and stay."""
    return {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if isinstance(column.type, EncryptedText) and not table.name.startswith("event")
    }


def _mark(db: Session, person: Viewer) -> None:
    """Put markers wherever words stand in rows that are this person's."""
    for place in sorted(encrypted()):
        name, column = place.split(".")
        table = TABLES[name]
        own = of_person(table, person.person_id)
        if name != "person" and own is not None:
            said = {column: marker(person, place)}
            db.execute(update(table).where(own, table.c[column].is_not(None)).values(said))


def found(db: Session, word: str) -> set[str]:
    """In which columns a word stands, of all that can be read with the keys."""
    return {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for row in db.execute(select(table)).mappings()
        for column in table.columns
        if word in str(row[column.name])
    }


def how_many_cells(db: Session) -> int:
    return sum(
        len(table.columns) * len(db.execute(select(*table.primary_key.columns)).all())
        for table in TABLES.values()
    )


def named(db: Session, person: Viewer) -> set[str]:
    """The columns that name this person somewhere."""
    return {
        each
        for table in TABLES.values()
        for each in names_a_person(table)
        if db.scalar(select(exists().where(table.c[each.partition(".")[2]] == person.person_id)))
    }


STAYING = {name for name, fate in FATES.items() if fate is Fate.STAYS}
