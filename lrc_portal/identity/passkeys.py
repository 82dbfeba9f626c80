"""Passkeys (WebAuthn): the way in by itself, with user verification, and as the second step.

A challenge is kept here, belongs to one use and one person or nobody yet, counts once, and for five minutes.
"""

import json
import secrets
from datetime import timedelta

import webauthn
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lrc_portal import clock, metrics
from lrc_portal.acting import Viewer, require_oneself
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Passkey, PasskeyChallenge, Person
from lrc_portal.database.row_security import System
from lrc_portal.identity import second_step, sessions, throttle
from lrc_portal.identity.names import tidy
from lrc_portal.identity.public_address import DEFAULT_PORTS, own
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, PasskeyUse, Subject
from lrc_portal.words.marks import Invalid, Problem, Refused, mark, problem

CHALLENGE_LASTS = timedelta(minutes=5)
MOST, LONGEST_NAME = 10, 60
LONGEST_ANSWER = 32 * 1024
MOST_CHALLENGES = 50
"""So many may be open from one address; a button that is pressed again makes another."""

# What the library makes of an answer that is no answer.
_NOT_SOUND = (WebAuthnException, ValueError, KeyError, TypeError, RecursionError, UnicodeError)


class DoesNotFit(Refused):
    """The passkey's answer is not believed; why is not said."""

    def __init__(self) -> None:
        super().__init__(mark("This passkey did not work here. Try once more, or take another way."))


def can_be_used() -> bool:
    """Whether browsers make passkeys for the public address: it must be a name, not a number."""
    host = own().host
    return not host.startswith("[") and not host.replace(".", "").isdecimal()


def relying_party() -> str:
    """The name for which passkeys are made: the host of the public address."""
    return own().host


def own_origin() -> str:
    """The public address as browsers write it in what a passkey signs."""
    here = own()
    port = "" if here.port == DEFAULT_PORTS[here.scheme] else f":{here.port}"
    return f"{here.scheme}://{here.host}{port}"


def user_handle(person_id: int) -> bytes:
    """What passkeys hold in place of a name: it leads to nobody without our keys."""
    return bytes.fromhex(lookup_hash("passkey user", str(person_id)))


def options(
    db: Session, *, use: PasskeyUse, by: Viewer | None, address: str, called: str, verify: bool
) -> str:
    """What a browser asks its passkey, as JSON, with a challenge that is kept. Raises `throttle.Slowed`.

    `called` is the portal's name; `verify` asks for a finger, a face or a PIN where it can be done.
    """
    challenge = _new_challenge(db, use, by, address)
    own = second_step.passkeys_of(db, by.person_id) if by else []
    described = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id)) for each in own]
    wanted = UserVerificationRequirement.REQUIRED if verify else UserVerificationRequirement.PREFERRED
    milliseconds = int(CHALLENGE_LASTS.total_seconds() * 1000)
    if use is PasskeyUse.ADD:
        assert by is not None
        return webauthn.options_to_json(
            webauthn.generate_registration_options(
                rp_id=relying_party(),
                rp_name=called,
                user_id=user_handle(by.person_id),
                user_name=by.display_name,
                user_display_name=by.display_name,
                challenge=challenge,
                timeout=milliseconds,
                exclude_credentials=described,
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.PREFERRED, user_verification=wanted
                ),
            )
        )
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=relying_party(),
            challenge=challenge,
            timeout=milliseconds,
            allow_credentials=described,
            user_verification=wanted,
        )
    )


def is_over() -> ColumnElement[bool]:
    """What was asked to be signed is answered no more."""
    return PasskeyChallenge.made_at <= clock.now() - CHALLENGE_LASTS


def _new_challenge(db: Session, use: PasskeyUse, by: Viewer | None, address: str) -> bytes:
    now, place = clock.now(), throttle.address_key(address)
    db.execute(delete(PasskeyChallenge).where(is_over()))
    mine = PasskeyChallenge.person_id == by.person_id if by else PasskeyChallenge.address_key == place
    if (db.scalar(select(func.count(PasskeyChallenge.id)).where(mine)) or 0) >= MOST_CHALLENGES:
        raise throttle.Slowed(CHALLENGE_LASTS)
    challenge = secrets.token_bytes(32)
    db.add(
        PasskeyChallenge(
            challenge_hash=_kept(challenge),
            use=use,
            person_id=by.person_id if by else None,
            address_key=place,
            made_at=now,
        )
    )
    return challenge


def _kept(challenge: bytes) -> str:
    return lookup_hash("passkey challenge", challenge.hex())


def _answered(
    database: Database, answer: str, *, use: PasskeyUse, by: Viewer | None
) -> tuple[dict[str, object], bytes]:
    """The answer, and the challenge of ours that it is to; that one is spent now. Raises `DoesNotFit`."""
    try:
        if len(answer) > LONGEST_ANSWER:
            raise DoesNotFit
        read = json.loads(answer)
        said = parse_client_data_json(base64url_to_bytes(read["response"]["clientDataJSON"]))
    except _NOT_SOUND:
        raise DoesNotFit from None
    with database.writing() as db:
        # In a transaction of its own: it is spent, whatever comes of the answer.
        row = db.execute(
            delete(PasskeyChallenge)
            .where(PasskeyChallenge.challenge_hash == _kept(said.challenge))
            .returning(PasskeyChallenge.use, PasskeyChallenge.person_id, PasskeyChallenge.made_at)
        ).one_or_none()
    person_id = by.person_id if by else None
    if (
        row is None
        or row.use is not use
        or row.person_id != person_id
        or row.made_at <= clock.now() - CHALLENGE_LASTS
    ):
        raise DoesNotFit
    return read, said.challenge


def name_problems(name: str) -> list[Problem]:
    """What keeps a passkey from being called so."""
    if 0 < len(tidy(name)) <= LONGEST_NAME:
        return []
    return [problem("called", "Write a short name for it, such as “My phone”.")]


def add(database: Database, *, by: Viewer, name: str, answer: str) -> None:
    """Take this passkey from now on. Raises `Invalid`, `DoesNotFit`."""
    require_oneself(by)
    database = database.as_system(System.SIGN_IN)
    if found := name_problems(name):
        raise Invalid(found)
    credential, challenge = _answered(database, answer, use=PasskeyUse.ADD, by=by)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=own_origin(),
        )
    except _NOT_SOUND:
        raise DoesNotFit from None
    credential_id = bytes_to_base64url(made.credential_id)
    with database.writing() as db:
        db.get_one(Person, by.person_id, with_for_update={"key_share": True})
        taken = db.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id))
        if taken is not None or len(second_step.passkeys_of(db, by.person_id)) >= MOST:
            raise DoesNotFit
        db.add(
            Passkey(
                person_id=by.person_id,
                name=tidy(name),
                credential_id=credential_id,
                public_key=bytes_to_base64url(made.credential_public_key),
                sign_count=made.sign_count,
                created_at=clock.now(),
            )
        )
        sessions.pass_second_step(db, by=by)
        trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


@metrics.sign_in("second_step_passkey", {throttle.Slowed: "slowed", DoesNotFit: "does_not_fit"})
def pass_with_passkey(database: Database, *, by: Viewer, answer: str) -> None:
    """Pass the second step with a passkey of one's own. Raises `throttle.Slowed`, `DoesNotFit`."""
    require_oneself(by)
    database = database.as_system(System.SIGN_IN)
    with database.writing() as db:
        counted = throttle.try_second_step(db, person_id=by.person_id)
    credential, challenge = _answered(database, answer, use=PasskeyUse.SECOND_STEP, by=by)
    with database.writing() as db:
        if _verified(db, credential, challenge, verify=False) != by.person_id:
            raise DoesNotFit
        throttle.succeeded(db, counted)
        second_step.passed(db, by=by)


def owner_of_answer(database: Database, *, answer: str, address: str) -> int:
    """Whose passkey signs them in by itself: user verification is a must.

    Raises `throttle.Slowed`, `DoesNotFit`.
    """
    database = database.as_system(System.SIGN_IN)
    with database.writing() as db:
        counted = throttle.try_passkey(db, address=address)
    credential, challenge = _answered(database, answer, use=PasskeyUse.SIGN_IN, by=None)
    with database.writing() as db:
        owner = _verified(db, credential, challenge, verify=True)
        throttle.succeeded(db, counted)
    return owner


def _verified(db: Session, credential: dict[str, object], challenge: bytes, *, verify: bool) -> int:
    """The owner of the passkey that signed this. Its counter moves on. Raises `DoesNotFit`."""
    row = db.scalar(
        select(Passkey).where(Passkey.credential_id == str(credential.get("id"))).with_for_update()
    )
    if row is None:
        raise DoesNotFit
    try:
        done = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=own_origin(),
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=verify,
        )
        handle = _handle(credential)
    except _NOT_SOUND:
        raise DoesNotFit from None
    if handle not in (None, user_handle(row.person_id)):
        raise DoesNotFit
    row.sign_count, row.used_at = done.new_sign_count, clock.now()
    return row.person_id


def _handle(credential: dict[str, object]) -> bytes | None:
    """Whose it is, as the passkey says; those that only serve as a second step say nothing."""
    response = credential["response"]
    said = response.get("userHandle") if isinstance(response, dict) else None
    return base64url_to_bytes(str(said)) if said else None
