"""What the demo tells."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFilled(Event):
    """A synthetic city was set up here: everything in this database is made up."""

    kind: ClassVar[str] = "demo.filled"
    days: int
    seed: int
    today: str
    matters: int
