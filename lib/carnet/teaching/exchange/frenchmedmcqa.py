"""FrenchMedMCQA (Labrak et al. 2022): its files of questions of the pharmacy internship, read whole."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carnet.language import _
from carnet.teaching.exchange.json_items import named_fields
from carnet.teaching.exchange.outcome import ExchangeRefused, Read, SetAside
from carnet.teaching.exchange.safe import read_text
from carnet.teaching.item import Item
from carnet.teaching.question import Proposition, Question, QuestionKind

SOURCE = "FrenchMedMCQA, https://github.com/qanastek/FrenchMedMCQA"
LICENCE = "Apache-2.0"  # as the README of the corpus says


def read(path: Path) -> Read:
    """An item for each question: a QRU where the key has one answer, a QRM otherwise.

    Item ids are `fmmq-` and the first 16 signs of the corpus's; a question that comes twice gets `-2`.
    """
    try:
        document = json.loads(read_text(path))
    except json.JSONDecodeError as problem:
        raise ExchangeRefused(
            _("{file}, line {line}: this is not JSON.").format(file=path.name, line=problem.lineno),
            _("Download the corpus again."),
        ) from problem
    if not isinstance(document, list):
        raise ExchangeRefused(
            _("{file}: this JSON is not a list of items.").format(file=path.name), _("Choose an export of items.")
        )
    items: list[Item] = []
    aside: list[SetAside] = []
    seen: Counter[str] = Counter()
    for number, one in enumerate(document, start=1):
        where = _("question {number}").format(number=number)
        try:
            items.append(_item(one, seen))
        except ValidationError as problem:
            aside.append(SetAside(where, _("This is not an item: {fields}.").format(fields=named_fields(problem))))
        except (KeyError, TypeError, AttributeError):
            aside.append(SetAside(where, _("A field of the corpus is missing."), _("Download the corpus again.")))
    return Read(tuple(items), tuple(aside))


def _item(one: dict[str, Any], seen: Counter[str]) -> Item:
    name = f"fmmq-{one['id'][:16]}"
    seen[name] += 1
    key = set(one["correct_answers"])
    kind: QuestionKind = "QRU" if len(key) == 1 else "QRM"
    question = Question(
        id="q1",
        kind=kind,
        stem=one["question"],
        propositions=tuple(
            Proposition(id=letter, text=text, correct=letter in key) for letter, text in sorted(one["answers"].items())
        ),
    )
    return Item(
        id=name if seen[name] == 1 else f"{name}-{seen[name]}",
        kind=kind,
        questions=(question,),
        specialty=one.get("subject_name", ""),
        licence=LICENCE,
        producer=SOURCE,
    )
