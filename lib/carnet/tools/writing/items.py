"""Items made of drafts: isolated questions, mini-DP, DP and KFP, with the vignette's passages put in their places."""

from collections.abc import Sequence

from carnet.teaching.item import CASE, Item, ItemKind, Origin
from carnet.teaching.question import Question
from carnet.text.evidence import Evidence
from carnet.tools.writing.chart import Chart
from carnet.tools.writing.drafting import Draft, question
from carnet.tools.writing.passages import Passage

_TITLES = {
    "diagnosis": "diagnostic",
    "examination": "examens complémentaires",
    "interpretation": "interprétation",
    "treatment": "traitement",
    "surveillance": "surveillance",
    "complication": "complications",
    "other": "prise en charge",
}


class Placed:
    """A part of an item being written: passages one after the other, with where each stands."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.text = ""
        self.places: dict[str, Evidence] = {}
        self.origins: list[Origin] = []

    def add(self, passage: Passage) -> None:
        """Put a passage at the end."""
        start = len(self.text) + (1 if self.text else 0)
        self.text = f"{self.text} {passage.text}" if self.text else passage.text
        offset = passage.text.find(passage.point)
        begins = start + max(offset, 0)
        ends = begins + len(passage.point) if offset >= 0 else start + len(passage.text)
        self.places[passage.key] = Evidence(note_id=self.part, start=begins, end=ends, quote=self.text[begins:ends])
        if passage.source:
            note_id, note_start, note_end = passage.source
            self.origins.append(
                Origin(
                    part=self.part, start=begins, end=ends, note_id=note_id, note_start=note_start, note_end=note_end
                )
            )


def isolated(made: Draft, chart: Chart, item_id: str, producer: str) -> Item:
    """An isolated question with its own short vignette."""
    return _item(made.blueprint.kind, [made], chart, item_id, producer)


def progressive(drafts: Sequence[Draft], chart: Chart, item_id: str, producer: str) -> Item:
    """A mini-DP (up to 4 questions) or a DP: the case grows before each question by what it needs."""
    return _item("miniDP" if len(drafts) <= 4 else "DP", drafts, chart, item_id, producer)


def key_features(drafts: Sequence[Draft], chart: Chart, item_id: str, producer: str) -> Item:
    """A KFP: every passage in the case, three questions on the decisions that count."""
    return _item("KFP", drafts, chart, item_id, producer, at_once=True)


def _item(
    kind: ItemKind, drafts: Sequence[Draft], chart: Chart, item_id: str, producer: str, at_once: bool = False
) -> Item:
    case = Placed(CASE)
    places: dict[str, Evidence] = {}
    origins: list[Origin] = []
    questions: list[Question] = []
    for passage in [one for made in (drafts if at_once else drafts[:1]) for one in made.passages]:
        if passage.key not in case.places:
            case.add(passage)
    places |= case.places
    origins += case.origins
    for number, made in enumerate(drafts, 1):
        new = Placed(f"q{number}")
        for passage in made.passages:
            if passage.key not in places:
                new.add(passage)
                places[passage.key] = new.places[passage.key]
        origins += new.origins
        questions.append(question(made, f"q{number}", new.text, places))
    numbers = {one.item_number for one in questions} - {None}
    return Item(
        id=item_id,
        kind=kind,
        title=_title(drafts, chart),
        case=case.text,
        questions=tuple(questions),
        specialty=drafts[0].bound.specialty or (chart.tumour.specialty if chart.tumour else ""),
        item_number=numbers.pop() if len(numbers) == 1 else chart.tumour.item if chart.tumour else None,
        origins=tuple(origins),
        producer=producer,
    )


def _title(drafts: Sequence[Draft], chart: Chart) -> str:
    """A title that gives no answer: the field and what is asked."""
    field = chart.tumour.specialty if chart.tumour else "cancérologie" if chart.oncology else "médecine"
    field = drafts[0].bound.specialty or field
    field = field[:1].upper() + field[1:]
    if len(drafts) > 1:
        return f"{field} : cas progressif"
    return f"{field} : {_TITLES[drafts[0].blueprint.topic]}"
