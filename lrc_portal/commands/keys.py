"""`rotate-keys`: a new key for what people write, while the portal runs."""

from dataclasses import asdict

import click

from lrc_portal import settings, startup, tidying
from lrc_portal.backups import rotating
from lrc_portal.commands.line import Code, Progress, as_json, command, say_json
from lrc_portal.database import encrypted
from lrc_portal.database.encrypted import KeysProblem, Lines

_OTHER = {True: "the key that waits", False: "an older key"}
_AFTER = {
    "add": "A new key waits: it opens texts, and none is encrypted with it yet. Give this keys file to every "
    "portal, make a backup, then: rotate-keys --use",
    "use": "The new key is in use. Give this keys file to every portal, then: rotate-keys --rewrite",
    "rewrite": "Older texts are encrypted with the key in use. The oldest key can leave: rotate-keys "
    "--drop-oldest. Backups of before need it still; they bring it along unless made --without-keys.",
    "drop-oldest": "The oldest key has left. Give this keys file to every portal, and make a new backup.",
}


@command(
    "rotate-keys",
    examples=[
        "rotate-keys",
        "rotate-keys --add",
        "rotate-keys --use",
        "rotate-keys --rewrite",
        "rotate-keys --drop-oldest",
    ],
    codes={Code.PARTLY: "some texts cannot be read with any key; their numbers and places were printed"},
)
@click.option("--add", "step", flag_value="add", help="Put a new key into the keys file, to be used next.")
@click.option("--use", "step", flag_value="use", help="Encrypt with it from now on.")
@click.option("--rewrite", "step", flag_value="rewrite", help="Encrypt older texts anew, in small steps.")
@click.option(
    "--drop-oldest", "step", flag_value="drop-oldest", help="Take the oldest key out, once no text needs it."
)
@as_json("how many texts each key opens, and which open with none,")
def rotate_keys(step: str | None, json_asked: bool) -> Code:
    """Change the key that people's words are encrypted with.

    In four steps, each a run of its own, while the portal runs: --add, --use, --rewrite, --drop-oldest.
    Without one it says how many texts each key opens. Portals take the keys file anew by themselves; where
    several have files of their own, give each the new one after each step, so that none writes with a key
    that another lacks. --rewrite can be stopped and run again. The look-up key, on which names and codes
    hang, stays. Texts that no key opens are listed by the number that people were told, with their place.
    """
    database = startup.as_it_stands()
    place = settings.current().keys_file
    keys = encrypted.lines_of(place.read_bytes())
    startup.keys_fit(database)
    if step in {"add", "use"}:
        keys = keys.with_next() if step == "add" else keys.with_next_in_use()
        keys.write(place)
        encrypted.use_keys_file(place)
    if step == "rewrite":
        found = rotating.rewrite(database, keys, progress=Progress())
    else:
        found = rotating.look(database, keys, progress=Progress())
    if step == "drop-oldest":
        keys, found = _without_oldest(keys, found)
        keys.write(place)
    if step is None:
        tidying.forget_mended(database, set(found.unreadable))
    _say(keys, found, step, json_asked)
    return Code.PARTLY if found.unreadable else Code.DONE


def _without_oldest(keys: Lines, found: rotating.Found) -> tuple[Lines, rotating.Found]:
    """Raises `KeysProblem` while a text needs it."""
    if keys.waiting:
        raise KeysProblem("A new key waits. Use it first: rotate-keys --use, then --rewrite")
    fewer = keys.without_oldest()
    if needing := found.by_key[-1]:
        raise KeysProblem(f"{needing} texts need the oldest key still. First: rotate-keys --rewrite")
    found.by_key.pop()
    return fewer, found


def _say(keys: Lines, found: rotating.Found, step: str | None, json_asked: bool) -> None:
    if json_asked:
        say_json({"step": step, "waiting": keys.waiting is not None, "texts": found.texts, **asdict(found)})
        return
    for at, many in enumerate(found.by_key):
        waits = bool(keys.waiting) and at == len(found.by_key) - 1
        print(f"{many:>9}  texts with {'the key in use' if not at else _OTHER[waits]}")
    for number, where in found.unreadable.items():
        print(f"{number}  cannot be read: {where}")
    if found.rewritten:
        print(f"{found.rewritten} of them were encrypted anew.")
    if step:
        print(_AFTER[step])
