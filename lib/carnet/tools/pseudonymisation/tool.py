"""The pseudonymiser as a tool: detection and replacement, configured once, called with notes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from carnet.text.note import Note
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.detect import Detector
    from carnet.tools.pseudonymisation.key import SiteKey
    from carnet.tools.pseudonymisation.page import Found, Page
    from carnet.tools.pseudonymisation.replacement import Replacement
    from carnet.tools.tool import NoteFailed

Mode = Literal["surrogate", "tag", "mask"]


@dataclass(frozen=True)
class Pseudonymiser:
    """Finds what identifies a person in a note and replaces it.

    `mode` is `surrogate` where the site's key is given, else `tag`. `knowledge` is a file of what the site knows of its
    patients, `staff` and `places` lists of names, one a line; `classifier` the folder of a token classifier of the
    site's, `llm` the URI of a language model. Nothing is loaded before the first note.
    """

    mode: Mode | None = None
    key: "SiteKey | None" = field(default=None, repr=False)
    rules: bool = True
    model: bool = True
    knowledge: Path | None = None
    staff: Path | None = None
    places: Path | None = None
    classifier: Path | None = None
    llm: str | None = None
    weekdays: bool = False
    vault: Path | None = None
    originals: bool = True
    name: str = field(default="pseudonymise", init=False)

    @property
    def chosen_mode(self) -> Mode:
        """The mode in force."""
        return self.mode or ("surrogate" if self.key else "tag")

    @cached_property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes."""
        ways = [name for name in ("rules", "model") if getattr(self, name)]
        files = [_digest(path) for path in (self.knowledge, self.staff, self.places, self.classifier) if path]
        key = self.key.fingerprint if self.key and self.chosen_mode == "surrogate" else ""
        options = [self.llm or "", key, "weekdays" * self.weekdays, "vault" * bool(self.vault)]
        options += ["without-originals" * (not self.originals)]
        parts = ["pseudonymise", __version__, self.chosen_mode, "+".join(ways), *files, *options]
        return " ".join(part for part in parts if part)

    @cached_property
    def detector(self) -> "Detector":
        """What finds the passages."""
        from carnet.tools.pseudonymisation.detect import Detector
        from carnet.tools.pseudonymisation.rules.known import SiteKnowledge

        others: list[Callable[[Page], list[Found]]] = []
        if self.classifier:
            from carnet.tools.pseudonymisation.token_classifier import open_classifier

            others.append(open_classifier(self.classifier).find)
        if self.llm:
            from carnet.llm.chat import open_llm
            from carnet.tools.pseudonymisation.marked_up import MarkedUp

            others.append(MarkedUp(open_llm(self.llm).complete).find)
        known = None
        if self.knowledge or self.staff or self.places:
            known = SiteKnowledge.load(persons=self.knowledge, staff=self.staff, places=self.places)
        return Detector(rules=self.rules, model=self.model, others=tuple(others), knowledge=known)

    @cached_property
    def replacement(self) -> "Replacement":
        """What replaces them."""
        from carnet.tools.pseudonymisation.replacement import Replacement

        return Replacement(mode=self.chosen_mode, key=self.key, weekdays=self.weekdays, vault=self.vault)

    def prepare(self) -> None:
        """Load word lists, weights and what the site knows now; open the vault.

        Raises CarnetError on a file that cannot be used.
        """
        self.detect(Note("", "Madame Durand, née le 12/03/1954."))
        self.replacement  # noqa: B018  made now

    def detect(self, note: Note) -> list[Entity]:
        """What identifies somebody in a note, by position, without overlap."""
        return self.detector.detect(note)

    def __call__(self, note: Note | str) -> PseudonymisedNote:
        note = Note.of(note)
        result = self.replacement.replace(note, self.detect(note))
        return result if self.originals else result.model_copy(update={"originals": False})

    def map(self, notes: Iterable[Note], workers: int = 1) -> "Iterator[PseudonymisedNote | NoteFailed]":
        """Many notes, in order, as they come. `workers` 0: one process a core. See `carnet.tools.tool.map_notes`."""
        from carnet.tools.tool import map_notes

        return map_notes(self, notes, workers)  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, object]:
        """What a worker needs: the settings. It loads word lists and weights itself."""
        loaded = ("detector", "replacement")
        return {name: value for name, value in self.__dict__.items() if name not in loaded}


def _digest(path: Path) -> str:
    """Eight digits that change with the content of a file, or with the names and sizes of a folder."""
    import hashlib

    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(f"{file.name} {file.stat().st_size}".encode() if path.is_dir() else file.read_bytes())
    return digest.hexdigest()[:8]
