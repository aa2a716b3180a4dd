"""Trees of any size: grown in any batches, kept as tiles, proven, and no byte of a proof can be changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocity.engines.merkle import (
    EMPTY_ROOT,
    Bundle,
    Edge,
    LogError,
    Malformed,
    Prover,
    Unverified,
    bundles_of,
    edge_of,
    grow,
    leaf_hash,
    pack,
    root_of,
    tiles_of,
    unpack,
    verify_consistency,
    verify_inclusion,
)
from tests.engines.merkle.trees import Kept, kept
from tests.support.effort import examples

BATCHES = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 600)), min_size=1, max_size=6)
SIZES = st.one_of(st.integers(1, 40), st.integers(200, 1200))


def flips(proof: list[bytes]) -> list[list[bytes]]:
    """The proof with one byte changed, for every byte."""
    found = []
    for place, step in enumerate(proof):
        for at in range(len(step)):
            changed = bytes([*step[:at], step[at] ^ 1, *step[at + 1 :]])
            found.append([*proof[:place], changed, *proof[place + 1 :]])
    return found


@given(BATCHES)
@settings(max_examples=examples(40), deadline=None)
def test_growing_in_batches_equals_hashing_all_at_once(batches: list[int]) -> None:
    tree = Kept()
    for count in batches:
        tree.add([b"%d" % (tree.edge.size + n) for n in range(count)])
    size = sum(batches)
    once = kept(size)
    assert tree.edge == once.edge == edge_of(size, tree.read)
    assert tree.edge.root() == root_of(tree.leaves) == tree.prover().root()
    assert {tile.path for tile in tiles_of(size)} == set(once.tiles)
    assert {tile.path: tree.read(tile) for tile in tiles_of(size)} == once.tiles


@given(SIZES, st.data())
@settings(max_examples=examples(40), deadline=None)
def test_every_inclusion_proof_holds_and_none_that_was_touched(size: int, data: st.DataObject) -> None:
    tree = kept(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index or size == 1))
    proof, leaf, root = tree.prover().inclusion(index), tree.leaves[index], tree.edge.root()
    verify_inclusion(leaf, index, size, proof, root)
    wrong = [
        *((leaf, index, changed, root) for changed in flips(proof)),
        *((changed, index, proof, root) for [changed] in flips([leaf])),
        *((leaf, index, proof, changed) for [changed] in flips([root])),
        *([(leaf, other, proof, root)] if size > 1 else []),
        *([(leaf, index, proof[1:], root), (leaf, index, proof[:-1], root)] if proof else []),
        (leaf, index, [*proof, root], root),
        (leaf, size, proof, root),
        (leaf, -1, proof, root),
    ]
    for a_leaf, an_index, a_proof, a_root in wrong:
        with pytest.raises(Unverified):
            verify_inclusion(a_leaf, an_index, size, a_proof, a_root)


@given(SIZES, st.data())
@settings(max_examples=examples(40), deadline=None)
def test_every_consistency_proof_holds_and_none_that_was_touched(size: int, data: st.DataObject) -> None:
    tree = kept(size)
    old = data.draw(st.integers(1, size))
    old_root, root = root_of(tree.leaves[:old]), tree.edge.root()
    proof = tree.prover().consistency(old)
    verify_consistency(old, size, proof, old_root, root)
    wrong = [
        *((changed, old_root, root) for changed in flips(proof)),
        *((proof, changed, root) for [changed] in flips([old_root])),
        *((proof, old_root, changed) for [changed] in flips([root])),
        *([(proof[1:], old_root, root), (proof[:-1], old_root, root)] if proof else []),
        ([*proof, root], old_root, root),
    ]
    for a_proof, an_old_root, a_root in wrong:
        with pytest.raises(Unverified):
            verify_consistency(old, size, a_proof, an_old_root, a_root)


@given(st.integers(2, 900), st.data())
@settings(max_examples=examples(30), deadline=None)
def test_a_rewritten_leaf_cannot_be_hidden(size: int, data: st.DataObject) -> None:
    honest, lying = kept(size), Kept()
    old, changed = data.draw(st.integers(1, size - 1)), data.draw(st.integers(0, size - 2))
    changed = min(changed, old - 1)
    lying.add([b"other" if n == changed else b"%d" % n for n in range(size)])
    with pytest.raises(Unverified):
        verify_consistency(
            old, size, lying.prover().consistency(old), honest.prover().root(old), lying.edge.root()
        )


def test_every_leaf_of_every_small_tree() -> None:
    for size in range(1, 34):
        tree = kept(size)
        prover, root = tree.prover(), tree.edge.root()
        for index in range(size):
            verify_inclusion(tree.leaves[index], index, size, prover.inclusion(index), root)
            proof = prover.consistency(index + 1)
            verify_consistency(index + 1, size, proof, root_of(tree.leaves[: index + 1]), root)


def test_a_tree_of_three_levels_of_tiles() -> None:
    size = 70_000
    tree = kept(size)
    assert [len(row) // 32 for row in tree.edge.rows] == [112, 17, 1]
    prover = tree.prover()
    for index in (0, 65_535, 65_536, 69_887, 69_888, size - 1):
        verify_inclusion(tree.leaves[index], index, size, prover.inclusion(index), tree.edge.root())
    verify_consistency(65_537, size, prover.consistency(65_537), prover.root(65_537), tree.edge.root())


def test_the_empty_tree() -> None:
    assert Edge().root() == root_of([]) == Prover(0, Kept().read).root() == EMPTY_ROOT
    assert grow(Edge(), []) == (Edge(), [])
    assert edge_of(0, Kept().read) == Edge()


def test_what_the_tree_does_not_have_is_refused() -> None:
    prover = kept(5).prover()
    for ask in (
        lambda: prover.inclusion(5),
        lambda: prover.inclusion(-1),
        lambda: prover.consistency(0),
        lambda: prover.consistency(6),
        lambda: prover.root(6),
    ):
        with pytest.raises(LogError):
            ask()


def test_a_tile_of_another_length_is_refused() -> None:
    tree = kept(300)
    for short in (b"", b"x" * 31, b"x" * 64):
        with pytest.raises(Malformed, match=r"tile/0/001\.p/44 has"):
            Prover(300, lambda _, short=short: short).inclusion(299)
        with pytest.raises(Malformed):
            edge_of(300, lambda _, short=short: short)
    with pytest.raises(Malformed):
        grow(tree.edge, [b"x" * 31])


def test_a_wrong_tile_does_not_make_a_proof() -> None:
    tree = kept(300)
    other = Kept()
    other.add([b"other"] * 300)
    with pytest.raises(Unverified):
        verify_inclusion(tree.leaves[7], 7, 300, other.prover().inclusion(7), tree.edge.root())


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_hold_what_was_put_in(entries: list[bytes]) -> None:
    assert unpack(pack(entries), len(entries)) == entries


@given(st.binary(max_size=40), st.integers(0, 5))
def test_bytes_are_a_bundle_or_are_refused(content: bytes, width: int) -> None:
    try:
        entries = unpack(content, width)
    except Malformed:
        return
    assert pack(entries) == content


def test_bundles_have_bounds() -> None:
    assert list(bundles_of(513)) == [Bundle(0), Bundle(1), Bundle(2, 1)]
    assert pack([b"x" * 65_535])[:2] == b"\xff\xff"
    for entries in ([b"x" * 65_536], [b""] * 257):
        with pytest.raises(Malformed):
            pack(entries)
    with pytest.raises(Malformed):
        unpack(pack([b"a", b"b"]), 1)


def test_a_leaf_and_a_node_never_hash_alike() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert root_of([left, right]) != leaf_hash(left + right)
