"""The engine against vectors other projects publish; each file names its source and licence."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cocity.engines.merkle import (
    Bundle,
    Checkpoint,
    Edge,
    Head,
    Kind,
    LogError,
    Malformed,
    Prover,
    Receipt,
    Refusal,
    SigningKey,
    Tile,
    Unverified,
    VerifierKey,
    bundle_with,
    edge_of,
    grow,
    leaf_hash,
    node_hash,
    parse_addition,
    parse_checkpoint,
    parse_note,
    parse_path,
    parse_receipt,
    parse_signer,
    parse_verifier,
    root_of,
    sign,
    tiles_of,
    verified,
    verify_consistency,
    verify_inclusion,
    weigh,
)

pytestmark = pytest.mark.shared


@pytest.fixture
def vectors(shared: Path) -> Any:
    """Reads one file of vectors."""
    return lambda name: json.loads((shared / "log_vectors" / f"{name}.json").read_text())


def test_the_reference_tree(vectors: Any) -> None:
    given = vectors("rfc6962_reference_tree")
    leaves = [leaf_hash(bytes.fromhex(each)) for each in given["leaf_inputs_hex"]]
    rows = given["node_hashes_hex_by_level"]
    assert [leaf.hex() for leaf in leaves] == rows[0]
    for lower, upper in pairwise(rows):
        pairs = zip(lower[::2], lower[1::2], strict=True)
        assert [node_hash(bytes.fromhex(a), bytes.fromhex(b)).hex() for a, b in pairs] == upper
    assert [root_of(leaves[:n]).hex() for n in range(9)] == given["roots_hex"]
    assert [grow(Edge(), leaves[:n])[0].root().hex() for n in range(9)] == given["roots_hex"]
    for unit in given["hash_unit"]:
        assert sha256(bytes.fromhex(unit["sha256_of_hex"])).hexdigest() == unit["want"]


def check(case: dict[str, Any], kind: str) -> None:
    """Verify one case, inclusion or consistency."""
    proof = [b64decode(each) for each in case["proof"] or ()]
    if kind == "inclusion":
        leaf, root = b64decode(case["leafHash"] or ""), b64decode(case["root"] or "")
        verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root)
    else:
        old_root, root = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
        verify_consistency(case["size1"], case["size2"], proof, old_root, root)


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_proofs(vectors: Any, kind: str) -> None:
    given = vectors(f"merkle_{kind}")
    assert (len(given["vectors"]), sum(case["wantErr"] for case in given["vectors"])) == (98, 92)
    for case in given["vectors"]:
        if case["wantErr"]:
            with pytest.raises(Unverified):
                check(case, kind)
        else:
            check(case, kind)


def test_paths_of_tiles(vectors: Any) -> None:
    given = vectors("tile_paths")
    for level, index, width, path in given["tile_path"]:
        assert Tile(level, index, width or 256).path == path
        assert parse_path(path) == Tile(level, index, width or 256)
    for index, width, path in given["entries_path"]:
        assert Bundle(index, width or 256).path == path
        assert parse_path(path) == Bundle(index, width or 256)
    for index, size, path in given["entries_path_for_index"]:
        assert bundle_with(index, size).path == path
    for level, path, index, width in [(a, b, d, e) for a, b, c, d, e in given["parse_ok"]]:
        assert parse_path(f"tile/{level}/{path}") == Tile(int(level), index, width or 256)
    for level, path in given["parse_bad"]:
        with pytest.raises(Malformed):
            parse_path(f"tile/{level}/{path}")


def test_how_many_tiles_a_tree_has(vectors: Any) -> None:
    for size, counts in vectors("tile_paths")["tiles_for_size"].items():
        tiles = list(tiles_of(int(size)))
        for level in range(3):
            mine = [tile for tile in tiles if tile.level == level]
            full = [tile for tile in mine if tile.width == 256]
            assert len(full) == counts.get(f"full{level}", 0)
            assert [tile.width for tile in mine if tile.width < 256] == [
                counts[name] for name in (f"partial{level}",) if name in counts
            ]


def test_tiles_of_300_records(vectors: Any) -> None:
    given = vectors("tiles_300")
    tiles = {path: b64decode(content) for path, content in given["tiles_b64"].items()}
    leaves = [leaf_hash(b"record %d" % n) for n in range(300)]
    edge, written = grow(Edge(), leaves)
    assert {tile.path: content for tile, content in written} == tiles
    root = parse_checkpoint(parse_note(given["checkpoint"].encode()).text).root
    assert edge.root() == edge_of(300, lambda tile: tiles[tile.path]).root() == root
    prover = Prover(300, lambda tile: tiles[tile.path])
    for index in range(0, 300, 7):
        verify_inclusion(leaves[index], index, 300, prover.inclusion(index), root)
    verify_consistency(260, 300, prover.consistency(260), prover.root(260), root)


def test_signed_notes(vectors: Any) -> None:
    given = vectors("signed_note")
    for case in given["valid"]:
        note = parse_note(case["note"].encode())
        signers = [each.by.name for each in verified(note, map(parse_verifier, case["vkeys"]))]
        assert signers == case.get("verified", signers)
        assert note.to_bytes().decode() == case["note"]
    key = parse_signer(given["sign"]["skey"])
    text = given["sign"]["text"]
    assert f"{text}\n{sign(text.encode(), key).line}" == given["sign"]["want"]
    assert key.text == given["sign"]["skey"]


def test_notes_that_are_none(vectors: Any) -> None:
    for case in vectors("signed_note")["reject"]:
        wanted = Unverified if case["why"] in ("unverified", "invalid signature") else Malformed
        with pytest.raises(wanted):
            verified(parse_note(b64decode(case["note_b64"])), map(parse_verifier, case["vkeys"]))


def test_public_keys_that_are_none(vectors: Any) -> None:
    given = vectors("signed_note")
    good = given["valid"][1]["vkeys"][0]
    assert parse_verifier(good).text == good
    parts = [good[a:b] for a in range(len(good)) for b in range(a, len(good) + 1) if b - a < len(good)]
    changed = [f"{good[:at]}{chr(ord(good[at]) + 1)}{good[at + 1 :]}" for at in range(len(good))]
    of_wrong_id = vectors("cosignature_v1")["mldsa_vkey_wrong_key_id"]["vkey"]
    for bad in [*parts, *changed, *given["bad_vkeys"], of_wrong_id]:
        with pytest.raises(Malformed):
            parse_verifier(bad)


def test_checkpoints(vectors: Any) -> None:
    given = vectors("checkpoint")
    valid = given["sigsum_valid"]
    note = parse_note(valid["checkpoint"].encode())
    checkpoint = parse_checkpoint(note.text)
    key = SigningKey(checkpoint.origin, Kind.NOTE, bytes.fromhex(valid["seed_hex"]))
    assert [each.by for each in verified(note, [key.public])] == [key.public]
    assert note.text + b"\n" + sign(checkpoint.text, key).line.encode() == valid["checkpoint"].encode()
    of_tree = given["tree_text_valid"]
    root = leaf_hash(of_tree["record"].encode())
    assert Checkpoint(of_tree["origin"], of_tree["size"], root).text.decode() == of_tree["text"]
    for bad in given["tree_text_bad"]:
        with pytest.raises(Malformed):
            parse_checkpoint(bad.encode())


def test_cosignatures(vectors: Any) -> None:
    given = vectors("cosignature_v1")
    for case in given["ed25519_valid"]:
        note = parse_note(case["checkpoint"].encode())
        keys = [parse_verifier(vkey) for vkey in case["vkeys"]]
        assert [(each.by, each.at) for each in verified(note, keys)] == [(keys[0], case["timestamp"])]
        seed = sha256(given["seeds"][keys[0].name].encode()).digest()
        again = sign(note.text, SigningKey(keys[0].name, Kind.COSIGNATURE, seed), case["timestamp"])
        assert again.line in case["checkpoint"]
    for vkey in given["valid_vkeys"]:
        assert parse_verifier(vkey).text == vkey
    assert parse_note(given["spec_example"].encode()).to_bytes().decode() == given["spec_example"]


def test_receipts(vectors: Any) -> None:
    given = vectors("tlog_proof")
    for case in given["marshal"]:
        proof = tuple(map(b64decode, case["hashes"]))
        extra = b64decode(case.get("extra", ""))
        receipt = Receipt(case["index"], proof, case["checkpoint"].encode(), extra)
        assert receipt.to_bytes().decode() == case["want"]
        assert parse_receipt(case["want"].encode()) == receipt
    for bad in given["reject"]:
        with pytest.raises(Malformed):
            parse_receipt(bad.encode())


def answer(request: str, known: VerifierKey, latest: Head) -> tuple[int, str, Head]:
    """What a witness that knows one log answers, and the head it then holds."""
    try:
        addition = parse_addition(request.encode())
        keys = [known] if addition.checkpoint.origin == known.name else []
        return 200, "— example.com/witness", weigh(addition, keys, latest)
    except Refusal as refusal:
        return refusal.status, refusal.body, latest
    except LogError as error:
        return 400, str(error), latest


def test_questions_to_a_witness(vectors: Any) -> None:
    given = vectors("witness_add_checkpoint")
    first = given["steps"][0]["request"].split("\n")
    key = VerifierKey(first[2], Kind.NOTE, bytes.fromhex(given["log_pubkey_hex"]))
    latest = Head()
    for step in given["steps"]:
        # The file lost the newline at the end of each body; the text asks for it.
        status, body, latest = answer(step["request"] + "\n", key, latest)
        says_unknown = "unknown log" in step["assert"]
        assert status == (404 if says_unknown else step["status"])  # the witness there is older than the text
        wanted = step["assert"].partition('"')[2].rpartition('"')[0].replace("\\n", "\n")
        assert wanted == body if "==" in step["assert"] else wanted in body
    assert latest.size == 5
    assert b64encode(latest.root).decode() == first_root(given["steps"][-2]["request"])


def first_root(request: str) -> str:
    """The root in a request's checkpoint."""
    return request.split("\n\n")[1].split("\n")[2]
