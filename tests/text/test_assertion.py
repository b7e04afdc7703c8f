"""What a note says of what it names. Examples carry their answers: `{fièvre=absent}` is a span and its status."""

import re
import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.text.assertion import STATUSES, Assertion, assert_spans
from carnet.text.assertion_rules import Rule, rules
from carnet.text.clean import clean
from carnet.text.document import Section, Sentence
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences

SPAN = re.compile(r"\{([^{}=]+)=(\w+)\}")


def examples(*names: str) -> list[str]:
    """The examples of `assertion_examples.txt` under these names."""
    kept, name = [], ""
    for line in (Path(__file__).parent / "assertion_examples.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            name = line[2:]
        elif name in names:
            kept.append(line.replace("⏎", "\n"))
    return kept


def lines(text: str) -> list[Sentence]:
    """The sentences of the examples: lines, and what a full stop or a question mark ends."""
    found = re.finditer(r"[^\s](?:[^.?!\n]|[.?!](?!\s))*[.?!]?", text)
    return [Sentence(one.start(), one.end()) for one in found]


def unmark(example: str) -> tuple[str, list[tuple[int, int]], list[str]]:
    """The text of an example, its spans and their statuses."""
    text, spans, expected, position = "", [], [], 0
    for found in SPAN.finditer(example):
        text += example[position : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        expected.append(found[2])
        text += found[1]
        position = found.end()
    return text + example[position:], spans, expected


def said(example: str, kind: str | None = None) -> tuple[list[str], list[str], list[Assertion]]:
    text, spans, expected = unmark(example)
    regular = clean(text)
    sections = [Section(0, len(text), 0, kind, "")] if kind else []
    found = assert_spans(regular, lines(regular.text), sections, spans)
    return [one.status for one in found], expected, found


def check(example: str, kind: str | None = None) -> None:
    got, expected, found = said(example, kind)
    assert got == expected, (example, [(one.status, one.rule) for one in found])


@pytest.mark.parametrize("example", examples("absent", "pseudo", "possible", "hypothetical", "family", "history"))
def test_examples(example: str) -> None:
    check(example)


@pytest.mark.parametrize("example", examples("telegraphic", "notes"))
def test_telegraphic(example: str) -> None:
    """With the sentences and sections of the pipeline."""
    text, spans, expected = unmark(example)
    regular = clean(text)
    found = assert_spans(regular, find_sentences(regular), find_sections(regular), spans)
    told = zip(spans, expected, found, strict=True)
    wrong = [(text[start:end], one.status, one.rule, want) for (start, end), want, one in told if one.status != want]
    assert not wrong


@pytest.mark.parametrize("example", examples("absent", "hypothetical"))
def test_upper_case_without_accents(example: str) -> None:
    text, spans, expected = unmark(example)
    shouted = "".join(unicodedata.normalize("NFD", one)[0] for one in text).upper()
    regular = clean(shouted)
    found = assert_spans(regular, lines(regular.text), [], spans)
    assert [one.status for one in found] == expected, [(one.status, one.rule) for one in found]


def test_sections_give_history_and_family() -> None:
    check("{HTA=history}, {diabète=history}. Pas d'{asthme=absent}", "medical_history")
    check("{HTA=family}, {diabète=family} ; pas de {cancer=absent}", "family_history")
    check("{HTA=present}", "examination")


def test_the_cue_and_the_rule_are_kept() -> None:
    text = "Pas de fièvre"
    regular = clean(text)
    (found,) = assert_spans(regular, lines(text), [], [(7, 13)])
    assert found == Assertion("absent", (0, 6), "absent.no")
    assert assert_spans(regular, [], [], [(7, 13)]) == [Assertion("present")]


def test_rules_have_one_id_each_and_cues_that_compile() -> None:
    seen: dict[str, Rule] = {}
    for word, beginning in rules().begin.items():
        assert beginning.any is None or beginning.any.pattern
        assert beginning.longer is not None and word == word.lower()
        for rule in [*([beginning.alone] if beginning.alone else []), *(rule for _cue, rule in beginning.cues)]:
            assert rule.status in {*STATUSES, "none", "stop", "again"}
            assert seen.setdefault(rule.id, rule) == rule
    assert len(seen) > 60


PIECES = (
    *("pas de", "sans", "ni", "fièvre", "toux", ",", ".", ";", ":", "-", "(", ")", "et", "ou", "mais", "?", "si"),
    *("probable", "non", "absence d'", "n'", "ne", "est", "a", "été", "antécédents", "mère", "chez", "en 2012"),
    *("exclut", "négatif", "\n", "ATCD", "risque :", "qui", "pour", "vs"),
)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join), st.randoms(use_true_random=False))
def test_the_order_of_the_spans_changes_nothing(text: str, random: Random) -> None:
    regular = clean(text)
    places = range(len(regular.text) + 1)
    spans = [tuple(sorted(random.choices(places, k=2))) for _ in range(12)]
    spans = [(start, end) for start, end in spans if start < end]
    sentences, sections = find_sentences(regular), find_sections(regular)
    together = assert_spans(regular, sentences, sections, spans)
    shuffled = random.sample(range(len(spans)), len(spans))
    assert [together[place] for place in shuffled] == assert_spans(
        regular, sentences, sections, [spans[place] for place in shuffled]
    )
    assert together == [assert_spans(regular, sentences, sections, [span])[0] for span in spans]
    for one in together:
        assert one.status in STATUSES
        assert one.cue is None or 0 <= one.cue[0] < one.cue[1] <= len(regular.text)


@pytest.mark.parametrize("piece", ["pas de ( ", "si ", "- ", "antécédents de ", ") probable ", "non :\n- ", "n' "])
def test_a_text_without_sense_is_read_too(piece: str) -> None:
    regular = clean(piece * (20_000 // len(piece)))
    spans = [(place, place + 3) for place in range(0, len(regular.text) - 3, 500)]
    assert len(assert_spans(regular, [Sentence(0, len(regular.text))], [], spans)) == len(spans)
