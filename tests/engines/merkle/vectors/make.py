"""Makes tree.json and receipts.json: `python tests/engines/merkle/vectors/make.py`.

Written from the texts alone (RFC 6962 §2.1 as recursion, c2sp.org formats as strings) and without the engine, so that
the two can disagree. Entries and keys are invented; nothing here is anybody's data.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
SIZES = (*range(1, 18), 255, 256, 257, 300, 513, 1000)
ORIGIN = "log.example/city"


def entry(number: int) -> bytes:
    """An entry of changing length, some empty, in no particular order."""
    return sha256(b"entry %d" % number).digest()[: number % 33] * (1 + number % 3)


def h(data: bytes) -> bytes:
    return sha256(data).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """RFC 6962 §2.1."""
    if not d:
        return h(b"")
    if len(d) == 1:
        return h(b"\0" + d[0])
    k = split(len(d))
    return h(b"\1" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1."""
    if len(d) == 1:
        return []
    k = split(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962 §2.1.2."""
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def some(size: int) -> list[int]:
    """A few numbers below `size`: both ends, the middle, around a tile's edge."""
    return sorted({0, 1, size // 2, size - 2, size - 1, 255, 256} & set(range(size)))


def tree() -> dict[str, object]:
    """Roots, proofs and tiles of trees over the entries."""
    cases = []
    for size in SIZES:
        d = [entry(n) for n in range(size)]
        inclusion = {n: [b64(each) for each in path(n, d)] for n in some(size)}
        consistency = {n: [b64(each) for each in subproof(n, d, True)] for n in some(size) if n}
        cases.append({"size": size, "root": b64(mth(d)), "inclusion": inclusion, "consistency": consistency})
    d = [entry(n) for n in range(513)]
    leaves = [h(b"\0" + each) for each in d]
    tiles = {
        "tile/0/000": leaves[:256],
        "tile/0/001": leaves[256:512],
        "tile/0/002.p/1": leaves[512:],
        "tile/1/000.p/2": [mth(d[:256]), mth(d[256:512])],
    }
    digests = {name: h(b"".join(hashes)).hex() for name, hashes in tiles.items()}
    bundle = b"".join(len(each).to_bytes(2, "big") + each for each in d[:256])
    return {
        "entries": "sha256(b'entry %d')[: n % 33] * (1 + n % 3)",
        "cases": cases,
        "sha256_of_tiles_at_513": digests | {"tile/entries/000": h(bundle).hex()},
    }


class Key:
    """A key whose seed is the hash of its name."""

    def __init__(self, name: str, kind: int) -> None:
        self.name, self.kind = name, bytes([kind])
        self.secret = Ed25519PrivateKey.from_private_bytes(h(name.encode()))
        self.public = self.secret.public_key().public_bytes_raw()
        self.id = h(name.encode() + b"\n" + self.kind + self.public)[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(self.kind + self.public)}"

    def line(self, text: str, at: int = 0) -> str:
        signed, before = text, b""
        if self.kind == b"\4":
            signed, before = f"cosignature/v1\ntime {at}\n{text}", at.to_bytes(8, "big")
        return f"— {self.name} {b64(self.id + before + self.secret.sign(signed.encode()))}\n"


def receipts() -> dict[str, object]:
    """Receipts under one policy, the last two of which are not good enough."""
    log = Key(ORIGIN, 1)
    first, second, third = (Key(f"witness{n}.example/w", 4) for n in (1, 2, 3))
    policy = (
        f"# Two of three 证人\nlog {log.vkey} https://{ORIGIN}\n"
        + "".join(f"witness w{n} {key.vkey}\n" for n, key in enumerate((first, second, third), 1))
        + "group enough 2 w1 w2 w3\nquorum enough\n"
    )
    d = [entry(n) for n in range(300)]
    made = []
    for index, cosigned, good in ((0, "123", True), (257, "13", True), (299, "2", False), (299, "", False)):
        text = f"{ORIGIN}\n300\n{b64(mth(d))}\n"
        witnesses = [key for n, key in zip("123", (first, second, third), strict=True) if n in cosigned]
        lines = log.line(text) + "".join(key.line(text, 1_790_000_000 + index) for key in witnesses)
        proof = "".join(f"{b64(each)}\n" for each in path(index, d))
        receipt = f"c2sp.org/tlog-proof@v1\nindex {index}\n{proof}\n{text}\n{lines}"
        made.append({"entry": b64(d[index]), "receipt": receipt, "quorum": good, "witnesses": len(witnesses)})
    return {"policy": policy, "receipts": made}


def texts() -> dict[str, str]:
    """The files by name."""
    made = {"tree.json": tree(), "receipts.json": receipts()}
    return {name: json.dumps(what, ensure_ascii=False, indent=1) + "\n" for name, what in made.items()}


if __name__ == "__main__":
    for name, text in texts().items():
        (HERE / name).write_text(text)
