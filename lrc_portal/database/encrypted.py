"""Free text is encrypted before it reaches the database; the keys live outside it.

A lost database file is then not a lost diary. Look-ups that need equality (the name somebody
signs in with, an invitation code) use a keyed hash in place of the text.
"""

import base64
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class KeysProblem(Exception):
    """The keys are missing or do not fit the database. The message is for the operator."""


class _Keyring:
    def __init__(self, keys: list[bytes]) -> None:
        self.text = MultiFernet([Fernet(key) for key in keys])
        # Look-up hashes must stay the same when a newer text key is put first, so they hang on the oldest.
        oldest = base64.urlsafe_b64decode(keys[-1])
        self.lookup = HKDF(SHA256(), 32, salt=None, info=b"lrc lookup").derive(oldest)
        self.signing = HKDF(SHA256(), 32, salt=None, info=b"lrc signing").derive(oldest)


_keyring: _Keyring | None = None


def new_key() -> bytes:
    """A fresh key, as it stands on one line of the keys file."""
    return Fernet.generate_key()


def use_keys(keys: list[bytes]) -> None:
    """Put keys in force: the first encrypts, all of them decrypt. Raises `KeysProblem`."""
    global _keyring
    if not keys:
        raise KeysProblem("The keys file is empty. Put the key back from your backup.")
    try:
        _keyring = _Keyring(keys)
    except ValueError as fault:
        raise KeysProblem(
            "A line of the keys file is not a key. Put the file back from your backup."
        ) from fault


def use_keys_file(path: Path) -> None:
    """Read the keys file, or make it (mode 0600) where there is none. Raises `KeysProblem`."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(new_key() + b"\n")
    use_keys([line.strip() for line in path.read_bytes().splitlines() if line.strip()])


def _ring() -> _Keyring:
    if _keyring is None:
        raise KeysProblem("No keys are in force: the portal was not started through its front door.")
    return _keyring


def lookup_hash(purpose: str, text: str) -> str:
    """A keyed hash (64 hex digits) for finding `text` again without keeping it.

    `purpose` keeps the same text in two columns from having the same hash.
    """
    return hmac.new(_ring().lookup, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def signing_secret() -> str:
    """The secret that signs the short-lived cookie of a sign-in with a provider."""
    return _ring().signing.hex()


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
