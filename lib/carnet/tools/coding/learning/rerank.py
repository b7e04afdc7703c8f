"""A language model chooses among the codes that the notes attest, with the number of a passage: never a free code."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from carnet.errors import CarnetError
from carnet.llm.chat import open_llm
from carnet.llm.model import LanguageModel
from carnet.llm.prompts import load
from carnet.llm.structured import generate
from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.learning.examples import Candidates
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.mentions import find_mentions
from carnet.tools.coding.pmsi.candidates import attested
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.tool import Structurer

VERSION = 1  # of the checks
PROMPT = "code_rerank"
LIMIT = 24_000  # characters of notes shown
PASSAGES = 3  # a code
MAX_TOKENS = 512
CHOSEN, PASSED_OVER = 0.9, 0.25  # what a choice is worth as a probability: one voice beside the rules, not a verdict
KEPT, LEFT = 0.75, 0.35  # the same for the associated diagnoses


@dataclass(frozen=True)
class ModelRanker:
    """Ranks by what a language model answers. A choice outside the candidates, or whose passage is not one of its
    code, or no answer at all, counts as nothing: the rules' order stays. `troubles` tells how often, without text."""

    model: LanguageModel
    troubles: dict[str, int] = field(default_factory=lambda: defaultdict(int), compare=False)

    @classmethod
    def open(cls, uri: str, cache: str | None = None) -> "ModelRanker":
        """The ranker of the model that a URI names. Raises CarnetError where it names none."""
        return cls(open_llm(uri, cache=cache))

    @property
    def fingerprint(self) -> str:
        """Of the model, the prompt and the checks."""
        return f"{self.model.fingerprint} {load(PROMPT).id} rerank-{VERSION}"

    @cached_property
    def _structurer(self) -> Structurer:
        return Structurer()

    def scores(self, stay: Stay, candidates: Candidates) -> dict[str, dict[str, float]]:
        """The candidates of each position that the model spoke of; nothing where its answer cannot be used."""
        passages = self._passages(stay, {code for codes in candidates.values() for code in codes})
        offered = {
            position: tuple(code for code in codes if passages.get(code)) for position, codes in candidates.items()
        }
        if not any(offered.values()):
            return {}
        numbered = _numbered(passages)
        prompt = load(PROMPT).render(candidats=_shown(numbered, offered), note=_notes(stay))
        try:
            answer = generate(self.model, prompt, _schema(offered), repairs=1, max_tokens=MAX_TOKENS)
        except CarnetError as error:
            self.troubles[type(error).__name__] += 1
            return {}
        if answer.value is None:
            self.troubles["invalid"] += 1
            return {}
        return self._read(answer.value, offered, {number: code for number, code, _quote in numbered})

    def _read(self, said: Any, offered: Candidates, of_passage: dict[int, str]) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {}
        for position, code, proof in (("dp", said.dp, said.preuve_dp), ("dr", said.dr, said.preuve_dr)):
            if not code:
                continue
            if code not in offered.get(position, ()) or of_passage.get(proof) != code:
                self.troubles["unproved"] += 1
                continue
            found[position] = {one: CHOSEN if one == code else PASSED_OVER for one in offered[position]}
        kept = {code for code in said.das if code in offered.get("das", ())}
        if kept:
            main = {code for code in (said.dp, said.dr) if code}
            found["das"] = {one: KEPT if one in kept else LEFT for one in offered["das"] if one not in main}
        return found

    def _passages(self, stay: Stay, codes: set[str]) -> dict[str, list[str]]:
        """The sentences that attest each code, at most PASSAGES."""
        found: dict[str, list[str]] = {}
        for note in stay.notes:
            reading = Reading.of(note)
            for mention in find_mentions(reading, self._structurer.facts(reading)):
                for code, _assertion in attested(Placed(reading, mention)):
                    if code in codes:
                        sentence = reading.sentence_at(mention.start)
                        start, end = (sentence.start, sentence.end) if sentence else (mention.start, mention.end)
                        quote = " ".join(
                            reading.text[max(start, mention.start - 150) : min(end, mention.end + 150)].split()
                        )
                        held = found.setdefault(code, [])
                        if quote and quote not in held and len(held) < PASSAGES:
                            held.append(quote)
        return found


def _schema(offered: Candidates) -> type[BaseModel]:
    """The answer: each code one of those offered for its position, or nothing."""

    def among(position: str, empty: bool) -> Any:
        codes = tuple(dict.fromkeys(([""] if empty else []) + list(offered.get(position, ()))))
        return Literal[codes]

    das: Any = list[among("das", False)] if offered.get("das") else list[Literal[""]]  # type: ignore[misc]
    return create_model(
        "Choix",
        dp=(among("dp", True), Field(default="")),
        preuve_dp=(int, Field(default=0, ge=0)),
        dr=(among("dr", True), Field(default="")),
        preuve_dr=(int, Field(default=0, ge=0)),
        das=(das, Field(default_factory=list, max_length=len(offered.get("das", ())) or 1)),
    )


def _numbered(passages: dict[str, list[str]]) -> list[tuple[int, str, str]]:
    """(number from 1, code, passage), the codes in order."""
    flat = [(code, quote) for code in sorted(passages) for quote in passages[code]]
    return [(number, code, quote) for number, (code, quote) in enumerate(flat, 1)]


def _shown(numbered: Sequence[tuple[int, str, str]], offered: Candidates) -> str:
    nomenclature = cim10()
    names = {"dp": "DP", "dr": "DR", "das": "DAS"}
    lines: list[str] = []
    last = ""
    for number, code, quote in numbered:
        if code != last:
            places = ", ".join(name for position, name in names.items() if code in offered.get(position, ()))
            lines.append(f"{code} — {nomenclature.label(code)} (possible en {places})")
            last = code
        lines.append(f"  preuve {number} : {quote}")
    return "\n".join(lines)


def _notes(stay: Stay) -> str:
    """The notes, each as far as its share of LIMIT."""
    share = LIMIT // max(1, len(stay.notes))
    return "\n\n".join(f"{note.title or note.note_type or ''}\n{note.text[:share]}".strip() for note in stay.notes)
