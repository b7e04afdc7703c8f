"""What summarising returns: sections of sentences, each with the passages that it comes from."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from carnet.tools.structuring.facts import Evidence, Unsupported


class Sentence(BaseModel):
    """One sentence. `way` tells how it came to be: `quote` (a sentence of a note, as written but for line ends),
    `facts` (a template over facts), `model` (a model's, every claim of which was found in the evidence).
    """

    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    way: Literal["quote", "facts", "model"] = "quote"


class Section(BaseModel):
    """A section: `key` names it in every language, `title` as shown."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    sentences: tuple[Sentence, ...]


class Summary(BaseModel):
    """The summary of a note, or of a patient (then without `note_id`). Empty sections are left out."""

    model_config = ConfigDict(frozen=True)

    note_id: str | None = None
    person_id: str | None = None
    sections: tuple[Section, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    producer: str = ""

    def line(self) -> dict[str, Any]:
        """The line of the command's output."""
        return self.model_dump(mode="json", exclude_none=True)

    def section(self, key: str) -> tuple[Sentence, ...]:
        """The sentences of a section; none where it is empty."""
        return next((section.sentences for section in self.sections if section.key == key), ())
