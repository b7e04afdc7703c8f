"""Questions of general medicine that suit a chart, each with the vignette that the notes give for it."""

from collections.abc import Iterator, Sequence

from carnet.tools.writing.binding import Bound
from carnet.tools.writing.chart import Chart
from carnet.tools.writing.conditions import ConditionSeen, Presentation, presentation_of
from carnet.tools.writing.french import folded, listed
from carnet.tools.writing.general_knowledge import GeneralBlueprint, GeneralNeeds, general_blueprints, labs
from carnet.tools.writing.knowledge import Blueprint
from carnet.tools.writing.passages import Passage

_LABS_TOLD = 11
_SHARED = {"méthotrexate", "rituximab", "cyclophosphamide", "hydroxyurée", "hydroxycarbamide"}  # given for more
_SIGNS = {
    "aki",
    "hyperkalemia",
    "hyponatremia",
    "hypercalcemia",
    "ascites",
    "pulmonary_embolism",
    "dvt",
    "seizure",
    "pleural_effusion",
}
_ENOUGH = 2  # passages about the patient that make a case


def general_for(chart: Chart) -> Iterator[Bound]:
    """Every question of general medicine that suits the chart, about its first condition before the others."""
    shown = presentation_of(chart)
    if chart.person.child or shown.has("pregnancy"):
        return
    principal = _principal(shown)
    for blueprint in general_blueprints():
        seen = _suits(blueprint, chart, shown)
        if seen is None and (blueprint.needs.condition or not blueprint.needs.labs):
            continue
        name = seen.condition.id if seen is not None else ""
        main = principal is not None and name == principal.condition.id
        needs = blueprint.needs
        if seen is not None and not main and not (seen.concluded or needs.given or needs.labs):
            continue
        vignette = _Vignette(chart, shown, blueprint, seen, main)
        passages = vignette.passages()
        if passages is None:
            continue
        made = blueprint.model_copy(
            update={
                "alone": blueprint.alone or not main,
                "value": blueprint.value + (0.6 if main else 0.0),
                "shows": tuple(passages),
            }
        )
        specialty = seen.condition.specialty if seen is not None else ""
        yield Bound(made, extras=passages, specialty=specialty or "médecine")


def oncological(chart: Chart) -> bool:
    """Whether the case is one of oncology: a tumour, or drugs that are given for tumours alone."""
    return chart.tumour is not None or chart.histology or any(line.ids - _SHARED for line in chart.lines)


def replaced(blueprint: Blueprint) -> bool:
    """Whether a question made for oncology is asked otherwise where there is no tumour."""
    needs = blueprint.needs
    return blueprint.id.startswith("general-") or (
        bool(set(needs.sign) & _SIGNS) and not needs.tumour and not needs.drug
    )


def _principal(shown: Presentation) -> ConditionSeen | None:
    """What the stay was for: concluded before not, told of the stay before known, then as often as it is told."""
    asked = [one for one in shown.seen if not one.condition.context]
    if not asked:
        return None
    return max(
        asked,
        key=lambda one: (
            one.standing == "now",
            not one.condition.secondary,
            one.condition.acute,
            one.concluded,
            one.count,
        ),
    )


def _suits(blueprint: GeneralBlueprint, chart: Chart, shown: Presentation) -> ConditionSeen | None:
    """The condition that the question is about; None where it does not suit (or needs no condition, and suits)."""
    needs = blueprint.needs
    seen = next(
        (
            one
            for name in needs.condition
            for one in shown.seen
            if one.condition.id == name and not one.condition.context
        ),
        None,
    )
    if needs.condition and seen is None:
        return None
    return seen if _holds(needs, chart, shown) else None


def _holds(needs: GeneralNeeds, chart: Chart, shown: Presentation) -> bool:
    person = chart.person
    if person.age is None and needs.age not in ((15, 130), (18, 130)):
        return False
    if person.age is not None and not needs.age[0] <= person.age <= needs.age[1]:
        return False
    if needs.sex and person.sex != needs.sex:
        return False
    if needs.also and not any(shown.has(name) for name in needs.also):
        return False
    if any(shown.has(name) or name in shown.doubted for name in needs.without):
        return False
    values = {one.name: one.value for one in shown.results}
    if not all(name in values and low <= values[name] <= high for name, (low, high) in needs.labs.items()):
        return False
    if any(name in values and low <= values[name] <= high for name, (low, high) in needs.without_labs.items()):
        return False
    if needs.given and not shown.drugs & set(needs.given):
        return False
    if shown.drugs & set(needs.not_given):
        return False
    told = folded(" ; ".join(finding.says for finding, _ in shown.found))
    if needs.finding and not any(folded(stem) in told for stem in needs.finding):
        return False
    return not any(folded(stem) in told for stem in needs.without_findings)


class _Vignette:
    """The passages of one question: what the notes tell, without what would give the answer."""

    def __init__(
        self, chart: Chart, shown: Presentation, blueprint: GeneralBlueprint, seen: ConditionSeen | None, main: bool
    ) -> None:
        self.chart, self.shown, self.blueprint, self.seen, self.main = chart, shown, blueprint, seen, main

    def passages(self) -> dict[str, Passage] | None:
        """By name, in the vignette's order; None where what the question needs is missing, or too little is told."""
        made: dict[str, Passage | None] = {
            "who": self.who(),
            "background": self.background(),
            "usual": self.usual(),
            "examination": self.examination(),
            "biology": self.biology(),
            "ecg": self.told("ecg", "L’électrocardiogramme montre"),
            "imaging": self.told("imaging", "L’imagerie montre"),
            "fluid": self.told("fluid", "L’analyse du liquide prélevé montre"),
        }
        if "diagnosis" in self.blueprint.shows and self.seen is not None:
            made["diagnosis"] = self.diagnosis(self.seen)
        kept = {name: passage for name, passage in made.items() if passage is not None}
        for name in self.blueprint.shows:
            if name not in kept and not name.endswith("?"):
                return None
        about = [name for name in ("background", "examination", "biology", "ecg", "imaging", "fluid") if name in kept]
        complaint = kept["who"].point != self.chart.person.told
        if len(about) + complaint < _ENOUGH:
            return None
        return dict(self.ordered(kept))

    def ordered(self, kept: dict[str, Passage]) -> Iterator[tuple[str, Passage]]:
        """The last one is what the key rests on: the diagnosis, else what the question names."""
        last = [name for name in self.blueprint.shows if name in kept][-1:]
        yield from ((name, passage) for name, passage in kept.items() if name not in last)
        yield from ((name, kept[name]) for name in last)

    def tells(self, text: str) -> bool:
        """Whether words give the answer away."""
        plain = folded(text)
        return any(folded(stem) in plain for stem in self.blueprint.hides)

    def who(self) -> Passage:
        """« Un homme de 74 ans est admis aux urgences pour une dyspnée et une orthopnée. »."""
        person = self.chart.person
        e = "e" if person.told.startswith("Une") else ""
        where = f"est admis{e} aux urgences" if self.shown.emergency else f"est hospitalisé{e}"
        said = self.findings("complaint")[:4]
        if said:
            words = listed([finding for finding, _ in said])
            return Passage("who", f"{person.told} {where} pour {words}.", words, said[0][1])
        return Passage("who", f"{person.told} {where}.", person.told, person.source)

    def background(self) -> Passage | None:
        """The conditions had before, and tobacco."""
        about = self.seen.condition.id if self.seen is not None else ""
        told = [
            (one.condition.known, one.source)
            for one in self.shown.seen
            if one.condition.known
            and not one.condition.acute
            and (one.standing == "known" or (one.standing == "now" and not one.concluded))
            and one.condition.id != about
            and not self.tells(one.condition.known)
        ]
        tobacco = self.chart.tobacco
        if tobacco is not None:
            status, _, amount = tobacco[0].partition(" ")
            told.append((f"un tabagisme {status}{' ' + amount if amount else ''}", tobacco[1]))
        names = [name for name, _ in told]
        if not names:
            return None
        return Passage("background", f"Ses antécédents comportent : {listed(names)}.", listed(names), told[0][1])

    def usual(self) -> Passage | None:
        """The drugs taken before."""
        told = [(name, source) for name, source in self.shown.usual if not self.tells(name)][:8]
        if not told:
            return None
        names = listed([name for name, _ in told])
        return Passage("usual", f"Son traitement habituel comporte : {names}.", names, told[0][1])

    def examination(self) -> Passage | None:
        """Vital signs, then what is found."""
        vitals = [(words, source) for words, source in self.shown.vitals if not self.tells(words)]
        signs = self.findings("examination")[:7]
        if not vitals and not signs:
            return None
        parts: list[str] = []
        if vitals:
            parts.append(f"Les constantes sont les suivantes : {', '.join(words for words, _ in vitals)}.")
        if signs:
            parts.append(f"L’examen retrouve {listed([words for words, _ in signs])}.")
        return Passage("examination", " ".join(parts), parts[0].rstrip("."), (vitals or signs)[0][1])

    def biology(self) -> Passage | None:
        """Results, in the order of the table."""
        order = list(labs())
        told = sorted(self.shown.results, key=lambda one: order.index(one.name))
        asked = [one for one in told if one.name in self.blueprint.needs.labs]
        kept = [one for one in told if one in asked or not self.tells(one.words)][:_LABS_TOLD]
        kept = [*asked, *(one for one in kept if one not in asked)][:_LABS_TOLD]
        if not kept:
            return None
        text = f"Le bilan biologique montre : {', '.join(_with_usual(one.words, one.name) for one in kept)}."
        return Passage("biology", text, kept[0].words, kept[0].source)

    def told(self, where: str, lead: str) -> Passage | None:
        """What an examination shows."""
        said = self.findings(where)[:4]
        if not said:
            return None
        words = listed([finding for finding, _ in said])
        return Passage(where, f"{lead} {words}.", words, said[0][1])

    def diagnosis(self, seen: ConditionSeen) -> Passage:
        """What the stay concluded, or what is told besides."""
        name = seen.condition.name
        he = self.chart.person.words["Il"]
        if seen.condition.secondary:
            lead = "Le séjour est marqué par"
        elif seen.condition.acute:
            lead = "Le diagnostic retenu est le suivant :" if self.main else "Le séjour est aussi marqué par"
        elif seen.standing != "known" and self.main:
            lead = "Le diagnostic retenu est le suivant :"
        else:
            lead = f"{he} a" if self.main else f"{he} a également"
        return Passage(f"diagnosis:{seen.condition.id}", f"{lead} {name}.", name, seen.source)

    def findings(self, where: str) -> Sequence[tuple[str, tuple[str, int, int]]]:
        """Those of a passage, without what tells the answer."""
        return [
            (finding.says, source)
            for finding, source in self.shown.found
            if finding.where == where and not self.tells(finding.says)
        ]


def _with_usual(words: str, name: str) -> str:
    usual = labs()[name].usual
    return f"{words} ({usual})" if usual else words
