"""What places tell."""

from dataclasses import dataclass
from typing import ClassVar

from cocity.ground.journal.api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesImported(Event):
    """The tree of places changed; how many rows of the file did what."""

    kind: ClassVar[str] = "places.imported"
    created: int
    changed: int
    renewed: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundariesImported(Event):
    """Boundaries changed."""

    kind: ClassVar[str] = "places.boundaries_imported"
    source: str
    created: int
    changed: int
    renewed: int
    refused: int
