"""Words of medicine that are not names of persons: diseases, drugs, acronyms, eponyms (EDS-NLP's and ours)."""

import gzip
import json
import re
from functools import cache

from carnet.text.lexicon.words import fold, folder_of, read_lists

_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def medical_words() -> frozenset[str]:
    """The words of the CIM-10 (but ordinary ones), of ADICAP, of drugs, and of the hospital's daily writing."""
    lists = read_lists("medical.yaml")
    return (
        drugs()
        | lists["words"]
        | lists["acronyms"]
        | read_lists("icd_words.yaml")["words"]
        | frozenset(_LETTERS.findall(fold(_adicap())))
    )


@cache
def drugs() -> frozenset[str]:
    """The words (≥ 4 letters) of the names of drugs, brands and substances."""
    table = json.loads((folder_of("edsnlp") / "resources" / "drugs.json").read_text(encoding="utf-8"))
    words = set(_LETTERS.findall(fold(" ".join(name for names in table.values() for name in names))))
    return frozenset(word for word in words if len(word) >= 4)


@cache
def acronyms() -> frozenset[str]:
    """Acronyms and abbreviations of clinical notes."""
    return read_lists("medical.yaml")["acronyms"]


@cache
def eponyms() -> frozenset[str]:
    """Names of persons that medicine uses as words, frequent last names included."""
    return read_lists("eponyms.yaml")["eponyms"]


@cache
def strong_eponyms() -> frozenset[str]:
    """Eponyms that are never read as a person without a title, though they are frequent last names too."""
    return read_lists("medical.yaml")["strong_eponyms"]


@cache
def eponym_nouns() -> frozenset[str]:
    """The nouns that an eponym follows: disease, sign, score, drain…"""
    return read_lists("eponyms.yaml")["nouns"]


def _adicap() -> str:
    with gzip.open(folder_of("edsnlp") / "resources" / "adicap.json.gz", "rt", encoding="utf-8") as file:
        return file.read()
