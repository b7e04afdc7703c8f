"""The CIM-10 of the PMSI: a site's file of the ATIH, or the 42,886 codes that EDS-NLP carries."""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from carnet.text.lexicon.words import folder_of
from carnet.text.terminologies.nomenclature import Chapter, Code, Nomenclature, dotted, undotted
from carnet.text.terminologies.site import cim10_file, read_cim10, terminology_folder

__all__ = ["CHAPTERS", "Code", "Nomenclature", "cim10", "dotted", "retired", "source_of", "undotted"]

# the ATIH keeps the codes that it deletes, marked with the year: *** SU17 *** Dengue
_DELETED = re.compile(r"\*\*\* ?SU(\d\d) ?\*\*\* ?")
_DELETED_YEAR = re.compile(r" \(code supprimé en 20\d\d\)$")
CHAPTERS = tuple(
    Chapter(*line.split(" ", 3))
    for line in (
        "I A00 B99 Certaines maladies infectieuses et parasitaires",
        "II C00 D48 Tumeurs",
        "III D50 D89 Maladies du sang et des organes hématopoïétiques et certains troubles du système immunitaire",
        "IV E00 E90 Maladies endocriniennes, nutritionnelles et métaboliques",
        "V F00 F99 Troubles mentaux et du comportement",
        "VI G00 G99 Maladies du système nerveux",
        "VII H00 H59 Maladies de l’œil et de ses annexes",
        "VIII H60 H95 Maladies de l’oreille et de l’apophyse mastoïde",
        "IX I00 I99 Maladies de l’appareil circulatoire",
        "X J00 J99 Maladies de l’appareil respiratoire",
        "XI K00 K93 Maladies de l’appareil digestif",
        "XII L00 L99 Maladies de la peau et du tissu cellulaire sous-cutané",
        "XIII M00 M99 Maladies du système ostéo-articulaire, des muscles et du tissu conjonctif",
        "XIV N00 N99 Maladies de l’appareil génito-urinaire",
        "XV O00 O99 Grossesse, accouchement et puerpéralité",
        "XVI P00 P96 Certaines affections dont l’origine se situe dans la période périnatale",
        "XVII Q00 Q99 Malformations congénitales et anomalies chromosomiques",
        "XVIII R00 R99 Symptômes, signes et résultats anormaux d’examens, non classés ailleurs",
        "XIX S00 T98 Lésions traumatiques, empoisonnements et autres conséquences de causes externes",
        "XX V01 Y98 Causes externes de morbidité et de mortalité",
        "XXI Z00 Z99 Facteurs influant sur l’état de santé et motifs de recours aux services de santé",
        "XXII U00 U99 Codes d’utilisation particulière",
    )
)


def cim10(folder: Path | None = None) -> Nomenclature:
    """The CIM-10: a site's ATIH file if its terminology folder has one, else EDS-NLP's. Read once (about 0.2 s).

    Raises `site.TerminologyError` for a site's file that cannot be read.
    """
    path = source_of(folder)
    return _read(path, path.stat().st_mtime_ns)


def source_of(folder: Path | None = None) -> Path:
    """The file that the CIM-10 is read from."""
    return cim10_file(folder or terminology_folder()) or folder_of("edsnlp") / "resources" / "cim10.csv.gz"


def retired(code: Code) -> bool:
    """Whether the ATIH has deleted a code (it stays in the file, typed 3, for past stays)."""
    return _DELETED_YEAR.search(code.label) is not None


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Nomenclature:
    rows = _carried(path) if path.suffix == ".gz" else read_cim10(path)
    return Nomenclature((_entry(*row) for row in rows), CHAPTERS)


def _entry(code: str, mco: str, short: str, label: str) -> Code:
    """A code of the ATIH's file; a deleted one says so at the end of its label."""
    if "***" in label or "***" in short:
        short = _DELETED.sub("", short)
        if year := _DELETED.match(label):
            label = f"{label[year.end() :]} (code supprimé en 20{year[1]})"
    return Code(code, label, short, mco)


def _carried(path: Path) -> Iterator[tuple[str, str, str, str]]:
    rows = csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8")))
    next(rows)
    return ((code, mco, short, label) for code, mco, _ssr, _psy, short, label in rows)
