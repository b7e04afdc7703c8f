"""Each exchange format by its id, and the doors that write and read them."""

import importlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, Written
from carnet.teaching.exchange.safe import read_bytes
from carnet.teaching.item import Item


@dataclass(frozen=True)
class Format:
    """A format: its name (English, translated by `label`), the suffix of its files, whether it is read and written.

    `module` is the module here with `write(items, path, **options) -> Written` and `read(path) -> Read`.
    """

    name: str
    suffix: str
    reads: bool
    writes: bool
    module: str

    @property
    def label(self) -> str:
        """The name in the language in use."""
        return _(self.name)


FORMATS: dict[str, Format] = {
    "jsonl": Format("JSON, an item a line", ".jsonl", True, True, "json_items"),
    "json": Format("JSON, a bank", ".json", True, True, "json_items"),
    "qti": Format("QTI 2.1, content package", ".zip", True, True, "qti"),
    "moodle": Format("Moodle XML", ".xml", True, True, "moodle"),
    "gift": Format("GIFT", ".gift", True, True, "gift"),
    "anki": Format("Anki package", ".apkg", False, True, "anki"),
    "frenchmedmcqa": Format("FrenchMedMCQA", ".json", True, False, "frenchmedmcqa"),
    "docx": Format("Printed exam (DOCX)", ".docx", False, True, "printed.docx"),
    "pdf": Format("Printed exam (PDF)", ".pdf", False, True, "printed.pdf"),
}


def write(items: Sequence[Item], path: str | Path, format: str | None = None, **options: Any) -> Written:
    """Write items into a file; `format` is guessed from the suffix when not given.

    Returns what the format could not say. Raises `ExchangeRefused`: unknown format, nothing to write, no such folder.
    """
    path = Path(path)
    found = format or next((name for name, one in FORMATS.items() if one.writes and one.suffix == path.suffix), "")
    if found not in FORMATS or not FORMATS[found].writes:
        raise ExchangeRefused(
            _("“{format}” is no format to write.").format(format=format or path.suffix),
            _("Choose one of: {names}.").format(names=", ".join(name for name, one in FORMATS.items() if one.writes)),
        )
    if not items:
        raise ExchangeRefused(_("There is no item to write."), _("Choose at least one item."))
    twice = next((name for name, times in Counter(one.id for one in items).items() if times > 1), None)
    if twice is not None and not found.startswith("json"):
        raise ExchangeRefused(
            _("The item {item} is there twice.").format(item=twice), _("Choose one version of each item.")
        )
    written: Written = _module(found).write(items, path, **options)
    return written


def read(path: str | Path, format: str | None = None) -> Read:
    """Read the items of a file; `format` is guessed from its content when not given.

    What could not be taken is in `set_aside`, never dropped in silence. Raises `ExchangeRefused` when nothing can.
    """
    path = Path(path)
    found = format or guess(path)
    if found not in FORMATS or not FORMATS[found].reads:
        raise ExchangeRefused(
            _("“{format}” is no format to read.").format(format=found),
            _("Choose one of: {names}.").format(names=", ".join(name for name, one in FORMATS.items() if one.reads)),
        )
    taken: Read = _module(found).read(path)
    return taken


def guess(path: Path) -> str:
    """The id of the format of a file, by its first bytes. Raises `ExchangeRefused` when none fits."""
    head = read_bytes(path)[:4096]
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if head.startswith(b"PK"):
        return "qti"
    if text.startswith("<"):
        return "moodle" if "<quiz" in text or "latexml" in text else "qti"
    if text.startswith("["):
        return "frenchmedmcqa" if '"correct_answers"' in text or '"nbr_correct_answers"' in text else "json"
    if text.startswith("{"):
        return "json" if '"carnet_bank"' in text[:200] else "jsonl"
    if path.suffix.lower() in (".gift", ".txt") or ("{" in text and ("=" in text or "~" in text)):
        return "gift"
    raise ExchangeRefused(
        _("{file}: none of the known formats of questions.").format(file=path.name),
        _("Known: {names}.").format(names=", ".join(name for name, one in FORMATS.items() if one.reads)),
    )


def validate_qti(path: str | Path, xsd_folder: str | Path) -> tuple[Any, ...]:
    """The problems that the official schemas of the folder find in a QTI package; see `qti.schema.validate`."""
    from carnet.teaching.exchange.qti.schema import validate

    return validate(Path(path), Path(xsd_folder))


def _module(name: str) -> Any:
    return importlib.import_module(f"carnet.teaching.exchange.{FORMATS[name].module}")
