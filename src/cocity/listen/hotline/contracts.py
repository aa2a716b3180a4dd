"""What an agent hands in after a call, and what is known of a caller."""

from dataclasses import dataclass

from cocity.ground.commitments.contracts import CommitmentRow
from cocity.listen.intake.contracts import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as written down. `transferred_to` and `transfer_note`: the office joined by 三方通话, and what it said;
    `answer`: what the agent answered at once."""

    said: Said
    transferred_to: str = ""
    transfer_note: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: whether the city knows the number, and that person's matters the agent may see, newest first."""

    known: bool
    matters: tuple[CommitmentRow, ...] = ()
    more: bool = False
