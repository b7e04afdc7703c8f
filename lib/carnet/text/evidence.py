"""A passage that supports a statement: where it stands in a text, and what it says there."""

from pydantic import BaseModel, ConfigDict, Field


class Evidence(BaseModel):
    """A passage of a note: `text[start:end] == quote`, in code points of the note's text as given."""

    model_config = ConfigDict(frozen=True)

    note_id: str
    start: int
    end: int
    quote: str = Field(repr=False)
