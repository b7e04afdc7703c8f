"""Small tables that the warehouse tests write."""

import datetime

DAY = datetime.date(2020, 3, 1)


def persons(*identifiers, **columns):
    n = len(identifiers)
    return {
        "person_id": list(identifiers),
        "gender_concept_id": [8532] * n,
        "year_of_birth": [1950] * n,
        "race_concept_id": [0] * n,
        "ethnicity_concept_id": [0] * n,
        **columns,
    }


def conditions(codes, first=1, person=1, day=DAY):
    n = len(codes)
    return {
        "condition_occurrence_id": list(range(first, first + n)),
        "person_id": [person] * n,
        "condition_concept_id": [0] * n,
        "condition_start_date": [day] * n,
        "condition_type_concept_id": [32817] * n,
        "condition_source_value": list(codes),
    }
