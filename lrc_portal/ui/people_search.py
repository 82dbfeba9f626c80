"""Choosing one of very many people, as a coordinator: a few at once, the others by name; told apart."""

from collections.abc import Collection, Iterable, Mapping

from lrc_portal.support import searching
from lrc_portal.support.searching import Who
from lrc_portal.ui import namesakes
from lrc_portal.ui.kit import by_name
from lrc_portal.ui.kit.fields import Answer, Form
from lrc_portal.ui.kit.frame import SignedIn


def names_of(visit: SignedIn, ids: Iterable[int]) -> dict[int, str]:
    """What these people are called, each told apart from whoever is called the same; one statement."""
    [people] = visit.db.read_all(searching.named(visit.viewer, ids))
    return namesakes.of_accounts(visit.t, people)


def choose(
    visit: SignedIn,
    form: Form,
    field: str,
    label: str,
    among: Who,
    *,
    value: int | None = None,
    without: Collection[int | None] = (),
) -> Answer[int | None]:
    """Who was chosen; nobody of `without` can be. The names are read only here, once it is drawn."""

    def find(typed: str, there: int | None) -> Mapping[int, str]:
        wanted = by_name.WANTED + len(without)
        [found] = visit.db.read_all(searching.search(visit.viewer, among, typed, most=wanted, also=there))
        names = namesakes.of_accounts(visit.t, found.people)
        return {each: names[each] for each in found.ids if each in names and each not in without}

    return by_name.search(visit.t, form, field, label, find, value=value)[0]
