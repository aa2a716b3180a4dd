"""A receipt from a log of a million entries, made without hashing a million: only its path is real."""

from functools import cache

from cocity.engines.merkle import Checkpoint, Note, Receipt, leaf_hash, node_hash, sign
from tests.support.receipts import AT, LOG, ORIGIN, WITNESSES, entry, extra

SIZE, INDEX = 1_000_000, 777_777


@cache
def of_a_million() -> bytes:
    """A receipt that holds for entry 777,777: what stands beside its path is numbered hashes, as good as any."""
    at, last, hashed, proof = INDEX, SIZE - 1, leaf_hash(entry(INDEX)), []
    while last:
        if at % 2 or at < last:
            beside = leaf_hash(b"beside %d" % len(proof))
            proof.append(beside)
            hashed = node_hash(beside, hashed) if at % 2 else node_hash(hashed, beside)
        at, last = at // 2, last // 2
    text = Checkpoint(ORIGIN, SIZE, hashed).text
    note = Note(text, (sign(text, LOG), *(sign(text, key, AT + 2) for key in WITNESSES)))
    return Receipt(INDEX, tuple(proof), note.to_bytes(), extra(INDEX)).to_bytes()
