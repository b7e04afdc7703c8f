"""Numbers that name a person: NIR and INS, hospital numbers, professionals' numbers, files, plates, accounts.

A number whose key is right is sure. One whose key is wrong is still hidden where the line says what it is, or
where it has no other explanation.
"""

import re
from collections.abc import Iterator

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.check_digits import (
    finess_is_valid,
    iban_is_valid,
    looks_like_nir,
    luhn,
    nir_is_valid,
    rpps_is_valid,
)
from carnet.tools.pseudonymisation.rules.surroundings import digit_runs, whose

_S = r"[ .\-_/|\n]{0,3}"
_NIR = re.compile(rf"(?<![\d,])(?=([1-478](?:{_S}\d){{5}}{_S}[\dab](?:{_S}\d){{6}}(?:(?:{_S}\d){{2}}(?!\d)|(?!\d))))")
_GROUPED = re.compile(
    r"\d[ .-]{1,2}\d\d[ .-]{1,2}\d\d[ .-]{1,2}(?:\d\d|2[ab])[ .-]{1,2}\d{3}[ .-]{1,2}\d{3}(?:[ .,/|-]{1,3}\d\d)?"
)
_SPACED = re.compile(r"(?<![\d.,])(?<!\d\s)\d(?:[ ]\d){8,60}(?!\d)")
_N = r"(?:n[°ºo]\.?|n\.|num(?:ero)?s?\.?|no)"
_CUES = {
    "NIR": rf"n\.?i\.?r\.?|n\.?s\.?s\.?|n\.?i\.?a\.?|secu|securite sociale|s\.s\.?|{_N}\s?(?:de\s)?ss"
    rf"|ss(?=\s?[:°])|assurance maladie|carte vitale"
    rf"|{_N}\s?(?:d')?(?:immatriculation|assuree?|insee|assurance)|immatriculation|matricule(?! ins)"
    rf"|assuree?(?=\s?:)|insee|numero national",
    "INS": r"ins(?:-?nir|-?nia|-[ac])?(?=\s?[:(=°-]|\s\d)|matricule ins|identite nationale de sante"
    r"|identifiant national de sante",
    "IPP": rf"i\.?p\.?p\.?(?:r\b)?|ip(?=\s?:)|n\.?i\.?p\.?|noip|{_N}\s?(?:de\s|d'|du\s)?(?:patiente?|permanent"
    rf"|malade|identification|identifiant|id|i\.?p\.?p\.?)"
    rf"|identifiant(?:\s(?:permanent|unique|local))?(?:\s(?:du|de la|de l'|le))?(?:\s?patiente?)?"
    rf"|id(?:entifiant)?[\s-]patient|patiente?\s?{_N}|id(?=\s?[:°])|pid"
    rf"|patient id|code patient|identification(?=\s?:)",
    "NDA": rf"n\.?d\.?a\.?|i\.?e\.?p\.?|{_N}\s?(?:de\s|d'|du\s)?(?:dossier|sejour|venue|visite|passage"
    rf"|hospitalisation|hospit|admission|entree|episode)"
    rf"(?:\s(?:administratif|medical|patient|hospitalier))?|dossier(?:\s(?:administratif|medical|patient"
    rf"|hospitalier|clinique|infirmier))?(?:\s?{_N}|(?=\s?[:#]|\s[a-z]?\d{{4}}))"
    rf"|(?:sejour|sej\.?|venue|passage|visite|admission|entree|episode|hospitalisation)(?:\s?{_N}|(?=\s?:\s?\d{{5}}"
    rf"|\s\d{{7}}))|n(?:um)?\s?(?:dossier|sejour)",
    "RPPS": rf"{_N}?\s?r\.?p\.?p\.?s\.?",
    "FINESS": r"finess(?:\s(?:juridique|geographique|ej|et))?",
    "ADELI": rf"adeli|{_N}\s?am(?=\s)",
    "other": rf"{_N}\s?(?:de\s|d'|du\s|de la\s)?(?:examen|demande|prelevement|accession|anapath|anatomo\w{{0,12}}"
    rf"|compte[ -]rendu|cr|echantillon|enregistrement|ordre|serie"
    rf"|mutuelle|fiche|rcp|intervention|affaire|adherente?|contrat|allocataire|police|passeport|piece|titre|carte"
    rf"|permis|client|facture|bon"
    rf"|ordonnance|siret|siren|ame|cmu|lame|bloc|inclusion|anonymat|ecrou)"
    rf"|accession(?:\s?number|\s?{_N})?|acc(?=\s?:)|n/?\s?ref\w{{0,6}}|v/?\s?ref\w{{0,6}}"
    rf"|ref(?:erence)?s?\.?(?:\s(?:dossier|interne|a rappeler|courrier|examen|labo))?(?=\s?[.:°n])"
    r"|passeport(?: [a-z]{4,12}(?=\s))?|carte (?:nationale )?d'identite|cni|titre de sejour|permis de conduire"
    r"|adherente?(?=\s?[:n])"
    r"|allocataire(?=\s?[:n])|s/n|sn(?=\s?:)|serial(?: number)?|siret|siren"
    rf"|code[ -]barres?|(?:anapath|histo(?:logie)?|examen|prelevement|lame|bloc|demande|echantillon"
    rf"|compte[ -]rendu|cr|etiquette|inclusion)\s?{_N}|anapath(?=\s?:\s?\w?\d)"
    r"|numero d'ordre|numero suivant|caf(?=\s?:)",
}
_CUED = re.compile(
    "(?<![a-z])(?:"
    + "|".join(f"(?P<{kind}>{cue})" for kind, cue in _CUES.items())
    + r")(?P<between>(?:(?![a-z])|(?=[a-z]{1,2}\d{5}))[^\w\n]{0,4}(?:(?:n[°ºo]?|num|numero|est|le|la|du|de"
    r"|patiente?|suivant|militaire|interne|agent|salariee?|etudiante?|identifiant|oid|nir|cle|ins|ipp|l'assure"
    r"|l'assuree|:)(?![a-z])[^\w\n]{0,4}){0,4}\n?[\s|]{0,2})"
    r"(?P<code>(?:[a-z]{1,5}[-_/]?)?\d[\da-z]{0,24}(?:(?:[ ._/-]"
    r"|\s-\s)(?!\d{1,2}\s?[./-]\d{1,2}[./-])\d[\da-z]{0,14}|-[a-z]{1,2}\d{1,12}){0,14})"
)
_NIR_SAID = re.compile(
    r"(?:\bnir\b|\bnss\b|secu|\bss\b|\bins\b|immatricul|assur|matricule|\bn°? d?'?id\w*|insee|vitale)[^\n]{0,40}$"
)
_DATE = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}$|\d{4}-\d{2}-\d{2}$|\d{1,2}\s\d{1,2}\s(?:19|20)\d\d$")
_LONG = re.compile(r"(?<![\w.,+@/])(?<!\d[ -])(?:[A-Z]{1,4}[-_]?)?\d{7,24}(?![\w@]|[.,]\d|/\d)")
_NUMBERED = re.compile(rf"(?:{_N}|[|#]|\bid)\s{{0,2}}$")
_ANY_NUMBER = re.compile(
    r"(?<![a-z])n°\s?:?\s?((?:[a-z]{1,4}[-_/]?)?\d[\da-z]{0,14}(?:[-/._]\d[\da-z]{0,12}){0,4})(?![\w%])"
)
_SEVEN = re.compile(r"\d{7}")
_FOUR = re.compile(r"\d{4}")
_BROKEN = re.compile(r"(?<![\w.,+/-])(?<!\d\s)\d{2,4}(?:[ -]\d{2,4}){2,6}(?![\w%]|[.,/]\d|\s\d)")
_LETTERED = re.compile(
    r"(?<![\w.@/-])(?:\d{2}[A-Z]{1,4}-?\d{4,8}|[A-Z]{1,3}\d{2}[-./]\d{4,8}|[A-Z]{1,2}\d{2}[A-Z]\d{4,8})(?![\w-])"
)
_ELSEWHERE = re.compile(  # numbers that name a product, a paper or a trial
    r"(?:\bcip\w*|\bucd|\bean|\bgtin|isbn|issn|\bdoi|pmid|pubmed|\bnct|eudract|\blots?|\batc|clinicaltrials|\bcas"
    r"|\bref(?:erence)? (?:fabricant|produit)|commit|modele"
    r"|https?:\S*|chr\w{0,2}|exon|snomed|loinc)[\s.:°n=-]{0,5}$"
)
_UNIT = re.compile(
    r"\s{0,2}(?:/|ui\b|u\b|iu|copies|cell|leuco|mm|ml|mg|g\b|l\b|euros|€|elements|germes|ufc|plaq|%|µ|kb\b|bp\b|pb\b)"
)
_PREFIXES = re.compile(r"(?i)nct|rs|cosm|ens|gse|nm|np|nc|pmc|mk|bms|azd|cpt|ct")
_PLATE_HINT = re.compile(r"-\d{3}-")
_PLATE = re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}(?![\w-])")
_OLD_PLATE = re.compile(r"(?<!\w)\d{1,4} ?[A-Z]{2,3} ?(?:\d\d|2[AB]|97\d)(?!\w)")
_PLATE_SAID = re.compile(
    r"immat\.?|immatricul|vehicule|voiture|plaque (?:mineralogique|d'imm)|moto\b|scooter|camion|conduct"
)
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?(?!\w)")
_HEADINGS = {
    "ipp": "IPP",
    "nip": "IPP",
    "patient": "IPP",
    "id patient": "IPP",
    "id": "IPP",
    "nda": "NDA",
    "iep": "NDA",
    "dossier": "NDA",
    "sejour": "NDA",
    "no dossier": "NDA",
    "venue": "NDA",
    "nir": "NIR",
    "ins": "INS",
    "secu": "NIR",
    "nss": "NIR",
    "numero ss": "NIR",
    "rpps": "RPPS",
    "finess": "FINESS",
    "adeli": "ADELI",
}
_HEADING = re.compile(
    r"(?:^|[|;\t\n])\s{0,3}(?:n°\s?)?(?:ipp|nip|nda|iep|nir|ins|nss|rpps|finess|adeli|id patient|(?:n°|no) dossier"
    r"|sejour|dossier)\s{0,3}(?=[|;\t\n]|$)"
)
_PATIENT = frozenset({"NIR", "INS", "IPP", "NDA"})
_LEAST = {"NIR": 6, "INS": 6, "IPP": 3, "NDA": 4, "RPPS": 5, "FINESS": 6, "ADELI": 6, "other": 4}


def find(page: Page) -> list[Found]:
    """The identifying numbers of the page, each with its kind."""
    plain = page.plain
    if not any(map(plain.__contains__, "0123456789")):
        return []
    found = list(_nirs(page)) if any(run[2] > 4 for run in digit_runs(plain)) else []
    found += _said(page)
    found += _columns(page)
    found += _others(page, found)
    return found


def _identifier(page: Page, start: int, end: int, kind: str, rule: str, score: float) -> Found:
    if kind in _PATIENT:
        role = "Patient"
    elif kind == "other":
        role = whose(page, start, end)
    else:
        role = "Carer"
    return Found(start, end, "IDENTIFIER", "rule:" + rule, role, kind, score)


def _compact(written: str) -> str:
    return re.sub(r"[^0-9a-z]", "", written)


def _nirs(page: Page) -> Iterator[Found]:
    plain = page.plain
    after = 0
    for m in _NIR.finditer(plain):
        start, end = m.span(1)
        if start < after:
            continue
        number = _compact(m[1])
        before = plain[max(0, start - 60) : start]
        said = bool(_NIR_SAID.search(before))
        kind = "INS" if re.search(r"\bins\b[^\d\n]{0,30}$", before) else "NIR"
        if nir_is_valid(number):
            score = 1.0
        elif said or _GROUPED.fullmatch(m[1]) or (m[1].isalnum() and looks_like_nir(number) and len(number) == 15):
            score = 0.8 if said else 0.65
        else:
            continue
        key = re.match(r"\s?(?:\(?cle\s?:?|/|-|\|)\s?\d\d(?!\d)\)?", plain[end : end + 12])
        if key and len(number) == 13:
            end += key.end()
        after = end
        yield _identifier(page, start, end, kind, "nir", score)
    for m in _SPACED.finditer(plain):
        digits = m.group()[::2]
        steps = {int(b) - int(a) for a, b in zip(digits, digits[1:], strict=False)}
        if steps <= {0, 1} or len(set(digits)) < 4:
            continue
        yield _identifier(page, *m.span(), "NIR" if 12 <= len(digits) <= 16 else "other", "spaced_digits", 0.6)


def _said(page: Page) -> Iterator[Found]:
    """Numbers that the line names: « IPP : 8012345678 »."""
    plain = page.plain
    for m in _CUED.finditer(plain):
        kind = next(name for name in _CUES if m[name] is not None)
        code = m["code"]
        if re.fullmatch(r"\d{1,2}[a-z]?", code):
            continue
        digits = sum(character.isdigit() for character in code)
        start, end = m.span("code")
        if (
            digits < _LEAST[kind]
            or _DATE.match(code)
            or re.match(r"\s?(?:ans|mois|mg|ml|%|h\d|jours)\b", plain[end : end + 6])
        ):
            continue
        if kind in ("NDA", "other") and digits == 4 and code[:2] in ("19", "20") and code.isdigit():
            continue
        if (
            kind == "NIR"
            and plain[m.start() : m.end()].startswith("immatric")
            and _PLATE_SAID.search(plain[max(0, start - 60) : m.start()])
        ):
            kind = "other"
        compact = _compact(code)
        checked = {"RPPS": rpps_is_valid, "FINESS": finess_is_valid, "NIR": nir_is_valid, "INS": nir_is_valid}.get(kind)
        yield _identifier(page, start, end, kind, kind.lower(), 1.0 if checked and checked(compact) else 0.9)
        # the following numbers of the same list: « RPPS : 10001234567 / 10007654321 »
        while more := re.compile(r"\s?(?:/|,|;|et)\s?(\d{6,14})(?![\w/]|[.,]\d)").match(plain, end):
            yield _identifier(page, *more.span(1), kind, kind.lower(), 0.7)
            end = more.end()


def _columns(page: Page) -> Iterator[Found]:
    """Numbers that the heading of their column names: « Nom|IPP » above « MARTIN|123456 »."""
    plain = page.plain
    if not ("|" in plain or ";" in plain) or not _HEADING.search(plain):
        return
    position = 0
    kinds: list[str] = []
    sign = ""
    for line in plain.split("\n"):
        begin, position = position, position + len(line) + 1
        if _HEADING.search(line) and (signs := [one for one in "|;\t" if one in line]):
            sign = max(signs, key=line.count)
            kinds = [_HEADINGS.get(cell.strip(" .:n°"), "") for cell in line.split(sign)]
            continue
        if not any(kinds) or sign not in line:
            kinds = kinds if sign and sign in line else []
            continue
        for kind, cell in zip(kinds, line.split(sign), strict=False):
            if kind and (m := re.search(r"[a-z]{0,3}\d[\da-z -]{2,25}", cell)) and not _DATE.match(m.group().strip()):
                yield _identifier(
                    page, begin + m.start(), begin + m.start() + len(m.group().rstrip()), kind, "column", 0.85
                )
            begin += len(cell) + 1


def _others(page: Page, found: list[Found]) -> Iterator[Found]:
    """Long numbers that nothing else explains, then plates and accounts."""
    text, plain = page.text, page.plain
    taken = [(one.start, one.end) for one in found]

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for m in _LONG.finditer(text) if _SEVEN.search(text) else ():
        start, end = m.span()
        written = m.group()
        digits = re.sub(r"\D", "", written)
        before = plain[max(0, start - 30) : start]
        if not free(start, end) or _ELSEWHERE.search(before) or _UNIT.match(plain, end):
            continue
        if len(digits) < 8 and written.isdigit() and not _NUMBERED.search(before):
            continue
        if _PREFIXES.match(written) or written.isdigit() and len(set(digits)) == 1:
            continue
        if len(digits) == 10 and digits[0] == "0" and digits[1] != "0" and written.isdigit():
            continue  # a telephone number
        kind, score = "other", 0.6
        if len(digits) == 11 and digits[:2] in ("10", "81") and luhn(digits):
            kind, score = "RPPS", 0.9
        elif (
            len(digits) == 9
            and finess_is_valid(digits)
            and re.search(r"hopita|chu|\bch\b|clinique|centre|etablissement|ehpad", plain[max(0, start - 80) : start])
        ):
            kind, score = "FINESS", 0.8
        elif re.search(r"\b(?:patiente?|ipp|m\.|mme)\b[^\n]{0,40}$", before):
            kind = "IPP"
        yield _identifier(page, start, end, kind, "long_number", score)
    for m in _ANY_NUMBER.finditer(plain) if "n°" in plain else ():
        if free(*m.span(1)) and not _ELSEWHERE.search(plain[max(0, m.start() - 30) : m.start(1)]):
            law = re.search(
                r"(?:loi|decret|arrete|circulaire|article|ordonnance|directive|code)\b.{0,20}$",
                plain[: m.start()][-40:],
            )
            if not law and sum(map(str.isdigit, m[1])) > 4 and not _DATE.match(m[1]):
                yield _identifier(page, *m.span(1), "other", "numbered", 0.6)
    for m in _LETTERED.finditer(text) if _FOUR.search(text) else ():
        if free(*m.span()) and not _ELSEWHERE.search(plain[max(0, m.start() - 30) : m.start()]):
            yield _identifier(page, *m.span(), "other", "file_number", 0.6)
    for m in _BROKEN.finditer(plain):  # 80 1234 567: RPPS and FINESS are written so; the check decides
        digits = _compact(m.group())
        if not free(*m.span()):
            continue
        if len(digits) == 11 and digits[:2] in ("10", "81") and luhn(digits):
            yield _identifier(page, *m.span(), "RPPS", "rpps", 0.7)
        elif 12 <= len(digits) <= 15 and "-" not in m.group() and not _UNIT.match(plain, m.end()):
            yield _identifier(page, *m.span(), "other", "long_number", 0.5)
    plated = "-" in text and _PLATE_HINT.search(text) or "immat" in plain or "vehicule" in plain or "voiture" in plain
    for m in _PLATE.finditer(text) if plated else ():
        said = _PLATE_SAID.search(plain[max(0, m.start() - 80) : m.start()])
        if m.group().count("-") == 2 or said:
            yield _identifier(page, *m.span(), "other", "plate", 0.8 if said else 0.6)
    for m in _OLD_PLATE.finditer(text) if "immat" in plain or "vehicule" in plain else ():
        if _PLATE_SAID.search(plain[max(0, m.start() - 40) : m.start()]):
            yield _identifier(page, *m.span(), "other", "plate", 0.8)
    if "iban" in plain or "fr76" in plain:
        for m in _IBAN.finditer(plain):
            if iban_is_valid(_compact(m.group())) or "iban" in plain[max(0, m.start() - 20) : m.start()]:
                yield _identifier(page, *m.span(), "other", "iban", 0.95)
