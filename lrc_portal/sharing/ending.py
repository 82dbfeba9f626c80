"""How shares end, whoever ends them: nothing opens any more, and the consent is withdrawn with it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lrc_portal import clock
from lrc_portal.database.models import Consent, Share
from lrc_portal.database.row_security import System, beyond
from lrc_portal.relationships import Condition


def end_shares(db: Session, *which: Condition) -> int:
    """End the standing shares that fulfil all of `which`. Returns how many there were."""
    now = clock.now()
    ids = db.scalars(select(Share.id).where(Share.taken_back_at.is_(None), *which)).all()
    if ids:
        db.execute(update(Share).where(Share.id.in_(ids)).values(taken_back_at=now))
        # The owner's consent, also where whoever hands back what they are shown ends it.
        with beyond(db, System.SHARING):
            db.execute(update(Consent).where(Consent.share_id.in_(ids)).values(withdrawn_at=now))
    return len(ids)
