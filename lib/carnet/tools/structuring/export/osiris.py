"""Patients as the OSIRIS set's pivot files, the CSV that French cancer centres exchange.

Files, columns and codes: OSIRIS 1.1 (Guérin et al., JCO Clinical Cancer Informatics 2021, 5:256-265). A value that is
not known is `UMLS:C0439673`, as the set asks; a date that is not known is left empty.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from carnet.records.private_files import private_file
from carnet.tools.structuring.export import columns
from carnet.tools.structuring.export.omop_rows import first_day
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.lines import number_lines
from carnet.tools.structuring.patient import PatientHistory

UNKNOWN = "UMLS:C0439673"
PRIMARY, METASTASIS, RECURRENCE = "UMLS:C0677930", "UMLS:C2939419", "UMLS:C0521158"
_SIDES = {"right": "UMLS:C0205090", "left": "UMLS:C0205091", "bilateral": "UMLS:C0238767"}
_SURGERY, _RADIOTHERAPY, _DRUGS = "UMLS:C0728940", "UMLS:C1522449", "UMLS:C3665472"
_OF_CLASS = {"hormonothérapie": "UMLS:C0279025", "immunothérapie": "UMLS:C0021083", "anticorps": "UMLS:C0279694"}

FILES = {
    "Patient": (
        "Patient_Id,Instance_Id,Patient_Gender,Patient_Ethnicity,Patient_BirthDate,Patient_DeathDate,"
        "Patient_ProviderCenterId,Patient_OriginCenterId,Patient_CauseOfDeath,Patient_LastNewsDate,"
        "Patient_LastNewsStatus"
    ),
    "TumorPathologyEvent": (
        "Patient_Id,Instance_Id,TumorPathologyEvent_ParentRef,TumorPathologyEvent_Type,TumorPathologyEvent_StartDate,"
        "TumorPathologyEvent_PerformanceStatus,TumorPathologyEvent_G8,TumorPathologyEvent_HistologicalGradeType,"
        "TumorPathologyEvent_HistologicalGradeValue,TumorPathologyEvent_StadeType,TumorPathologyEvent_StadeValue,"
        "TumorPathologyEvent_DiagnosisDate,TumorPathologyEvent_TopographyCode,TumorPathologyEvent_MorphologyCode,"
        "TumorPathologyEvent_Laterality"
    ),
    "TNM": "Patient_Id,Instance_Id,TumorPathologyEvent_Ref,TNM_Version,TNM_Type,TNM_T,TNM_N,TNM_M",
    "Treatment": (
        "Patient_Id,Instance_Id,TumorPathologyEvent_Ref,Treatment_Type,Treatment_LineNumber,Treatment_ActivityCode,"
        "Treatment_StartDate,Treatment_EndDate,Treatment_ClinicalTrialContext,Treatment_ClinicalTrialName,"
        "Treatment_ClinicalTrialId,Treatment_SurgeryResectionQuality,Treatment_SurgeryNature"
    ),
    "Drug": "Patient_Id,Instance_Id,Treatment_Ref,Drug_Code,Drug_Name",
    "Biomarker": "Patient_Id,Instance_Id,Analysis_Ref,Biomarker_Code,Biomarker_Value,Biomarker_Unit",
    "ResponseEvaluation": "Patient_Id,Instance_Id,Treatment_Ref,ResponseEvaluation_Date,ResponseEvaluation_Status",
    "AdverseEvent": (
        "Patient_Id,Instance_Id,Treatment_Ref,TumorPathologyEvent_Ref,AdverseEvent_Code,AdverseEvent_Date,"
        "AdverseEvent_EndDate,AdverseEvent_Grade"
    ),
}
_OF_A_TUMOUR = frozenset(("site", "histology", "grade", "ctnm", "ptnm", "stage", "metastatic_site", "tumour_size"))
_Row = tuple[str, dict[str, str]]


def write_pivot(folder: Path, histories: Iterable[PatientHistory]) -> dict[str, int]:
    """Write `OSIRIS_pivot_*.csv` into a folder (made where absent), readable by their owner alone; rows by file.

    Only facts that are so: neither denied, feared nor familial. Laterality, stage and grade stand with the tumour.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in FILES}
    for history in histories:
        for name, row in pivot_rows(history):
            rows[name].append(row)
    for name, header in FILES.items():
        with private_file(folder / f"OSIRIS_pivot_{name}.csv", newline="") as file:
            writer = csv.DictWriter(file, header.split(","), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[name])
    return {name: len(found) for name, found in rows.items()}


def read_pivot(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a folder's pivot files; files that are not there are empty."""
    found: dict[str, list[dict[str, str]]] = {}
    for name in FILES:
        path = folder / f"OSIRIS_pivot_{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                found[name] = list(csv.DictReader(file))
        else:
            found[name] = []
    return found


def pivot_rows(history: PatientHistory) -> Iterator[_Row]:
    """(file, row) of one patient; instances are numbered within the patient."""
    facts = [one.fact for one in history.facts if columns.is_so(one.fact)]
    made = _Numbered(history.person_id)
    yield "Patient", _patient(history, facts, made)
    sites = [fact for fact in facts if fact.kind == "site"]
    tumour = made.next("TumorPathologyEvent") if any(fact.kind in _OF_A_TUMOUR for fact in facts) else ""
    if tumour:
        yield "TumorPathologyEvent", _tumour(made, tumour, facts, sites[0] if sites else None)
    for other in sites[1:]:
        yield "TumorPathologyEvent", _event(made, made.next("TumorPathologyEvent"), "", PRIMARY, other)
    for fact in facts:
        if fact.kind == "metastatic_site":
            yield "TumorPathologyEvent", _event(made, made.next("TumorPathologyEvent"), tumour, METASTASIS, fact)
        elif fact.kind in ("ctnm", "ptnm"):
            yield "TNM", _tnm(made, tumour, fact)
        elif fact.kind == "biomarker":
            yield "Biomarker", _biomarker(made, fact)
        elif fact.kind == "toxicity":
            yield "AdverseEvent", _adverse_event(made, tumour, fact)
        elif fact.kind == "response":
            row = {"ResponseEvaluation_Date": day(fact.date), "ResponseEvaluation_Status": _recist(fact)}
            yield "ResponseEvaluation", made.row("ResponseEvaluation", row)
    yield from _treatments(made, tumour, facts)


class _Numbered:
    """The instances of one patient: each file has its own numbers."""

    def __init__(self, person: str) -> None:
        self.person = person
        self._last: dict[str, int] = {}

    def next(self, name: str) -> str:
        self._last[name] = self._last.get(name, 0) + 1
        return str(self._last[name])

    def row(self, name: str, values: dict[str, str], instance: str | None = None) -> dict[str, str]:
        return {"Patient_Id": self.person, "Instance_Id": instance or self.next(name)} | values


def day(value: str | None) -> str:
    """A date as the set writes it; the first day of a month or year known alone."""
    found = first_day(value) if value else None
    return found.isoformat() if found else ""


def _patient(history: PatientHistory, facts: Sequence[Fact], made: _Numbered) -> dict[str, str]:
    death = _latest(facts, lambda fact: fact.kind == "event" and fact.parts.get("type") == "death")
    cause = _latest(facts, lambda fact: fact.parts.get("type") == "cause_of_death")
    last = max((note.note_date.isoformat() for note in history.notes if note.note_date), default="")
    return made.row(
        "Patient",
        {
            "Patient_Gender": UNKNOWN,
            "Patient_Ethnicity": UNKNOWN,
            "Patient_DeathDate": day(death.date) if death else "",
            "Patient_CauseOfDeath": cause.value if cause else UNKNOWN if death else "",
            "Patient_LastNewsDate": last,
            "Patient_LastNewsStatus": UNKNOWN,
        },
    )


def _tumour(made: _Numbered, instance: str, facts: Sequence[Fact], site: Fact | None) -> dict[str, str]:
    grade = _first(facts, lambda fact: fact.kind == "grade")
    stage = _first(facts, lambda fact: fact.kind == "stage")
    status = _first(facts, lambda fact: fact.kind == "performance_status")
    g8 = _first(facts, lambda fact: fact.kind == "score" and fact.parts.get("scale") == "G8")
    histology = _first(facts, lambda fact: fact.kind == "histology" and fact.system == "ICD-O-3")
    row = _event(made, instance, "", PRIMARY, site)
    return row | {
        "TumorPathologyEvent_PerformanceStatus": status.value if status else UNKNOWN,
        "TumorPathologyEvent_G8": g8.value.partition("=")[2] if g8 else UNKNOWN,
        "TumorPathologyEvent_HistologicalGradeType": (grade.system or str(grade.parts.get("scale") or UNKNOWN))
        if grade
        else UNKNOWN,
        "TumorPathologyEvent_HistologicalGradeValue": str(grade.parts.get("grade") or grade.value)
        if grade
        else UNKNOWN,
        "TumorPathologyEvent_StadeType": (stage.system or UNKNOWN) if stage else UNKNOWN,
        "TumorPathologyEvent_StadeValue": stage.value if stage else UNKNOWN,
        "TumorPathologyEvent_MorphologyCode": (histology.code or UNKNOWN) if histology else UNKNOWN,
    }


def _event(made: _Numbered, instance: str, parent: str, type_: str, fact: Fact | None) -> dict[str, str]:
    side = columns.side(fact) if fact and fact.laterality else None
    return made.row(
        "TumorPathologyEvent",
        {
            "TumorPathologyEvent_ParentRef": parent,
            "TumorPathologyEvent_Type": type_,
            "TumorPathologyEvent_StartDate": day(fact.date) if fact else "",
            "TumorPathologyEvent_DiagnosisDate": day(fact.date) if fact else "",
            "TumorPathologyEvent_TopographyCode": (fact.code or UNKNOWN) if fact else UNKNOWN,
            "TumorPathologyEvent_MorphologyCode": UNKNOWN,
            "TumorPathologyEvent_Laterality": _SIDES.get(side or "", UNKNOWN),
        },
        instance,
    )


def _tnm(made: _Numbered, tumour: str, fact: Fact) -> dict[str, str]:
    letters = {f"TNM_{letter}": str(fact.parts.get(letter) or UNKNOWN) for letter in "TNM"}
    kind = {"ctnm": "c", "ptnm": "p"}[fact.kind]
    values = {
        "TumorPathologyEvent_Ref": tumour,
        "TNM_Version": str(fact.parts.get("version") or UNKNOWN),
        "TNM_Type": str(fact.parts.get("prefix") or kind),
    }
    return made.row("TNM", values | letters)


def _biomarker(made: _Numbered, fact: Fact) -> dict[str, str]:
    number = columns.number_of(fact)
    value = columns.marker_value(fact) or ("" if number is None else f"{number:g}")
    return made.row(
        "Biomarker",
        {"Biomarker_Code": columns.marker_column(fact), "Biomarker_Value": value, "Biomarker_Unit": fact.unit or ""},
    )


def _adverse_event(made: _Numbered, tumour: str, fact: Fact) -> dict[str, str]:
    return made.row(
        "AdverseEvent",
        {
            "TumorPathologyEvent_Ref": tumour,
            "AdverseEvent_Code": str(fact.parts.get("term") or fact.value),
            "AdverseEvent_Date": day(fact.date),
            "AdverseEvent_Grade": str(fact.parts.get("grade") or UNKNOWN),
        },
    )


def _treatments(made: _Numbered, tumour: str, facts: Sequence[Fact]) -> Iterator[_Row]:
    margin = _latest(facts, lambda fact: fact.parts.get("type") == "margin")
    for fact in facts:
        type_ = fact.parts.get("type") if fact.kind == "treatment" else None
        if type_ == "surgery":
            quality = margin.value if margin else ""
            yield (
                "Treatment",
                _treatment(made, tumour, _SURGERY, fact.date, None, code=fact.code)
                | {
                    "Treatment_SurgeryNature": fact.value,
                    "Treatment_SurgeryResectionQuality": quality,
                },
            )
        elif type_ == "radiotherapy":
            yield "Treatment", _treatment(made, tumour, _RADIOTHERAPY, fact.date, None, code=fact.code)
    for line in number_lines(facts):
        row = _treatment(made, tumour, _type_of(line.drugs), line.start, line.stop, number=line.number)
        yield "Treatment", row
        for name in line.drugs or (line.treatment,):
            code = _atc(name)
            values = {"Treatment_Ref": row["Instance_Id"], "Drug_Code": code or UNKNOWN, "Drug_Name": name}
            yield "Drug", made.row("Drug", values)


def _treatment(
    made: _Numbered,
    tumour: str,
    type_: str,
    start: str | None,
    stop: str | None,
    *,
    code: str | None = None,
    number: int | None = None,
) -> dict[str, str]:
    values = {
        "TumorPathologyEvent_Ref": tumour,
        "Treatment_Type": type_,
        "Treatment_LineNumber": "" if number is None else str(number),
        "Treatment_ActivityCode": code or "",
        "Treatment_StartDate": day(start),
        "Treatment_EndDate": day(stop),
    }
    return made.row("Treatment", values)


def _type_of(drugs: Sequence[str]) -> str:
    """Chemotherapy where one of the drugs is, else what they all are."""
    from carnet.tools.structuring.export.omop_rows import drug_of

    kinds = {found.kind for name in drugs if (found := drug_of(name))}
    if len(kinds) == 1:
        return _OF_CLASS.get(kinds.pop(), _DRUGS)
    return _DRUGS


def _atc(name: str) -> str | None:
    from carnet.tools.structuring.export.omop_rows import drug_of

    found = drug_of(name)
    return f"ATC:{found.atc}" if found and found.atc else None


def _recist(fact: Fact) -> str:
    said = columns.response(fact)
    return f"RECIST:{said}" if said in ("CR", "PR", "SD", "PD") else UNKNOWN


def _latest(facts: Sequence[Fact], wanted: Callable[[Fact], bool]) -> Fact | None:
    return max((fact for fact in facts if wanted(fact)), key=lambda fact: fact.date or "", default=None)


def _first(facts: Sequence[Fact], wanted: Callable[[Fact], bool]) -> Fact | None:
    """As the tumour was at first: a stage IV at relapse is not the tumour's stage."""
    return min((fact for fact in facts if wanted(fact)), key=lambda fact: fact.date or "9999", default=None)
