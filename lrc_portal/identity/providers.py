"""Accounts with OpenID Connect providers, and the account here that each is joined to.

An account is joined only by its owner, while signed in or with an invitation; never because an
e-mail address matches. Of the provider's name for the person only a keyed hash is kept.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.deprecate import AuthlibDeprecationWarning
from joserfc.errors import BadSignatureError
from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from lrc_portal import clock, settings
from lrc_portal.acting import NotAllowed, NotHere, Viewer
from lrc_portal.database.encrypted import lookup_hash
from lrc_portal.database.models import Person, ProviderAccount
from lrc_portal.database.read_queries import ReadQuery, tuples_of
from lrc_portal.relationships import is_own
from lrc_portal.sharing import trace
from lrc_portal.vocabulary import Act, Subject
from lrc_portal.words.marks import Refused, mark

with warnings.catch_warnings():
    # It asks for httpx2, which Streamlit does not bring; nothing an operator could mend.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App

# Nothing but who they are: no profile, no e-mail.
SCOPE = "openid"
LEEWAY_SECONDS = 60

# Signatures that only the provider can make. Without "none", which anybody can; and without the HMAC
# family, whose key whoever checks has too: a key that is public, or our client secret, would sign.
_SIGNATURES = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
_USUAL_SIGNATURE = "RS256"
_ASKS_WHO = ("select_account", "login")
_ASKS_ANEW = ("login", "select_account")
_ASKED = "asked"
"""Where the handshake keeps which of them the provider was asked for, where its metadata names none."""
_NO_SUCH_PROMPT = frozenset({"invalid_request", "account_selection_required", "interaction_required"})
_OFFERED = "id_token_signing_alg_values_supported"


@dataclass(frozen=True)
class Identity:
    """Somebody as a provider names them."""

    provider: str
    issuer: str
    subject: str
    id_token: str = field(default="", repr=False)
    second_step: bool = False
    """Whether the provider says that they passed a second step there, and the settings trust its word."""

    @property
    def subject_key(self) -> str:
        return lookup_hash("provider", f"{self.issuer}\0{self.subject}")


@dataclass(frozen=True)
class Joined:
    """A provider that the viewer's account is joined to."""

    id: int
    provider: str
    title: str
    joined_at: datetime


class NoSoundAnswer(Exception):
    """The provider's answer lacks what a sign-in needs."""


def known(name: str) -> settings.Provider | None:
    """The provider of that name in the settings."""
    return next((provider for provider in settings.current().providers if provider.name == name), None)


class Client(StarletteOAuth2App):  # type: ignore[misc]
    """Authlib's client, which also learns of new keys where a token does not say which key signed it.

    Authlib keeps the keys that it fetched once, and fetches them anew for a key that it does not know. A
    provider with one key need not name it (OpenID Connect Core, 10.1), nor call a new one otherwise.
    """

    async def parse_id_token(self, token: Mapping[str, Any], nonce: str, **more: Any) -> Any:
        """What the token says, once it is sound. Raises what Authlib raises."""
        try:
            return await super().parse_id_token(token, nonce, **more)
        except BadSignatureError:
            await self.fetch_jwk_set(force=True)
            return await super().parse_id_token(token, nonce, **more)


@lru_cache(maxsize=16)
def client(provider: settings.Provider) -> StarletteOAuth2App:
    """Authlib's client for a provider: discovery, PKCE with S256, state and nonce."""
    registry = OAuth()
    registry.register(
        provider.name,
        client_cls=Client,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.server_metadata_url,
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "timeout": 10},
    )
    made: StarletteOAuth2App = registry.create_client(provider.name)
    return made


async def identity_from(provider: settings.Provider, request: Request) -> Identity:
    """Who has come back from the provider. Raises what Authlib raises, or `NoSoundAnswer`."""
    here = client(provider)
    metadata = await here.load_server_metadata()
    issuer = metadata.get("issuer")
    # Authlib believes any algorithm that the provider's metadata names.
    metadata[_OFFERED] = sorted(_SIGNATURES & set(metadata.get(_OFFERED) or [_USUAL_SIGNATURE]))
    if not issuer or not metadata[_OFFERED]:
        raise NoSoundAnswer
    # RFC 9207: the answer of another provider, brought to this address.
    if request.query_params.get("iss", issuer) != issuer:
        raise NoSoundAnswer
    answer = await here.authorize_access_token(
        request,
        leeway=LEEWAY_SECONDS,
        claims_options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "nonce": {"essential": True},
        },
    )
    claims = answer.get("userinfo")
    # Authlib lets an answer without an identity token pass; here it is the whole point.
    if not claims or not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise NoSoundAnswer
    return Identity(
        provider.name,
        issuer,
        claims["sub"],
        id_token=str(answer.get("id_token", "")),
        second_step=passed_second_step(provider, claims),
    )


def passed_second_step(provider: settings.Provider, claims: Mapping[str, Any]) -> bool:
    """Whether a sound token says so (`amr` of RFC 8176, or `acr`), of a provider that is trusted with it."""
    if not provider.trusted_second_step:
        return False
    methods = claims.get("amr")
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in provider.second_step_acr


async def ask_who(
    provider: settings.Provider, request: Request, back: str, *, anew: bool = False
) -> Response:
    """On to the provider, which asks which account: on a shared device it may still know another's.

    With `anew` it also lets them sign in there once more. Where its metadata does not say how it can be
    asked, it is asked in the first way, and in the next once it has answered that it knows none such
    (`asks_otherwise`). Raises what Authlib raises.
    """
    here = client(provider)
    ways: tuple[str, ...] = _ASKS_ANEW if anew else _ASKS_WHO
    knows = (await here.load_server_metadata()).get("prompt_values_supported")
    before = request.session.pop(_ASKED, None)
    ways = ways[ways.index(before) + 1 :] if before in ways else ways
    asks = next((each for each in ways if not knows or each in knows), None)
    if asks and not knows:
        request.session[_ASKED] = asks
    onward: Response = await here.authorize_redirect(request, back, **({"prompt": asks} if asks else {}))
    return onward


def asks_otherwise(provider: settings.Provider, request: Request, *, anew: bool) -> bool:
    """Whether the provider has refused the way in which it was asked which account, so that it is asked in
    another. The answer is one to a question of this browser.
    """
    ours = f"_state_{provider.name}_{request.query_params.get('state')}"
    return (
        request.query_params.get("error") in _NO_SUCH_PROMPT
        and request.session.get(_ASKED) in (_ASKS_ANEW if anew else _ASKS_WHO)[:-1]
        and ours in request.session
    )


async def sign_out_address(provider: settings.Provider, id_token: str | None) -> str | None:
    """Where somebody signs out at the provider too (RP-initiated logout); None where it has no such place.

    Raises what Authlib raises.
    """
    endpoint = (await client(provider).load_server_metadata()).get("end_session_endpoint")
    if not isinstance(endpoint, str) or urlsplit(endpoint).scheme not in {"http", "https"}:
        return None
    values = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": f"{settings.current().public_url}/",
    }
    if id_token:
        values["id_token_hint"] = id_token
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(values)}"


def owner_of(db: Session, identity: Identity) -> int | None:
    """The person whose account this identity is joined to."""
    return db.scalar(
        select(ProviderAccount.person_id).where(
            ProviderAccount.issuer == identity.issuer, ProviderAccount.subject_key == identity.subject_key
        )
    )


def join(db: Session, *, by: Viewer, identity: Identity) -> None:
    """Join an identity to the viewer's own account. Raises `Refused` where it is another's."""
    if by.preview is not None:
        raise NotAllowed(mark("This is not part of what you do here."))
    owner = owner_of(db, identity)
    if owner == by.person_id:
        return
    joined = ProviderAccount(
        person_id=by.person_id,
        provider=identity.provider,
        issuer=identity.issuer,
        subject_key=identity.subject_key,
        joined_at=clock.now(),
    )
    try:
        with db.begin_nested():
            db.add(joined)
            db.flush()
    except IntegrityError:
        raise Refused(mark("This way of signing in is joined to another account here.")) from None
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def mine(viewer: Viewer) -> ReadQuery[list[Joined]]:
    """The providers that the viewer's account is joined to."""
    joined = (
        select(ProviderAccount.id, ProviderAccount.provider, ProviderAccount.joined_at)
        .where(is_own(viewer, ProviderAccount.person_id))
        .order_by(ProviderAccount.joined_at)
    )
    return ReadQuery(
        tuples_of(joined),
        read=lambda rows: [
            Joined(joined_id, provider, _title(provider), joined_at)
            for joined_id, provider, joined_at in rows
        ],
    )


def part(db: Session, *, by: Viewer, joined_id: int) -> None:
    """Take a provider off the viewer's account. Raises `Refused` where it is their only way in."""
    if by.preview is not None:
        raise NotHere
    own = ProviderAccount.person_id == by.person_id
    if not db.scalar(select(exists().where(own, ProviderAccount.id == joined_id))):
        raise NotHere
    has_passphrase = db.get_one(Person, by.person_id).passphrase_hash is not None
    ways = db.scalar(select(func.count()).select_from(ProviderAccount).where(own)) or 0
    if not has_passphrase and ways < 2:
        raise Refused(mark("This is your only way to sign in, so it stays."))
    db.execute(delete(ProviderAccount).where(own, ProviderAccount.id == joined_id))
    trace.leave(db, by=by, owner_id=by.person_id, act=Act.CHANGED, subject=Subject.ACCOUNT)


def _title(name: str) -> str:
    provider = known(name)
    return provider.title if provider else name
