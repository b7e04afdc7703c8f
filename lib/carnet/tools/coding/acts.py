"""The acts of a stay: CCAM codes written in its notes, and frequent acts named there, where the site's CCAM is."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from carnet.language import _
from carnet.text.assertion import assert_spans
from carnet.text.clean import plain
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mention import passage
from carnet.tools.coding.pmsi.codes import table
from carnet.tools.coding.result import Alternative, Caution, Proposal
from carnet.tools.structuring.facts import Evidence

_WRITTEN = re.compile(r"(?<![A-Z0-9])([A-Z]{4}\d{3})(?![A-Za-z0-9])")
_PAST = frozenset(
    ("history", "medical_history", "surgical_history", "family_history", "gynaecological_history", "plan")
    + ("appointments", "treatment_at_entry", "lifestyle", "risk_factors", "rcp")
)
_AROUND = 120  # characters each side of the name of an act, where its approach is told
_SHOWN = 5
_WRITTEN_SCORE, _NAMED_SCORE = 0.95, 0.7


def acts_of(readings: Sequence[Reading], ccam: Nomenclature | None) -> tuple[tuple[Proposal, ...], tuple[Caution, ...]]:
    """The acts told in notes, and what to look at; without a CCAM none is proposed, written codes are shown."""
    written: dict[str, list[Evidence]] = {}
    for reading in readings:
        for code, start, end in _codes(reading):
            written.setdefault(code, []).append(passage(reading, start, end))
    if ccam is None:
        cautions = tuple(
            Caution(
                kind="no_ccam",
                code=code,
                message=_("{code} is written in the notes; the site’s CCAM is absent, so it is not checked.").format(
                    code=code
                ),
                evidence=tuple(places)[:_SHOWN],
            )
            for code, places in written.items()
        )
        return (), cautions
    proposals = {}
    cautions_of: list[Caution] = []
    for code, places in written.items():
        act = ccam.get(code)
        if act is None:
            message = _("{code} is not in the site’s CCAM.").format(code=code)
            cautions_of.append(Caution(kind="unknown_act", code=code, message=message, evidence=tuple(places)[:_SHOWN]))
            continue
        proposals[code] = _proposal(code, act.label, _WRITTEN_SCORE, _("The code is written in the note."), places)
    for name, places, fitting in _named(readings, ccam):
        if any(code in proposals for code in fitting):
            continue
        if len(fitting) == 1:
            says = _("Its label is the only one that fits what the note says.")
            proposals[fitting[0]] = _proposal(fitting[0], ccam.label(fitting[0]), _NAMED_SCORE, says, places)
        elif fitting:
            message = _("“{name}”: several acts fit: {codes}.").format(name=name, codes=", ".join(fitting[:_SHOWN]))
            cautions_of.append(Caution(kind="act_choice", message=message, evidence=tuple(places)[:_SHOWN]))
    return tuple(proposals.values()), tuple(cautions_of)


def _proposal(code: str, label: str, score: float, reason: str, places: Sequence[Evidence]) -> Proposal:
    return Proposal(
        code=code,
        label=label,
        position="act",
        score=score,
        reason=reason,
        rule="act",
        evidence=tuple(dict.fromkeys(places))[:_SHOWN],
        alternatives=tuple[Alternative, ...](),
    )


def _codes(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """CCAM codes written in a note outside antecedents and plans."""
    for match in _WRITTEN.finditer(reading.text):
        section = reading.section_at(match.start())
        if section is None or section.kind not in _PAST:
            yield match[1], match.start(), match.end()


def _named(readings: Sequence[Reading], ccam: Nomenclature) -> Iterator[tuple[str, list[Evidence], list[str]]]:
    """(name, passages, codes whose label fits) of the frequent acts that the notes say were done."""
    for name, about in table("acts")["acts"].items():
        places: list[Evidence] = []
        wanted: list[str] = []
        for reading in readings:
            for start, end in _done(reading, about):
                places.append(passage(reading, start, end))
                around = reading.plain[max(0, start - _AROUND) : end + _AROUND]
                wanted += [word for word, said in table("acts")["precisions"].items() if re.search(said, around)]
        if places:
            yield name, places, _fitting(about["label"], tuple(dict.fromkeys(wanted)), ccam)


def _done(reading: Reading, about: dict[str, Any]) -> list[tuple[int, int]]:
    spans = []
    for match in _pattern(about["said"]).finditer(reading.plain):
        section = reading.section_at(match.start())
        if section is None or section.kind not in _PAST:
            spans.append(match.span())
    said = assert_spans(reading.clean, reading.sentences, reading.sections, spans) if spans else []
    return [span for span, one in zip(spans, said, strict=True) if one.status == "present"]


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{written})\b".replace(" ", r"\s+"))


def _fitting(words: Sequence[str], precisions: Sequence[str], ccam: Nomenclature) -> list[str]:
    """The acts whose label has every word, then those among them that also have what the note makes precise."""
    labels = {act.code: plain(act.label).replace("œ", "oe") for act in ccam}
    fitting = [code for code, label in labels.items() if all(re.search(word, label) for word in words)]
    for precision in precisions:
        narrower = [code for code in fitting if precision in labels[code]]
        fitting = narrower or fitting
    return fitting
