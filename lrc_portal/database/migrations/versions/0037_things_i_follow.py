"""What people follow in words of their own, the answers it offers, and what was answered day by day."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ELEMENTS = ("sobriety", "health", "reintegration")
OWN = "person_id = (SELECT lrc_me())"


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("element", sa.String(24), nullable=False),
        sa.Column("direction", sa.String(24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("only_me", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_from", sa.String(64), nullable=True),
        sa.CheckConstraint(
            "kind IN ('scale', 'number', 'yes_no', 'choice')", name=op.f("ck_measure_measurekind")
        ),
        sa.CheckConstraint(
            "element IN ('sobriety', 'health', 'reintegration')", name=op.f("ck_measure_element")
        ),
        sa.CheckConstraint("direction IN ('more', 'less', 'neither')", name=op.f("ck_measure_direction")),
        sa.CheckConstraint("unit IS NULL OR kind = 'number'", name=op.f("ck_measure_unit_with_number")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_measure_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(op.f("ix_measure_person_id"), "measure", ["person_id"])
    op.create_index(
        op.f("ix_measure_person_id_measure_came_from"), "measure", ["person_id", "came_from"], unique=True
    )
    op.create_table(
        "measure_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measure_choice_measure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_choice")),
    )
    op.create_index(op.f("ix_measure_choice_measure_id"), "measure_choice", ["measure_id"])
    op.create_table(
        "measure_answer",
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("choice_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(value IS NULL) <> (choice_id IS NULL)", name=op.f("ck_measure_answer_value_or_choice")
        ),
        sa.CheckConstraint("value BETWEEN 0 AND 100000000", name=op.f("ck_measure_answer_value_in_range")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_measure_answer_{column}"), ondelete="CASCADE"
            )
            for column, table in (
                ("check_in_id", "check_in"),
                ("measure_id", "measure"),
                ("choice_id", "measure_choice"),
            )
        ),
        sa.PrimaryKeyConstraint("check_in_id", "measure_id", name=op.f("pk_measure_answer")),
    )
    for column in ("measure_id", "choice_id"):
        op.create_index(op.f(f"ix_measure_answer_{column}"), "measure_answer", [column])
    _protect()


def _protect() -> None:
    """A measure goes with its element, its choices with it, and an answer with its day and its measure."""
    if op.get_bind().dialect.name != "postgresql":
        return
    with_element = " OR ".join(
        f"(element = '{each}' AND person_id IN (SELECT lrc_shown('{each}')))" for each in ELEMENTS
    )
    walls.protect("measure", f"({OWN} OR (NOT only_me AND ({with_element})))", add=OWN)
    walls.protect("measure_choice", _of("measure"), add=_of("measure", OWN))
    walls.protect(
        "measure_answer",
        f"({_of('measure')} AND {_of('check_in')})",
        add=f"({_of('measure', OWN)} AND {_of('check_in', OWN)})",
    )
    _show_days_of_measures()


def _of(table: str, where: str = "true") -> str:
    """Whoever sees the row that this one hangs on."""
    return f"EXISTS (SELECT FROM {table} its WHERE its.id = {table}_id AND {where})"


def _show_days_of_measures() -> None:
    """A day on which something was answered that is followed and shown is shown as any other.

    The function asks in the portal's own name, as those of migration 0028: the answers ask for the day.
    """
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    shown = " OR ".join(
        f"(m.element = '{each}' AND m.person_id IN (SELECT lrc_shown('{each}')))" for each in ELEMENTS
    )
    made = f"""
        CREATE FUNCTION lrc_days_of_measures() RETURNS SETOF integer
            LANGUAGE plpgsql STABLE ROWS 200 SET search_path = {schema}, pg_temp AS $$
        DECLARE said text := coalesce(current_setting('lrc.system', true), '');
        BEGIN
            PERFORM set_config('lrc.system', 'wall', true);
            RETURN QUERY SELECT a.check_in_id FROM measure_answer a JOIN measure m ON m.id = a.measure_id
                WHERE NOT m.only_me AND ({shown});
            PERFORM set_config('lrc.system', said, true);
        END $$"""
    op.execute(sa.text(made.replace(":=", "\\:=")))
    op.execute(f"""
        ALTER POLICY "see" ON check_in USING ({walls.SYSTEM} OR ({OWN} OR (NOT only_me AND (
            (sobriety IS NOT NULL AND person_id IN (SELECT lrc_shown('sobriety')))
            OR (coalesce(physical, emotional, relational, health) IS NOT NULL
                AND person_id IN (SELECT lrc_shown('health')))
            OR (coalesce(community, participation, reintegration) IS NOT NULL
                AND person_id IN (SELECT lrc_shown('reintegration')))
            OR (words IS NOT NULL AND (person_id IN (SELECT lrc_shown('sobriety', true))
                OR person_id IN (SELECT lrc_shown('health', true))
                OR person_id IN (SELECT lrc_shown('reintegration', true))))
            OR id IN (SELECT lrc_days_of_pursuits())
            OR id IN (SELECT lrc_days_of_measures())))))""")
