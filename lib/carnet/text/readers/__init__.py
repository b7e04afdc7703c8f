"""Reads notes from files of any usual kind, as a stream; what cannot be read is set aside with its reason.

>>> for note in read_notes("letters/"):        # a file, a folder or a zip
...     if isinstance(note, Rejected): ...

`read_notes(path)` and `read_bytes(name, data)` (what a person dropped on a page) choose the reader by the content and
the extension: .txt, .jsonl, .json (UIMA CAS or a list of notes), .csv/.tsv, .parquet (OMOP `note`, PARHAF), .docx,
.pdf, .xmi/.xml (UIMA CAS), and .zip of these. `read_documents` also gives the annotations of brat, UIMA CAS and JSONL.
"""

from carnet.text.readers.annotated import read_brat, read_cas, read_documents
from carnet.text.readers.choosing import READABLE, read_bytes, read_notes
from carnet.text.readers.rejected import Rejected

__all__ = ["READABLE", "Rejected", "read_brat", "read_bytes", "read_cas", "read_documents", "read_notes"]
