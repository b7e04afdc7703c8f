"""The few columns of cells that the importers make again and again."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.records.importers.statuses import status_is_unknown
from carnet.records.importers.values import map_unique


def known(column: pa.Array) -> pa.Array:
    """The trimmed cells, null where nothing is known (Unknown included)."""
    return map_unique(column, lambda text: None if status_is_unknown(text) else text.strip(), pa.string())


def nulls(column: pa.Array) -> np.ndarray:
    return np.asarray(pc.is_null(column).to_numpy(zero_copy_only=False))


def repeat(value: str | None, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), count)


def zeros(count: int) -> np.ndarray:
    return np.zeros(count, dtype=np.int64)
