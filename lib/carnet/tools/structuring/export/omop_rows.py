"""The OMOP rows of a fact, in the clinical table where OMOP's oncology conventions put it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from carnet.tools.structuring.export import columns
from carnet.tools.structuring.facts import Fact

if TYPE_CHECKING:
    from carnet.text.lexicon.cancer_drugs import Drug

NLP = 32858  # type concept « NLP »
CONDITION_FIELD = 1147127  # condition_occurrence.condition_occurrence_id, what a cancer modifier points at
DRUG_FIELD = 1147094  # drug_exposure.drug_exposure_id
PROCEDURE_FIELD = 1147082  # procedure_occurrence.procedure_occurrence_id
FIRST_OCCURRENCE, REGIMEN, PROGRESSION = 32528, 32531, 32949  # episode concepts
_OPERATORS = {"<": 4171756, "<=": 4171754, "≤": 4171754, "=": 4172703, ">=": 4171755, "≥": 4171755, ">": 4172704}


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be: its table, its columns but for identifiers, whether it modifies the patient's tumour."""

    table: str
    values: dict[str, Any] = field(default_factory=dict)
    modifier: bool = False


def clinical_rows(fact: Fact, day: date) -> Iterator[Row]:
    """The rows of a present (or past) fact that was on `day`; none for what OMOP keeps as a note's finding alone."""
    kind = fact.kind
    if kind in ("site", "metastatic_site", "comorbidity"):
        yield from _condition(fact, day)
    elif kind in ("ctnm", "ptnm"):
        for name, value in columns.tnm_letters(fact):
            yield _measurement(fact, day, name, value=value, modifier=True)
        yield _measurement(fact, day, "tnm", value=fact.value, modifier=True)
    elif kind == "stage":
        yield _measurement(fact, day, "stage", value=fact.value, modifier=True)
    elif kind == "grade":
        for name, value in columns.grades(fact):
            yield _measurement(fact, day, name, value=value, modifier=True)
    elif kind == "histology":
        coded = fact.code if fact.system == "ICD-O-3" else None
        name = "histology" if coded else "histology_feature"
        yield _measurement(fact, day, name, value=coded or fact.value, modifier=True)
    elif kind == "laterality":
        yield _measurement(fact, day, "laterality", value=columns.side(fact), modifier=True)
    elif kind == "tumour_size":
        yield _measurement(fact, day, "tumour_size", number=_size(fact), unit="mm", modifier=True)
    elif kind == "biomarker":
        yield from _biomarker(fact, day)
    elif kind == "lab" or kind == "event" and fact.system == "LOINC" and columns.number_of(fact) is not None:
        said = None if columns.number_of(fact) is not None else fact.value.partition("=")[2]
        name = fact.code or str(fact.parts.get("name") or fact.value.partition("=")[0])
        yield _measurement(fact, day, name, value=said, number=columns.number_of(fact), unit=fact.unit)
    elif kind == "treatment":
        yield from _treatment(fact, day)
    elif kind == "event" and fact.parts.get("type") == "death":
        yield Row("death", {"death_date": day, "death_type_concept_id": NLP})
    else:
        yield from _observation(fact, day)


def _condition(fact: Fact, day: date) -> Iterator[Row]:
    code = fact.parts.get("cim10") or fact.code
    if not code:
        return
    status = {"site": "primary", "metastatic_site": "metastasis"}.get(fact.kind, "comorbidity")
    yield Row(
        "condition_occurrence",
        {
            "condition_concept_id": 0,
            "condition_start_date": day,
            "condition_type_concept_id": NLP,
            "condition_source_value": str(code),
            "condition_status_source_value": status,
        },
    )


def _biomarker(fact: Fact, day: date) -> Iterator[Row]:
    """A marker's value; of HER2, also whether it is positive, as studies ask."""
    name, value, amount = columns.marker_column(fact), columns.marker_value(fact), columns.number_of(fact)
    yield _measurement(fact, day, name, value=value, number=amount, unit=fact.unit, modifier=True)
    status = columns.her2_status(fact)
    if status:
        yield _measurement(fact, day, "her2", value=status, modifier=True)


def _measurement(
    fact: Fact,
    day: date,
    name: str,
    *,
    value: str | None = None,
    number: float | None = None,
    unit: str | None = None,
    modifier: bool = False,
) -> Row:
    values = {
        "measurement_concept_id": 0,
        "measurement_date": day,
        "measurement_type_concept_id": NLP,
        "operator_concept_id": _OPERATORS.get(str(fact.parts.get("operator"))) if number is not None else None,
        "value_as_number": number,
        "range_low": _number(fact.parts.get("low")),
        "range_high": _number(fact.parts.get("high")),
        "measurement_source_value": name,
        "unit_source_value": unit,
        "value_source_value": value,
    }
    return Row("measurement", values, modifier)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _size(fact: Fact) -> float | None:
    sizes = fact.parts.get("dimensions_mm")
    return float(max(sizes)) if isinstance(sizes, list | tuple) and sizes else columns.number_of(fact)


def _treatment(fact: Fact, day: date) -> Iterator[Row]:
    type_ = fact.parts.get("type")
    if type_ in ("surgery", "radiotherapy"):
        dose = fact.value.removeprefix("radiothérapie").strip() if type_ == "radiotherapy" else None
        yield Row(
            "procedure_occurrence",
            {
                "procedure_concept_id": 0,
                "procedure_date": day,
                "procedure_type_concept_id": NLP,
                "procedure_source_value": fact.code or ("radiothérapie" if dose is not None else fact.value),
                "modifier_source_value": dose or None,
            },
        )
    elif type_ == "margin":
        yield _measurement(fact, day, "margin", value=fact.value, modifier=True)
    elif type_ in ("drug", "protocol"):
        for name, code in _drugs(fact):
            yield Row(
                "drug_exposure",
                {
                    "drug_concept_id": 0,
                    "drug_exposure_start_date": day,
                    "drug_exposure_end_date": _date(fact.parts.get("stop")) or day,
                    "drug_type_concept_id": NLP,
                    "stop_reason": fact.parts.get("reason"),
                    "drug_source_value": code or name,
                    "sig": fact.value,
                },
            )


def _drugs(fact: Fact) -> list[tuple[str, str | None]]:
    """(INN, ATC code) of each drug; the protocol's name where its drugs are not known."""
    if fact.parts.get("type") == "drug":
        return [(fact.value, fact.code)]
    names = [str(name) for name in fact.parts.get("inn") or ()]
    return [(name, _atc(name)) for name in names] or [(fact.value, None)]


def _atc(name: str) -> str | None:
    found = drug_of(name)
    return found.atc or None if found else None


def drug_of(name: str) -> "Drug | None":
    """What is known of a drug by one of its names."""
    from carnet.text.clean import clean
    from carnet.text.lexicon.cancer_drugs import drugs
    from carnet.text.terms import Words

    found = drugs().find(Words.of(clean(name)))
    return found[0].entry if found else None


def _observation(fact: Fact, day: date) -> Iterator[Row]:
    said = {"tobacco": columns.tobacco, "response": columns.response}.get(fact.kind, lambda one: one.value)(fact)
    scale = str(fact.parts.get("scale") or "")
    name: str = fact.kind
    if name == "score" or name == "performance_status" and scale not in ("", "ECOG"):  # each scale is a column
        name, said = scale or name, fact.value.partition("=")[2] or fact.value
    yield Row(
        "observation",
        {
            "observation_concept_id": 0,
            "observation_date": day,
            "observation_type_concept_id": NLP,
            "value_as_number": _scaled(fact),
            "value_as_string": said,
            "observation_source_value": name,
            "qualifier_source_value": fact.system,
        },
    )


def _scaled(fact: Fact) -> float | None:
    for name in ("grade", "value", "number"):
        if (found := _number(fact.parts.get(name))) is not None:
            return found
    if fact.kind == "performance_status" and fact.value.isdigit():
        return float(fact.value)
    return None


def _date(value: Any) -> date | None:
    return first_day(str(value)) if value else None


def first_day(value: str) -> date | None:
    """The first day of a date as precise as it is: `2024-03` → 1 March 2024. None for what is no date."""
    parts = value[:10].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
        return date(year, month, day)
    except ValueError:
        return None
