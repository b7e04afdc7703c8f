"""Arrays on the CPU (NumPy) or the GPU (CuPy) by one code, the Array API."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from carnet.errors import CarnetError
from carnet.language import _

Device = Literal["cpu", "gpu"]


def array_namespace(*arrays: Any) -> Any:
    """The Array API namespace that the arrays belong to (lists and scalars count as NumPy).

    Raises TypeError when they live on different devices.
    """
    import array_api_compat

    found = [array for array in arrays if array_api_compat.is_array_api_obj(array)]
    return array_api_compat.array_namespace(*found) if found else xp_for("cpu")


def to_numpy(array: Any) -> np.ndarray[Any, Any]:
    """The same values in the CPU's memory."""
    import array_api_compat

    if array_api_compat.is_cupy_array(array):
        return np.asarray(array.get())
    return np.asarray(array)


def xp_for(device: Device = "cpu") -> Any:
    """The Array API namespace of a device: NumPy for `cpu`, CuPy for `gpu`.

    Raises CarnetError when CuPy is not installed.
    """
    if device == "cpu":
        import array_api_compat.numpy

        return array_api_compat.numpy
    try:
        import array_api_compat.cupy
    except ImportError as trouble:
        raise CarnetError(_("Arrays on the GPU need CuPy, which is not installed."),
                          _("Install it: {command}").format(command="pip install 'carnet[gpu]'")) from trouble
    return array_api_compat.cupy
