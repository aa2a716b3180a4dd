"""What is missing about places: said, never passed over."""

from collections.abc import Iterator
from datetime import date

from cocity.ground.places.contracts import Gap, GapKind, PlaceInfo
from cocity.ground.places.models import Boundary, Layer, Place
from cocity.ground.places.queries import info, true_on
from cocity.kit.text import Text

SAID = {
    GapKind.NO_BOUNDARY: Text(
        "{name}（{code}）没有地面边界，落在其中的点只能归到上级。",
        "{name} ({code}) has no surface boundary; points in it can only be given to the place above.",
    ),
    GapKind.NO_MAP_APPROVAL: Text(
        "{name}（{code}）的边界没有审图号，不能公开发布。",
        "The boundary of {name} ({code}) has no map approval number and must not be published.",
    ),
    GapKind.NO_POPULATION: Text("{name}（{code}）没有人口数。", "{name} ({code}) has no population."),
    GapKind.PARENT_ENDED: Text(
        "{name}（{code}）的上级当日已不存在。", "The place above {name} ({code}) does not exist on that day."
    ),
}


def gaps(on: date | None = None) -> tuple[Gap, ...]:
    """What is missing on a day (today without one), in order of path. Two queries."""
    held = sorted((info(p) for p in Place.objects.filter(true_on(on)).order_by()), key=lambda p: p.path)
    surface = Boundary.objects.filter(true_on(on), layer=Layer.SURFACE)
    rows = surface.values_list("place__code", "map_approval", "synthetic")
    approved = {code: bool(number) or synthetic for code, number, synthetic in rows}
    there = {place.code for place in held}
    return tuple(
        Gap(kind, place, SAID[kind].with_values(name=place.name, code=place.code))
        for place in held
        for kind in _missing(place, approved, there)
    )


def _missing(place: PlaceInfo, approved: dict[str, bool], there: set[str]) -> Iterator[GapKind]:
    if place.code not in approved:
        yield GapKind.NO_BOUNDARY
    elif not approved[place.code]:
        yield GapKind.NO_MAP_APPROVAL
    if place.population is None:
        yield GapKind.NO_POPULATION
    if place.parent_code and place.parent_code not in there:
        yield GapKind.PARENT_ENDED
