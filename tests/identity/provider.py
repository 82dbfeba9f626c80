"""An OpenID Connect provider on the loopback address, built with Authlib's server half.

It can be told to lie in one way at a time, so that each lie is shown to be noticed.
"""

import json
import secrets
import socket
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "portal", "a secret between the two"
USUAL_SUBJECT = "somebody-17"

PUBLISHED_SECRET = OctKey.import_key("a secret that stands among the keys", {"kid": "two", "alg": "HS256"})


def _with_hmac(claims: dict[str, Any], secret: OctKey, kid: str) -> str:
    registry = JWSRegistry(algorithms=["HS256"])
    return jwt.encode({"alg": "HS256", "kid": kid}, claims, secret, registry=registry)


def _unsigned(claims: dict[str, Any], _key: RSAKey) -> str:
    parts = ({"alg": "none"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


# Tokens that anybody could have made, by what is weak in them.
WEAK: dict[str, Callable[[dict[str, Any], RSAKey], str]] = {
    "no signature": _unsigned,
    "a published secret": lambda claims, _key: _with_hmac(claims, PUBLISHED_SECRET, "two"),
    "the public key as a secret": lambda claims, key: _with_hmac(
        claims, OctKey.import_key(key.as_der(private=False)), key.kid
    ),
    "the client secret": lambda claims, key: _with_hmac(claims, OctKey.import_key(CLIENT_SECRET), key.kid),
}


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


class _Client(ClientMixin):
    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str | None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/with/testid/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code:
    code: str
    redirect_uri: str
    scope: str
    subject: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class _Request(OAuth2Request):
    def __init__(self, method: str, uri: str, headers: Any, values: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = BasicOAuth2Payload(values)
        self._values = values

    @property
    def args(self) -> dict[str, str]:
        return self._values if self.method == "GET" else {}

    @property
    def form(self) -> dict[str, str]:
        return self._values if self.method == "POST" else {}


class _Server(AuthorizationServer):
    def query_client(self, client_id: str) -> _Client | None:
        return _Client() if client_id == CLIENT_ID else None

    def save_token(self, token: Any, request: Any) -> None:
        pass

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        text = json.dumps(body) if isinstance(body, dict) else body
        return Response(text, status, dict(headers))


@dataclass
class Provider:
    """A running provider. `lies` names one thing it gets wrong; `subject` is who signs in there."""

    port: int
    lies: str = ""
    subject: str = USUAL_SUBJECT
    algorithms: list[str] = field(default_factory=lambda: ["RS256"])
    """What its metadata says that it signs with."""
    says: dict[str, object] = field(default_factory=dict)
    """What its token says beside who it is, such as `amr`."""
    offers: dict[str, object] = field(default_factory=dict)
    """What its metadata holds beside the usual."""
    codes: dict[str, _Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    key: RSAKey = field(default_factory=new_key)
    """What it signs with, and publishes."""
    names_its_key: bool = False
    """Whether its tokens say which key signed them."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def metadata_url(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"

    def person_signs_in(self, onward: str) -> str:
        """What the person's browser does there; the address to which it is sent back."""
        return httpx.get(onward, follow_redirects=False).headers["location"]


def _make_server(provider: Provider) -> _Server:
    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            provider.codes[code] = _Code(
                code,
                request.payload.redirect_uri,
                request.scope,
                request.user,
                data.get("nonce"),
                data.get("code_challenge"),
                data.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, client: Any) -> _Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: _Code) -> None:
            provider.codes.pop(authorization_code.code)

        def authenticate_user(self, authorization_code: _Code) -> str:
            return authorization_code.subject

    class OpenID(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Any) -> RSAKey:
            return RSAKey.generate_key(2048) if provider.lies == "signature" else provider.key

        def get_client_algorithm(self, client: Any) -> str:
            return "RS256"

        def get_encode_header(self, client: Any) -> dict[str, Any]:
            named = {"kid": provider.key.kid} if provider.names_its_key else {}
            return {"alg": self.get_client_algorithm(client), **named}

        def get_client_claims(self, client: Any) -> dict[str, Any]:
            now = int(time.time())
            claims = {"iss": provider.issuer, "aud": [CLIENT_ID], "iat": now, "exp": now + 300}
            if provider.lies == "issuer":
                claims["iss"] = "http://somebody.else.example"
            if provider.lies == "audience":
                claims["aud"] = ["another-portal"]
            if provider.lies == "expired":
                claims |= {"iat": now - 7200, "exp": now - 3600}
            return claims

        def get_authorization_code_claims(self, authorization_code: Any) -> dict[str, Any]:
            claims = super().get_authorization_code_claims(authorization_code)
            if provider.lies == "nonce":
                claims["nonce"] = "of another sign-in"
            if provider.lies == "no nonce":
                del claims["nonce"]
            return {**claims, **provider.says}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo(sub=user, email="ceri@example.org", email_verified=True)

        def process_token(self, grant: Any, response: Any) -> Any:
            token = super().process_token(grant, response)
            if "id_token" in token and provider.lies in WEAK:
                claims = jwt.decode(token["id_token"], provider.key).claims
                token["id_token"] = WEAK[provider.lies](claims, provider.key)
            if provider.lies == "no identity token":
                token.pop("id_token", None)
            return token

    server = _Server()
    server.register_token_generator("default", BearerTokenGenerator(lambda **_: generate_token(42)))
    server.register_grant(Grant, [CodeChallenge(required=True), OpenID(require_nonce=True)])
    return server


def _make_app(provider: Provider) -> Starlette:
    server = _make_server(provider)

    async def metadata(_request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": provider.issuer,
                "authorization_endpoint": f"{provider.issuer}/authorize",
                "token_endpoint": f"{provider.issuer}/token",
                "jwks_uri": f"{provider.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": provider.algorithms,
                "code_challenge_methods_supported": ["S256"],
                **provider.offers,
            }
        )

    async def keys(_request: Request) -> Response:
        published = [provider.key.as_dict(private=False)]
        if provider.lies == "a published secret":
            published.append(PUBLISHED_SECRET.as_dict(private=True))
        return JSONResponse({"keys": published})

    async def authorize(request: Request) -> Response:
        values = dict(request.query_params)
        provider.asked.append(values)
        asked = _Request("GET", str(request.url), request.headers, values)

        def decide() -> Response:
            grant = server.get_consent_grant(asked, end_user=provider.subject)
            return server.create_authorization_response(asked, grant_user=provider.subject, grant=grant)

        return await run_in_threadpool(decide)

    async def token(request: Request) -> Response:
        values = {name: each[0] for name, each in parse_qs((await request.body()).decode()).items()}
        asked = _Request("POST", str(request.url), request.headers, values)
        return await run_in_threadpool(server.create_token_response, asked)

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", metadata),
            Route("/keys", keys),
            Route("/authorize", authorize),
            Route("/token", token, methods=["POST"]),
        ]
    )


class RunningProvider:
    """Starts the provider in a thread, and ends it."""

    def __enter__(self) -> Provider:
        self._socket = socket.create_server(("127.0.0.1", 0))
        provider = Provider(self._socket.getsockname()[1])
        self._server = uvicorn.Server(uvicorn.Config(_make_app(provider), log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return provider

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()


def query_of(address: str) -> dict[str, str]:
    """The values that an address carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
