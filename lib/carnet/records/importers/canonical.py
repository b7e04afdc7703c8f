"""Normalises the columns that every oncology study has under its own name: stage, grade, T, N, M, ER, PR, HER2, sex,
age."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from carnet.records.importers.endpoints import words_of
from carnet.records.importers.values import folded, read_number

_ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_STAGE = re.compile(r"(iv|iii|ii|i|[0-4])(?:[abcs][0-9]?(?:i{1,3})?)?(?:/is)?")
_TNM = re.compile(r"(?:(?:yc|yp|[cpyra])*)([tnm])\s*(is|[0-4x])[a-e0-9().+\-mi ]*", re.IGNORECASE)

FEMALE = {"f", "female", "femme", "feminin", "feminine", "woman", "w", "fem", "fille"}
MALE = {"m", "male", "homme", "h", "masculin", "man", "masc", "garcon"}


@lru_cache(maxsize=4096)
def stage(text: str) -> str | None:
    """0, I, II, III or IV from `STAGE IIIB`, `2`, `Stage 0/IS`, `Tis`; None for a stage that is unknown or spans
    several."""
    kept = folded(text)
    kept = re.sub(r"^(ajcc|uicc|figo|pathologic|clinical|p)?\s*(stage|stade)\s*:?\s*", "", kept).strip()
    if kept in {"is", "tis", "in situ", "0/is", "0is", "0a", "0i", "dcis"}:
        return "0"
    value = read_number(kept)
    if value is not None:
        return _ROMAN.get(f"{value:g}")
    found = _STAGE.fullmatch(kept)
    if not found:
        return None
    return _ROMAN.get(found[1], found[1].upper())


@lru_cache(maxsize=4096)
def grade(text: str) -> str | None:
    """1, 2, 3, 4, high or low from `G2`, `Grade III`, `High Grade`, `2.0`; None for anything else."""
    kept = re.sub(r"^(grade|sbr|ee|g|gr)\s*[:.]?\s*(?=[0-9ivx])", "", folded(text)).strip()
    value = read_number(kept)
    if value is not None:
        return f"{value:g}" if value in (1, 2, 3, 4) else None
    if kept in {"i", "ii", "iii", "iv"}:
        return {"i": "1", "ii": "2", "iii": "3", "iv": "4"}[kept]
    if kept in {"high", "high grade", "haut grade", "low", "low grade", "bas grade"}:
        return "high" if kept[0] == "h" else "low"
    words = {
        "well differentiated": "1",
        "moderately differentiated": "2",
        "poorly differentiated": "3",
        "undifferentiated": "4",
    }
    return words.get(kept)


def tnm(letter: str) -> Callable[[str], str | None]:
    """A reader of one letter of the TNM: `pT4a` → `T4`, `N1B` → `N1`, `M0 (i+)` → `M0`; None for X and what is
    unreadable."""

    @lru_cache(maxsize=4096)
    def read(text: str) -> str | None:
        kept = text.strip()
        if len(kept) == 1 and kept in "01234":
            return f"{letter.upper()}{kept}"
        found = _TNM.fullmatch(kept)
        if not found or found[1].lower() != letter or found[2].lower() == "x":
            return None
        return f"{letter.upper()}{found[2].lower()}"

    return read


@lru_cache(maxsize=4096)
def receptor(text: str) -> str | None:
    """positive or negative; None for equivocal, indeterminate, or anything else."""
    kept = folded(text)
    if kept.startswith(("pos", "+")) or kept in {"1", "1.0", "yes", "oui", "amplified", "amplifie", "true"}:
        return "positive"
    if kept.startswith("neg") or kept in {"-", "0", "0.0", "no", "non", "not amplified", "non amplifie", "false"}:
        return "negative"
    return None


@lru_cache(maxsize=4096)
def her2(text: str) -> str | None:
    """positive (positive, amplified, 3+), negative (negative, 0, 1+); 2+ and equivocal are left out."""
    kept = folded(text).replace("score", "").strip()
    if kept in {"3+", "3", "+++"}:
        return "positive"
    if kept in {"1+", "0+", "+"}:
        return "negative"
    if kept in {"2+", "2", "++"}:
        return None
    return receptor(text)


@lru_cache(maxsize=256)
def sex(text: str) -> int:
    """The OMOP concept of a sex: 8507 male, 8532 female, 0 unknown."""
    kept = folded(text)
    return 8532 if kept in FEMALE else 8507 if kept in MALE else 0


# attribute → (the names that give it, best first; each is all the words of a column's name), and its reader
_SOURCES: dict[str, tuple[tuple[str, ...], Callable[[str], str | None]]] = {
    "stage": (
        (
            "ajcc pathologic tumor stage",
            "pathologic stage",
            "path stage",
            "ajcc pathologic stage",
            "ajcc stage",
            "tumor stage",
            "tumour stage",
            "stage at diagnosis",
            "stade",
            "tumor stage 2009",
            "ajcc staging",
            "neoplasm disease stage american joint committee on cancer code",
            "ajcc clinical tumor stage",
            "clinical stage",
            "stage group",
            "clinical tumor stage",
            "figo stage",
            "stage code",
            "overall stage",
            "stage highest recorded",
            "stade tumoral",
            "stade uicc",
            "stade ajcc",
            "uicc stage",
            "pathological stage",
            "cancer stage",
        ),
        stage,
    ),
    "grade": (
        (
            "neoplasm histologic grade",
            "histologic grade",
            "histological grade",
            "tumor grade",
            "tumour grade",
            "grade histologique",
            "grade sbr",
            "histgrad",
            "tumor histologic grade",
        ),
        grade,
    ),
    "t": (
        (
            "path t stage",
            "ajcc tumor pathologic pt",
            "american joint committee on cancer tumor stage code",
            "t stage",
            "pt",
            "pt stage",
            "clin t stage",
            "clinical t stage",
            "pathologic t",
            "ajcc pathologic t",
            "ajcc t",
        ),
        tnm("t"),
    ),
    "n": (
        (
            "path n stage",
            "ajcc nodes pathologic pn",
            "neoplasm disease lymph node stage american joint committee on cancer code",
            "n stage",
            "pn",
            "pn stage",
            "clin n stage",
            "clinical n stage",
            "pathologic n",
            "ajcc pathologic n",
            "ajcc n",
        ),
        tnm("n"),
    ),
    "m": (
        (
            "path m stage",
            "ajcc metastasis pathologic pm",
            "american joint committee on cancer metastasis stage code",
            "m stage",
            "pm",
            "pm stage",
            "clin m stage",
            "clinical m stage",
            "pathologic m",
            "ajcc pathologic m",
            "ajcc m",
        ),
        tnm("m"),
    ),
    "er": (
        (
            "er status",
            "er status by ihc",
            "er ihc",
            "er status ihc",
            "estrogen receptor status",
            "er status measured by ihc",
            "re",
            "statut re",
            "breast carcinoma estrogen receptor status",
            "overall patient er status",
        ),
        receptor,
    ),
    "pr": (
        (
            "pr status",
            "pr status by ihc",
            "pr ihc",
            "pr status ihc",
            "progesterone receptor status",
            "rp",
            "statut rp",
            "breast carcinoma progesterone receptor status",
            "overall patient pr status",
        ),
        receptor,
    ),
    "her2": (
        (
            "her2 status",
            "her 2 status",
            "ihc her2",
            "her2 ihc",
            "her2 ihc status",
            "statut her2",
            "her2 status measured by snp6",
            "her2 overall patient status",
            "overall patient her2 status",
            "her2 fish status",
        ),
        her2,
    ),
}

AGE_NAMES = (
    "age at diagnosis",
    "diagnosis age",
    "age",
    "age at initial pathologic diagnosis",
    "patient age",
    "age at surgery",
    "age at seq report",
    "age at seq reported years",
    "age at sequencing",
    "age diagnostic",
    "age au diagnostic",
    "age years",
    "age at dx",
    "age at index",
    "age admission",
    "age current",
    "current age",
    "age at inclusion",
)
SEX_NAMES = ("sex", "gender", "sexe", "genre", "patient sex", "sex code", "patient gender")


def find_column(columns: Mapping[str, str], names: Sequence[str]) -> str | None:
    """The column (identifier → label) whose words are one of `names`, best name first."""
    by_words: dict[str, str] = {}
    for identifier, label in columns.items():
        for text in (identifier, label):
            by_words.setdefault(" ".join(words_of(text)), identifier)
    return next((by_words[name] for name in names if name in by_words), None)


def canonical_columns(columns: Mapping[str, str]) -> dict[str, tuple[str, Callable[[str], str | None]]]:
    """Canonical attribute → (column, reader), for those that the study has and that none of its columns is already
    called."""
    taken = {identifier.casefold() for identifier in columns}
    found = {}
    for attribute, (names, reader) in _SOURCES.items():
        column = find_column(columns, names)
        if column is not None and attribute not in taken:
            found[attribute] = (column, reader)
    return found
