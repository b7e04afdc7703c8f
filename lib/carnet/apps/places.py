"""The warehouses that a page may open: the hospital's own and the imported studies, known by name."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records import Warehouse
from carnet.records.manifest import Manifest

MANIFEST = "carnet.json"
_NAME = re.compile(r"[\w][\w .-]{0,99}")


@dataclass(frozen=True)
class Place:
    """A warehouse by its short name (that of its folder), which is all that an address of a page may say of it."""

    name: str
    folder: Path


def hospital_folder() -> Path:
    """Where the hospital's warehouse is or will be: $CARNET_HOSPITAL, else `hospital` here or one folder up."""
    given = os.environ.get("CARNET_HOSPITAL")
    if given:
        return Path(given).expanduser().resolve()
    for folder in (Path("hospital"), Path("..") / "hospital"):
        if (folder / MANIFEST).is_file():
            return folder.resolve()
    here = Path.cwd()
    return (here.parent if here.name in {"dashboards", "notebooks"} else here) / "hospital"


def studies_folder() -> Path:
    """Where imported studies are kept: `studies`, beside the hospital."""
    return hospital_folder().parent / "studies"


def places() -> list[Place]:
    """The warehouses there are: the hospital first, then the studies by name."""
    hospital = hospital_folder()
    found = [Place(hospital.name, hospital)] if (hospital / MANIFEST).is_file() else []
    studies = studies_folder()
    if studies.is_dir():
        found += [Place(folder.name, folder) for folder in sorted(studies.iterdir(), key=lambda f: f.name.casefold())
                  if (folder / MANIFEST).is_file() and _NAME.fullmatch(folder.name)]
    return found


def find(name: str) -> Place:
    """The warehouse of that name. Raises CarnetError; a name that could be a path is no name."""
    for place in places():
        if place.name == name:
            return place
    raise CarnetError(_("There is no warehouse of this name here."), _("Choose one from the list."))


def open_place(place: Place) -> Warehouse:
    """Open a warehouse of the list."""
    return Warehouse.open(place.folder)


def known_sources() -> list[Path]:
    """Files and folders that the site has put where a page may import them: in the folders of $CARNET_SOURCES, else in
    `sources` beside the hospital. A page offers these by name; nobody types a path of the server into it."""
    given = os.environ.get("CARNET_SOURCES")
    folders = [Path(part) for part in (given or str(hospital_folder().parent / "sources")).split(os.pathsep) if part]
    return [entry for folder in folders if folder.is_dir()
            for entry in sorted(folder.iterdir(), key=lambda e: e.name.casefold()) if not entry.name.startswith(".")]


def study_folder(title: str) -> Path:
    """A folder of `studies` for a new study, named after its title; a number is added where one is there already."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60] or "etude"
    folder, count = studies_folder() / stem, 1
    while folder.exists():
        count += 1
        folder = studies_folder() / f"{stem}-{count}"
    return folder


def name_apart(folder: Path) -> None:
    """Number the name of a warehouse just imported, where another of the list has the same: `METABRIC (2)`."""
    taken = set()
    for place in places():
        if place.folder != folder:
            try:
                taken.add(Manifest.read(place.folder).name)
            except CarnetError:
                continue
    manifest = Manifest.read(folder)
    name, count = manifest.name, 1
    while name in taken:
        count += 1
        name = f"{manifest.name} ({count})"
    if count > 1:
        replace(manifest, name=name).write(folder)
