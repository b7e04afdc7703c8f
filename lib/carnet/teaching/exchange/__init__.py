"""Items in and out: QTI 2.1, Moodle XML, GIFT, Anki, JSON, FrenchMedMCQA, exams printed as DOCX and PDF, xAPI."""

from carnet.teaching.exchange.formats import FORMATS, Format, read, validate_qti, write
from carnet.teaching.exchange.outcome import ExchangeRefused, Loss, Read, SetAside, Written

__all__ = [
    "FORMATS",
    "ExchangeRefused",
    "Format",
    "Loss",
    "Read",
    "SetAside",
    "Written",
    "read",
    "validate_qti",
    "write",
]
