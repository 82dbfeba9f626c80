"""`verify-traces`: whether the log of who looked is as it was written."""

from pathlib import Path

import click

from lrc_portal import settings, startup
from lrc_portal.commands.line import Code, as_json, command
from lrc_portal.database.row_security import System
from lrc_portal.sharing import trace_verification


@command(
    "verify-traces",
    examples=["verify-traces", "verify-traces --json > anchor.json", "verify-traces --against anchor.json"],
    codes={Code.DONE: "all is as it was written", Code.PARTLY: "something is not, or not as it was then"},
)
@as_json("what was found, to keep elsewhere as an anchor,")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also compare with what --json printed earlier.",
)
def verify_traces(json_asked: bool, against: Path | None) -> Code:
    """Verify the log of who did and looked at what.

    The lines are chained by keyed hashes: this says, by number and kind, which one was altered, taken out or
    added. It changes nothing and can run beside the portal.
    """
    database = startup.as_it_stands()
    try:
        anchor = trace_verification.read_anchor(against.read_text()) if against else None
    except (trace_verification.NoAnchor, UnicodeDecodeError) as fault:
        raise settings.SettingsProblem(f"{against}: {fault}") from fault
    with database.as_system(System.VERIFYING).reading_one_moment() as db:
        found = trace_verification.verify(db, against=anchor)
    if json_asked:
        print(found.as_json())
    else:
        print(*(str(finding) for finding in found.findings), sep="\n", end="\n" * bool(found.findings))
        print(
            f"Lines: {found.lines}. Links: {found.links}, of them emptied: {found.emptied}. "
            f"Chains: {len(found.anchor.chains)}. Not as it was written: {len(found.findings)}."
        )
        print(f"Anchor: {found.anchor.seal}")
    return Code.PARTLY if found.findings else Code.DONE
