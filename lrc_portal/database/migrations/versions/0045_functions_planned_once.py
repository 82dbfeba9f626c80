"""The functions of the policies keep their plans: a page asks them dozens of times in one statement.

A function in SQL that is not unfolded into its statement is planned anew for each place that asks it, each
time it is asked; one in PL/pgSQL is planned once for a connection. They say what they said before.
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SHARE_IS_LIVE = """s.accepted_at IS NOT NULL AND s.taken_back_at IS NULL AND NOT s.rests
    AND (s.last_day IS NULL OR s.last_day >= lrc_day())
    AND (lrc_way() = '' OR (lrc_way() = 'circle') = (s.pairing_id IS NULL))"""

PAIRING_IS_LIVE = """p.began_at IS NOT NULL AND p.ended_at IS NULL
    AND (p.last_day IS NULL OR p.last_day >= lrc_day())"""

PREVIEWED = "nullif(current_setting('lrc.viewer', true), '')::integer"


def previewed(*contents: str) -> str:
    """Whether a look through other eyes would show one of these (`sobriety`, `sobriety+words`)."""
    listed = ", ".join(f"'{each}'" for each in contents)
    return f"lrc_preview() && ARRAY[{listed}]"


# Each with what it gives and about how many rows; a function that is worked out once costs no row anything.
FUNCTIONS = {
    "lrc_shown(of_content text, with_words boolean DEFAULT false)": (
        "SETOF integer ROWS 10",
        f"""
        SELECT s.owner_id FROM share s
         WHERE s.viewer_id = lrc_me() AND s.content = of_content AND (s.own_words OR NOT with_words)
           AND {SHARE_IS_LIVE}
        UNION ALL
        SELECT {PREVIEWED}
         WHERE of_content || '+words' = ANY (lrc_preview())
            OR (NOT with_words AND of_content = ANY (lrc_preview()))""",
    ),
    "lrc_elements_shown()": (
        "TABLE (owner_id integer, sobriety boolean, health boolean, reintegration boolean, words boolean)"
        " COST 1 ROWS 3",
        f"""
        SELECT s.owner_id, bool_or(s.content = 'sobriety'), bool_or(s.content = 'health'),
               bool_or(s.content = 'reintegration'), bool_or(s.own_words)
          FROM share s
         WHERE s.viewer_id = lrc_me() AND s.content IN ('sobriety', 'health', 'reintegration')
           AND {SHARE_IS_LIVE}
         GROUP BY s.owner_id
        UNION ALL
        SELECT {PREVIEWED}, {previewed("sobriety", "sobriety+words")}, {previewed("health", "health+words")},
               {previewed("reintegration", "reintegration+words")},
               {previewed("sobriety+words", "health+words", "reintegration+words")}
         WHERE lrc_preview() IS NOT NULL""",
    ),
    "lrc_walks()": (
        "SETOF integer ROWS 20",
        f"""
        SELECT p.id FROM pairing p
         WHERE p.peer_worker_id = lrc_me() AND lrc_way() <> 'circle' AND NOT p.rests AND {PAIRING_IS_LIVE}""",
    ),
    "lrc_walked_with()": (
        "SETOF integer ROWS 20",
        "SELECT p.person_id FROM pairing p WHERE p.id IN (SELECT lrc_walks())",
    ),
    "lrc_goes_along()": (
        "SETOF integer ROWS 20",
        f"""
        SELECT p.id FROM pairing p
         WHERE (p.person_id = lrc_me() OR p.peer_worker_id = lrc_me()) AND {PAIRING_IS_LIVE}""",
    ),
    "lrc_asked_by()": (
        "SETOF integer ROWS 20",
        """
        SELECT p.person_id FROM pairing p
         WHERE p.peer_worker_id = lrc_me() AND p.person_yes_at IS NOT NULL AND NOT p.rests
           AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day())""",
    ),
    "lrc_supervised()": (
        "SETOF integer ROWS 10",
        """
        SELECT s.peer_worker_id FROM supervises s
         WHERE s.supervisor_id = lrc_me() AND s.ended_at IS NULL""",
    ),
    "lrc_days_of_answers()": (
        "SETOF integer ROWS 200",
        "SELECT lrc_days_of_pursuits() UNION ALL SELECT lrc_days_of_measures()",
    ),
    "lrc_notes_shown()": (
        "SETOF integer ROWS 20",
        "SELECT lrc_agreed_notes() UNION ALL SELECT lrc_passed_on_notes()",
    ),
}

VALUES = {
    "lrc_holds(VARIADIC any_of text[])": (
        "boolean",
        "EXISTS (SELECT FROM person_role r WHERE r.person_id = lrc_me() AND r.role = ANY (any_of))",
    ),
    "lrc_own_draft(author_id integer, changed_at timestamptz)": (
        "boolean",
        "author_id = lrc_me() AND changed_at >= lrc_now() - interval '30 days'",
    ),
}


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for what, functions in (("QUERY", FUNCTIONS), ("", VALUES)):
        for signature, (gives, asked) in functions.items():
            connection.exec_driver_sql(f"""
                CREATE OR REPLACE FUNCTION {signature} RETURNS {gives}
                    LANGUAGE plpgsql STABLE SET search_path = {schema}, pg_temp AS $$
                #variable_conflict use_column
                BEGIN RETURN {what} {asked}; END $$""")
