"""Which leaves stand under each hash of a proof: half-open ranges, RFC 6962 §2.1.1 and §2.1.2."""

from collections.abc import Callable, Iterator

from cocity.engines.merkle.errors import LogError
from cocity.engines.merkle.hashing import folded

Node = Callable[[int, int], bytes]
"""(level, index) → hash of the complete subtree over leaves [index · 2^level, (index + 1) · 2^level)."""

Range = tuple[int, int]


def _split(size: int) -> int:
    """Largest power of two below `size`, for sizes from two."""
    return 1 << ((size - 1).bit_length() - 1)


def of_inclusion(index: int, size: int) -> list[Range]:
    """Ranges of the path from leaf `index` to the root of `size` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise LogError(f"a tree of {size} leaves has no leaf {index}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    return path[::-1]


def of_consistency(old: int, size: int) -> list[Range]:
    """Ranges of the proof that the first `old` of `size` leaves are the tree of that time; 1 ≤ old ≤ size."""
    if not 1 <= old <= size:
        raise LogError(f"consistency runs from a size of 1 or more up to {size}, not from {old}")
    low, high, path = 0, size, []
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append((middle, high))
            high = middle
        else:
            path.append((low, middle))
            low = middle
    # The old root itself is known to who checks, so it is told only where it is not the whole old tree.
    return [*([(low, high)] if low else []), *path[::-1]]


def subtrees(low: int, high: int) -> Iterator[tuple[int, int]]:
    """(level, index) of the complete subtrees that make up a range of a proof, largest first."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def hash_of(node: Node, low: int, high: int) -> bytes:
    """Root over leaves [low, high), a range of a proof or [0, size); 32 bytes."""
    return folded([node(level, index) for level, index in subtrees(low, high)])
