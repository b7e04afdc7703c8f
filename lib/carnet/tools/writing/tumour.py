"""The tumour that a case is about, when the notes leave no doubt which it is."""

import re
from collections import Counter
from collections.abc import Sequence

from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact
from carnet.tools.writing.knowledge import Tumour, tumours
from carnet.tools.writing.organs import only_organ
from carnet.tools.writing.person import Person

_SKIN = re.compile(
    r"\b(?:melanome (?:malin )?cutane|breslow|clark|naevus|nevus|lesion pigmentee|extension superficielle|"
    r"melanome (?:nodulaire|acral)|lentigo)"
)
_NEUTRAL = ("8000", "8010", "8140", "8070", "8001", "8800", "9590")  # morphologies said of many tumours in passing
_LYMPH_NODES, _UNKNOWN = "C77", "C80"
_WEIGHTY = ("diagnosis", "pathology", "conclusion", "rcp")

Source = tuple[str, int, int]


def tumour_of(
    readings: Sequence[Reading], facts: Sequence[Fact], person: Person
) -> tuple[Tumour | None, str, Source | None]:
    """The tumour with the words that name it and where they stand; none where two are as likely."""
    by_id = {reading.note.note_id: reading for reading in readings}
    sites, forms = Counter[str](), Counter[str]()
    where: dict[str, Source] = {}
    for fact in facts:
        if fact.kind not in ("site", "histology") or not fact.code or fact.assertion not in ("present", "possible"):
            continue
        first = fact.evidence[0]
        section = by_id[first.note_id].section_at(first.start)
        weight = (2 if fact.assertion == "present" else 1) * (2 if section and section.kind in _WEIGHTY else 1)
        if fact.kind == "site":
            sites[fact.code] += weight
        elif "/" in fact.code and fact.code[-1] in "36":
            code = fact.code[:-1] + "3"
            forms[code] += weight
            where.setdefault(code, (first.note_id, first.start, first.end))
    if not any(fact.kind == "site" for fact in facts):
        organ = only_organ(readings)
        sites.update({organ: 2} if organ else {})
    scored: dict[str, tuple[float, Tumour, str]] = {}
    for tumour in tumours():
        if tumour.sex and person.sex and tumour.sex != person.sex:
            continue
        score, form = _score(tumour, sites, forms)
        if score:
            scored[tumour.id] = (score, tumour, form)
    if not scored:
        return None, "", None
    if "melanoma" in scored and not any(_SKIN.search(reading.plain) for reading in readings):
        del scored["melanoma"]  # a melanoma is written of the skin by default: of the eye or a mucosa, as often
    elif "melanoma" in scored:
        scored.pop("melanoma_any", None)
    ranked = sorted(scored.values(), key=lambda one: -one[0])
    best, tumour, form = ranked[0]
    if len(ranked) > 1 and ranked[1][0] > best * 0.5 and not _kin(tumour, ranked[1][1]):
        return None, "", None
    specific = {code: n for code, n in forms.items() if code[:4] not in _NEUTRAL}
    most = max(specific, key=lambda code: (specific[code], code), default="")
    unsaid = form[:4] in _NEUTRAL  # « carcinoma »: any other kind that is named tells what it is
    if (
        most
        and (unsaid or specific[most] >= forms[form])
        and not any(most.startswith(each) for each in tumour.morphologies)
    ):
        return None, "", None  # another kind of tumour is named as often
    if any(re.search(rf"\b{doubt}", reading.plain) for doubt in tumour.unless for reading in readings):
        return None, "", None
    young = person.age is not None and person.age < 18
    if (tumour.adult and young) or _second_primary(tumour, sites, forms):
        return None, "", None
    return tumour, _label(tumour, form), where.get(form)


def _score(tumour: Tumour, sites: Counter[str], forms: Counter[str]) -> tuple[float, str]:
    """How much the notes speak of a tumour, and the morphology that they name most; 0 if they do not."""
    site = sum(n for code, n in sites.items() if any(code.startswith(each) for each in tumour.sites))
    named = {code: n for code, n in forms.items() if any(code.startswith(each) for each in tumour.morphologies)}
    if not named or (tumour.sites and not site):
        return 0, ""
    form = max(named, key=lambda code: (named[code] * (0.4 if code[:4] in _NEUTRAL else 1), code))
    if not tumour.sites:
        return 2 * sum(named.values()), form
    return site + sum(named.values()) * (0.5 if form[:4] in _NEUTRAL else 1), form


def _kin(one: Tumour, other: Tumour) -> bool:
    """Whether two entries may name the same tumour, the first being the more precise."""
    return (
        one.specialty == other.specialty
        and one.specialty == "cancérologie digestive"
        and {one.id, other.id}
        <= {
            "colon",
            "rectum",
        }
    )


def _second_primary(tumour: Tumour, sites: Counter[str], forms: Counter[str]) -> bool:
    """Whether another organ is said to bear a tumour of its own nearly as often."""
    if not tumour.sites:
        return False
    own = sum(n for code, n in sites.items() if any(code.startswith(each) for each in tumour.sites))
    others = Counter[str]()
    for code, n in sites.items():
        own_site = any(code.startswith(each[:3]) for each in tumour.sites)
        if not own_site and not code.startswith((_LYMPH_NODES, _UNKNOWN)):
            others[code[:3]] += n
    return bool(others) and max(others.values()) >= max(own * 0.67, 3)


def _label(tumour: Tumour, form: str) -> str:
    return next((label for start, label in tumour.labels.items() if form.startswith(start)), tumour.label)
