"""Recognises what a source is: a cBioPortal study, OMOP tables, or other tables."""

import re
from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _
from carnet.records.importers import cbioportal
from carnet.records.importers.archives import archive_kind, opened
from carnet.records.importers.endpoints import words_of
from carnet.records.importers.readers import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, TableFile

FORMATS = ("cbioportal", "omop", "table")
_RECORD = re.compile(r"[^:]*:[^:\s][^:]*:|.{200}")  # root:x:0, a sentence: cells of a file that has no header


def detect_format(source: Path) -> str:
    """`cbioportal`, `omop` or `table`. Raises ImportRefused when the source is missing, unreadable, or neither."""
    check_readable(source)
    if archive_kind(source):
        with opened(source, []) as inside:
            return detect_format(inside)
    return _detect(source)


def check_readable(source: Path) -> None:
    """Raise ImportRefused when there is nothing to read at this path."""
    if not source.exists():
        raise ImportRefused(_("There is nothing at {path}.").format(path=source), _("Check the path."))
    try:
        if source.is_dir():
            next(source.iterdir(), None)
        else:
            with source.open("rb") as file:
                file.read(1)
    except OSError as error:
        raise ImportRefused(
            _("{path} cannot be read.").format(path=source), _("Check that you may read it.")
        ) from error


def table_files(folder: Path) -> list[Path]:
    """The tables of a folder, whatever they hold."""
    suffixes = (TEXT_SUFFIXES - {""}) | WORKBOOK_SUFFIXES | {".parquet"}
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix.lower() in suffixes
        and not path.name.startswith((".", "~$", "meta_", "LICENSE", "SOURCE", "README"))
    )


def _detect(source: Path) -> str:
    from carnet.records.importers.omop import omop_tables

    if source.is_dir():
        if cbioportal.find_files(source):
            return "cbioportal"
        tables = omop_tables(source)
        if "person" in tables or len(tables) > 1:
            return "omop"
        inner = [path for path in sorted(source.iterdir()) if path.is_dir() and not path.name.startswith(".")]
        if not table_files(source) and len(inner) == 1:
            return _detect(inner[0])
        if files := table_files(source):
            if len(files) == 1:
                _check_header(files[0])
            return "table"
        raise ImportRefused(
            _("The folder {path} holds no table that Carnet knows.").format(path=source),
            _(
                "Give a cBioPortal study folder (data_clinical_patient.txt), a folder of OMOP tables (person.csv) "
                "or of tables (.csv, .tsv, .xlsx)."
            ),
        )
    suffix = source.suffix.lower()
    if suffix in WORKBOOK_SUFFIXES or suffix == ".parquet":
        return "table"
    table = TableFile(source)
    words = {" ".join(words_of(column)) for column in table.columns}
    patient, sample = cbioportal.key_columns(table.columns)
    is_study = (
        source.name.lower().startswith("data_clinical")
        or "study id" in words
        or len(table.comments) >= 4
        or (patient is not None and sample is not None)
        or (patient in {"PATIENT_ID", "Patient ID"} and bool(cbioportal.find_endpoints(table.columns)))
    )
    if patient and is_study:
        return "cbioportal"
    _check_header(source)
    return "table"


def _check_header(path: Path) -> None:
    """Raise ImportRefused for a text whose first line is no header: one column, or cells such as `root:x:0`, where no
    name of a patient's column is known."""
    from carnet.records.importers import canonical, proposing
    from carnet.records.importers.plan import tumour_columns

    if path.suffix.lower() not in TEXT_SUFFIXES:
        return
    columns = TableFile(path).columns
    if len(columns) > 1 and not any(_RECORD.match(column) for column in columns):
        return
    labels = {column: column for column in columns}
    names = (*proposing.PATIENT_NAMES, *canonical.AGE_NAMES, *canonical.SEX_NAMES)
    known = (
        any(cbioportal.key_columns(columns))
        or canonical.find_column(labels, names)
        or cbioportal.find_endpoints(columns)
        or tumour_columns(labels)
    )
    if not known:
        raise ImportRefused(
            _(
                "{file} does not look like a table of patients: its first line names no column that Carnet knows."
            ).format(file=path.name),
            _("Give a table whose first line names its columns, separated by tabs, semicolons, commas or bars."),
        )
