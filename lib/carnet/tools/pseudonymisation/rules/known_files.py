"""The site's own knowledge read from its files: patients in CSV or JSON, staff and places one a line."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.pseudonymisation.rules.known import KnownPerson, SiteKnowledge

COLUMNS = (
    "person_id", "last_name", "birth_name", "first_name", "birth_date", "sex",
    "nir", "ins", "ipp", "nda", "address", "zip", "city", "phone",
)  # fmt: skip
_IDENTIFIERS = {"nir": "NIR", "ins": "INS", "ipp": "IPP", "nda": "NDA"}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y")


class UnreadableKnowledge(CarnetError):
    """A file of the site's knowledge that cannot be used; the message never holds a value of it."""


def load(
    persons: str | Path | None = None, staff: str | Path | None = None, places: str | Path | None = None
) -> SiteKnowledge:
    """What the site knows, from its files.

    `persons`: CSV (comma or semicolon) or JSON (a list of objects, or one object a line) with the columns
    `person_id, last_name, first_name`, and if there are any `birth_name, birth_date, sex, nir, ins, ipp, nda, address,
    zip, city, phone`; several values of a column are separated by `|`; several rows of one person add up. `staff`
    and `places`: one name a line, `#` for a comment.
    """
    known: dict[str, KnownPerson] = {}
    if persons is not None:
        path = Path(persons)
        for row, fields in _rows(path):
            person = _person(path, row, fields)
            identifier = fields["person_id"]
            known[identifier] = _together(known[identifier], person) if identifier in known else person
    return SiteKnowledge(known, _lines(staff), _lines(places))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise UnreadableKnowledge(
            _("{file} cannot be read.").format(file=path.name),
            _("Check that the file exists and that you may read it."),
        ) from None
    except UnicodeDecodeError:
        raise UnreadableKnowledge(
            _("{file} is not in UTF-8.").format(file=path.name), _("Save it again in UTF-8.")
        ) from None


def _lines(path: str | Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    lines = (line.strip() for line in _text(Path(path)).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file (from 1, the heading apart), every value a string."""
    text = _text(path)
    if path.suffix.lower() in (".json", ".jsonl"):
        yield from _json_rows(path, text)
        return
    heading = text.split("\n", 1)[0]
    reader = csv.DictReader(text.splitlines(), delimiter=max(";,\t", key=heading.count))
    names = {name: (name or "").strip().lower() for name in reader.fieldnames or ()}
    _require(path, set(names.values()))
    for row, raw in enumerate(reader, start=1):
        yield row, {names[name]: (value or "").strip() for name, value in raw.items() if name in names}


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        items: Any = (
            json.loads(text) if text.lstrip().startswith("[") else [json.loads(t) for t in text.splitlines() if t]
        )
    except json.JSONDecodeError as error:
        message = _("{file}, line {line}: this is not JSON.").format(file=path.name, line=error.lineno)
        raise UnreadableKnowledge(message, _("Give a list of objects, or one object a line.")) from None
    for row, item in enumerate(items, start=1):
        if not isinstance(item, Mapping):
            message = _("{file}, row {row}: not an object.").format(file=path.name, row=row)
            raise UnreadableKnowledge(message, _("Give a list of objects, or one object a line."))
        _require(path, set(item))
        yield (
            row,
            {
                str(name).lower(): "|".join(map(str, value))
                if isinstance(value, list)
                else ""
                if value is None
                else str(value)
                for name, value in item.items()
            },
        )


def _require(path: Path, columns: set[str]) -> None:
    for column in ("person_id", "last_name", "first_name"):
        if column not in columns:
            raise UnreadableKnowledge(
                _("{file}: the column “{column}” is missing.").format(file=path.name, column=column),
                _("The columns are: {columns}.").format(columns=", ".join(COLUMNS)),
            )


def _person(path: Path, row: int, fields: Mapping[str, str]) -> KnownPerson:
    if not fields["person_id"]:
        raise UnreadableKnowledge(
            _("{file}, row {row}: the field “{field}” is missing.").format(file=path.name, row=row, field="person_id"),
            _("Each row needs the person’s identifier."),
        )

    def values(*names: str) -> tuple[str, ...]:
        parts = (part.strip() for name in names for part in fields.get(name, "").split("|"))
        return tuple(part for part in parts if part)

    return KnownPerson(
        first_names=values("first_name"),
        last_names=values("last_name", "birth_name"),
        birth_date=_date(path, row, fields.get("birth_date", "")),
        sex=fields.get("sex") or None,
        identifiers={kind: fields[name] for name, kind in _IDENTIFIERS.items() if fields.get(name)},
        address=values("address"),
        zip_code=fields.get("zip") or None,
        city=fields.get("city") or None,
        phones=values("phone"),
    )


def _date(path: Path, row: int, text: str) -> date | None:
    if not text:
        return None
    for style in _DATES:
        try:
            return datetime.strptime(text[:10] if "T" in text or ":" in text else text, style).date()
        except ValueError:
            continue
    raise UnreadableKnowledge(
        _("{file}, row {row}: “{field}” is not a date.").format(file=path.name, row=row, field="birth_date"),
        _("Write dates as 1956-03-12 or 12/03/1956."),
    )


def _together(a: KnownPerson, b: KnownPerson) -> KnownPerson:
    """Two rows of one person."""

    def both(x: tuple[str, ...], y: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*x, *y)))

    return KnownPerson(
        both(a.first_names, b.first_names),
        both(a.last_names, b.last_names),
        a.birth_date or b.birth_date,
        a.sex or b.sex,
        {**b.identifiers, **a.identifiers},
        both(a.address, b.address),
        a.zip_code or b.zip_code,
        a.city or b.city,
        both(a.phones, b.phones),
    )
