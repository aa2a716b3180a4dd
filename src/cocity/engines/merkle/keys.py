"""Ed25519 keys of signed notes: names, ids, and how they are written down (c2sp.org/signed-note, RFC 8032)."""

import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cocity.engines.merkle.encoding import to_base64, to_bytes
from cocity.engines.merkle.errors import Malformed, Unverified
from cocity.engines.merkle.hashing import LARGEST

KEY_BYTES, SIGNATURE_BYTES, ID_BYTES, TIME_BYTES = 32, 64, 4, 8
OTHER = 0xFF
PRIME = 2**255 - 19
Y8 = int(
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16
)  # y of a point of order eight
SMALL_ORDER = frozenset({0, 1, PRIME - 1, Y8, PRIME - Y8})
SECRET = "PRIVATE+KEY+"  # noqa: S105
NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")


class Kind(IntEnum):
    """What is signed, as the byte before the public key says."""

    NOTE = 0x01
    """The text itself."""
    COSIGNATURE = 0x04
    """A time and the text of a checkpoint, c2sp.org/tlog-cosignature, `cosignature/v1`."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key (32 bytes) under a name."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        _check_length(self.public, KEY_BYTES, "an Ed25519 public key")

    @cached_property
    def id(self) -> bytes:
        """First 4 bytes of SHA-256(name ‖ newline ‖ kind ‖ public key)."""
        return key_id(self.name, bytes([self.kind]) + self.public)

    @property
    def text(self) -> str:
        """As it is passed on: name+id+key, a *vkey*."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    def verify(self, text: bytes, signature: bytes) -> int | None:
        """Seconds since 1970 at which it was cosigned; None for a plain note. Raises `Unverified`."""
        at, plain = None, signature
        if self.kind is Kind.COSIGNATURE:
            at, plain = int.from_bytes(signature[:TIME_BYTES], "big"), signature[TIME_BYTES:]
            if at > LARGEST:
                raise Unverified(f"the time of the cosignature of {self.name[:80]} is out of bounds")
            text = _with_time(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(plain, text)
        except InvalidSignature:
            raise Unverified(f"the signature of {self.name[:80]} does not fit the text") from None
        return at


@dataclass(frozen=True)
class SigningKey:
    """A secret key (32 bytes, the seed of RFC 8032) under a name."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        check_name(self.name)
        _check_length(self.seed, KEY_BYTES, "the seed of an Ed25519 key")

    @cached_property
    def public(self) -> VerifierKey:
        """The key others check with."""
        return VerifierKey(self.name, self.kind, self._secret.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """As it is kept: PRIVATE+KEY+name+id+seed."""
        return f"{SECRET}{self.name}+{self.public.id.hex()}+{to_base64(bytes([self.kind]) + self.seed)}"

    def sign(self, text: bytes, at: int | None = None) -> bytes:
        """Signature over a note's text; a cosignature needs `at`, seconds since 1970, and nothing else may have it.

        Raises `Malformed` where that does not hold.
        """
        if self.kind is not Kind.COSIGNATURE:
            if at is not None:
                raise Malformed("only a cosignature carries a time")
            return self._secret.sign(text)
        if at is None or not 0 < at <= LARGEST:
            raise Malformed("a cosignature carries a time in seconds after 1970")
        return at.to_bytes(TIME_BYTES, "big") + self._secret.sign(_with_time(text, at))

    @cached_property
    def _secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_verifier(text: str) -> VerifierKey:
    """Reads name+id+key. Raises `Malformed`, also where the id is not that of name and key."""
    name, kind, public = _parse(text)
    key = VerifierKey(name, kind, public)
    _check_id(text, key)
    return key


def parse_signer(text: str) -> SigningKey:
    """Reads PRIVATE+KEY+name+id+seed. Raises `Malformed`, which never holds the secret."""
    if not text.startswith(SECRET):
        raise Malformed(f"a secret key begins with {SECRET}")
    name, kind, seed = _parse(text.removeprefix(SECRET), secret=True)
    key = SigningKey(name, kind, seed)
    _check_id(text.removeprefix(SECRET), key.public)
    return key


def key_id(name: str, material: bytes) -> bytes:
    """Four bytes that tell keys of one name apart; `material` is the kind's byte and the public key."""
    return sha256(name.encode() + b"\n" + material).digest()[:ID_BYTES]


def other_key_id(name: str, identifier: str, public: bytes) -> bytes:
    """Id of a key of kind 255: signatures that have no byte of their own but a longer `identifier` behind it.

    Others pass such lines over. Raises `Malformed` for a name no key may have.
    """
    check_name(name)
    return key_id(name, bytes([OTHER]) + identifier.encode() + public)


def is_weak(public: bytes) -> bool:
    """Whether anybody could sign for this key: one of the eight points of small order, or a point written oddly.

    Those eight have y ∈ {0, 1, −1, ±y₈}; a coordinate from p on is a second spelling of a smaller one (RFC 8032 §5.1.3).
    """
    y = int.from_bytes(public, "little") & ~(1 << 255)
    return y >= PRIME or y in SMALL_ORDER


def check_name(name: str) -> None:
    """Raise `Malformed` for a name no key may have: empty, or with a space, a plus, a control character, or no UTF-8."""
    if not NAME.fullmatch(name):
        raise Malformed(f"a key's name has no spaces, no plus sign, and is not empty: {name[:80]!r}")


def _parse(text: str, *, secret: bool = False) -> tuple[str, Kind, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed("a key is written name+id+key")
    try:
        material = to_bytes(parts[2], "the key")
    except Malformed:
        if secret:
            raise Malformed("the secret key is not base64") from None
        raise
    if not material or material[0] not in tuple(Kind):
        raise Malformed("a key is of kind 1 (Ed25519 of a note) or 4 (Ed25519 cosignature)")
    return parts[0], Kind(material[0]), material[1:]


def _check_id(text: str, key: VerifierKey) -> None:
    written = text.split("+", 2)[1]
    if written != key.id.hex():
        raise Malformed(f"the key of {key.name[:80]} has id {key.id.hex()}, not {written[:16]!r}")


def _check_length(data: bytes, length: int, what: str) -> None:
    if len(data) != length:
        raise Malformed(f"{what} has {length} bytes, not {len(data)}")


def _with_time(text: bytes, at: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % at + text
