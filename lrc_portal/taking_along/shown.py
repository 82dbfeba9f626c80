"""What is taken away, put into words of the person's language: sections of entries for a page to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lrc_portal import clock
from lrc_portal.taking_along.consents import ACTIVE, DRAFT, FhirConsent
from lrc_portal.taking_along.entries import (
    AgendaEntry,
    CheckInEntry,
    GoalEntry,
    HomeEntry,
    MeasureDayEntry,
    MeasureEntry,
    MeEntry,
    MomentEntry,
    NoteEntry,
    OwnEntries,
    PlanEntry,
    PursuitEntry,
    StrengthEntry,
    Taken,
    UsefulEntry,
    WayEntry,
    Work,
)
from lrc_portal.vocabulary import (
    Act,
    Content,
    Direction,
    GivingStepKind,
    MeasureKind,
    PursuitDay,
    StrengthState,
    Subject,
    SupervisionKind,
    TraitKind,
    WayState,
)
from lrc_portal.words import labels, labels_finding
from lrc_portal.words.marks import NO_BREAK, mark
from lrc_portal.words.translator import NO_NAME, Translator


@dataclass(frozen=True)
class Entry:
    """One thing: its head, facts of a line each, and own words, each under what it is."""

    head: str
    facts: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    only_me: bool = False


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `name` is its anchor."""

    name: str
    title: str
    entries: tuple[Entry, ...]


_STATES = {ACTIVE: mark("Open now"), DRAFT: mark("Waits until the other has accepted")}


def sections(t: Translator, taken: Taken) -> list[Section]:
    """All of it, leaving out what there is nothing of."""
    record, others = taken.record, taken.with_others
    said = Own(t, record)
    found = [
        Section("me", t("My account"), tuple(_account(t, taken.me))),
        Section("pursuits", t("What I am in recovery from"), tuple(map(said.pursuit, record.pursuits))),
        Section("measures", t("Things I follow"), tuple(map(said.measure, record.measures))),
        Section("check-ins", t("My days"), tuple(map(said.check_in, reversed(record.check_ins)))),
        Section("strengths", t("My strengths"), tuple(map(said.strength, record.strengths))),
        Section("goals", t("My goals"), tuple(map(said.goal, record.goals))),
        Section("moments", t("Days that mattered"), tuple(map(said.moment, reversed(record.moments)))),
        Section("agenda", t("What I want to talk about"), tuple(map(said.agenda_item, record.agenda))),
        Section("ways", t("What helps me"), tuple(map(said.way, record.ways))),
        Section("plans", t("My plan for a hard day"), tuple(map(said.plan, record.plans))),
        Section("notes", t("Notes"), tuple(_note(t, each) for each in others.notes)),
        Section(
            "meetings",
            t("Meetings"),
            tuple(
                Entry(
                    t.day(each.day),
                    _facts(
                        each.at and t.clock(each.at),
                        labels.meeting_kind(t, each.kind),
                        each.place,
                    ),
                )
                for each in reversed(others.meetings)
            ),
        ),
        Section(
            "letters",
            t("Letters"),
            tuple(
                Entry(
                    t("{by} to {name}, {day}", by=each.by, name=each.to, day=_day(t, each.written_at)),
                    words=_words(("", each.words)),
                )
                for each in reversed(others.letters)
            ),
        ),
        Section(
            "groups-and-events",
            t("Groups and events"),
            tuple(
                Entry(
                    each.title,
                    _facts(
                        t.day(each.there_on or each.day),
                        t("You were there.") if each.there_on else t("You will be there."),
                        each.only_me and t("Only you see this."),
                    ),
                )
                for each in reversed(others.groups_and_events)
            ),
        ),
        Section(
            "pairings",
            t("Peer workers and I"),
            tuple(
                Entry(
                    t("{person} and {peer_worker}", person=each.person, peer_worker=each.peer_worker),
                    _facts(_from_to(t, each.began_at, each.ended_at)),
                )
                for each in others.pairings
            ),
        ),
        Section(
            "circle",
            t("My circle"),
            tuple(
                Entry(each.display_name, _facts(_from_to(t, each.began_at, each.ended_at)))
                for each in others.circle
            ),
        ),
        Section(
            "invitations",
            t("Invitations of mine that are open"),
            tuple(
                Entry(
                    each.meant_for or labels.role(t, each.role),
                    (t("Until {day}", day=t.day(each.last_day)),),
                )
                for each in others.invitations
            ),
        ),
        Section("shares", t("What I share"), tuple(_share(t, each) for each in others.shares)),
        Section("consents", t("What I said yes to"), tuple(_consent(t, each) for each in others.consents)),
        Section("at-home", t("At home"), tuple(_at_home(t, each) for each in others.at_home)),
        Section(
            "traces",
            t("Who looked"),
            tuple(
                Entry(_looked(t, each.by, each.act, each.subject), (_moment(t, each.at),))
                for each in others.traces
            ),
        ),
        Section(
            "complaints",
            t("What I complained of"),
            tuple(
                Entry(
                    _day(t, each.made_at),
                    words=_words(("", each.words), (t("The answer"), each.answer)),
                )
                for each in others.complaints
            ),
        ),
        Section("good-to-know", t("Good to know"), tuple(_useful(t, each) for each in others.good_to_know)),
        Section("work", t("Training and supervision"), tuple(_work(t, taken.work))),
    ]
    return [section for section in found if section.entries]


class Own:
    """Entries of a record in words; what they refer to is looked for in `records`, first in the first."""

    def __init__(self, t: Translator, *records: OwnEntries) -> None:
        self.t = t
        self.names = {each.id: each.name for record in reversed(records) for each in record.pursuits}
        self.measures = {each.id: each for record in reversed(records) for each in record.measures}
        self.strengths = {each.id: each.words for record in reversed(records) for each in record.strengths}

    def pursuit(self, each: PursuitEntry) -> Entry:
        t = self.t
        return Entry(
            each.name,
            _facts(
                labels.pursuit_kind(t, each.kind),
                labels.aim(t, each.aim),
                each.start_day and t("Since {day}", day=t.day(each.start_day)),
                each.put_away_at and t("Put away on {day}", day=_day(t, each.put_away_at)),
            ),
            only_me=each.only_me,
        )

    def measure(self, each: MeasureEntry) -> Entry:
        t = self.t
        return Entry(
            each.name,
            _facts(
                labels.element(t, each.element),
                labels.measure_kind(t, each.kind),
                each.unit,
                each.choices and t.listed([f"“{words}”" for words in each.choices]),
                each.direction is not Direction.NEITHER and labels.direction(t, each.direction),
                each.put_away_at and t("Put away on {day}", day=_day(t, each.put_away_at)),
            ),
            only_me=each.only_me,
        )

    def measured(self, one: MeasureDayEntry) -> str:
        """What was answered to something that is followed."""
        measure, answer = self.measures[one.measure], one.answer
        if measure.kind is MeasureKind.YES_NO:
            answer = self.t("No") if answer == "0" else self.t("Yes")
        return f"{measure.name}:{NO_BREAK}{answer} {measure.unit or ''}".strip()

    def check_in(self, each: CheckInEntry) -> Entry:
        t = self.t
        pursuits = [(self.names[one.pursuit], one.answer) for one in each.pursuits]
        helped = [
            (t("What helped me come back"), one.what_helped)
            for one in each.pursuits
            if one.answer is PursuitDay.USED
        ]
        return Entry(
            t.day(each.day),
            (
                *labels.answers_of_day(t, dict(each.answers), pursuits, numbers=True),
                *map(self.measured, each.measures),
            ),
            _words(("", each.words), *helped),
            each.only_me,
        )

    def strength(self, each: StrengthEntry) -> Entry:
        t = self.t
        return Entry(
            each.words,
            _facts(
                labels.strength_place(t, each.place),
                each.noticed_by and t("Noticed by {name}", name=each.noticed_by),
                each.state is StrengthState.OFFERED and t("Not answered yet"),
                each.state is StrengthState.DECLINED and t("Not kept"),
                _day(t, each.created_at),
            ),
            only_me=each.only_me,
        )

    def goal(self, goal: GoalEntry) -> Entry:
        t = self.t
        state = labels.goal_state(t, goal.state)
        steps: list[tuple[str, str | None]] = []
        for step in goal.steps:
            done = t("A step, done on {day}", day=t.day(step.done_on)) if step.done_on else t("A step")
            steps += [(done, step.words), (t("What was done"), step.what_was_done)]
        return Entry(
            goal.title,
            _facts(
                labels.element(t, goal.element),
                t("Set on {day}", day=t.day(goal.set_on)),
                goal.ended_on and t("{state} on {day}", state=state, day=t.day(goal.ended_on)),
                *(self.strengths[each.strength] for each in goal.strengths),
            ),
            _words((t("Why"), goal.why), *steps, (t("How it ended"), goal.ending)),
            goal.only_me,
        )

    def moment(self, each: MomentEntry) -> Entry:
        t = self.t
        return Entry(
            t.day(each.day),
            (labels.moment_kind(t, each.kind), labels.element(t, each.element)),
            _words(("", each.words)),
            each.only_me,
        )

    def agenda_item(self, each: AgendaEntry) -> Entry:
        t = self.t
        return Entry(
            _day(t, each.created_at),
            _facts(each.talked_on and t("Talked about on {day}", day=t.day(each.talked_on))),
            _words(("", each.words)),
        )

    def way(self, each: WayEntry) -> Entry:
        t = self.t
        return Entry(
            each.words,
            _facts(
                each.in_plan and t("In my plan"),
                each.noticed_by and t("Noticed by {name}", name=each.noticed_by),
                each.state is WayState.OFFERED and t("Not answered yet"),
                each.state is WayState.DECLINED and t("Not kept"),
                each.put_away_at and t("Put away on {day}", day=_day(t, each.put_away_at)),
                each.used_on and t("Used on: {days}", days=t.listed([t.day(day) for day in each.used_on])),
            ),
            only_me=each.only_me,
        )

    def plan(self, each: PlanEntry) -> Entry:
        t = self.t
        calls = [" ".join(filter(None, (call.called, call.number))) for call in each.calls]
        return Entry(
            _day(t, each.created_at),
            words=_words(
                (t("How I notice"), each.how_i_notice),
                (t("Who I call"), "\n".join(calls)),
                (t("What I tell myself"), each.tell_myself),
                (t("Where I feel safe"), each.where_safe),
            ),
        )


def _facts(*said: object) -> tuple[str, ...]:
    return tuple(str(each) for each in said if each)


def _words(*said: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((head, words) for head, words in said if words)


def _day(t: Translator, moment: datetime) -> str:
    return t.day(clock.local(moment).date())


def _moment(t: Translator, moment: datetime) -> str:
    at = clock.local(moment)
    return t("{day} at {time}", day=t.day(at.date()), time=t.clock(at))


def _from_to(t: Translator, began: datetime | None, ended: datetime | None) -> str:
    if began is None:
        return ""
    if ended is None:
        return t("Since {day}", day=_day(t, began))
    return t("{first} to {last}", first=_day(t, began), last=_day(t, ended))


def _note(t: Translator, note: NoteEntry) -> Entry:
    def parts(each: NoteEntry) -> Iterator[tuple[str, str | None]]:
        yield t("What we talked about"), each.talked_about
        yield t("Strengths noticed"), each.strengths_noticed
        yield t("What we agreed"), each.we_agreed
        yield t("In {name}’s own words", name=each.other), each.own_account

    told = list(parts(note))
    for earlier in note.earlier:
        told += [(f"{t('An earlier version')} · {head}", words) for head, words in parts(earlier)]
    return Entry(
        t.day(note.day),
        _facts(
            labels.note_state(t, note.state),
            labels.meeting_kind(t, note.kind),
            t("Written by {name}", name=note.author),
            *(labels.element(t, each) for each in note.elements),
            note.aids and t.listed([labels.aid(t, each) for each in note.aids], ours=True),
        ),
        _words(*told),
    )


def _at_home(t: Translator, each: HomeEntry) -> Entry:
    who = each.with_whom or t(NO_NAME)
    does, wishes = t("What {name} does", name=who), t("What {name} would like from you", name=who)
    hard, good = t("On a hard day"), t("On a good day")
    return Entry(
        who,
        _facts(
            _day(t, each.offered_at),
            labels.note_state(t, each.state),
            each.is_over and t("Over"),
        ),
        _words(
            (f"{hard} · {t('What you do')}", each.i_do_on_a_hard_day),
            (f"{hard} · {does}", each.they_do_on_a_hard_day),
            (f"{hard} · {t('What you would like from {name}', name=who)}", each.i_wish_on_a_hard_day),
            (f"{hard} · {wishes}", each.they_wish_on_a_hard_day),
            (f"{good} · {t('What you do')}", each.i_do_on_a_good_day),
            (f"{good} · {does}", each.they_do_on_a_good_day),
            (f"{good} · {t('What you would like from {name}', name=who)}", each.i_wish_on_a_good_day),
            (f"{good} · {wishes}", each.they_wish_on_a_good_day),
            (t("How you see it"), each.how_i_see_it),
            (t("How {name} sees it", name=who), each.how_they_see_it),
        ),
    )


def _share(t: Translator, share: FhirConsent) -> Entry:
    kinds, words = share.provision[0].code
    period = share.period
    when = (
        t("{first} to {last}", first=t.day(period.start), last=t.day(period.end))
        if period.end
        else t("Since {day}", day=t.day(period.start))
    )
    return Entry(
        share.grantee[0].display,
        _facts(
            labels.content(t, Content(kinds.text)),
            t("With own words") if words.text == "with-own-words" else t("Without own words"),
            when,
            t(_STATES[share.status]) if share.status in _STATES else t("Over"),
        ),
    )


def _consent(t: Translator, consent: FhirConsent) -> Entry:
    [sentence] = consent.sourceAttachment
    period = consent.period
    return Entry(
        t("Given on {day}", day=t.day(period.start)),
        _facts(period.end and t("taken back on {day}", day=t.day(period.end))),
        _words(("", sentence.title)),
    )


def _looked(t: Translator, by: str | None, act: str, subject: str) -> str:
    who = by or t("Somebody whose account is erased")
    if act == Act.LOOKED:
        return t("{name} looked at {what}", name=who, what=labels.of_yours(t, Subject(subject)))
    return t("{name} changed something: {what}", name=who, what=labels.subject(t, Subject(subject)))


def _useful(t: Translator, each: UsefulEntry) -> Entry:
    day = _day(t, each.since)
    said = (
        t("Passed on by {name} on {day}", name=each.by, day=day) if each.by else t("Kept on {day}", day=day)
    )
    return Entry(each.title, _facts(each.phone, each.web, said), _words(("", each.words)))


def _account(t: Translator, me: MeEntry) -> Iterable[Entry]:
    yield Entry(
        me.display_name,
        _facts(
            me.name and t("Name to sign in with: {name}", name=me.name),
            me.known_by and t("What coordinators know me by: {words}", words=me.known_by),
            t.listed([labels.role(t, each) for each in me.roles], ours=True),
            *(each.service for each in me.services),
        ),
    )
    telling = [
        f"{labels_finding.kind(t, each.kind)}: "
        + t.listed([labels_finding.value(t, each.kind, value, value) for value in each.values])
        + f" ({labels_finding.telling(t, each.telling)})"
        for each in me.traits
        if each.values
    ]
    matters = [
        f"{labels_finding.kind(t, TraitKind(kind))}: {labels_finding.weight(t, weight)}"
        for kind, weight in me.what_matters.items()
    ]
    if me.about_me or telling or matters:
        yield Entry(t("What I tell of myself"), (*telling, *matters), _words(("", me.about_me)))
    if me.areas:
        yield Entry(t("What I want to look at next time"), tuple(labels.facet(t, each) for each in me.areas))
    if me.reminder:
        yield Entry(t("Reminders"), (me.reminder.address, t.clock(me.reminder.at)))
    if me.begun_and_not_saved:
        yield Entry(
            t("Begun and not saved yet"), words=_words(*(("", each) for each in me.begun_and_not_saved))
        )
    if me.signed_in:
        yield Entry(
            t("Where I am signed in"),
            tuple(
                t(
                    "{browser}, last used on {day}",
                    browser=each.browser or t("A browser"),
                    day=_day(t, each.last_used_at),
                )
                for each in me.signed_in
            ),
        )


def _work(t: Translator, work: Work) -> Iterable[Entry]:
    for training in work.trainings:
        days = (t.day(training.done_on), t("Counts until {day}", day=t.day(training.valid_until)))
        yield Entry(training.what, days)
    for each in work.supervisions:
        kind = labels.supervision_kind(t, SupervisionKind(each.kind))
        yield Entry(t("Supervision"), _facts(t.day(each.day), kind, each.booked and t("Booked")))
    for reflection in work.reflections:
        yield Entry(t.day(reflection.day), (reflection.supervisor,), _words(("", reflection.words)))
    for step in work.way_to_giving:
        named = labels.giving_step(t, GivingStepKind(step.kind))
        yield Entry(named, _facts(t.day(step.done_on), step.supervisor))
