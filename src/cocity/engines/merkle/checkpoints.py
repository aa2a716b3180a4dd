"""Checkpoints, c2sp.org/tlog-checkpoint: which log, how many leaves, which root."""

import re
from dataclasses import dataclass

from cocity.engines.merkle.encoding import to_base64, to_hash, to_number, to_text
from cocity.engines.merkle.errors import Malformed
from cocity.engines.merkle.hashing import HASH_BYTES, LARGEST

LINE = re.compile(r"[^\x00-\x1f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` with `size` leaves under `root` (32 bytes); further lines are the log's own matter."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= LARGEST or len(self.root) != HASH_BYTES:
            raise Malformed("a checkpoint has a size from 0 to 2^63 − 1 and a root of 32 bytes")
        for line in (self.origin, *self.extensions):
            if not LINE.fullmatch(line):
                raise Malformed(f"a line of a checkpoint is empty or holds what no text does: {line[:80]!r}")

    @property
    def text(self) -> bytes:
        """The text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """A checkpoint from a note's text. Raises `Malformed`."""
    lines = to_text(text, "the checkpoint").split("\n")
    if len(lines) < 4 or lines[-1]:
        raise Malformed("a checkpoint has an origin, a size and a root, each on a line of its own")
    origin, size, root, *extensions = lines[:-1]
    return Checkpoint(
        origin,
        to_number(size, "the size of the checkpoint"),
        to_hash(root, "the root of the checkpoint"),
        tuple(extensions),
    )
