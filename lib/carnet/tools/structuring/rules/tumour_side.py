"""The side of a tumour that only an operation or a biopsy tells: « mastectomie D pour CCI », « pièce, sein dt »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import Morphology
from carnet.tools.structuring.rules.tumour_phrase import Phrases
from carnet.tools.structuring.rules.tumour_words import lexicon

# operations that name their organ: the beginning of the word
_OPERATIONS = {
    "mastectomie": "sein",
    "mammectomie": "sein",
    "quadrantectomie": "sein",
    "zonectomie": "sein",
    "patey": "sein",
    "madden": "sein",
    "nephrectomie": "rein",
    "nephroureterectomie": "rein",
    "pneumonectomie": "poumon",
    "bilobectomie": "poumon",
    "orchidectomie": "testicule",
    "orchiectomie": "testicule",
    "ovariectomie": "ovaire",
    "surrenalectomie": "surrénale",
    "enucleation": "œil",
}
# where the organ of a piece or of a biopsy is told beside it
_ORGANS = {
    "sein": "sein",
    "mammaire": "sein",
    "rein": "rein",
    "renale": "rein",
    "poumon": "poumon",
    "pulmonaire": "poumon",
    "testicule": "testicule",
    "ovaire": "ovaire",
}
_SIDE = r"(?P<side>droite?|dte?|drte?|gauche|gche?|gch|d|g)(?![a-z0-9'’+-])"
_ACT = re.compile(
    rf"\b(?:(?P<operation>{'|'.join(_OPERATIONS)})s?"
    r"|(?:tumorectomie|lobectomie|segmentectomie|exerese|resection|piece|(?:micro|macro)?-?biopsies?|bx"
    rf"|(?:cyto)?ponction|chirurgie conservatrice)(?: [a-z'-]+){{0,3}}?"
    rf"(?:,? |, ?(?:du )?)(?P<organ>{'|'.join(_ORGANS)})s?)"
    r"(?P<between>(?: (?!et\b|ou\b|du\b|de\b|des\b|pour\b|sans\b|avec\b)[a-z-]{3,14})*)"
    rf",? (?:cote |a )?{_SIDE}"
)
_LOBECTOMY = re.compile(
    rf"\blobectomie (?:superieure |inferieure |moyenne |pulmonaire )*{_SIDE}"
    r"|\blobectomie(?: d[eu])? (?:l[si]|lm)(?P<letter>[dg])\b"
)
_ACTS = frozenset(name[:4] for name in _OPERATIONS) | frozenset(
    ["tumo", "lobe", "segm", "exer", "rese", "piec", "micr", "macr", "biop", "bx", "ponc", "cyto", "chir"]
)
_LOBES = frozenset(("lobe",))
_OF_BREAST = re.compile(
    r"\b(?:cci|cli|ccis|cdi|cdis|nst)\b"
)  # alone they name no histology: « tumorectomie D pour CLI »
_NOT_OF_IT = re.compile(
    r"\b(?:prophylactique\w*|symetris\w*|reduction|controlateral\w*|benin\w*|antecedents?|atcd|reconstruction)\b"
)


def find(phrases: Phrases, sites: Sequence[Finding], mentions: Sequence[Morphology]) -> list[Finding]:
    """The findings of sites, with the side of one whose organ has none, and that side as a fact of its own.

    Only where all the acts on the organ tell one side. Where the note names a cancer and no site at all, what was
    operated is the site.
    """
    plain = phrases.reading.plain
    acts_said = list(_acts(phrases))
    if not acts_said:
        return list(sites)
    named = any(mention.behaviour in ("2", "3") for mention in mentions)
    if not named and _OF_BREAST.search(plain) is None:
        return list(sites)
    told: dict[str, list[tuple[str, int, int]]] = {}
    for organ, side, start, end in acts_said:
        around = plain[max(0, start - 40) : end + 30].split("\n")
        if not any(_NOT_OF_IT.search(line) for line in around):
            told.setdefault(organ, []).append((side, start, end))
    found = list(sites)
    for organ, acts in told.items():
        if not named and organ != "sein":
            continue
        same = [one for one in sites if one.parts.get("organ") == organ]
        if len({side for side, _start, _end in acts}) > 1 or any(one.laterality for one in same):
            continue
        side, start, end = acts[0]
        told_of = same or ([] if sites else _operated(organ, start, end, plain))
        if not told_of:
            continue
        first = told_of[0]
        judged = first.judged or (first.start, first.end)
        found = [replace(one, laterality=side) if one in same else one for one in found]
        if not same:
            found.append(replace(first, laterality=side))
        begin = end - len(re.split(r"[ ,]", plain[start:end])[-1])
        found.append(
            Finding(
                "laterality", side, begin, end, "laterality", laterality=side, judged=judged, parts={"organ": organ}
            )
        )
    return found


def _acts(phrases: Phrases) -> Iterator[tuple[str, str, int, int]]:
    """Organ, side, start and end of what was done on a side."""
    text, plain = phrases.reading.text, phrases.reading.plain
    if not any(
        word in plain for word in ("ctomie", "biops", "piece", "exerese", "resection", "ponction", "patey", "enucl")
    ):
        return
    for pattern in (_ACT, _LOBECTOMY) if "lobectomie" in plain else (_ACT,):
        for match in phrases.matches(pattern, _ACTS if pattern is _ACT else _LOBES):
            fields = match.groupdict()
            side = fields["side"] or fields.get("letter") or ""
            if fields["side"] in ("d", "g") and not text[match.end() - 1].isupper():
                continue
            organ = "poumon" if pattern is _LOBECTOMY else _OPERATIONS.get(fields["operation"] or "")
            organ = organ or _ORGANS[fields["organ"]]
            yield organ, "droit" if side.startswith("d") else "gauche", match.start(), match.end()


def _operated(organ: str, start: int, end: int, plain: str) -> list[Finding]:
    """The site that an operation means, where the note tells no other."""
    place = lexicon().organs[organ]
    code = place.code
    return [Finding("site", place.value, start, end, "site", code=code, system="ICD-O-3", parts={"organ": organ})]
