"""The notes of the demo hospital: spans are exact, identifiers valid, texts many, facts those of the rows."""

import random
import re
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.records import Warehouse
from carnet.records.demo.gold import GoldSpan, gold_spans
from carnet.records.demo.notes.compose import TITLES, note_tables
from carnet.records.demo.notes.draft import STYLES, Draft, Mark, parse
from carnet.records.demo.notes.identity import nir_key
from carnet.records.demo.places import luhn_key
from carnet.records.demo.tables import draw_block

Rows = dict[str, list[dict]]
LABELS = {
    "FIRST_NAME",
    "LAST_NAME",
    "ADDRESS",
    "CITY",
    "ZIP_CODE",
    "PHONE_NUMBER",
    "EMAIL",
    "PATIENT_BIRTHDATE",
    "IDENTIFYING_DATE",
    "HOSPITAL",
    "IDENTIFIER",
    "FACT",
}
KINDS = {
    "site",
    "laterality",
    "histology",
    "grade",
    "ctnm",
    "ptnm",
    "stage",
    "metastatic_site",
    "tumour_size",
    "biomarker",
    "performance_status",
    "treatment",
    "line",
    "response",
    "progression",
    "toxicity",
    "comorbidity",
    "tobacco",
    "alcohol",
    "lab",
    "event",
    "decision",
}
ASSERTIONS = {"present", "absent", "possible", "hypothetical", "family", "history"}


@pytest.fixture(scope="module")
def spans(hospital: Warehouse) -> list[GoldSpan]:
    return list(gold_spans(hospital))


def test_every_span_is_exact_and_none_overlaps(tables: Rows, spans: list[GoldSpan]) -> None:
    texts = {row["note_id"]: row["note_text"] for row in tables["note"]}
    ends: dict[int, int] = defaultdict(int)
    assert len(spans) == len(tables["note_nlp"])
    for span in spans:
        assert texts[span.note_id][span.start : span.end] == span.text != ""
        assert span.start >= ends[span.note_id]
        ends[span.note_id] = span.end
        assert span.label in LABELS
        if span.label == "FACT":
            assert span.kind in KINDS and span.assertion in ASSERTIONS and span.value
        else:
            assert span.role in ("Patient", "Carer", "Other")


def test_every_kind_of_note_label_and_assertion_is_there(tables: Rows, spans: list[GoldSpan]) -> None:
    assert {row["note_source_value"] for row in tables["note"]} == TITLES.keys()
    assert {span.label for span in spans} == LABELS
    assert {span.kind for span in spans if span.label == "FACT"} == KINDS
    assert {span.assertion for span in spans if span.label == "FACT"} >= {
        "present",
        "absent",
        "possible",
        "hypothetical",
        "family",
        "history",
    }
    assert {span.kind for span in spans if span.label == "IDENTIFIER"} >= {"NIR", "IPP", "NDA", "RPPS"}
    assert {span.role for span in spans if span.label == "LAST_NAME"} == {"Patient", "Carer", "Other"}


def test_numbers_of_persons_have_their_keys(spans: list[GoldSpan]) -> None:
    kinds = Counter()
    for span in spans:
        digits = re.sub(r"\s", "", span.text)
        if span.label == "IDENTIFIER" and span.kind == "NIR":
            assert digits[13:] == nir_key(digits[:13])
            kinds["NIR"] += 1
        elif span.label == "IDENTIFIER" and span.kind == "RPPS":
            assert len(digits) == 11 and luhn_key(digits[:-1]) == digits[-1]
            kinds["RPPS"] += 1
        elif span.label == "PHONE_NUMBER":
            assert re.sub(r"\D", "", span.text)[-9:][:5] in ("26191", "63998")  # kept for fiction by ARCEP
    assert kinds["NIR"] > 50 and kinds["RPPS"] > 50


@pytest.mark.parametrize(("body", "key"), [("2550899999004", "37"), ("176012A123456", "13"), ("176012B123456", "40")])
def test_the_key_of_a_nir_knows_corsica(body: str, key: str) -> None:
    number = int(body.replace("2A", "19").replace("2B", "18"))
    assert nir_key(body) == f"{97 - number % 97:02d}"
    assert (number + int(nir_key(body))) % 97 == 0
    assert len(key) == 2


def test_texts_are_many(tables: Rows) -> None:
    texts = [row["note_text"] for row in tables["note"]]
    assert len(set(texts)) == len(texts) > 700
    openings = Counter(re.sub(r"\d+", "0", text.split("\n", 2)[2])[:400] for text in texts)
    assert openings.most_common(1)[0][1] <= 2


def test_a_text_names_its_own_patient_only(tables: Rows, spans: list[GoldSpan]) -> None:
    person = {row["note_id"]: row["person_id"] for row in tables["note"]}
    ipp: dict[int, set[str]] = defaultdict(set)
    for span in spans:
        if span.kind == "IPP":
            ipp[person[span.note_id]].add(span.text)
    assert all(len(found) == 1 for found in ipp.values())
    assert len({next(iter(found)) for found in ipp.values()}) == len(ipp)


def test_stages_and_metastases_of_texts_are_those_of_the_rows(tables: Rows, spans: list[GoldSpan]) -> None:
    person = {row["note_id"]: row["person_id"] for row in tables["note"]}
    stage, codes = {}, defaultdict(set)
    for row in tables["measurement"]:
        if row["measurement_source_value"] == "stage":
            stage[row["person_id"]] = row["value_source_value"]
    for row in tables["condition_occurrence"]:
        codes[row["person_id"]].add(row["condition_source_value"])
    seen = Counter()
    for span in spans:
        who = person[span.note_id]
        if span.kind == "stage":
            assert span.value == stage[who]
        elif (
            span.kind == "site"
            and span.system == "CIM-10"
            or span.kind == "metastatic_site"
            and span.assertion == "present"
        ):
            assert span.code in codes[who]
        seen[span.kind] += 1
    assert seen["stage"] > 100 and seen["metastatic_site"] > 50


def test_no_slot_or_bracket_is_left_in_a_text(tables: Rows) -> None:
    for row in tables["note"]:
        body = row["note_text"].split("\n", 1)[1].rsplit("\n", 1)[0]
        assert not re.search(r"[{}\[\]|]", body), row["note_title"]
        assert not re.search(r" ,|,,|\bNone\b|\bnan\b", body)


def test_agreement_follows_the_sex(tables: Rows) -> None:
    sex = {row["person_id"]: row["gender_concept_id"] for row in tables["person"]}
    for row in tables["note"]:
        wrong = (
            r"\b(Mme|Madame) [A-ZÉ]|\bpatiente\b|\bnée le\b"
            if sex[row["person_id"]] == 8507
            else r"\bpatient de \d|\bné le \d|\bhospitalisé du\b"
        )
        assert not re.search(wrong, row["note_text"]), row["note_title"]


def test_notes_do_not_depend_on_who_else_has_some() -> None:
    block = draw_block(5, 0, 300)
    sick = np.flatnonzero(block.people.site >= 0)
    few, more = (note_tables(5, block, sick[:count])["note"]["note_text"].to_pylist() for count in (20, 40))
    assert more[: len(few)] == few


def test_phrases_nest_and_refuse_an_open_bracket() -> None:
    assert parse("a[b|c[d|e]]{f}")[0] == ("text", "a")
    with pytest.raises(ValueError, match="open bracket"):
        parse("a[b")


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(
        st.text(alphabet=st.characters(blacklist_characters="[]{}|", blacklist_categories=("Cs",)), max_size=30),
        max_size=12,
    ),
    style=st.sampled_from(sorted(STYLES)),
    seed=st.integers(0, 10**6),
)
def test_spans_are_exact_in_every_style(words: list[str], style: str, seed: int) -> None:
    draft = Draft(random.Random(seed), {})
    for position, word in enumerate(words):
        draft.put(Mark(word, "LAST_NAME", "Patient") if position % 2 else word)
        draft.put(" ")
    text, spans = draft.finish(style, "tête", "pied")
    assert text.startswith("tête\n") and text.endswith("pied")
    marks = [word for position, word in enumerate(words) if position % 2 and word]
    assert len(spans) <= len(marks)
    for start, end, mark in spans:
        written = text[start:end]
        assert written and len(written) == end - start
        if style in ("prose", "headings"):
            assert written.lower() == mark.text.lower() or written[1:] == mark.text[1:]
