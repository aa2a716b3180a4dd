"""Distances over the ground."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS = 6371008.8
"""Mean radius of the Earth in metres (IUGG 1980, R1)."""


def haversine(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> NDArray[np.float64]:
    """Metres between points given in degrees; shapes broadcast. On a sphere: within 0.6 % of the ellipsoid.

    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984) 159.
    """
    x1, y1, x2, y2 = (np.radians(np.asarray(v, np.float64)) for v in (lon1, lat1, lon2, lat2))
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
