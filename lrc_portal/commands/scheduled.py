"""What a scheduler runs: `reminders`, `erase-due`, `tidy`."""

import click

from lrc_portal import settings, startup, tidying
from lrc_portal.commands.line import Code, as_json, command, say, say_json
from lrc_portal.erasing import erasing
from lrc_portal.reminders import sending


@command(
    "reminders",
    examples=["reminders"],
    codes={
        Code.DONE: "what was due was handed over",
        Code.PARTLY: "the mail server is not there, broke off or lets nobody in; the next run tries again",
    },
)
def reminders() -> Code:
    """Send the reminders by e-mail that are due now.

    Each is sent once or not at all, also with two runs at once. Start it every five or ten minutes. It says
    how many were sent, and never to whom.
    """
    if settings.current().mail is None:
        raise settings.SettingsProblem("No mail server is set: LRC_SMTP_URL and LRC_MAIL_FROM.")
    outcome = sending.run(startup.prepare())
    # How many, and to nobody: this goes to a log.
    print(f"Reminders sent: {outcome.sent}. Not taken: {outcome.refused}. Not known: {outcome.unclear}.")
    if outcome.no_server:
        say(f"The mail server of LRC_SMTP_URL: {outcome.no_server}. What is due waits for the next run.")
    return Code.PARTLY if outcome.no_server else Code.DONE


@command("erase-due", examples=["erase-due"])
def erase_due() -> None:
    """Erase the accounts whose day has come.

    A running portal does so each hour. It says how many, and never whose.
    """
    database = startup.as_it_stands()
    erased, again = erasing.run(database), erasing.erase_again(database)
    # How many, and not whose: this goes to a log.
    print(f"Accounts erased: {erased}. Erased again after a backup was put back: {again}.")


@command("tidy", examples=["tidy --dry-run", "tidy"])
@click.option("--dry-run", is_flag=True, help="Only say how many there are; take nothing away.")
@as_json("how many of each there were")
def tidy(dry_run: bool, json_asked: bool) -> None:
    """Take away what has come to its end.

    Sessions, tokens, codes, tries to sign in, drafts, traces and whatever else docs/operators/what-is-kept.md
    gives an end. The portal takes each away when somebody next does something of the kind, or when it starts;
    this does so at once, for a portal that is seldom used or never restarted. It can run beside the portal.
    It says how many, and never whose.
    """
    gone = tidying.run(startup.as_it_stands(), dry_run=dry_run)
    if json_asked:
        say_json({"dry_run": dry_run, "gone": gone})
        return
    for what, many in gone.items():
        if many:
            print(f"{many:>7}  {what}")
    print(f"{'There would go' if dry_run else 'Gone'}: {sum(gone.values())}.")
