"""The persons of a study being imported: who they are, their age, sex, follow-up and death, in a few bytes each."""

import datetime

import numpy as np
import pyarrow as pa

from carnet.language import _, number
from carnet.records import WarehouseWriter
from carnet.records.importers.report import ImportReport

INDEX_DATE = datetime.date(2000, 1, 1)
REGISTRY = 32879  # OMOP type concept: registry
_EPOCH = datetime.date(1970, 1, 1)
_SLICE = 100_000
MAX_AGE = 120


class People:
    """`count` persons, numbered from 0 in the order in which the study names them (`person_id` is the number plus
    one)."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ages = np.full(count, np.nan)
        self.birth_years = np.full(count, np.nan, dtype=np.float32)
        self.sexes = np.zeros(count, dtype=np.int16)
        self.sex_codes = np.full(count, -1, dtype=np.int32)
        self.sex_words: list[str] = []
        self.follow_up = np.full(count, np.nan, dtype=np.float32)
        self.other_follow_up = np.full(count, np.nan, dtype=np.float32)
        self.dead = np.zeros(count, dtype=bool)
        self.has_tumour = np.zeros(count, dtype=bool)
        self.index = np.full(count, (INDEX_DATE - _EPOCH).days, dtype=np.int32)
        self.relative = True
        self.hidden = False  # the study's identifiers name the persons directly, and are not kept
        self._names: list[tuple[np.ndarray, pa.Array]] = []
        self._samples: list[tuple[pa.Array, np.ndarray]] = []

    def name(self, who: np.ndarray, names: pa.Array) -> None:
        """The study's own identifiers of some persons."""
        self._names.append((who.astype(np.int32), names))

    def names(self) -> pa.Array:
        """The study's identifier of each person, the row number where it has none."""
        found: list[pa.Array] = [names for _who, names in self._names]
        who = np.concatenate([who for who, _names in self._names]) if self._names else np.empty(0, dtype=np.int64)
        if not len(who):
            return pa.array([str(i + 1) for i in range(self.count)])
        position = np.full(self.count, -1, dtype=np.int32)
        position[who[::-1]] = np.arange(len(who), dtype=np.int32)[::-1]
        joined = pa.chunked_array(found).combine_chunks()
        return joined.take(pa.array(position, mask=position < 0))

    def add_samples(self, samples: pa.Array, who: np.ndarray) -> None:
        """Which sample is whose."""
        self._samples.append((samples, who))

    def samples(self) -> tuple[pa.Array, np.ndarray]:
        """(sample identifiers, persons' numbers)."""
        if not self._samples:
            return pa.array([], pa.string()), np.empty(0, dtype=np.int64)
        return (
            pa.chunked_array([names for names, _who in self._samples]).combine_chunks(),
            np.concatenate([who for _names, who in self._samples]),
        )

    def set_age(self, who: np.ndarray, ages: np.ndarray) -> None:
        """Ages in years at the index date; those already known stay."""
        new = np.isnan(self.ages[who]) & ~np.isnan(ages)
        self.ages[who[new]] = ages[new]

    def set_sex(self, who: np.ndarray, given: pa.Array, concepts: np.ndarray) -> None:
        """Sexes as given and as OMOP concepts; those already known stay."""
        new = self.sex_codes[who] < 0
        encoded = given.dictionary_encode()
        codes = np.array([self._word(word) for word in encoded.dictionary.to_pylist()] + [-1], dtype=np.int32)
        at = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        self.sex_codes[who[new]] = codes[at][new]
        self.sexes[who[new]] = concepts[new]

    def _word(self, word: str) -> int:
        if word not in self.sex_words:
            self.sex_words.append(word)
        return self.sex_words.index(word)

    def set_follow_up(self, who: np.ndarray, days: np.ndarray, dead: np.ndarray | None) -> None:
        """Days of follow-up; `dead` (overall survival) says who died at its end, None for another endpoint."""
        if dead is None:
            self.other_follow_up[who] = np.fmax(self.other_follow_up[who], days)
        else:
            self.follow_up[who] = days
            self.dead[who] = dead

    def set_index(self, who: np.ndarray, days: np.ndarray) -> None:
        """Index dates (days since 1970) of a study that has real dates."""
        self.relative = False
        self.index[who] = days

    def index_dates(self, who: np.ndarray) -> pa.Array:
        """The index dates of some persons."""
        return pa.array(self.index[who].astype(np.int32), pa.int32()).cast(pa.date32())

    def write(self, writer: WarehouseWriter, report: ImportReport) -> None:
        """Rows of `person`, `death` and `observation_period`."""
        odd = np.isfinite(self.ages) & ((self.ages < 0) | (self.ages > MAX_AGE))
        known = np.isfinite(self.ages) & ~odd
        index_year = self.index.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        births = np.where(known, index_year - np.floor(np.where(known, self.ages, 0)), 1900).astype(np.int64)
        told = np.isfinite(self.birth_years)
        births = np.where(told, self.birth_years, births).astype(np.int64)
        known |= told
        if self.relative:
            report.note(_("The study has no dates: every person's index date is 2000-01-01, times count from there."))
        if not known.all():
            report.note(
                _("{count} persons have no usable age: their year of birth is set to 1900.").format(
                    count=number(int((~known).sum()))
                )
            )
        names = pa.array([str(i + 1) for i in range(self.count)]) if self.hidden else self.names()
        words = pa.array([*self.sex_words, None], pa.string())
        for first in range(0, self.count, _SLICE):
            part = slice(first, min(first + _SLICE, self.count))
            size = part.stop - first
            codes = self.sex_codes[part]
            writer.add(
                "person",
                pa.table(
                    {
                        "person_id": np.arange(first + 1, first + size + 1),
                        "gender_concept_id": self.sexes[part].astype(np.int64),
                        "year_of_birth": births[part],
                        "race_concept_id": np.zeros(size, np.int64),
                        "ethnicity_concept_id": np.zeros(size, np.int64),
                        "person_source_value": names.slice(first, size),
                        "gender_source_value": words.take(pa.array(np.where(codes < 0, len(self.sex_words), codes))),
                    }
                ),
            )
        self._write_follow_up(writer)

    def _write_follow_up(self, writer: WarehouseWriter) -> None:
        days = np.where(np.isnan(self.follow_up), self.other_follow_up, self.follow_up)
        followed = np.flatnonzero(np.isfinite(days) & (days < 200 * 365.25))
        ends = self.index[followed] + np.rint(days[followed]).astype(np.int32)
        if len(followed):
            writer.add(
                "observation_period",
                pa.table(
                    {
                        "observation_period_id": np.arange(1, len(followed) + 1),
                        "person_id": followed + 1,
                        "observation_period_start_date": self.index_dates(followed),
                        "observation_period_end_date": pa.array(ends.astype(np.int32)).cast(pa.date32()),
                        "period_type_concept_id": np.full(len(followed), REGISTRY),
                    }
                ),
            )
        died = self.dead[followed]
        if died.any():
            writer.add(
                "death",
                pa.table(
                    {
                        "person_id": followed[died] + 1,
                        "death_date": pa.array(ends[died].astype(np.int32)).cast(pa.date32()),
                        "death_type_concept_id": np.full(int(died.sum()), REGISTRY),
                    }
                ),
            )
