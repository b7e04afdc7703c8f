"""Propositions that do not follow the question in gender, number, elision or construction, while the key does."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from carnet.language import _
from carnet.teaching.gate.grammar_words import feature, form_of, infinitive, kind_of_adjective, verb_number
from carnet.teaching.gate.negative import asks_what_is_not
from carnet.teaching.gate.reading import closed, finding, last_sentence, lists, pattern, plain, right, unmarked, wrong
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "grammar_cue"
_TAIL = re.compile(
    r"(?:^|[\s(])(?P<article>une?|la|le|les|l'|des|du|de la|de l'|d'|d'une?|aux?|a la|a l'|cet|cette|ces|ce"
    r"|quelques|plusieurs|par une?|par l[ae])\s?[:…_.]*\s*$"
)
_YOU = re.compile(r"\bvous [a-z]+ez(?: [a-z ]{0,30})?\s?[:…]+\s*$")
_STATE = re.compile(r"\b(?P<verb>est|sont|etait|etaient|sera|etre|reste|restent|devient|semble|parait)\s?[:…]+\s*$")
_EXPECTED = re.compile(r"\s*\((?:\d|une?|deux|trois|quatre|cinq|plusieurs)[^()]*\)\s*[.:]?\s*$")
_ENDS = re.compile(r"(?:[:…]|[a-z])\s*$")
_SUBJECT = re.compile(r"^(?:les?|la|l'|ces?|cette|cet|des|un|une|certains|plusieurs)\b")
_INNER_VERB = re.compile(r"\b(?:est|sont|a|ont|peut|peuvent|doit|permet|[a-z]+ez)\b|\?")
_ASKED = re.compile(r"\b(?:quels|quelles|quel|quelle|lequel|laquelle|lesquels|lesquelles)\b")
_PAIR = re.compile(r"\b(?:les|quel(?:le)?s) (?:deux|2) (?!ans\b|jours\b|mois\b|heures\b|semaines\b|premier)[a-z]")
_TWO = re.compile(r"[a-z] (?:et|puis) (?:l'|la |le |une? )?[a-z]|\+|,")
_VOWEL = re.compile(r"^[aeiouyœæh]")


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question whose end agrees with the key and not with a wrong proposition."""
    for question in closed(item):
        reason = _cue(question)
        if reason:
            yield finding(
                CHECK,
                reason,
                _("Write all the propositions in the same form, so that each one follows the question."),
                where=question.id,
            )


def _cue(question: Question) -> str:
    if asks_what_is_not(question.stem):
        return ""
    stem = _EXPECTED.sub("", plain(question.stem)).strip()
    if _PAIR.search(stem) and _sorted_out(question, lambda text: _TWO.search(text) is not None):
        return _("The question asks for two things, and a wrong proposition has one.")
    if pattern("grammar", "needs_infinitive").search(stem):
        return _construction(question)
    tail = _TAIL.search(stem)
    if tail:
        return _article(question, tail["article"])
    state = _STATE.search(stem)
    if state:
        return _after_verb(question, state["verb"])
    if _YOU.search(stem) and (reason := _mixed_forms(question)):
        return reason
    if _ENDS.search(stem) and (reason := _after_colon(question, stem)):
        return reason
    return _plural(question, stem)


def _sorted_out(question: Question, follows: Callable[[str], bool | None]) -> bool:
    """Whether every key follows the question and enough wrong propositions do not (None: it cannot be told)."""
    keys = [follows(unmarked(one.text)) for one in right(question)]
    others = [follows(unmarked(one.text)) for one in wrong(question)]
    return bool(keys) and False not in keys and others.count(False) > 0


def _construction(question: Question) -> str:
    if _sorted_out(question, infinitive) and any(infinitive(unmarked(one.text)) for one in right(question)):
        return _("The question calls for a verb, and a wrong proposition has none: grammar removes it.")
    return ""


def _article(question: Question, article: str) -> str:
    if article in ("l'", "d'", "de l'", "a l'", "par l'"):
        if _sorted_out(question, _elides):
            return _("The question ends with an elision that a wrong proposition does not take.")
        return ""
    gender, plural = lists("grammar")["question_ends_with"].get(article, (None, None))

    def follows(text: str) -> bool | None:
        known_gender, known_number = feature(text)
        if plural and known_number and known_number != plural:
            return False
        if gender and known_gender:
            return known_gender == gender
        if plural == "p" and known_number:
            return True
        return None

    if _sorted_out(question, follows):
        return _(
            "The question ends with “{article}”: a wrong proposition does not agree with it, and the key does."
        ).format(article=article)
    return ""


def _elides(text: str) -> bool | None:
    return bool(_VOWEL.match(text)) and text.split(" ")[0] not in _aspirated()


def _after_verb(question: Question, verb: str) -> str:
    """« … est : »: adjectives of another gender or number than the key's; keys with an article, others without."""
    keys, others = right(question), wrong(question)
    if reason := _mixed_forms(question):
        return reason
    said = {one.id: kind_of_adjective(one.text) for one in question.propositions}
    wanted = {said[one.id] for one in keys}
    known = [said[one.id] for one in others if said[one.id]]
    if (
        len(wanted) == 1
        and "" not in wanted
        and len(known) * 2 >= len(others)
        and any(one not in wanted for one in known)
    ):
        return _("A wrong proposition does not agree in gender or number with the question, and the key does.")
    return _number_alone(question, "p" if verb in ("sont", "etaient", "restent") else "s")


def _after_colon(question: Question, stem: str) -> str:
    keys = [infinitive(unmarked(one.text)) for one in right(question)]
    others = [infinitive(unmarked(one.text)) for one in wrong(question)]
    if keys and all(keys) and others.count(False) >= max(2, len(others) / 2):
        return _("The key is built otherwise than the wrong propositions: grammar points at it.")
    return _subject(question, stem)


def _subject(question: Question, stem: str) -> str:
    """« Les statines : »: verbs that do not agree with the subject, while the keys' do."""
    asked = plain(last_sentence(question.stem)[0]).strip()
    if not _SUBJECT.match(asked) or _INNER_VERB.search(asked):
        return ""
    numbers = {one.id: verb_number(unmarked(one.text)) for one in question.propositions}
    about_others = pattern("words", "all_none")
    if not all(numbers.values()) or any(about_others.search(unmarked(one.text)) for one in question.propositions):
        return ""
    wanted = {numbers[one.id] for one in right(question)}
    subject = "p" if asked.startswith(("les ", "ces ", "des ", "certain", "plusieurs")) else "s"
    if wanted == {subject} and any(numbers[one.id] not in wanted for one in wrong(question)):
        return _("The verb of a wrong proposition does not agree with the question, and the key’s does.")
    return ""


def _mixed_forms(question: Question) -> str:
    """Keys that all begin with an article, most wrong propositions with an adjective or a preposition."""
    keys = {form_of(unmarked(one.text)) for one in right(question)}
    others = [form_of(unmarked(one.text)) for one in wrong(question)]
    if len(others) < 2 or any(one in ("clause",) for one in [*keys, *others]):
        return ""
    off = sum(one not in keys for one in others)
    if keys in ({"article"}, {"infinitive"}) and off * 3 >= 2 * len(others):
        return _("The key is built otherwise than the wrong propositions: grammar points at it.")
    return ""


def _plural(question: Question, stem: str) -> str:
    """« Quels germes… ? » where the one key alone is plural, or « Quel germe… ? » where it alone is not."""
    asked = list(_ASKED.finditer(stem))
    if not asked:
        return ""
    return _number_alone(question, "p" if asked[-1][0].endswith("s") else "s")


def _number_alone(question: Question, wanted: str) -> str:
    """One key in the number wanted, where every wrong proposition is in the other."""
    keys = [feature(unmarked(one.text))[1] for one in right(question)]
    rest = [feature(unmarked(one.text))[1] for one in wrong(question)]
    if len(keys) == 1 and len(rest) >= 3 and keys == [wanted] and None not in rest and wanted not in rest:
        return _("The key alone has the number (singular or plural) that the question asks for.")
    return ""


@cache
def _aspirated() -> frozenset[str]:
    return frozenset(word for word in lists("grammar")["aspirated"] if not word.endswith("_no"))
