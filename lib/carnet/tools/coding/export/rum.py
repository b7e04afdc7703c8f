"""Decided stays as a table with the fields of the RUM, for the site's grouper to take in.

Names and formats of the fields: ATIH, « Formats PMSI : RUM groupés et non groupés », MCO. Dates are JJMMAAAA, codes
without dot, sex 1 for men and 2 for women. Fields that Carnet does not know (FINESS, modes of admission and discharge,
weights, sessions) stay empty unless `DecidedStay.fields` holds them: the site's own system fills them.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from carnet.records.private_files import no_formula, private_file
from carnet.tools.coding.export.decided import DecidedStay

BEFORE = (
    "finess",
    "numero_rss",
    "numero_administratif_sejour",
    "numero_rum",
    "date_naissance",
    "sexe",
    "unite_medicale",
    "date_entree",
    "mode_entree",
    "provenance",
    "date_sortie",
    "mode_sortie",
    "destination",
    "code_postal",
    "poids_nouveau_ne",
    "age_gestationnel",
    "nombre_seances",
)
COUNTS = ("nombre_das", "nombre_actes", "dp", "dr")
AFTER = ("statut", "codeur", "date_codage")
_SEXES = {"m": "1", "f": "2"}


def columns(stays: Sequence[DecidedStay]) -> tuple[str, ...]:
    """The columns for these stays: as many diagnoses and acts as the longest has."""
    das, acts = (max((len(one.of(position)) for one in stays), default=0) for position in ("das", "act"))
    several = [*(f"das_{n}" for n in range(1, das + 1)), *(f"acte_{n}" for n in range(1, acts + 1))]
    return (*BEFORE, *COUNTS, *several, *AFTER)


def rum_rows(stays: Sequence[DecidedStay]) -> Iterator[dict[str, str]]:
    """One row for each stay, by the names of `columns`."""
    for one in stays:
        stay = one.stay
        row = {
            "numero_administratif_sejour": stay.stay_id,
            "numero_rum": "1",
            "sexe": _SEXES.get(stay.sex or "", ""),
            "unite_medicale": stay.unit or "",
            "date_entree": _day(stay.admission),
            "date_sortie": _day(stay.discharge),
            "nombre_das": str(len(one.of("das"))),
            "nombre_actes": str(len(one.of("act"))),
            "dp": "".join(code.code for code in one.of("dp")[:1]),
            "dr": "".join(code.code for code in one.of("dr")[:1]),
            **{f"das_{n}": code.code for n, code in enumerate(one.of("das"), 1)},
            **{f"acte_{n}": code.code for n, code in enumerate(one.of("act"), 1)},
            "statut": "valide" if one.validated else "en cours",
            "codeur": one.who,
            "date_codage": one.when.isoformat(timespec="seconds") if one.when else "",
        }
        yield {**row, **dict(one.fields)}


def write_rum(stays: Sequence[DecidedStay], path: Path) -> None:
    """Write them as CSV (UTF-8 with a mark, semicolons), for its owner alone; OSError where the folder refuses it."""
    with private_file(path, encoding="utf-8-sig", newline="") as file:
        rum_csv(stays, file)


def rum_csv(stays: Sequence[DecidedStay], file: TextIO) -> None:
    """Write them into an open text file."""
    writer = csv.DictWriter(file, columns(stays), delimiter=";", restval="")
    writer.writeheader()
    for row in rum_rows(stays):
        writer.writerow({name: no_formula(value) for name, value in row.items()})


def _day(day: date | None) -> str:
    return day.strftime("%d%m%Y") if day else ""
