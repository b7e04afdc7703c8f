"""A hospital of a few persons written by hand, so that every count of the tests can be checked by eye."""

import datetime
from pathlib import Path

from carnet.records import Provenance, Warehouse


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# person, birth, sex, first C50, stage (with its date), death, end of follow-up
PERSONS = [
    (1, (1950, 6, 15), 8532, "2018-06-14", ("2018-06-20", "IIA"), None, "2023-06-14"),
    (2, (1960, 1, 1), 8532, "2019-01-01", ("2019-01-03", "III"), "2021-01-01", "2021-01-01"),
    (3, (2003, 5, 1), 8507, "2019-03-01", ("2019-03-01", "I"), None, "2022-03-01"),
    (4, (1975, 12, 31), 8532, "2020-02-02", None, "2020-12-31", "2020-12-31"),
    (5, (1980, 7, 7), 8507, None, None, None, "2021-01-01"),
    (6, (1940, 2, 3), 8532, "2021-05-05", ("2021-05-05", "stade IV"), None, "2021-01-01"),
]


def small_hospital(folder: Path) -> Path:
    """Write it: C50 written in three ways, metastases, a drug, a laboratory value at two dates, progressions."""
    conditions, measurements, drugs = [], [], []
    codes = ["C50", "C50.4", "C504", "c50.9", "", "C50.1"]
    for (person, _birth, _sex, first, stage, _death, _end), code in zip(PERSONS, codes, strict=True):
        if first:
            conditions.append((person, first, code, "primary"))
            conditions.append((person, "2022-08-08", "C78.0", None))
        if stage:
            measurements.append((person, stage[0], "stage", None, stage[1]))
    conditions += [(5, "2019-09-09", "I10", None), (1, "2010-01-01", "I10", None), (1, "2022-01-01", "C50.8", None)]
    measurements += [
        (1, "2010-01-01", "718-7", 10.0, None),
        (1, "2018-07-14", "718-7", 12.0, None),
        (2, "2019-02-01", "718-7", 9.5, None),
    ]
    drugs += [
        (1, "2018-07-01", "L01CD01"),
        (1, "2018-08-01", "L01CD01"),
        (2, "2020-01-01", "L02BA01"),
        (3, "2019-02-01", "L01XC03"),
    ]
    with Warehouse.write(
        folder,
        provenance=Provenance(source="test", format="test", importer_version="1"),
        name="Petit hôpital",
        fictitious=True,
    ) as writer:
        writer.add(
            "person",
            {
                "person_id": [p[0] for p in PERSONS],
                "gender_concept_id": [p[2] for p in PERSONS],
                "year_of_birth": [p[1][0] for p in PERSONS],
                "month_of_birth": [p[1][1] for p in PERSONS],
                "day_of_birth": [p[1][2] for p in PERSONS],
                "race_concept_id": [0] * 6,
                "ethnicity_concept_id": [0] * 6,
            },
        )
        writer.add(
            "observation_period",
            {
                "observation_period_id": [p[0] for p in PERSONS],
                "person_id": [p[0] for p in PERSONS],
                "observation_period_start_date": [
                    day("2020-03-01") if p[0] == 3 else day("2010-01-01") for p in PERSONS
                ],
                "observation_period_end_date": [day(p[6]) for p in PERSONS],
                "period_type_concept_id": [0] * 6,
            },
        )
        writer.add(
            "death", {"person_id": [p[0] for p in PERSONS if p[5]], "death_date": [day(p[5]) for p in PERSONS if p[5]]}
        )
        writer.add(
            "condition_occurrence",
            {
                "condition_occurrence_id": range(len(conditions)),
                "person_id": [c[0] for c in conditions],
                "condition_concept_id": [0] * len(conditions),
                "condition_start_date": [day(c[1]) for c in conditions],
                "condition_type_concept_id": [0] * len(conditions),
                "condition_source_value": [c[2] for c in conditions],
                "condition_status_source_value": [c[3] for c in conditions],
            },
        )
        writer.add(
            "measurement",
            {
                "measurement_id": range(len(measurements)),
                "person_id": [m[0] for m in measurements],
                "measurement_concept_id": [0] * len(measurements),
                "measurement_date": [day(m[1]) for m in measurements],
                "measurement_type_concept_id": [0] * len(measurements),
                "measurement_source_value": [m[2] for m in measurements],
                "value_as_number": [m[3] for m in measurements],
                "value_source_value": [m[4] for m in measurements],
            },
        )
        writer.add(
            "drug_exposure",
            {
                "drug_exposure_id": range(len(drugs)),
                "person_id": [d[0] for d in drugs],
                "drug_concept_id": [0] * len(drugs),
                "drug_exposure_start_date": [day(d[1]) for d in drugs],
                "drug_exposure_end_date": [day(d[1]) for d in drugs],
                "drug_type_concept_id": [0] * len(drugs),
                "drug_source_value": [d[2] for d in drugs],
            },
        )
        writer.add(
            "episode",
            {
                "episode_id": [1, 2],
                "person_id": [1, 2],
                "episode_concept_id": [32949, 32949],
                "episode_start_date": [day("2019-06-14"), day("2018-01-01")],
                "episode_object_concept_id": [0, 0],
                "episode_type_concept_id": [0, 0],
                "episode_source_value": ["progression", "progression"],
            },
        )
    return folder
