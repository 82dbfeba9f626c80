"""Policies that every page asks say the same in fewer questions: each of them is set up for each table named.

Of a statement PostgreSQL sets up all that its policies might ask, also what nobody's rows need: for a page of
one's own record that was most of what it did.
"""

from alembic import op

from lrc_portal.database.migrations import walls

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

# PostgreSQL counts what a function costs for each row that asks for it, though this one is worked out once.
FACTS = """
CREATE FUNCTION lrc_elements_shown()
    RETURNS TABLE (owner_id integer, sobriety boolean, health boolean, reintegration boolean, words boolean)
    LANGUAGE sql STABLE COST 1 ROWS 3 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT it.owner_id, bool_or(it.shown = 'sobriety'), bool_or(it.shown = 'health'),
           bool_or(it.shown = 'reintegration'), bool_or(it.shown = 'words')
      FROM (
        SELECT lrc_shown('sobriety') AS owner_id, 'sobriety' AS shown
        UNION ALL SELECT lrc_shown('health'), 'health'
        UNION ALL SELECT lrc_shown('reintegration'), 'reintegration'
        UNION ALL SELECT lrc_shown('sobriety', true), 'words'
        UNION ALL SELECT lrc_shown('health', true), 'words'
        UNION ALL SELECT lrc_shown('reintegration', true), 'words'
      ) it
     GROUP BY it.owner_id;
END;

CREATE FUNCTION lrc_days_of_answers() RETURNS SETOF integer
    LANGUAGE sql STABLE ROWS 200 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lrc_days_of_pursuits() UNION ALL SELECT lrc_days_of_measures();
END;

CREATE FUNCTION lrc_notes_shown() RETURNS SETOF integer
    LANGUAGE sql STABLE ROWS 20 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT lrc_agreed_notes() UNION ALL SELECT lrc_passed_on_notes();
END;

CREATE FUNCTION lrc_own_draft(author_id integer, changed_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT author_id = lrc_me() AND changed_at >= lrc_now() - interval '30 days';
END;
"""

OWN = "person_id = (SELECT lrc_me())"

SEE = {
    # One function says of everybody what they show, in place of one question for each kind of content.
    "check_in": f"""{OWN} OR (NOT only_me AND (
        EXISTS (
            SELECT FROM lrc_elements_shown() its
             WHERE its.owner_id = check_in.person_id AND (
                (check_in.sobriety IS NOT NULL AND its.sobriety)
                OR (coalesce(physical, emotional, relational, check_in.health) IS NOT NULL AND its.health)
                OR (coalesce(community, participation, check_in.reintegration) IS NOT NULL
                    AND its.reintegration)
                OR (check_in.words IS NOT NULL AND its.words)))
        OR id IN (SELECT lrc_days_of_answers())))""",
    "note": f"""(lrc_way() <> 'circle' AND ({OWN} OR pairing_id IN (SELECT lrc_walks()))
            AND (state <> 'draft' OR lrc_own_draft(author_id, changed_at)))
        OR id IN (SELECT lrc_notes_shown())""",
    # Of these a statement reads a few by their index: who asks may be worked out for each.
    "pairing": """lrc_me() IN (person_id, peer_worker_id) OR (SELECT lrc_coordinates())
        OR id IN (SELECT lrc_pairings_of_notes())""",
    "share": "lrc_me() IN (owner_id, viewer_id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in FACTS.split(";\n\n"):
        op.execute(statement)
    for table, see in SEE.items():
        op.execute(f'ALTER POLICY "see" ON "{table}" USING ({walls.SYSTEM} OR ({see}))')
