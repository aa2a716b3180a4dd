"""An authenticator in software: answers what a page asks as a device does, or wrongly, as told."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, CHECKED, ATTESTED = 1, 4, 64


@dataclass
class Device:
    """Holds one passkey. `count` goes up with each use; 0 and `counts=False` for one that never counts."""

    origin: str = "https://city.example"
    rp: str = "city.example"
    count: int = 0
    counts: bool = True
    checks: bool = True
    handle: str = ""
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, asked: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """The answer to a page that asks for a new passkey."""
        self.handle = asked["user"]["id"]
        about = AttestedCredentialData.create(
            b"\0" * 16, self.name, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            sha256(self.rp.encode()), self._flags() | ATTESTED, self._next(), about
        )
        response = {
            "clientDataJSON": websafe_encode(self._page("webauthn.create", asked, wrong)),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._whole(response, {"credProps": {"rk": True}})

    def used(self, asked: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """The answer to a page that asks who it is."""
        data = AuthenticatorData.create(sha256(self.rp.encode()), self._flags(), self._next())
        page = self._page("webauthn.get", asked, wrong)
        response = {
            "clientDataJSON": websafe_encode(page),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(self.key.sign(data + sha256(page), ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.handle,
        }
        return self._whole(response, {})

    def copy(self) -> "Device":
        """The same passkey in other hands, with the count it had."""
        return Device(
            self.origin, self.rp, self.count, self.counts, self.checks, self.handle, self.name, self.key
        )

    def _next(self) -> int:
        self.count += self.counts
        return self.count

    def _flags(self) -> int:
        return PRESENT | (CHECKED if self.checks else 0)

    def _page(self, kind: str, asked: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | wrong).encode()

    def _whole(self, response: dict[str, str], results: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        return {
            "id": name, "rawId": name, "type": "public-key", "response": response,
            "clientExtensionResults": results,
        }  # fmt: skip


def handle_of(pk: int) -> str:
    """The account as a passkey names it."""
    from django.utils.http import int_to_base36

    return websafe_encode(int_to_base36(pk).encode())


__all__ = ["Device", "handle_of", "websafe_decode", "websafe_encode"]
