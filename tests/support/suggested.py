"""Whom somebody is offered who looks for a peer worker, as the page reads it: the order, then the people."""

from sqlalchemy.orm import Session

from lrc_portal.acting import Viewer
from lrc_portal.support.finding import matching
from lrc_portal.support.finding.matching import Suggestion


def suggestions(db: Session, viewer: Viewer) -> list[Suggestion]:
    return matching.suggestions(viewer, matching.ranking(viewer).run(db)).run(db)
