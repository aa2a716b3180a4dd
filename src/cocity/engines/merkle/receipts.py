"""Receipts, c2sp.org/tlog-proof: a file that shows without any server that an entry is in the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from cocity.engines.merkle.encoding import to_base64, to_bytes, to_hash, to_number, to_text
from cocity.engines.merkle.errors import Malformed
from cocity.engines.merkle.hashing import HASH_BYTES, LARGEST
from cocity.engines.merkle.notes import LONGEST_NOTE, parse_note
from cocity.engines.merkle.policy import Believed, Policy, believe
from cocity.engines.merkle.proofs import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
LONGEST_PROOF = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """Number of the entry, its inclusion proof, and the checkpoint it leads to as a signed note.

    `extra` is whatever one wants to keep with it; nothing vouches for it.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= LARGEST:
            raise Malformed("the index of a receipt goes from 0 to 2^63 − 1")
        check_hashes(self.proof)
        if not self.checkpoint.endswith(b"\n"):
            raise Malformed("a receipt ends with a checkpoint, and that in a newline")

    def to_bytes(self) -> bytes:
        """Content of a `.tlog-proof` file."""
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(to_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def parse_receipt(data: bytes) -> Receipt:
    """A receipt from its file. Raises `Malformed`; checks no proof and no signature."""
    if len(data) > 2 * LONGEST_NOTE:
        raise Malformed("the file is too long to be a receipt")
    text = to_text(data, "the receipt")
    head, blank, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank:
        raise Malformed(f"a receipt begins with {HEADER}, and an empty line comes before its checkpoint")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = to_bytes(lines.pop(0).removeprefix("extra "), "the extra data")
        if not extra:
            raise Malformed("a receipt without extra data has no line for it")
    if not lines or not lines[0].startswith("index "):
        raise Malformed("the receipt does not say which entry it is for (index N)")
    index = to_number(lines[0].removeprefix("index "), "the index of the entry")
    return Receipt(index, hashes(lines[1:], "the inclusion proof"), checkpoint.encode(), extra)


def verify_receipt(receipt: Receipt, leaf: bytes, policy: Policy) -> Believed:
    """The checkpoint this receipt proves `leaf` (a leaf hash, 32 bytes) to be in, and who witnessed it.

    Raises `Malformed` for a checkpoint that is none, `Unverified` where policy or proof are not met.
    """
    believed = believe(parse_note(receipt.checkpoint), policy)
    of = believed.checkpoint
    verify_inclusion(leaf, receipt.index, of.size, receipt.proof, of.root)
    return believed


def hashes(lines: Sequence[str], what: str) -> tuple[bytes, ...]:
    """One hash a line, at most 63. Raises `Malformed`, naming `what`."""
    if len(lines) > LONGEST_PROOF:
        raise Malformed(f"{what} has at most {LONGEST_PROOF} hashes, not {len(lines)}")
    return tuple(to_hash(line, f"line {number} of {what}") for number, line in enumerate(lines, 1))


def check_hashes(proof: Sequence[bytes]) -> None:
    """Raise `Malformed` unless it has at most 63 hashes of 32 bytes."""
    if len(proof) > LONGEST_PROOF or any(len(each) != HASH_BYTES for each in proof):
        raise Malformed(f"a proof has at most {LONGEST_PROOF} hashes of {HASH_BYTES} bytes")
