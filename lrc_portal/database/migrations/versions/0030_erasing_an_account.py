"""An account is erased seven days after its owner asked; until then what they show to others rests."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# As in 0028, and nothing opens by what rests.
FACTS = """
CREATE OR REPLACE FUNCTION lrc_shown(of_content text, with_words boolean DEFAULT false) RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT s.owner_id FROM share s
     WHERE s.viewer_id = lrc_me() AND s.content = of_content AND (s.own_words OR NOT with_words)
       AND s.accepted_at IS NOT NULL AND s.taken_back_at IS NULL AND NOT s.rests
       AND (s.last_day IS NULL OR s.last_day >= lrc_day())
       AND (lrc_way() = '' OR (lrc_way() = 'circle') = (s.pairing_id IS NULL))
    UNION ALL
    SELECT nullif(current_setting('lrc.viewer', true), '')::integer
     WHERE of_content || '+words' = ANY (lrc_preview())
        OR (NOT with_words AND of_content = ANY (lrc_preview()));
END;

CREATE OR REPLACE FUNCTION lrc_walks() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.id FROM pairing p
     WHERE p.peer_worker_id = lrc_me() AND lrc_way() <> 'circle' AND NOT p.rests
       AND p.began_at IS NOT NULL AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END;

CREATE OR REPLACE FUNCTION lrc_asked_by() RETURNS SETOF integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.person_id FROM pairing p
     WHERE p.peer_worker_id = lrc_me() AND p.person_yes_at IS NOT NULL AND NOT p.rests
       AND p.ended_at IS NULL AND (p.last_day IS NULL OR p.last_day >= lrc_day());
END
"""


def upgrade() -> None:
    op.add_column("person", sa.Column("erase_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    for table in ("share", "pairing"):
        op.add_column(table, sa.Column("rests", sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        for statement in FACTS.split(";\n\n"):
            op.execute(statement)
