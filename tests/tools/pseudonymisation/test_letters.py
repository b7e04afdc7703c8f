"""The fictitious letters: their gold is exact through all the noise, a seed gives one letter, letters are varied."""

from collections import Counter

import pytest

from carnet.tools.pseudonymisation.labels import KINDS, LABELS, ROLES
from carnet.tools.pseudonymisation.model.letters import write_letter, write_letters
from carnet.tools.pseudonymisation.model.letters.grammar import pieces
from carnet.tools.pseudonymisation.model.letters.names import is_held


def test_the_gold_is_exact_in_order_and_never_overlaps() -> None:
    for letter in write_letters(300, seed=5):
        place = 0
        for gold in letter.gold:
            assert place <= gold.start < gold.end <= len(letter.text)
            said = letter.text[gold.start : gold.end]
            assert said == said.strip()
            assert gold.label in LABELS and gold.role in ("", *ROLES)
            assert (gold.kind in KINDS) == (gold.label == "IDENTIFIER")
            place = gold.end


def test_a_seed_gives_one_letter() -> None:
    assert [write_letter(seed) for seed in range(40)] == [write_letter(seed) for seed in range(40)]
    assert len({letter.text for letter in write_letters(200)}) > 190


def test_everything_to_find_is_in_the_letters() -> None:
    letters = list(write_letters(600, seed=2))
    labels = Counter(gold.label for letter in letters for gold in letter.gold)
    assert set(labels) == set(LABELS)
    assert {gold.kind for letter in letters for gold in letter.gold} - {""} == set(KINDS) - {"ADELI"}
    assert {gold.role for letter in letters for gold in letter.gold} - {""} == set(ROLES)
    names = {letter.text[g.start : g.end] for letter in letters for g in letter.gold if g.label == "LAST_NAME"}
    assert len(names) > 1000


def test_clinical_text_identifies_nobody() -> None:
    # years of trials and laws are in it: they are found and left
    letters = list(write_letters(200, seed=3, piece="clinical"))
    assert {gold.label for letter in letters for gold in letter.gold} <= {"UNIDENTIFYING_DATE"}
    assert sum(len(letter.text) for letter in letters) > 20_000


def test_judging_letters_have_pieces_and_names_of_their_own() -> None:
    assert sum(bool(held) for _usual, held in pieces().values()) >= 10
    assert all(not set(usual) & set(held) for usual, held in pieces().values())
    lasts = [
        letter.text[gold.start : gold.end]
        for seed in range(150)
        for letter in [write_letter(seed, held=True, piece="list_of_people", noise=False)]
        for gold in letter.gold
        if gold.label == "LAST_NAME" and " " not in letter.text[gold.start : gold.end]
    ]
    assert sum(is_held(name) for name in lasts) > 0.7 * len(lasts)


@pytest.mark.parametrize("piece", sorted(pieces()))
def test_every_piece_can_be_written(piece: str) -> None:
    for seed in range(12):
        letter = write_letter(seed, held=bool(seed % 2), piece=piece)
        assert not {"{", "}", "[["} & set(letter.text.split())
