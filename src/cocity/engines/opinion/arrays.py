"""Names of the array types that cross this engine."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Ints = NDArray[Any]
Bools = NDArray[np.bool_]
