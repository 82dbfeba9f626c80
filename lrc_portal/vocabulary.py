"""The words of the portal: elements, facets, roles, kinds and states. Words and nothing else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Role(StrEnum):
    """What a person is here. One person can hold several."""

    MEMBER = "member"
    FAMILY = "family"
    PEER_WORKER = "peer_worker"
    COORDINATOR = "coordinator"


KEEPS_A_RECORD = frozenset({Role.MEMBER, Role.FAMILY})
WORKS_HERE = frozenset({Role.PEER_WORKER, Role.COORDINATOR})


class Element(StrEnum):
    """The three elements of recovery, as the founding text names them."""

    SOBRIETY = "sobriety"
    HEALTH = "health"
    REINTEGRATION = "reintegration"


class Facet(StrEnum):
    """One question of a check-in, answered 0 to 10 or left out. Also a column of `check_in`."""

    SOBRIETY = "sobriety"
    PHYSICAL = "physical"
    EMOTIONAL = "emotional"
    RELATIONAL = "relational"
    COMMUNITY = "community"
    PARTICIPATION = "participation"


FACETS: dict[Element, tuple[Facet, ...]] = {
    Element.SOBRIETY: (Facet.SOBRIETY,),
    Element.HEALTH: (Facet.PHYSICAL, Facet.EMOTIONAL, Facet.RELATIONAL),
    Element.REINTEGRATION: (Facet.COMMUNITY, Facet.PARTICIPATION),
}
ELEMENT_OF: dict[Facet, Element] = {facet: element for element, facets in FACETS.items() for facet in facets}
Asked: TypeAlias = Facet | Element
"""What a check-in asks: a facet, or an element as a whole."""
AS_A_WHOLE = tuple(element for element, facets in FACETS.items() if len(facets) > 1)
"""The elements that are asked as a whole beside their facets; an element of one facet is asked by that."""
FIRST_ASKED: dict[Element, Asked] = {
    element: element if element in AS_A_WHOLE else facets[0] for element, facets in FACETS.items()
}
"""What a check-in asks first about each element."""
ASKED: tuple[Asked, ...] = (*Facet, *AS_A_WHOLE)
"""All that a check-in asks. Each is a column of `check_in`."""
LOWEST, HIGHEST = 0, 10
STEPS = (1, 3, 5, 7, 9)
"""An answer can be given in five steps; these numbers are kept for them."""


def step_of(value: int) -> int:
    """The step that a number from 0 to 10 belongs to: two numbers to each, three to the last."""
    return STEPS[min(value // 2, len(STEPS) - 1)]


def steps_around(stands: int | None) -> list[int]:
    """A number for each step; for the step of what `stands` already, that very number."""
    if stands is None:
        return list(STEPS)
    return [stands if step == step_of(stands) else step for step in STEPS]


def element_of(asked: Asked) -> Element:
    """The element that a check-in asks about with this."""
    return asked if isinstance(asked, Element) else ELEMENT_OF[asked]


class PursuitKind(StrEnum):
    SUBSTANCE = "substance"
    DRUG = "drug"
    BEHAVIOUR = "behaviour"


class Aim(StrEnum):
    ABSTINENCE = "abstinence"
    WORKING_TOWARDS = "working_towards"


FEWEST_FREE_DAYS, DAYS_A_WEEK = 1, 7
"""What somebody who works towards abstinence can aim for: so many free days a week."""


class PursuitDay(StrEnum):
    """One pursuit's answer for one day; no answer is no row."""

    FREE = "free"
    USED = "used"


class MeasureKind(StrEnum):
    """How a person answers what they follow: 0 to 10, a number, yes or no, or in one of their own words."""

    SCALE = "scale"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"


class Direction(StrEnum):
    """What is good for whoever follows it: more of it, less of it, or neither."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


LARGEST_ANSWER = 1_000_000
"""As far as a number goes that somebody follows; it begins at 0."""
FEWEST_CHOICES, MOST_CHOICES = 2, 6
"""So many answers in own words one measure offers."""


class StrengthPlace(StrEnum):
    """Where a strength lives: in the person, in their people, in their community."""

    SELF = "self"
    PEOPLE = "people"
    COMMUNITY = "community"


class StrengthState(StrEnum):
    """An own strength is `kept` from the start; one that somebody else noticed is `offered` first."""

    OFFERED = "offered"
    KEPT = "kept"
    DECLINED = "declined"


class WayState(StrEnum):
    """An own way that helps is `kept` from the start; one that somebody else noticed is `offered` first."""

    OFFERED = "offered"
    KEPT = "kept"
    DECLINED = "declined"


class GoalState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    CHANGED = "changed"
    LET_GO = "let_go"


class MomentKind(StrEnum):
    MILESTONE = "milestone"
    CONTRIBUTION = "contribution"
    HARD_DAY = "hard_day"


class Content(StrEnum):
    """What one share names: one kind of content."""

    STRENGTHS = "strengths"
    GOALS = "goals"
    SOBRIETY = "sobriety"
    HEALTH = "health"
    REINTEGRATION = "reintegration"
    PLAN = "plan"
    NOTES = "notes"


ONLY_WORDS = frozenset({Content.STRENGTHS, Content.NOTES, Content.PLAN})
"""Kinds that are nothing but words: they are shared whole or not at all."""


class Through(StrEnum):
    """By which of the two ways a share reaches somebody: the circle, or a pairing."""

    CIRCLE = "circle"
    PAIRING = "pairing"


CONTENT_OF: dict[Element, Content] = {
    Element.SOBRIETY: Content.SOBRIETY,
    Element.HEALTH: Content.HEALTH,
    Element.REINTEGRATION: Content.REINTEGRATION,
}


class MeetingKind(StrEnum):
    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    FAMILY = "family"
    PHONE = "phone"
    PROFESSIONAL_LED = "professional_led"


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


class PairingState(StrEnum):
    """Where a pairing stands. Worked out from its row and the day, never written down."""

    ASKED = "asked"
    """Proposed, and not both have said yes."""
    NOT_BEGUN = "not_begun"
    """It was asked, and is not open any more."""
    TRIED = "tried"
    """A first meeting, to see whether they walk on together."""
    WALKING = "walking"
    LEAVING = "leaving"
    """Under way up to a last day that was said."""
    RUN_OUT = "run_out"
    """The last day has passed. It is over; somebody can still be suggested to follow."""
    CLOSED = "closed"
    """Somebody ended it, or whoever followed began."""


LIVE_PAIRINGS = frozenset({PairingState.TRIED, PairingState.WALKING, PairingState.LEAVING})
"""The two walk together: what was agreed to is seen, meetings are planned, notes are written."""
STANDING_PAIRINGS = LIVE_PAIRINGS | {PairingState.ASKED}
"""The two are paired or asked. Every other state is over."""
UNCLOSED_PAIRINGS = STANDING_PAIRINGS | {PairingState.RUN_OUT}
"""There is something left to say of it: who follows, or that it is put away."""


class Rhythm(StrEnum):
    """How a group or an event comes again: never, every so many weeks, or on such a weekday of each month."""

    ONCE = "once"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MONTHLY_LAST = "monthly_last"


MOST_WEEKS_BETWEEN = 12
"""A group that comes again by weeks does so every week, or every so many at most."""


class ForWhom(StrEnum):
    """Whom something of the community is meant for: a group or an event, a useful thing."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    FAMILY = "family"


class SupervisionKind(StrEnum):
    """How a peer worker and their supervisor met."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    PHONE = "phone"


class NoteState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    AGREED = "agreed"
    DIFFERING = "differing"


ANSWERED_NOTES = (NoteState.AGREED, NoteState.DIFFERING)
"""Read by the other of the two, who agreed or set their own account beside it."""


class LooksIn(StrEnum):
    """How often somebody looks whether there are letters, as they say it of themselves."""

    ABOUT_DAILY = "about_daily"
    SOME_DAYS = "some_days"
    WEEKLY = "weekly"
    WHEN_I_CAN = "when_i_can"


class NotePart(StrEnum):
    """A part of a note that is a list, from whose lines something can be kept. Also a column of `note`."""

    STRENGTHS_NOTICED = "strengths_noticed"
    WE_AGREED = "we_agreed"


class Aid(StrEnum):
    """The four kinds of help that peer support gives, as the founding text names them."""

    EMOTIONAL = "emotional"
    PSYCHOLOGICAL = "psychological"
    SOCIAL = "social"
    INFORMATIONAL = "informational"


class GivingStepKind(StrEnum):
    """What a member does on the way to become a peer worker."""

    TRAINING = "training"
    SUPERVISOR = "supervisor"
    SHADOWED = "shadowed"


class TraitKind(StrEnum):
    """What people can tell of themselves to find each other. Lived experience alone, nothing clinical."""

    AGE_BAND = "age_band"
    GENDER = "gender"
    ETHNICITY = "ethnicity"
    LANGUAGES = "languages"
    RECOVERING_FROM = "recovering_from"
    LIVING_WITH = "living_with"
    PARENT = "parent"
    FAITH = "faith"
    AREA = "area"


class Telling(StrEnum):
    """Who knows of a trait: nobody, the order in which peer workers are listed, or people here."""

    NOT_TOLD = "not_told"
    MATCHING = "matching"
    SHOWN = "shown"


TRAIT_CHOICES: dict[TraitKind, tuple[str, ...]] = {
    TraitKind.AGE_BAND: ("18_to_24", "25_to_34", "35_to_44", "45_to_54", "55_to_64", "65_on"),
    TraitKind.GENDER: ("woman", "man", "non_binary"),
    TraitKind.LANGUAGES: ("english", "welsh", "bsl", "arabic", "bengali", "polish", "somali", "urdu"),
    TraitKind.RECOVERING_FROM: ("alcohol", "drugs", "tablets", "gambling", "somebody_close"),
    TraitKind.LIVING_WITH: ("yes",),
    TraitKind.PARENT: ("yes",),
}
"""The short lists of some kinds; other kinds have words of one's own alone."""
TRAITS_IN_OWN_WORDS = frozenset(TraitKind) - {TraitKind.AGE_BAND, TraitKind.LIVING_WITH, TraitKind.PARENT}
"""Kinds that can be said in words of one's own. Living with another condition never can: no more is asked."""
SEVERAL_TRAITS = frozenset({TraitKind.LANGUAGES, TraitKind.RECOVERING_FROM})
"""Kinds of which somebody can have several."""
MATTERS_A_LITTLE, MATTERS, MATTERS_MUCH = 1, 2, 3


class UsefulKind(StrEnum):
    """What stands on the community's shelf of useful things."""

    PLACE = "place"
    PERSON = "person"
    PAGE = "page"
    PHONE = "phone"
    TEXT = "text"


class ReminderKind(StrEnum):
    """What a reminder by e-mail is for. `CONFIRM` asks whether the address is right."""

    CHECK_IN = "check_in"
    MEETINGS = "meetings"
    DIGEST = "digest"
    CONFIRM = "confirm"


class PasskeyUse(StrEnum):
    """What a passkey is asked for."""

    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    ADD = "add"


class Act(StrEnum):
    """What a trace says was done."""

    LOOKED = "looked"
    ADDED = "added"
    CHANGED = "changed"
    ERASED = "erased"
    SHARED = "shared"
    TOOK_BACK = "took_back"
    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"
    PLANNED = "planned"
    OFFERED = "offered"
    ANSWERED = "answered"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"


class Subject(StrEnum):
    """What a trace is about: the words of `Content`, and what lies beside the record."""

    STRENGTHS = "strengths"
    GOALS = "goals"
    SOBRIETY = "sobriety"
    HEALTH = "health"
    REINTEGRATION = "reintegration"
    NOTES = "notes"
    CHECK_IN = "check_in"
    MOMENT = "moment"
    PURSUIT = "pursuit"
    AGENDA = "agenda"
    MEETING = "meeting"
    CIRCLE = "circle"
    PAIRING = "pairing"
    ABOUT_ME = "about_me"
    GIVING = "giving"
    TRAINING = "training"
    SUPERVISION = "supervision"
    ACCOUNT = "account"
    COMPLAINT = "complaint"
    MEASURE = "measure"
    WHAT_HELPS = "what_helps"
    PLAN = "plan"
    LETTER = "letter"
    HOME_AGREEMENT = "home_agreement"
    EVENT = "event"
    USEFUL_THING = "useful_thing"


class Language(StrEnum):
    """A language that the portal speaks, by its BCP 47 code. English is the key of the others."""

    ENGLISH = "en"
    CYMRAEG = "cy"


@dataclass(frozen=True)
class Spoken:
    """How a language is called in itself, and the locale of its days and lists.

    Where it is not `complete`, sentences may be without translation, and are said in English.
    """

    name: str
    locale: str
    complete: bool = True


LANGUAGES: dict[Language, Spoken] = {
    Language.ENGLISH: Spoken("English", "en_GB"),
    Language.CYMRAEG: Spoken("Cymraeg", "cy"),
}


class Bucket(StrEnum):
    """How many days one point of a chart stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Window(StrEnum):
    """How far back a chart looks."""

    FOUR_WEEKS = "four_weeks"
    THREE_MONTHS = "three_months"
    YEAR = "year"
    ALL = "all"
