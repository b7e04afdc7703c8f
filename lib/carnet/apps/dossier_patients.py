"""The patients of a warehouse who have notes: in order, by tumour site, and what is said of one in a line."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from carnet.cohorts.sites import site_label, site_of
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from carnet.records import Warehouse
    from carnet.text.note import Note

EVERY_SITE = ""
_MALE, _FEMALE = 8507, 8532


@dataclass
class Patients:
    """`ids` are those of one site, ascending. Their sites are read when one is first asked for."""

    warehouse: "Warehouse"
    all: np.ndarray = field(repr=False)
    ids: np.ndarray = field(repr=False)
    site: str = EVERY_SITE
    _sites: dict[str, np.ndarray] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, warehouse: "Warehouse") -> "Patients":
        """Those of a warehouse."""
        if not warehouse.has("note"):
            none = np.array([], dtype=np.int64)
            return cls(warehouse, none, none)
        ids = np.unique(_column(warehouse, "note", "person_id"))
        return cls(warehouse, ids, ids)

    def sites(self) -> dict[str, np.ndarray]:
        """Site (`C50`) → the patients with a tumour there, the most frequent first."""
        if self._sites is None:
            self._sites = {}
            if self.warehouse.has("condition_occurrence"):
                table = self.warehouse.engine.to_arrow(
                    self.warehouse.scan("condition_occurrence")
                    .select("person_id", "condition_source_value")
                    .filter(nw.col("condition_source_value").str.starts_with("C"))
                )
                person = table.column("person_id").to_numpy()
                codes = table.column("condition_source_value").dictionary_encode().combine_chunks()
                names = [site_of(code or "") for code in codes.dictionary.to_pylist()]
                index = codes.indices.to_numpy(zero_copy_only=False)
                found: dict[str, list[np.ndarray]] = {}
                for i, name in enumerate(names):
                    if name < "C77" or name > "C80":  # a metastasis is no site
                        found.setdefault(name, []).append(person[index == i])
                groups = {name: np.intersect1d(np.concatenate(parts), self.all) for name, parts in found.items()}
                kept = [(name, ids) for name, ids in groups.items() if len(ids)]
                self._sites = dict(sorted(kept, key=lambda pair: (-len(pair[1]), pair[0])))
        return self._sites

    def site_list(self) -> list[tuple[str, str]]:
        """(value, name) to choose from."""
        return [(EVERY_SITE, _("Every site")), *((site, site_label(site)) for site in self.sites())]

    def choose(self, site: str) -> None:
        """Only those with a tumour of a site."""
        self.site = site if site in self.sites() else EVERY_SITE
        self.ids = self.sites()[self.site] if self.site else self.all

    def position(self, person: int) -> int:
        """Where a patient stands among those of the site, counted from 1; 0 where not among them."""
        at = int(np.searchsorted(self.ids, person))
        return at + 1 if at < len(self.ids) and self.ids[at] == person else 0

    def beside(self, person: int | None, by: int) -> int | None:
        """The patient after (`by` 1) or before (-1) one, who need not be among them; None where there is none."""
        if not len(self.ids):
            return None
        if person is None:
            return int(self.ids[0])
        at = int(np.searchsorted(self.ids, person, side="right" if by > 0 else "left")) + (0 if by > 0 else -1)
        return int(self.ids[at]) if 0 <= at < len(self.ids) else None

    def find(self, text: str) -> int | None:
        """The patient of an identifier: the number of the warehouse, else the identifier of the source."""
        plain = text.strip()
        if plain.isdecimal() and len(plain) < 19:
            person = int(plain)
            at = int(np.searchsorted(self.all, person))
            if at < len(self.all) and self.all[at] == person:
                return person
        table = self.warehouse.engine.to_arrow(
            self.warehouse.scan("person").filter(nw.col("person_source_value") == plain).select("person_id")
        )
        known = set(self.all.tolist())
        return next((int(one) for one in table.column("person_id").to_pylist() if one in known), None)

    def about(self, person: int) -> str:
        """« femme, née en 1957 »."""
        table = self.warehouse.engine.to_arrow(
            self.warehouse.scan("person")
            .filter(nw.col("person_id") == person)
            .select("gender_concept_id", "year_of_birth")
        )
        if not table.num_rows:
            return ""
        row = table.to_pylist()[0]
        sex, year = row["gender_concept_id"], row["year_of_birth"]
        if sex == _FEMALE:
            return _("woman, born in {year}").format(year=year) if year else _("woman")
        if sex == _MALE:
            return _("man, born in {year}").format(year=year) if year else _("man")
        return _("born in {year}").format(year=year) if year else ""


def _column(warehouse: "Warehouse", table: str, name: str) -> np.ndarray:
    found: np.ndarray = warehouse.engine.to_arrow(warehouse.scan(table).select(name)).column(name).to_numpy()
    return found


def notes_line(notes: "list[Note]") -> str:
    """« 12 comptes rendus, 2019–2023 »."""
    n = len(notes)
    said = ngettext("{n} note", "{n} notes", n).format(n=number(n))
    years = sorted({note.note_date.year for note in notes if note.note_date})
    if not years:
        return said
    return f"{said}, {years[0]}–{years[-1]}" if len(years) > 1 else f"{said}, {years[0]}"
