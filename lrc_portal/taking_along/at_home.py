"""What the viewer agreed at home, in all versions, as they take it away: their own words and the other's."""

from sqlalchemy import and_, select

from lrc_portal import access
from lrc_portal.acting import Viewer
from lrc_portal.database.aliases import alias_of
from lrc_portal.database.models import CircleLink, HomeAgreement, HomeWords, Person
from lrc_portal.database.read_queries import AnySelect, ReadQuery, rows_of
from lrc_portal.support.at_home.agreement_views import is_over, other_of
from lrc_portal.taking_along.entries import HomeEntry

_MINE, _THEIRS = alias_of(HomeWords), alias_of(HomeWords)


def read_query(viewer: Viewer) -> ReadQuery[list[HomeEntry]]:
    """Each version as one entry, the newest first."""
    me = viewer.person_id
    all_of_them: AnySelect = (
        select(
            Person.display_name.label("with_whom"),
            (HomeAgreement.author_id == me).label("offered_by_me"),
            HomeAgreement.state,
            HomeAgreement.offered_at,
            HomeAgreement.answered_at,
            is_over().label("is_over"),
            _MINE.hard_does.label("i_do_on_a_hard_day"),
            _MINE.hard_wishes.label("i_wish_on_a_hard_day"),
            _MINE.good_does.label("i_do_on_a_good_day"),
            _MINE.good_wishes.label("i_wish_on_a_good_day"),
            _MINE.account.label("how_i_see_it"),
            _THEIRS.hard_does.label("they_do_on_a_hard_day"),
            _THEIRS.hard_wishes.label("they_wish_on_a_hard_day"),
            _THEIRS.good_does.label("they_do_on_a_good_day"),
            _THEIRS.good_wishes.label("they_wish_on_a_good_day"),
            _THEIRS.account.label("how_they_see_it"),
        )
        .join_from(HomeAgreement, Person, Person.id == other_of(viewer))
        .outerjoin(CircleLink, CircleLink.id == HomeAgreement.link_id)
        .outerjoin(_MINE, and_(_MINE.agreement_id == HomeAgreement.id, _MINE.person_id == me))
        .outerjoin(_THEIRS, and_(_THEIRS.agreement_id == HomeAgreement.id, _THEIRS.person_id != me))
        .where(access.readable(viewer, HomeAgreement))
        .order_by(HomeAgreement.id.desc())
    )
    return ReadQuery(rows_of(all_of_them, HomeEntry))
