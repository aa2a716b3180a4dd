"""The city log's engine at growing sizes: `make bench ARGS=merkle`.

Leaves appended a second in batches of 1,000 and in one batch (with every tile made, none written), proofs made and
checked a second at random leaves, receipts checked with two witnesses. Memory a tree needs is its edge alone.
"""

import random
from collections.abc import Callable
from time import process_time

from cocity.engines.merkle import (
    Checkpoint,
    Edge,
    Kind,
    Note,
    Prover,
    Receipt,
    SigningKey,
    Tile,
    grow,
    leaf_hash,
    parse_policy,
    parse_receipt,
    sign,
    verify_consistency,
    verify_inclusion,
    verify_receipt,
)

SIZES = (1_000, 10_000, 100_000, 1_000_000)
BATCH, PROOFS, RECEIPTS = 1_000, 2_000, 500
LOG = SigningKey("log.example/city", Kind.NOTE, bytes(32))
WITNESSES = [SigningKey(f"witness{n}.example/w", Kind.COSIGNATURE, bytes([n] * 32)) for n in (1, 2)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time it takes once, for the machine may be busy with something else."""
    began = process_time()
    work()
    return process_time() - began


def appended(size: int, batch: int, tiles: dict[Tile, bytes]) -> Edge:
    """A tree of that many entries of 200 bytes, appended batch by batch; its tiles go to `tiles`."""
    edge = Edge()
    for begin in range(0, size, batch):
        entries = (b"%0200d" % n for n in range(begin, min(size, begin + batch)))
        edge, made = grow(edge, [leaf_hash(entry) for entry in entries])
        tiles.update(made)
    return edge


def measured(size: int) -> list[float]:
    """One row: appended in batches, at once; inclusion made, checked; consistency made, checked; receipts checked."""
    tiles: dict[Tile, bytes] = {}
    in_batches = seconds(lambda: appended(size, BATCH, {}))
    at_once = seconds(lambda: appended(size, size, tiles))
    rng = random.Random(7)
    picked = [rng.randrange(1, size) for _ in range(PROOFS)]
    prover = Prover(size, tiles.__getitem__)
    root = prover.root()
    leaves = {n: leaf_hash(b"%0200d" % n) for n in picked}
    of_leaf: dict[int, list[bytes]] = {}
    making = seconds(lambda: of_leaf.update({n: prover.inclusion(n) for n in picked}))
    checking = seconds(lambda: [verify_inclusion(leaves[n], n, size, of_leaf[n], root) for n in picked])
    of_size: dict[int, list[bytes]] = {}
    joining = seconds(lambda: of_size.update({n: prover.consistency(n) for n in picked}))
    roots = {n: prover.root(n) for n in picked}
    following = seconds(lambda: [verify_consistency(n, size, of_size[n], roots[n], root) for n in picked])
    reading = receipts(size, root, {n: of_leaf[n] for n in picked[:RECEIPTS]}, leaves)
    return [
        size / in_batches,
        size / at_once,
        *(PROOFS / took for took in (making, checking, joining, following)),
        reading,
    ]


def receipts(size: int, root: bytes, proofs: dict[int, list[bytes]], leaves: dict[int, bytes]) -> float:
    """Receipts parsed and checked a second: three signatures, a quorum of two and a proof each."""
    text = Checkpoint(LOG.name, size, root).text
    note = Note(text, (sign(text, LOG), *(sign(text, key, 1_790_000_000) for key in WITNESSES))).to_bytes()
    named = "".join(f"witness w{n} {key.public.text}\n" for n, key in enumerate(WITNESSES))
    policy = parse_policy(f"log {LOG.public.text}\n{named}group all all w0 w1\nquorum all\n".encode())
    files = {n: Receipt(n, tuple(proof), note).to_bytes() for n, proof in proofs.items()}
    took = seconds(
        lambda: [verify_receipt(parse_receipt(file), leaves[n], policy) for n, file in files.items()]
    )
    return len(files) / took


def main() -> None:
    """Print the table."""
    heads = ("append 1,000", "append all", "inclusion", "check", "consistency", "check", "receipts")
    print(f"{'leaves':>10}" + "".join(f"{head:>14}" for head in heads) + "   a second")
    for size in SIZES:
        print(f"{size:>10,}" + "".join(f"{rate:>14,.0f}" for rate in measured(size)), flush=True)


if __name__ == "__main__":
    main()
