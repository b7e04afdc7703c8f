"""Which questions in waiting suit a chart, and what of the chart each is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carnet.tools.writing.chart import Chart, Line, SignSeen, Source
from carnet.tools.writing.french import bare, capital, elided, folded, of_the
from carnet.tools.writing.knowledge import Blueprint, Drug, Needs, blueprints
from carnet.tools.writing.passages import Passage


@dataclass(frozen=True)
class Bound:
    """A blueprint with what of the chart satisfied it."""

    blueprint: Blueprint
    line: Line | None = None
    drug: Drug | None = None
    sign: SignSeen | None = None
    markers: tuple[str, ...] = ()
    extra: Passage | None = None  # a passage of its own, where the question was made for this chart
    extras: dict[str, Passage] = field(default_factory=dict)  # the whole vignette, where it is of general medicine
    specialty: str = ""

    def words(self, chart: Chart) -> dict[str, str]:
        """The slots of its texts."""
        words = dict(chart.person.words) | {"tumour": chart.tumour_label}
        if self.drug:
            the = self.drug.the
            words |= {"drug": the, "Drug": capital(the), "du_drug": of_the(the), "drug_name": bare(the)}
            words["de_drug"] = elided("de", bare(the))
        if self.sign:
            words["value"] = self.sign.value
        return words


def bound(chart: Chart) -> Iterator[Bound]:
    """Every question in waiting that suits the chart, in the order of the files."""
    for blueprint in blueprints():
        found = bind(blueprint, chart)
        if found is not None:
            yield found


def bind(blueprint: Blueprint, chart: Chart) -> Bound | None:
    """What of the chart satisfies a blueprint; None where something that it needs is missing."""
    needs = blueprint.needs
    if not _suits(needs, chart):
        return None
    line, drug = _line(needs, chart)
    if needs.drug and drug is None:
        return None
    sign = next((seen for seen in chart.signs if seen.sign.id in needs.sign), None)
    if needs.sign and sign is None:
        return None
    if sign is not None and line is not None and not follows(sign.source, line.source, chart):
        return None
    return Bound(blueprint, line, drug, sign, tuple(needs.marker))


def follows(finding: Source, treatment: Source, chart: Chart) -> bool:
    """Whether the notes tell of a finding after a treatment, and before the next one."""
    if finding[0] != treatment[0]:
        return False
    starts = [line.source[1] for line in chart.lines if line.source[0] == treatment[0]]
    following = min((start for start in starts if start > treatment[1]), default=None)
    return finding[1] > treatment[1] and (following is None or finding[1] < following)


def _suits(needs: Needs, chart: Chart) -> bool:
    person = chart.person
    if needs.tumour and (chart.tumour is None or chart.tumour.id not in needs.tumour):
        return False
    if person.age is not None and not needs.age[0] <= person.age <= needs.age[1]:
        return False
    if person.age is None and needs.age not in ((15, 130), (0, 130)):
        return False
    if needs.sex and person.sex != needs.sex:
        return False
    if needs.metastatic is not None and chart.metastatic is not needs.metastatic:
        return False
    if needs.oncology is not None and chart.oncology is not needs.oncology:
        return False
    if needs.smoker and not chart.smoker:
        return False
    if needs.metastasis and not {place for place, _ in chart.metastases} & set(needs.metastasis):
        return False
    if any(stem in folded(name) for name in chart.history for stem in needs.without_history):
        return False
    if set(needs.without_signs) & {seen.sign.id for seen in chart.signs}:
        return False
    for name, statuses in needs.marker.items():
        if name not in chart.markers or chart.markers[name][0] not in statuses.split("|"):
            return False
    return True


def _line(needs: Needs, chart: Chart) -> tuple[Line | None, Drug | None]:
    """The first line of treatment that suits, with the drug in question."""
    if not needs.drug:
        return None, None
    for line in chart.lines[:1] if needs.first_line else chart.lines:
        drug = next((drug for drug in line.drugs if drug.id in needs.drug), None)
        if drug is None or not set(needs.with_drugs) <= line.ids or set(needs.without_drugs) & line.ids:
            continue
        if needs.without_drugs and line.unknown:
            continue
        return line, drug
    return None, None
