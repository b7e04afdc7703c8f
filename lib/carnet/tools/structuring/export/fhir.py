"""A patient as a FHIR R4 bundle shaped as mCODE: tumours, stages, markers, treatments, each with its evidence.

Profiles: minimal Common Oncology Data Elements (HL7, mCODE STU 3). Terms of a French hospital stay French: `text` holds
the fact as a clinician writes it, codes are ICD-O-3, CIM-10, ATC and LOINC. The passages that support a resource stand
in an extension (`EVIDENCE`), so that nothing of a fact is lost and `read_bundle` gives it back.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from carnet.tools.structuring.export.columns import is_so, number_of
from carnet.tools.structuring.export.omop_rows import first_day
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.patient import PatientHistory

if TYPE_CHECKING:
    from fhir.resources.R4B.bundle import Bundle

MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
EVIDENCE = "urn:carnet:fact"
_SYSTEMS = {
    "ICD-O-3": "http://terminology.hl7.org/CodeSystem/icd-o-3",
    "CIM-10": "http://hl7.org/fhir/sid/icd-10",
    "ATC": "http://www.whocc.no/atc",
    "LOINC": "http://loinc.org",
    "CCAM": "urn:oid:1.2.250.1.213.2.5",
}
_CONDITIONS = {"site": "mcode-primary-cancer-condition", "metastatic_site": "mcode-secondary-cancer-condition"}
_OBSERVATIONS = {
    "ctnm": ("mcode-tnm-stage-group", "21908-9"),
    "ptnm": ("mcode-tnm-stage-group", "21902-2"),
    "stage": ("mcode-cancer-stage", "21908-9"),
    "biomarker": ("mcode-tumor-marker-test", None),
    "performance_status": ("mcode-ecog-performance-status", "89247-1"),
    "tumour_size": ("mcode-tumor-size", "21889-1"),
    "response": ("mcode-cancer-disease-status", "97509-4"),
    "progression": ("mcode-cancer-disease-status", "97509-4"),
}
_LETTERS = (("T", "21905-5", "21899-0"), ("N", "21906-3", "21900-6"), ("M", "21907-1", "21901-4"))
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_VERIFICATION = {"absent": "refuted", "possible": "provisional", "hypothetical": "unconfirmed"}


def bundle(history: PatientHistory) -> "Bundle":
    """The facts of a patient as a collection. Familial facts are `FamilyMemberHistory`; hypothetical treatments are
    proposals; what is denied is kept, refuted, since a reader may need to know that it was looked for.

    The bundle was validated by fhir.resources: what it holds follows R4's structure.
    """
    from fhir.resources.R4B.bundle import Bundle

    person = _id(history.person_id or "patient")
    patient: dict[str, Any] = {"resourceType": "Patient", "id": person}
    if history.person_id:
        patient["identifier"] = [{"value": history.person_id}]
    subject = _url("Patient", person)
    resources = [patient, *(_resource(one.fact, subject) for one in history.facts)]
    entries = [
        {
            "fullUrl": _url(one["resourceType"], f"{person}/{one['id']}" if one is not patient else person),
            "resource": one,
        }
        for one in resources
    ]
    return Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": entries})


def read_bundle(given: "Bundle | dict[str, Any]") -> list[Fact]:
    """The facts of a bundle that `bundle` made, in its order; other resources are passed over."""
    data = given if isinstance(given, dict) else json.loads(given.model_dump_json())
    facts = []
    for entry in data.get("entry", []):
        for extension in entry["resource"].get("extension", []):
            if extension["url"] == EVIDENCE:
                facts.append(Fact.model_validate_json(extension["valueString"]))
    return facts


def _resource(fact: Fact, patient: str) -> dict[str, Any]:
    if fact.assertion == "family":
        return _family(fact, patient)
    if fact.kind in ("site", "metastatic_site", "comorbidity", "histology", "toxicity"):
        return _condition(fact, patient)
    if fact.kind == "treatment" and fact.parts.get("type") in ("surgery", "radiotherapy"):
        return _procedure(fact, patient)
    if fact.kind in ("treatment", "line") and fact.parts.get("type") != "margin":
        return _medication(fact, patient)
    return _observation(fact, patient)


def _base(type_: str, fact: Fact, profile: str | None = None) -> dict[str, Any]:
    kept = fact.model_dump_json(exclude_none=True)
    made: dict[str, Any] = {"resourceType": type_, "id": fact.id}
    if profile:
        made["meta"] = {"profile": [MCODE + profile]}
    return made | {"extension": [{"url": EVIDENCE, "valueString": kept}]}


def _condition(fact: Fact, patient: str) -> dict[str, Any]:
    code = fact.parts.get("cim10") or (fact.code if fact.system == "CIM-10" else None)
    status = _VERIFICATION.get(fact.assertion, "confirmed")
    made = _base("Condition", fact, _CONDITIONS.get(fact.kind)) | {
        "subject": {"reference": patient},
        "verificationStatus": _concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", status),
        "code": _coded("CIM-10", code, fact.value),
    }
    if status != "refuted":
        active = "active" if fact.assertion == "present" else "inactive"
        made["clinicalStatus"] = _concept("http://terminology.hl7.org/CodeSystem/condition-clinical", active)
    if fact.kind == "site":
        side = f" {fact.laterality}" if fact.laterality else ""
        made["bodySite"] = [_coded("ICD-O-3", fact.code, fact.value + side)]
    elif fact.kind == "histology":
        morphology = {
            "url": MCODE + "mcode-histology-morphology-behavior",
            "valueCodeableConcept": _coded(fact.system, fact.code, fact.value),
        }
        made["extension"] = [*made["extension"], morphology]
    return made | ({"onsetDateTime": fact.date} if _is_date(fact.date) else {})


def _procedure(fact: Fact, patient: str) -> dict[str, Any]:
    surgery = fact.parts.get("type") == "surgery"
    profile = "mcode-cancer-related-surgical-procedure" if surgery else "mcode-radiotherapy-course-summary"
    status = {"absent": "not-done", "hypothetical": "preparation", "possible": "unknown"}
    made = _base("Procedure", fact, profile) | {
        "subject": {"reference": patient},
        "status": status.get(fact.assertion, "completed"),
        "code": _coded(fact.system, fact.code, fact.value),
    }
    return made | ({"performedDateTime": fact.date} if _is_date(fact.date) else {})


def _medication(fact: Fact, patient: str) -> dict[str, Any]:
    status = {"absent": "not-taken", "hypothetical": "intended"}.get(fact.assertion, "unknown")
    if fact.assertion in ("present", "history") and fact.parts.get("stop"):
        status = "stopped" if fact.parts.get("reason") else "completed"
    made = _base("MedicationStatement", fact) | {
        "subject": {"reference": patient},
        "status": status,
        "medicationCodeableConcept": _coded(fact.system, fact.code, fact.value),
    }
    if fact.assertion == "possible":
        made["statusReason"] = [{"text": "possible"}]
    period = (("start", fact.parts.get("start") or fact.date), ("end", fact.parts.get("stop")))
    if told := {name: value for name, value in period if _is_date(value)}:
        made["effectivePeriod"] = told
    return made


def _observation(fact: Fact, patient: str) -> dict[str, Any]:
    profile, loinc = _OBSERVATIONS.get(fact.kind, (None, None))
    made = _base("Observation", fact, profile) | {
        "subject": {"reference": patient},
        "status": "preliminary" if is_so(fact) or fact.assertion == "absent" else "registered",
        "code": _coded("LOINC", fact.code if fact.system == "LOINC" else loinc, fact.value.partition("=")[0]),
    }
    number = number_of(fact)
    if not is_so(fact):  # a value that does not hold is no value of the patient
        made["note"] = [{"text": f"{fact.assertion}: {fact.value}"}]
        if fact.assertion == "absent":
            made["interpretation"] = [_concept(_INTERPRETATION, "NEG")]
    elif number is not None and fact.unit:
        made["valueQuantity"] = {"value": number, "unit": fact.unit}
    else:
        made["valueCodeableConcept"] = {"text": fact.value.partition("=")[2] or fact.value}
    if fact.kind in ("ctnm", "ptnm") and is_so(fact):
        made["component"] = _letters(fact)
    return made | ({"effectiveDateTime": fact.date} if _is_date(fact.date) else {})


def _letters(fact: Fact) -> list[dict[str, Any]]:
    return [
        {
            "code": _coded("LOINC", pathological if fact.kind == "ptnm" else clinical, letter),
            "valueCodeableConcept": {"text": f"{letter}{fact.parts[letter]}"},
        }
        for letter, clinical, pathological in _LETTERS
        if fact.parts.get(letter)
    ]


def _family(fact: Fact, patient: str) -> dict[str, Any]:
    return _base("FamilyMemberHistory", fact) | {
        "patient": {"reference": patient},
        "status": "partial",
        "relationship": {"text": "famille"},
        "condition": [{"code": _coded(fact.system, fact.code, fact.value)}],
    }


def _coded(system: str | None, code: Any, text: str) -> dict[str, Any]:
    if code and system in _SYSTEMS:
        return {"coding": [{"system": _SYSTEMS[system], "code": str(code)}], "text": text}
    return {"text": text}


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _id(text: str) -> str:
    """An identifier as FHIR allows it; two that differ stay two."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text)
    if plain == text and len(text) <= 64:
        return plain
    return f"{plain[:50]}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:12]}"


def _url(type_: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:carnet:{type_}:{name}')}"


def _is_date(value: Any) -> bool:
    """Whether a value is a date as FHIR writes it, as precise as it is."""
    return isinstance(value, str) and _DATE.fullmatch(value) is not None and first_day(value) is not None


def resource_counts(given: "Bundle", kinds: Sequence[str] = ()) -> dict[str, int]:
    """How many resources of each type (of `kinds`, or all) a bundle holds."""
    counts: dict[str, int] = {}
    for entry in given.entry or []:
        name = getattr(entry.resource, "__resource_type__", "")
        if not kinds or name in kinds:
            counts[name] = counts.get(name, 0) + 1
    return counts
