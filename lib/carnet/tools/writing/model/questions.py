"""A question that a model said, made into one of ours: unsupported claims out, the format's rules kept, or refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from carnet.language import _
from carnet.teaching.citation import Citation
from carnet.teaching.question import AcceptedAnswer, Proposition, Question
from carnet.text.evidence import Evidence
from carnet.tools.structuring.facts import Unsupported
from carnet.tools.writing.drafting import ordered
from carnet.tools.writing.french import capital
from carnet.tools.writing.model.asking import SaidProposition, SaidQuestion
from carnet.tools.writing.model.standing import Source, Standing

SIZES = {"QRU": (4, 5), "QRM": (4, 5), "QRP": (5, 9)}
LETTERS = "abcdefghij"
MOST_WORDS = 5
_LETTER = re.compile(r"^\(?[A-Ja-j]\)?\s?[.)/:-]\s+")
_EXPECTED = re.compile(r"\s*\(\s*\d+\s+réponses?\s+attendues?\s*\)")
_TCS_STEM = "Cette information rend l’hypothèse :"


@dataclass
class Made:
    """What became of a question: `question` None where it was refused, `unsupported` what was taken out and why."""

    question: Question | None = None
    unsupported: list[Unsupported] = field(default_factory=list)
    bare: int = 0  # wrong propositions that no passage contradicts


def made(said: SaidQuestion, standing: Standing, question_id: str, new: str, item_id: str) -> Made:
    """The question of that id, with `new` before it; its evidence counted in our own parts."""
    result = Made()

    def refused(statement: str, reason: str, quote: str = "") -> None:
        result.unsupported.append(
            Unsupported(kind=said.type, statement=statement, quote=quote, reason=reason, note_id=item_id)
        )

    sources: list[Source] = []
    for quote in said.citations:
        if not quote.strip():
            continue
        found = standing.of(quote)
        if isinstance(found, str):
            refused(said.enonce, found, quote)
        else:
            sources.append(found)
    fields: dict[str, object] = {
        "id": question_id,
        "kind": said.type,
        "stem": said.enonce.strip(),
        "new": new,
        "topic": said.sujet,
        "feedback": said.commentaire.strip(),
        "evidence": tuple(one for one in sources if isinstance(one, Evidence)),
        "citations": tuple(one for one in sources if isinstance(one, Citation)),
    }
    match said.type:
        case "QROC":
            answers = _answers(said)
            if not answers:
                refused(said.enonce, _("no accepted answer of {count} words or fewer").format(count=MOST_WORDS))
            elif not sources:
                refused(said.enonce, _("no passage decides the answer"))
            else:
                result.question = Question.model_validate(fields | {"answers": answers})
        case "TCS":
            if not (said.hypothese.strip() and said.information.strip()):
                refused(said.enonce, _("a TCS has a hypothesis and a new information"))
            else:
                told = {"hypothesis": said.hypothese.strip(), "finding": said.information.strip()}
                stem = said.enonce.strip() or _TCS_STEM
                result.question = Question.model_validate(fields | told | {"stem": stem})
        case "QRU" | "QRM" | "QRP":
            kept = [one for one in said.propositions if _stands(one, standing, result, refused)]
            trouble = _trouble(said, kept)
            if trouble:
                refused(said.enonce, trouble)
            else:
                result.question = _closed(said, kept, standing, fields)
        case _:
            refused(said.enonce, _("this format is not written"))
    return result


def _stands(said: SaidProposition, standing: Standing, result: Made, refused: Callable[[str, str, str], None]) -> bool:
    """Whether a proposition may stay: its quote is found, or it is wrong and quotes nothing."""
    if not said.citation.strip() and not said.juste:
        result.bare += 1
        return bool(said.texte.strip())
    found = standing.of(said.citation)
    if isinstance(found, str):
        refused(said.texte, found, said.citation)
        return False
    return bool(said.texte.strip())


def _trouble(said: SaidQuestion, kept: list[SaidProposition]) -> str:
    """Why a question cannot be asked with the propositions that are left; empty where it can."""
    least, greatest = SIZES[said.type]
    right = sum(one.juste for one in kept)
    if said.type == "QRU" and sum(one.juste for one in said.propositions) > 1:
        return _("a QRU with several right answers")
    if not right:
        return _("no right proposition is left")
    if len(kept) < least:
        return _("fewer than {count} propositions are left").format(count=least)
    if len(kept) > greatest and right > greatest - 1:
        return _("more than {count} propositions").format(count=greatest)
    if said.type == "QRP" and right > 5:
        return _("more than {count} right propositions").format(count=5)
    return ""


def _closed(said: SaidQuestion, kept: list[SaidProposition], standing: Standing, fields: dict[str, object]) -> Question:
    greatest = SIZES[said.type][1]
    keys = [one for one in kept if one.juste][:greatest]
    chosen = keys + [one for one in kept if not one.juste][: greatest - len(keys)]
    texts = {capital(_LETTER.sub("", one.texte.strip())): one for one in chosen}
    propositions = []
    for letter, (text, right, why) in zip(
        LETTERS, ordered([(text, one.juste, one.commentaire.strip()) for text, one in texts.items()]), strict=False
    ):
        source = standing.of(texts[text].citation)
        propositions.append(
            Proposition(
                id=letter,
                text=text,
                correct=right,
                indispensable=right and texts[text].indispensable,
                unacceptable=not right and texts[text].inacceptable,
                feedback=capital(why),
                evidence=(source,) if isinstance(source, Evidence) else (),
                citations=(source,) if isinstance(source, Citation) else (),
            )
        )
    stem = str(fields["stem"])
    expected = sum(one.correct for one in propositions) if said.type == "QRP" else None
    if expected is not None:
        stem = f"{_EXPECTED.sub('', stem)} ({expected} réponses attendues)"
    return Question.model_validate(fields | {"stem": stem, "propositions": propositions, "expected": expected})


def _answers(said: SaidQuestion) -> tuple[AcceptedAnswer, ...]:
    texts = [one.strip() for one in said.reponses if one.strip() and len(one.split()) <= MOST_WORDS]
    return tuple(AcceptedAnswer(text=text) for text in dict.fromkeys(texts))
