"""A file that somebody has sent, held encrypted until they have looked at what would be taken in."""

import base64
import json
import zlib
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from lrc_portal import acting, clock
from lrc_portal.acting import Permission, Viewer
from lrc_portal.database.models import HeldUpload
from lrc_portal.database.portable import insert
from lrc_portal.database.read_queries import ReadQuery, values_of
from lrc_portal.database.unreadable import readable
from lrc_portal.relationships import is_own

KEPT = timedelta(hours=1)

Held = Mapping[str, str]
"""What is held: `kind`, and what that kind of file needs."""


def hold(db: Session, *, by: Viewer, what: Held) -> None:
    """Hold this in place of what was held for them before."""
    acting.require(by, Permission.KEEP_A_RECORD)
    forget_old(db)
    row = {"person_id": by.person_id, "content": _packed(what), "held_at": clock.now()}
    asked = insert(db, HeldUpload).values(row)
    db.execute(
        asked.on_conflict_do_update(
            index_elements=["person_id"], set_={name: row[name] for name in ("content", "held_at")}
        )
    )


def read_query(viewer: Viewer) -> ReadQuery[Held | None]:
    """What is held for the viewer; None where nothing is, or is not any more."""
    mine = select(HeldUpload.content).where(
        is_own(viewer, HeldUpload.person_id), HeldUpload.held_at > clock.now() - KEPT
    )

    def read(found: list[str]) -> Held | None:
        content = readable(found[0]) if found else None
        return _unpacked(content) if content else None

    return ReadQuery(values_of(mine), read=read)


def forget(db: Session, *, by: Viewer) -> None:
    """Hold nothing any more for them."""
    db.execute(delete(HeldUpload).where(HeldUpload.person_id == by.person_id))


def is_over() -> ColumnElement[bool]:
    """The file was held for longer than `KEPT`."""
    return HeldUpload.held_at <= clock.now() - KEPT


def forget_old(db: Session) -> None:
    """Erase what was held for longer than `KEPT`, whoever sent it."""
    db.execute(delete(HeldUpload).where(is_over()))


def _packed(what: Held) -> str:
    """Words repeat themselves: packed before they are encrypted, they take a fraction of the room."""
    return base64.b64encode(zlib.compress(json.dumps(what).encode())).decode("ascii")


def _unpacked(content: str) -> Held:
    what: Held = json.loads(zlib.decompress(base64.b64decode(content)))
    return what
