"""Tumours from what structuring read (site, histology, metastases), joined with what the lexicon names there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import undotted
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding import mentions_tumours_nodes
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.coding.mentions_status import comes_back
from carnet.tools.structuring.facts import Fact, Status

_OVER = re.compile(
    r"\b(?:en remission|remission complete|gueri(?!son vir)\w*|sans recidive|pas de recidive|indemne de recidive|"
    r"absence de recidive|considere\w* comme gueri)\b"
)
_TREATED = re.compile(
    r"\b(?:opere|traite|irradie|reseque)\w*(?: (?:par|avec) [^.;]{0,40})? en (?:\w+ )?((?:19|20)\d\d)\b"
)
_DATED = re.compile(r"\b\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?((?:19|20)\d\d)\b")
_ACTIVE = re.compile(
    r"\b(?:en cours|metasta\w+|mts|progress\w+|evoluti\w+|recidiv\w+|rechute\w*|c ?\d+ ?j ?\d+|cycle|cure|seance|"
    r"en attente|actuellement|poursui\w+|debut\w+|nouvelle? localisation|sous (?:chimio|hormono|immuno)\w*|"
    r"sous \w+(?:mab|nib|tamide|zole|xifene)|partielle|decouverte|bilan d'extension)\b"
)
_CURED = re.compile(r"[^.;\n]{0,50}\b(?:gueri(?!son vir)\w*|en remission|remission complete)\b")
_WITHOUT = re.compile(r"\b(?:sans|pas de|absence de|indemne de|ni) (?:recidiv|rechut|progress|metasta|evoluti)\w*")
_EXPLICIT = 0.95  # the score of a tumour whose site is said, not only meant by its name
_TUMOUR = re.compile(r"(?:cancer|carcinome|adénocarcinome|néoplasie|tumeur|métastase|maladie métastatique)")
_DATE = re.compile(r"\b\d{1,2}[/.]\d|\b(?:19|20)\d\d$")
_WHOLE = 90  # characters within which a site and the name of its tumour are one mention
_BLOOD = re.compile(r"C(?:8[1-8]|9[0-6])")


@cache
def _histories() -> tuple[tuple[str, str], ...]:
    table = parse_lists((Path(__file__).parent / "mentions_tumours.yaml").read_text(encoding="utf-8"))["history"]
    return tuple(
        sorted(((start, code) for code, starts in table.items() for start in starts), key=lambda one: -len(one[0]))
    )


def history_of(code: str) -> str | None:
    """The Z85 code of a past cancer by its code; none for another disease."""
    return next((past for start, past in _histories() if code.startswith(start)), None)


def join(reading: Reading, nomenclature: Nomenclature, facts: Sequence[Fact], drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts with the tumours of the facts: one draft a tumour mentioned, with the more precise of two codes."""
    tumours = [made for fact in facts if (made := _draft(reading, nomenclature, fact)) is not None]
    joined: list[Draft] = []
    for one in drafts:
        if not _of_a_tumour(one):
            joined.append(one)
            continue
        same = [place for place, other in enumerate(tumours) if other.start < one.end and one.start < other.end]
        if not same:
            joined.append(replace(one, past=one.past or history_of(one.code or "")))
            continue
        for place in same[:1]:
            tumours[place] = _joined(tumours[place], one)
        if len(same) > 1 and one.code and not any(tumours[place].code == one.code for place in same):
            continue
    _name_the_site(reading, nomenclature, facts, joined)
    settled = [_settled(reading, one, tumours) if _of_a_tumour(one) else one for one in [*joined, *tumours]]
    named = [one for one in settled if not _said_better(one, settled)]
    return [*named, *mentions_tumours_nodes.find(reading, facts, named, nomenclature)]


def _name_the_site(reading: Reading, nomenclature: Nomenclature, facts: Sequence[Fact], drafts: list[Draft]) -> None:
    """« Mastectomie gauche pour cancer »: the cancer is of the only organ that its sentence names."""
    for place, one in enumerate(drafts):
        sentence = reading.sentence_at(one.start) if _vague(one) and one.entry else None
        if sentence is None:
            continue
        codes = set()
        for fact in facts:
            if fact.kind == "site" and fact.code and "cim10" not in fact.parts:
                start, end = reading.clean.cleaned(fact.evidence[0].start, fact.evidence[0].end)
                if sentence.start <= start < sentence.end:
                    codes.add((undotted(fact.code), fact.assertion, (start, end)))
        if len({code for code, _status, _place in codes}) == 1:
            written, status, other = codes.pop()
            code, choices = _valid(nomenclature, written)
            drafts[place] = replace(
                one, code=code, choices=choices, status=status, also=(*one.also, other), past=history_of(written)
            )


def _vague(one: Draft) -> bool:
    """A cancer without its site, metastases without theirs."""
    if one.code is None:
        return one.how == "lexicon" and (_of_a_tumour(one) or _TUMOUR.match(one.name) is not None)
    return one.code[:3] in ("C80", "C97") or one.code in ("C798", "C799")


def _said_better(one: Draft, others: Sequence[Draft]) -> bool:
    """« cancer », « maladie métastatique » in a note that names the site."""
    if not _vague(one) or one.how == "written":
        return False
    codes = one.entry.codes if one.entry else (one.code or "",)
    spread = bool(codes) and all(code[:3] in ("C77", "C78", "C79") for code in codes)
    return any(
        other.code is not None
        and not _vague(other)
        and other.code[0] == "C"
        and (other.code[:3] in ("C77", "C78", "C79")) == spread
        for other in others
    )


def _of_a_tumour(one: Draft) -> bool:
    codes = [one.code] if one.code else list(one.choices or (one.entry.codes if one.entry else ()))
    return any(code[:1] == "C" or (code[:1] == "D" and code[:3] < "D49") for code in codes)


def _draft(reading: Reading, nomenclature: Nomenclature, fact: Fact) -> Draft | None:
    if fact.kind == "site":
        written = fact.parts.get("cim10")
    elif fact.kind == "metastatic_site":
        written = fact.code
    else:
        return None
    if not written:
        return None
    places = [reading.clean.cleaned(one.start, one.end) for one in fact.evidence]
    start, end = places[0]
    also = []
    explicit = fact.kind == "metastatic_site" or any(not _DATE.search(reading.plain, *other) for other in places[1:])
    for other in places[1:]:
        if (
            max(end, other[1]) - min(start, other[0]) < _WHOLE
            and "\n\n" not in reading.text[min(start, other[0]) : max(end, other[1])]
            and not _DATE.search(reading.plain, *other)
        ):
            start, end = min(start, other[0]), max(end, other[1])
        else:
            also.append(other)
    if start >= end:
        return None
    code, choices = _valid(nomenclature, undotted(written))
    return Draft(
        start,
        end,
        fact.value,
        "structured",
        _EXPLICIT if explicit else 0.85,
        code,
        choices=choices,
        also=tuple(also),
        status=fact.assertion,
        past=history_of(code or "") if fact.kind == "site" else None,
    )


def _valid(nomenclature: Nomenclature, code: str) -> tuple[str | None, tuple[str, ...]]:
    """A code that the PMSI takes, or those below it that it takes."""
    if nomenclature.valid(code, "das"):
        return code, ()
    below = tuple(one for one in nomenclature.descendants(code) if nomenclature.valid(one, "das"))
    unspecified = [one for one in below if one == f"{code}9"]
    return (unspecified[0] if unspecified else None), below


def _joined(fact: Draft, named: Draft) -> Draft:
    """One draft of two that overlap: the status of the fact, the more precise code, all the words."""
    code, how, choices = fact.code, fact.how, fact.choices
    other = named.code is not None and code is not None and named.code[:3] != code[:3] and not _vague(fact)
    if other and fact.score >= _EXPLICIT and named.how != "written":
        pass  # « carcinome à petites cellules du larynx » is of the larynx
    elif named.code and (code is None or _precision(named.code, named) > _precision(code, fact)):
        code, how, choices = named.code, named.how, ()
    start, end = min(fact.start, named.start), max(fact.end, named.end)
    return replace(
        fact,
        start=start,
        end=end,
        code=code,
        how=how,
        choices=choices,
        name=named.name if how == "lexicon" else fact.name,
        entry=named.entry or fact.entry,
        also=tuple(dict.fromkeys([*fact.also, *named.also])),
        with_codes=named.with_codes,
        past=named.past or history_of(code or "") or fact.past,
    )


def _precision(code: str, one: Draft) -> tuple[bool, bool, bool, int]:
    vague = (
        code[:3] in ("C76", "C80", "C97", "C79")
        and code not in ("C793", "C795", "C797")
        or code[:1] == "D"
        and code[:3] > "D36"
    )
    refined = one.entry is not None and one.entry.code != code  # its own words chose it
    return (
        not vague,
        refined,
        not (len(code) > 3 and code[3] == "9"),
        one.end - one.start if one.how == "lexicon" else 30,
    )


def _settled(reading: Reading, one: Draft, tumours: Sequence[Draft]) -> Draft:
    """Past or of now: « en remission » with nothing going on is past; a cancer of now makes present what retells it."""
    if one.code is None or one.code[:3] in ("C77", "C78", "C79"):
        return one
    if one.status in (None, "present") and one.past and not _BLOOD.match(one.code):
        sentence = reading.sentence_at(one.start)
        said = reading.plain[sentence.start : sentence.end] if sentence else ""
        over = _OVER.search(said) or _treated_long_ago(reading, said)
        if over and not _ACTIVE.search(_WITHOUT.sub("", said)):
            return _of_the_past(one)
    cured = one.status == "absent" and _CURED.match(reading.plain, one.end) is not None
    if cured or (one.status == "absent" and comes_back(reading, one.start, False)):
        return _of_the_past(one)
    if one.status == "history":
        if comes_back(reading, one.start):
            return replace(one, status="present")
        again = any(
            other.code and other.code[:3] == one.code[:3] and other.status == "present" and other.start != one.start
            for other in tumours
        )
        return replace(one, status="present") if again else _of_the_past(one)
    return one


def _treated_long_ago(reading: Reading, said: str) -> bool:
    """« cancer du sein opéré en 2015 » in a note dated two years later or more."""
    treated = _TREATED.search(said)
    if treated is None:
        return False
    date = reading.note.note_date
    years = [int(year) for year in _DATED.findall(reading.plain)] + ([date.year] if date else [])
    return bool(years) and max(years) - int(treated[1]) >= 2


def _of_the_past(one: Draft) -> Draft:
    status: Status = "history"
    return replace(one, status=status)
