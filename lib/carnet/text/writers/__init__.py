"""Writes notes with what was found in them: JSONL, brat, UIMA CAS for INCEpTION, OMOP `note_nlp`.

What is written is a note and its entities: anything with `start`, `end`, `label`, and perhaps `role` and `kind`
(the pseudonymiser's entities, or spans that have them among their attributes).
"""

from carnet.text.writers.brat import brat_of, write_brat
from carnet.text.writers.cas import cas_json_of, typesystem_of, write_cas, xmi_of
from carnet.text.writers.found import Annotated
from carnet.text.writers.jsonl import line_of, write_jsonl
from carnet.text.writers.omop import note_nlp_table

__all__ = [
    "Annotated",
    "brat_of",
    "cas_json_of",
    "line_of",
    "note_nlp_table",
    "typesystem_of",
    "write_brat",
    "write_cas",
    "write_jsonl",
    "xmi_of",
]
