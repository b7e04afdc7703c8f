"""A passage of a reference, with the version of the document that it was read in."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Citation(BaseModel):
    """A passage of a course or a guideline: `text[start:end] == quote` in version `version` of that document.

    `version` is the fingerprint of the document's text; `dated` when that version was added; `objective` the OIC
    objective under whose heading the passage stands, if the document says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference_id: str
    version: str
    title: str
    section: str = ""
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str = Field(repr=False)
    page: int | None = None
    dated: date | None = None
    licence: str = ""
    objective: str | None = None
