"""Asks a model for questions over a safe case, and keeps those that stand: quotes found, format kept, gate passed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from carnet.errors import CarnetError
from carnet.language import _, ngettext
from carnet.llm.model import LanguageModel, Messages
from carnet.llm.provenance import producer
from carnet.llm.structured import generate_all
from carnet.teaching.gate import Gate
from carnet.teaching.gate.gate import Identifiers
from carnet.teaching.item import CASE, Finding, GridLine, Item, ItemKind, ScriptLine, Station
from carnet.teaching.question import Question, QuestionKind
from carnet.teaching.references import Library, Passage
from carnet.text.evidence import Evidence
from carnet.tools.structuring.facts import Unsupported
from carnet.tools.writing.model.asking import (
    KINDS,
    SaidQuestion,
    SaidQuestions,
    SaidStation,
    prompt,
    rules,
)
from carnet.tools.writing.model.case import SafeCase
from carnet.tools.writing.model.questions import made
from carnet.tools.writing.model.standing import Standing
from carnet.tools.writing.wanted import Wanted

MAX_TOKENS = 6000
_ISOLATED: tuple[QuestionKind, ...] = ("QRU", "QRM", "QRP", "QROC")
_PROGRESSIVE: dict[ItemKind, tuple[int, int, int]] = {"miniDP": (3, 2, 4), "DP": (6, 3, 8)}  # asked, least, most
_TOPICS = {
    "diagnosis": "diagnostic",
    "examination": "examens complémentaires",
    "interpretation": "interprétation",
    "treatment": "traitement",
    "surveillance": "surveillance",
    "complication": "complications",
    "other": "prise en charge",
}


@dataclass(frozen=True)
class Drafted:
    """What came of asking: the items that stand, what the case does not support, what the gate left out, by check."""

    items: tuple[Item, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelWriter:
    """Writes items over a case with a model. `library` is where `passages` come from; `identifiers` finds identifiers.

    Only the safe case and the passages are shown to the model, never a note. Ids are `stem` and a number.
    """

    llm: LanguageModel
    library: Library | None = None
    identifiers: Identifiers | None = None

    def write(
        self, case: SafeCase, passages: Sequence[Passage] = (), wanted: Wanted | None = None, stem: str = "model"
    ) -> Drafted:
        """The items wanted, at most `wanted.number`. Raises CarnetError where the model does not answer at all."""
        if not case:
            return Drafted()
        wanted = wanted or Wanted()
        asked = self._asked(wanted)
        errors: list[CarnetError] = []
        items: list[Item] = []
        unsupported: list[Unsupported] = []
        for schema in (SaidQuestions, SaidStation):
            kinds = [one for one in asked if (one.kind == "ECOS") == (schema is SaidStation)]
            if not kinds:
                continue
            prompts = [self._prompt(one, case, passages, wanted) for one in kinds]
            for one, reply in zip(kinds, generate_all(self.llm, prompts, schema, max_tokens=MAX_TOKENS), strict=True):
                if isinstance(reply, CarnetError):
                    errors.append(reply)
                elif isinstance(reply.value, SaidStation):
                    self._station(reply.value, case, stem, items, unsupported)
                elif isinstance(reply.value, SaidQuestions):
                    self._items(one, reply.value.questions, case, passages, stem, items, unsupported)
                else:
                    unsupported.append(Unsupported(kind=one.kind, statement="", reason=reply.trouble, note_id=stem))
        if errors and len(errors) == len(asked):
            raise errors[0]
        unsupported += [Unsupported(kind="", statement="", reason=one.message, note_id=stem) for one in errors]
        return self._gated(items, unsupported, wanted.number)

    def _asked(self, wanted: Wanted) -> "list[Asked]":
        kinds = wanted.kinds or ("miniDP", *_ISOLATED)
        asked = [
            Asked(kind, _PROGRESSIVE[kind][0], "write_progressive", _ISOLATED) for kind in _PROGRESSIVE if kind in kinds
        ]
        if "KFP" in kinds:
            asked.append(Asked("KFP", 3, "write_key_features", _ISOLATED))
        isolated = tuple(one for one in KINDS if one in kinds)
        if isolated and wanted.number > len(asked):
            asked.append(Asked("QRU", wanted.number - len(asked), "write_questions", isolated))
        if "ECOS" in kinds:
            asked.append(Asked("ECOS", 1, "write_station", ()))
        return asked

    def _prompt(self, asked: "Asked", case: SafeCase, passages: Sequence[Passage], wanted: Wanted) -> Messages:
        given: dict[str, object] = {
            "case": case.numbered(),
            "references": "\n\n".join(one.text for one in passages if self.library is not None) or "(aucune)",
        }
        if asked.kind != "ECOS":
            topics = ", ".join(_TOPICS[one] for one in wanted.topics) or "au choix"
            given |= {"rules": rules(), "number": asked.number, "kinds": ", ".join(asked.kinds), "topics": topics}
        return prompt(asked.prompt).render(**given)

    def _items(
        self,
        asked: "Asked",
        said: Sequence[SaidQuestion],
        case: SafeCase,
        passages: Sequence[Passage],
        stem: str,
        items: list[Item],
        unsupported: list[Unsupported],
    ) -> None:
        if asked.prompt == "write_questions":
            groups: list[tuple[ItemKind | None, Sequence[SaidQuestion]]] = [(None, [one]) for one in said]
        else:
            groups = [(asked.kind, said)]
        for kind, group in groups:
            group = [one for one in group if one.type in (asked.kinds if kind is None else (*_ISOLATED,))]
            item_id = f"{stem}-{len(items) + 1}"
            item = self._assembled(kind, group, case, passages, item_id, asked, unsupported)
            if item is not None:
                items.append(item)

    def _assembled(
        self,
        kind: ItemKind | None,
        said: Sequence[SaidQuestion],
        case: SafeCase,
        passages: Sequence[Passage],
        item_id: str,
        asked: "Asked",
        unsupported: list[Unsupported],
    ) -> Item | None:
        """An item of these questions; the case is cut where each question is asked."""
        total = len(case.passages)
        cuts = [min(max(one.apres or total, 1), total) for one in said]
        if kind == "KFP":
            cuts = [max(cuts, default=total)] * len(cuts)
        if cuts != sorted(cuts):
            order = sorted(range(len(said)), key=cuts.__getitem__)
            said, cuts = [said[place] for place in order], sorted(cuts)
        if not said:
            return None
        shown, origins = case.part(CASE, 0, cuts[0])
        read = {CASE: shown}
        questions: list[Question] = []
        bare, seen = 0, cuts[0]
        for one, cut in zip(said, cuts, strict=True):
            name = f"q{len(questions) + 1}"
            new, told = case.part(name, seen, cut)
            later = case.part(name, cut, total)[0]
            standing = Standing(read | ({name: new} if new else {}), later, passages, self.library)
            result = made(one, standing, name, new, item_id)
            unsupported += result.unsupported
            if result.question is None:
                continue  # what it would have told stays to be told by the next one
            questions.append(result.question)
            bare += result.bare
            seen, origins = cut, origins + told
            if new:
                read[name] = new
        if kind is None:
            if not questions:
                return None
            kind = questions[0].kind
        least, most = {"KFP": (3, 3)}.get(kind, _PROGRESSIVE.get(kind, (0, 1, 1))[1:])
        if len(questions) < least or (kind == "KFP" and not {"QROC", "QRP"} <= {one.kind for one in questions[:most]}):
            reason = _("too few of its questions stand")
            unsupported.append(Unsupported(kind=kind, statement="", reason=reason, note_id=item_id))
            return None
        kept = tuple(questions[:most])
        parts = {CASE, *(one.id for one in kept)}
        return Item(
            id=item_id,
            kind=kind,
            title=_title(kept),
            case=shown,
            questions=kept,
            origins=tuple(one for one in origins if one.part in parts),
            producer=producer(self.llm, prompt(asked.prompt), max_tokens=MAX_TOKENS).text,
            cautions=_cautions(kept, bare),
        )

    def _station(
        self, said: SaidStation, case: SafeCase, stem: str, items: list[Item], unsupported: list[Unsupported]
    ) -> None:
        total = len(case.passages)
        item_id = f"{stem}-{len(items) + 1}"
        shown, origins = case.part(CASE, 0, min(max(said.apres or 1, 1), total))
        standing = Standing({CASE: case.part(CASE, 0, total)[0]}, "")
        script = []
        for line in said.script:
            found = standing.of(line.citation)
            if isinstance(found, Evidence):
                script.append(ScriptLine(cue=line.declencheur, says=line.replique))
            else:
                unsupported.append(
                    Unsupported(
                        kind="ECOS",
                        statement=line.replique,
                        quote=line.citation,
                        reason=str(found),
                        note_id=item_id,
                    )
                )
        grid = tuple(
            GridLine(
                id=f"g{place}", text=one.texte, weight=one.poids, section=one.section, indispensable=one.indispensable
            )
            for place, one in enumerate((one for one in said.grille if one.texte.strip()), 1)
        )
        if not grid:
            return
        items.append(
            Item(
                id=item_id,
                kind="ECOS",
                title="Station d’ECOS",
                case=shown,
                origins=origins,
                station=Station(
                    task=said.consigne,
                    setting=said.lieu,
                    participant=said.participant,
                    attitude=said.attitude,
                    script=tuple(script),
                    grid=grid,
                ),
                producer=producer(self.llm, prompt("write_station"), max_tokens=MAX_TOKENS).text,
                cautions=(_("Written by a model: read every line before it is used."),),
            )
        )

    def _gated(self, items: Sequence[Item], unsupported: list[Unsupported], number: int) -> Drafted:
        """What nothing stops. The panel of a TCS is left for the teacher to fill."""
        gate = Gate(identifiers=self.identifiers)
        kept: list[Item] = []
        left_out: Counter[str] = Counter()
        for item in items:
            report = gate.check(item)
            stops = {one.check for one in report.stops if not _left_to_the_teacher(item, one)}
            stops |= {one for one in report.missing if one not in ("citations", "identifiers")}
            if self.identifiers is not None and "identifiers" in report.missing:
                stops.add("identifiers")
            left_out.update(stops)
            if not stops:
                kept.append(item)
        return Drafted(tuple(kept[:number]), tuple(unsupported), dict(left_out))


@dataclass(frozen=True)
class Asked:
    """One question to the model: for which item, how many questions, by which prompt, of which kinds."""

    kind: ItemKind
    number: int
    prompt: str
    kinds: tuple[QuestionKind, ...]


def _left_to_the_teacher(item: Item, found: Finding) -> bool:
    return item.kind == "TCS" and found.check == "structure" and not item.questions[0].panel


def _title(questions: Sequence[Question]) -> str:
    if len(questions) > 1:
        return "Cas progressif"
    return f"Question : {_TOPICS[questions[0].topic]}"


def _cautions(questions: Sequence[Question], bare: int) -> tuple[str, ...]:
    said = [_("Written by a model: read every line before it is used.")]
    if bare:
        said.append(
            ngettext(
                "{n} wrong proposition is contradicted by no passage: check that it is wrong.",
                "{n} wrong propositions are contradicted by no passage: check that they are wrong.",
                bare,
            ).format(n=bare)
        )
    if any(one.kind == "TCS" for one in questions):
        said.append(_("The panel of experts is to be filled."))
    return tuple(said)
