"""Good to know: the shelf of useful things, what people keep and pass on, and the numbers of Help now."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helpline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("tel", sa.String(length=20), nullable=True),
        sa.Column("web", sa.String(length=500), nullable=True),
        sa.Column("whom", sa.String(length=24), nullable=False),
        sa.Column("languages", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_cy", sa.String(length=300), nullable=True),
        sa.Column("about_en", sa.Text(), nullable=True),
        sa.Column("about_cy", sa.Text(), nullable=True),
        sa.Column("hours_en", sa.String(length=300), nullable=True),
        sa.Column("hours_cy", sa.String(length=300), nullable=True),
        sa.Column("text_en", sa.String(length=300), nullable=True),
        sa.Column("text_cy", sa.String(length=300), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("web IS NULL OR web LIKE 'https://%'", name=op.f("ck_helpline_web_by_https")),
        sa.CheckConstraint(
            "number IS NULL OR name_en IS NOT NULL OR name_cy IS NOT NULL",
            name=op.f("ck_helpline_called_something"),
        ),
        sa.CheckConstraint(
            "number IS NULL OR tel IS NOT NULL OR web IS NOT NULL", name=op.f("ck_helpline_leads_somewhere")
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_helpline_checked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline")),
    )
    op.create_index(op.f("ix_helpline_line"), "helpline", ["line"], unique=True)
    op.create_table(
        "useful_thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "place",
                "person",
                "page",
                "phone",
                "text",
                name="usefulkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "element",
            sa.Enum(
                "sobriety",
                "health",
                "reintegration",
                name="element",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "whom",
            sa.Enum(
                "everybody",
                "members",
                "family",
                name="forwhom",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title_en", sa.String(length=300), nullable=True),
        sa.Column("title_cy", sa.String(length=300), nullable=True),
        sa.Column("words_en", sa.Text(), nullable=True),
        sa.Column("words_cy", sa.Text(), nullable=True),
        sa.Column("web", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'page' OR web IS NOT NULL", name=op.f("ck_useful_thing_page_has_address")
        ),
        sa.CheckConstraint(
            "kind <> 'phone' OR phone IS NOT NULL", name=op.f("ck_useful_thing_phone_has_number")
        ),
        sa.CheckConstraint("web IS NULL OR web LIKE 'https://%'", name=op.f("ck_useful_thing_web_by_https")),
        sa.CheckConstraint(
            "title_en IS NOT NULL OR title_cy IS NOT NULL", name=op.f("ck_useful_thing_called_something")
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_useful_thing_checked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_useful_thing")),
    )
    op.create_index(op.f("ix_useful_thing_checked_on"), "useful_thing", ["checked_on"], unique=False)
    op.create_table(
        "kept_thing",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("useful_thing_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_thing_person_id")),
        sa.ForeignKeyConstraint(
            ["useful_thing_id"],
            ["useful_thing.id"],
            name=op.f("fk_kept_thing_useful_thing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "useful_thing_id", name=op.f("pk_kept_thing")),
    )
    op.create_index(op.f("ix_kept_thing_useful_thing_id"), "kept_thing", ["useful_thing_id"], unique=False)
    op.create_table(
        "passed_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("useful_thing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_passed_on_by_id")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_passed_on_note_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_passed_on_pairing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passed_on_person_id")),
        sa.ForeignKeyConstraint(
            ["useful_thing_id"],
            ["useful_thing.id"],
            name=op.f("fk_passed_on_useful_thing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_on")),
    )
    op.create_index(op.f("ix_passed_on_pairing_id"), "passed_on", ["pairing_id"], unique=False)
    op.create_index(op.f("ix_passed_on_person_id"), "passed_on", ["person_id"], unique=False)
    op.create_index(op.f("ix_passed_on_useful_thing_id"), "passed_on", ["useful_thing_id"], unique=False)
    op.create_index("uq_passed_on_with_note", "passed_on", ["note_id", "useful_thing_id"], unique=True)
    me, coordinates = "(SELECT lrc_me())", "(SELECT lrc_coordinates())"
    works_here = "(SELECT lrc_holds('coordinator', 'peer_worker'))"
    meant = (
        "(whom = 'everybody' AND (SELECT lrc_keeps_a_record()))",
        "(whom = 'members' AND (SELECT lrc_holds('member')))",
        "(whom = 'family' AND (SELECT lrc_holds('family')))",
    )
    given = f"id IN (SELECT p.useful_thing_id FROM passed_on p WHERE p.person_id = {me})"
    walls.protect("useful_thing", f"({' OR '.join((works_here, *meant, given))})", add=coordinates)
    walls.protect("kept_thing", f"person_id = {me}")
    # What goes with a draft is nobody's but its author's: the person sees no draft of another's.
    theirs = f"(person_id = {me} AND (note_id IS NULL OR EXISTS (SELECT FROM note n WHERE n.id = note_id)))"
    walks = "pairing_id IN (SELECT lrc_walks())"
    own_hand = f"(by_id = {me} AND {walks})"
    walls.protect("passed_on", f"({theirs} OR {walks})", add=own_hand, change="false", erase=own_hand)
