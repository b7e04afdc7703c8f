"""What the tumour did under treatment: the words of RECIST, of radiologists and of clinicians."""

import re

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

COMPLETE, PARTIAL, STABLE, PROGRESSIVE = (
    "réponse complète",
    "réponse partielle",
    "maladie stable",
    "maladie progressive",
)
PARTAGES = {
    COMPLETE: "ReponseComplete",
    PARTIAL: "ReponsePartielle",
    STABLE: "MaladieStable",
    PROGRESSIVE: "MaladieProgressive",
}
TUMOUR = (
    r"(?:(?:\w+ ){0,2}?(?:lesion\w*|metasta\w+|masses?|tumeurs?|tumora\w+|nodules?|adenopath\w+|adp|carcinose"
    r"|localisations?"
    r"|cibles?|maladie|secondaires?|neoplasique\w*|epanchement neoplasique|implants?|nodulaires?|processus"
    r"|recist|oncologique\w*))"
)
_CRITERIA = re.compile(
    r"(?: ?\(?(?:(?:selon|au sens|d'apres|en) (?:des |les )?(?:criteres )?)?(?:i|m)?(?:recist|percist|choi"
    r"|cheson|lugano|rano|imwg)"
    r"(?: ?v?1[.,][01])?\)?)"
)
_METHOD = (
    r"(?:(?:tumorale|morpho-?metabolique|histologique|pathologique|radiologique|metabolique|clinique"
    r"|biologique|biochimique|therapeutique"
    r"|morphologique|scanographique|objective|globale|hematologique|cytogenetique|moleculaire|scintigraphique"
    r"|endoscopique"
    r"|excellente|bonne|tres|quasi|presque|et|clinico|radio|au traitement|au scanner|sur le plan \w+|locale"
    r"|hepatique|osseuse"
    r"|pulmonaire|ganglionnaire|cerebrale|recist))"
)
_RESPONSE = re.compile(
    rf"reponses? (?:{_METHOD}[ ,-]{{1,2}}){{0,4}}(?:a ete |est |jugee |qualifiee de |etait )?"
    r"(?P<what>(?:quasi[ -]?|presque |sub)?completes?|totales?|partielles?|majeures?|mineures?|dissociees?"
    r"|mixtes?|stables?|objectives?)(?![a-z])"
    rf"(?P<after>(?: {_METHOD}(?![a-z]))?)"
)
_GOOD = re.compile(
    r"reponse (?:clinique et )?(?:tumorale|radiologique|metabolique|scanographique|therapeutique|morphologique"
    r"|histologique"
    r"|au traitement|a la chimio\w*)(?![a-z])"
)
_BETTER = re.compile(r"\b(?:(?:tres )?bonne|excellente|belle|nette|franche) $")
_LED = re.compile(r"\b(?:(?:tres )?bonne|excellente|belle|nette|franche) $|\bquasi[ -]$")
_REMISSION = re.compile(r"remission(?: \w+){0,2}? (?P<what>complete|partielle)(?![a-z])|(?P<in>remission)(?![a-z])")
_STABLE_WHAT = re.compile(
    r"(?:stabilite|stabilisation)(?! (?:\w+ ){0,2}?(?:hemodynamique|tensionnel\w*|ponderale?|articulaire"
    r"|du poids|du rachis"
    r"|mecanique|posturale|psychique|thymique|respiratoire|de l'etat|de la ta|de la fonction|du taux"
    r"|de la creat\w*|de l'humeur"
    r"|symptom\w*|du genou|ligamentaire|glycemique|neurologique|psychiatrique|vertebrale|osseuse rachid\w*"
    r"|du retour|des symptomes"
    r"|de la marche|(?:des|du|de la|de l') ?(?:analys\w+|bilans?"
    r"|constantes|parametres|chiffres|plaquettes|marqueurs?|nfs"
    r"|hemoglobine|biologie)|osteo\w*|primaire|chromosomique|genomique))"
    r"(?:(?: |,| et |clinique et )*(?:tumorale|lesionnelle|radiologique|scanographique|morphologique"
    r"|metabolique|globale"
    r"|de la maladie|des (?:\w+ )?lesions|des metastases|des localisations)(?![a-z])(?:,? et (?:clinique"
    r"|biologique|biochimique))?)*"
)
_CLINICAL = re.compile(r" (?:clinique|biologique|biochimique)(?![a-z])")
_STABLE_NOUN = re.compile(
    r"\b(?:maladie|lesions?|metastases?|masses?|tumeurs?|cibles?|carcinose|adenopathies?|localisations?"
    r"|nodules? (?:secondaires?"
    r"|metastatiques?)|imagerie|scanner|tdm|irm)(?! de )(?: (?!pas|non|jamais|et|mais|est|sont|avec)[\w'-]+){0,4}?"
    r"(?: (?:est|sont|reste|restent|demeure|demeurent|parait|globalement|strictement))?(?: (?:globalement"
    r"|strictement|tout a fait))? $"
)
_BENIGN = re.compile(
    r"\b(?:ischem|condensant|kyst|degenerat|arthros|angiom|sequell|benign|vascul|post-?operat|hemorrag|cicatri)"
)
_BRIEF = re.compile(  # « 6 cycles (sept 2020 → janv 2021) : stable. »
    r"\b(?:cures?|cycles?|tdm|scanner|irm|tep|reevaluation|recist)\b[^.;\n:]{0,50}[:=] ?$"
)
_EVOLVING = re.compile(
    r"maladie (?:(?:tumorale|oncologique|neoplasique|metastatique|hepatique|systemique|globalement|clairement|est|reste"
    r"|toujours|a nouveau|jugee) ){0,3}(?:(?:en |d')(?P<p>progression|evolution|echappement)|progressive"
    r"|evolutive)(?![a-z])"
)
_CONTROLLED = re.compile(
    r"(?:maladie|tumeur|cancer)(?: \w+){0,2} (?:(?:bien|parfaitement|toujours|globalement) )?controlee?(?![a-z])"
    r"|(?:bon|excellent) controle (?:tumoral|de la maladie|local\b|loco-?regional|oncologique|carcinologique"
    r"|metabolique de la maladie)"
)
_SMALLER = re.compile(
    r"(?:regression|diminution|reduction|fonte|decroissance)(?: (?:[\w%-]+|de \d+ ?%)){0,3}?(?: (?:en"
    r"|de) (?:la )?(?:taille|volume|nombre|diametre|metabolisme"
    rf"|fixation))?(?: et (?:en|du|de) (?:nombre|taille|volume))?(?:,? (?:de |des |du |de la |de l'"
    rf"|d')?(?:(?:toutes|tous|l'ensemble) (?:les |des )?)?{TUMOUR})"
)
_NOT_MUCH = re.compile(
    r"\b(?:discrete|legere|minime|moderee|faible|petite|tres legere)s? $|\b(?:discrete|legere|minime|moderee|faible)"
)
_GONE = re.compile(
    r"(?:disparition (?:(?:complete|totale|quasi[ -]complete) (?:de toutes les |de l'ensemble des |des |de la |du )"
    r"|de toutes les |de l'ensemble des )|extinction metabolique (?:complete )?(?:des |de toutes les ))" + TUMOUR
)
_BUT = re.compile(r"[^.;]{0,30}\b(?:a l'exception|sauf|hormis|excepte|en dehors|mis a part)")
_SOME = re.compile(r"\b(?:certaines?|quelques|autres?|marqueurs?)\b")
_SHORT = {
    "rc": COMPLETE,
    "rp": PARTIAL,
    "sd": STABLE,
    "pd": PROGRESSIVE,
    "mp": PROGRESSIVE,
    "rpc": PARTIAL,
    "rmc": COMPLETE,
    "rcm": COMPLETE,
    "rmp": PARTIAL,
}
_SHORT_CUE = re.compile(
    r"(?:\b(?:en|recist(?: ?v?1[.,]1)?|reponse|evaluation|reevaluation|conclusion|statut|bilan|tdm|scanner|tep"
    r"|imagerie|m[0369]|"
    r"(?:a )?\d (?:cures?|cycles?|mois))(?: (?:tdm|tap|iterative|tumorale|radiologique|globale))?(?: ?[:=]| en"
    r"| ->| =>)? ?"
    r"|(?:=>|->|:|=) ?)\(?$"
)
_SHORT_AT = re.compile(r" (?:au|a la|a l'|sur le|sur la|selon|en) ?(?:scanner|tdm|irm|tep\w*|recist|imagerie|criteres)")
_PD_AT = re.compile(  # « PD en oct 2021 », « PD hépatique »
    r" (?:en |le |depuis |fin |debut |sous )?(?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec|\d\d?/\d)"
    r"| (?:ganglionn|hepat|pulmon|osseu|cereb|periton|pleur|loco)"
)
_RECEPTOR = re.compile(
    r" ?(?:[:=+(]|-(?! )|\d|pos|neg|a \d|est|sont|100|\.? ?positi|\.? ?negati|et ?her|, ?her|/ ?her|,? ?ki ?-?67)"
)
_RECEPTOR_BEFORE = re.compile(r"\b(?:re|ro|er|her-?2|hormonaux|rh|recepteurs?)\b[^.;\n]{0,25}$")
_OTHER = re.compile(
    r"\b(?:antalgique|motrice|verbale|immunitaire|serologique|virologique|symptomatique|hemodynamique"
    r"|vaccinale|pupillaire)"
)
_SEEN = re.compile(r"histologique|pathologique|metabolique|radiologique|scanographique|morphologique")
_FELT = re.compile(r"biologique|biochimique|hematologique|moleculaire|cytogenetique|clinique")
_ACCENTED = {
    "metabolique": "métabolique",
    "hematologique": "hématologique",
    "moleculaire": "moléculaire",
    "cytogenetique": "cytogénétique",
}
_UNSURE = frozenset(("biologique", "biochimique", "hématologique", "moléculaire", "cytogénétique", "clinique"))
_GONE_WORDS = ("disparition", "extinction")
_DENIED = re.compile(r"\b(?:pas|sans|absence|non|aucune?|si|en cas|apres|esper\w+|discut\w+|objectif)\b[^.;]{0,25}$")


def find(reading: Reading) -> list[Finding]:
    """The responses of a note."""
    words = reading.words
    plain = reading.plain.replace("\n", " ")
    found: list[Finding] = []
    for place, form in enumerate(words.forms):
        handler = _HANDLERS.get(form)
        if handler is None:
            continue
        start = words.starts[place]
        if found and start < found[-1].end:
            continue
        said = handler(reading, plain, start, words.ends[place])
        if said is not None:
            found.append(_finding(reading, plain, *said))
    return found


Said = tuple[int, int, str, str]  # start, end, value, method


def _response(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    match = _RESPONSE.match(plain, start)
    if match is None:
        good = _GOOD.match(plain, start) if _BETTER.search(plain, max(0, start - 16), start) else None
        return (start, good.end(), PARTIAL, _method(good[0])) if good else None
    if _OTHER.search(match[0]):
        return None
    what = match["what"]
    led = _LED.search(plain, max(0, start - 16), start)
    first = led.start() if led else start
    stop = match.end() if match["after"].strip(" ,et") else match.end("what")
    if what.startswith(("dissoci", "mixte")):
        return first, stop, "réponse dissociée", _method(match[0])
    if what.startswith("mineure"):
        return first, stop, STABLE, _method(match[0])
    if what.startswith("stable"):
        return first, stop, STABLE, _method(match[0])
    complete = what.startswith(("complete", "totale"))
    nearly = plain[start : match.start("what")] if not led else led[0] + plain[start : match.start("what")]
    if complete and re.search(r"(?:quasi|presque)[ -]", nearly + what):
        complete = False
    return first, stop, COMPLETE if complete else PARTIAL, _method(match[0])


def _method(said: str) -> str:
    """How the response was seen: on images or tissue rather than otherwise, where both are said."""
    named = _SEEN.search(said) or _FELT.search(said)
    return _ACCENTED.get(named[0], named[0]) if named else ""


def _remission(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    match = _REMISSION.match(plain, start)
    if match is None:
        return None
    if match["in"]:
        if not plain[max(0, start - 3) : start].endswith("en "):
            return None
        return start - 3, match.end(), COMPLETE, ""
    return start, match.end(), PARTIAL if match["what"] == "partielle" else COMPLETE, _method(match[0])


def _stability(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    match = _STABLE_WHAT.match(plain, start)
    if match is None or _CLINICAL.match(plain, match.end()):
        return None
    return start, match.end(), STABLE, _method(match[0])


def _stable(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    if plain[start:end].startswith("inchang") and plain[end - 1] not in "es":
        return None
    low = max(0, start - 90, reading.plain.rfind("\n\n", 0, start))
    brief = _BRIEF.search(plain, low, start) if plain[end : end + 1] in (".", ",", ";", "\n", "", " ") else None
    if brief and not re.match(r" ?(?:[a-z]|=)", plain[end : end + 2]):
        return start, end, STABLE, ""
    match = _STABLE_NOUN.search(plain, low, start)
    if match is None or re.search(r"[.;:]", plain[match.start() : start]) or _BENIGN.search(match[0]):
        return None
    return match.start(), end, STABLE, ""


def _disease(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    evolving = _EVOLVING.match(plain, start)
    if evolving:
        return start, evolving.end(), PROGRESSIVE, ""
    controlled = _CONTROLLED.match(plain, start)
    return (start, controlled.end(), STABLE, "") if controlled else None


def _control(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    for head in ("bon ", "excellent "):
        match = _CONTROLLED.match(plain, start - len(head)) if plain.endswith(head, 0, start) else None
        if match:
            return match.start(), match.end(), STABLE, ""
    return None


def _smaller(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    match = _SMALLER.match(plain, start, min(len(plain), start + 140))
    if (
        match is None
        or re.search(r"[.;:]", match[0])
        or _SOME.search(match[0])
        or _NOT_MUCH.search(plain, max(0, start - 14), match.end())
    ):
        return None
    return start, match.end(), PARTIAL, ""


def _gone(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    match = _GONE.match(plain, start)
    if match is None or _BUT.match(plain, match.end()):
        return None
    return start, match.end(), PARTIAL if "quasi" in match[0] else COMPLETE, ""


def _progression(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    """« Progression selon RECIST 1.1 », « évaluation en progression »."""
    criteria = _CRITERIA.match(plain, end)
    if criteria and "recist" in criteria[0]:
        return start, end, PROGRESSIVE, ""
    if re.search(r"\b(?:evaluation|reevaluation|recist)(?: \w+)?(?: en| :|:) $", plain[max(0, start - 40) : start]):
        return start, end, PROGRESSIVE, ""
    return None


def _short(reading: Reading, plain: str, start: int, end: int) -> Said | None:
    word = plain[start:end]
    if not reading.text[start:end].isupper():
        return None
    told = _SHORT_CUE.search(plain, max(0, start - 40), start) or _SHORT_AT.match(plain, end)
    closing = plain[start - 2 : start] in (", ", "; ") and re.match(r" ?(?:[.;\n]|$)", reading.plain[end : end + 2])
    if not told and not (word == "pd" and (closing or _PD_AT.match(plain, end))):
        return None
    if word in ("rp", "sd", "pd", "mp", "rc") and (
        _RECEPTOR.match(plain, end) or _RECEPTOR_BEFORE.search(plain, max(0, start - 40), start)
    ):
        return None
    return start, end, _SHORT[word], ""


_HANDLERS = {
    **dict.fromkeys(("reponse",), _response),
    "remission": _remission,
    **dict.fromkeys(("stabilite", "stabilisation"), _stability),
    **dict.fromkeys(("stable", "inchangee", "inchange"), _stable),
    **dict.fromkeys(("maladie", "tumeur", "cancer"), _disease),
    "controle": _control,
    **dict.fromkeys(("regression", "diminution", "reduction", "fonte", "decroissance"), _smaller),
    **dict.fromkeys(("disparition", "extinction"), _gone),
    "progression": _progression,
    **dict.fromkeys(_SHORT, _short),
}


def _finding(reading: Reading, plain: str, start: int, end: int, value: str, method: str) -> Finding:
    criteria = _CRITERIA.match(plain, end)
    if criteria:
        end = criteria.end()
    sentence = reading.sentence_at(start)
    recist = criteria is not None or (sentence and "recist" in plain[sentence.start : sentence.end])
    parts: dict[str, object] = {"partages": PARTAGES.get(value, "NonDetermine")}
    if method:
        parts["method"] = method
        if method in _UNSURE:
            parts["partages"] = "NonDetermine"
    gone = plain.startswith(_GONE_WORDS, start) and not _DENIED.search(plain, max(0, start - 40), start)
    return Finding(
        "response",
        value,
        start,
        end,
        "response.words",
        system="RECIST" if recist else None,
        status="present" if gone else None,
        parts=parts,
    )
