"""A decided stay as a FHIR R4 bundle: one institutional claim, a condition for each diagnosis, its passages with it.

Types of diagnoses: HL7's `ex-diagnosistype` (principal, secondary); the related diagnosis of the PMSI has none there
and is told in words. Codes are CIM-10 and CCAM, by the systems of the French terminology server.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.text.terminologies.cim10 import dotted
from carnet.tools.coding.export.decided import DecidedCode, DecidedStay

if TYPE_CHECKING:
    from fhir.resources.R4B.bundle import Bundle

CIM10 = "http://hl7.org/fhir/sid/icd-10"
CCAM = "urn:oid:1.2.250.1.213.2.5"
EVIDENCE = "urn:carnet:evidence"
_TYPE = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"
_KINDS = {
    "dp": ("principal", "Diagnostic principal"),
    "dr": (None, "Diagnostic relié"),
    "das": (None, "Diagnostic associé"),
}
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_ODD = re.compile(r"[^A-Za-z0-9.-]")


def claim_bundle(stays: Sequence[DecidedStay]) -> "Bundle":
    """The stays as a collection: a `Patient`, an `Encounter`, its `Condition`s, a `Claim` that orders them.

    A stay that nobody validated yet is a `draft` claim, and its conditions are `provisional`. fhir.resources validates
    the whole.
    """
    from fhir.resources.R4B.bundle import Bundle

    people: dict[str, dict[str, Any]] = {}
    resources: list[dict[str, Any]] = []
    for one in stays:
        person = _patient(one)
        people.setdefault(person["id"], person)
        resources += _stay(one, person["id"])
    entries = [
        {"fullUrl": f"urn:carnet:{made['resourceType']}:{made['id']}", "resource": made}
        for made in (*people.values(), *resources)
    ]
    return Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": entries})


def _stay(one: DecidedStay, person: str) -> list[dict[str, Any]]:
    stay = _id("stay", one.stay.stay_id)
    patient = {"reference": f"Patient/{person}"}
    encounter: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": stay,
        "identifier": [{"value": one.stay.stay_id}],
        "status": "finished" if one.stay.discharge else "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": patient,
    }
    if period := _period(one.stay.admission, one.stay.discharge):
        encounter["period"] = period
    diagnoses = [code for code in one.codes if code.position != "act"]
    conditions = [_condition(one, code, n, stay, patient) for n, code in enumerate(diagnoses, 1)]
    return [encounter, *conditions, _claim(one, conditions, diagnoses, stay, patient)]


def _claim(
    one: DecidedStay,
    conditions: Sequence[dict[str, Any]],
    diagnoses: Sequence[DecidedCode],
    stay: str,
    patient: dict[str, str],
) -> dict[str, Any]:
    created = one.when.date() if one.when else one.stay.discharge or one.stay.admission or date.today()
    claim: dict[str, Any] = {
        "resourceType": "Claim",
        "id": _id("claim", one.stay.stay_id),
        "status": "active" if one.validated else "draft",
        "type": _concept("http://terminology.hl7.org/CodeSystem/claim-type", "institutional"),
        "use": "claim",
        "patient": patient,
        "created": created.isoformat(),
        "provider": {"display": one.stay.unit or "—"},
        "priority": _concept("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "PMSI"}}],
        "item": [
            {
                "sequence": 1,
                "productOrService": {"text": "Résumé d’unité médicale"},
                "encounter": [{"reference": f"Encounter/{stay}"}],
            }
        ],
    }
    if diagnoses:
        claim["diagnosis"] = [
            {
                "sequence": n,
                "diagnosisReference": {"reference": f"Condition/{condition['id']}"},
                "type": [_kind(code)],
            }
            for n, (condition, code) in enumerate(zip(conditions, diagnoses, strict=True), 1)
        ]
    acts = [code for code in one.codes if code.position == "act"]
    if acts:
        claim["procedure"] = [
            {"sequence": n, "procedureCodeableConcept": _coded(CCAM, act.code, act.label)}
            for n, act in enumerate(acts, 1)
        ]
    return claim


def _condition(one: DecidedStay, code: DecidedCode, n: int, stay: str, patient: dict[str, str]) -> dict[str, Any]:
    status = "confirmed" if one.validated else "provisional"
    made: dict[str, Any] = {
        "resourceType": "Condition",
        "id": _id("condition", one.stay.stay_id, str(n), code.code),
        "verificationStatus": _concept(_VERIFIED, status),
        "category": [_concept("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis")],
        "code": _coded(CIM10, dotted(code.code), code.label),
        "subject": patient,
        "encounter": {"reference": f"Encounter/{stay}"},
    }
    if code.evidence:
        made["extension"] = [{"url": EVIDENCE, "valueString": passage.model_dump_json()} for passage in code.evidence]
    if code.comment:
        made["note"] = [{"text": code.comment}]
    return made


def _patient(one: DecidedStay) -> dict[str, Any]:
    name = one.stay.person_id or f"stay {one.stay.stay_id}"
    made: dict[str, Any] = {"resourceType": "Patient", "id": _id("person", name)}
    if one.stay.person_id:
        made["identifier"] = [{"value": one.stay.person_id}]
    if one.stay.sex:
        made["gender"] = {"f": "female", "m": "male"}[one.stay.sex]
    return made


def _kind(code: DecidedCode) -> dict[str, Any]:
    kind, words = _KINDS[code.position]
    return {"text": words} | ({"coding": [{"system": _TYPE, "code": kind}]} if kind else {})


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _coded(system: str, code: str, label: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": label}], "text": label}


def _period(start: date | None, end: date | None) -> dict[str, str]:
    return {name: day.isoformat() for name, day in (("start", start), ("end", end)) if day}


def _id(*parts: str) -> str:
    """A FHIR id: readable where the site's identifiers allow it, their hash where they do not."""
    name = "-".join(parts)
    return name if not _ODD.search(name) and len(name) <= 64 else hashlib.sha256(name.encode()).hexdigest()[:32]
