"""Places for everyone else."""

from cocity.ground.places.boundaries import import_boundaries
from cocity.ground.places.contracts import (
    Columns,
    Gap,
    GapKind,
    ImportReport,
    MapSource,
    Outline,
    Outlines,
    PlaceInfo,
)
from cocity.ground.places.doctor import gaps
from cocity.ground.places.index import NOWHERE
from cocity.ground.places.levels import names
from cocity.ground.places.operations import import_places
from cocity.ground.places.outlines import outlines
from cocity.ground.places.points import DOUBTS, check_point, place_of, places_of
from cocity.ground.places.queries import ancestors, by_ids, children, find, get, titles, tree
from cocity.ground.places.sources import problems_as_csv
from cocity.kit.rows import RowProblem

__all__ = (
    "DOUBTS",
    "NOWHERE",
    "Columns",
    "Gap",
    "GapKind",
    "ImportReport",
    "MapSource",
    "Outline",
    "Outlines",
    "PlaceInfo",
    "RowProblem",
    "ancestors",
    "by_ids",
    "check_point",
    "children",
    "find",
    "gaps",
    "get",
    "import_boundaries",
    "import_places",
    "names",
    "outlines",
    "place_of",
    "places_of",
    "problems_as_csv",
    "titles",
    "tree",
)
