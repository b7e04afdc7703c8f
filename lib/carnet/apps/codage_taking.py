"""What one takes away from the coder's page: the RUM of a stay or of all that are validated, FHIR, the cell."""

import datetime
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.apps.codage_cards import label_of
from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_review import ACCEPTED, ADDED, CHANGED
from carnet.apps.codage_shown import Shown
from carnet.apps.codage_store import Validation
from carnet.apps.dossier_export import NothingToTake
from carnet.apps.guard import guarded
from carnet.apps.places import Place
from carnet.language import _, ngettext, number
from carnet.text.terminologies.cim10 import Nomenclature
from carnet.tools.coding.export.decided import DecidedCode, DecidedStay
from carnet.tools.coding.stay import Stay

if TYPE_CHECKING:
    from carnet.study.stays import StayRow

_ORIGINS = {ACCEPTED: "proposed", CHANGED: "changed", ADDED: "added"}


class Taking:
    """Takes away what is coded. `agreed()`: the last validation of each validated stay; `rows` by stay."""

    def __init__(self, shown: Shown, agreed: Callable[[], Sequence[Validation]]) -> None:
        self.shown, self.view = shown, shown.view
        self.agreed = agreed
        self.rows: Mapping[str, StayRow] = {}
        self.place: Place | None = None

    def entries(self, validated: int) -> None:
        """What can be taken away now."""
        record = self.shown.record
        n = len(record.review.kept()) if record else 0
        codes = ngettext("{n} code", "{n} codes", n).format(n=number(n))
        stays = ngettext("{n} stay", "{n} stays", validated).format(n=number(validated))
        found = [("rum", _("This stay: RUM (CSV)"), codes), ("fhir", _("This stay: FHIR (Claim, Condition)"), codes)]
        if record is None or not record.example:
            found += [("all", _("Validated stays: RUM (CSV)"), stays), ("code", _("Python cell"), "")]
        self.view.export.entries = [list(one) for one in found]

    def exported(self, kind: str) -> None:
        """Something to take away."""
        record = self.shown.record
        if record is None:
            return
        with guarded(self.view.say):
            name = f"CONFIDENTIEL-sejour-{record.stay.stay_id}"
            if kind == "rum":
                self.view.export.send_file(rum_text([self._decided(record)]), f"{name}-RUM.csv")
            elif kind == "fhir":
                from carnet.tools.coding.export.fhir import claim_bundle

                text = claim_bundle([self._decided(record)]).model_dump_json(indent=1)
                self.view.export.send_file(text, f"{name}-fhir.json", "application/fhir+json")
            elif kind == "all":
                self.view.export.send_file(rum_text(self._validated()), "CONFIDENTIEL-sejours-RUM.csv")
            elif kind == "code" and self.place is not None and record.row is not None:
                self.view.export.send_code(coding_cell(self.place.folder, record.stay.stay_id))

    def _decided(self, record: StayRecord) -> DecidedStay:
        found = decided_stay(record, self.shown.nomenclature())
        if not found.codes:
            raise NothingToTake(_("No code of this stay is accepted yet."), _("Accept or add some codes first."))
        return found

    def _validated(self) -> list[DecidedStay]:
        nomenclature = self.shown.nomenclature()
        found = [
            validated_stay(one, self.rows[one.stay_id], nomenclature)
            for one in self.agreed()
            if one.stay_id in self.rows
        ]
        if not found:
            raise NothingToTake(_("No stay is validated yet."), _("Validate some stays first (v)."))
        return found


def decided_stay(record: StayRecord, nomenclature: Nomenclature) -> DecidedStay:
    """The codes that a coder keeps, as they stand."""
    kept = record.review.kept()
    codes = tuple(
        DecidedCode(
            item.now.position,
            item.now.code,
            label_of(item, nomenclature),
            item.evidence,
            _ORIGINS[item.now.state],
            item.now.comment,
        )
        for item in kept
    )
    last = max(kept, key=lambda item: item.now.when or datetime.datetime.min.replace(tzinfo=datetime.UTC), default=None)
    return DecidedStay(record.stay, codes, last.now.who if last else "", last.now.when if last else None)


def validated_stay(one: Validation, row: "StayRow", nomenclature: Nomenclature) -> DecidedStay:
    """A stay as it was validated, without its notes."""
    age, sex = (None if row.age is None else float(row.age)), row.sex
    stay = Stay(row.stay_id, (), row.person_id, age, sex, row.admission, row.discharge, row.unit or None)  # type: ignore[arg-type]
    codes = tuple(DecidedCode(at, code, nomenclature.label(code)) for at, code in one.codes)  # type: ignore[arg-type]
    return DecidedStay(stay, codes, one.who, one.when, validated=True)


def rum_text(stays: Sequence[DecidedStay]) -> str:
    """The table of the RUM as text."""
    from carnet.tools.coding.export.rum import rum_csv

    held = io.StringIO(newline="")
    rum_csv(stays, held)
    return held.getvalue()


def coding_cell(folder: Path, stay_id: str) -> str:
    """A cell for a notebook: the same stay, coded by the same tool."""
    from carnet.apps.dossier_export import _source

    return "\n".join(
        [
            "import carnet",
            "from carnet.study.stays import load_stay, stay_rows",
            "",
            f"hospital = carnet.open({_source(folder)!r})",
            f"row = next(row for row in stay_rows(hospital.warehouse) if row.stay_id == {stay_id!r})",
            "coded = carnet.tools.code().stay(load_stay(hospital.warehouse, row))",
            "[(one.position, one.code, one.label, one.reason) for one in coded.proposals]",
            "",
        ]
    )
