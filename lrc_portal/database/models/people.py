"""People and how they come in: accounts, roles, sessions, providers, invitations, consent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, both_or_neither, one_of, only_where, person_key
from lrc_portal.vocabulary import Language, Role


class Person(Base):
    """Anyone with an account. The name stands only encrypted; `name_key` finds it at sign-in.

    After erasure the row stays, empty, so that what others keep (a note's author, a trace) still
    points somewhere: a number and the day on which it was erased, `erased_at`. `erase_at` is when that is
    to be, from the moment in which they asked until they keep it or it is done.
    `in_numbers`: a check-in is answered with 0 to 10 in place of words.
    `first_screens`: how many of the first questions they have answered or left out, see `first_days`.
    `known_by` is what a coordinator wrote to tell two apart who are called the same; it is for
    coordinators and for the person alone.
    `passphrase_strength` is what the passphrase was worth when it was last typed, "0" to "4"; encrypted, so
    that a lost file does not say whose is the weakest.
    """

    __tablename__ = "person"
    __table_args__ = (
        only_where("ix_person_erase_at", "erase_at", where="erase_at IS NOT NULL"),
        only_where("ix_person_known_by", "id", where="known_by IS NOT NULL"),
    )

    id: Mapped[Key]
    name: Mapped[Words | None]
    display_name: Mapped[Words | None]
    known_by: Mapped[Words | None]
    name_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    passphrase_hash: Mapped[str | None] = mapped_column(String(200))
    passphrase_set_at: Mapped[datetime | None]
    passphrase_strength: Mapped[Words | None]
    language: Mapped[Language] = mapped_column(one_of(Language))
    in_numbers: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_screens: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    erase_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class NameBeginning(Base):
    """One way to find somebody by what they are called: a keyed hash of the first letters of one word of it.

    A row that is `whole` has the hash of all of it, as it reads: people with the same one are namesakes.
    """

    __tablename__ = "name_beginning"
    __table_args__ = (
        Index(None, "person_id"),
        only_where("ix_name_beginning_whole", "key", "person_id", where="whole"),
        only_where("ix_name_beginning_whose", "person_id", where="whole"),
    )

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_id: Mapped[int] = person_key(primary_key=True)
    whole: Mapped[bool]


class PersonRole(Base):
    """One role that a person holds now. When it is laid down, its row becomes a `RoleLaidDown`."""

    __tablename__ = "person_role"
    __table_args__ = (UniqueConstraint("person_id", "role"), Index(None, "role", "person_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    role: Mapped[Role] = mapped_column(one_of(Role))
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = person_key()


class RoleLaidDown(Base):
    """A time in which a person held a role, and which is over. It opens nothing; the report counts it."""

    __tablename__ = "role_laid_down"
    __table_args__ = (
        CheckConstraint("laid_down_at >= given_at", name="given_first"),
        Index(None, "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    role: Mapped[Role] = mapped_column(one_of(Role))
    given_at: Mapped[datetime]
    laid_down_at: Mapped[datetime]


class SignInSession(Base):
    """A browser that is signed in. Only the token's hash is kept; ending the row ends the session.

    `second_step_at`: when the second step was passed here. `provider` and `id_token`: by whom they came in,
    and that provider's word for it, to sign out there too.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(60))
    device_key: Mapped[str | None] = mapped_column(String(64))
    second_step_at: Mapped[datetime | None]
    provider: Mapped[str | None] = mapped_column(String(60))
    id_token: Mapped[Words | None]
    began_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class KnownDevice(Base):
    """A browser on which a person signed in before, as a keyed hash of its cookie and their name."""

    __tablename__ = "known_device"
    __table_args__ = (Index(None, "person_id"), Index(None, "used_at"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    device_key: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime]


class UnsavedWords(Base):
    """What a person is typing into a field, or tapped in the questions of a day, and has not saved.

    Without words once it was saved or emptied; without a field it says that the whole form was saved.
    `form` and `field` name the place, `turn` the one filling in of the form: what of it comes late, after
    it was saved, is not kept again.
    """

    __tablename__ = "unsaved_words"
    __table_args__ = (UniqueConstraint("person_id", "form", "field"), Index(None, "changed_at"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    form: Mapped[str] = mapped_column(String(120))
    field: Mapped[str] = mapped_column(String(60))
    turn: Mapped[str] = mapped_column(String(40))
    words: Mapped[Words | None]
    changed_at: Mapped[datetime]


class HeldUpload(Base):
    """A file that its owner has sent and not yet agreed to take in: one for each person, for an hour."""

    __tablename__ = "held_upload"

    id: Mapped[Key]
    person_id: Mapped[int] = person_key(unique=True)
    content: Mapped[Words]
    held_at: Mapped[datetime]


class SignInTry(Base):
    """One try to sign in or to use a code; what slows guessing counts these."""

    __tablename__ = "sign_in_try"
    __table_args__ = (
        Index(None, "name_key", "at"),
        Index(None, "address_key", "at"),
        Index(None, "succeeded", "at"),
    )

    id: Mapped[Key]
    name_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    device_key: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class ProviderAccount(Base):
    """An account with an OpenID Connect provider that its owner joined to their own."""

    __tablename__ = "provider_account"
    __table_args__ = (UniqueConstraint("issuer", "subject_key"), Index(None, "person_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    provider: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(300))
    subject_key: Mapped[str] = mapped_column(String(64))
    joined_at: Mapped[datetime]


class Invitation(Base):
    """A code that lets one person in. `inviter_id` is empty for the first coordinator alone.

    It is found by `code_hash`. `code` is for its inviter to see again, and is gone once it is used or ended.
    `says_who`: whoever types the code reads who invites, and what they would see, before they accept.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        both_or_neither("accepted_at", "accepted_by_id"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="accepted_or_withdrawn"),
        Index(None, "inviter_id"),
        only_where(
            "ix_invitation_open",
            "inviter_id",
            "ends_at",
            where="accepted_at IS NULL AND withdrawn_at IS NULL",
        ),
    )

    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code: Mapped[Words | None]
    says_who: Mapped[bool] = mapped_column(default=False, server_default=false())
    role: Mapped[Role] = mapped_column(one_of(Role))
    inviter_id: Mapped[int | None] = person_key()
    into_circle: Mapped[bool]
    meant_for: Mapped[Words | None]
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = person_key()
    withdrawn_at: Mapped[datetime | None]


class Consent(Base):
    """What somebody said yes to: the sentence as it stood, in which language, and until when.

    `share_id` or `pairing_id` say what a consent to sharing was about; both empty is the consent
    to keep a record here.
    """

    __tablename__ = "consent"
    __table_args__ = (Index(None, "person_id"), Index(None, "share_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    wording: Mapped[str] = mapped_column(String(600))
    language: Mapped[Language] = mapped_column(one_of(Language))
    share_id: Mapped[int | None] = mapped_column(ForeignKey("share.id"))
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SpentToken(Base):
    """A form's one-time token. Spending it twice breaks the key, which is how a double click ends."""

    __tablename__ = "spent_token"
    __table_args__ = (Index(None, "spent_at"),)

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = person_key()
    spent_at: Mapped[datetime]
