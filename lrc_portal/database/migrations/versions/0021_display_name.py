"""What others here call a person is their display name, in the tables too."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE person RENAME COLUMN called TO display_name")
