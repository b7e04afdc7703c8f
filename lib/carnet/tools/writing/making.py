"""Questions made for a chart from its own values: TNM, performance status, immunohistochemistry, the drug to blame."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.teaching.question import Topic
from carnet.text.lists import parse_lists
from carnet.tools.structuring.facts import Fact
from carnet.tools.writing.binding import Bound
from carnet.tools.writing.chart import Chart, Source, source_of
from carnet.tools.writing.french import bare, capital, listed
from carnet.tools.writing.knowledge import Blueprint, Drug, Needs, attributions
from carnet.tools.writing.passages import Passage

_AXES = ("T", "N", "M")
_FEWEST_DRUGS = 4  # a QRU on the drugs of a protocol has at least so many propositions


def made_for(chart: Chart) -> Iterator[Bound]:
    """The questions that the chart's own values allow."""
    yield from _tnm(chart)
    yield from _performance(chart)
    yield from _immunohistochemistry(chart)
    yield from _to_blame(chart)


@cache
def _tables() -> dict[str, Any]:
    return parse_lists((files(f"{__package__}.knowledge") / "classification.yaml").read_text(encoding="utf-8"))


def _blueprint(name: str, kind: str, topic: Topic, **fields: Any) -> Blueprint:
    return Blueprint.model_validate({"id": name, "kind": kind, "topic": topic, "needs": Needs(), **fields})


def _tnm(chart: Chart) -> Iterator[Bound]:
    """What the categories mean, beside the neighbouring ones; where the notes give one classification alone."""
    table = _tables()["tnm"].get(_tables()["tables"].get(chart.tumour.id if chart.tumour else "", ""))
    told = [fact for fact in chart.facts if fact.kind in ("ctnm", "ptnm") and fact.assertion == "present"]
    values = {fact.value for fact in told}
    if not table or len(values) != 1 or told[0].parts.get("y") or told[0].value.startswith(("y", "r", "u")):
        return
    fact = told[0]
    right, wrong = [], []
    for axis in _AXES:
        category = str(fact.parts.get(axis) or "")[:1]
        if category not in table[axis] or not _plain(fact, axis):
            continue
        right.append((table[axis][category], f"C’est la définition de {axis}{category}."))
        for other, text in table[axis].items():
            if other != category:
                wrong.append((text, f"C’est la définition de {axis}{other}."))
    if len(right) < 2 or len(wrong) < 3 or not fact.parts.get("T"):
        return
    said = f"La tumeur est classée {fact.value} (TNM)."
    yield Bound(
        _blueprint(
            "made-tnm",
            "QRM",
            "interpretation",
            stem="Que signifie cette classification (8e édition) ?",
            hides=("maladie est metastatique",),
            shows=("who", "tumour", "extra"),
            right=tuple(right),
            wrong=tuple(wrong),
            drawn=(min(len(right), 3), 5 if len(wrong) >= 5 - min(len(right), 3) else len(right) + len(wrong)),
            step=3,
            value=1.2,
            item=chart.tumour.item if chart.tumour else None,
            source="Classification TNM, UICC, 8e édition",
        ),
        extra=Passage("tnm", said, fact.value, source_of(fact)),
    )


def _plain(fact: Fact, axis: str) -> bool:
    """Whether a category is one of those defined: « 1c » of the colon's N (deposits) is not."""
    written = str(fact.parts.get(axis) or "")
    return len(written) <= 2 and not (axis == "N" and written[1:] in ("c", "+")) and "i" not in written


def _performance(chart: Chart) -> Iterator[Bound]:
    if chart.performance is None:
        return
    value, source = chart.performance
    words = _tables()["performance"]
    if value not in (1, 2, 3):
        return
    right = ((words[str(value)], f"C’est la définition de l’indice {value}."),)
    wrong = tuple(
        (text, f"C’est la définition de l’indice {other}.") for other, text in words.items() if other != str(value)
    )
    said = f"Son indice de performance OMS (ECOG) est à {value}."
    yield Bound(
        _blueprint(
            "made-performance",
            "QRU",
            "interpretation",
            stem="À quelle description cet indice de performance correspond-il ?",
            shows=("who", "disease", "extra"),
            right=right,
            wrong=wrong,
            step=3,
            value=0.4,
            alone=True,
            item=292,
            source="Échelle de performance de l’OMS (ECOG)",
        ),
        extra=Passage("performance", said, f"OMS (ECOG) est à {value}", source),
    )


def _immunohistochemistry(chart: Chart) -> Iterator[Bound]:
    """What the positive markers point to, each beside what another of them points to."""
    meanings: dict[str, str] = _tables()["immunohistochemistry"]
    seen = {
        name: source for name, (status, source) in chart.markers.items() if name in meanings and status == "positif"
    }
    groups = {meanings[name] for name in seen}
    if len(seen) < 3 or len(groups) < 2:
        return
    names = sorted(seen)[:5]
    why = {name: f"La positivité de {name} oriente vers {meanings[name]}." for name in names}
    right = tuple((f"{name} : {meanings[name]}", why[name]) for name in names)
    wrong = []
    for place, name in enumerate(names):
        rest = names[place + 1 :] + names[:place]
        other = next((each for each in rest if _opposed(meanings[each], meanings[name])), None)
        if other is not None:
            wrong.append((f"{name} : {meanings[other]}", why[name]))
    if len(wrong) < 2:
        return
    source: Source = seen[names[0]]
    said = f"L’étude immunohistochimique de la tumeur montre une positivité de : {listed(names)}."
    for start in (1, 2):
        chosen_right = right[start - 1 :: 2][:3]
        taken = {text.split(" : ")[0] for text, _ in chosen_right}
        chosen_wrong = [one for one in wrong if one[0].split(" : ")[0] not in taken][:3]
        if len(chosen_right) >= 2 and len(chosen_wrong) >= 2:
            yield Bound(
                _blueprint(
                    "made-ihc",
                    "QRM",
                    "interpretation",
                    stem="Vers quoi la positivité de ces marqueurs oriente-t-elle ?",
                    shows=("who", "extra"),
                    right=chosen_right,
                    wrong=tuple(chosen_wrong),
                    drawn=(len(chosen_right), len(chosen_right) + len(chosen_wrong)),
                    step=2,
                    value=1.1,
                    item=292,
                    source="OMS, classification des tumeurs ; Collège français des pathologistes",
                ),
                extra=Passage("ihc", said, listed(names), source),
            )
            return


def _opposed(one: str, other: str) -> bool:
    """Whether no marker points to both."""
    return one != other and not any({one, other} <= set(pair) for pair in _tables()["compatible"])


def _known_for(drug: Drug) -> str:
    """« Sa toxicité caractéristique : … »."""
    toxicity = _tables()["toxicity"].get(drug.id)
    return (
        f"Ce n’est pas sa toxicité caractéristique ({toxicity})." if toxicity else "Ce n’est pas sa toxicité typique."
    )


def _to_blame(chart: Chart) -> Iterator[Bound]:
    """Which drug of a protocol causes an effect, where one of them alone is known for it."""
    for line in chart.lines:
        if line.unknown or len(line.drugs) < _FEWEST_DRUGS:
            continue
        for effect in attributions():
            culprits = [drug for drug in line.drugs if drug.id in effect.culprits]
            others = [drug for drug in line.drugs if drug.id in effect.others]
            if len(culprits) != 1 or len(others) + 1 < _FEWEST_DRUGS or len(others) + 1 < len(line.drugs):
                continue
            key = culprits[0]
            yield Bound(
                _blueprint(
                    f"made-blame-{effect.id}",
                    "QRU",
                    "complication",
                    stem=f"Quel médicament de ce protocole expose le plus à {effect.effect} ?",
                    shows=("who", "disease", "treatment"),
                    right=((bare(key.the), capital(effect.because)),),
                    wrong=tuple((bare(drug.the), _known_for(drug)) for drug in others[:4]),
                    step=6,
                    value=1.3,
                    item=294,
                    source=effect.source,
                ),
                line=line,
                drug=key,
            )
