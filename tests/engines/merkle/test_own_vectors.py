"""The engine against vectors made without it, from the texts of the formats."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cocity.engines.merkle import (
    Unverified,
    leaf_hash,
    pack,
    parse_policy,
    parse_receipt,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_receipt,
)
from tests.engines.merkle.trees import Kept
from tests.engines.merkle.vectors import make

HERE = Path(make.__file__).parent


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text())


def test_the_files_are_what_the_script_makes() -> None:
    assert {name: (HERE / name).read_text() for name in ("tree.json", "receipts.json")} == make.texts()


def test_roots_and_proofs() -> None:
    cases = read("tree.json")["cases"]
    tree = Kept()
    roots = {case["size"]: b64decode(case["root"]) for case in cases}
    for case in cases:
        size = case["size"]
        tree.add([make.entry(n) for n in range(tree.edge.size, size)])
        prover = tree.prover()
        assert tree.edge.root() == prover.root() == root_of(tree.leaves) == roots[size]
        for index, proof in case["inclusion"].items():
            wanted = [b64decode(each) for each in proof]
            assert prover.inclusion(int(index)) == wanted
            verify_inclusion(tree.leaves[int(index)], int(index), size, wanted, roots[size])
        for old, proof in case["consistency"].items():
            wanted = [b64decode(each) for each in proof]
            assert prover.consistency(int(old)) == wanted
            verify_consistency(int(old), size, wanted, prover.root(int(old)), roots[size])


def test_tiles_and_bundles() -> None:
    tree = Kept()
    entries = [make.entry(n) for n in range(513)]
    tree.add(entries)
    made = {path: sha256(content).hexdigest() for path, content in tree.tiles.items()}
    made["tile/entries/000"] = sha256(pack(entries[:256])).hexdigest()
    assert made == read("tree.json")["sha256_of_tiles_at_513"]


def test_receipts_and_their_quorum() -> None:
    given = read("receipts.json")
    policy = parse_policy(given["policy"].encode())
    for case in given["receipts"]:
        receipt, leaf = parse_receipt(case["receipt"].encode()), leaf_hash(b64decode(case["entry"]))
        assert receipt.to_bytes().decode() == case["receipt"]
        if case["quorum"]:
            believed = verify_receipt(receipt, leaf, policy)
            assert len(believed.witnesses) == case["witnesses"]
            assert {each.at for each in believed.witnesses} == {1_790_000_000 + receipt.index}
        else:
            with pytest.raises(Unverified, match="no quorum"):
                verify_receipt(receipt, leaf, policy)
