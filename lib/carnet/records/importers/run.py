"""Runs one import from its source to the committed warehouse."""

import errno
from collections.abc import Callable
from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _
from carnet.records import Provenance, Warehouse
from carnet.records.importers.archives import opened
from carnet.records.importers.cbioportal import find_files, import_study
from carnet.records.importers.detect import detect_format
from carnet.records.importers.mapping import Mapping
from carnet.records.importers.progress import Progress
from carnet.records.importers.report import ImportReport
from carnet.version import __version__


def run(
    source: Path,
    into: Path,
    format: str | None,
    mapping: Mapping | None,
    name: str | None,
    told: Callable[[str, int], None] | None,
) -> ImportReport:
    """Unpack where needed, recognise, import, commit. Raises ImportRefused; the warehouse is then as it was."""
    notes: list[str] = []
    try:
        return _run(source, into, format, mapping, name, told, notes)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise ImportRefused(
            _("The disk is full: {path} was left as it was.").format(path=into),
            _("Free some room, or choose another folder."),
        ) from error


def _run(
    source: Path,
    into: Path,
    format: str | None,
    mapping: Mapping | None,
    name: str | None,
    told: Callable[[str, int], None] | None,
    notes: list[str],
) -> ImportReport:
    with opened(source, notes) as inside:
        kind = format or ("table" if mapping is not None else detect_format(inside))
        report = ImportReport(str(source), into, kind, notes=notes)
        title = name or _name(source, inside)
        provenance = Provenance(
            source=source.name, format=kind, importer_version=__version__, notes=report.notes
        )
        with Warehouse.write(into, provenance=provenance, name=title, fictitious=False, mode="replace") as writer:
            progress = Progress(told)
            if kind == "cbioportal":
                files = find_files(inside if inside.is_file() or find_files(inside) else _inner(inside))
                if files is None:
                    raise ImportRefused(
                        _("{path} holds no clinical file of a cBioPortal study.").format(path=source.name),
                        _("It should hold data_clinical_patient.txt or data_clinical_sample.txt."),
                    )
                import_study(files, writer, report, progress)
            elif kind == "omop":
                from carnet.records.importers.omop import import_omop

                import_omop(inside, writer, report, progress)
            else:
                from carnet.records.importers.tables import import_tables

                import_tables(inside, mapping, writer, report, progress)
            progress.say(_("Saving"))
    return report


def _inner(folder: Path) -> Path:
    inner = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.name.startswith(".")]
    return inner[0] if len(inner) == 1 else folder


def _name(source: Path, inside: Path) -> str:
    """The study's own name, else the file's."""
    from carnet.records.importers.cbioportal import read_meta

    meta = read_meta(inside / "meta_study.txt") if inside.is_dir() and (inside / "meta_study.txt").is_file() else {}
    stem = source.name
    for suffix in (".gz", ".tar", ".tgz", ".zip", ".txt", ".tsv", ".csv", ".xlsx", ".parquet"):
        stem = stem.removesuffix(suffix)
    return meta.get("name") or stem
