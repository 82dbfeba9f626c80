"""The second step of signing in, and the way back in for whoever forgot a passphrase."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, one_of, person_key
from lrc_portal.vocabulary import PasskeyUse


class CodeApp(Base):
    """The seed that an app makes time-based codes of (TOTP, RFC 6238), once a code of it was shown.

    `last_counted` is the 30-second step of the newest code that was used: it and all before it count no
    more.
    """

    __tablename__ = "code_app"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    seed: Mapped[Words]
    last_counted: Mapped[int]
    created_at: Mapped[datetime]


class SpareCode(Base):
    """A code on paper for the day on which the phone is lost; a keyed hash, used once."""

    __tablename__ = "spare_code"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential: its public half. `name` is what its owner calls it.

    `credential_id` and `public_key` are base64url, as browsers send them.
    """

    __tablename__ = "passkey"
    __table_args__ = (
        CheckConstraint("sign_count >= 0", name="sign_count_in_range"),
        Index(None, "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    name: Mapped[Words]
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(4000))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """A challenge that a passkey is to sign; its row goes with the first answer, or after five minutes.

    `person_id` is empty where nobody has said yet who they are.
    """

    __tablename__ = "passkey_challenge"
    __table_args__ = (Index(None, "address_key"), Index(None, "made_at"))

    id: Mapped[Key]
    challenge_hash: Mapped[str] = mapped_column(String(64), unique=True)
    use: Mapped[PasskeyUse] = mapped_column(one_of(PasskeyUse))
    person_id: Mapped[int | None] = person_key()
    address_key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class RecoveryCode(Base):
    """What lets somebody choose a new passphrase, once: a code that is spoken, or the token of a mail.

    `offered_by_id` is the coordinator who made it; empty where the operator did, or the person asked by mail.
    `address_key` is there for a mail.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (
        CheckConstraint("ends_at > offered_at", name="ends_after_it_was_offered"),
        Index(None, "offered_at"),
        Index(None, "person_id"),
        Index(None, "address_key"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    offered_by_id: Mapped[int | None] = person_key()
    address_key: Mapped[str | None] = mapped_column(String(64))
    offered_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
