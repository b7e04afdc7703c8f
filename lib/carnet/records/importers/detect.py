"""Recognises what a source is: a cBioPortal study, OMOP tables, or other tables."""

from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _
from carnet.records.importers import cbioportal
from carnet.records.importers.archives import archive_kind, opened
from carnet.records.importers.endpoints import words_of
from carnet.records.importers.readers import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, TableFile

FORMATS = ("cbioportal", "omop", "table")


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
        if table_files(source):
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
    return "cbioportal" if patient and is_study else "table"
