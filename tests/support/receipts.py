"""Receipts as the city gives them out: an entry with a salted commitment, two witnesses, and the policy to check by."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cocity.engines.merkle import (
    Checkpoint,
    Kind,
    Note,
    Receipt,
    SigningKey,
    sign,
)
from cocity.kit.canonical import canonical
from cocity.kit.proof.carried import commitment
from tests.engines.merkle.trees import Kept

ORIGIN = "log.example/city"
LOG = SigningKey(ORIGIN, Kind.NOTE, bytes([7] * 32))
WITNESSES = (
    SigningKey("university.example/witness", Kind.COSIGNATURE, bytes([1] * 32)),
    SigningKey("notary.example/witness", Kind.COSIGNATURE, bytes([2] * 32)),
)
AT = 1_795_780_800
SALT = bytes(range(32))
CONTENT = {
    "kind": "commitment.acted",
    "at": "2026-11-27T10:21:07.123456+00:00",
    "number": "2611234810576393",
    "action": "claim",
    "from_state": "working",
    "to_state": "to_verify",
    "ended": False,
    "holder": "dept-housing",
    "by_body": "dept-housing",
    "due_at": "2026-12-04T09:00:00+00:00",
    "claim": "电梯已修好，更换了钢索",
    "finding": None,
    "verdict": None,
    "disposition": None,
    "share": 4.5,
}
POLICY = "".join(
    [
        f"# 示例市 a made-up city\nlog {LOG.public.text}\n",
        *(f"witness w{n} {key.public.text}\n" for n, key in enumerate(WITNESSES)),
        "group both all w0 w1\nquorum both\n",
    ]
).encode()


@dataclass(frozen=True)
class Sample:
    """A receipt (bytes of its file), the entry in it, and the file that opens the commitment."""

    receipt: bytes
    entry: bytes
    opening: bytes

    @property
    def text(self) -> str:
        return self.receipt.decode()


def entry(number: int) -> bytes:
    """A leaf as answer/citylog writes it."""
    return canonical(leaf(number)).encode()


def leaf(number: int) -> dict[str, object]:
    """What it says."""
    return {
        "v": 1,
        "kind": "commitment.acted",
        "ref": sha256(b"drawn at random").hexdigest()[:32],
        "seq": number,
        "hour": "2026-11-27T10",
        "commit": commitment(SALT, CONTENT).hex(),
        "prev": sha256(b"before").hexdigest(),
    }


def extra(number: int) -> bytes:
    """What a receipt carries: leaf, salt and content."""
    return canonical({"content": CONTENT, "leaf": leaf(number), "salt": SALT.hex()}).encode()


@cache
def sample(size: int = 300, index: int = 123, witnesses: int = 2) -> Sample:
    """A receipt for entry `index` of a log of `size`, cosigned by the first `witnesses`."""
    tree = Kept()
    tree.add([entry(index) if n == index else b"entry %d" % n for n in range(size)])
    text = Checkpoint(ORIGIN, size, tree.edge.root()).text
    note = Note(text, (sign(text, LOG), *(sign(text, key, AT + 2) for key in WITNESSES[:witnesses])))
    made = Receipt(index, tuple(tree.prover().inclusion(index)), note.to_bytes(), extra(index))
    opening = json.dumps({"salt": SALT.hex(), "content": CONTENT}, ensure_ascii=False)
    return Sample(made.to_bytes(), entry(index), opening.encode())
