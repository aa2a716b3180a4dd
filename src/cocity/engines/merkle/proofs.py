"""Checking proofs, RFC 9162 §2.1.3.2 and §2.1.4.2. Hashes are 32 bytes; sizes and indexes count leaves."""

from collections.abc import Sequence

from cocity.engines.merkle.errors import Unverified
from cocity.engines.merkle.hashing import HASH_BYTES, node_hash


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `Unverified` unless `leaf` (a leaf hash) is number `index` of the `size` leaves under `root`."""
    if not 0 <= index < size:
        raise Unverified(f"a tree of {size} leaves has no leaf {index}")
    _whole([leaf, root, *proof])
    at, last, hashed = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise Unverified("the inclusion proof is too long")
        if at & 1 or at == last:
            hashed = node_hash(step, hashed)
            at, last = _past_left_edge(at, last)
        else:
            hashed = node_hash(hashed, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Unverified("the inclusion proof is too short")
    if hashed != root:
        raise Unverified("the inclusion proof leads to another root")


def verify_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Raise `Unverified` unless the tree of `size` leaves under `root` begins with that of `old` leaves.

    From a size of 0 there is nothing to prove, and asking for it is refused.
    """
    if not 1 <= old <= size:
        raise Unverified(f"consistency runs from a size of 1 or more up to {size}, not from {old}")
    if old == size:
        if proof or old_root != root:
            raise Unverified("two trees of one size must have the same root and an empty consistency proof")
        return
    if not proof:
        raise Unverified("the consistency proof is empty")
    _whole([old_root, root, *proof])
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    of_old, of_new = _roots(old, size, path)
    if of_old != old_root:
        raise Unverified("the consistency proof leads to another old root")
    if of_new != root:
        raise Unverified("the consistency proof leads to another new root")


def _roots(old: int, size: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root a consistency proof leads to."""
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = path[0]
    for step in path[1:]:
        if last == 0:
            raise Unverified("the consistency proof is too long")
        if at & 1 or at == last:
            of_old, of_new = node_hash(step, of_old), node_hash(step, of_new)
            at, last = _past_left_edge(at, last)
        else:
            of_new = node_hash(of_new, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Unverified("the consistency proof is too short")
    return of_old, of_new


def _past_left_edge(at: int, last: int) -> tuple[int, int]:
    """Up through the rows where the node is the last of its row and has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _whole(hashes: list[bytes]) -> None:
    if any(len(hashed) != HASH_BYTES for hashed in hashes):
        raise Unverified(f"every hash of a proof has {HASH_BYTES} bytes")
