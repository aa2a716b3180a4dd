"""Signatures that tell verifiers of Ed25519 apart, each with the answer of OpenSSL (by `cryptography`).

The curve is written out here once more, from RFC 8032 §5.1, to make points no honest signer makes.
"""

import random
from dataclasses import dataclass
from hashlib import sha512

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
Triple = tuple[int, int, int]
NEUTRAL: Point = (0, 1)


@dataclass(frozen=True)
class Case:
    """A key (32 bytes), a signature (64), a text, and whether OpenSSL takes it."""

    name: str
    key: bytes
    signature: bytes
    text: bytes

    @property
    def openssl(self) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.signature, self.text)
        except (InvalidSignature, ValueError):
            return False
        return True


def add(p: Point, q: Point) -> Point:
    return _plain(_sum((*p, 1), (*q, 1)))


def multiplied(n: int, p: Point) -> Point:
    total, doubled = (*NEUTRAL, 1), (*p, 1)
    while n:
        total = _sum(total, doubled) if n & 1 else total
        doubled, n = _sum(doubled, doubled), n >> 1
    return _plain(total)


def _sum(p: Triple, q: Triple) -> Triple:
    """x = X/Z and y = Y/Z, so that one division at the end is enough; holds for any two points."""
    (x1, y1, z1), (x2, y2, z2) = p, q
    z, c, d = z1 * z2 % P, x1 * x2 % P, y1 * y2 % P
    e = D * c * d % P
    f, g = z * z - e, z * z + e
    return z * f * ((x1 + y1) * (x2 + y2) - c - d) % P, z * g * (c + d) % P, f * g % P


def _plain(p: Triple) -> Point:
    z = pow(p[2], -1, P)
    return p[0] * z % P, p[1] * z % P


def with_y(y: int) -> Point | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x, y) if x * x % P == square else None


def encoded(p: Point, *, beyond: bool = False) -> bytes:
    """32 bytes; `beyond` adds p to y, a second spelling where there is room for it (y below 19)."""
    return (p[1] + beyond * P | (p[0] & 1) << 255).to_bytes(32, "little")


def base() -> Point:
    found = with_y(4 * pow(5, -1, P) % P)
    assert found is not None
    x, y = found
    return (x if x % 2 == 0 else P - x, y)


def small_order() -> list[Point]:
    """The eight points of small order, as multiples of one of order eight."""
    for y in range(2, 99):
        found = with_y(y)
        eighth = multiplied(L, found) if found else NEUTRAL
        if multiplied(4, eighth) != NEUTRAL:
            return [multiplied(n, eighth) for n in range(8)]
    raise AssertionError("there is a point of order eight")


def hashed(r: bytes, key: bytes, text: bytes) -> int:
    return int.from_bytes(sha512(r + key + text).digest(), "little") % L


def made(secret: int, nonce: int, to_key: Point, to_r: Point, text: bytes) -> tuple[bytes, bytes]:
    """Key and signature with a point of small order added to the key and to R."""
    key = encoded(add(multiplied(secret, base()), to_key))
    r = encoded(add(multiplied(nonce, base()), to_r))
    return key, r + ((nonce + hashed(r, key, text) * secret) % L).to_bytes(32, "little")


def cases() -> list[Case]:
    noise = random.Random(5)
    return [*_honest(noise), *_mixed(noise), *_small(noise), *_odd(noise)]


def _honest(noise: random.Random) -> list[Case]:
    found = []
    for n in range(16):
        secret = Ed25519PrivateKey.from_private_bytes(noise.randbytes(32))
        key, text = secret.public_key().public_bytes_raw(), noise.randbytes(n * 7)
        signature = secret.sign(text)
        s = int.from_bytes(signature[32:], "little")
        at = noise.randrange(64)
        flipped = bytes([*signature[:at], signature[at] ^ 1 << noise.randrange(8), *signature[at + 1 :]])
        found += [
            Case(f"honest {n}", key, signature, text),
            Case(f"flipped {n}", key, flipped, text),
            Case(f"S + L {n}", key, signature[:32] + (s + L).to_bytes(32, "little"), text),
            Case(f"another text {n}", key, signature, text + b"!"),
        ]
    found.append(Case("S = L", key, signature[:32] + L.to_bytes(32, "little"), text))
    return [
        *found,
        Case("lengths", key, signature[:63], text),
        Case("key too short", key[:31], signature, text),
    ]


def _mixed(noise: random.Random) -> list[Case]:
    """Keys and R with a part of small order: here the equations with and without cofactor differ."""
    found = []
    for n, point in enumerate(small_order()):
        for m in range(4):
            text = noise.randbytes(8)
            secret, nonce = noise.randrange(1, L), noise.randrange(1, L)
            for name, parts in (("key", (point, NEUTRAL)), ("R", (NEUTRAL, point)), ("both", (point, point))):
                found.append(Case(f"mixed {name} {n} {m}", *made(secret, nonce, *parts, text), text))
    return found


def _small(noise: random.Random) -> list[Case]:
    """Keys of small order with S = 0 or R = [S]B, so that anybody's signature may hold for any text."""
    found = []
    for n, point in enumerate(small_order()):
        for m in range(2):
            text, s = noise.randbytes(8), m * noise.randrange(L)  # 0 first
            for k, r in enumerate([multiplied(s % L, base()), *small_order()]):
                signature = encoded(r) + (s % L).to_bytes(32, "little")
                found.append(Case(f"small {n} {m} {k}", encoded(point), signature, text))
    return found


def _odd(noise: random.Random) -> list[Case]:
    """Points spelled oddly: y from p on, or a sign on x = 0; and numbers that are no point at all."""
    found = []
    text = noise.randbytes(8)
    minus = (P - 1).to_bytes(32, "little")
    spellings = [
        *(y.to_bytes(32, "little") for y in range(P, 2**255)),
        *((y | 1 << 255).to_bytes(32, "little") for y in range(P, 2**255)),
        (1 | 1 << 255).to_bytes(32, "little"),
        bytes([*minus[:31], minus[31] | 0x80]),
        b"\xff" * 32,
        *(noise.randbytes(32) for _ in range(12)),
    ]
    for n, odd in enumerate(spellings):
        for s in (0, 1):
            r = encoded(multiplied(s, base()))
            found.append(Case(f"odd key {n} {s}", odd, r + s.to_bytes(32, "little"), text))
            found.append(Case(f"odd R {n} {s}", encoded(NEUTRAL), odd + s.to_bytes(32, "little"), text))
    secret = Ed25519PrivateKey.from_private_bytes(noise.randbytes(32))
    key = secret.public_key().public_bytes_raw()
    return found + [
        Case(f"odd R, good key {n}", key, odd + secret.sign(text)[32:], text)
        for n, odd in enumerate(spellings)
    ]
