"""Free text is encrypted before it reaches the database; the keys live outside it.

A lost database file is then not a lost diary. Look-ups that need equality (the name somebody
signs in with, an invitation code) use a keyed hash in place of the text.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class KeysProblem(Exception):
    """The keys are missing or do not fit the database. The message is for the operator."""


LOOKUP = b"lookup:1 "
"""How the line of the look-up key begins: its purpose and its number. All other lines are text keys."""


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


def new_key() -> bytes:
    """A fresh key, as it stands on one line of the keys file."""
    return Fernet.generate_key()


def use_keys(keys: list[bytes], lookup: bytes | None = None) -> None:
    """Put keys in force: the first encrypts, all of them decrypt. Raises `KeysProblem`.

    Look-up hashes hang on `lookup`; without one on the last, which was the first that was made.
    """
    global _keyring
    _keyring = _ring_of(keys, lookup)


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
        text_keys, lookup = _read(path)
    except OSError as fault:
        raise KeysProblem(
            f"The keys file {path} cannot be read: {fault.strerror}. It must be a file that the account "
            "which runs the portal can read."
        ) from fault
    use_keys(text_keys, lookup)


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
        # Where the file is a link, what it leads to is the one that the operator keeps.
        _put(
            path.resolve(),
            b"".join(key + b"\n" for key in text_keys) + LOOKUP + text_keys[-1] + b"\n",
            instead=True,
        )
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


def _read(path: Path) -> tuple[list[bytes], bytes | None]:
    return _parse(path.read_bytes())


def _parse(content: bytes) -> tuple[list[bytes], bytes | None]:
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    lookups = [line.removeprefix(LOOKUP) for line in lines if line.startswith(LOOKUP)]
    if len(lookups) > 1:
        raise KeysProblem("The keys file has two look-up keys. Put the file back from your backup.")
    return [line for line in lines if not line.startswith(LOOKUP)], lookups[0] if lookups else None


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


class EncryptedText(TypeDecorator[str]):
    """A text column whose cells are Fernet tokens. Plain text in Python, never in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _ring().text.encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return _ring().text.decrypt(value.encode("ascii")).decode()
        except InvalidToken as fault:
            raise KeysProblem("The keys do not fit this database. Put the keys file back.") from fault
