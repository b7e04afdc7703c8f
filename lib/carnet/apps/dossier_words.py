"""The words of the patient's page: groups of kinds, assertions, lanes of the timeline, examples, help."""

import re

from carnet.figures.timeline import Lane
from carnet.language import _, language
from carnet.tools.structuring.facts import Kind, Status
from carnet.widgets.cohort_export import menu_words as words_of_menu

GROUPS: dict[str, tuple[Kind, ...]] = {
    "tumour": ("site", "laterality", "histology", "grade", "ctnm", "ptnm", "stage", "tumour_size"),
    "metastases": ("metastatic_site",),
    "biomarkers": ("biomarker",),
    "treatments": ("line", "treatment"),
    "course": ("response", "progression"),
    "toxicities": ("toxicity",),
    "state": ("performance_status", "score", "comorbidity", "tobacco", "alcohol"),
    "lab": ("lab",),
    "events": ("event",),
    "decisions": ("decision",),
}
GROUP_OF: dict[str, str] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
SIGNS: dict[Status, str] = {
    "present": "●",
    "absent": "○",
    "possible": "?",
    "hypothetical": "◇",
    "history": "↶",
    "family": "⌂",
}


def group_list() -> list[tuple[str, str]]:
    """The groups of facts (value, name) in their order."""
    names = {
        "tumour": _("Tumour"),
        "metastases": _("Metastases"),
        "biomarkers": _("Biomarkers"),
        "treatments": _("Treatments"),
        "course": _("Response and progression"),
        "toxicities": _("Toxicities"),
        "state": _("General condition"),
        "lab": _("Laboratory"),
        "events": _("Events"),
        "decisions": _("Decisions"),
    }
    return [(group, names[group]) for group in GROUPS]


def kind_names() -> dict[str, str]:
    """The name of each kind of fact."""
    return {
        "site": _("Site"),
        "laterality": _("Laterality"),
        "histology": _("Histology"),
        "grade": _("Grade"),
        "ctnm": _("Clinical TNM"),
        "ptnm": _("Pathological TNM"),
        "stage": _("Stage"),
        "metastatic_site": _("Metastasis"),
        "tumour_size": _("Tumour size"),
        "biomarker": _("Biomarker"),
        "performance_status": _("Performance status"),
        "score": _("Score"),
        "treatment": _("Treatment"),
        "line": _("Line of treatment"),
        "response": _("Response"),
        "progression": _("Progression"),
        "toxicity": _("Toxicity"),
        "comorbidity": _("Comorbidity"),
        "tobacco": _("Tobacco"),
        "alcohol": _("Alcohol"),
        "lab": _("Laboratory value"),
        "event": _("Event"),
        "decision": _("Decision"),
    }


def lead(kind: str, value: str) -> str:
    """The word that stands before a value which alone says too little."""
    words = {
        "stage": _("stage"),
        "line": "" if re.match(r"L\d", value) else _("line"),
        "event": _("nodes") if re.match(r"\d+N\+/", value) else "",
        "performance_status": "" if value[:1].isalpha() else _("ECOG"),
        "laterality": _("side"),
        "tumour_size": _("size"),
        "metastatic_site": _("metastasis"),
        "tobacco": _("tobacco"),
        "alcohol": _("alcohol"),
    }
    return words.get(kind, "")


def readable(value: str) -> str:
    """A value as one reads it: « HER2 3+ », « RE 70 % » for `HER2=3+`, `RE=70%`."""
    plain = value.replace("=", " ", 1)
    return re.sub(r"(?<=\d)%", "\u00a0%", plain) if language() == "fr" else plain


def says_itself(kind: str, value: str) -> bool:
    """Whether a value says its own absence: « tabac jamais », « 0N+/18 »."""
    return (kind, value) in (("tobacco", "jamais"), ("alcohol", "non excessif")) or value.startswith("0N+/")


def assertion_list() -> list[tuple[str, str, str]]:
    """(assertion, sign, name)."""
    names = {
        "present": _("present"),
        "absent": _("absent"),
        "possible": _("possible"),
        "hypothetical": _("hypothetical"),
        "history": _("history"),
        "family": _("in the family"),
    }
    return [(value, sign, names[value]) for value, sign in SIGNS.items()]


def lane_list() -> list[Lane]:
    """The lanes of the timeline from top to bottom; each has a sign of its own besides its colour."""
    return [
        Lane("notes", _("Reports"), "square", 7),
        Lane("imaging", _("Imaging"), "diamond", 6),
        Lane("diagnosis", _("Diagnosis"), "star", 0),
        Lane("local", _("Surgery, radiotherapy"), "triangle-down", 4, _("Surgery")),
        Lane("lines", _("Lines of treatment"), "circle", 0, _("Lines")),
        Lane("toxicities", _("Toxicities"), "triangle-up", 1),
        Lane("course", _("Response, progression"), "circle", 2, _("Response")),
        Lane("markers", _("Markers"), "diamond-tall", 3),
    ]


def date_rules() -> dict[str, str]:
    """Where a date comes from."""
    return {
        "mention": _("date of the sentence"),
        "sentence": _("date of the sentence"),
        "line": _("date of the line"),
        "heading": _("date of the heading"),
        "admission": _("date of the admission"),
        "relative": _("counted from another date"),
        "note": _("date of the note"),
        "person": _("date given by a person"),
    }


def example(kind: str) -> str:
    """What a value of a kind looks like."""
    examples = {
        "ctnm": "cT2N1M0",
        "ptnm": "pT2N1aM0, ypT1cN0(sn)",
        "stage": "IIA",
        "tumour_size": "32 mm",
        "metastatic_site": "osseuse, hépatique",
        "biomarker": "RE=70%, HER2=3+, KRAS=muté",
        "lab": "hémoglobine=13,5 g/dL",
        "grade": "SBR 2, Gleason 7 (4+3)",
        "performance_status": "1, Karnofsky 80%",
        "score": "G8=14/17",
        "toxicity": "neutropénie G3",
        "tobacco": "actif 41 PA",
        "line": "L1 carboplatine-paclitaxel",
        "treatment": "FEC 100, cisplatine 70 mg/m²",
    }
    found = examples.get(kind, "")
    return _("For example: {example}").format(example=found) if found else ""


def menu_texts() -> dict[str, str]:
    """The words of the menu of downloads."""
    hint = _("In a notebook beside the warehouse, it reads the same facts again.")
    return words_of_menu(_("Take away"), hint) | {"language": language()}


def help_words() -> str:
    """The help of the page."""
    return "\n".join(
        [
            _("Every note of the patient is read; each fact found keeps the sentence it was read in."),
            _("Click a fact, a number of the summary or a mark of the timeline: its sentence is highlighted."),
            _(
                "In the list of facts, j and k move, a accepts, c corrects, r rejects, u undoes, n goes to the next "
                "one to be read; ? lists all the keys."
            ),
            _("Your decisions are kept in the site’s review store, with your name and the time, and found again."),
            _("≠ marks facts that the notes say otherwise elsewhere: nothing is chosen for you."),
            _("Reading is automatic: what you have not accepted is a proposal, not a record."),
        ]
    )
