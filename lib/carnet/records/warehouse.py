"""Open, read and write a warehouse: a folder of Parquet tables named and typed as OMOP CDM 5.4."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from carnet.compute import Engine, open_engine
from carnet.errors import CarnetError, UnknownColumn
from carnet.language import _, number
from carnet.records.manifest import Manifest
from carnet.records.provenance import Provenance
from carnet.records.schema_check import table_named
from carnet.records.summary import WarehouseSummary
from carnet.records.writer import WarehouseWriter

if TYPE_CHECKING:
    import narwhals as nw


class Warehouse:
    """One version of a warehouse, as it was when it was opened (`open` again to see a later import)."""

    def __init__(self, path: Path, manifest: Manifest, engine: Engine) -> None:
        self.path = path
        self.engine = engine
        self._manifest = manifest

    @classmethod
    def open(cls, path: str | os.PathLike[str], engine: Engine | str | None = None) -> Warehouse:
        """Open the warehouse of a folder. Raises CarnetError when it is not one, or is damaged."""
        folder = Path(path)
        manifest = Manifest.read(folder)
        try:
            _check_files(folder, manifest)
        except CarnetError:
            newer = Manifest.read(folder)
            if newer.version == manifest.version:
                raise
            manifest = newer  # an import was committed in between
            _check_files(folder, manifest)
        return cls(folder, manifest, engine if isinstance(engine, Engine) else open_engine(engine))

    @staticmethod
    def write(path: str | os.PathLike[str], *, provenance: Provenance, name: str | None = None,
              fictitious: bool | None = None, mode: Literal["replace", "append"] = "replace") -> WarehouseWriter:
        """A writer to use in a `with` block; leaving it normally commits, anything else leaves the old state.

        `append` keeps the rows, the rejected rows and the provenance that are there; `name` and `fictitious` are then
        inherited when not given. Raises CarnetError when another import is writing, or the folder is not a warehouse.
        """
        return WarehouseWriter(Path(path), provenance=provenance, name=name, fictitious=fictitious, mode=mode)

    @property
    def name(self) -> str:
        """The name to show."""
        return self._manifest.name

    @property
    def fictitious(self) -> bool:
        """Whether its patients are invented."""
        return self._manifest.fictitious

    @property
    def version(self) -> str:
        """Changes with every import: a key for whatever is derived from the warehouse."""
        return self._manifest.version

    def tables(self) -> list[str]:
        """The tables that were written, in the schema's order."""
        return list(self._manifest.tables)

    def has(self, table: str) -> bool:
        """Whether the table is there and has rows."""
        return any(part.rows for part in self._manifest.tables.get(table, ()))

    def scan(self, table: str) -> nw.LazyFrame[Any]:
        """The table as a lazy frame of the warehouse's engine; a table of the schema that was never written is empty.

        Raises SchemaError for a name that is not in the schema, CarnetError when a file is missing.
        """
        schema = table_named(table).arrow
        return self.engine.scan(self._paths(table), schema)

    def read(self, table: str, columns: Sequence[str] | None = None) -> nw.DataFrame[Any]:
        """The table, or some of its columns, as an eager frame."""
        frame = self.scan(table)
        if columns is not None:
            known = table_named(table).names
            for column in columns:
                if column not in known:
                    raise UnknownColumn(_("Table {table} has no column {column}.").format(table=table, column=column),
                                        _("It has: {names}.").format(names=", ".join(known)))
            frame = frame.select(*columns)
        return self.engine.collect(frame)

    def rejected(self, table: str) -> nw.DataFrame[Any]:
        """The rows that imports set aside from a table: import, source, row, column, reason, message, values (JSON)."""
        from carnet.records.writer_rejected import SCHEMA

        path = self._folder / "rejected" / f"{table}.parquet"
        return self.engine.collect(self.engine.scan([path] if table in self._manifest.rejected else [], SCHEMA))

    def summary(self) -> WarehouseSummary:
        """What the warehouse holds, from its manifest alone."""
        manifest = self._manifest
        rows = manifest.rows()
        return WarehouseSummary(
            name=manifest.name, persons=rows.get("person", 0), visits=rows.get("visit_occurrence", 0),
            notes=rows.get("note", 0), rows=rows, first_date=_day(manifest.first_date),
            last_date=_day(manifest.last_date), imports=manifest.imports,
            fictitious=manifest.fictitious, engine=self.engine.label, rejected=manifest.rejected)

    @property
    def _folder(self) -> Path:
        return self.path / "versions" / self._manifest.version

    def _paths(self, table: str) -> list[Path]:
        return [self._folder / table / part.name for part in self._manifest.tables.get(table, ())]

    def __repr__(self) -> str:
        return f"Warehouse({self.name!r}, {self.version})"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


def _check_files(folder: Path, manifest: Manifest) -> None:
    """Every file that the manifest names is there, as long as it was when it was written."""
    remedy = _("Restore it from a backup, or import the data again.")
    for table, parts in manifest.tables.items():
        for part in parts:
            path = folder / "versions" / manifest.version / table / part.name
            try:
                size = path.stat().st_size
            except OSError:
                raise CarnetError(_("The file {path} is missing.").format(path=path), remedy) from None
            if size != part.size:
                raise CarnetError(_("The file {path} is damaged: {found} bytes instead of {expected}.").format(
                    path=path, found=number(size), expected=number(part.size)), remedy)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
