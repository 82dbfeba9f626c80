"""All tables, so that one import knows the whole schema."""

from lrc_portal.database.models.areas import ChosenArea
from lrc_portal.database.models.base import Base
from lrc_portal.database.models.complaints import Complaint
from lrc_portal.database.models.finding import AboutMe, Trait, TraitWeight
from lrc_portal.database.models.giving import Giving, GivingStep
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

__all__ = [
    "AboutMe",
    "AgendaItem",
    "Base",
    "CheckIn",
    "ChosenArea",
    "CircleLink",
    "CodeApp",
    "Complaint",
    "Consent",
    "Giving",
    "GivingStep",
    "Goal",
    "GoalStep",
    "GoalStrength",
    "HeldUpload",
    "Invitation",
    "KnownDevice",
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
    "Trace",
    "TraceChain",
    "TraceLink",
    "TraceRegister",
    "Training",
    "Trait",
    "TraitWeight",
    "UnreadableText",
    "UnsavedWords",
]
