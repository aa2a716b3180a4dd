"""What others see of the city log."""

from dataclasses import dataclass
from datetime import datetime

from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class Proof:
    """One leaf about a matter, and how far it can be proven; `kind` is that of what happened, which a leaf may not show.

    `state`: pending (no signed checkpoint holds it yet) | signed (by the log alone) | witnessed (by some witnesses) |
    quorum (by as many as the policy asks). `at` is when the fact happened; `seq` its number within `ref`. `leaf`,
    `content` and `salt` (hexadecimal) are what one checks the commitment with.
    """

    index: int
    kind: str
    at: datetime
    ref: str
    seq: int
    state: str
    leaf: str
    content: str
    salt: str

    @property
    def provable(self) -> bool:
        return self.state != "pending"


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A `.tlog-proof`: its text, a name for the file, and how far it is witnessed (as `Proof.state`)."""

    name: str
    text: bytes
    state: str


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A witness of the policy: the size it last cosigned and when; `said` is its last refusal, empty when well."""

    name: str
    address: str
    key: str
    size: int
    at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing is signed, and since when."""

    at: datetime
    what: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """The log as it stands. `size` and `root` (hexadecimal) are of the last signed checkpoint, `at` when it was signed;
    `sequenced` counts leaves in the database; `waiting_since` is the oldest journal entry not in the log yet;
    `note` is the checkpoint as published, `quorum` whether enough witnesses cosigned it; `line` why the SM2 line that is
    wanted is missing under new checkpoints."""

    origin: str
    size: int
    root: str
    at: datetime | None
    note: str
    quorum: bool
    witnesses: tuple[WitnessView, ...]
    keys: tuple[str, ...]
    sequenced: int
    waiting_since: datetime | None
    trouble: Trouble | None
    line: Trouble | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded in a span: leaves by kind, the most first; `of` all of them."""

    of: int
    kinds: tuple[tuple[str, int], ...]
