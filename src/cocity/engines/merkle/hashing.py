"""Hashes of the tree, RFC 6962 §2.1 (the same in RFC 9162 §2.1.1) with SHA-256."""

from collections.abc import Sequence
from hashlib import sha256

from cocity.engines.merkle.errors import Malformed

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
LARGEST = 2**63 - 1  # sizes, indexes and times: what every implementation can hold


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry): 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right): 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def above(row: Sequence[bytes]) -> list[bytes]:
    """The next row of the tree: pairs hashed together, one left over carried up as it is."""
    hashed = [
        sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)
    ]
    if len(row) % 2:
        hashed.append(row[-1])
    return hashed


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over all leaf hashes at once, the largest power of two to the left; of none, SHA-256 of nothing."""
    row = leaf_hashes
    while len(row) > 1:
        row = above(row)
    return row[0] if row else EMPTY_ROOT


def folded(peaks: Sequence[bytes]) -> bytes:
    """Root over complete subtrees that stand side by side, largest first; of none, SHA-256 of nothing."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def cut(row: bytes) -> list[bytes]:
    """Hashes that stand one behind the other in `row`. Raises `Malformed` where the last is not whole."""
    if len(row) % HASH_BYTES:
        raise Malformed(f"{len(row)} bytes are not a whole number of {HASH_BYTES}-byte hashes")
    return [row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]
