"""Three notes of one fictitious patient, and a small tool that reads a few words in them."""

import datetime
import re

from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact, StructuredNote, Unsupported

OPERATION = "Compte rendu opératoire du 12/03/2024. Mastectomie droite. Tumeur de 32 mm, classée pT2 N1a, HER2 3+."
VISIT = "Consultation. 😀 Carcinome du sein droit pT2 N1a, <b>HER2 2+</b> selon la relecture. Neutropénie G3."
SCAN = "Scanner du 01/09/2024 : pas de métastase hépatique. HER2 3+ connu."
NOTES = [
    Note("1", OPERATION, "7", note_date=datetime.date(2024, 3, 12), note_type="CRO", title="Compte rendu opératoire"),
    Note("2", VISIT, "7", note_date=datetime.date(2024, 4, 2), note_type="CONSULTATION", title="Consultation"),
    Note("3", SCAN, "7", note_date=datetime.date(2024, 9, 1), note_type="IMAGERIE", title="Compte rendu d'imagerie"),
]
_WORDS = {
    r"pT2 N1a": ("ptnm", "pT2N1a", "present"),
    r"HER2 3\+": ("biomarker", "HER2=3+", "present"),
    r"HER2 2\+": ("biomarker", "HER2=2+", "present"),
    r"32 mm": ("tumour_size", "32 mm", "present"),
    r"Mastectomie droite": ("treatment", "mastectomie droite", "present"),
    r"métastase hépatique": ("metastatic_site", "hépatique", "absent"),
    r"Neutropénie G3": ("toxicity", "neutropénie G3", "present"),
}


class SmallTool:
    """Reads seven words. Fails on a note that says so, as a tool may; one statement has no support."""

    def __call__(self, note: Note) -> StructuredNote:
        """The facts of a note."""
        if "illisible" in note.text:
            raise ValueError(note.text)
        date = note.note_date.isoformat() if note.note_date else None
        facts = [
            Fact(
                kind=kind, value=value, assertion=assertion, date=date, date_rule="note", producer="rule:small",  # type: ignore[arg-type]
                parts={"type": "surgery"} if kind == "treatment" else {},
                evidence=(Evidence(note_id=note.note_id, start=found.start(), end=found.end(), quote=found[0]),),
            )
            for word, (kind, value, assertion) in _WORDS.items()
            for found in re.finditer(word, note.text)
        ]  # fmt: skip
        doubt = (
            Unsupported(kind="stage", statement="Stade <b>IV</b>", reason="absent du texte", note_id=note.note_id),
        )
        return StructuredNote(
            note_id=note.note_id,
            facts=tuple(facts),
            unsupported=doubt if "Scanner" in note.text else (),
            producer="small 1",
        )
