"""Passphrases: what makes one sound, and how it is kept (argon2id)."""

import base64
import os
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from lrc_portal.identity.names import tidy
from lrc_portal.words.marks import Problem, Refused, mark, problem

SHORTEST, LONGEST = 8, 128
_LOOKED_AT = 60
LONGEST_WAIT_SECONDS = 20.0

_hasher = PasswordHasher()

# Each hash takes 64 MB and several cores for a moment; this many at once, so that a crowd at the door fills
# neither the memory nor every core.
AT_ONCE = min(4, max(2, (os.cpu_count() or 1) // 2))
_at_once = threading.BoundedSemaphore(AT_ONCE)

_COMMON = frozenset(word for words in FREQUENCY_LISTS.values() for word in words if len(word) >= SHORTEST) | {
    "livingroom",
    "livingroomcardiff",
    "stafellfyw",
    "stafellfywcaerdydd",
    "cyfrinair",
    "passphrase",
    "caerdydd",
}


def _nobodys_hash() -> str:
    """A hash of nothing, which no passphrase fits: drawn by lot, since to work one out slows each start."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


# Verified in place of a hash that does not exist, so that a wrong name takes as long as a wrong passphrase.
_NOBODYS_HASH = _nobodys_hash()


class Busy(Refused):
    """So many are coming in that this passphrase was not looked at. Nothing was changed or counted."""

    def __init__(self) -> None:
        super().__init__(
            mark("Many people are coming in at this moment, and it was not your turn yet. Try again.")
        )


def normal(passphrase: str) -> str:
    """The same passphrase however a keyboard composed it (NFKC), without spaces around it.

    A space at the end comes along when one is pasted, and is not seen in the field.
    """
    return unicodedata.normalize("NFKC", passphrase).strip()


def problems(field: str, passphrase: str, *names: str) -> list[Problem]:
    """What keeps this passphrase from being taken; `names` are what the person is known by."""
    plain = normal(passphrase)
    squeezed = "".join(plain.casefold().split())
    if len(plain) < SHORTEST:
        return [problem(field, "Use at least {n} characters. A few words together work well.", n=SHORTEST)]
    if len(plain) > LONGEST:
        return [problem(field, "Use at most {n} characters.", n=LONGEST)]
    if squeezed in {"".join(tidy(name).casefold().split()) for name in names if name}:
        return [problem(field, "Your name is easy to guess. Choose another passphrase.")]
    if squeezed in _COMMON or len(set(squeezed)) < 3:
        return [problem(field, "Many people use this one. Choose another passphrase.")]
    return []


def strength(passphrase: str, *names: str) -> int:
    """How hard it is to guess: 0 is among the first tries, 4 would keep many machines busy for years."""
    known = [tidy(name) for name in names if name]
    # What comes after so many signs makes no weak one strong, and to look at it takes long.
    score: int = zxcvbn(normal(passphrase)[:_LOOKED_AT], user_inputs=known)["score"]
    return score


def hashed(passphrase: str) -> str:
    """The argon2id hash to keep. Raises `Busy`."""
    with a_turn():
        return _hasher.hash(normal(passphrase))


def fits(passphrase: str, kept_hash: str | None) -> bool:
    """Whether the passphrase is the one that was kept. Takes as long where nothing was kept.

    Raises `Busy`.
    """
    # Nothing longer than the longest was ever kept; hashing megabytes would be a gift to an attacker.
    given = passphrase[: 4 * LONGEST]
    # Older hashes were made with the spaces around it.
    as_typed = unicodedata.normalize("NFKC", given)
    return any([_verified(each, kept_hash) for each in dict.fromkeys((normal(given), as_typed))])


def _verified(given: str, kept_hash: str | None) -> bool:
    with a_turn():
        try:
            _hasher.verify(kept_hash or _NOBODYS_HASH, given)
        except (VerificationError, InvalidHashError):
            return False
        return kept_hash is not None


@contextmanager
def a_turn() -> Iterator[None]:
    if not _at_once.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _at_once.release()


def is_outdated(kept_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept_hash)
