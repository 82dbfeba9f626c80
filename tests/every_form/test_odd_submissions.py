"""Whatever is written into a form, by whomever, it is kept or refused in a sentence: it never breaks."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrc_portal.acting import Viewer
from lrc_portal.database.engine import Database, complete
from lrc_portal.database.row_security import System
from lrc_portal.words.marks import Invalid, NotNow, Refused
from tests.every_form.verbs import Verb, arguments, verbs
from tests.pages.test_marker_words import MARKERS, Record
from tests.proof import sizes
from tests.proof.figures import Proved
from tests.support.company import Company, gather

INPUTS = max(1, sizes.asked("inputs") // 5)
"""On each of the two databases; as many go to the addresses, and to the running server."""
any_verb = st.sampled_from(verbs()).flatmap(lambda verb: st.tuples(st.just(verb), arguments(verb)))


class _Enough(Exception):
    """All is written that would be kept: the next one begins with the same rows."""


def house(database: Database) -> Company:
    """Several people, and a row of everything."""
    with database.as_system(System.DEMO).writing() as db:
        company = gather(db)
        # What is held of a file is written by us, and no words.
        words = {place: word for place, word in MARKERS.items() if not place.startswith("HeldUpload.")}
        Record(db, company.person.person_id, company.author.person_id, company.pairing_id, words)
    return company


def sent(database: Database, by: Viewer, verb: Verb, values: dict[str, Any]) -> str:
    """What became of it, in a word. Everything but a refusal comes up as it is."""
    try:
        with database.seen_by(by).writing() as db:
            verb.function(db, by=by, **values)
            complete(db)
            raise _Enough
    except _Enough:
        return "kept"
    except NotNow:
        raise
    except (Refused, Invalid):
        return "refused"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_verb_keeps_or_refuses_whatever_is_written(
    kind: str, request: pytest.FixtureRequest, proved: Proved
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    company = house(database)
    # As the portal's own user has it: a refusal of ours comes before the policies'.
    held: Database = request.getfixturevalue("walled") if kind == "postgresql" else database
    faults: list[str] = []
    counted = {"kept": 0, "refused": 0}

    @settings(max_examples=INPUTS, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(who=st.sampled_from(list(company.people.values())), what=any_verb)
    def try_it(who: Viewer, what: tuple[Verb, dict[str, Any]]) -> None:
        verb, values = what
        try:
            counted[sent(held, who, verb, values)] += 1
        except Exception as fault:
            faults.append(f"{verb.name}{values}: {type(fault).__name__} {str(fault)[:200]}")

    try_it()
    proved("invented inputs: to verbs", counted["kept"] + counted["refused"] + len(faults), least=INPUTS)
    proved("invented inputs: faults", len(faults))
    assert counted["kept"] and not faults, "\n".join(sorted(faults))
