"""A tree that grows: its right edge is all that is kept, and tiles are given out to be written down.

Memory is 256 hashes a level of tiles, whatever the size; a batch needs its own tiles besides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cocity.engines.merkle.errors import Malformed
from cocity.engines.merkle.hashing import HASH_BYTES, cut, folded, root_of
from cocity.engines.merkle.ranges import subtrees
from cocity.engines.merkle.tiles import FULL, HEIGHT, Tile

TILE_BYTES = FULL * HASH_BYTES

Read = Callable[[Tile], bytes]
"""Content of a tile: the hashes asked for, or those of the same tile once it was full."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The tree's `size` in leaves and, for each level of tiles, the hashes of the last tile (none if it is full)."""

    size: int = 0
    rows: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        """Root of the tree at this size, 32 bytes."""
        return folded([self._peak(level, index) for level, index in subtrees(0, self.size)])

    def _peak(self, level: int, index: int) -> bytes:
        of_tile, inside = divmod(level, HEIGHT)
        first = (index << inside) % FULL
        row = self.rows[of_tile]
        return root_of(cut(row[first * HASH_BYTES : (first + (1 << inside)) * HASH_BYTES]))


def grow(edge: Edge, leaf_hashes: Sequence[bytes]) -> tuple[Edge, list[tuple[Tile, bytes]]]:
    """The edge after these leaf hashes (32 bytes each), and every tile that is new or wider than it was.

    Tiles come level by level, full ones first; of a partial tile only its last width. Raises `Malformed` for a leaf
    hash of another length.
    """
    if any(len(hashed) != HASH_BYTES for hashed in leaf_hashes):
        raise Malformed(f"a leaf hash has {HASH_BYTES} bytes")
    size = edge.size + len(leaf_hashes)
    rows, tiles = list(edge.rows), []
    added: Sequence[bytes] = leaf_hashes
    level = 0
    while added:
        if level == len(rows):
            rows.append(b"")
        begin = (edge.size >> (HEIGHT * level)) >> HEIGHT
        full, rows[level] = _filled(rows[level] + b"".join(added))
        tiles += [(Tile(level, begin + n), content) for n, content in enumerate(full)]
        if rows[level]:
            tiles.append((Tile(level, begin + len(full), len(rows[level]) // HASH_BYTES), rows[level]))
        added = [root_of(cut(content)) for content in full]
        level += 1
    return Edge(size, tuple(rows)), tiles


def edge_of(size: int, read: Read) -> Edge:
    """The edge of a tree of `size` leaves, from its last tiles. Raises `Malformed` for a tile too short."""
    rows, level = [], 0
    while hashes := size >> (HEIGHT * level):
        width = hashes % FULL
        rows.append(content_of(Tile(level, hashes >> HEIGHT, width), read) if width else b"")
        level += 1
    return Edge(size, tuple(rows))


def content_of(tile: Tile, read: Read) -> bytes:
    """The tile as its reader has it, at the width asked for. Raises `Malformed` for any other length."""
    content = read(tile)
    wanted = tile.width * HASH_BYTES
    if len(content) not in (wanted, TILE_BYTES):
        raise Malformed(f"{tile.path} has {len(content)} bytes, not {wanted}")
    return content[:wanted]


def _filled(row: bytes) -> tuple[list[bytes], bytes]:
    """Full tiles at the beginning of a row, and what is left over."""
    end = len(row) - len(row) % TILE_BYTES
    return [row[at : at + TILE_BYTES] for at in range(0, end, TILE_BYTES)], row[end:]
