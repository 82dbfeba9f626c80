"""Free text is encrypted before it reaches the database; the keys live outside it.

A lost database file is then not a lost diary. Look-ups that need equality (the name somebody
signs in with, an invitation code) use a keyed hash in place of the text.
"""

import base64
import contextlib
import hashlib
import hmac
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from lrc_portal.database import unreadable

_log = logging.getLogger("lrc_portal")


class KeysProblem(Exception):
    """The keys are missing or do not fit the database. The message is for the operator."""


LOOKUP = b"lookup:1 "
"""How the line of the look-up key begins: its purpose and its number. All other lines are text keys."""

NEXT = b"next:1 "
"""How the line of a text key begins that opens texts already and encrypts none yet: every portal is to have
it before any writes with it."""


class _Keyring:
    def __init__(self, keys: list[bytes], lookup: bytes) -> None:
        self.text = MultiFernet([Fernet(key) for key in keys])
        Fernet(lookup)  # it says so where this is none
        secret = base64.urlsafe_b64decode(lookup)
        self.lookup = HKDF(SHA256(), 32, salt=None, info=b"lrc lookup").derive(secret)
        self.signing = HKDF(SHA256(), 32, salt=None, info=b"lrc signing").derive(secret)
        self.traces = HKDF(SHA256(), 32, salt=None, info=b"lrc traces").derive(secret)
        sealing = HKDF(SHA256(), 32, salt=None, info=b"lrc sealing").derive(secret)
        self.sealing = Fernet(base64.urlsafe_b64encode(sealing))


_keyring: _Keyring | None = None
_file: Path | None = None
_stamp: tuple[int, int, int] | None = None
"""Of the keys file, as it was when it was last read: another one may be there since."""


def new_key() -> bytes:
    """A fresh key, as it stands on one line of the keys file."""
    return Fernet.generate_key()


def use_keys(keys: list[bytes], lookup: bytes | None = None) -> None:
    """Put keys in force: the first encrypts, all of them decrypt. Raises `KeysProblem`.

    Look-up hashes hang on `lookup`; without one on the last, which was the first that was made.
    """
    global _keyring, _file
    _keyring, _file = _ring_of(keys, lookup), None


def _ring_of(keys: list[bytes], lookup: bytes | None) -> _Keyring:
    if not keys:
        raise KeysProblem("The keys file is empty. Put the key back from your backup.")
    try:
        return _Keyring(keys, lookup or keys[-1])
    except ValueError as fault:
        raise KeysProblem(
            "A line of the keys file is not a key. Put the file back from your backup."
        ) from fault


def use_keys_file(path: Path) -> None:
    """Read the keys file, or make it (mode 0600) where there is none. Raises `KeysProblem`."""
    try:
        if not path.exists():
            first = new_key()
            write_keys_file(path, first + b"\n" + LOOKUP + first + b"\n")
        stamp = _stamp_of(path)
        text_keys, lookup = _read(path)
    except OSError as fault:
        raise KeysProblem(
            f"The keys file {path} cannot be read: {fault.strerror}. It must be a file that the account "
            "which runs the portal can read."
        ) from fault
    use_keys(text_keys, lookup)
    global _file, _stamp
    _file, _stamp = path, stamp


def _stamp_of(path: Path) -> tuple[int, int, int]:
    there = path.stat()
    return there.st_mtime_ns, there.st_size, there.st_ino


def _renewed() -> bool:
    """Take the keys anew where their file is another one since; whether they were.

    A file that cannot be read, or is another portal's, changes nothing: the keys in force stay.
    """
    global _keyring, _stamp
    if _file is None or _keyring is None:
        return False
    try:
        stamp = _stamp_of(_file)
        if stamp == _stamp:
            return False
        _stamp = stamp
        ring = _ring_of(*_read(_file))
    except (OSError, KeysProblem) as fault:
        _log.warning("the keys file is not taken anew: %s", type(fault).__name__)
        return False
    if ring.lookup != _keyring.lookup:
        _log.warning("the keys file is not taken anew: its look-up key is another one")
        return False
    _keyring = ring
    return True


def write_keys_file(path: Path, content: bytes) -> None:
    """Make a keys file (mode 0600), whole or not at all; one that is there already stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _put(path, content, instead=False)


def give_lookup_its_line(path: Path) -> bool:
    """Write the look-up key of an older keys file on a line of its own; whether that was to be done.

    From then on the order of the text keys says nothing about look-ups. To be called once the keys are known
    to fit. A file that cannot be written stays as it is, and works as before.
    """
    text_keys, lookup = _read(path)
    if lookup is not None:
        return False
    try:
        Lines(tuple(text_keys), lookup=text_keys[-1]).write(path)
    except OSError:
        return False
    return True


def fingerprints(content: bytes) -> list[str]:
    """What tells the keys of a keys file apart and says nothing of them; the one of the look-up key first.

    Raises `KeysProblem` where they are none.
    """
    keys, lookup = _parse(content)
    _ring_of(keys, lookup)
    each = [b"look-up " + (lookup or keys[-1]), *(b"text " + key for key in keys)]
    return [hashlib.sha256(b"lrc key " + key).hexdigest()[:32] for key in each]


def opener(content: bytes) -> Callable[[str], bool]:
    """Whether the keys of a keys file open an encrypted text. Which ones are in force stays as it is."""
    ring = _ring_of(*_parse(content))

    def opens(token: str) -> bool:
        try:
            ring.text.decrypt(token.encode("ascii"))
        except (InvalidToken, ValueError):
            return False
        return True

    return opens


@dataclass(frozen=True)
class Lines:
    """What stands in a keys file."""

    keys: tuple[bytes, ...]
    """Text keys, the newest first: it encrypts."""
    waiting: bytes | None = None
    """The one that is to encrypt next."""
    lookup: bytes | None = None

    @property
    def all(self) -> list[bytes]:
        """Every text key that opens texts."""
        return [*self.keys, *([self.waiting] if self.waiting else [])]

    def with_next(self) -> "Lines":
        """A new key waits. Raises `KeysProblem` where one does already."""
        if self.lookup is None:
            raise KeysProblem(
                "The look-up key has no line of its own in the keys file yet. Start the portal once."
            )
        if self.waiting:
            raise KeysProblem(
                "A new key waits already. Give this file to every portal, then: rotate-keys --use"
            )
        return replace(self, waiting=new_key())

    def with_next_in_use(self) -> "Lines":
        """The key that waits encrypts from now on. Raises `KeysProblem`."""
        if not self.waiting:
            raise KeysProblem("No new key waits. First: rotate-keys --add")
        return replace(self, keys=(self.waiting, *self.keys), waiting=None)

    def without_oldest(self) -> "Lines":
        """The oldest key leaves. Raises `KeysProblem` where it is the one in use."""
        if len(self.keys) < 2:
            raise KeysProblem("There is one text key, and it is in use.")
        return replace(self, keys=self.keys[:-1])

    def write(self, path: Path) -> None:
        """Put these lines in place of those that are there, as a whole."""
        lines = [*self.keys, *([NEXT + self.waiting] if self.waiting else [])]
        lines += [LOOKUP + self.lookup] if self.lookup else []
        # Where the file is a link, what it leads to is the one that the operator keeps.
        _put(path.resolve(), b"".join(line + b"\n" for line in lines), instead=True)


def lines_of(content: bytes) -> Lines:
    """The lines of a keys file. Raises `KeysProblem`."""
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    lookups = [line.removeprefix(LOOKUP) for line in lines if line.startswith(LOOKUP)]
    waiting = [line.removeprefix(NEXT) for line in lines if line.startswith(NEXT)]
    if len(lookups) > 1 or len(waiting) > 1:
        twice = "look-up keys" if len(lookups) > 1 else "keys that wait"
        raise KeysProblem(f"The keys file has two {twice}. Put the file back from your backup.")
    keys = tuple(line for line in lines if not line.startswith((LOOKUP, NEXT)))
    return Lines(keys, waiting[0] if waiting else None, lookups[0] if lookups else None)


def _read(path: Path) -> tuple[list[bytes], bytes | None]:
    return _parse(path.read_bytes())


def _parse(content: bytes) -> tuple[list[bytes], bytes | None]:
    lines = lines_of(content)
    return lines.all, lines.lookup


def _put(path: Path, content: bytes, *, instead: bool) -> None:
    """Write a whole file or none; not `instead` of one that another start made meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # mode 0600
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if instead:
            made.replace(path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def are_in_force() -> bool:
    """Whether there are keys to read with."""
    return _keyring is not None


def _ring() -> _Keyring:
    if _keyring is None:
        raise KeysProblem("No keys are in force: the portal was not started through its front door.")
    return _keyring


def lookup_hash(purpose: str, text: str) -> str:
    """A keyed hash (64 hex digits) for finding `text` again without keeping it.

    `purpose` keeps the same text in two columns from having the same hash.
    """
    return hmac.new(_ring().lookup, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def trace_mac(purpose: str, *values: object) -> str:
    """A keyed hash (64 hex digits) over what a chain of traces is made of; none of the values may be free
    text, so that no two lists of them read alike.
    """
    said = "\x1f".join([purpose, *(str(value) for value in values)])
    return hmac.new(_ring().traces, said.encode(), hashlib.sha256).hexdigest()


def signing_secret() -> str:
    """The secret that signs the short-lived cookie of a sign-in with a provider."""
    return _ring().signing.hex()


def seal(text: str) -> str:
    """Text for a browser to hold for a while that nobody there can read or change."""
    return _ring().sealing.encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, seconds: int) -> str | None:
    """What `seal` was given, for so long; None for anything else."""
    try:
        return _ring().sealing.decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None


def which_opens(keys: Lines) -> Callable[[str], int | None]:
    """Which of the text keys opens a token, by its place in `keys.all`; None where none does."""
    rings = [Fernet(key) for key in keys.all]

    def found(token: str) -> int | None:
        for place, ring in enumerate(rings):
            with contextlib.suppress(InvalidToken, ValueError):
                ring.decrypt(token.encode("ascii"))
                return place
        return None

    return found


def anew(token: str) -> str:
    """The same text, encrypted with the key in use."""
    _renewed()
    return _ring().text.rotate(token.encode("ascii")).decode("ascii")


def _opened(token: str) -> str:
    return _ring().text.decrypt(token.encode("ascii")).decode()


class EncryptedText(TypeDecorator[str]):
    """A text column whose cells are Fernet tokens. Plain text in Python, never in the database.

    A cell that no key opens becomes an `Unreadable`: it spoils itself and nothing beside it, and is written
    back as it stood. Another keys file, which a command wrote, is taken by a portal that runs.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if (damaged := unreadable.cell_of(value)) is not None:
            return damaged
        _renewed()
        return _ring().text.encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _opened(value)
        except (InvalidToken, ValueError):
            pass
        if _renewed():
            with contextlib.suppress(InvalidToken, ValueError):
                return _opened(value)
        return unreadable.met(value)
