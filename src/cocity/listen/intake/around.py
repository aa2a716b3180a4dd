"""Public matters around a point: a box by index, then the circle inside it."""

import math
from collections.abc import Collection
from datetime import datetime

from cocity.engines.geo import haversine
from cocity.listen.intake.models import Voice

METRES_A_DEGREE = 111_195.0
AT_ONCE = 500


def public_around(
    *,
    lon: float,
    lat: float,
    metres: float,
    since: datetime,
    until: datetime,
    closed: bool | None = None,
    categories: Collection[str] = (),
    most: int,
) -> list[str]:
    """Numbers of public matters said of a point within so many metres, the newest first; one statement."""
    high = metres / METRES_A_DEGREE * 1.001
    wide = min(180.0, high / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + high)))))
    rows = Voice.objects.filter(
        publish=True, lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide),
        commitment__visibility="public", commitment__opened_at__gte=since, commitment__opened_at__lt=until,
    )  # fmt: skip
    if categories:
        rows = rows.filter(commitment__category__in=categories)
    if closed is not None:
        rows = rows.filter(commitment__ended_at__isnull=not closed)
    newest = rows.order_by("-commitment__opened_at", "-commitment_id").values_list("number", "lon", "lat")
    found: list[str] = []
    for number, x, y in newest.iterator(chunk_size=AT_ONCE):
        if x is not None and y is not None and float(haversine(lon, lat, x, y)) <= metres:
            found.append(number)
            if len(found) == most:
                break
    return found
