"""Personal data at rest: AES-GCM with a key id and row-bound data, and a keyed hash to look it up by.

Keys live in the settings (`COCITY_CONTACT_KEY`) or in the home folder, never in the database, so a copied
database reveals no contact.
"""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = b"\x01"
NONCE_BYTES = 12


@lru_cache(maxsize=8)
def _key(purpose: str, root: str) -> bytes:
    """32 bytes for one purpose, derived from the root key (HKDF-like extract by HMAC-SHA-256)."""
    return hmac.new(root.encode(), f"cocity/{purpose}".encode(), hashlib.sha256).digest()


def seal(text: str, *, bound_to: str) -> bytes:
    """Encrypt `text`; it opens only with the same `bound_to` (the record it belongs to)."""
    return seal_bytes(text.encode(), bound_to=bound_to)


def unseal(sealed: bytes | memoryview, *, bound_to: str) -> str:
    """The text of `seal`. Raises ValueError when the key, the record or a byte differs."""
    return unseal_bytes(sealed, bound_to=bound_to).decode()


def seal_bytes(data: bytes, *, bound_to: str) -> bytes:
    """As `seal`, for bytes."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_key("seal", settings.CONTACT_KEY))
    return KEY_ID + nonce + cipher.encrypt(nonce, data, bound_to.encode())


def unseal_bytes(sealed: bytes | memoryview, *, bound_to: str) -> bytes:
    """The bytes of `seal_bytes`. Raises ValueError as `unseal`."""
    raw = bytes(sealed)
    if raw[:1] != KEY_ID:
        raise ValueError("sealed with a key this city does not hold")
    nonce, body = raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    try:
        return AESGCM(_key("seal", settings.CONTACT_KEY)).decrypt(nonce, body, bound_to.encode())
    except InvalidTag as error:
        raise ValueError("sealed data does not belong to this record, or was altered") from error


def fingerprint(text: str, *, purpose: str) -> str:
    """A keyed hash (HMAC-SHA-256, 32 characters) by which equal texts find each other and nothing else is told."""
    digest = hmac.new(_key(purpose, settings.CONTACT_KEY), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()
