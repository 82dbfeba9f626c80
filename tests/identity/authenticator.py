"""A passkey in software (WebAuthn), for tests without a browser: it makes a key and signs with it."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One device with one key. `verifies`: it asks for a finger or a PIN. `counter` goes up with each use."""

    origin: str = "http://localhost:8501"
    host: str = "localhost"
    verifies: bool = True
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str | None = None

    def make(self, options: dict[str, Any]) -> str:
        """The answer to options for a new passkey, as the page's script sends it."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        about = self._about(HAS_KEY) + bytes(16) + len(self.key_id).to_bytes(2, "big") + self.key_id + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        said = self._said("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, options: dict[str, Any]) -> str:
        """The answer to options for a sign-in, as the page's script sends it."""
        said, about = self._said("webauthn.get", options["challenge"]), self._about()
        signed = self.key.sign(about + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=about, signature=signed)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _about(self, also: int = 0) -> bytes:
        self.counter += 1
        flags = PRESENT | also | (VERIFIED if self.verifies else 0)
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _answer(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        if "signature" in parts and self.handle:
            response["userHandle"] = self.handle
        key_id = bytes_to_base64url(self.key_id)
        return json.dumps({"id": key_id, "rawId": key_id, "type": "public-key", "response": response})
