"""Trees kept in memory as their tiles, as a log keeps them in files."""

from cocity.engines.merkle import Edge, Prover, Tile, grow, leaf_hash


class Kept:
    """A tree grown batch by batch; every tile it ever wrote is kept under its path."""

    def __init__(self) -> None:
        self.edge = Edge()
        self.tiles: dict[str, bytes] = {}
        self.leaves: list[bytes] = []

    def add(self, entries: list[bytes]) -> None:
        leaves = [leaf_hash(entry) for entry in entries]
        self.edge, tiles = grow(self.edge, leaves)
        self.tiles |= {tile.path: content for tile, content in tiles}
        self.leaves += leaves

    def read(self, tile: Tile) -> bytes:
        """The partial tile, or the full one that took its place."""
        found = self.tiles.get(tile.path)
        return self.tiles[Tile(tile.level, tile.index).path] if found is None else found

    def prover(self) -> Prover:
        return Prover(self.edge.size, self.read)


def kept(size: int) -> Kept:
    """A tree of `size` numbered entries."""
    tree = Kept()
    tree.add([b"%d" % n for n in range(size)])
    return tree
