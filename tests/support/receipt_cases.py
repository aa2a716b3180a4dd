"""One set of cases for everybody who checks receipts: the command, the server's form, and the browser."""

import json
from base64 import b64encode
from dataclasses import dataclass

from cocity.engines.merkle import Kind, SigningKey, VerifierKey
from cocity.kit.canonical import canonical
from tests.support.receipts import CONTENT, LOG, POLICY, SALT, WITNESSES, leaf, sample


@dataclass(frozen=True)
class Case:
    """`step` is what does not hold; empty: everything does."""

    name: str
    step: str
    receipt: bytes
    policy: bytes = POLICY
    opening: bytes = b""


def _without(line: bytes) -> bytes:
    """The sample without its first line that holds `line`."""
    lines = sample().receipt.split(b"\n")
    return b"\n".join(lines[:n] + lines[n + 1 :]) if (n := _at(lines, line)) >= 0 else b""


def _at(lines: list[bytes], part: bytes) -> int:
    return next(n for n, line in enumerate(lines) if part in line)


def _changed(old: bytes, new: bytes) -> bytes:
    whole = sample().receipt
    assert whole.count(old) == 1
    return whole.replace(old, new)


def _opening(**other: object) -> bytes:
    return json.dumps({"salt": SALT.hex(), "content": CONTENT} | other).encode()


def _extra(**other: object) -> bytes:
    """The sample with other extra data: parts exchanged."""
    return _with_extra(canonical(CARRIED | other).encode())


def _with_extra(data: bytes) -> bytes:
    return sample().receipt.replace(LINES[1], b"extra " + b64encode(data))


def _policy(*lines: str) -> bytes:
    return "\n".join([f"log {LOG.public.text}", *lines, ""]).encode()


LINES = sample().receipt.split(b"\n")
CARRIED = {"content": CONTENT, "leaf": leaf(123), "salt": SALT.hex()}
W0, W1 = (key.public.text for key in WITNESSES)
ERASED = _extra(content={}, salt="")
ELSEWHERE = SigningKey("elsewhere.example", Kind.NOTE, bytes([7] * 32))
WEAK = VerifierKey(
    "log.example/city", Kind.NOTE, bytes([1]) + bytes(31)
)  # the neutral point: anybody signs for it

CASES = [
    Case("good", "", sample().receipt),
    Case("alone in its log", "", sample(1, 0).receipt),
    Case("first of many", "", sample(300, 0).receipt),
    Case("last of many", "", sample(300, 299).receipt),
    Case("content fits", "", sample().receipt, opening=sample().opening),
    Case("content in another order of names", "", sample().receipt, opening=_opening(content=dict(reversed(CONTENT.items())))),
    Case("one witness is enough for some", "", sample(witnesses=1).receipt, _policy(f"witness a {W0}", "quorum a")),
    Case("no witness asked for", "", sample(witnesses=0).receipt, _policy("quorum none")),
    Case("nested groups", "", sample().receipt, _policy(
        f"witness a {W0}", f"witness b {W1}", "group A any a", "group B 1 b", "group C all A B", "quorum C")),
    Case("one witness too few", "signed", sample(witnesses=1).receipt),
    Case("a witness left out", "signed", _without(b"notary.example")),
    Case("the log's own line left out", "signed", _without(b"\x94 log.example")),
    Case("another log's policy", "signed", sample().receipt, f"log {ELSEWHERE.public.text}\nquorum none\n".encode()),
    Case("another size", "signed", _changed(b"\n300\n", b"\n301\n")),
    Case("another index", "included", _changed(b"index 123\n", b"index 122\n")),
    Case("an index beyond the log", "included", _changed(b"index 123\n", b"index 300\n")),
    Case("an index too large for any", "format", _changed(b"index 123\n", b"index 9223372036854775808\n")),
    Case("another entry", "included", sample().receipt.replace(LINES[1], sample(300, 122).receipt.split(b"\n")[1])),
    Case("a hash left out", "included", _without(LINES[4])),
    Case("erased: no salt, no content", "", ERASED),
    Case("content file beside an erased receipt", "", ERASED, opening=sample().opening),
    Case("another content in the receipt", "content", _extra(content={**CONTENT, "claim": "no"})),
    Case("another salt in the receipt", "content", _extra(salt=bytes(32).hex())),
    Case("content without salt in the receipt", "format", _extra(salt="")),
    Case("salt without content in the receipt", "content", _extra(content={})),
    Case("more than it should carry", "format", _extra(more=1)),
    Case("a leaf that is none", "format", _extra(leaf="x")),
    Case("a leaf without commitment", "included", _extra(leaf={})),
    Case("extra data not canonical", "format", _with_extra(canonical(CARRIED).encode() + b" ")),
    Case("extra data not JSON", "format", _with_extra(b"x")),
    Case("extra data not text", "format", _with_extra(b"\xff")),
    Case("no entry", "entry", _without(b"extra ")),
    Case("cut off", "format", sample().receipt[:-1]),
    Case("no receipt", "format", b"hello\n"),
    Case("nothing", "format", b""),
    Case("not text", "format", b"\xff" * 40),
    Case("content differs", "content", sample().receipt, opening=_opening(content={**CONTENT, "share": 5})),
    Case("salt differs", "content", sample().receipt, opening=_opening(salt=bytes(32).hex())),
    Case("salt too short", "opening", sample().receipt, opening=_opening(salt="00")),
    Case("number too large", "opening", sample().receipt, opening=_opening(content=2**53)),
    Case("number without end", "opening", sample().receipt, opening=_opening(content=0).replace(b": 0", b": 1e999")),
    Case("content file without salt", "opening", sample().receipt, opening=b'{"content": 1}'),
    Case("content file not JSON", "opening", sample().receipt, opening=b"{"),
    Case("empty policy", "policy", sample().receipt, b"# nothing\n"),
    Case("policy of noise", "policy", sample().receipt, b"logs x\nquorum none\n"),
    Case("member not defined", "policy", sample().receipt, _policy("group a any b", "quorum a")),
    Case("threshold beyond the group", "policy", sample().receipt, _policy(f"witness a {W0}", "group g 2 a", "quorum g")),
    Case("log key as witness", "policy", sample().receipt, _policy(f"witness a {LOG.public.text}", "quorum a")),
    Case("a key for which anybody could sign", "policy", sample().receipt, f"log {WEAK.text}\nquorum none\n".encode()),
    Case("key with another id", "policy", sample().receipt, POLICY.replace(b"city+", b"town+")),
]  # fmt: skip
