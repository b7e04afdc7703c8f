"""The passages of a vignette: short sentences that say one thing of the chart, each with where the notes say it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.tools.writing.chart import Chart, Line, SignSeen, Source, source_of
from carnet.tools.writing.complaint import complaint_of
from carnet.tools.writing.french import a, bare, listed
from carnet.tools.writing.revealing import inside, revealed_by
from carnet.tools.writing.symptoms import symptoms_of

_ARTICLE = re.compile(r"pour (?:une?|des|du|de la|les?|la|son|sa|ses|plusieurs|deux|trois) |pour (?:de )?l’|en raison")
_PLACES = {
    "hépatique": "hépatiques",
    "pulmonaire": "pulmonaires",
    "osseuse": "osseuses",
    "cérébrale": "cérébrales",
    "péritonéale": "péritonéales",
    "pleurale": "pleurales",
    "surrénalienne": "surrénaliennes",
    "cutanée": "cutanées",
    "méningée": "méningées",
    "splénique": "spléniques",
}
_NOUNS = (
    "carcinome",
    "tumeur",
    "lymphome",
    "mélanome",
    "sarcome",
    "leucémie",
    "chondrosarcome",
    "angiosarcome",
    "rhabdomyosarcome",
    "léiomyosarcome",
    "liposarcome",
    "choriocarcinome",
    "tératome",
)
_GENERIC = (
    "adénocarcinome",
    "carcinome",
    "tumeur",
    "tumeur maligne",
    "carcinome épidermoïde",
    "sarcome",
    "carcinome infiltrant",
    "carcinome infiltrant de type non spécifique",
    "carcinome in situ",
    "lymphome",
    "tumeur germinale",
    "carcinome non à petites cellules",
    "tumeur neuroendocrine",
)
_SETTINGS = {"adjuvant": "adjuvant", "néoadjuvant": "néoadjuvant"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the vignette. `point` is the part of it that proves what it says; `source` where a note says so."""

    key: str
    text: str
    point: str
    source: Source | None = None


def who(chart: Chart, with_complaint: bool = True) -> Passage:
    """« Une femme de 67 ans consulte pour… »."""
    complaint = complaint_of(chart) if with_complaint else None
    person = chart.person
    revealed = revealed_by(chart) if with_complaint else []
    if complaint and (not revealed or _ARTICLE.match(complaint.words) or re.search(r"\d", complaint.words)):
        text = f"{person.told} {complaint.verb} {complaint.words}."
        return Passage("who", text, complaint.words, complaint.source)
    if revealed:
        words = f"pour {listed([one.words for one in revealed])}"
        sent = "adressée" if person.told.startswith("Une") else "adressé"
        came = f"est {sent}" if inside(revealed[0]) else "consulte"
        return Passage("who", f"{person.told} {came} {words}.", words, revealed[0].source)
    symptoms = symptoms_of(chart) if with_complaint else None
    if symptoms is not None and (chart.tumour is not None or not chart.oncology):
        words = f"pour {listed(symptoms[0])}"
        return Passage("who", f"{person.told} consulte {words}.", words, symptoms[1])
    taken = "prise" if person.sex == "f" or person.told.startswith("Une") else "pris"
    where = "en oncologie" if chart.oncology else "à l’hôpital"
    text = f"{person.told} est {taken} en charge {where}."
    return Passage("who", text, person.told, person.source)


def background(chart: Chart) -> Passage | None:
    """Comorbidities and tobacco, in a sentence or two."""
    parts: list[str] = []
    source: Source | None = None
    if chart.comorbidities:
        names = [name for name, _ in chart.comorbidities]
        parts.append(f"Ses antécédents comportent : {listed(names)}.")
        source = chart.comorbidities[0][1]
    if chart.tobacco:
        female = chart.person.sex == "f"
        status, _, amount = chart.tobacco[0].partition(" ")
        active, former = (
            ("une fumeuse active", "une ancienne fumeuse") if female else ("un fumeur actif", "un ancien fumeur")
        )
        said = f"C’est {active if status == 'actif' else former}{' ' + amount if amount else ''}."
        parts.append(said)
        source = source or chart.tobacco[1]
    return Passage("background", " ".join(parts), parts[0].rstrip("."), source) if parts else None


def tumour(chart: Chart) -> Passage | None:
    """« Le bilan conduit au diagnostic de… »."""
    if chart.tumour is None:
        return None
    return Passage("tumour", _concluded(chart.tumour_label), chart.tumour_label, chart.tumour_source)


def disease(chart: Chart) -> Passage | None:
    """The tumour, or the histology where it is not known for sure which."""
    known = tumour(chart)
    if known is not None:
        return known
    named = _histology(chart)
    if named is not None:
        return Passage("disease", _concluded(named[0]), named[0], named[1])
    return None  # « a cancer » and nothing else makes no case


def _concluded(label: str) -> str:
    return f"L’examen anatomopathologique conclut à {a(label)}."


def _histology(chart: Chart) -> tuple[str, Source] | None:
    """The histology that the notes name most, if they hardly name another."""
    told = [
        fact
        for fact in chart.facts
        if fact.kind == "histology" and fact.assertion == "present" and (fact.code or "").endswith("/3")
    ]
    counted = Counter(fact.value for fact in told)
    if not counted:
        return None
    value, most = counted.most_common(1)[0]
    first = next(fact for fact in told if fact.value == value)
    if most < max(2, 0.6 * len(told)) or not value.startswith(_NOUNS) or "métastatique" in value or value in _GENERIC:
        return None
    return value, source_of(first)


def stage(chart: Chart) -> Passage | None:
    """« La maladie est métastatique (métastases hépatiques et osseuses). »."""
    if not chart.metastatic:
        return None
    places = [(place, source) for place, source in chart.metastases if place in _PLACES][:3]
    if not places:
        return _fourth(chart)
    named = f"métastases {listed([_PLACES[place] for place, _ in places])}"
    return Passage("stage", f"La maladie est métastatique ({named}).", named, places[0][1])


def _fourth(chart: Chart) -> Passage | None:
    """« La maladie est métastatique (cT3N2M1b). » where the notes classify a solid tumour without naming the places."""
    told = [fact for fact in chart.facts if fact.kind in ("ctnm", "ptnm") and fact.assertion == "present"]
    told = [fact for fact in told if str(fact.parts.get("M") or "").startswith("1")]
    if len({fact.value for fact in told}) != 1 or any(fact.parts.get("M") == "0" for fact in chart.facts):
        return None
    return Passage("stage", f"La maladie est métastatique ({told[0].value}).", told[0].value, source_of(told[0]))


def treatment(chart: Chart, line: Line) -> Passage:
    """« Un traitement par FOLFOX (…) est instauré. »."""
    first = chart.lines.index(line) == 0
    names = [bare(drug.the) for drug in line.drugs]
    types = {drug.type for drug in line.drugs if drug.type != "médicament associé"}
    setting = f" {_SETTINGS[line.setting]}" if line.setting in _SETTINGS else ""
    if types == {"chimiothérapie"} and not line.unknown:
        kind, agreed = "Une chimiothérapie" + (f" {line.setting}e" if setting else ""), "instaurée"
    elif types in ({"hormonothérapie"}, {"immunothérapie"}):
        kind, agreed = f"Une {next(iter(types))}" + (f" {line.setting}e" if setting else ""), "instaurée"
    else:
        kind, agreed = f"Un traitement{setting}", "instauré"
    inside = listed(names)
    if line.named and len(names) > 1:
        inside = f"{line.named} ({listed(names)})"
    lead = "" if first else "Au cours de la prise en charge, "
    kind = kind if first else kind[:1].lower() + kind[1:]
    return Passage(
        f"treatment:{'+'.join(sorted(line.ids))}", f"{lead}{kind} par {inside} est {agreed}.", inside, line.source
    )


def sign(chart: Chart, seen: SignSeen) -> Passage:
    """A finding, as the knowledge tells it."""
    words = {**chart.person.words, "value": seen.value, "grade": f" de grade {seen.grade}" if seen.grade else ""}
    text = seen.sign.says.format(**words)
    return Passage(f"sign:{seen.sign.id}", text, text.rstrip("."), seen.source)


def marker(chart: Chart, name: str) -> Passage:
    """« L’analyse de la tumeur retrouve : EGFR muté. »."""
    status, source = chart.markers[name]
    text = f"L’analyse de la tumeur montre le résultat suivant : {name} {status}."
    return Passage(f"marker:{name}", text, f"{name} {status}", source)


def performance(chart: Chart) -> Passage | None:
    """The performance status."""
    if chart.performance is None:
        return None
    value, source = chart.performance
    return Passage(
        "performance", f"Son indice de performance OMS est évalué à {value}.", f"OMS est évalué à {value}", source
    )


def in_order(passages: "list[Passage | None]") -> "Iterator[Passage]":
    """Those that there are, each once."""
    seen: set[str] = set()
    for passage in passages:
        if passage is not None and passage.key not in seen:
            seen.add(passage.key)
            yield passage
