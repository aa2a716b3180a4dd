"""What places tell others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from cocity.kit.rows import RowProblem
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """A place as it was on one day."""

    id: int
    code: str
    kind: str
    name: Text
    parent_code: str
    path: str
    population: int | None

    def within(self, other: "PlaceInfo") -> bool:
        """Whether this is `other` or lies below it in the tree."""
        return self.path.startswith(other.path)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `changed`: corrected in place; `renewed`: an old row closed, a new one opened."""

    created: int = 0
    changed: int = 0
    renewed: int = 0
    unchanged: int = 0
    problems: tuple[RowProblem, ...] = ()
    repaired: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, done: Mapping[str, int], problems: Iterable[RowProblem], repaired: Iterable[str] = ()
    ) -> "ImportReport":
        """From counts by field name; problems are put in order of line."""
        return cls(
            created=done.get("created", 0),
            changed=done.get("changed", 0),
            renewed=done.get("renewed", 0),
            unchanged=done.get("unchanged", 0),
            problems=tuple(sorted(problems, key=lambda p: p.line)),
            repaired=tuple(repaired),
        )

    @property
    def good(self) -> int:
        return self.created + self.changed + self.renewed + self.unchanged


class GapKind(StrEnum):
    """What can be missing."""

    NO_BOUNDARY = "no_boundary"
    NO_MAP_APPROVAL = "no_map_approval"
    NO_POPULATION = "no_population"
    PARENT_ENDED = "parent_ended"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing about one place."""

    kind: GapKind
    place: PlaceInfo
    message: Text


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file holds what. `of`: field → column; `always`: field → value for every row.

    Fields: code, name_zh, name_en, kind, parent, population, population_source, valid_from, valid_to. A field
    in neither is looked for under its own name.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MapSource:
    """Where boundaries come from. `datum`: WGS84, GCJ02, BD09 or CGCS2000; `map_approval`: 审图号."""

    datum: str
    source: str
    licence: str = ""
    map_approval: str = ""
    layer: str = "surface"
    synthetic: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """A place to be drawn: rings of (longitude, latitude) in WGS-84, the largest first, each closed."""

    place: PlaceInfo
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Places to be drawn together, by path, and where their boundaries come from."""

    places: tuple[Outline, ...]
    sources: tuple[MapSource, ...]


class Who(Protocol):
    """Someone who acts; `ref` is what the journal keeps."""

    @property
    def ref(self) -> str: ...
