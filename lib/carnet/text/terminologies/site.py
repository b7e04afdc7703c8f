"""The files that a site drops into its terminology folder: CIM-10, CCAM, severities, synonyms."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.terminologies.nomenclature import Code, Nomenclature, undotted

_CIM10 = re.compile(r"libcim10.*\.txt", re.IGNORECASE)
_CCAM = re.compile(r".*ccam.*\.(?:csv|tsv|txt)", re.IGNORECASE)
_SEVERITIES = re.compile(r".*(?:cma|severit|sévérit).*\.(?:csv|tsv|txt)", re.IGNORECASE)
_SYNONYMS = re.compile(r".*synonym.*\.(?:csv|tsv|txt)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]\d\d[.]?[\d+]{0,4}")
_ACT = re.compile(r"[A-Z]{4}\d{3}")
_TYPES = frozenset("01234")
_CLOSED = frozenset((".xls", ".xlsx", ".ods", ".zip", ".csv", ".tsv"))  # forms that a file may come in and is not read


class TerminologyError(CarnetError):
    """A file of the terminology folder that cannot be read: the file, the row, the field, and the remedy."""


def terminology_folder() -> Path | None:
    """The folder of a site's nomenclatures: CARNET_TERMINOLOGIES, or `~/.local/share/carnet/terminologies`, if any."""
    named = os.environ.get("CARNET_TERMINOLOGIES", "")
    if named:
        if not Path(named).is_dir():
            raise TerminologyError(
                _("{folder} is no folder.").format(folder=named),
                _("Set CARNET_TERMINOLOGIES to the folder of the nomenclatures, or unset it."),
            )
        return Path(named)
    usual = Path.home() / ".local" / "share" / "carnet" / "terminologies"
    return usual if usual.is_dir() else None


def cim10_file(folder: Path | None) -> Path | None:
    """The ATIH's file of the CIM-10 in a folder (`LIBCIM10MULTI.TXT`, the last by name if several), or None."""
    return _file(folder, _CIM10)


def read_cim10(path: Path) -> list[tuple[str, str, str, str]]:
    """Code, PMSI type, short and long label of each row of the ATIH's file. Raises TerminologyError."""
    found = []
    for row, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) < 6:
            raise _wrong(path, row, "|", _("Six fields separated by | are expected: use the file of the ATIH."))
        code, kind, short, label = fields[0], fields[1], fields[4], fields[5]
        if not _CODE.fullmatch(code):
            if row == 1:
                continue  # a line of names of columns
            raise _wrong(path, row, "code", _("A code of the CIM-10 is expected in the first field."))
        if kind not in _TYPES:
            raise _wrong(path, row, "type", _("The PMSI type of a code is a figure from 0 to 4."))
        found.append((undotted(code), kind, short, label or short))
    if not found:
        raise _wrong(path, 1, "code", _("The file has no code: use the file of the ATIH."))
    return found


def ccam_file(folder: Path | None) -> Path | None:
    """A site's CCAM file (`ccam` in its name; the last by name if several), or None."""
    return _file(folder, _CCAM)


def ccam(folder: Path | None = None) -> Nomenclature | None:
    """The acts of a site's CCAM file, or None if it has none. Raises TerminologyError for a file without acts."""
    path = ccam_file(folder or terminology_folder())
    if path is None:
        return None
    acts: dict[str, Code] = {}
    for _row, fields in _rows(path):
        at = next((at for at, field in enumerate(fields[:6]) if _ACT.fullmatch(field[:7]) and len(field) < 14), None)
        if at is None:
            continue
        label = max(fields[at + 1 :], key=len, default="")
        if label and fields[at][:7] not in acts:
            acts[fields[at][:7]] = Code(fields[at][:7], label, "", "")
    if not acts:
        raise _wrong(path, 1, "code", _("No act is found: codes (ABCD123) then labels are expected."))
    return Nomenclature(acts.values())


def severities(folder: Path | None = None) -> dict[str, int]:
    """Code → severity (2 to 4) as an associated diagnosis, from a site's list of CMA; empty if it has none."""
    path = _file(folder or terminology_folder(), _SEVERITIES)
    levels: dict[str, int] = {}
    for row, fields in _rows(path) if path else ():
        if not _CODE.fullmatch(fields[0]):
            if row == 1:
                continue
            raise _wrong(path, row, "code", _("A code of the CIM-10 is expected in the first field."))
        level = next((field for field in fields[1:] if field in ("1", "2", "3", "4")), None)
        if level is None:
            raise _wrong(path, row, "niveau", _("A severity is a figure from 1 to 4."))
        if level != "1":
            levels[undotted(fields[0])] = int(level)
    return levels


def synonyms_file(folder: Path | None) -> Path | None:
    """A site's file of synonyms (`synonym` in its name; the last by name if several), or None."""
    return _file(folder, _SYNONYMS)


def synonyms(folder: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Code → the other names that a site gives it (rows `code;synonym`); empty if it gives none."""
    path = synonyms_file(folder or terminology_folder())
    names: dict[str, list[str]] = {}
    for row, fields in _rows(path) if path else ():
        if not _CODE.fullmatch(fields[0]):
            if row == 1:
                continue
            raise _wrong(path, row, "code", _("A code of the CIM-10 is expected in the first field."))
        if len(fields) < 2 or not fields[1]:
            raise _wrong(path, row, "synonym", _("A name is expected after the code."))
        names.setdefault(undotted(fields[0]), []).extend(field for field in fields[1:] if field)
    return {code: tuple(given) for code, given in names.items()}


def _file(folder: Path | None, name: re.Pattern[str]) -> Path | None:
    if folder is None:
        return None
    if not folder.is_dir():
        raise TerminologyError(
            _("{folder} is no folder.").format(folder=folder),
            _("Give the folder that holds the site’s official files."),
        )
    try:
        listed = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise TerminologyError(
            _("{folder} cannot be read.").format(folder=folder), _("Check the rights of the folder of nomenclatures.")
        ) from error
    found = [path for path in listed if name.fullmatch(path.name)]
    if not found:
        _refuse_closed(listed, name)
    return found[-1] if found else None


def _refuse_closed(listed: list[Path], name: re.Pattern[str]) -> None:
    """Raises TerminologyError for a file of this name in a form that is not read: left out, it would not be missed."""
    for path in listed:
        if path.suffix.lower() in _CLOSED and name.fullmatch(f"{path.stem}.txt"):
            raise TerminologyError(
                _("{file} cannot be read.").format(file=path.name),
                _("Unpack it, or export it as text: LIBCIM10MULTI.TXT for the CIM-10, .csv or .txt for the others."),
            )


def _text(path: Path) -> str:
    """A file as UTF-8 if it is, else as Windows writes it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TerminologyError(
            _("{file} cannot be read.").format(file=path.name), _("Check the rights of the file.")
        ) from error
    if b"\0" in data[:4096]:
        raise _wrong(path, 1, "", _("The file is no text; export it as CSV."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file of columns, from 1, whatever separates them (; tab | or comma)."""
    lines = _text(path).splitlines()
    head = "\n".join(lines[:50])
    separator = max(";\t|,", key=lambda sign: head.count(sign) if sign != "," else head.count(sign) / 4)
    for row, fields in enumerate(csv.reader(lines, delimiter=separator), 1):
        if any(field.strip() for field in fields):
            yield row, [field.strip() for field in fields]


def _wrong(path: Path | None, row: int, field: str, remedy: str) -> TerminologyError:
    name = path.name if path else ""
    return TerminologyError(
        _("{file}, row {row}, field {field}: not as expected.").format(file=name, row=row, field=field or "1"), remedy
    )
