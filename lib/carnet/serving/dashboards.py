"""What the dashboards folder offers: one entry per notebook, as its metadata says it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Dashboard:
    """A page of the portal. `icon` is one of the names that the templates draw (see `ICONS`)."""

    path: str
    title: str
    description: str
    icon: str = "page"
    position: int = 100

    def to_dict(self) -> dict[str, str | int]:
        """For JSON."""
        return asdict(self)


# each icon is one SVG path in a 24 × 24 box, drawn as a line
ICONS = {
    "home": "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10.5 19v-5h3v5",
    "cohorts": "M4 5v15h16M5 7h3v3h3v3h4v4h5",
    "record": "M6 3.5h9l4 4v13H6zM14.5 4v4H19M9 12h7M9 15.5h7",
    "coding": "M9.5 4.5 8 19.5M16 4.5l-1.5 15M4.5 9.5h15.5M4 14.5h15.5",
    "teaching": "M3 9l9-4.5L21 9l-9 4.5zM7 11.5v4.5c3 2.4 7 2.4 10 0v-4.5",
    "tools": "M5 6h14M5 12h9M5 18h6M18 10l1 2.2 2 .8-2 .9-1 2.1-.9-2.1-2.1-.9 2.1-.8z",
    "page": "M6 3.5h9l4 4v13H6zM14.5 4v4H19",
}


def read_dashboards(folder: Path) -> list[Dashboard]:
    """The notebooks of `folder`, in the order of their metadata's `carnet.position`, then by title.

    A notebook says what it is in `metadata.carnet` = {title, description, icon, position}; without it, the file's
    name stands for the title. A file that is not a notebook is left out.
    """
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        said = metadata.get("carnet", {})
        icon = said.get("icon", path.stem if path.stem in ICONS else "page")
        found.append(
            Dashboard(
                path=path.name,
                title=str(said.get("title") or metadata.get("title") or path.stem.replace("_", " ").capitalize()),
                description=str(said.get("description") or metadata.get("description") or ""),
                icon=icon if icon in ICONS else "page",
                position=int(said.get("position", 100)),
            )
        )
    return sorted(found, key=lambda page: (page.position, page.title))
