"""Roots and proofs out of tiles: a tree of any size through a reader of tiles."""

from functools import lru_cache

from cocity.engines.merkle.errors import LogError
from cocity.engines.merkle.hashing import above, cut
from cocity.engines.merkle.ranges import hash_of, of_consistency, of_inclusion
from cocity.engines.merkle.tiles import FULL, HEIGHT, Tile
from cocity.engines.merkle.tree import Read, content_of

KEPT = 64  # tiles hashed through and kept at hand, some 32 kB each


class Prover:
    """Proofs within a tree of `size` leaves; `read` gives its tiles.

    What it gives out is as good as the tiles: who has them from elsewhere first compares `root()` to a checkpoint.
    Every method raises `Malformed` for a tile of a wrong length, and whatever `read` raises.
    """

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._rows = lru_cache(KEPT)(self._rows_of)

    def root(self, size: int | None = None) -> bytes:
        """Root of the first `size` leaves, by default of all; 32 bytes."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise LogError(f"this tree has {self.size} leaves, not {size}")
        return hash_of(self._node, 0, size)

    def inclusion(self, index: int) -> list[bytes]:
        """Proof that leaf `index` is in the tree, RFC 9162 §2.1.3: hashes of 32 bytes, the leaf's sibling first."""
        return [hash_of(self._node, low, high) for low, high in of_inclusion(index, self.size)]

    def consistency(self, old: int) -> list[bytes]:
        """Proof that the first `old` leaves (1 or more) are the tree of that time, RFC 9162 §2.1.4."""
        return [hash_of(self._node, low, high) for low, high in of_consistency(old, self.size)]

    def _node(self, level: int, index: int) -> bytes:
        of_tile, inside = divmod(level, HEIGHT)
        tile, within = divmod(index, FULL >> inside)
        return self._rows(of_tile, tile)[inside][within]

    def _rows_of(self, level: int, index: int) -> list[list[bytes]]:
        """The rows inside a tile, from its own hashes upward, each with complete subtrees only."""
        width = min(FULL, (self.size >> (HEIGHT * level)) - index * FULL)
        row, rows = cut(content_of(Tile(level, index, width), self._read)), []
        while row:
            rows.append(row)
            row = above(row[: len(row) & ~1])
        return rows
