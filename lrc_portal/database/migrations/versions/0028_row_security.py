"""Row-level security on PostgreSQL: what access.py says of reading, said once more where the rows are.

`see` mirrors the rules of access.py, function by function; no rule there is wider than its policy here asks.
"""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# What a transaction says of who is acting (`database/row_security.py`). Unsaid it is nobody.
SAID = """
CREATE FUNCTION lrc_system() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('lrc.system', true), '') <> '';

CREATE FUNCTION lrc_preview() RETURNS text[] LANGUAGE sql STABLE
    RETURN string_to_array(nullif(current_setting('lrc.preview', true), ''), ' ');

CREATE FUNCTION lrc_me() RETURNS integer LANGUAGE sql STABLE
    RETURN CASE WHEN lrc_preview() IS NULL THEN nullif(current_setting('lrc.viewer', true), '')::integer END;

CREATE FUNCTION lrc_way() RETURNS text LANGUAGE sql STABLE
    RETURN coalesce(current_setting('lrc.way', true), '');

CREATE FUNCTION lrc_day() RETURNS date LANGUAGE sql STABLE
    RETURN nullif(current_setting('lrc.day', true), '')::date;

CREATE FUNCTION lrc_now() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN nullif(current_setting('lrc.now', true), '')::timestamptz;
"""

# How people stand to each other, as in relationships.py. A function that sets something is not unfolded into
# the statement, so that it costs nothing where nobody has to ask it: in one's own record, most of all.
FACTS = """
CREATE FUNCTION lrc_shown(of_content text, with_words boolean DEFAULT false) RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.owner_id FROM share s
     WHERE s.viewer_id = lrc_me() AND s.content = of_content AND (s.own_words OR NOT with_words)
       AND s.accepted_at IS NOT NULL AND s.taken_back_at IS NULL
       AND (s.last_day IS NULL OR s.last_day >= lrc_day())
       AND (lrc_way() = '' OR (lrc_way() = 'circle') = (s.pairing_id IS NULL))
    UNION ALL
    SELECT nullif(current_setting('lrc.viewer', true), '')::integer
     WHERE of_content || '+words' = ANY (lrc_preview())
        OR (NOT with_words AND of_content = ANY (lrc_preview()));
END;

CREATE FUNCTION lrc_walks() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id FROM pairing p
     WHERE p.peer_worker_id = lrc_me() AND lrc_way() <> 'circle'
       AND p.began_at IS NOT NULL AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END;

CREATE FUNCTION lrc_walked_with() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.person_id FROM pairing p WHERE p.id IN (SELECT lrc_walks());
END;

CREATE FUNCTION lrc_goes_along() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id FROM pairing p
     WHERE lrc_me() IN (p.person_id, p.peer_worker_id)
       AND p.began_at IS NOT NULL AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END;

CREATE FUNCTION lrc_asked_by() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.person_id FROM pairing p
     WHERE p.peer_worker_id = lrc_me() AND p.person_yes_at IS NOT NULL
       AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END;

CREATE FUNCTION lrc_supervised() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.peer_worker_id FROM supervises s WHERE s.supervisor_id = lrc_me() AND s.ended_at IS NULL;
END;

CREATE FUNCTION lrc_holds(VARIADIC any_of text[]) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM person_role r WHERE r.person_id = lrc_me() AND r.role = ANY (any_of));
END;

CREATE FUNCTION lrc_coordinates() RETURNS boolean LANGUAGE sql STABLE RETURN lrc_holds('coordinator');

CREATE FUNCTION lrc_keeps_a_record() RETURNS boolean LANGUAGE sql STABLE RETURN lrc_holds('member', 'family');
"""

# What asks the table it stands for, or one that asks it: in the portal's own name; the conditions say whose.
ROUND = {
    "lrc_days_of_pursuits": """
        SELECT a.check_in_id FROM pursuit_answer a JOIN pursuit p ON p.id = a.pursuit_id
         WHERE NOT p.only_me AND p.person_id IN (SELECT lrc_shown('sobriety'))""",
    "lrc_agreed_notes": """
        SELECT n.id FROM note n
         WHERE n.person_id IN (SELECT lrc_shown('notes')) AND n.state = 'agreed'
           AND NOT EXISTS (
               SELECT FROM note later
                WHERE later.first_id = coalesce(n.first_id, n.id) AND later.id > n.id
                  AND later.state IN ('agreed', 'differing'))""",
    "lrc_passed_on_notes": """
        SELECT n.id FROM note_passed_on p JOIN note n ON n.id = p.note_id OR n.first_id = p.note_id
         WHERE p.pairing_id IN (SELECT lrc_walks()) AND n.state <> 'draft'
           AND p.note_id = coalesce(n.first_id, n.id)""",
    "lrc_pairings_of_notes": """
        SELECT n.pairing_id FROM note n
         WHERE n.id IN (SELECT lrc_agreed_notes()) OR n.id IN (SELECT lrc_passed_on_notes())""",
}


def in_own_name(name: str, asked: str, schema: str) -> str:
    """A function that asks in the portal's own name and then says again what was said before.

    A function may have such a setting for itself only where a superuser makes it.
    """
    return f"""
        CREATE FUNCTION {name}() RETURNS SETOF integer
            LANGUAGE plpgsql STABLE SET search_path = {schema}, pg_temp AS $$
        DECLARE said text := coalesce(current_setting('lrc.system', true), '');
        BEGIN
            PERFORM set_config('lrc.system', 'wall', true);
            RETURN QUERY {asked};
            PERFORM set_config('lrc.system', said, true);
        END $$"""


ME, COORDINATOR = "(SELECT lrc_me())", "(SELECT lrc_coordinates())"
OWN = f"person_id = {ME}"

# Only their own: what is somebody's alone, whoever else stands near to them.
OWN_ALONE = (
    "code_app",
    "consent",
    "held_upload",
    "known_device",
    "passkey",
    "passkey_challenge",
    "provider_account",
    "recovery_code",
    "reminder",
    "reminder_sent",
    "sign_in_session",
    "spare_code",
    "spent_token",
    "trait_weight",
    "unsaved_words",
)


def shown(content: str) -> str:
    return f"person_id IN (SELECT lrc_shown('{content}'))"


def of_element() -> str:
    """Rows that are of one element each, and go with it."""
    each = (
        f"(element = '{element}' AND {shown(element)})" for element in ("sobriety", "health", "reintegration")
    )
    return f"({OWN} OR (NOT only_me AND ({' OR '.join(each)})))"


def of_row(table: str, key: str, *, where: str = "true") -> str:
    """Whoever sees the row that this one hangs on."""
    return f"EXISTS (SELECT FROM {table} its WHERE its.id = {key} AND {where})"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for made in (SAID, FACTS):
        for statement in made.split(";\n\n"):
            op.execute(statement)
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for name, asked in ROUND.items():
        op.execute(sa.text(in_own_name(name, asked, schema).replace(":=", "\\:=")))
    _the_record()
    _beside_the_record()
    _between_people()
    _those_who_work_here()
    for table in OWN_ALONE:
        walls.protect(table, OWN)


def _the_record() -> None:
    walls.protect(
        "strength",
        f"({OWN} OR (state = 'kept' AND NOT only_me AND {shown('strengths')}))",
        add=OWN,
    )
    walls.protect("goal", f"({OWN} OR (NOT only_me AND {shown('goals')}))", add=OWN)
    own_goal = of_row("goal", "goal_id", where=f"its.{OWN}")
    walls.protect("goal_step", of_row("goal", "goal_id"), add=own_goal)
    walls.protect(
        "goal_strength",
        f"({of_row('goal', 'goal_id')} AND {of_row('strength', 'strength_id')})",
        add=own_goal,
    )
    walls.protect("pursuit", f"({OWN} OR (NOT only_me AND {shown('sobriety')}))", add=OWN)
    # A day is shown by what was answered on it: another would be a hint.
    walls.protect(
        "check_in",
        f"""({OWN} OR (NOT only_me AND (
            (sobriety IS NOT NULL AND {shown("sobriety")})
            OR (coalesce(physical, emotional, relational, health) IS NOT NULL AND {shown("health")})
            OR (coalesce(community, participation, reintegration) IS NOT NULL AND {shown("reintegration")})
            OR (words IS NOT NULL AND (person_id IN (SELECT lrc_shown('sobriety', true))
                OR person_id IN (SELECT lrc_shown('health', true))
                OR person_id IN (SELECT lrc_shown('reintegration', true))))
            OR id IN (SELECT lrc_days_of_pursuits()))))""",
        add=OWN,
    )
    walls.protect(
        "pursuit_answer",
        f"({of_row('pursuit', 'pursuit_id')} AND {of_row('check_in', 'check_in_id')})",
        add=of_row("check_in", "check_in_id", where=f"its.{OWN}"),
    )
    walls.protect("moment", of_element(), add=OWN)


def _beside_the_record() -> None:
    with_peer_worker = f"({OWN} OR person_id IN (SELECT lrc_walked_with()))"
    walls.protect("agenda_item", with_peer_worker, add=OWN)
    walls.protect("chosen_area", with_peer_worker, add=OWN)
    walls.protect("meeting", f"({OWN} OR pairing_id IN (SELECT lrc_walks()))")
    # A draft is its author's alone, for thirty days; drafts end by themselves.
    either_hand = f"({OWN} OR pairing_id IN (SELECT lrc_walks()))"
    not_a_draft = (
        f"(state <> 'draft' OR (author_id = {ME} AND changed_at >= (SELECT lrc_now()) - interval '30 days'))"
    )
    mine = f"author_id = {ME}"
    walls.protect(
        "note",
        f"""(((SELECT lrc_way()) <> 'circle' AND {either_hand} AND {not_a_draft})
            OR id IN (SELECT lrc_agreed_notes()) OR id IN (SELECT lrc_passed_on_notes()))""",
        add=f"({mine} AND pairing_id IN (SELECT lrc_goes_along()))",
        change=either_hand,
        erase=f"({mine} AND state = 'draft')",
    )
    for table in ("note_aid", "note_element"):
        walls.protect(
            table,
            of_row("note", "note_id"),
            add=of_row("note", "note_id", where=f"its.{mine}"),
        )
    walls.protect(
        "note_passed_on",
        f"(pairing_id IN (SELECT lrc_walks()) OR {of_row('pairing', 'pairing_id', where=f'its.{OWN}')})",
        add=of_row("pairing", "pairing_id", where=f"its.{OWN}")
        + " AND "
        + of_row("note", "note_id", where=f"its.{OWN}"),
    )
    told = f"({OWN} OR person_id IN (SELECT lrc_asked_by()) OR ((SELECT lrc_keeps_a_record()) AND {{}}))"
    a_peer_worker = (
        "EXISTS (SELECT FROM person_role r WHERE r.person_id = {}.person_id AND r.role = 'peer_worker')"
    )
    for table, is_shown in (("about_me", "shown"), ("trait", "telling = 'shown'")):
        others = told.format(a_peer_worker.format(table))
        walls.protect(table, f"({OWN} OR ({is_shown} AND {others}))", add=OWN)


def _between_people() -> None:
    walls.protect(
        "share",
        f"(owner_id = {ME} OR viewer_id = {ME})",
        add=f"owner_id = {ME}",
        # Whoever is shown something can hand it back.
        change=f"(owner_id = {ME} OR viewer_id = {ME})",
        erase=f"owner_id = {ME}",
    )
    walls.protect("circle_link", f"(inviter_id = {ME} OR invitee_id = {ME})")
    walls.protect("invitation", f"inviter_id = {ME}")
    two = f"(person_id = {ME} OR peer_worker_id = {ME} OR {COORDINATOR})"
    walls.protect(
        "pairing",
        # Whoever reads a note is told between whom it was.
        f"({two} OR id IN (SELECT lrc_pairings_of_notes()))",
        add=f"({OWN} OR {COORDINATOR})",
        change=two,
        erase="false",
    )
    walls.protect(
        "trace",
        f"(owner_id = {ME} OR actor_id = {ME})",
        add=f"actor_id = {ME}",
        erase="false",
    )


def _those_who_work_here() -> None:
    days = f"(peer_worker_id = {ME} OR peer_worker_id IN (SELECT lrc_supervised()) OR {COORDINATOR})"
    walls.protect("training", days, add=f"{COORDINATOR}")
    walls.protect(
        "supervision",
        days,
        add=f"(peer_worker_id IN (SELECT lrc_supervised()) OR {COORDINATOR})",
    )
    walls.protect(
        "supervises",
        f"(supervisor_id = {ME} OR peer_worker_id = {ME} OR {COORDINATOR})",
        add=f"{COORDINATOR}",
        # Whoever lays down the role ends it themselves; who supervises holds the row while entering a day.
        change=f"(supervisor_id = {ME} OR peer_worker_id = {ME} OR {COORDINATOR})",
        erase="false",
    )
    mine = f"author_id = {ME}"
    walls.protect(
        "reflection",
        f"({mine} OR (supervisor_id = {ME} AND author_id IN (SELECT lrc_supervised())))",
        add=mine,
    )
    walls.protect(
        "giving",
        f"({OWN} OR {COORDINATOR})",
        add=OWN,
        change=f"({OWN} OR {COORDINATOR})",
        erase=OWN,
    )
    walls.protect("giving_step", of_row("giving", "giving_id"), add=f"{COORDINATOR}")
