"""Carnet, the open clinical notebook. `carnet.open("demo")` is where to begin."""

from typing import TYPE_CHECKING, Any

from carnet import tools
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.apps.dossier import Dossier
    from carnet.study.hospital import Hospital
    from carnet.tools.structuring.results import StructuredNotes

__all__ = ["__version__", "open", "review", "tools"]


def open(source: str = "demo", **options: Any) -> "Hospital":
    """Open a hospital: `"demo"`, a warehouse folder, or a study that Carnet imports first.

    See `carnet.study.hospital.open_hospital`.
    """
    from carnet.study.hospital import open_hospital

    return open_hospital(source, **options)


def review(found: "StructuredNotes", person_id: str | None = None) -> "Dossier":
    """Show the facts of one patient as the page Dossier does, in the cell: `carnet.review(structure.map(notes))`.

    See `carnet.apps.dossier_cell.review`.
    """
    from carnet.apps.dossier_cell import review as show

    return show(found, person_id)
