"""Dates of a note, classed: the patient's birth, what dates her care (both hidden), what dates a law or a trial (kept).

A date is hidden in doubt: any shape, any year, spaced or broken digits, months in words or cut. Measures, scores,
durations and hours alone are not dates.
"""

import re
from collections.abc import Iterator

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.birth_dates import is_birth, with_births
from carnet.tools.pseudonymisation.rules.date_words import DAY, DAY_WORDS, MONTH_WORDS, PERIOD, WEEKDAY, YEAR_WORDS
from carnet.tools.pseudonymisation.rules.surroundings import digit_runs, line_start

# digits as scanners read them (o for 0)
_D = r"(?:[0o]?[1-9]|[12][\do]|3[01o])"
_M = r"(?:[0o][1-9]|1[0-2o]|[1-9])"
_Y4 = r"(?:1[89]|2[0o])[\do]{2}"
_Y2 = r"[\do]{2}"
_SEP = r"\s{0,2}[./|\\x-]\s{0,2}"
_NUMERIC = re.compile(
    rf"(?<!\d)(?<!\d[.,/-])(?:"
    rf"(?P<full>[\do]{{1,2}}{_SEP}[\do]{{1,2}}(?:{_SEP}|\s){_Y4}(?!\d)"
    rf"|{_D}\s?[./|-]\s?{_M}\s?[./|-]\s?{_Y2}(?!\d|\s?[,./-]\s?\d|\s?(?:mg|cp|ml|mmhg|%))"
    rf"|{_D}[ \n]{{1,2}}{_M}[ \n]{{1,2}}{_Y4}(?!\d))"
    rf"|(?P<iso>{_Y4}\s?[./-]\s?{_M}\s?[./-]\s?{_D}(?!\d))"
    rf"|(?P<solid>(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]"
    rf"|[12]\d|3[01]))(?!\w))"
    rf"|(?P<spaced>\d(?: \d){{6,7}}(?!\d| \d(?!\d)))"
    rf"|(?P<month>(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d(?![\d%]|[.,/]\d))"
    rf"|(?P<day>{_D}\s{{0,2}}[./|]\s{{0,2}}{_M}(?!\d|\s?[,./-]\s?\d))"
    rf")"
)
_WORDED = re.compile(rf"(?<![a-z])(?:{MONTH_WORDS})(?![a-z])")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\w%]|[.,]\d)")
_NO_YEAR_AFTER = re.compile(r"[\w,=<>+]$|\d\.$|(?<!\d\d\d)\d[/-]$|[a-z][/-]$")
_BEFORE_MONTH = re.compile(
    rf"(?:(?:{WEEKDAY})\.?,?\s+)?(?:(?P<days>(?:{DAY}\s{{0,2}}(?:,|au|et|ou|a|(?<!\s)-|/"
    rf"|puis)\s{{0,2}}(?:le\s)?){{0,4}}{DAY})\.?[\s./_-]{{0,3}}"
    rf"|(?P<words>(?:{DAY_WORDS})\s+)|(?P<period>(?:{PERIOD})[\s-]+(?:de\s+|d'|du mois de\s+)?))$"
)
_AFTER_MONTH = re.compile(
    rf"[\s.,/_-]{{0,3}}(?:de l'annee\s+)?(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s?,\s?)?(?P<y4>{_Y4})(?!\d)"
    rf"|(?P<words>{YEAR_WORDS})(?![a-z])"
    r"|(?P<y2>'?\d\d)(?!\d|[.,]\d|\s?(?:h|:|/|mg\b|g\b|ans\b|j\b|%|cp\b|mois|kg|jours|patients|cas\b|semaines)))"
)
_YEAR_WRITTEN = re.compile(rf"(?<![a-z])(?:{YEAR_WORDS})(?![a-z])")
_MONTH_CUE = re.compile(
    r"\b(?:en|debut|fin|mi|courant|depuis|mois de|mois d'|jusqu'en|jusqu'a|des|pour|avant|apres|de|vers|entre|et|a"
    r"|au|au mois"
    r"|prochain|dernier|ce|le|puis|rdv|prevue?)[\s:-]{0,3}$"
)
_NUMBER_BEFORE = re.compile(r"(?<![a-z\d/.-])\d{1,3} $")
_SHORT_YEAR = re.compile(
    r"\b(?:en|depuis|vers|fin|debut)\s(?P<year>'?(?:0\d|[5-9]\d))(?=\s?(?:[.;)\n]|,(?!\d)|$|\(|pour\b|puis\b"
    r"|avec\b|par\b|sur\b|au\b|a\b))"
)
_BADLY_READ = re.compile(  # l and i read for 1
    r"(?<![\w/.])(?:[\doil]{1,2}\s?[/.]\s?[\doil]{1,2}\s?[/.]\s?(?:[1li]9|2[o0])?[\doil]{2}|(?:[li]9|2[o0])[\doil]{2})(?![\w/]|\.\w)"
)
_MIXED = re.compile(r"\d[oil][\d/.]|[/.][oil]|[oil]\d[/.\d]")
_HOUR_AFTER = re.compile(r"\s{1,2}(?:a\s|vers\s)?(?:[01]?\d|2[0-3])\s?(?:h|:\d\d)")
_JOINED = re.compile(r"[\w/.,-]")
_ROMAN_HINT = re.compile(r"[./-]\s?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})\s?[./-]")
_ROMAN = re.compile(
    r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})\s?[./-]\s?"
    r"(?:(?:19|20)\d\d|\d\d)(?![\w%])"
)
_WEEKDAY = re.compile(rf"\b(?:{WEEKDAY})\.?\s{{1,2}}(?:le\s)?(?P<d>{DAY})(?![\w/]|[.,]\d)")
_DAY_BEFORE = re.compile(r"(?<![a-z])(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s{1,2}(?:le\s)?$")
_DAY_ALONE = re.compile(
    rf"\b(?:le|du|au|jusqu'au|depuis le|les|des le)\s(?P<d>0?[1-9]|[12]\d|3[01]|1er)(?P<more>\s(?:au|et"
    rf"|ou)\s(?:le\s)?{DAY})?"
    r"(?=\s?(?:[,;:)](?!\d)|\.(?!\d)|$|\n)|\s(?:au|et)\s(?:le\s)?\d{1,2}\s?[./-]\s?\d|\s(?:svp|par|chez"
    r"|au (?:matin|soir)|a \d{1,2}\s?h|matin\b|soir\b|prochain|dernier|courant|dans l))"
)
_ALONE_SAID = re.compile(
    r"(?:appel\w*|numero|composer|grade|stade|type|score|chromosome|exon|facteur|tube|lit|chambre|bloc|poste|box"
    r"|art\w*)\s+(?:le|du|au)\s*$"
)
_EXPLAINED = re.compile(  # what a day/month would be if it were no date
    r"(?:oeil \w+|\bta|tension\w*|\bpa|\bpas|eva|\ben|score\w*|grade|gleason|acuite\w*|cotee?s?|\bnote\w*"
    r"|intensite|douleur\w*|glasgow|mms\w*|apgar|moca"
    r"|paires?|\bod|\bog|\bodg|vision|rythme|nerfs?|ecog|\bps|\boms|indice|ganglions?|\bn|vgm|ratio|parinaud"
    r"|p)\s{0,2}(?:a|:|=|de|est a|mesuree? a)?\s{0,2}$"
)
_FRACTION_OF = re.compile(
    r"\s{0,2}(?:inf|sup|moy|dist|prox|ext|int|post|ant|cp|comp|amp|mmhg|mg|ml|ganglion|de (?:la|l')|du |des |d'"
    r"|semaines|mois|ans\b|cm|mm|a (?:gauche|droite)|en o[dg]|o[dg]\b|gel|sachet|dose|%|chez|cas|patient"
    r"|paires|positif|bilat|heures|h\b|j\b|jours|adenop|lymph|n\+|champs|lobe|carottes|prelev|biops)"
)
_DATE_CUE = re.compile(
    r"(?:\b(?:le|du|au|depuis|des|jusqu'au|et|puis|c\s?\d{1,2}|[jsd]\d{1,3}|rdv|date|cure \d{1,2}|cycle \d{1,2}"
    r"|phase \d{1,2}|lundi|mardi|mercredi"
    r"|jeudi|vendredi|samedi|dimanche|ce|hier|prevue?|faite?|recue?|reprise|vue?|controle|bilan|cs|consult\w*|tdm"
    r"|irm|scanner|tep|pet)"
    r"|^|\n)\s{0,2}(?:injecte le|le|:|du|-|\()?\s{0,3}$"
)
_EXAMINED = re.compile(
    r"(?<![a-z])(?:hdj|seance|prochaine?|irm|tdm|scanner|tep|tep-tdm|pet|pet-scan|echo\w*|radio|mammo\w*|scinti\w*|ecg|rx|cs|consult\w*"
    r"|rdv|rcp)\s(?:[a-z\d-]{2,15}\s){0,2}$"
)
_MONTH_YEAR = re.compile(r"(?:0[1-9]|1[0-2])/\d\d(?![\d/-]|[.,]\d)")
_LAW = re.compile(
    r"\b(?:lois?|decrets?|arretes? (?:ministeriel |royal |prefectoral |interministeriel )?(?=du|n)|circulaires?"
    r"|ordonnances? n|directives? \d|reglements?"
    r"|directives? europeenne|journal officiel|instruction (?:dgos|dgs|ministerielle)|rgpd|deliberation)[^\n;]{0,30}$"
)
_PUBLISHED = re.compile(
    r"\b(?:lois?|decrets?|arretes?|circulaires?|oms|who|tnm|p?tnm uicc|uicc|ajcc|ctcae|recist|irecist|esmo|figo"
    r"|asco|nccn|nci|has|inca|ansm|eau|afu|eortc|easl|eln"
    r"|classifications?|recommandations?|referentiels?|guidelines?|consensus|congres|publi\w+|et al|al|edition"
    r"|version|med\.?|lancet|nejm|jco|bethesda|cim|icd"
    r"|criteres?|revision|revisee?s?|rcp nationale|conference|thesaurus|directive|rgpd|ishlt|esge|snfge|sfed|ffcd"
    r"|unicancer|afsos|splf|ats|esc|aha|gold|gina|icc"
    r"|isup|tncd|kdigo|acr|eular|sfar|spilf|enets)\b[\s,(:'-]{0,3}(?:[a-z']{1,12}[\s,(-]{1,2}){0,2}$"
    r"|\bet al\b[^\n]{0,50}$"
)
_DONE = re.compile(r"(?<!publiees )(?<!publie )(?<![a-z])(?:en|depuis|debut|fin|courant)\s{1,2}$")
_TRIAL = re.compile(
    r"\b(?:etudes?|essais?|cohorte|protocole|registre|campagne"
    r"|vaccin\w*)\s[\w./'-]{2,20}[\s,]{0,2}\(?(?:[a-z]{2,20},?\s)?$"
)
_MEASURE = re.compile(
    r"\s{0,2}(?:mg|g\b|ml|ui\b|kcal|/|%|cc\b|mui|unite|m\b|mm|cm|metres|euros|€|x\b|\*|patients|cas\b|copies|cell"
    r"|leuco|elements|µ|u\b|u/|ng|pg|l\b|ans\b"
    r"|jours|heures|rad|gy|mes|calories|k\b|neutro|plaq|lympho|participants|malades|femmes|hommes|sujets|personnes)"
)
_MEASURED = re.compile(
    r"(?:[=<>≥≤~±]|\b(?:dose|posologie|taux|dosage|plaquettes|leucocytes|gb|pnn|ferritine|cpk|ldh|psa|bnp"
    r"|nt-probnp|ace|afp|lymphocytes|neutrophiles"
    r"|article|poids|pesant|volume|de l'ordre de|environ|plus de|moins de|jusqu'a|superieure? a|inferieure? a|crp"
    r"|gamma-?gt|asat|alat|pal"
    r"|vitamine b12|b12|ca ?\d+-?\d*|numero|n°)\b)[\s:a(]{0,4}(?:a|de|est a)?\s?$"
)


def find(page: Page) -> list[Found]:
    """The dates of the page, each with its class."""
    plain = page.plain
    found: list[Found] = []
    if any(map(plain.__contains__, "0123456789")):
        found += _numeric(page)
        found += _years(page)
        found += _badly_read(page)
        found += _days(page)
    found += _worded(page)
    if "mil" in plain:
        found += (_found(page, m.start(), m.end(), "worded", 0.8) for m in _YEAR_WRITTEN.finditer(plain))
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            kept[-1] = kept[-1].moved(end=one.end)
    for place, one in enumerate(kept):
        if one.producer == "rule:date_numeric" and (
            day := _DAY_BEFORE.search(plain[max(0, one.start - 16) : one.start])
        ):
            kept[place] = one.moved(start=one.start - len(day.group()))
    return with_births(page, kept)


def _found(page: Page, start: int, end: int, rule: str, score: float) -> Found:
    """A date with its class, by what is written around it."""
    plain = page.plain
    before = plain[max(0, start - 70) : start]
    producer = "rule:date_" + rule
    if is_birth(plain, start, end, full=rule in ("numeric", "worded")):
        return Found(start, end, "PATIENT_BIRTHDATE", producer, "Patient", "", min(1.0, score + 0.05))
    if _may_be_published(plain, start, rule) and (
        _PUBLISHED.search(before) or (rule == "year" and _TRIAL.search(before))
    ):
        return Found(start, end, "UNIDENTIFYING_DATE", producer, "", "", score)
    if _LAW.search(plain[max(line_start(plain, start), start - 60) : start]):
        return Found(start, end, "UNIDENTIFYING_DATE", producer, "", "", score)
    return Found(start, end, "IDENTIFYING_DATE", producer, "", "", score)


def _may_be_published(plain: str, start: int, rule: str) -> bool:
    """Whether a date can be that of a guideline or a classification: a year, or a month; a day is somebody's. « TNM en
    2019 » says when something was done."""
    if rule == "year" or rule == "month" or (rule == "worded" and not plain[start].isdigit()):
        return not _DONE.search(plain[max(0, start - 12) : start])
    return False


def _numeric(page: Page) -> Iterator[Found]:
    plain = page.plain
    last = -100
    for m in _matches(plain):
        start, end, shape = m.start(), m.end(), m.lastgroup
        if shape == "full":
            if start and plain[start - 1].isalpha() and plain[start] == "o":
                continue
            if "x" in m.group() and not re.fullmatch(r"\d\d\s?x\s?\d{4}|\d\dx\d\dx\d{4}", m.group()):
                continue
            if plain[end : end + 2] in ("mg", "ml"):
                continue
            score = 0.95
        elif shape in ("iso", "solid"):
            if start and (plain[start - 1].isalpha() or plain[start - 1] in "_+"):
                continue
            score = 0.9 if shape == "iso" else 0.75
        elif shape == "spaced":
            digits = m.group().replace(" ", "")
            if not (
                _is_day(digits[:2])
                and 1 <= int(digits[2:4]) <= 12
                or digits[-4:-2] in ("19", "20")
                or digits[:2] in ("19", "20")
            ) and (len(digits) != 7 or _counting(digits)):
                continue
            score = 0.85
        elif shape == "month":
            score = 0.85
        else:
            if not _is_day_month(plain, m, start - last < 60):
                continue
            score = 0.6
        last = end
        yield _found(page, start, end, "numeric" if shape not in ("month",) else "month", score)


def _badly_read(page: Page) -> Iterator[Found]:
    """Dates with letters that a scanner read for digits."""
    plain = page.plain
    for m in _BADLY_READ.finditer(plain) if _MIXED.search(plain) else ():
        digits = sum(map(str.isdigit, m.group()))
        if digits == len(re.sub(r"[\s/.]", "", m.group())) or digits < 2:
            continue
        if len(m.group()) == 4 and not re.search(
            r"\b(?:en|de|du|depuis|vers|fin|debut|le)\s$", plain[: m.start()][-8:]
        ):
            continue
        yield _found(page, *m.span(), "numeric", 0.7)


def _matches(plain: str) -> Iterator["re.Match[str]"]:
    """What reads as a numeric date, looked for only where digits and separators follow each other."""
    for start, end, digits in digit_runs(plain):
        if digits > 1 and end - start > 2:
            position = start
            while (
                position < end
                and (m := _NUMERIC.search(plain, position, min(len(plain), end + 12)))
                and m.start() < end
            ):
                yield m
                position = m.end()


def _is_day(digits: str) -> bool:
    return 1 <= int(digits) <= 31


def _counting(digits: str) -> bool:
    return all(int(b) - int(a) in (0, 1) for a, b in zip(digits, digits[1:], strict=False))


def _is_day_month(plain: str, m: "re.Match[str]", near: bool) -> bool:
    """Whether « 12/03 » is the 12th of March: said so, padded, or among dates; never a score, a fraction, a tension."""
    start, end = m.start(), m.end()
    written = m.group()
    if start and (plain[start - 1].isalnum() or plain[start - 1] in "+-") or "o" in written:
        return False
    before = plain[max(0, start - 30) : start]
    said = bool(_DATE_CUE.search(before)) or bool(_EXAMINED.search(before))
    if said and re.fullmatch(r"(?:[012]\d|3[01])/(?:0\d|1[0-2])", written) and not _MEASURE.match(plain, end):
        return bool(before.strip()) and not _EXPLAINED.search(before)
    if _HOUR_AFTER.match(plain, end) and not _EXPLAINED.search(before) and "." not in written:
        return True
    if _EXPLAINED.search(before) or _FRACTION_OF.match(plain, end):
        return False
    day, month = (part.strip() for part in re.split(r"[./|]", written, maxsplit=1))
    if "." in written:
        return (
            (said or near)
            and len(month) == 2
            and len(day) == 2
            and not re.match(r"\s?[%a-zµ°]{1,3}(?:/|\b)", plain[end : end + 5])
        )
    if said and "\n" not in before[-3:] and before.strip():
        return True
    padded = len(month) == 2 and len(day) == 2
    if month == "10" and int(day) <= 10 or day == month or (month == "12" and len(day) < 2):
        return False
    return padded or (near and (len(month) == 2 or int(day) > 12))


def _worded(page: Page) -> Iterator[Found]:
    text, plain = page.text, page.plain
    for m in _WORDED.finditer(plain):
        start, end = m.span()
        head = plain[max(0, start - 60) : start]
        before = _BEFORE_MONTH.search(head) if head else None
        after = _AFTER_MONTH.match(plain, end)
        month = m.group()
        short = len(month) < 4 or month == "mars"
        dayed = before is not None and before["period"] is None
        if (
            after
            and after["y2"]
            and not dayed
            and not re.match(r"\s*(?:[.,;:)/]|$|\n)", plain[after.end() : after.end() + 3])
        ):
            after = None if "'" not in (after["y2"] or "") else after
        if before is None and after is None:
            cued = bool(_MONTH_CUE.search(plain[max(0, start - 16) : start]))
            follows = bool(
                re.match(
                    r"\s{0,2}(?:a|-|et|/|au|ou)\s{0,2}(?:janv|fev|mars|avr|mai|juin|juil|aou|sept|oct|nov|dec)",
                    plain[end : end + 12],
                )
            )
            if short and not ((cued and month in ("mars", "mai", "jan", "fev")) or follows):
                continue
            if plain[end : end + 1] == "-" or (start and plain[start - 1] in "-'" and plain[start - 2 : start] != "d'"):
                continue
            yield _found(page, start, end, "worded", 0.7)
            continue
        first, final = start, after.end() if after else end
        if before is None and text[start:end] in ("SEP", "OCT", "MAR", "DEC", "MAI"):
            continue  # a disease, an imaging: the year alone is found elsewhere
        if before is not None:
            base = start - len(head)
            if before["days"]:
                numbers = list(re.finditer(DAY, before["days"]))
                for number in numbers[:-1]:
                    at = base + before.start("days") + number.start()
                    yield _found(page, at, at + len(number.group()), "worded", 0.85)
                first = base + before.start("days") + numbers[-1].start()
                if len(numbers) == 1:
                    first = base + before.start()
            else:
                first = base + before.start()
        yield _found(page, first, final, "worded", 0.95)


def _years(page: Page) -> Iterator[Found]:
    plain = page.plain
    for m in _YEAR.finditer(plain):
        start, end = m.span()
        before = plain[max(0, start - 26) : start]
        if _NO_YEAR_AFTER.search(before[-6:]) and not before.endswith((" en", "\nen", "depuis")):
            continue
        if _MEASURE.match(plain, end) or _MEASURED.search(before) or _NUMBER_BEFORE.search(before):
            continue
        if m.group() == "2000" and not re.search(
            r"\b(?:en|depuis|annees?|vers|fin|debut|des|ans?|entre|et)\s+(?:l'an )?$|[(:]\s?$", before
        ):
            continue
        period = re.search(rf"\b(?:{PERIOD})[\s-]+(?:de\s+|d')?$", before)
        yield _found(page, start - len(period.group()) if period else start, end, "year", 0.65)


def _days(page: Page) -> Iterator[Found]:
    plain = page.plain
    for m in _SHORT_YEAR.finditer(plain):
        yield _found(page, *m.span("year"), "year", 0.5)
    for m in _MONTH_YEAR.finditer(plain) if "/" in plain else ():
        start, end = m.span()
        bracketed = plain[start - 1 : start] == "(" and plain[end : end + 1] == ")"
        later = int(plain[end - 2 : end])
        if not bracketed and (
            plain[start] == "1" or later < 13 or 31 < later < 40 or _JOINED.search(plain[:start][-1:])
        ):
            continue
        if not _EXPLAINED.search(plain[max(0, start - 30) : start]) and not _FRACTION_OF.match(plain, end):
            yield _found(page, start, end, "month", 0.5)
    for m in _ROMAN.finditer(plain) if _ROMAN_HINT.search(plain) else ():
        if not re.search(
            r"(?:stade|grade|type|classe|nerf|paire|facteur)\b.{0,20}$", plain[max(0, m.start() - 26) : m.start()]
        ):
            yield _found(page, *m.span(), "numeric", 0.7)
    for m in _WEEKDAY.finditer(plain):
        if not _MEASURE.match(plain, m.end()):
            yield _found(page, m.start(), m.end(), "day", 0.8)
    for m in _DAY_ALONE.finditer(plain):
        if not _ALONE_SAID.search(plain[max(0, m.start() - 16) : m.start("d")]):
            yield _found(page, m.start("d"), m.end("more") if m["more"] else m.end("d"), "day", 0.55)
