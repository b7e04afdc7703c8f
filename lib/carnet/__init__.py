"""Carnet, the open clinical notebook. `carnet.open("demo")` is where to begin."""

from typing import TYPE_CHECKING, Any

from carnet import tools
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.study.hospital import Hospital

__all__ = ["__version__", "open", "tools"]


def open(source: str = "demo", **options: Any) -> "Hospital":
    """Open a hospital: `"demo"`, a warehouse folder, or a study that Carnet imports first.

    See `carnet.study.hospital.open_hospital`.
    """
    from carnet.study.hospital import open_hospital

    return open_hospital(source, **options)
