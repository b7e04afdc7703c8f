"""Items as JSON, whole: one a line (JSONL), or a bank in one document."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carnet.language import _
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, SetAside, Written
from carnet.teaching.exchange.safe import read_text, write_bytes
from carnet.teaching.item import Item


def write(items: Sequence[Item], path: Path, *, title: str = "") -> Written:
    """One item a line; with the suffix `.json`, one document {"carnet_bank": 1, "title", "items"}. Nothing is lost."""
    dumped = [one.model_dump(mode="json") for one in items]
    if path.suffix == ".json":
        text = json.dumps({"carnet_bank": 1, "title": title, "items": dumped}, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dumped)
    write_bytes(path, text.encode("utf-8", errors="surrogatepass"))
    return Written(len(dumped), files=(path,))


def read(path: Path) -> Read:
    """The items of a JSONL file, of a bank, or of a JSON array of items; what is not an item is set aside."""
    text = read_text(path)
    if path.suffix != ".jsonl" or text.lstrip().startswith("[") or '"carnet_bank"' in text[:200]:
        try:
            return _document(path, json.loads(text))
        except RecursionError as problem:
            raise ExchangeRefused(
                _("{file}: this JSON is not a list of items.").format(file=path.name), _("Choose an export of items.")
            ) from problem
        except json.JSONDecodeError as problem:
            if not text.lstrip().startswith("{") or "\n{" not in text.strip():
                raise ExchangeRefused(
                    _("{file}, line {line}: this is not JSON.").format(file=path.name, line=problem.lineno),
                    _("Export the file again from the program that made it."),
                ) from problem
    items: list[Item] = []
    aside: list[SetAside] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = _("line {line}").format(line=number)
            try:
                _take(json.loads(line), where, items, aside)
            except (json.JSONDecodeError, RecursionError):
                aside.append(SetAside(where, _("This is not JSON."), _("Correct or remove this line.")))
    return Read(tuple(items), tuple(aside))


def _document(path: Path, document: Any) -> Read:
    if isinstance(document, dict) and "carnet_bank" in document:
        if document["carnet_bank"] != 1:
            raise ExchangeRefused(
                _("{file}: a bank of a version that this one does not know.").format(file=path.name),
                _("Update this program."),
            )
        document = document.get("items", [])
    if isinstance(document, dict):
        document = [document]
    if not isinstance(document, list):
        raise ExchangeRefused(
            _("{file}: this JSON is not a list of items.").format(file=path.name), _("Choose an export of items.")
        )
    items: list[Item] = []
    aside: list[SetAside] = []
    for number, one in enumerate(document, start=1):
        _take(one, _("item {number}").format(number=number), items, aside)
    return Read(tuple(items), tuple(aside))


def _take(document: Any, where: str, items: list[Item], aside: list[SetAside]) -> None:
    try:
        items.append(Item.model_validate(document))
    except ValidationError as problem:
        aside.append(SetAside(where, _("This is not an item: {fields}.").format(fields=named_fields(problem)), ""))


def named_fields(problem: ValidationError) -> str:
    """The fields that do not fit the item model, without a word of what they hold."""
    named = [".".join(str(step) for step in one["loc"]) or one["type"] for one in problem.errors(include_input=False)]
    return ", ".join(dict.fromkeys(named[:5]))
