"""What the writer knows: every entry is whole, coherent with the others, and fit for an exam."""

import re

import pytest

from carnet.teaching.question import TICKED
from carnet.tools.writing.knowledge import Blueprint, attributions, blueprints, drugs, signs, tumours

ABSOLUTE = re.compile(r"\b(?:toujours|jamais|uniquement|exclusivement|obligatoirement|tous les cas|aucun cas)\b")
WORDS = 5  # the longest answer to a QROC


@pytest.fixture(scope="module")
def known() -> tuple[Blueprint, ...]:
    return blueprints()


def test_ids_are_unique(known: tuple[Blueprint, ...]) -> None:
    names = [one.id for one in known]
    assert len(set(names)) == len(names)
    ids = [one.id for one in tumours()]
    assert len(set(ids)) == len(ids)


def test_every_entry_says_its_source(known: tuple[Blueprint, ...]) -> None:
    assert all(len(one.source) > 5 for one in known)
    assert all(len(one.source) > 5 for one in attributions())


def test_every_proposition_says_why(known: tuple[Blueprint, ...]) -> None:
    for one in known:
        for text, why in (*one.right, *one.wrong):
            assert text.strip() == text
            assert why.endswith("."), (one.id, text)


def test_what_a_question_needs_is_known(known: tuple[Blueprint, ...]) -> None:
    sites = {one.id for one in tumours()}
    seen = {one.id for one in signs()}
    names = set(drugs())
    for one in known:
        needs = one.needs
        assert set(needs.tumour) <= sites, one.id
        assert set(needs.sign) | set(needs.without_signs) <= seen, one.id
        assert {*needs.drug, *needs.with_drugs, *needs.without_drugs} <= names, one.id


def test_no_absolute_terms(known: tuple[Blueprint, ...]) -> None:
    for one in known:
        for text, _ in (*one.right, *one.wrong):
            assert not ABSOLUTE.search(text.lower()), (one.id, text)


def test_short_answers_are_short(known: tuple[Blueprint, ...]) -> None:
    for one in known:
        if one.kind == "QROC":
            assert len(one.answers[0].split()) <= WORDS, one.id
            assert one.why, one.id


def test_a_closed_question_has_enough_to_choose_from(known: tuple[Blueprint, ...]) -> None:
    for one in known:
        if one.kind in TICKED:
            assert len(one.right) + len(one.wrong) >= 5, one.id
            if one.kind == "QRU":
                assert len(one.right) == 1, one.id
                assert len(one.wrong) >= 4, one.id
            if one.kind == "QRP":
                assert f"({len(one.right)} réponses attendues)" in one.stem, one.id


def test_numbers_of_the_programme(known: tuple[Blueprint, ...]) -> None:
    # the second-cycle programme of 2020: tumours of the lung 309, prostate 310, kidney 311, breast 312, treatment 294
    numbers = {one.id: one.item for one in tumours()}
    assert numbers["lung"] == numbers["small_cell_lung"] == 309
    assert (numbers["prostate"], numbers["kidney"], numbers["breast"], numbers["bladder"]) == (310, 311, 312, 314)
    assert (numbers["colon"], numbers["pancreas"], numbers["melanoma"], numbers["myeloma"]) == (301, 308, 302, 320)
    assert all(one.item is None or 1 <= one.item <= 367 for one in known)


def test_no_drug_is_both_to_blame_and_not() -> None:
    for effect in attributions():
        assert not set(effect.culprits) & set(effect.others), effect.id
        assert {*effect.culprits, *effect.others} <= {*drugs(), "leucovorine"}, effect.id


def test_a_drug_is_not_given_for_what_it_is_never_given_for() -> None:
    sites = {one.id for one in tumours()}
    for drug in drugs().values():
        assert not set(drug.only) & set(drug.never), drug.id
        assert {*drug.only, *drug.never} <= sites, drug.id


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cisplatine", "chimiothérapie"),
        ("létrozole", "hormonothérapie"),
        ("nivolumab", "immunothérapie"),
        ("trastuzumab", "thérapie ciblée"),
        ("imatinib", "thérapie ciblée"),
    ],
)
def test_classes_of_drugs(name: str, kind: str) -> None:
    assert drugs()[name].type == kind


@pytest.mark.parametrize(
    ("effect", "culprit", "innocent"),
    [
        ("neuropathy", "oxaliplatine", "5-fluorouracile"),
        ("cardiomyopathy", "doxorubicine", "vincristine"),
        ("lung", "bléomycine", "étoposide"),
        ("cystitis", "cyclophosphamide", "doxorubicine"),
        ("hbv", "rituximab", "prednisone"),
        ("cholinergic", "irinotécan", "oxaliplatine"),
        ("ototoxicity", "cisplatine", "étoposide"),
    ],
)
def test_who_is_to_blame(effect: str, culprit: str, innocent: str) -> None:
    entry = next(one for one in attributions() if one.id == effect)
    assert culprit in entry.culprits
    assert innocent in entry.others
