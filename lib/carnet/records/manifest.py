"""The file `carnet.json` that says which version of a warehouse is the one to read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.provenance import Provenance

FILE_NAME = "carnet.json"
FORMAT = "carnet warehouse"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Part:
    """One Parquet file of a table."""

    name: str
    rows: int
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a warehouse holds. `version` names the folder below `versions/`; dates are ISO strings or None."""

    name: str
    fictitious: bool
    version: str
    tables: Mapping[str, tuple[Part, ...]]
    rejected: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    imports: tuple[Provenance, ...] = ()
    first_date: str | None = None
    last_date: str | None = None

    def rows(self) -> dict[str, int]:
        """Rows per table."""
        return {table: sum(part.rows for part in parts) for table, parts in self.tables.items()}

    def write(self, folder: Path) -> None:
        """Replace the folder's manifest, all or nothing, and wait until the disk has it."""
        content = {
            "format": FORMAT, "format_version": FORMAT_VERSION, "name": self.name, "fictitious": self.fictitious,
            "version": self.version,
            "tables": {table: {"rows": sum(part.rows for part in parts),
                               "files": [{"name": part.name, "rows": part.rows, "bytes": part.size} for part in parts]}
                       for table, parts in self.tables.items()},
            "rejected": {table: dict(reasons) for table, reasons in self.rejected.items()},
            "first_date": self.first_date, "last_date": self.last_date,
            "imports": [provenance.to_dict() for provenance in self.imports],
        }
        new = folder / f"{FILE_NAME}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / FILE_NAME)
        sync_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a warehouse folder. Raises CarnetError when there is none or it cannot be understood."""
        path = folder / FILE_NAME
        if not folder.exists():
            raise CarnetError(_("There is no folder {path}.").format(path=folder), _build())
        if not path.is_file():
            raise CarnetError(
                _("{path} is not a Carnet warehouse: it has no {file}.").format(path=folder, file=FILE_NAME), _build())
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise ValueError("another format")
            if content["format_version"] > FORMAT_VERSION:
                raise CarnetError(_("{path} was written by a newer Carnet (format {version}).").format(
                    path=path, version=content["format_version"]), _("Update Carnet, or import the data again."))
            return cls._from(content)
        except (ValueError, KeyError, TypeError, AttributeError) as trouble:
            raise CarnetError(_("The manifest {path} is damaged.").format(path=path),
                              _("Restore it from a backup, or import the data again into another folder.")) from trouble
        except OSError as trouble:
            raise CarnetError(
                _("The manifest {path} cannot be read: {reason}.").format(path=path, reason=trouble.strerror),
                _("Check the rights on the folder.")) from trouble

    @classmethod
    def _from(cls, content: dict[str, Any]) -> Manifest:
        version = str(content["version"])
        tables = {str(table): tuple(Part(str(file["name"]), int(file["rows"]), int(file["bytes"]))
                                    for file in entry["files"])
                  for table, entry in content["tables"].items()}
        names = [version, *tables, *(part.name for parts in tables.values() for part in parts)]
        if any(Path(name).name != name or name in ("", ".", "..") for name in names):
            raise ValueError("a name that leads out of the folder")
        return cls(
            name=str(content["name"]), fictitious=bool(content["fictitious"]), version=version, tables=tables,
            rejected={str(table): {str(reason): int(n) for reason, n in reasons.items()}
                      for table, reasons in content["rejected"].items()},
            imports=tuple(Provenance.from_dict(entry) for entry in content["imports"]),
            first_date=content["first_date"], last_date=content["last_date"],
        )


def _build() -> str:
    return _("Build the demo hospital with `carnet demo --into DIR`, "
             "or import a study with `carnet import SOURCE --into DIR`.")


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's entries (a no-op where folders cannot be opened)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
