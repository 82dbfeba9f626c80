"""What somebody had typed when their session ended, on its way through the sign-in form.

It is sealed with a key of this machine: the page that asks for a name and a passphrase holds nothing that
whoever sits there could read, and nothing is kept on the server.
"""

import json
from collections.abc import Mapping

from lrc_portal.database.encrypted import seal, unseal

FIELD = "carried"
SECONDS = 60 * 60
MOST = 48 * 1024
"""Letters of what is sealed; the sign-in form has room for it."""


def sealed(form: Mapping[str, str]) -> str:
    """A form as one field; empty where it is too long to go along."""
    made = seal(json.dumps(dict(form), ensure_ascii=False))
    return made if len(made) <= MOST else ""


def opened(field: str) -> dict[str, str] | None:
    """The form in it; None where it is not ours, or older than an hour."""
    text = unseal(field, seconds=SECONDS)
    if text is None:
        return None
    form: dict[str, str] = json.loads(text)
    return form
