"""The published files: written once, never changed, but for the checkpoint, which is replaced by rename."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from cocity.answer.citylog.refusal import TILE_CHANGED, TILES_GONE, WillNotSign
from cocity.engines.merkle import Bundle, Edge, Tile, bundles_of, edge_of, pack
from cocity.engines.merkle.tiles import FULL
from cocity.kit import durable
from cocity.kit.faults import told

CHECKPOINT = "checkpoint"


class Published:
    """Below `folder` stand `checkpoint` and `tile/…` as c2sp.org/tlog-tiles names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, tile: Tile) -> bytes:
        """A tile as asked for, or cut from a wider one. Raises WillNotSign where none is there."""
        exact = self.folder / tile.path
        full = self.folder / Tile(tile.level, tile.index).path
        for path in (exact, full, *_wider(full, tile.width)):
            if path.is_file():
                return path.read_bytes()[: tile.width * 32]
        raise WillNotSign(TILES_GONE.with_values(why=tile.path))

    def edge(self, size: int, root: bytes) -> Edge:
        """The right edge of the tree of `size` leaves, checked against its root. Raises WillNotSign."""
        if not size:
            return Edge()
        try:
            edge = edge_of(size, self.read)
        except (ValueError, OSError) as error:
            raise WillNotSign(TILES_GONE.with_values(why=told(error))) from None
        if edge.root() != root:
            raise WillNotSign(TILES_GONE.with_values(why=f"root of {size}"))
        return edge

    def put(self, files: Iterable[tuple[str, bytes]], *, over: bool = False) -> None:
        """Write files that are not there yet, durably. One that is there with other bytes is never replaced (but
        `over`, for a rebuild). Raises WillNotSign or OSError."""
        fresh = []
        for name, content in files:
            path = self.folder / name
            if path.is_file():
                if path.read_bytes() == content:
                    continue
                if not over:
                    raise WillNotSign(TILE_CHANGED.with_values(path=name))
            fresh.append((path, content))
        durable.write_all(fresh)

    def holds(self, name: str, content: bytes) -> bool:
        """Whether the file has this content; where a partial one is gone, whether a wider one begins with it: the log
        may grow, and partial files go once the full one stands."""
        found = _content(self.folder / name)
        if found is not None:
            return found == content
        base, _, width = name.partition(".p/")
        if not width:
            return False
        full = self.folder / base
        wider = filter(None, map(_content, (full, *_wider(full, int(width)))))
        return next(wider, b"").startswith(content)

    def checkpoint(self) -> bytes:
        """The published checkpoint; empty before the first."""
        path = self.folder / CHECKPOINT
        return path.read_bytes() if path.is_file() else b""

    def publish(self, note: bytes) -> bool:
        """Put a checkpoint in the place of the last one; whether it was another."""
        if self.checkpoint() == note:
            return False
        durable.write(self.folder / CHECKPOINT, note)
        return True

    def tidy(self, names: Iterable[str]) -> None:
        """Drop partial tiles and bundles whose full ones stand."""
        for name in names:
            if ".p/" not in name:
                shutil.rmtree(self.folder / f"{name}.p", ignore_errors=True)


def written(
    tiles: Iterable[tuple[Tile, bytes]], low: int, entries: Sequence[bytes]
) -> list[tuple[str, bytes]]:
    """(name, content) of these tiles, and of the bundles that hold `entries`, the first of which has the number `low`,
    a multiple of 256."""
    made = [(tile.path, content) for tile, content in tiles]
    for each in bundles_of(len(entries)):
        begin = each.index * FULL
        bundle = Bundle(low // FULL + each.index, each.width)
        made.append((bundle.path, pack(entries[begin : begin + each.width])))
    return made


def _wider(full: Path, width: int) -> list[Path]:
    """Partial tiles at the same place that hold at least as much."""
    folder = full.with_name(f"{full.name}.p")
    try:
        found = [path for path in folder.iterdir() if path.name.isdigit() and int(path.name) >= width]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=lambda path: int(path.name))


def _content(path: Path) -> bytes | None:
    """What is in a file; None where there is none, also if it goes this very moment."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
