"""Passphrases: what makes one sound, and how it is kept (argon2id)."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from lrc_portal.words.marks import Problem, problem

SHORTEST, LONGEST = 8, 128

_hasher = PasswordHasher()

# Each hash takes 64 MB for a moment; this many at once, so that a crowd at the door cannot fill the memory.
_at_once = threading.BoundedSemaphore(4)

_COMMON = frozenset(word for words in FREQUENCY_LISTS.values() for word in words if len(word) >= SHORTEST) | {
    "livingroom",
    "livingroomcardiff",
    "stafellfyw",
    "stafellfywcaerdydd",
    "cyfrinair",
    "caerdydd",
}

# Verified in place of a hash that does not exist, so that a wrong name takes as long as a wrong passphrase.
_NOBODYS_HASH = _hasher.hash("nobody signs in with this")


def normal(passphrase: str) -> str:
    """The same passphrase however a keyboard composed it (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase)


def problems(field: str, passphrase: str, *names: str) -> list[Problem]:
    """What keeps this passphrase from being taken; `names` are what the person is known by."""
    plain = normal(passphrase)
    squeezed = "".join(plain.casefold().split())
    if len(plain) < SHORTEST:
        return [problem(field, "Use at least {n} characters. A few words together work well.", n=SHORTEST)]
    if len(plain) > LONGEST:
        return [problem(field, "Use at most {n} characters.", n=LONGEST)]
    if squeezed in {"".join(name.casefold().split()) for name in names if name}:
        return [problem(field, "Your name is easy to guess. Choose another passphrase.")]
    if squeezed in _COMMON or len(set(squeezed)) < 3:
        return [problem(field, "Many people use this one. Choose another passphrase.")]
    return []


def hashed(passphrase: str) -> str:
    """The argon2id hash to keep."""
    with _at_once:
        return _hasher.hash(normal(passphrase))


def fits(passphrase: str, kept_hash: str | None) -> bool:
    """Whether the passphrase is the one that was kept. Takes as long where nothing was kept."""
    # Nothing longer than the longest was ever kept; hashing megabytes would be a gift to an attacker.
    given = normal(passphrase[: 4 * LONGEST])
    with _at_once:
        try:
            return _hasher.verify(kept_hash or _NOBODYS_HASH, given) and kept_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept_hash)
