"""Looking at a record: one's own, or somebody else's, which leaves a trace before anything is read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lrc_portal.access import Grants, grants
from lrc_portal.acting import NotHere, Opening, Viewer
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Content, Subject, Through


@dataclass(frozen=True)
class OpenedRecord:
    """One viewer looking at one person's record. Every read of a record takes one.

    It is no permission: the queries ask the rules themselves. It makes sure that nobody reads
    without a trace, and says whether what is shown is a family view.
    """

    viewer: Viewer
    owner_id: int
    grants: Grants

    @property
    def is_own(self) -> bool:
        return self.viewer.person_id == self.owner_id and self.viewer.preview is None

    @property
    def as_family(self) -> bool:
        """Neither the owner nor their peer worker: no sign of activity or absence is shown.

        A look is by one way alone, so that this holds for all of its contents, also where somebody is
        the peer worker for one content and family for another.
        """
        return not self.is_own and self.viewer.through is not Through.PAIRING


def own(viewer: Viewer) -> OpenedRecord:
    """A look at one's own record. Leaves no trace."""
    contents = {content: True for content in Content}
    viewer = replace(viewer, looks_at=viewer.person_id)
    return OpenedRecord(viewer, viewer.person_id, Grants(viewer.person_id, contents, viewer.lives_alongside))


def preview(
    db: Session, viewer: Viewer, pairs: Iterable[tuple[Content, bool]], *, by_pairing: bool = False
) -> OpenedRecord:
    """The viewer's own record as somebody with these grants would see it. Leaves no trace.

    `by_pairing`: with the eyes of a peer worker, who is shown it by days and with its quiet times.
    """
    through = Through.PAIRING if by_pairing else Through.CIRCLE
    preview = replace(viewer.through_other_eyes(frozenset(pairs)), through=through)
    return OpenedRecord(preview, viewer.person_id, grants(db, preview, viewer.person_id))


def at(
    db: Session,
    viewer: Viewer,
    owner_id: int,
    *,
    through: Through = Through.CIRCLE,
    also: Iterable[Subject] = (),
    opening: Opening | None = None,
) -> OpenedRecord:
    """A look at somebody else's record: what they share today by this way, with its trace.

    `also` names what lies beside the record and is looked at too, such as the agenda; naming it
    opens nothing. `opening` is the visit that this look belongs to, and is counted once. Needs a
    writing session. Raises `NotHere` where nothing is shared.
    """
    if owner_id == viewer.person_id:
        return own(viewer)
    viewer = replace(viewer, through=through, looks_at=owner_id)
    found = grants(db, viewer, owner_id)
    subjects: list[Subject] = [Subject(content.value) for content in found.contents] + list(also)
    if not subjects:
        raise NotHere
    trace.looked(db, by=viewer, owner_id=owner_id, subjects=subjects, opening=opening)
    return OpenedRecord(viewer, owner_id, found)
