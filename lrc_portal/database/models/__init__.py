"""All tables, so that one import knows the whole schema."""

from lrc_portal.database.models.areas import ChosenArea
from lrc_portal.database.models.at_home import HomeAgreement, HomeWords
from lrc_portal.database.models.base import Base
from lrc_portal.database.models.complaints import Complaint
from lrc_portal.database.models.finding import AboutMe, Trait, TraitWeight
from lrc_portal.database.models.giving import Giving, GivingStep
from lrc_portal.database.models.good_to_know import KeptHelpline, KeptThing, ThingPassedOn, UsefulThing
from lrc_portal.database.models.helping import Plan, PlanCall, Way, WayUse
from lrc_portal.database.models.letters import Exchange, ExchangeSide, Letter, LettersOpened
from lrc_portal.database.models.measures import Measure, MeasureAnswer, MeasureChoice
from lrc_portal.database.models.people import (
    Consent,
    HeldUpload,
    Invitation,
    KnownDevice,
    NameBeginning,
    Person,
    PersonRole,
    ProviderAccount,
    RoleLaidDown,
    SignInSession,
    SignInTry,
    SpentToken,
    UnsavedWords,
)
from lrc_portal.database.models.record import (
    CheckIn,
    Goal,
    GoalStep,
    GoalStrength,
    Moment,
    Pursuit,
    PursuitAnswer,
    Strength,
)
from lrc_portal.database.models.reminders import Reminder, ReminderSent
from lrc_portal.database.models.reports import ReportPrinting
from lrc_portal.database.models.second_steps import (
    CodeApp,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    SpareCode,
)
from lrc_portal.database.models.sharing import (
    CircleLink,
    Share,
    Trace,
    TraceChain,
    TraceLink,
    TraceRegister,
)
from lrc_portal.database.models.supervised import Reflection, Supervises, Supervision, Training
from lrc_portal.database.models.support import (
    AgendaItem,
    Meeting,
    MeetingDue,
    Note,
    NoteAid,
    NoteElement,
    NotePassedOn,
    Pairing,
)
from lrc_portal.database.models.unreadable import UnreadableText
from lrc_portal.database.models.whats_on import (
    Attendance,
    CalendarFeed,
    Event,
    EventChange,
    EventLeader,
    EventWords,
)

__all__ = [
    "AboutMe",
    "AgendaItem",
    "Attendance",
    "Base",
    "CalendarFeed",
    "CheckIn",
    "ChosenArea",
    "CircleLink",
    "CodeApp",
    "Complaint",
    "Consent",
    "Exchange",
    "ExchangeSide",
    "Event",
    "EventChange",
    "EventLeader",
    "EventWords",
    "Giving",
    "GivingStep",
    "Goal",
    "GoalStep",
    "GoalStrength",
    "HeldUpload",
    "HomeAgreement",
    "HomeWords",
    "Invitation",
    "KeptHelpline",
    "KeptThing",
    "KnownDevice",
    "Letter",
    "LettersOpened",
    "Measure",
    "MeasureAnswer",
    "MeasureChoice",
    "Meeting",
    "MeetingDue",
    "Moment",
    "NameBeginning",
    "Note",
    "NoteAid",
    "NoteElement",
    "NotePassedOn",
    "Pairing",
    "Passkey",
    "PasskeyChallenge",
    "Person",
    "PersonRole",
    "Plan",
    "PlanCall",
    "ProviderAccount",
    "Pursuit",
    "PursuitAnswer",
    "RecoveryCode",
    "Reflection",
    "Reminder",
    "ReminderSent",
    "ReportPrinting",
    "RoleLaidDown",
    "Share",
    "SignInSession",
    "SignInTry",
    "SpareCode",
    "SpentToken",
    "Strength",
    "Supervises",
    "Supervision",
    "ThingPassedOn",
    "Trace",
    "TraceChain",
    "TraceLink",
    "TraceRegister",
    "Training",
    "Trait",
    "TraitWeight",
    "UnreadableText",
    "UnsavedWords",
    "UsefulThing",
    "Way",
    "WayUse",
]
