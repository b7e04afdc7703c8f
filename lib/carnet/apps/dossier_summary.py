"""The summary of the patient's page: the summariser's where there is one, else short lines over the facts alone."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from carnet.apps.dossier_facts import REJECTED, FactItem, short_date
from carnet.apps.dossier_words import kind_names, readable
from carnet.language import _
from carnet.tools.structuring.facts import Evidence
from carnet.tools.structuring.patient import PatientHistory
from carnet.widgets.summary_text import Part, Section

MOST = 8  # facts of one kind in a line
_LINES = ("site", "laterality", "histology", "grade", "ctnm", "ptnm", "stage", "tumour_size")
_STATE = ("performance_status", "comorbidity", "tobacco", "alcohol", "score")


class Sources:
    """The passages that a summary quotes, by the key that the page knows them by."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[str, int, int]] = {}
        self._keys: dict[tuple[str, int, int], str] = {}

    def key(self, note_id: str, start: int, end: int) -> str:
        """The key of a passage; the same for the same passage."""
        place = (note_id, start, end)
        if place not in self._keys:
            self._keys[place] = f"s{len(self._keys) + 1}"
            self.places[self._keys[place]] = place
        return self._keys[place]

    def of(self, note_id: str, start: int, end: int) -> str:
        """The key of a passage that the summary quotes; empty where it does not."""
        return self._keys.get((note_id, start, end), "")


def summariser() -> Callable[[PatientHistory], Any] | None:
    """The tool that writes the summary of a patient, where there is one."""
    try:
        from carnet.tools import summarise
    except ImportError:
        return None
    tool: Callable[[PatientHistory], Any] = summarise().patient
    return tool


def sections_of_summary(summary: Any, sources: Sources) -> list[Section]:
    """A summary as the page shows it. A sentence without evidence is not shown: it supports nothing."""
    sections: list[Section] = []
    for section in summary.sections:
        lines = []
        for sentence in section.sentences:
            keys = [sources.key(one.note_id, one.start, one.end) for one in sentence.evidence]
            if keys:
                lines.append([(sentence.text, list(dict.fromkeys(keys)))])
        if lines:
            sections.append((section.title, lines))
    return sections


def sections_of_facts(items: Iterable[FactItem], sources: Sources) -> list[Section]:
    """Short lines over the facts: what stands, in the words of its normal form, each with its source."""
    by_kind: dict[str, list[FactItem]] = {}
    for item in items:
        if item.now.state != REJECTED:
            by_kind.setdefault(item.kind, []).append(item)
    sections: list[Section] = []

    def add(title: str, lines: Sequence[Sequence[Part]]) -> None:
        kept = [line for line in lines if line]
        if kept:
            sections.append((title, kept))

    def held(kind: str, *assertions: str) -> list[FactItem]:
        return [item for item in by_kind.get(kind, []) if item.now.assertion in (assertions or ("present",))]

    names = kind_names()
    add(_("Tumour"), [_line(names[kind], held(kind), sources) for kind in _LINES])
    add(
        _("Extension"),
        [
            _line(names["metastatic_site"], held("metastatic_site"), sources),
            _line(_("Looked for and absent"), held("metastatic_site", "absent"), sources),
            _line(_("Possible"), held("metastatic_site", "possible"), sources),
        ],
    )
    add(_("Biomarkers"), [_line("", held("biomarker"), sources)])
    treatments = held("treatment")
    surgery = [item for item in treatments if item.fact.parts.get("type") in ("surgery", "margin")]
    rest = [item for item in treatments if item not in surgery]
    add(
        _("Treatments"),
        [
            _line(_("Surgery"), surgery, sources, dated=True),
            *([_one(item, sources)] for item in held("line")),
            _line("" if not held("line") else _("Others"), rest, sources, dated=True),
        ],
    )
    course = sorted([*held("response"), *held("progression")], key=lambda item: item.now.date or "9999")
    add(_("Response and progression"), [[_one(item, sources)] for item in course])
    add(_("Toxicities"), [_line("", held("toxicity"), sources, dated=True)])
    add(_("General condition"), [_line(names[kind], held(kind, "present", "history"), sources) for kind in _STATE])
    add(_("Decisions"), [[_one(item, sources)] for item in held("decision")[-3:]])
    return sections


def _line(head: str, items: Sequence[FactItem], sources: Sources, *, dated: bool = False) -> list[Part]:
    if not items:
        return []
    shown = items[:MOST]
    parts: list[Part] = []
    for i, item in enumerate(shown):
        before = (f"{head} : " if head else "") if i == 0 else " ; "
        words, keys = _one(item, sources, dated=dated, bare=True)
        parts.append((before + words, keys))
    if len(items) > len(shown):
        parts.append((" …", []))
    return parts


def _one(item: FactItem, sources: Sources, *, dated: bool = True, bare: bool = False) -> Part:
    """A fact in words, with the key of its best mention."""
    words = readable(item.now.value) if bare else item.words
    if dated and item.now.date:
        words += f" ({short_date(item.now.date)})"
    if item.source.conflicts:
        words += " ≠"
    first: Evidence = item.mentions[0].evidence[0]
    return words, [sources.key(first.note_id, first.start, first.end)]
