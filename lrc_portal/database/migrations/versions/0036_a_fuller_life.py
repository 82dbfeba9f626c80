"""What traces can be about: things followed, what helps, letters, home, what is on, good to know."""

from lrc_portal.database.migrations import changing

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    changing.add_words(
        "trace",
        "subject",
        "measure",
        "what_helps",
        "plan",
        "letter",
        "home_agreement",
        "event",
        "useful_thing",
    )
