"""Items for the tests of the gate: written short, « * » before a right proposition."""

from typing import Any

from carnet.teaching.item import Item

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def question(stem: str, *propositions: str, kind: str = "", **fields: Any) -> dict[str, Any]:
    """A question; its kind is QRU where one proposition is right, else QRM."""
    made = [
        {"id": letter, "text": text.removeprefix("*"), "correct": text.startswith("*"), "feedback": "Parce que."}
        for letter, text in zip(LETTERS, propositions, strict=False)
    ]
    kind = kind or ("QRU" if sum(one["correct"] for one in made) == 1 else "QRM")
    return {"id": "q1", "kind": kind, "stem": stem, "propositions": made, **fields}


def item(*questions: dict[str, Any], case: str = "", kind: str = "", **fields: Any) -> Item:
    """An item of these questions, q1, q2…; of one question, of its kind, else a DP."""
    numbered = [one | {"id": f"q{place}"} for place, one in enumerate(questions, 1)]
    kind = kind or (numbered[0]["kind"] if len(numbered) == 1 else "DP")
    return Item.model_validate({"id": "essai", "kind": kind, "case": case, "questions": numbered} | fields)


def asked(stem: str, *propositions: str, case: str = "", **fields: Any) -> Item:
    """An item of one question."""
    return item(question(stem, *propositions, **fields), case=case)
