"""Results said in a word: « sérologie négative », « bilan biologique normal », « CRP élevée »."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.quantities_names import Named, find_names


@dataclass(frozen=True, slots=True)
class Result:
    """A result in words at [start, end) of the clean text.

    `value`: normal, abnormal, negative, positive, high or low; what was examined is at [name_start, name_end), and
    `name` is its id where measures.yaml has one.
    """

    start: int
    end: int
    value: str
    name: str | None
    name_start: int
    name_end: int
    rule: str


_FEW = 8  # names that may begin before a word and end after it
_VALUES = {
    "norma": "normal",
    "correct": "normal",
    "anorma": "abnormal",
    "negati": "negative",
    "positi": "positive",
    "eleve": "high",
    "augmen": "high",
    "abaiss": "low",
    "diminu": "low",
    "effond": "low",
    "basse": "low",
}
_WORD = re.compile(
    r"\b(?:a?norma(?:le?s?|ux)|correct(?:e?s?)|negati(?:fs?|ves?)|positi(?:fs?|ves?)|elevee?s?|augmentee?s?"
    r"|abaissee?s?|diminuee?s?"
    r"|effondree?s?|basses?)(?![a-z])"
)
_EXAMINED = re.compile(
    r"\b(?:bilans?|examens?|serologies?|tests?|dosages?|prelevements?|scanners?|tdm|tomodensitometries?|irm"
    r"|echographies?|echocardiographie|radiographies?"
    r"|radios?|rp|thorax|ecg|electrocardiogrammes?|electroencephalogrammes?|eeg|emg|nfs|hemogrammes?|ionogrammes?"
    r"|iono|hemocultures?|ecbu|bu"
    r"|bandelette|cultures?|coprocultures?|biopsies?|myelogrammes?|medullogrammes?|bom|ponctions?|frottis|marqueurs?"
    r"|immunomarquages?"
    r"|immunohistochimie|ihc|marquages?|anticorps|ac|coombs|electrophorese|fond d'oeil|coloscopies?|fibroscopies?"
    r"|endoscopies?|dopplers?|echodoppler"
    r"|scintigraphies?|tep(?:-scanner|-tdm)?|explorations?|efr|caryotypes?|recherches?|pcr|rt-pcr|igg|igm|analyses?"
    r"|fish|cytologies?|cytopathologie"
    r"|mammographies?|mantoux|idr|quantiferon|hepatites?|vih|hiv|vhb|vhc|hcv|aghbs|ag hbs|syphilis|tpha|vdrl"
    r"|anamnese|contractions uterines|bcf|taux"
    r"|fonctions?|auscultations?|constantes|hemodynamique|lcr|liquide|biologie|enzymes|fonction renale"
    r"|fonction hepatique|longueur du femur"
    r"|her-?2|re|rp|ro|alk|egfr|kras|nras|braf|ros1|pd-?l1|recepteurs?|cd ?\d{1,3}[a-z]?|ck ?\d{1,2}|marges?|limites"
    r"|ganglions?|curage|pathergy"
    r"|test du sida|sida|reste de l'examen|myogramme|myologramme|tension|pression|glycemie|acuite|champ visuel"
    r"|palpation|etat respiratoire)(?![a-z])"
)
_SAID = re.compile(
    r"(?:\b(?:est|sont|etait|etaient|s'est|s'etait|se sont|reste|restent|restait|revenue?s?|revient|avere|averee?s?"
    r"|revelee?s?|revele|revelent|revelaient|ete"
    r"|parait|semble|demeure|egalement|tous|toutes|tout a fait|strictement|franchement|fortement|faiblement"
    r"|parfaitement|totalement|encore|bien|il"
    r"|retrouvee?s?|jugee?s?|moderement|legerement|tres|discretement) ?){0,5}\Z"
)
_DIRECT = re.compile(
    r"(?: ?\([^()\n]{0,60}\))?(?: ?[:=-] ?|(?: (?!montr|objectiv|retrouv|trouv|revel|met|not|a\b|ont\b|avec\b|un\b"
    r"|une\b|le\b|la\b|les\b|taille|aspect|et\b|ou\b"
    r"|allure|volume|calibre|coloration|patient|sans\b|par\b|pour\b|avait|avaient|qui|que)[a-z0-9'/-]+){0,4} )\Z"
)
_LOOKS = re.compile(
    r"\b(?:taille|aspect|morphologie|forme|allure|volume|calibre|longueur|quantite|anatomie|coloration|position"
    r"|activite|trophicite|structure|elle|il"
    r"|densite|signal|cytologie d) (?:est |etait )?(?:tout a fait )?\Z"
)
_CLAUSE = re.compile(r"[;\n]|[.!?] |, (?:il|elle|le|la|les|on|un|une|avec)\b")


def find_results(clean: CleanText, names: list[Named] | None = None) -> list[Result]:
    """Results said in a word, sorted: only where what was examined is named in the same clause.

    `names` saves finding the names of measures again.
    """
    plain = clean.plain
    found: list[Result] = []
    for word in _WORD.finditer(plain):
        start, end = word.span()
        if re.match(r" (?:a|de|:|=|jusqu'a) ?\d", plain[end : end + 14]) or _LOOKS.search(
            plain[max(0, start - 40) : start]
        ):
            continue
        if re.search(r"\b(?:la|le|valeur|fois la|plage|non|des|pression|vue?) \Z", plain[max(0, start - 12) : start]):
            continue
        value = next((v for stem, v in _VALUES.items() if word[0].startswith(stem)), "normal")
        names = find_names(clean.text, plain) if names is None else names
        subject = _subject(plain, start)
        named = _last_before(names, start)
        if named is not None and (subject is None or named.start > subject[0]) and _reaches(plain, named.end, start):
            found.append(Result(start, end, value, named.measures[0].name, named.start, named.end, "result.measure"))
        elif subject is not None and value not in ("high", "low"):
            found.append(Result(start, end, value, None, *subject, "result.examination"))
    return found


def _last_before(names: list[Named], start: int) -> Named | None:
    """The name that ends before `start`, the last of `names`, which are by position."""
    place = bisect_right(names, start, key=lambda one: one.start)
    return next((one for one in names[max(0, place - _FEW) : place][::-1] if one.end <= start), None)


def _subject(plain: str, start: int) -> tuple[int, int] | None:
    """The last thing examined before `start` that the word is said of."""
    low = max(0, start - 130)
    subjects = list(_EXAMINED.finditer(plain, low, start))
    for subject in reversed(subjects):
        if _reaches(plain, subject.end(), start):
            return subject.span()
    return None


def _reaches(plain: str, end: int, start: int) -> bool:
    """Whether what lies between a subject and an adjective lets the second be said of the first."""
    if start - end > 120:
        return False
    between = plain[end:start]
    if _CLAUSE.search(between):
        return False
    if _DIRECT.fullmatch(between):
        return True
    said = _SAID.search(between)
    return (
        said is not None
        and re.search(r"\b(?:est|sont|etait|etaient|s'est|se sont|reste|revien|reven|avere|revel|paraît)", between)
        is not None
        and said[0] != ""
    )
