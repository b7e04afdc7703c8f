"""What becomes of the columns of a warehouse that hold words: identifiers, names, free text."""

import re
from collections.abc import Callable, Sequence
from copy import copy
from typing import Protocol

import pyarrow as pa

from carnet.text.note import Note
from carnet.tools.pseudonymisation.date_shift import moved, shift_text
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.replacement import Replacement, scope_of
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates.draw import Draw
from carnet.tools.pseudonymisation.surrogates.identifiers import identifier
from carnet.tools.pseudonymisation.surrogates.names import is_first_name
from carnet.tools.pseudonymisation.surrogates.people import PARTICLES, TITLES, is_initial, parts_of
from carnet.tools.pseudonymisation.surrogates.places import Towns

SITE = "site"  # the scope of what is shared by patients: staff, wards
# always a number of somebody or of something of theirs
NUMBERS = frozenset(
    ["person_source_value", "provider_source_value", "npi", "dea", "care_site_source_value", "family_source_value"]
    + ["unique_device_id", "production_id", "lot_number", "specimen_source_id"]
)
# a kind of stay or note in words, or its number: replaced where there is a figure in it
STAYS = frozenset(["visit_source_value", "visit_detail_source_value", "note_source_value"])
EMPTIED = frozenset(
    [
        "address_1",
        "address_2",
        "state",
        "county",
        "latitude",
        "longitude",
        "race_source_value",
        "ethnicity_source_value",
    ]
)
TITLED = frozenset(["note_title", "care_site_name"])
_CLOCK = re.compile(r"\s*\d{1,2}[:h]\d{2}(:\d{2}(\.\d+)?)?\s*", re.IGNORECASE)
_SUSPECT = re.compile(
    r"(?<!\w)(?:M\.|MM\.|Mr|Mme|Mlle|Dr|Pr|Docteur|Professeur|Madame|Monsieur)(?!\w)|@|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|"
    r"\d{4}-\d\d-\d\d|(?:janvier|f[ée]vrier|mars|avril|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)|"
    r"(?:\d[ .]?){10}|(?:\S+\s+){5,}\S",
    re.IGNORECASE,
)


class Finder(Protocol):
    """What the warehouse needs of a pseudonymiser."""

    @property
    def replacement(self) -> Replacement: ...

    def detect(self, note: Note) -> list[Entity]: ...


class Texts:
    """The words of a warehouse's columns, replaced in the scope of their patient, or of the site."""

    def __init__(self, tool: Finder, key: SiteKey) -> None:
        self._tool, self._key = tool, key
        self._replacement = copy(tool.replacement)
        self._replacement.vault = None  # it is for notes
        self.failed = 0  # cells that could not be read, and were emptied

    def policy(self, table: str, column: str) -> Callable[[str, str], str | None] | None:
        """What is done to the words of a column, given them and their scope; None: nothing, they are codes."""
        if column in NUMBERS:
            return self.number
        if column in STAYS:
            return lambda text, scope: self.number(text, scope) if any(c.isdigit() for c in text) else text
        if column in EMPTIED:
            return lambda _text, _scope: None
        if column in TITLED:
            return self.found
        if column == "provider_name":
            return self.staff
        if column == "verbatim_end_date":
            return self.day
        if column == "measurement_time":
            return lambda text, _scope: text if _CLOCK.fullmatch(text) else None
        if column.endswith("_source_value") or column in ("value_as_string", "sig", "stop_reason"):
            return self.free
        return None

    def column(self, rule: Callable[[str, str], str | None], values: pa.Array, scopes: Sequence[str]) -> pa.Array:
        """A column of words under a rule; each pair of words and scope is asked once."""
        known: dict[tuple[str, str], str | None] = {}
        plain = rule in (self.free,)
        written = []
        for text, scope in zip(values.to_pylist(), scopes, strict=True):
            if text is None or (plain and not self._suspect(text)):
                written.append(text)
                continue
            if (text, scope) not in known:
                known[text, scope] = rule(text, scope)
            written.append(known[text, scope])
        return pa.array(written, pa.string())

    def _suspect(self, text: str) -> bool:
        return len(text) > 5 and _SUSPECT.search(text) is not None

    def draw(self, scope: str) -> Draw:
        """The draws of a scope: those of the notes of the same patient."""
        return Draw(self._key, scope_of(Note("", "", scope)))

    def number(self, text: str, scope: str) -> str:
        """An identifier: the same surrogate as in the patient's notes."""
        return identifier(self.draw(scope), text) if any(c.isalnum() for c in text) else text

    def free(self, text: str, scope: str) -> str | None:
        """Free words: read as a note where something in them may identify."""
        return self.found(text, scope) if self._suspect(text) else text

    def found(self, text: str, scope: str) -> str | None:
        """Words read as a note; None, counted, where that fails."""
        note = Note(f"words:{scope}", text, scope)
        try:
            return self._replacement.replace(note, self._tool.detect(note)).text
        except Exception:  # noqa: BLE001  a cell never stops the others, and its words must not be told
            self.failed += 1
            return None

    def day(self, text: str, scope: str) -> str | None:
        """A date in words."""
        days = self._replacement.offset(scope)
        return shift_text(text, lambda day: moved(day, days))

    def staff(self, text: str, scope: str) -> str:
        """The name of a member of staff: every word of it but titles, particles and initials."""
        entities = []
        for part in parts_of(text):
            if part.folded in PARTICLES or part.folded in TITLES or is_initial(part):
                continue
            label = "FIRST_NAME" if is_first_name(part.folded) and not part.written.isupper() else "LAST_NAME"
            entities.append(Entity(start=part.start, end=part.end, text=part.written, label=label, role="Carer"))
        if len(entities) == 1:  # « Dr Martin »
            entities = [entities[0].model_copy(update={"label": "LAST_NAME"})]
        return self._replacement.replace(Note(SITE, text, scope), entities).text

    def place(self, scope: str, code: str | None, town: str | None) -> tuple[str | None, str | None]:
        """(postcode, town) in the scope of a patient: the town that stands for it in the patient's notes."""
        towns = Towns(self.draw(scope), "", [])
        new_code, new_town = towns.address(code or "", town or "")
        return new_code or None, new_town or None
