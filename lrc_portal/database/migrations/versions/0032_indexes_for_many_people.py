"""What is asked of many people is found by an index, and the policies ask so that it can be."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INDEXES: dict[str, tuple[str, list[str], str | None]] = {
    "ix_consent_share_id": ("consent", ["share_id"], None),
    "ix_known_device_used_at": ("known_device", ["used_at"], None),
    "ix_meeting_pairing_id_meeting_day": ("meeting", ["pairing_id", "day"], None),
    "ix_meeting_not_held": ("meeting", ["day"], "state <> 'held'"),
    "ix_note_draft": ("note", ["changed_at"], "state = 'draft'"),
    "ix_note_meeting_id": ("note", ["meeting_id"], None),
    "ix_note_pairing_id": ("note", ["pairing_id"], None),
    "ix_pairing_asked": ("pairing", ["id"], "began_at IS NULL AND ended_at IS NULL"),
    "ix_pairing_person_id": ("pairing", ["person_id"], None),
    "ix_person_erase_at": ("person", ["erase_at"], "erase_at IS NOT NULL"),
    "ix_person_role_role_person_role_person_id": ("person_role", ["role", "person_id"], None),
    "ix_recovery_code_offered_at": ("recovery_code", ["offered_at"], None),
    "ix_sign_in_try_succeeded_sign_in_try_at": ("sign_in_try", ["succeeded", "at"], None),
    "ix_unsaved_words_changed_at": ("unsaved_words", ["changed_at"], None),
}

# As in 0028, in words for which the tables have an index.
FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION lrc_agreed_notes() RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SET search_path = {schema}, pg_temp AS $$
DECLARE said text := coalesce(current_setting('lrc.system', true), '');
BEGIN
    PERFORM set_config('lrc.system', 'wall', true);
    RETURN QUERY
        SELECT n.id FROM note n
         WHERE n.person_id IN (SELECT lrc_shown('notes')) AND n.state = 'agreed'
           AND NOT EXISTS (
               SELECT FROM note later
                WHERE later.first_id = CASE WHEN n.first_id IS NULL THEN n.id ELSE n.first_id END
                  AND later.id > n.id AND later.state IN ('agreed', 'differing'));
    PERFORM set_config('lrc.system', said, true);
END $$""",
    """
CREATE OR REPLACE FUNCTION lrc_goes_along() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id FROM pairing p
     WHERE (p.person_id = lrc_me() OR p.peer_worker_id = lrc_me())
       AND p.began_at IS NOT NULL AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END""",
    """
CREATE OR REPLACE FUNCTION lrc_passed_on_notes() RETURNS SETOF integer
    LANGUAGE plpgsql STABLE SET search_path = {schema}, pg_temp AS $$
DECLARE said text := coalesce(current_setting('lrc.system', true), '');
BEGIN
    PERFORM set_config('lrc.system', 'wall', true);
    RETURN QUERY
        SELECT n.id FROM note_passed_on p JOIN note n ON n.id = p.note_id
         WHERE p.pairing_id IN (SELECT lrc_walks()) AND n.state <> 'draft' AND n.first_id IS NULL
        UNION ALL
        SELECT n.id FROM note_passed_on p JOIN note n ON n.first_id = p.note_id
         WHERE p.pairing_id IN (SELECT lrc_walks()) AND n.state <> 'draft';
    PERFORM set_config('lrc.system', said, true);
END $$""",
)

# How many rows a function of the policies gives, which PostgreSQL takes for a thousand unless it is told; by
# that it chooses whether to look each of them up or to read a whole table instead.
ROWS = {
    "lrc_shown(text, boolean)": 10,
    "lrc_walks()": 20,
    "lrc_walked_with()": 20,
    "lrc_goes_along()": 20,
    "lrc_asked_by()": 20,
    "lrc_supervised()": 10,
    "lrc_days_of_pursuits()": 200,
    "lrc_agreed_notes()": 50,
    "lrc_passed_on_notes()": 20,
    "lrc_pairings_of_notes()": 20,
}


def upgrade() -> None:
    for name, (table, columns, where) in INDEXES.items():
        only = sa.text(where) if where else None
        op.create_index(op.f(name), table, columns, sqlite_where=only, postgresql_where=only)
    op.drop_index("ix_meeting_pairing_id", "meeting")  # the one with the day does its work
    if op.get_bind().dialect.name != "postgresql":
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for function in FUNCTIONS:
        op.execute(sa.text(function.replace("{schema}", schema).replace(":=", "\\:=")))
    for signature, rows in ROWS.items():
        op.execute(f"ALTER FUNCTION {signature} ROWS {rows}")
