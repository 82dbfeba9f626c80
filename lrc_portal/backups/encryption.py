"""Encryption of backups in the age format (https://age-encryption.org), streamed, with the library pyrage.

A backup for a key file is an age file as it is: the public half encrypts, and only the secret half, which
need not be on the machine, opens it. For a passphrase a new key pair is made for that one backup, and its
secret half, encrypted with the passphrase, stands on a line in front.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyrage
from pyrage import passphrase as by_passphrase
from pyrage import x25519

from lrc_portal.backups import BackupProblem, Damaged

IN_FRONT = b"lrc-portal backup for a passphrase "
"""How a file for a passphrase begins; its encrypted secret half follows in hexadecimal."""
LONGEST_IN_FRONT = 4096
SECRET = "AGE-SECRET-KEY-1"
SHORTEST = 16
"""Characters of a passphrase: whoever has the file can try as many as they like."""


@dataclass(frozen=True)
class Lock:
    """What a backup is encrypted with, and what stands in front of it."""

    recipient: x25519.Recipient
    in_front: bytes = b""


@dataclass(frozen=True)
class KeyFile:
    """The secret half of a key pair, from a key file."""

    identity: x25519.Identity


@dataclass(frozen=True)
class Passphrase:
    words: str


Key = KeyFile | Passphrase
"""What opens a backup."""


def new_key_file() -> tuple[str, str]:
    """A secret key file, as age-keygen writes it, and its public half."""
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    return f"# public key: {public}\n{identity}\n", public + "\n"


def key_of(path: Path) -> KeyFile:
    """The secret half in a key file."""
    secrets = [line for line in _lines(path) if line.startswith(SECRET)]
    if len(secrets) != 1:
        raise BackupProblem(
            f"{path} holds no secret key of age, or several. It is the file that "
            "`python -m lrc_portal backup-key` made, not the one beside it that ends in .pub, and not the "
            "portal's own keys file."
        )
    try:
        return KeyFile(x25519.Identity.from_str(secrets[0]))
    except pyrage.IdentityError as fault:
        raise BackupProblem(f"The secret key in {path} is damaged.") from fault


def lock_for(path: Path) -> Lock:
    """The public half in a key file, whether that holds both halves or this one alone."""
    lines = _lines(path)
    if any(line.startswith(SECRET) for line in lines):
        return Lock(key_of(path).identity.to_public())
    publics = [line for line in lines if line.startswith("age1")]
    try:
        if len(publics) != 1:
            raise pyrage.RecipientError
        return Lock(x25519.Recipient.from_str(publics[0]))
    except pyrage.RecipientError as fault:
        raise BackupProblem(
            f"{path} holds no public key of age (a line age1…), or several. "
            "`python -m lrc_portal backup-key` makes a pair."
        ) from fault


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def lock_for_passphrase(words: str) -> Lock:
    if len(words) < SHORTEST:
        raise BackupProblem(
            f"The passphrase is too short: at least {SHORTEST} characters, such as four or five words drawn "
            "by lot. Whoever has the file can try as many as they like."
        )
    identity = x25519.Identity.generate()
    wrapped = by_passphrase.encrypt(str(identity).encode(), words)
    return Lock(identity.to_public(), IN_FRONT + wrapped.hex().encode() + b"\n")


def encrypt(pieces: Iterator[bytes], to: io.BufferedIOBase, lock: Lock) -> None:
    """Write the pieces, encrypted, as they come."""
    to.write(lock.in_front)
    source, writer = _Source(pieces), _Watched(to.write)
    try:
        pyrage.encrypt_io(source, writer, [lock.recipient])
    except (pyrage.EncryptError, OSError) as fault:
        # The library tells such a fault in words of its own; what it was is what the operator needs.
        raise (source.fault or writer.fault or fault) from None


def decrypt(file: io.BufferedIOBase, key: Key, to: Callable[[bytes], object]) -> None:
    """Hand on what the file holds, piece by piece, each of them authentic.

    Only at the end it is known that nothing was cut off. Raises `BackupProblem` for a key that does not fit,
    and `Damaged` for a file that is not as it was written.
    """
    identity = _identity(file, key)
    writer = _Watched(to)
    try:
        pyrage.decrypt_io(file, writer, [identity])
    except pyrage.DecryptError as fault:
        raise (writer.fault or BackupProblem(_NOT_OPENED)) from fault
    except OSError as fault:
        if writer.fault or fault.errno:  # one of the machine's, which the library has not
            raise (writer.fault or fault) from None
        raise Damaged(
            "The backup is damaged, or was cut off: it does not decrypt to its end. Take another copy of it, "
            "or an older backup."
        ) from fault


_NOT_OPENED = (
    "The backup does not open: the key or passphrase is not the one it was made for, or its beginning is "
    "damaged. Try another key before another backup."
)


def _identity(file: io.BufferedIOBase, key: Key) -> x25519.Identity:
    """What decrypts the rest of the file, which then stands behind what is in front."""
    begins = file.read(len(IN_FRONT))
    if begins != IN_FRONT:
        file.seek(0)
        if isinstance(key, Passphrase):
            raise BackupProblem(
                "This backup was not made for a passphrase, or its beginning is damaged: give its key file "
                "with --key-file."
            )
        return key.identity
    if isinstance(key, KeyFile):
        raise BackupProblem(
            "This backup was made for a passphrase: give it with --passphrase or --passphrase-file."
        )
    line = file.readline(LONGEST_IN_FRONT)
    try:
        wrapped = bytes.fromhex(line.decode("ascii"))
        if wrapped.hex().encode() + b"\n" != line:  # other ways to write the same
            raise ValueError
        return _unlocked(wrapped, key.words)
    except (ValueError, pyrage.DecryptError, pyrage.IdentityError) as fault:
        raise BackupProblem(_NOT_OPENED) from fault


@lru_cache(maxsize=1)
def _unlocked(wrapped: bytes, words: str) -> x25519.Identity:
    """Slow on purpose, so that nobody tries many; a command that reads its file several times asks once."""
    return x25519.Identity.from_str(by_passphrase.decrypt(wrapped, words).decode())


class _Source(io.BufferedIOBase):
    """Pieces of bytes as a file to read from; keeps the fault that ended it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.fault: Exception | None = None
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as fault:
            self.fault = fault
            raise
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


class _Watched(io.BufferedIOBase):
    """A file to write into; keeps the fault that ended it."""

    def __init__(self, to: Callable[[bytes], object]) -> None:
        self.fault: Exception | None = None
        self._to = to

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]
        try:
            self._to(piece)
        except Exception as fault:
            self.fault = fault
            raise
        return len(piece)
