"""Tiles of the tree and bundles of its entries, c2sp.org/tlog-tiles: what each holds and what its path is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cocity.engines.merkle.encoding import to_number
from cocity.engines.merkle.errors import Malformed
from cocity.engines.merkle.hashing import LARGEST

HEIGHT = 8
FULL = 1 << HEIGHT
HIGHEST_LEVEL = 63
LONGEST_ENTRY = 2**16 - 1

PATH = re.compile(
    r"tile/(?P<level>[0-9]+|entries)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]+))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """`width` hashes (1 to 256) of one level, from number `index` · 256; at level 0 they are leaf hashes."""

    level: int
    index: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Below the log's address: tile/1/x001/x234/067, and .p/17 behind it where the tile is partial."""
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """`width` entries (1 to 256) from number `index` · 256."""

    index: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Below the log's address: tile/entries/x001/x234/067, and .p/17 behind it where it is partial."""
        return f"tile/entries/{_numbered(self.index, self.width)}"


def parse_path(path: str) -> Tile | Bundle:
    """What stands at a path. Raises `Malformed` for every spelling but the one of `path`."""
    found = PATH.fullmatch(path)
    if found is None:
        raise Malformed(f"this is not the path of a tile: {path[:80]!r}")
    groups = found["index"].replace("x", "").replace("/", "")
    index = int(groups)
    width = FULL if found["width"] is None else to_number(found["width"], "the width of a tile")
    if index > LARGEST or not 1 <= width <= FULL:
        raise Malformed(f"the index or the width of the tile is out of bounds: {path[:80]!r}")
    thing = (
        Bundle(index, width) if found["level"] == "entries" else Tile(_level(found["level"]), index, width)
    )
    if thing.path != path:
        raise Malformed(f"the path must be written {thing.path!r}, not {path[:80]!r}")
    return thing


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` leaves, level by level, the partial ones as they are at that size."""
    level = 0
    while hashes := size >> (HEIGHT * level):
        yield from (Tile(level, index, width) for index, width in _widths(hashes))
        level += 1


def bundles_of(size: int) -> Iterator[Bundle]:
    """Every bundle of a log of `size` entries, in order."""
    return (Bundle(index, width) for index, width in _widths(size))


def bundle_with(index: int, size: int) -> Bundle:
    """The bundle that holds entry `index` of a log of `size` entries. Raises `Malformed` beyond the end."""
    if not 0 <= index < size:
        raise Malformed(f"a log of {size} entries has no entry {index}")
    number = index >> HEIGHT
    return Bundle(number, min(FULL, size - number * FULL))


def pack(entries: Sequence[bytes]) -> bytes:
    """Content of a bundle: for each entry its length (16 bits, big-endian) and its bytes.

    Raises `Malformed` for more than 256 entries, or one of more than 65,535 bytes.
    """
    if len(entries) > FULL:
        raise Malformed(f"a bundle holds {FULL} entries, not {len(entries)}")
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Malformed(f"an entry has at most {LONGEST_ENTRY} bytes, not {len(entry)}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(content: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises `Malformed` where its length says otherwise."""
    entries: list[bytes] = []
    at = 0
    while at < len(content) and len(entries) < width:
        end = at + 2 + int.from_bytes(content[at : at + 2], "big")
        entries.append(content[at + 2 : end])
        at = end
    if at != len(content) or len(entries) != width:
        raise Malformed(f"{len(content)} bytes are not a bundle of {width} entries")
    return entries


def _widths(count: int) -> Iterator[tuple[int, int]]:
    """(index, width) of the tiles over `count` hashes."""
    yield from ((index, FULL) for index in range(count >> HEIGHT))
    if count % FULL:
        yield count >> HEIGHT, count % FULL


def _numbered(index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == FULL else f"{path}.p/{width}"


def _level(text: str) -> int:
    level = to_number(text, "the level of a tile")
    if level > HIGHEST_LEVEL:
        raise Malformed(f"levels end at {HIGHEST_LEVEL}, not {level}")
    return level
