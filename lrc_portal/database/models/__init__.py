"""All tables, so that one import knows the whole schema."""

from lrc_portal.database.models.base import Base
from lrc_portal.database.models.people import (
    Consent,
    Invitation,
    Person,
    PersonRole,
    ProviderAccount,
    SignInSession,
    SignInTry,
    SpentToken,
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
from lrc_portal.database.models.sharing import CircleLink, Share, Trace
from lrc_portal.database.models.support import AgendaItem, Meeting, Note, NoteAid, NoteElement, Pairing

__all__ = [
    "AgendaItem",
    "Base",
    "CheckIn",
    "CircleLink",
    "Consent",
    "Goal",
    "GoalStep",
    "GoalStrength",
    "Invitation",
    "Meeting",
    "Moment",
    "Note",
    "NoteAid",
    "NoteElement",
    "Pairing",
    "Person",
    "PersonRole",
    "ProviderAccount",
    "Pursuit",
    "PursuitAnswer",
    "Share",
    "SignInSession",
    "SignInTry",
    "SpentToken",
    "Strength",
    "Trace",
]
