"""Write a new version of a warehouse, all or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import pyarrow.compute as pc
import pyarrow.parquet as pq

from carnet.compute import to_arrow
from carnet.errors import CarnetError, SchemaError
from carnet.language import _, number
from carnet.records.manifest import FILE_NAME, Manifest, Part, sync_folder
from carnet.records.provenance import Provenance
from carnet.records.schema import TABLES
from carnet.records.schema_check import table_named
from carnet.records.summary import date_range
from carnet.records.writer_lock import FolderLock
from carnet.records.writer_parts import TableParts
from carnet.records.writer_rejected import RejectedRows

BUFFER_BYTES = 128 * 2**20


class WarehouseWriter:
    """Use as a context manager (see `Warehouse.write`): leaving the block commits, an exception leaves the old state.

    Rows go to `versions/<id>.partial`. A commit renames that folder, then replaces the manifest, then removes older
    versions; until the manifest is replaced, readers see the old state, whatever happens to this process. What a killed
    process left behind is removed by the next writer.
    """

    def __init__(self, path: Path, *, provenance: Provenance, name: str | None = None, fictitious: bool | None = None,
                 mode: Literal["replace", "append"] = "replace") -> None:
        if mode not in ("replace", "append"):
            raise ValueError(f"mode is “replace” or “append”, not {mode!r}")
        self.path = path
        self._provenance = provenance
        self._name = name
        self._fictitious = fictitious
        self._mode = mode
        self._open = False

    def __enter__(self) -> WarehouseWriter:
        _refuse_strange_folder(self.path)
        self._lock = FolderLock(self.path)
        try:
            self._lock.acquire()
        except OSError as trouble:
            raise self._cannot_write(trouble) from trouble
        try:
            current = Manifest.read(self.path) if (self.path / FILE_NAME).is_file() else None
        except BaseException:  # a manifest that cannot be read: nothing is touched
            self._lock.release()
            raise
        try:
            self._clean(keep=current.version if current else None)
            self._prepare(current if self._mode == "append" else None)
        except BaseException:
            self._clean(keep=current.version if current else None)
            self._leave()
            raise
        self._open = True
        return self

    def _prepare(self, old: Manifest | None) -> None:
        """Make the folder of the new version; `old` is what it continues, if anything."""
        if old is not None and self._fictitious not in (None, old.fictitious):
            raise CarnetError(
                _("Real and fictitious patients cannot share a warehouse ({path}).").format(path=self.path),
                _("Import into another folder."))
        self._old = old
        self.name = self._name or (old.name if old else self.path.resolve().name)
        self.fictitious = old.fictitious if old else bool(self._fictitious)
        self.version = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        self._folder = self.path / "versions" / f"{self.version}.partial"
        self._folder.mkdir(parents=True)
        self._tables: dict[str, TableParts] = {}
        self._rejected = RejectedRows(self._folder / "rejected", number=len(old.imports) if old else 0)
        if old is not None:
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
                self._tables[table] = TableParts(table_named(table), folder, parts)
            for table, reasons in old.rejected.items():
                self._rejected.keep(table, before / "rejected" / f"{table}.parquet", reasons)
        except FileNotFoundError as trouble:
            raise CarnetError(
                _("The file {path} is missing.").format(path=trouble.filename),
                _("Restore it from a backup, or import everything again with mode “replace”.")) from trouble

    def add(self, table: str, rows: Any) -> None:
        """Add rows to a table: an Arrow table, an eager frame, or a mapping of columns; as often as needed.

        Absent optional columns are filled with null. Raises SchemaError where the rows do not follow the schema.
        """
        self._require_open()
        if table not in self._tables:
            self._tables[table] = TableParts(table_named(table), self._folder / table)
        chunk = to_arrow(rows)
        try:
            self._tables[table].add(chunk)
            if sum(each.buffered_bytes for each in self._tables.values()) > BUFFER_BYTES:
                max(self._tables.values(), key=lambda each: each.buffered_bytes).flush()
        except OSError as trouble:
            raise self._cannot_write(trouble) from trouble

    def reject(self, *, table: str, source: str, row: int | None = None, column: str | None = None, reason: str,
               message: str = "", values: Mapping[str, Any] | None = None) -> None:
        """Set one row of the source aside: it is kept with its reason and counted, and the import goes on.

        `reason` is a short identifier (`negative_time`) to count by, `message` says it in words, `values` is the row.
        """
        self._require_open()
        table_named(table)
        self._rejected.add(table, source=source, row=row, column=column, reason=reason, message=message, values=values)

    def note(self, text: str) -> None:
        """Add what must be known of this import to its provenance (a convention applied, a column left out)."""
        self._require_open()
        self._provenance = self._provenance.with_note(text)

    def counts(self) -> dict[str, int]:
        """Rows added so far per table (those of earlier imports not counted)."""
        return {name: parts.added for name, parts in self._tables.items() if parts.added}

    def rejected(self) -> dict[str, dict[str, int]]:
        """Rows set aside so far: table → reason → how many (those of earlier imports not counted)."""
        return {table: dict(reasons) for table, reasons in self._rejected.new.items()}

    def next_id(self, table: str) -> int:
        """One more than the greatest identifier (first column) that a table had before this import; else 1."""
        self._require_open()
        kept = self._old.tables.get(table, ()) if self._old else ()
        greatest = 0
        for part in kept:
            metadata = pq.read_metadata(self._folder / table / part.name)
            for group in range(metadata.num_row_groups):
                statistics = metadata.row_group(group).column(0).statistics
                if statistics is not None and statistics.has_min_max:
                    greatest = max(greatest, int(statistics.max))
        return greatest + 1

    def _cannot_write(self, trouble: OSError) -> CarnetError:
        reason = trouble.strerror or type(trouble).__name__
        return CarnetError(_("{path} cannot be written: {reason}.").format(path=self.path, reason=reason),
                           _("Check the rights on the folder and the space on the disk."))

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the writer is used inside its `with` block only")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._open = False
        try:
            if kind is None:
                self._commit()
        except OSError as trouble:
            raise self._cannot_write(trouble) from trouble
        finally:
            self._rejected.abandon()
            shutil.rmtree(self._folder, ignore_errors=True)
            self._leave()

    def _leave(self) -> None:
        """Give the lock back; a folder that this writer made and in which nothing came to be goes with it."""
        versions = self.path / "versions"
        if not (self.path / FILE_NAME).exists() and versions.is_dir() and not any(versions.iterdir()):
            versions.rmdir()
        if self.path.is_dir():
            self._lock.remove_folder()
        self._lock.release()

    def _commit(self) -> None:
        for parts in self._tables.values():
            parts.flush()
        self._rejected.close()
        tables = {name: tuple(self._tables[name].parts) for name in TABLES if name in self._tables}
        self._check_files(tables)
        self._check_persons()
        first, last = date_range(self._folder, tables)
        added = self._provenance.committed(
            self.counts(), {table: sum(reasons.values()) for table, reasons in self._rejected.new.items()})
        earlier = self._old.imports if self._old else ()
        manifest = Manifest(
            name=self.name, fictitious=self.fictitious, version=self.version, tables=tables, first_date=first,
            last_date=last, imports=(*earlier, added),
            rejected={table: dict(reasons) for table, reasons in self._rejected.counts.items()})
        for folder in (*self._folder.iterdir(), self._folder):
            sync_folder(folder)
        self._folder.rename(self.path / "versions" / self.version)
        sync_folder(self.path / "versions")
        manifest.write(self.path)
        self._clean(keep=self.version)

    def _check_files(self, tables: Mapping[str, tuple[Part, ...]]) -> None:
        """Every file that the manifest will name is there, whole: something else may have touched the folder."""
        for table, parts in tables.items():
            for part in parts:
                path = self._folder / table / part.name
                if not path.is_file() or path.stat().st_size != part.size:
                    raise CarnetError(
                        _("The file {path} was removed or changed while it was being imported.").format(path=path),
                        _("Import again; nothing was saved."))

    def _check_persons(self) -> None:
        """One row per person: everything that counts patients relies on it."""
        parts = self._tables["person"].parts if "person" in self._tables else []
        if not parts:
            return
        paths = [self._folder / "person" / part.name for part in parts]
        persons = pq.read_table(paths, columns=["person_id"]).column("person_id")
        twice = len(persons) - pc.count_distinct(persons).as_py()
        if twice:
            raise SchemaError(
                _("Table person: {n} rows have a person_id that another row has.").format(n=number(twice)),
                _("Give every patient one row and a number of their own (when appending, start at writer.next_id)."))

    def _clean(self, keep: str | None) -> None:
        """Remove every version but one: older ones, and what a killed import left."""
        (self.path / f"{FILE_NAME}.new").unlink(missing_ok=True)
        versions = self.path / "versions"
        for folder in list(versions.iterdir()) if versions.is_dir() else ():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)


def _refuse_strange_folder(path: Path) -> None:
    """A folder with somebody's files that is no warehouse is never written into."""
    if path.is_dir():
        ours = {FILE_NAME, f"{FILE_NAME}.new", FolderLock.FILE_NAME, "versions"}
        if not (path / FILE_NAME).exists() and any(entry.name not in ours for entry in path.iterdir()):
            raise CarnetError(_("The folder {path} holds other files and is not a Carnet warehouse.").format(path=path),
                              _("Choose an empty or a new folder."))
    elif path.exists():
        raise CarnetError(_("{path} is a file, not a folder.").format(path=path), _("Choose an empty or a new folder."))


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a disk without hard links
        shutil.copyfile(source, target)
