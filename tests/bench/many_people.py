"""A service with very many people around the demo community: SQL fills it, on PostgreSQL.

The people who open pages stay those of the demo, so that whatever a page costs more than there comes of the
many beside them. What is encrypted is chosen by number from some hundred texts that decrypt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from lrc_portal import clock
from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base
from lrc_portal.database.row_security import System
from lrc_portal.sharing import name_beginnings

TEXTS = 300
_FIRST = ("Gwen", "Rhys", "Carys", "Dai", "Ifan", "Bronwen", "Aled", "Megan", "Huw", "Cerys", "Emyr", "Non")
_SECOND = ("from Grangetown", "from Splott", "Tuesday", "of the choir", "the runner", "by the Taff")


@dataclass(frozen=True)
class Size:
    """How many there are of what; everything else follows from it."""

    members: int
    check_ins_each: int = 200
    members_a_worker: int = 100

    @property
    def peer_workers(self) -> int:
        return max(2, self.members // self.members_a_worker)

    @property
    def family(self) -> int:
        return max(1, self.members // 5)

    @property
    def coordinators(self) -> int:
        return max(1, self.members // 5000)

    @property
    def people(self) -> int:
        return self.members + self.peer_workers + self.family + self.coordinators

    @property
    def pairings(self) -> int:
        return max(1, self.members // 5)


# Each kind of row, as `INSERT INTO table (columns) SELECT …`. `:name` is a number of `Size`, the newest id in
# that table (`:person`), a moment or a list of texts. Members come first among the new people,
# then peer workers, family and coordinators. Row g of a kind is worked out of g alone.
def _member(nth: str) -> str:
    return f":person + {nth}"


def _worker(nth: str) -> str:
    return f":person + :members + {nth}"


def _family(nth: str) -> str:
    return f":person + :members + :peer_workers + {nth}"


def _coordinator(nth: str) -> str:
    return f":person + :members + :peer_workers + :family + {nth}"


def _ago(days: str) -> str:
    return f"CAST(:now AS timestamptz) - make_interval(days => {days})"


def _day(days: str) -> str:
    return f"CAST(:today AS date) - CAST({days} AS integer)"


def _words(nth: str) -> str:
    return f"(CAST(:words AS text[]))[1 + ({nth}) % :texts]"


def _keyed(kind: str) -> str:
    """What looks like a keyed hash, another for each row."""
    return f"md5('{kind}' || CAST(:person + g AS text)) || md5('{kind}b' || CAST(:person + g AS text))"


def _of_a_member(many: str) -> str:
    return f"generate_series(1, :members) g, generate_series(1, {many}) n"


_ROLE = (
    "CASE WHEN g <= :members THEN 'member' WHEN g <= :members + :peer_workers THEN 'peer_worker'"
    " WHEN g <= :members + :peer_workers + :family THEN 'family' ELSE 'coordinator' END"
)
_EACH_PERSON = "generate_series(1, :people) g"
_EACH_WORKER = "generate_series(1, :peer_workers) g"
_EACH_PAIRING = "generate_series(1, :pairings) p"
_PAIRED = _member("5 * p")
_WALKS_WITH_THEM = _worker("1 + p % :peer_workers")

ROWS: tuple[tuple[str, str, str], ...] = (
    (
        "person",
        "id, name, display_name, name_key, language, in_numbers, first_screens, created_at",
        f"SELECT :person + g, {_words('g')}, (CAST(:names AS text[]))[1 + g % :texts],"
        f" {_keyed('person')}, CASE g % 4 WHEN 0 THEN 'cy' ELSE 'en' END, false, 9,"
        f" {_ago('20 + g % 700')} FROM {_EACH_PERSON}",
    ),
    (
        "person_role",
        "id, person_id, role, given_at, given_by_id",
        f"SELECT :person_role + g, :person + g, {_ROLE}, {_ago('20 + g % 700')}, NULL FROM {_EACH_PERSON}",
    ),
    (
        "name_beginning",
        "key, person_id, whole",
        "SELECT k.key, :person + g, k.whole"
        " FROM unnest(CAST(:name_at AS integer[]), CAST(:name_keys AS text[]),"
        " CAST(:name_whole AS boolean[])) AS k(at, key, whole)"
        f" JOIN {_EACH_PERSON} ON g % :texts = k.at",
    ),
    (
        "sign_in_session",
        "id, person_id, token_hash, device, second_step_at, began_at, last_seen_at, ends_at",
        f"SELECT :sign_in_session + g, :person + g, {_keyed('session')}, 'Firefox, Android',"
        f" {_ago('0')}, {_ago('g % 30')}, {_ago('g % 3')}, {_ago('-30')}"
        f" FROM {_EACH_PERSON}",
    ),
    (
        "known_device",
        "id, person_id, device_key, used_at",
        f"SELECT :known_device + g, :person + g, {_keyed('device')}, {_ago('g % 30')} FROM {_EACH_PERSON}",
    ),
    (
        "sign_in_try",
        "id, name_key, address_key, at, succeeded",
        f"SELECT :sign_in_try + g, {_keyed('person')}, {_keyed('address')},"
        f" CAST(:now AS timestamptz) - make_interval(secs => g % 80000), g % 9 > 0 FROM {_EACH_PERSON}",
    ),
    (
        "spent_token",
        "token, person_id, spent_at",
        f"SELECT 'filled-' || (:person + g), :person + g, {_ago('g % 2')} FROM {_EACH_PERSON}",
    ),
    (
        "unsaved_words",
        "id, person_id, form, field, turn, words, changed_at",
        f"SELECT :unsaved_words + g, :person + g, 'check-in', 'words', 'a-{'0' * 12}', {_words('g')},"
        f" {_ago('g % 6')} FROM {_EACH_PERSON} WHERE g % 20 = 0",
    ),
    (
        "check_in",
        "id, person_id, day, sobriety, physical, emotional, relational, community, participation,"
        " words, only_me, created_at, changed_at",
        f"SELECT :check_in + (g - 1) * :check_ins_each + n, {_member('g')}, {_day('n')},"
        " (g + n) % 11, (g + n * 3) % 11, (g + n * 5) % 11, NULL, (g + n * 7) % 11, NULL,"
        f" CASE n % 5 WHEN 0 THEN {_words('g + n')} END, n % 40 = 0, {_ago('n')},"
        f" {_ago('n')} FROM {_of_a_member(':check_ins_each')}",
    ),
    (
        "pursuit",
        "id, person_id, kind, name, aim, only_me, path_hidden, created_at",
        f"SELECT :pursuit + g, {_member('g')}, 'substance', {_words('g')}, 'abstinence', false,"
        f" false, {_ago('300')} FROM generate_series(1, :members) g",
    ),
    (
        "pursuit_answer",
        "check_in_id, pursuit_id, answer",
        "SELECT :check_in + (g - 1) * :check_ins_each + n, :pursuit + g, 'free'"
        f" FROM {_of_a_member('least(5, :check_ins_each)')}",
    ),
    (
        "strength",
        "id, person_id, place, words, state, only_me, created_at",
        f"SELECT :strength + 3 * g + n, {_member('g')}, 'self', {_words('g + n')}, 'kept',"
        f" false, {_ago('100')} FROM {_of_a_member('3')}",
    ),
    (
        "goal",
        "id, person_id, element, title, set_on, state, only_me, created_at",
        f"SELECT :goal + 2 * g + n, {_member('g')}, 'health', {_words('g + n')},"
        f" {_day('90')}, 'open', false, {_ago('90')} FROM {_of_a_member('2')}",
    ),
    (
        "goal_step",
        "id, goal_id, words, position, done_on",
        f"SELECT :goal_step + 2 * g + n, :goal + 2 * g + n, {_words('g + n')}, 0,"
        f" {_day('30')} FROM {_of_a_member('2')}",
    ),
    (
        "goal_strength",
        "goal_id, strength_id, used",
        f"SELECT :goal + 2 * g + n, :strength + 3 * g + n, true FROM {_of_a_member('2')}",
    ),
    (
        "moment",
        "id, person_id, day, kind, element, words, only_me, created_at",
        f"SELECT :moment + 2 * g + n, {_member('g')}, {_day('40 * n')}, 'milestone', 'health',"
        f" {_words('g + n')}, false, {_ago('40')} FROM {_of_a_member('2')}",
    ),
    (
        "pairing",
        "id, person_id, peer_worker_id, proposed_by_id, proposed_at, person_yes_at, worker_yes_at, began_at,"
        " rhythm_days, ended_at, ended_by_id, is_trial, rests",
        f"SELECT :pairing + p, {_PAIRED}, {_WALKS_WITH_THEM}, {_coordinator('1')},"
        f" {_ago('300')}, CASE WHEN p % 50 > 0 THEN {_ago('299')} END, {_ago('299')},"
        f" CASE WHEN p % 50 > 0 THEN {_ago('299')} END, CASE WHEN p % 50 > 0 THEN 14 END,"
        f" CASE WHEN p % 10 = 9 THEN {_ago('20')} END, CASE WHEN p % 10 = 9 THEN {_PAIRED} END,"
        f" false, false FROM {_EACH_PAIRING}",
    ),
    (
        "meeting_due",
        "pairing_id, due_from",
        f"SELECT :pairing + p, {_day('-60')} FROM {_EACH_PAIRING} WHERE p % 50 > 0 AND p % 10 <> 9",
    ),
    (
        "meeting",
        "id, person_id, pairing_id, kind, state, day, place, planned_by_id, created_at, sequence",
        f"SELECT :meeting + 11 * p + n, {_PAIRED}, :pairing + p, 'one_to_one',"
        f" CASE WHEN n = 0 THEN 'planned' ELSE 'held' END, {_day('14 * n - 3')},"
        f" {_words('p + n')}, {_WALKS_WITH_THEM}, {_ago('200')}, 0"
        f" FROM {_EACH_PAIRING}, generate_series(0, 10) n WHERE p % 50 > 0",
    ),
    (
        "note",
        "id, person_id, author_id, pairing_id, meeting_id, replaces_id, first_id, day, kind, state,"
        " talked_about, we_agreed, created_at, changed_at, offered_at, answered_at, is_goodbye",
        f"SELECT :note + 10 * p + n, {_PAIRED}, {_WALKS_WITH_THEM}, :pairing + p, :meeting + 11 * p + n,"
        " CASE WHEN n = 2 THEN :note + 10 * p + 1 END, CASE WHEN n = 2 THEN :note + 10 * p + 1 END,"
        f" {_day('14 * n - 3')}, 'one_to_one', CASE WHEN n > 4 THEN 'agreed' ELSE 'offered' END,"
        f" {_words('p + n')}, {_words('p + n + 1')}, {_ago('14 * n')},"
        f" {_ago('14 * n')}, {_ago('14 * n')}, CASE WHEN n > 4 THEN {_ago('14 * n')} END,"
        f" false FROM {_EACH_PAIRING}, generate_series(1, 10) n WHERE p % 50 > 0",
    ),
    (
        "note_aid",
        "note_id, aid",
        "SELECT :note + 10 * p + n, CASE n % 2 WHEN 0 THEN 'emotional' ELSE 'social' END"
        f" FROM {_EACH_PAIRING}, generate_series(1, 10) n WHERE p % 50 > 0",
    ),
    (
        "note_element",
        "note_id, element",
        "SELECT :note + 10 * p + n, CASE n % 2 WHEN 0 THEN 'health' ELSE 'sobriety' END"
        f" FROM {_EACH_PAIRING}, generate_series(1, 10) n WHERE p % 50 > 0",
    ),
    (
        "agenda_item",
        "id, person_id, words, created_at",
        f"SELECT :agenda_item + p, {_PAIRED}, {_words('p')}, {_ago('3')} FROM {_EACH_PAIRING}",
    ),
    (
        "chosen_area",
        "person_id, facet, chosen_at",
        f"SELECT {_PAIRED}, 'physical', {_ago('3')} FROM {_EACH_PAIRING}",
    ),
    (
        "note_passed_on",
        "note_id, pairing_id, passed_on_at",
        f"SELECT :note + 10 * p + 5, :pairing + p + 1, {_ago('3')} FROM {_EACH_PAIRING} WHERE p % 10 = 9",
    ),
    (
        "circle_link",
        "id, inviter_id, invitee_id, began_at",
        f"SELECT :circle_link + g, {_member('g')}, {_family('g')}, {_ago('200')}"
        " FROM generate_series(1, :family) g",
    ),
    (
        "share",
        "id, owner_id, viewer_id, pairing_id, content, own_words, given_at, accepted_at, rests",
        f"SELECT :share + 3 * g + n, {_member('g')}, {_family('g')}, NULL,"
        " (ARRAY['health', 'goals', 'notes'])[1 + n], n = 0,"
        f" {_ago('200')}, {_ago('199')}, false"
        " FROM generate_series(1, :family) g, generate_series(0, 2) n",
    ),
    (
        "share",
        "id, owner_id, viewer_id, pairing_id, content, own_words, given_at, accepted_at, rests",
        f"SELECT :share + 3 * :family + 2 + 3 * p + n, {_PAIRED}, {_WALKS_WITH_THEM}, :pairing + p,"
        f" (ARRAY['health', 'goals', 'sobriety'])[1 + n], true, {_ago('299')}, {_ago('299')},"
        f" false FROM {_EACH_PAIRING}, generate_series(0, 2) n WHERE p % 50 > 0 AND p % 10 <> 9",
    ),
    (
        "consent",
        "id, person_id, wording, language, given_at",
        f"SELECT :consent + g, :person + g, 'I keep my own record here.', 'en', {_ago('200')}"
        f" FROM {_EACH_PERSON}",
    ),
    (
        "invitation",
        "id, code_hash, code, says_who, role, inviter_id, into_circle, meant_for, created_at, ends_at,"
        " accepted_at, accepted_by_id",
        f"SELECT :invitation + g, {_keyed('code')}, {_words('g')}, false, 'member',"
        f" {_coordinator('1 + g % :coordinators')}, false, (CAST(:names AS text[]))[1 + g % :texts],"
        f" {_ago('10')}, {_ago('-10')}, CASE WHEN g % 10 > 0 THEN {_ago('5')} END,"
        f" CASE WHEN g % 10 > 0 THEN :person + g END FROM {_EACH_PERSON}",
    ),
    (
        "about_me",
        "person_id, words, shown",
        f"SELECT {_worker('g')}, {_words('g')}, true FROM {_EACH_WORKER}",
    ),
    (
        "trait",
        "id, person_id, kind, value, telling",
        f"SELECT :trait + 2 * g + n, {_worker('g')}, CASE n WHEN 0 THEN 'area' ELSE 'faith' END,"
        f" {_words('g + n')}, 'shown' FROM {_EACH_WORKER}, generate_series(0, 1) n",
    ),
    (
        "supervises",
        "id, supervisor_id, peer_worker_id, named_by_id, began_at",
        f"SELECT :supervises + g, {_worker('1 + g % :peer_workers')}, {_worker('g')},"
        f" {_coordinator('1')}, {_ago('300')} FROM {_EACH_WORKER}",
    ),
    (
        "training",
        "id, peer_worker_id, what, done_on, valid_until, entered_by_id, created_at",
        f"SELECT :training + g, {_worker('g')}, {_words('g')}, {_day('300')},"
        f" {_day('10 - g % 300')}, {_coordinator('1')}, {_ago('300')}"
        f" FROM {_EACH_WORKER}",
    ),
    (
        "supervision",
        "id, peer_worker_id, supervisor_id, day, kind, booked, entered_by_id, created_at",
        f"SELECT :supervision + 6 * g + n, {_worker('g')}, {_worker('1 + g % :peer_workers')},"
        f" {_day('30 * n + g % 60')}, 'one_to_one', false, {_coordinator('1')},"
        f" {_ago('30')} FROM {_EACH_WORKER}, generate_series(0, 5) n",
    ),
    (
        "giving",
        "id, person_id, began_at",
        f"SELECT :giving + g, {_member('g')}, {_ago('60')} FROM generate_series(1, :members) g"
        " WHERE g % 500 = 0",
    ),
    (
        "role_laid_down",
        "id, person_id, role, given_at, laid_down_at",
        f"SELECT :role_laid_down + g, {_member('g')}, 'peer_worker', {_ago('500')},"
        f" {_ago('400')} FROM generate_series(1, :members) g WHERE g % 200 = 0",
    ),
    (
        "reminder",
        "id, person_id, address, address_key, weekdays, at, check_in, meetings, digest, chosen_at,"
        " confirmed_at, way_back",
        f"SELECT :reminder + g, {_member('g')}, {_words('g')},"
        f" {_keyed('address')}, 127, '23:50', true, false, false, {_ago('60')},"
        f" {_ago('60')}, false FROM generate_series(1, :members) g WHERE g % 10 = 0",
    ),
    (
        "trace",
        "id, at, actor_id, owner_id, act, subject, subject_id, looked_in, times",
        f"SELECT :trace + 35 * g + n, {_ago('n')},"
        f" CASE WHEN n % 9 = 0 AND g % 5 = 0 THEN {_worker('1 + (g / 5) % :peer_workers')}"
        f" ELSE {_member('g')} END,"
        f" {_member('g')}, 'added', 'check_in', NULL, NULL, 1 FROM {_of_a_member('35')}",
    ),
    (
        "trace_chain",
        "id, owner_id, let_go, base, seal",
        f"SELECT :trace_chain + g, :person + g, 0, {_keyed('base')}, {_keyed('seal')} FROM {_EACH_PERSON}",
    ),
)
"""No links of the chains of traces: a page asks for none but the last of its own."""


def fill(database: Database, size: Size) -> None:
    """Put so many people beside whoever is there, as a superuser of PostgreSQL, and let it count them."""
    named = [f"{_FIRST[at % len(_FIRST)]} {_SECOND[at // len(_FIRST) % len(_SECOND)]}" for at in range(TEXTS)]
    keys = [(at, row) for at, name in enumerate(named) for row in name_beginnings.rows_of(0, name)]
    told = {
        "names": _encrypted(named),
        "name_at": [at for at, _row in keys],
        "name_keys": [row["key"] for _at, row in keys],
        "name_whole": [row["whole"] for _at, row in keys],
        "words": _encrypted([f"Walked home along the river, number {at}" for at in range(TEXTS)]),
        "texts": TEXTS,
        "now": clock.now(),
        "today": clock.today(),
        **{
            name: getattr(size, name)
            for name in (
                "members",
                "check_ins_each",
                "peer_workers",
                "family",
                "coordinators",
                "people",
                "pairings",
            )
        },
    }
    with database.as_system(System.DEMO).writing() as db:
        # No rule and no trigger of the tables has a say in it, which is most of the time that rows take.
        db.execute(text("SET LOCAL session_replication_role = replica"))
        db.execute(text("SET LOCAL statement_timeout = 0"))
        free = {
            table.name: db.scalar(text(f'SELECT coalesce(max(id), 0) FROM "{table.name}"'))
            for table in Base.metadata.sorted_tables
            if "id" in table.columns
        }
        for table, columns, rows in ROWS:
            db.execute(text(f'INSERT INTO "{table}" ({columns}) {rows}'), _of(rows, told | free))
        for table in free:
            db.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM \"{table}\""
                    f" HAVING max(id) IS NOT NULL AND pg_get_serial_sequence('{table}', 'id') IS NOT NULL"
                )
            )
    let_it_count(database)


def let_it_count(database: Database) -> None:
    """What a running server does by itself: it counts its rows, and knows which pages all may see."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("RESET statement_timeout"))  # the next test has this connection


def _encrypted(texts: Sequence[str]) -> list[str | None]:
    column = EncryptedText()
    return [column.process_bind_param(each, None) for each in texts]  # type: ignore[arg-type]


def _of(rows: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What of it a statement asks for."""
    return {name: value for name, value in told.items() if f":{name}" in rows}
