"""Write a new version of a warehouse, all or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from carnet.compute import to_arrow
from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.manifest import FILE_NAME, Manifest, Part, sync_folder
from carnet.records.provenance import Provenance
from carnet.records.schema import TABLES
from carnet.records.schema_check import conform, table_named
from carnet.records.summary import date_range
from carnet.records.writer_lock import FolderLock
from carnet.records.writer_parts import TableParts
from carnet.records.writer_rejected import RejectedRows

BUFFER_BYTES = 512 * 2**20


class WarehouseWriter:
    """Use as a context manager (see `Warehouse.write`): leaving the block commits, an exception leaves the old state.

    Rows go to `versions/<id>.partial`. A commit renames that folder, then replaces the manifest, then removes older
    versions; until the manifest is replaced, readers see the old state, whatever happens to this process.
    """

    def __init__(self, path: Path, *, provenance: Provenance, name: str | None, fictitious: bool | None,
                 mode: Literal["replace", "append"]) -> None:
        if mode not in ("replace", "append"):
            raise ValueError(f"mode is “replace” or “append”, not {mode!r}")
        self.path = path
        self._provenance = provenance
        self._name = name
        self._fictitious = fictitious
        self._mode = mode
        self._open = False

    def __enter__(self) -> WarehouseWriter:
        _check_folder(self.path)
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = FolderLock(self.path)
        self._lock.acquire()
        try:
            self._old = Manifest.read(self.path) if (self.path / FILE_NAME).is_file() else None
            self._clean(keep=self._old.version if self._old else None)
            self._prepare()
        except BaseException:
            self._lock.release()
            raise
        self._open = True
        return self

    def _prepare(self) -> None:
        old = self._old
        inherits = old is not None and self._mode == "append"
        if inherits and old is not None and self._fictitious not in (None, old.fictitious):
            raise CarnetError(_("Real and fictitious patients cannot share a warehouse ({path}).").format(path=self.path),
                              _("Import into another folder."))
        self.name = self._name or (old.name if inherits and old else self.path.resolve().name)
        self.fictitious = bool(old.fictitious if inherits and old else self._fictitious)
        self.version = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._folder = self.path / "versions" / f"{self.version}.partial"
        self._folder.mkdir(parents=True)
        self._tables: dict[str, TableParts] = {}
        self._rejected = RejectedRows(self._folder / "rejected")
        self._earlier_rejected: dict[str, Counter[str]] = {}
        if inherits and old is not None:
            self._keep(old)

    def _keep(self, old: Manifest) -> None:
        """Take over the old version's parts (hard links where the disk can, else copies) and its rejected rows."""
        before = self.path / "versions" / old.version
        try:
            for table, parts in old.tables.items():
                folder = self._folder / table
                folder.mkdir()
                for part in parts:
                    _link(before / table / part.name, folder / part.name)
                self._tables[table] = TableParts(table_named(table), folder, tuple(parts))
            for table, reasons in old.rejected.items():
                self._rejected.keep(table, before / "rejected" / f"{table}.parquet", reasons)
        except FileNotFoundError as trouble:
            raise CarnetError(_("The file {path} is missing.").format(path=trouble.filename),
                              _("Restore it from a backup, or import everything again with mode “replace”.")) from trouble

    def add(self, table: str, rows: Any) -> None:
        """Add rows to a table: an Arrow table, an eager frame, or a mapping of columns; as often as needed.

        Absent optional columns are filled with null. Raises SchemaError where the rows do not follow the schema.
        """
        self._require_open()
        definition = table_named(table)
        parts = self._tables.get(table)
        if parts is None:
            parts = self._tables[table] = TableParts(definition, self._folder / table)
        parts.add(conform(definition, to_arrow(rows), first_row=parts.added + 1))
        if sum(each.buffered_bytes for each in self._tables.values()) > BUFFER_BYTES:
            max(self._tables.values(), key=lambda each: each.buffered_bytes).flush()

    def reject(self, *, table: str, source: str, row: int | None = None, column: str | None = None, reason: str,
               message: str = "", values: Mapping[str, Any] | None = None) -> None:
        """Set one row of the source aside: it is kept with its reason and counted, and the import goes on."""
        self._require_open()
        table_named(table)
        self._rejected.add(table, source=source, row=row, column=column, reason=reason, message=message, values=values)

    def counts(self) -> dict[str, int]:
        """Rows added so far per table (those of earlier imports not counted)."""
        return {name: parts.added for name, parts in self._tables.items() if parts.added}

    def rejected(self) -> dict[str, dict[str, int]]:
        """Rows set aside so far: table → reason → how many (those of earlier imports not counted)."""
        return {table: dict(reasons) for table, reasons in self._rejected.new.items()}

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the writer is used inside its `with` block only")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open = False
        try:
            if kind is None:
                self._commit()
        finally:
            self._rejected.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._lock.release()

    def _commit(self) -> None:
        for parts in self._tables.values():
            parts.flush()
        self._rejected.close()
        tables = {name: tuple(self._tables[name].parts) for name in TABLES if name in self._tables}
        first, last = date_range(self._folder, tables)
        rejected = {table: sum(reasons.values()) for table, reasons in self._rejected.new.items()}
        earlier = self._old.imports if self._old and self._mode == "append" else ()
        manifest = Manifest(name=self.name, fictitious=self.fictitious, version=self.version, tables=tables,
                            rejected={table: dict(reasons) for table, reasons in self._rejected.counts.items()},
                            imports=(*earlier, self._provenance.committed(self.counts(), rejected)),
                            first_date=first, last_date=last)
        for folder in [*self._folder.iterdir(), self._folder]:
            sync_folder(folder)
        self._folder.rename(self.path / "versions" / self.version)
        sync_folder(self.path / "versions")
        manifest.write(self.path)
        self._clean(keep=self.version)

    def _clean(self, keep: str | None) -> None:
        """Remove every version but one: older ones, and what a killed import left."""
        (self.path / f"{FILE_NAME}.new").unlink(missing_ok=True)
        versions = self.path / "versions"
        for folder in versions.iterdir() if versions.is_dir() else ():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


def _check_folder(path: Path) -> None:
    """A folder with somebody's files that is no warehouse is never written into."""
    if path.is_dir() and not (path / FILE_NAME).exists():
        strangers = sorted(entry.name for entry in path.iterdir() if entry.name not in ("versions", FolderLock.FILE_NAME, f"{FILE_NAME}.new"))
        if strangers:
            raise CarnetError(_("The folder {path} holds other files and is not a Carnet warehouse.").format(path=path),
                              _("Choose an empty or a new folder."))
    elif path.exists() and not path.is_dir():
        raise CarnetError(_("{path} is a file, not a folder.").format(path=path), _("Choose an empty or a new folder."))


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


__all__ = ["Part", "WarehouseWriter"]
