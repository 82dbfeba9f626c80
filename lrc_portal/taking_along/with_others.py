"""What stands between a person and others, and their account: read as far as their screens show it."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import NotNullable, and_, case, or_, select

from lrc_portal import access, acting, clock, relationships
from lrc_portal.acting import Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import (
    Attendance,
    CircleLink,
    Consent,
    EventWords,
    Exchange,
    Invitation,
    Letter,
    Meeting,
    Pairing,
    Person,
    Share,
    Trace,
)
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of, tuples_of
from lrc_portal.identity import my_account, providers, sessions, unsaved_words
from lrc_portal.identity.my_account import MyAccount
from lrc_portal.identity.providers import Joined
from lrc_portal.identity.sessions import WhereSignedIn
from lrc_portal.identity.unsaved_words import Found as Unsaved
from lrc_portal.reminders import choices, due
from lrc_portal.reminders.choices import MyReminder
from lrc_portal.sharing import invitations
from lrc_portal.sharing.invitations import InvitationLine
from lrc_portal.support.complaints import complaints
from lrc_portal.support.complaints.complaints import MyComplaint
from lrc_portal.support.finding import about_me
from lrc_portal.support.finding.about_me import AboutPage
from lrc_portal.support.giving import applications
from lrc_portal.support.giving.applications import ApplicationLine
from lrc_portal.support.good_to_know import my_things
from lrc_portal.support.good_to_know.my_things import MyThing
from lrc_portal.support.meetings import areas
from lrc_portal.support.notes import note_views
from lrc_portal.support.notes.note_views import NoteLine
from lrc_portal.support.supervision import reflections, supervision
from lrc_portal.support.supervision.reflections import ReflectionLine
from lrc_portal.support.supervision.supervision import Supervised
from lrc_portal.support.whats_on import feeds
from lrc_portal.support.whats_on.feeds import Feed
from lrc_portal.taking_along import at_home, own_record
from lrc_portal.taking_along.consents import (
    ACTIVE,
    DRAFT,
    INACTIVE,
    FhirConsent,
    SaidYes,
    Shared,
    of_consent,
    of_share,
)
from lrc_portal.taking_along.entries import (
    FORMAT,
    VERSION,
    AttendedEntry,
    CalendarEntry,
    CircleEntry,
    ComplaintEntry,
    GivingStepEntry,
    HomeEntry,
    InvitationEntry,
    JoinedEntry,
    LetterEntry,
    MeEntry,
    MeetingEntry,
    NoteEntry,
    OwnEntries,
    PairingEntry,
    ReflectionEntry,
    ReminderEntry,
    SignedInEntry,
    SupervisionEntry,
    Taken,
    TraceEntry,
    TrainingEntry,
    TraitEntry,
    UsefulEntry,
    WithOthers,
    Work,
)
from lrc_portal.vocabulary import Act, Content, Facet, Language, Subject, TraitKind

EVERYTHING = 1_000_000
"""More than there is of anything: nothing is left out of what somebody takes away."""

_OTHER, _WORKER = alias_of(Person), alias_of(Person)


@dataclass(frozen=True)
class _Found:
    """All of it, as its read queries give it."""

    record: OwnEntries
    account: MyAccount
    where: list[WhereSignedIn]
    joined: list[Joined]
    about: AboutPage
    weights: dict[TraitKind, int]
    areas: tuple[Facet, ...]
    reminder: MyReminder
    unsaved: Unsaved
    meetings: list[MeetingEntry]
    notes: list[NoteLine]
    pairings: list[PairingEntry]
    circle: list[CircleEntry]
    invited: list[InvitationLine]
    shares: list["_ShareRow"]
    consents: list["_ConsentRow"]
    traces: list[TraceEntry]
    supervised: Supervised
    reflected: list[ReflectionLine]
    giving: ApplicationLine | None
    complained: list[MyComplaint]
    letters: list[LetterEntry]
    attended: list[AttendedEntry]
    calendar: Feed | None
    at_home: list[HomeEntry]
    useful: list[MyThing]


def read(database: Database, viewer: Viewer) -> Taken:
    """All that is the viewer's, from one statement. Raises `NotAllowed` in a look through other eyes."""
    acting.require_oneself(viewer)
    found = database.gather(
        _Found,
        record=own_record.read_query(viewer),
        account=my_account.seen(viewer),
        where=sessions.mine(viewer),
        joined=providers.mine(viewer),
        about=about_me.mine(viewer),
        weights=about_me.my_weights(viewer),
        areas=areas.read_query(viewer, viewer.person_id),
        reminder=choices.mine(viewer),
        unsaved=unsaved_words.read_query(viewer),
        meetings=_meetings(viewer),
        notes=note_views.read_query(viewer, person_id=viewer.person_id, most=EVERYTHING),
        pairings=_pairings(viewer),
        circle=_circle(viewer),
        invited=invitations.mine(viewer),
        shares=_shares(viewer),
        consents=_consents(viewer),
        traces=_traces(viewer),
        supervised=supervision.own(viewer, days=EVERYTHING),
        reflected=reflections.mine(viewer),
        giving=applications.mine(viewer),
        complained=complaints.mine(viewer),
        letters=_letters(viewer),
        attended=_attended(viewer),
        calendar=feeds.mine(viewer),
        at_home=at_home.read_query(viewer),
        useful=my_things.read_query(viewer),
    )
    me = found.account.display_name
    return Taken(
        format=FORMAT,
        version=VERSION,
        made_at=clock.now(),
        me=_me(viewer, found),
        record=found.record,
        with_others=WithOthers(
            meetings=tuple(found.meetings),
            notes=tuple(_note(note) for note in found.notes),
            pairings=tuple(found.pairings),
            circle=tuple(found.circle),
            invitations=tuple(
                InvitationEntry(each.meant_for, each.role, each.created_at, each.last_day)
                for each in found.invited
            ),
            shares=tuple(_share(me, row) for row in found.shares),
            consents=tuple(_consent(me, row) for row in found.consents),
            traces=tuple(found.traces),
            complaints=tuple(
                ComplaintEntry(each.made_at, each.words, each.acknowledged_at, each.answer, each.answered_at)
                for each in found.complained
            ),
            letters=tuple(found.letters),
            groups_and_events=tuple(found.attended),
            calendar=_calendar(found.calendar),
            at_home=tuple(found.at_home),
            good_to_know=tuple(_useful(viewer.language, each) for each in found.useful),
        ),
        work=_work(found),
    )


def _calendar(feed: Feed | None) -> CalendarEntry | None:
    return CalendarEntry(feed.with_titles, feed.all_for_me, feed.made_at) if feed else None


def _attended(viewer: Viewer) -> ReadQuery[list[AttendedEntry]]:
    """What the viewer says of dates of groups and events, the earliest first, each by its name."""
    own = relationships.is_own(viewer, Attendance.person_id)
    dates = (
        select(
            Attendance.event_id,
            Attendance.day,
            Attendance.there_on,
            Attendance.leader_told,
            Attendance.only_me,
        )
        .where(own)
        .order_by(Attendance.day, Attendance.id)
    )
    events = select(Attendance.event_id).where(own)
    words = select(EventWords.event_id, EventWords.language, EventWords.title).where(
        EventWords.event_id.in_(events)
    )

    def told(
        dates: list[tuple[int, date, date | None, bool, bool]], words: list[tuple[int, Language, str]]
    ) -> list[AttendedEntry]:
        called: dict[int, str] = {}
        for event_id, language, title in words:
            if language is viewer.language or event_id not in called:
                called[event_id] = title
        return [
            AttendedEntry(called.get(event_id, ""), day, there_on, leader_told, only_me)
            for event_id, day, there_on, leader_told, only_me in dates
        ]

    return ReadQuery(tuples_of(dates), tuples_of(words), read=told)


def _me(viewer: Viewer, found: _Found) -> MeEntry:
    reminder = found.reminder
    return MeEntry(
        name=found.account.name,
        display_name=found.account.display_name,
        known_by=found.account.known_by,
        roles=tuple(sorted(viewer.roles)),
        language=viewer.language.value,
        about_me=found.about.words,
        about_me_shown=found.about.shown,
        traits=tuple(TraitEntry(each.kind, each.values, each.telling) for each in found.about.traits),
        what_matters={kind.value: weight for kind, weight in found.weights.items()},
        areas=found.areas,
        reminder=ReminderEntry(
            reminder.address,
            tuple(sorted(due.as_weekdays(reminder.weekdays))),
            reminder.at,
            tuple(sorted(reminder.kinds)),
            reminder.confirmed_at,
        )
        if reminder.is_chosen
        else None,
        signed_in=tuple(SignedInEntry(each.device, each.last_seen_at) for each in found.where),
        services=tuple(JoinedEntry(each.title, each.joined_at) for each in found.joined),
        begun_and_not_saved=tuple(
            f"{field}: {kept}" if unsaved_words.of_tap(kept) else kept
            for (_form, field), kept in found.unsaved.items()
        ),
    )


def _work(found: _Found) -> Work:
    days = found.supervised
    return Work(
        supervisor=days.supervisor,
        trainings=tuple(TrainingEntry(each.what, each.done_on, each.valid_until) for each in days.trainings),
        supervisions=tuple(
            SupervisionEntry(each.day, each.kind.value, booked)
            for booked, several in ((True, days.booked), (False, days.supervisions))
            for each in several
        ),
        reflections=tuple(ReflectionEntry(each.day, each.supervisor, each.words) for each in found.reflected),
        way_to_giving=tuple(
            GivingStepEntry(step.kind.value, step.done_on, step.supervisor)
            for step in (found.giving.steps if found.giving else ())
        ),
    )


def _note(note: NoteLine) -> NoteEntry:
    plain = {
        each.name: getattr(note, each.name) for each in fields(NoteEntry) if each.name not in {"earlier"}
    }
    return NoteEntry(**plain, earlier=tuple(_note(each) for each in note.earlier))


def _useful(wished: Language, thing: MyThing) -> UsefulEntry:
    language = thing.language(wished)
    return UsefulEntry(
        thing.title(language), thing.words(language), thing.web, thing.phone, thing.since, thing.by
    )


def _meetings(viewer: Viewer) -> ReadQuery[list[MeetingEntry]]:
    mine = (
        select(Meeting.day, Meeting.at, Meeting.kind, Meeting.state, Meeting.place)
        .where(Meeting.person_id == viewer.person_id, access.readable(viewer, Meeting))
        .order_by(Meeting.day, Meeting.id)
    )
    return ReadQuery(rows_of(mine, MeetingEntry))


def _letters(viewer: Viewer) -> ReadQuery[list[LetterEntry]]:
    """What the viewer wrote and received, oldest first, as far as they read it on their page."""
    found = (
        select(
            Letter.written_at,
            (Letter.writer_id == Exchange.person_id).label("by_person"),
            _OTHER.display_name.label("person"),
            _WORKER.display_name.label("other"),
            NotNullable(Letter.words),
        )
        .join(Exchange, Exchange.id == Letter.exchange_id)
        .join(_OTHER, _OTHER.id == Exchange.person_id)
        .join(_WORKER, _WORKER.id == Exchange.other_id)
        .where(access.readable(viewer, Letter), Letter.words.is_not(None))
        .order_by(Letter.id)
    )

    def told(rows: list[tuple[datetime, bool, str | None, str | None, str]]) -> list[LetterEntry]:
        return [
            LetterEntry(written_at, *_by_and_to(by_person, person or "", other or ""), words)
            for written_at, by_person, person, other, words in rows
        ]

    return ReadQuery(tuples_of(found), read=told)


def _by_and_to(by_person: bool, person: str, other: str) -> tuple[str, str]:
    return (person, other) if by_person else (other, person)


def _pairings(viewer: Viewer) -> ReadQuery[list[PairingEntry]]:
    """The viewer's, as either of the two, also those that are over."""
    mine = (
        select(
            _OTHER.display_name.label("person"),
            _WORKER.display_name.label("peer_worker"),
            Pairing.proposed_at,
            Pairing.began_at,
            Pairing.rhythm_days,
            Pairing.last_day,
            Pairing.ended_at,
        )
        .join(_OTHER, _OTHER.id == Pairing.person_id)
        .join(_WORKER, _WORKER.id == Pairing.peer_worker_id)
        .where(relationships.is_in_pairing(viewer))
        .order_by(Pairing.id)
    )

    return ReadQuery(rows_of(mine, _PairingRow), read=lambda rows: [_pairing(row) for row in rows])


@dataclass(frozen=True)
class _PairingRow:
    person: str | None
    peer_worker: str | None
    proposed_at: datetime
    began_at: datetime | None
    rhythm_days: int | None
    last_day: date | None
    ended_at: datetime | None


def _pairing(row: _PairingRow) -> PairingEntry:
    return PairingEntry(
        row.person or "",
        row.peer_worker or "",
        row.proposed_at,
        row.began_at,
        row.rhythm_days,
        row.last_day,
        row.ended_at,
    )


def _circle(viewer: Viewer) -> ReadQuery[list[CircleEntry]]:
    """Who is, or was, in the viewer's circle."""
    me = viewer.person_id
    other = case((CircleLink.inviter_id == me, CircleLink.invitee_id), else_=CircleLink.inviter_id)
    links = (
        select(_OTHER.display_name, CircleLink.began_at, CircleLink.ended_at)
        .join(_OTHER, _OTHER.id == other)
        .where(
            or_(
                relationships.is_own(viewer, CircleLink.inviter_id),
                relationships.is_own(viewer, CircleLink.invitee_id),
            )
        )
        .order_by(CircleLink.id)
    )
    return ReadQuery(
        tuples_of(links),
        read=lambda rows: [CircleEntry(name or "", began, ended) for name, began, ended in rows],
    )


@dataclass(frozen=True)
class _ShareRow:
    id: int
    content: Content
    own_words: bool
    last_day: date | None
    given_at: datetime
    accepted_at: datetime | None
    taken_back_at: datetime | None
    called: str | None
    meant_for: str | None


def _shares(viewer: Viewer) -> ReadQuery[list[_ShareRow]]:
    """What the viewer gives, or gave."""
    given: AnySelect = (
        select(
            Share.id,
            Share.content,
            Share.own_words,
            Share.last_day,
            Share.given_at,
            Share.accepted_at,
            Share.taken_back_at,
            _OTHER.display_name.label("called"),
            Invitation.meant_for,
        )
        .outerjoin(_OTHER, _OTHER.id == Share.viewer_id)
        .outerjoin(
            Invitation, and_(Invitation.id == Share.invitation_id, Invitation.inviter_id == viewer.person_id)
        )
        .where(relationships.is_own(viewer, Share.owner_id))
        .order_by(Share.id)
    )
    return ReadQuery(rows_of(given, _ShareRow))


def _share(me: str, row: _ShareRow) -> FhirConsent:
    given = clock.local(row.given_at).date()
    taken = clock.local(row.taken_back_at).date() if row.taken_back_at else None
    last = min((day for day in (row.last_day, taken) if day), default=None)
    if row.taken_back_at or (row.last_day and row.last_day < clock.today()):
        status = INACTIVE
    else:
        status = ACTIVE if row.accepted_at else DRAFT
    named = lookup_hash("taken along", f"share:{row.id}")[:32]
    whom = row.called or row.meant_for or ""
    # A last day before the first is one that was chosen and never came.
    end = max(given, last) if last else None
    return of_share(me, Shared(named, row.content, row.own_words, whom, given, end, status))


@dataclass(frozen=True)
class _ConsentRow:
    id: int
    wording: str
    language: Language
    given_at: datetime
    withdrawn_at: datetime | None


def _consents(viewer: Viewer) -> ReadQuery[list[_ConsentRow]]:
    said = (
        select(Consent.id, Consent.wording, Consent.language, Consent.given_at, Consent.withdrawn_at)
        .where(relationships.is_own(viewer, Consent.person_id))
        .order_by(Consent.id)
    )
    return ReadQuery(rows_of(said, _ConsentRow))


def _consent(me: str, row: _ConsentRow) -> FhirConsent:
    withdrawn = clock.local(row.withdrawn_at).date() if row.withdrawn_at else None
    named = lookup_hash("taken along", f"consent:{row.id}")[:32]
    given = clock.local(row.given_at).date()
    return of_consent(me, SaidYes(named, row.wording, row.language, given, withdrawn))


@dataclass(frozen=True)
class _TraceRow:
    at: datetime
    display_name: str | None
    act: Act
    subject: Subject
    times: int


def _traces(viewer: Viewer) -> ReadQuery[list[TraceEntry]]:
    """What others did or looked at in the viewer's record, newest first."""
    about = (
        select(Trace.at, Person.display_name, Trace.act, Trace.subject, Trace.times)
        .join(Person, Person.id == Trace.actor_id)
        .where(relationships.is_own(viewer, Trace.owner_id), Trace.actor_id != viewer.person_id)
        .order_by(Trace.at.desc(), Trace.id.desc())
    )

    def told(rows: list[_TraceRow]) -> list[TraceEntry]:
        return [
            TraceEntry(row.at, row.display_name, row.act.value, row.subject.value, row.times) for row in rows
        ]

    return ReadQuery(rows_of(about, _TraceRow), read=told)
