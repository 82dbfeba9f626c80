"""Setting up, and ways in: `migrate`, `first-link`, `sign-in-code`."""

import click

from lrc_portal import settings, startup
from lrc_portal.commands.line import Code, command, say


@command("migrate", examples=["migrate"])
def migrate() -> None:
    """Bring the database to the newest schema.

    Each start of the portal does so by itself. Where the portal's user of PostgreSQL may change no table, run
    this before a new release, with the owner's address in LRC_DATABASE_URL. Run again it changes nothing.
    """
    startup.prepare()
    print("The database has the newest schema.")


@command("first-link", examples=["first-link"])
def first_link() -> None:
    """Print a new link for the first coordinator.

    It works once, for 14 days. Where there is a coordinator already, it says so and makes none.
    """
    print(startup.first_link(startup.prepare()) or "There is a coordinator already; they invite others.")


@command(
    "sign-in-code",
    examples=["sign-in-code 'THE NAME THEY SIGN IN WITH'", "sign-in-code --lost-second-step 'THE NAME'"],
    codes={Code.PARTLY: "nobody signs in with this name"},
)
@click.argument("name", metavar="NAME")
@click.option("--lost-second-step", is_flag=True, help="Take their second step away too: it is lost.")
def sign_in_code(name: str, lost_second_step: bool) -> Code:
    """Print a code for a coordinator who forgot their passphrase.

    For one who has no other coordinator to ask. NAME is what they sign in with. The code works once, for 30
    minutes, and they are told at their next sign-in that it was made.
    """
    code = startup.sign_in_code(startup.prepare(), name, lost_second_step=lost_second_step)
    if code is None:
        say("Nobody signs in with this name.")
        return Code.PARTLY
    print(f"{code}\nIt works once, for 30 minutes, at {settings.current().public_url}/forgotten/code")
    return Code.DONE
