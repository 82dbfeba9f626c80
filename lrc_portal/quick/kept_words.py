"""A short check-in that was sent after its sign-in had ended, kept for its writer until they have signed in.

It waits among the unsaved words, as one field that holds the whole form, and so outlasts a sign-in at a
provider, which leads away from here and can take nothing along.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.database import engine
from lrc_portal.identity import unsaved_words
from lrc_portal.identity.unsaved_words import Found, Place
from lrc_portal.quick import filled
from lrc_portal.quick.filled import Filled

FORM, FIELD = "quick", "form"
LONGEST = 96 * 1024
"""Letters of a form; more than its words may have, so that they can be told to be shorter."""


def keep(writer: Viewer, form: Mapping[str, str]) -> bool:
    """Keep what was sent, for `writer`, who need not be signed in any more; False where it is not theirs."""
    sent, text = filled.sent(form), json.dumps(dict(form), ensure_ascii=False)
    if sent.whose != filled.whose_form(writer) or len(text) > LONGEST:
        return False
    with engine.current().seen_by(writer).writing() as db:
        unsaved_words.keep(db, by=writer, place=Place(FORM, _turn(sent), FIELD), words=text)
    return True


def among(typed: Found) -> Filled | None:
    """The form that waits to be saved, among the unsaved words of somebody."""
    text = unsaved_words.found(typed, FORM, FIELD)
    return replace(filled.sent(json.loads(text)), unsound=()) if text else None


def close(db: Session, viewer: Viewer, form: Filled) -> None:
    """It is saved, or thrown away: what comes late of the same filling in is not kept again."""
    unsaved_words.close(db, by=viewer, form=FORM, turn=_turn(form))


def _turn(form: Filled) -> str:
    return form.token[:40]
