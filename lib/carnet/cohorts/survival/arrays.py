"""The few array operations for which NumPy, CuPy and other Array API libraries have different quickest ways."""

from collections.abc import Callable
from typing import Any

import array_api_compat
import array_api_compat.numpy as numpy_namespace
import numpy as np

Array = Any  # an array of any library that follows the Array API
Namespace = Any
BLOCK = 8192  # elements: a dozen columns of them fit the cache of a CPU


def namespace_of(*values: Any) -> Namespace:
    """The Array API namespace of the arrays among `values`; NumPy's where none is an array (lists, Series, None)."""
    arrays = [value for value in values if array_api_compat.is_array_api_obj(value)]
    return array_api_compat.array_namespace(*arrays) if arrays else numpy_namespace


def is_numpy(xp: Namespace) -> bool:
    """Whether the namespace is NumPy's."""
    return bool(array_api_compat.is_numpy_namespace(xp))


def as_array(xp: Namespace, values: Any) -> Array:
    """`values` as an array of the namespace: itself where it is one, else moved to it."""
    if array_api_compat.is_array_api_obj(values) and not isinstance(values, np.ndarray):
        return values
    return np.asarray(values) if is_numpy(xp) else xp.asarray(np.asarray(values))


def to_host(values: Any) -> np.ndarray:
    """A (small) result as a NumPy array: the only place where data leave the device."""
    if isinstance(values, np.ndarray):
        return values
    if array_api_compat.is_cupy_array(values):
        return np.asarray(array_api_compat.to_device(values, "cpu"))
    return np.from_dlpack(values) if hasattr(values, "__dlpack__") else np.asarray(values)


def count(xp: Namespace, codes: Array, size: int, weights: Array | None = None) -> Array:
    """How many times (or with what total weight) each integer of 0 … size−1 occurs, as float64 of shape (size,)."""
    if hasattr(xp, "bincount"):
        counted = xp.bincount(codes, minlength=size) if weights is None else xp.bincount(codes, weights, size)
        return xp.astype(counted, xp.float64, copy=False)
    if codes.shape[0] == 0:
        return xp.zeros(size, dtype=xp.float64)
    order = xp.argsort(codes)
    ends = xp.searchsorted(xp.take(codes, order), xp.arange(size, dtype=codes.dtype), side="right")
    w = xp.ones(codes.shape[0], dtype=xp.float64) if weights is None else xp.take(weights, order)
    return xp.diff(xp.take(running_sum(xp, w), ends), prepend=xp.zeros(1, dtype=xp.float64))


def count_codes(
    xp: Namespace, size: int, code: Callable[..., Array], *columns: Array, weights: Array | None = None
) -> Array:
    """`count` of the codes that `code` makes of the columns (n,), made by blocks on a CPU: (size,) float64."""
    if not is_numpy(xp):
        return count(xp, code(*columns), size, weights)
    counted = np.zeros(size)
    step = max(8 * BLOCK, size)
    for a in range(0, columns[0].shape[0], step):
        part = None if weights is None else weights[a : a + step]
        counted += np.bincount(code(*(column[a : a + step] for column in columns)), part, size)
    return counted


def running_sum(xp: Namespace, values: Array) -> Array:
    """0, v₀, v₀+v₁, … of shape (n + 1,), in float64."""
    return xp.cumulative_sum(xp.astype(values, xp.float64, copy=False), include_initial=True)


def reverse_cumulative_sum(xp: Namespace, values: Array) -> Array:
    """vᵢ + vᵢ₊₁ + … + vₙ₋₁ along the last axis."""
    return xp.flip(xp.cumulative_sum(xp.flip(values, axis=-1), axis=-1), axis=-1)


def sum_segments(xp: Namespace, values: Array, starts: Array) -> Array:
    """Sums of consecutive segments of the last axis: segment k is starts[k] … starts[k+1]−1, none of them empty.

    `values` (…, n), `starts` (k,) ascending with starts[0] = 0; returns (…, k).
    """
    if is_numpy(xp):
        return np.add.reduceat(values, starts, axis=-1)
    ends = xp.concat([starts[1:], xp.asarray([values.shape[-1]], dtype=starts.dtype)]) - 1
    totals = xp.take(xp.cumulative_sum(values, axis=-1), ends, axis=-1)
    first = totals[..., :1]
    return xp.concat([first, totals[..., 1:] - totals[..., :-1]], axis=-1)


def in_blocks(xp: Namespace, function: Callable[..., tuple[Array, ...]], *columns: Array) -> tuple[Array, ...]:
    """`function` of whole columns (n,), element by element; on a CPU by blocks that stay in its cache."""
    n = int(columns[0].shape[0])
    if not is_numpy(xp) or n <= 2 * BLOCK:
        return function(*columns)
    results: tuple[np.ndarray, ...] = ()
    for a in range(0, n, BLOCK):
        part = function(*(column[a : a + BLOCK] for column in columns))
        if not results:
            results = tuple(np.empty(n, dtype=values.dtype) for values in part)
        for result, values in zip(results, part, strict=True):
            result[a : a + BLOCK] = values
    return results


def distinct(xp: Namespace, ordered: Array) -> Array:
    """Where each run of equal values of a sorted array starts: ascending integer positions."""
    if ordered.shape[0] == 0:
        return xp.zeros(0, dtype=xp.int64)
    changes = xp.concat([xp.ones(1, dtype=xp.bool), ordered[1:] != ordered[:-1]])
    return xp.nonzero(changes)[0]
