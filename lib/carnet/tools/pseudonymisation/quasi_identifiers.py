"""k-anonymity: how many patients share an age band, a sex, a town and a rare diagnosis with too few others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from carnet.compute import to_arrow
from carnet.records import Warehouse

THRESHOLDS = (5, 11)
RARE = 11  # a diagnosis that fewer patients have is rare, and counts as known to who looks for somebody
ATTRIBUTES = ("age_band", "sex", "town", "rare_diagnosis")


@dataclass(frozen=True)
class SmallClass:
    """Patients who are alike in everything that is looked at."""

    values: tuple[str, ...]  # in the order of the report's attributes
    size: int


@dataclass(frozen=True)
class QuasiIdentifiers:
    """k-anonymity (Samarati and Sweeney, 1998) of a set of patients by attributes that others may know of them.

    `below[k]`: patients in a class of fewer than k; `without[attribute]`: how many would be in a class of fewer than
    the first threshold if that attribute were left out or made coarser: the one to change first.
    """

    attributes: tuple[str, ...]
    persons: int
    classes: int
    k: int  # size of the smallest class; 0 where there is nobody
    below: Mapping[int, int]
    without: Mapping[str, int]
    smallest: tuple[SmallClass, ...]

    @classmethod
    def of(
        cls,
        rows: Iterable[Mapping[str, str]],
        attributes: Sequence[str] = ATTRIBUTES,
        thresholds: Sequence[int] = THRESHOLDS,
        show: int = 20,
    ) -> QuasiIdentifiers:
        """From one row a patient; a value that is not there is a value of its own."""
        sizes = Counter(tuple(row.get(name) or "" for name in attributes) for row in rows)
        without = {}
        for place, name in enumerate(attributes):
            coarser: Counter[tuple[str, ...]] = Counter()
            for values, size in sizes.items():
                coarser[values[:place] + values[place + 1 :]] += size
            without[name] = sum(size for size in coarser.values() if size < thresholds[0])
        smallest = sorted(sizes.items(), key=lambda item: (item[1], item[0]))
        return cls(
            attributes=tuple(attributes),
            persons=sum(sizes.values()),
            classes=len(sizes),
            k=min(sizes.values(), default=0),
            below={k: sum(size for size in sizes.values() if size < k) for k in thresholds},
            without=without,
            smallest=tuple(SmallClass(v, n) for v, n in smallest[:show] if n < max(thresholds)),
        )

    @classmethod
    def of_warehouse(cls, warehouse: Warehouse, *, years: int = 10, rare: int = RARE) -> QuasiIdentifiers:
        """From a warehouse: age on the last day of observation in bands of `years`, sex, town, and the rarest
        diagnosis (first three characters of its code) among those that fewer than `rare` patients have.
        """
        return cls.of(_rows(warehouse, years, rare))

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; sizes of classes below the thresholds are not told, but that they are below."""
        ends = sorted(self.below)
        return {
            "attributes": list(self.attributes),
            "persons": self.persons,
            "classes": self.classes,
            "k": self.k,
            "persons_below": {str(k): n for k, n in self.below.items()},
            "persons_below_without": dict(self.without),
            "smallest": [
                {"values": list(each.values), "below": next(k for k in ends if each.size < k)} for each in self.smallest
            ],
        }


def age_band(age: int, years: int = 10) -> str:
    """« 60-69 »; 90 and more together."""
    if age >= 90:
        return "90+"
    first = max(age, 0) // years * years
    return f"{first}-{min(first + years - 1, 89)}"


def _rows(warehouse: Warehouse, years: int, rare: int) -> Iterable[dict[str, str]]:
    columns = ["person_id", "year_of_birth", "gender_concept_id", "gender_source_value", "location_id"]
    persons = to_arrow(warehouse.read("person", columns))
    towns = {}
    if warehouse.has("location"):
        for row in to_arrow(warehouse.read("location", ["location_id", "city", "zip"])).to_pylist():
            towns[row["location_id"]] = row["city"] or row["zip"] or ""
    ends: dict[int, int] = {}
    if warehouse.has("observation_period"):
        table = to_arrow(warehouse.read("observation_period", ["person_id", "observation_period_end_date"]))
        for row in table.to_pylist():
            year = row["observation_period_end_date"].year
            ends[row["person_id"]] = max(year, ends.get(row["person_id"], year))
    last = max(ends.values(), default=2025)
    diagnoses = _rare_diagnoses(warehouse, rare)
    sexes = {8507: "M", 8532: "F"}
    for row in persons.to_pylist():
        person = row["person_id"]
        yield {
            "age_band": age_band(ends.get(person, last) - row["year_of_birth"], years),
            "sex": sexes.get(row["gender_concept_id"], row["gender_source_value"] or ""),
            "town": towns.get(row["location_id"], ""),
            "rare_diagnosis": diagnoses.get(person, ""),
        }


def _rare_diagnoses(warehouse: Warehouse, rare: int) -> dict[int, str]:
    """person → their rarest diagnosis, where fewer than `rare` patients have it."""
    if not warehouse.has("condition_occurrence"):
        return {}
    table = to_arrow(warehouse.read("condition_occurrence", ["person_id", "condition_source_value"])).drop_null()
    codes = pc.utf8_upper(pc.utf8_slice_codeunits(table.column("condition_source_value").cast(pa.string()), 0, 3))
    pairs = pa.table({"person": table.column("person_id"), "code": codes}).group_by(["person", "code"]).aggregate([])
    counts = Counter(pairs.column("code").to_pylist())
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, code in zip(pairs.column("person").to_pylist(), pairs.column("code").to_pylist(), strict=True):
        if counts[code] < rare:
            found[person].append((counts[code], code))
    return {person: min(codes)[1] for person, codes in found.items()}
