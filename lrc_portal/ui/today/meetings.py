"""What happened to somebody's meetings, on the first page: moved, called off, held or not."""

from collections.abc import Mapping

from lrc_portal import limits
from lrc_portal.support.meetings.meetings import Around
from lrc_portal.ui.kit import menu
from lrc_portal.ui.kit.frame import SignedIn
from lrc_portal.ui.meetings.meetings import ask_whether, called_off, show_called_off, show_changed
from lrc_portal.words.translator import Translator


def show_changes(me: SignedIn, around: Around, with_whom: Mapping[int, str], **query: str) -> None:
    for meeting in around.changed[: limits.SHOWN_MEETINGS]:
        show_changed(me, meeting, with_whom)
    if around.changed[limits.SHOWN_MEETINGS :]:
        menu.to("notes", me.t("More meetings have changed"), icon="event_repeat", **query)


def show_all_called_off(t: Translator, around: Around, **query: str) -> None:
    off = called_off(around)
    for meeting in off[: limits.SHOWN_MEETINGS]:
        show_called_off(t, meeting)
    if off[limits.SHOWN_MEETINGS :]:
        menu.to("notes", t("More meetings are called off"), icon="event_busy", **query)


def show_unconfirmed(me: SignedIn, around: Around, with_whom: Mapping[int, str]) -> None:
    """The last meeting of which neither has said whether they met; one question is enough."""
    for meeting in around.unconfirmed[-1:]:
        ask_whether(me, meeting, with_whom=with_whom.get(meeting.pairing_id or 0))
