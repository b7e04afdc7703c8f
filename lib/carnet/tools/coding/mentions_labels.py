"""Official labels of the CIM-10 that stand in a note nearly word for word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from carnet.text.clean import plain
from carnet.text.terminologies.cim10 import retired
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.coding.mentions_tokens import Tokens, lasting, lists, spelled

# what a label says and a note does not
_UNSAID = re.compile(
    r"\[[^\]\n]*\]|\([^)\n]*\)|,? ?(?:sans (?:autre )?precision|non precisee?s?|sai|nca|non classee?s? ailleurs"
    r"|sans autre indication|micro-organisme non precise|ainsi decrite?s?)(?=[ ,\n]|$)"
)
# « Pneumopathie à [micro-organisme non précisé] » would hide the germ that a note goes on with
_CUT_SHORT = re.compile(r"[ ,](?:a|au|aux|de|du|des|d'|et|ou|par|avec|sans|en|dans|dues?|dus?)$")
_DISEASE = re.compile(
    r"(?:ite|ose|ome|emie|urie|algie|isme|pathie|plegie|ragie|plasie|phobie|trophie|iase|cele|ectasie|penie|lysie|sarcome|rrhee|pnee|phagie|parie|morphie)$"
)
_OF_BIRTH = re.compile(
    r"\b(?:foet\w+|neonat\w+|nouveau-?nes?|grossesse|accouchement|travail|placenta\w*|puerper\w+|obstetric\w+|cordon|amnio\w+|ombilic\w+|"
    r"membranes|post-?partum|prematur\w+|naissance|cesarienne|maternel\w*|ectopique|avortement|eclamp\w+|uter\w+)\b"
)
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")
_OF_ORIGIN = re.compile(
    r"\b(?:congenita\w+|malformat\w+|syndrome|agenesie|atresie|aplasie|fente|trisomie|maladie|heredit\w+)\b"
)
_GENERAL = re.compile(
    r"(?:atteinte|affection|anomalie|trouble|lesion|symptome|maladie|deformation|hypertrophie|atrophie)s?\b"
)
_LEAST = 7  # letters of a label of one word
_ODD = (
    "autre",
    "antecedent",
    "examen",
    "examens",
    "soin",
    "mise en",
    "surveillance",
    "personne",
    "sujet",
    "difficulte",
    "type de",
    "site",
)


class Labels:
    """The labels of the nomenclature, read by their first letters when a note first has a word that begins so."""

    def __init__(self, nomenclature: Nomenclature) -> None:
        kept = [one for one in nomenclature if _codes_a_disease(one.code) and not retired(one)]
        lines = plain("\n".join(one.label.replace("\n", " ") for one in kept)).split("\n")
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        for one, line in zip(kept, lines, strict=True):
            self._waiting.setdefault(_beginning(line), []).append((one.code, line))
        self._codes: dict[str, list[str]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}

    def codes(self, name: str) -> Sequence[str]:
        """The codes of a label, given as its words joined by spaces; its first word must have been asked about."""
        return self._codes.get(name, ())

    def lengths(self, word: str) -> tuple[int, ...]:
        """How many words the labels have that begin with a word, the longest first."""
        known = self._lengths.get(word)
        if known is None:
            waiting = self._waiting.pop(_beginning(word), None)
            if waiting is not None:
                self._read(waiting)
            known = self._lengths.setdefault(word, ())
        return known

    def _read(self, waiting: list[tuple[str, str]]) -> None:
        counts: dict[str, set[int]] = {}
        for code, line in waiting:
            line = _UNSAID.sub("", line).strip(" ,.")
            if line.startswith(_ODD) or (code[0] in "OP" and not _OF_BIRTH.search(line)):
                continue
            if (code[0] == "Q" and not _OF_ORIGIN.search(line)) or (code[-1] in "89" and _GENERAL.match(line)):
                continue
            if _CUT_SHORT.search(line):
                continue
            words = spelled(line)
            if len(words) < 2 and not (len(line) >= _LEAST and _DISEASE.search(line) and code[0] not in "RVWXYZO"):
                continue
            if code[0] in "VWXYZ" and len(words) < 3:
                continue
            self._codes.setdefault(" ".join(words), []).append(code)
            counts.setdefault(words[0], set()).add(len(words))
        for word, lengths in counts.items():
            self._lengths[word] = tuple(sorted({*lengths, *self._lengths.get(word, ())}, reverse=True))


@lru_cache(maxsize=2)
def labels(nomenclature: Nomenclature) -> Labels:
    """The labels, read once."""
    return Labels(nomenclature)


def _beginning(word: str) -> str:
    """Three letters that a word and its folded form share."""
    start = _DOUBLE.sub(r"\1", word[:9]).replace("y", "i").replace("ph", "f").replace("th", "t").replace("rh", "r")
    return start[:3]


def find(tokens: Tokens, nomenclature: Nomenclature) -> list[Draft]:
    """The labels in a note, the longest at each place."""
    return list(_find(tokens, nomenclature))


def _find(tokens: Tokens, nomenclature: Nomenclature) -> Iterator[Draft]:
    known = labels(nomenclature)
    forms, joined = tokens.forms, tokens.joined
    place, stop = 0, len(forms)
    inside = lists()["inside"]
    while place < stop:
        counts = known.lengths(forms[place])
        if not counts:
            place += 1
            continue
        run = 1
        while place + run < stop and run < counts[0] and joined[place + run]:
            run += 1
        for count in counts:
            if count <= run:
                codes = known.codes(" ".join(forms[place : place + count]))
                if codes and not (count == 1 and forms[place] in inside):
                    yield _draft(tokens, place, place + count, codes, nomenclature)
                    place += count - 1
                    break
        place += 1


def _draft(tokens: Tokens, first: int, after: int, codes: Sequence[str], nomenclature: Nomenclature) -> Draft:
    valid = tuple(code for code in codes if nomenclature.valid(code, "das"))
    shortest = min(valid, key=len) if valid else None
    one = shortest if shortest and all(code.startswith(shortest) for code in valid) else None
    choices = valid if valid and one is None else ()
    if not valid:
        choices = tuple(
            below for code in codes for below in nomenclature.descendants(code) if nomenclature.valid(below, "das")
        )
    label = nomenclature.label(one or codes[0])
    return Draft(
        tokens.starts[first],
        tokens.ends[after - 1],
        label,
        "label",
        0.85 if after - first > 1 else 0.7,
        one,
        choices=choices,
        lasting=codes[0].startswith(lasting()),
    )


def _codes_a_disease(code: str) -> bool:
    return code[0] != "U" or code.startswith("U07")
