"""Signing in with a second step, passkeys, and the way back in after a forgotten passphrase."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("passphrase_set_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("passphrase_strength", sa.Text(), nullable=True))
    op.add_column("sign_in_session", sa.Column("second_step_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sign_in_session", sa.Column("provider", sa.String(length=60), nullable=True))
    op.add_column("sign_in_session", sa.Column("id_token", sa.Text(), nullable=True))
    op.add_column("reminder", sa.Column("way_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "code_app",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("last_counted", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_app_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_app")),
        sa.UniqueConstraint("person_id", name=op.f("uq_code_app_person_id")),
    )
    op.create_table(
        "spare_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_spare_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spare_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_spare_code_code_hash")),
    )
    op.create_index(op.f("ix_spare_code_person_id"), "spare_code", ["person_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=4000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkey_sign_count_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "sign_in",
                "second_step",
                "add",
                name="passkeyuse",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_challenge_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("challenge_hash", name=op.f("uq_passkey_challenge_challenge_hash")),
    )
    op.create_index(
        op.f("ix_passkey_challenge_address_key"), "passkey_challenge", ["address_key"], unique=False
    )
    op.create_index(op.f("ix_passkey_challenge_made_at"), "passkey_challenge", ["made_at"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("address_key", sa.String(length=64), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > offered_at", name=op.f("ck_recovery_code_ends_after_it_was_offered")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["person.id"], name=op.f("fk_recovery_code_offered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False)
    op.create_index(op.f("ix_recovery_code_address_key"), "recovery_code", ["address_key"], unique=False)
