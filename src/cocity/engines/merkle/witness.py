"""What a log asks of a witness, and what the witness must answer: c2sp.org/tlog-witness, `add-checkpoint`.

Here is only the judging. Who runs a witness holds the record of the log from `weigh` until the new head is stored, and
answers after that: two questions at once must not both be weighed against one head.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cocity.engines.merkle.checkpoints import Checkpoint, parse_checkpoint
from cocity.engines.merkle.encoding import to_base64, to_number, to_text
from cocity.engines.merkle.errors import Malformed, Unverified
from cocity.engines.merkle.hashing import EMPTY_ROOT, LARGEST
from cocity.engines.merkle.keys import VerifierKey
from cocity.engines.merkle.notes import Note, parse_note, verified
from cocity.engines.merkle.proofs import verify_consistency
from cocity.engines.merkle.receipts import check_hashes, hashes

SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Addition:
    """A log's new checkpoint, and the proof that it continues the tree of `old` leaves."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __post_init__(self) -> None:
        if not 0 <= self.old <= LARGEST:
            raise Malformed("the old size goes from 0 to 2^63 − 1")
        check_hashes(self.proof)

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log signed. Raises `Malformed`."""
        return parse_checkpoint(self.note.text)

    def to_bytes(self) -> bytes:
        """Body of the request."""
        lines = [f"old {self.old}", *map(to_base64, self.proof), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note.to_bytes()


@dataclass(frozen=True, slots=True)
class Head:
    """The last checkpoint a witness cosigned of a log; before the first, the empty tree."""

    size: int = 0
    root: bytes = EMPTY_ROOT


class Refusal(Unverified):
    """The witness does not sign; `status` is the one of HTTP, `body` and `content_type` what goes with it."""

    def __init__(self, status: int, reason: str, size: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.body = f"{reason if size is None else size}\n"
        self.content_type = "text/plain; charset=utf-8" if size is None else SIZE_TYPE


def parse_addition(body: bytes) -> Addition:
    """A request as sent. Raises `Malformed` (400 Bad Request), also where the note is no checkpoint."""
    head, blank, note = body.partition(b"\n\n")
    first, *lines = to_text(head, "the request").split("\n")
    if not blank or not first.startswith("old "):
        raise Malformed("the request is a line `old SIZE`, a proof, an empty line and a checkpoint")
    old = to_number(first.removeprefix("old "), "the old size")
    addition = Addition(old, hashes(lines, "the consistency proof"), parse_note(note))
    parse_checkpoint(addition.note.text)
    return addition


def weigh(addition: Addition, keys: Sequence[VerifierKey], latest: Head) -> Head:
    """The head to store and cosign; `keys` are those of the checkpoint's origin, none for an unknown log.

    Raises `Refusal`: 404 unknown log, 403 not signed by it, 400 old size beyond the new, 409 old size not the latest
    (whose size is the body), 422 not a continuation.
    """
    checkpoint = addition.checkpoint
    if not keys:
        raise Refusal(404, "unknown log")
    try:
        verified(addition.note, keys)
    except Unverified as error:
        raise Refusal(403, f"invalid signature: {error}") from None
    if addition.old > checkpoint.size:
        raise Refusal(400, "the old size is larger than the checkpoint's")
    if addition.old != latest.size:
        raise Refusal(409, "the old size is not that of the latest checkpoint", latest.size)
    _continues(addition, checkpoint, latest)
    return Head(checkpoint.size, checkpoint.root)


def _continues(addition: Addition, checkpoint: Checkpoint, latest: Head) -> None:
    if not checkpoint.size and checkpoint.root != EMPTY_ROOT:
        raise Refusal(422, "the root of an empty tree is the hash of nothing")
    if not addition.old:
        if addition.proof:
            raise Refusal(422, "a consistency proof from an empty tree is empty")
        return
    try:
        verify_consistency(addition.old, checkpoint.size, addition.proof, latest.root, checkpoint.root)
    except Unverified as error:
        raise Refusal(422, f"the consistency proof does not hold: {error}") from None
