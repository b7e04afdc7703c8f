"""Tobacco and alcohol: never, active or stopped, how much, since when."""

import re
from collections.abc import Mapping

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

_KIN = re.compile(
    r"\b(?:mere|pere|frere|soeur|mari|epoux|epouse|conjointe?|compagn\w+|famil\w+|parents|entourage|passif"
    r"|passive)\b[^.;\n]{0,25}$"
)
_NEVER = re.compile(
    r"(?:n'?a jamais fume|n'ayant jamais fume|jamais fume(?:u(?:r|se))?|non[ -]?fumeu(?:r|se)s?|non tabagique"
    r"|(?:absence|pas|aucune?|sans|ni|0)(?: notion)? ?(?:d[e'] ?)?(?:consommation )?(?:d[e'] ?)?(?:tabac"
    r"|tabagisme|intoxication tabagique)(?! (?:actif|passif|actuel))"
    r"|(?:tabac|tabagisme|intoxication tabagique) ?(?:[:=(-]|est)? ?(?:0(?! ?[,.]\d)|non(?! (?:sevre|fum|quant"
    r"|chiff))|neant|aucune?|jamais|nul|negatif)(?![a-z0-9])"
    r"|ne fume pas|nie (?:tout |un )?taba(?:c|gisme)|n'est pas fumeu(?:r|se))"
)
_PACK_YEARS = re.compile(
    r"(?P<n>\d{1,3}(?:[.,]\d)?)(?: ?(?:a|-|/) ?(?P<m>\d{1,3}))? ?(?:p\.?a\.?(?![a-z])|p/a\b"
    r"|paquets?(?:\(s\))?[ /-]?(?:par )?(?:annees?|ans?)\b|paq\.?[ /-]?an\w*|pq[ /-]?an\w*)"
    r"|(?:paquets?[ /-]?annees?|\bpa)(?: ?[:=]| (?:est |estime )?(?:de|a)) ?(?P<k>\d{1,3})(?!/)"
)
_TOBACCO = re.compile(
    r"\b(?:anciens? |ancienne |ex[- ]?|gros(?:se)? )?(?:tabac|tabagisme|tabagiques?|fumeu(?:r|se)"
    r"|intoxication tabagique)|\bfume(?:nt|ait)?(?![a-z])|\b\d{1,3}(?:[.,]\d)? ?(?:pa\b|p/a\b"
    r"|paquets?[ /-]?annees?)|cigarettes?"
)
_STOPPED = re.compile(
    r"sevree?s?(?![a-z])|\banciens? |\bancienne |\bex[- ]?(?=fum|tab)|(?<!pas d')\barrete"
    r"|\barret(?:ee?)?(?! conseill| a envisag| souhait| recommand)"
    r"|\bstoppe|\bstop(?![a-z])|cesse\b|\binterrompu|sevrage (?:en|depuis|il y a|obtenu|definitif|complet"
    r"|tabagique (?:en|depuis|il y a))|\bancien\b|\bne fume plus|fumait"
)
_ACTIVE = re.compile(
    r"\bacti(?:f|ve)|\bfumeu(?:r|se)|\bfume(?:nt)?(?![a-z])|poursuivi|persistant|en cours|actuel|non sevre"
    r"|\d ?(?:cig\w*|paquets?|pqts?) ?(?:/|par) ?j"
    r"|sevrage (?:conseill|propos|en cours|a |souhait)|toujours"
)
_NOT_STOPPED = re.compile(
    r"\bnon (?:encore )?sevree?|\bpas (?:encore )?(?:sevree?|arrete)|ne souhaite pas"
    r"|arret conseill|jamais arrete"
)
_END = re.compile(
    r"[.;\n](?!\d)|,(?! ?(?:(?:a )?\d|sevr|arret|stop|acti|soit|environ|estim|evalu|poursui|non sevr|cess"
    r"|interr|jusqu|depuis|ex|avec une? (?:consom|intox)|ancien|pas (?:encore )?sevr|paquet|quantif|chiff))"
    r"|\b(?:alcool|ethyl\w*|oh\b|allergi\w*|cannabis|hta\b|profession|antecedent|et (?:alcool|ethyl|consomm)"
    r"|exogenose|vit |mari)"
)
_SPLIT = re.compile(r"(?<=\d) (?:pa\b|paquets?)")
_YEAR = re.compile(
    r"(?:depuis|en|des|arret|sevre|stop|jusqu'en)[ :(]*(?:l'annee |fin |debut |(?:janvier"
    r"|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) )?(?P<year>(?:19|20)\d\d)"
)
_YEARS_AGO = re.compile(r"(?:il y a|depuis)(?: environ| plus de)? (?P<n>\d{1,2}) ?ans?")

_ALCOHOL = re.compile(
    r"\b(?:alcool(?!at|emie|ique aig)\w*|ethyli\w*|exogenose|ethanol\w*"
    r"|oh(?= ?[:=+-]| \d| (?:occasion|sevr|festi|social|modere|chron|actif|nul|non))"
    r"|boit|buveu(?:r|se)|boissons? alcool\w*|verres?(?= (?:de vin|d'alcool|par|/)))"
)
_NOT_ALCOHOL = re.compile(
    r"\b(?:cirrhose|hepatite|steato\w*|pancreatite|solution|compresse|desinf\w*"
    r"|polyneuropathie|neuropathie|gel hydro|hepatopathie|antiseptique|lavage|cardiomyopathie|origine|foie) (?:\w+ )?$"
)
_LITTLE = re.compile(
    r"(?:\b(?:pas|absence|aucune?|sans"
    r"|ni)(?: notion)? ?(?:d[e'] ?)?(?:consommation )?(?:excessive )?(?:d[e'] ?)?(?:alcool|ethylisme"
    r"|intoxication (?:alcoolique|ethylique|alcoolo-tabagique)|exogenose|oh\b)"
    r"|(?:alcool|oh|ethylisme|exogenose) ?(?:[:=-])? ?(?:0|non(?! sevr)|neant|aucune?|jamais|nul"
    r"|occasionnel\w*|festi\w*|social\w*|rare\w*|modere\w*|negatif|mondain\w*)"
    r"|consommation (?:d'alcool )?(?:tres )?(?:occasionnelle|moderee|faible|festive|raisonnable|sociale"
    r"|mondaine|rare|nulle|non excessive)"
    r"|alcool (?:tres )?(?:occasionnel\w*|modere\w*|festif|social|rare\w*)|ne boit pas|alcool non"
    r"|buveu(?:r|se) (?:occasionnel\w*|moderee?|social))"
)
_MUCH = re.compile(
    r"ethylisme(?: chronique| actif| non sevre| important| massif)?|alcoolisme(?: chronique)?"
    r"|alcoolo-?(?:tabagi\w*|dependan\w*)|intoxication (?:alcoolique|ethylique|alcoolo-tabagique)"
    r"|alcool (?:excessi\w*|chronique|\+\+)|consommation (?:d'alcool )?(?:excessive|importante|a risque"
    r"|chronique|quotidienne excessive)|exogenose(?: chronique)?|ethylique chronique|alcoolique chronique"
)
_GLASSES = re.compile(
    r"(?P<n>\d{1,2})(?: ?(?:a|-|/) ?(?P<m>\d{1,2}))? ?verres?(?: d'alcool| de vin"
    r"| standards?)? ?(?:/|par) ?(?P<per>j|s)"
)
_GRAMS = re.compile(r"(?P<n>\d{2,3}) ?g(?:rammes?)?(?: d'alcool| d'ethanol)? ?(?:/|par) ?j(?:our)?")
_SEVERED = re.compile(r"sevree?|arrete|stoppe|ancien|sevrage (?:en|depuis|il y a|obtenu)|abstinen\w+")


def find(reading: Reading) -> list[Finding]:
    """The habits of a note."""
    plain = reading.plain.replace("\n", " ")
    smoked = any(word in plain for word in ("taba", "fum", "paquet", "cigaret", " pa", "p/a"))
    drunk = any(word in plain for word in ("alcool", "ethyl", "exogenose", "ethanol", "oh", "boi", "buv", "verre"))
    return [*(_tobacco(reading, plain) if smoked else ()), *(_alcohol(reading, plain) if drunk else ())]


def _tobacco(reading: Reading, plain: str) -> list[Finding]:
    found: list[Finding] = []
    for trigger in _TOBACCO.finditer(plain):
        start, end = trigger.span()
        if found and start < found[-1].end:
            continue
        if _KIN.search(reading.plain, max(0, start - 45), start) or plain.startswith((" passif", " passive"), end):
            continue
        never = _never(plain, start)
        if never:
            found.append(
                Finding("tobacco", "jamais", *never, "tobacco.never", status="absent", parts={"status": "jamais"})
            )
            continue
        stop = _stop(reading, plain, end, 90)
        one = _smoker(reading, plain, start, stop)
        if one is not None and not (found and one.start < found[-1].end):
            found.append(one)
    return found


def _never(plain: str, start: int) -> tuple[int, int] | None:
    for match in _NEVER.finditer(plain, max(0, start - 34), min(len(plain), start + 40)):
        if match.start() <= start + 10 and match.end() > start:
            return match.span()
    return None


def _stop(reading: Reading, plain: str, end: int, reach: int) -> int:
    """Where what is said of a habit ends."""
    sentence = reading.sentence_at(end - 1)
    if sentence and plain[sentence.end - 1] == ":":  # « Tabac : » is a heading
        sentence = reading.sentence_at(sentence.end + 1) or sentence
    limit = min(end + reach, max(end, sentence.end) if sentence else end + reach)
    if _SPLIT.match(plain, limit):  # « 20⏎PA »
        limit += 14
    line = plain[end:limit]
    cut = _END.search(line)
    return end + (cut.start() if cut else len(line))


def _smoker(reading: Reading, plain: str, start: int, stop: int) -> Finding | None:
    low = start
    led = re.search(
        r"\b(?:patiente?|sevree? d'un|anciens?|ancienne|ex|arret (?:du|d'un)|sevrage (?:du"
        r"|d'un)) $",
        plain[max(0, start - 16) : start],
    )
    if led and not led[0].startswith("patient"):
        low = start - len(led[0])
    said = plain[low:stop]
    amount = _PACK_YEARS.search(said)
    if plain[start].isdigit() and not amount:
        return None
    if (
        plain[start].isdigit()
        and plain[start : start + 12].rstrip().endswith("pa")
        and not re.search(r"fum|tabac|tabag|sevr", plain[max(0, start - 60) : stop + 20])
    ):
        return None  # « 12 PA » with no word of tobacco
    stopped = _STOPPED.search(said) if not _NOT_STOPPED.search(said) else None
    active = _ACTIVE.search(said)
    if amount is None and stopped is None and active is None:
        return None
    status = "sevré" if stopped else ("actif" if active else "")
    parts: dict[str, object] = {"status": status} if status else {}
    value = status
    ends = [match.end() for match in (stopped, active if not stopped else None) if match]
    if amount:
        number = (amount["m"] or amount["n"] or amount["k"]).replace(",", ".")
        years = float(number)
        if not 0 < years <= 200:
            return None
        parts["pack_years"] = years
        value = f"{status} {years:g} PA".replace(".", ",").strip()
        ends.append(amount.end())
        if said[amount.end() : amount.end() + 1] == ")" and "(" in said[: amount.end()]:
            ends.append(amount.end() + 1)
    year = _stop_year(reading, said) if stopped else None
    if year:
        parts["stop_year"] = year[0]
        ends.append(year[1])
    word = re.match(r"[a-z'-]+(?: (?:fumeu\w+|tabag\w+))?", said)
    end = low + max([*ends, word.end() if word else 0])
    state = {"sevré": "history", "actif": "present"}.get(status)
    return Finding("tobacco", value, low, end, "tobacco.words", status=state, parts=parts)  # type: ignore[arg-type]


def _stop_year(reading: Reading, said: str) -> tuple[int, int] | None:
    year = _YEAR.search(said)
    if year:
        return int(year["year"]), year.end()
    ago = _YEARS_AGO.search(said)
    if ago and reading.note.note_date:
        return reading.note.note_date.year - int(ago["n"]), ago.end()
    return None


def _alcohol(reading: Reading, plain: str) -> list[Finding]:
    found: list[Finding] = []
    for trigger in _ALCOHOL.finditer(plain):
        start, end = trigger.span()
        if found and start < found[-1].end:
            continue
        aside = _NOT_ALCOHOL.search(plain, max(0, start - 36), start) and not plain.startswith(" sevr", end)
        if aside or _KIN.search(reading.plain, max(0, start - 45), start):
            continue
        one = _drinker(reading, plain, start, end)
        if one is not None:
            found.append(one)
    return found


def _drinker(reading: Reading, plain: str, start: int, end: int) -> Finding | None:
    low = max(0, start - 34)
    for match in _LITTLE.finditer(plain, low, min(len(plain), end + 40)):
        if match.start() <= start and match.end() > start:
            stop = match.end()
            tail = re.match(r" (?:excessi\w+|notable|significative)", plain[stop : stop + 16])
            return _habit("non excessif", match.start(), stop + (tail.end() if tail else 0), "absent")
    stop = _stop(reading, plain, end, 60)
    begun = re.search(r"consommation (?:\w+ )?d'$", plain[low:start])
    first = low + begun.start() if begun else start
    said = plain[start:stop]
    severed = _SEVERED.search(said)
    if severed and "non sevr" not in said:
        return _habit("sevré", first, start + severed.end(), "history")
    glasses = _GLASSES.search(plain, max(low, start - 12), stop)
    if glasses:
        number = int(glasses["m"] or glasses["n"])
        much = number > (2 if glasses["per"] == "j" else 10)
        last = glasses.end() + (3 if plain.startswith("our", glasses.end()) else 0)
        parts = {"glasses": number, "per": "jour" if glasses["per"] == "j" else "semaine"}
        value, state = ("excessif", "present") if much else ("non excessif", "absent")
        return _habit(value, min(first, glasses.start()), last, state, parts)
    grams = _GRAMS.search(plain, max(low, start - 12), max(stop, end + 12))
    if grams and not plain.endswith("moins de ", 0, grams.start()):
        much = int(grams["n"]) > 20
        value, state = ("excessif", "present") if much else ("non excessif", "absent")
        return _habit(value, min(first, grams.start()), grams.end(), state, {"grams_per_day": int(grams["n"])})
    much_said = _MUCH.match(plain, first) or _MUCH.match(plain, start)
    return _habit("excessif", much_said.start(), much_said.end(), "present") if much_said else None


def _habit(value: str, start: int, end: int, status: str | None, parts: Mapping[str, object] | None = None) -> Finding:
    kept = {"status": value, **(parts or {})}
    return Finding("alcohol", value, start, end, "alcohol.words", status=status, parts=kept)  # type: ignore[arg-type]
