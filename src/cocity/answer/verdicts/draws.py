"""What a secret promises and which matters it draws. Pure.

Before a draw only the secret's fingerprint is known: SHA-256 over the terms of the draw and the secret. It is made of
nothing but what is published and the secret, so that opening the secret tells nothing about a list (ADR 21).
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cocity.kit.canonical import canonical

TAG = "cocity sample 1\n"
SECRET_BYTES = 32
NUMBER_BYTES = 8  # sixteen digits
# What is fixed before anybody knows the public seed, by the names under which it is published.
TERMS = (
    "method", "reason", "since", "until", "place_path", "body_path", "category", "procedure", "size", "population",
    "frame", "seed_from", "seed_on", "ask_until",
)  # fmt: skip


def new_secret() -> str:
    """256 random bits, hexadecimal."""
    return secrets.token_hex(SECRET_BYTES)


def committed(terms: Mapping[str, Any], secret: str) -> str:
    """The very text whose SHA-256 is the fingerprint: the tag, then canonical JSON of the terms and the secret."""
    return TAG + canonical({**{name: terms[name] for name in TERMS}, "secret": secret})


def fingerprint(terms: Mapping[str, Any], secret: str) -> str:
    """SHA-256 of `committed`, 64 hexadecimal digits."""
    return hashlib.sha256(committed(terms, secret).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: `numbers`, and the `cut` below which the rank of all of them lies and no other's.

    `cut` is as short as tells them apart, so that it gives no number away; empty where the whole list was drawn.
    """

    numbers: tuple[str, ...]
    cut: str


def drawing(numbers: Iterable[str], *, seed: str, size: int, secret: str = "") -> Drawing:
    """The `size` numbers with the smallest `rank`, smallest first, and the cut.

    Every subset of that size is equally likely while either seed or secret was nobody's choice with the list in hand;
    with both and the list anyone can draw it again, and with the cut whoever knows one number can tell for it.
    """
    ranked = sorted((rank(number, seed=seed, secret=secret), number) for number in set(numbers))
    drawn, rest = ranked[:size], ranked[size:]
    cut = _between(drawn[-1][0], rest[0][0]) if drawn and rest else ""
    return Drawing(tuple(number for _, number in drawn), cut)


def chosen(numbers: Iterable[str], *, seed: str, size: int, secret: str = "") -> list[str]:
    """The numbers of `drawing`."""
    return list(drawing(numbers, seed=seed, size=size, secret=secret).numbers)


def rank(number: str, *, seed: str, secret: str = "") -> str:
    """HMAC-SHA-256 of "seed:number" under the secret; the SHA-256 of it for a draw of the older kind, without one."""
    said = f"{seed}:{number}".encode()
    if secret:
        return hmac.digest(bytes.fromhex(secret), said, "sha256").hex()
    return hashlib.sha256(said).hexdigest()


def was_drawn(number: str, *, seed: str, secret: str, cut: str) -> bool:
    """Whether a number that was on the list was drawn; without a cut the whole list was."""
    return not cut or rank(number, seed=seed, secret=secret) < cut


def _between(last: str, first: str) -> str:
    """The shortest beginning of `first` that sorts after `last`; `last` sorts before `first`."""
    same = next(n for n, (a, b) in enumerate(zip(last, first, strict=True)) if a != b)
    return first[: same + 1]


def frame(numbers: Iterable[str]) -> str:
    """SHA-256 (64 hex digits) of the numbers, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def packed(numbers: Iterable[str]) -> bytes:
    """A list of numbers, sorted, eight bytes each."""
    return b"".join(int(number).to_bytes(NUMBER_BYTES, "big") for number in sorted(numbers))


def unpacked(kept: bytes) -> list[str]:
    """The numbers of `packed`."""
    ends = range(0, len(kept), NUMBER_BYTES)
    return [f"{int.from_bytes(kept[at : at + NUMBER_BYTES], 'big'):016}" for at in ends]
