"""The search of codes: labels perturbed, codes as they are written, hostile queries, positions."""

import random
import threading
import unicodedata

import pytest

from carnet.text.terminologies.cim10 import Code
from carnet.text.terminologies.search import CodeIndex


def _first(index: CodeIndex, query: str, position: str | None = "dp") -> str:
    hits = index.search(query, 1, position)
    return hits[0].code if hits else ""


def _changed(code: Code, way: str, chance: random.Random) -> str:
    words = code.label.split()
    if way == "no accents":
        return "".join(one for one in unicodedata.normalize("NFD", code.label) if unicodedata.category(one) != "Mn")
    if way == "shuffled":
        chance.shuffle(words)
    if way == "typo":
        at = max(range(len(words)), key=lambda one: (words[one].isalpha(), len(words[one])))
        cut = chance.randrange(2, max(len(words[at]) - 1, 3))
        words[at] = words[at][:cut] + words[at][cut + 1 :]
    return " ".join(words).lower() if way == "lower case" else " ".join(words)


@pytest.mark.parametrize("way", ["as given", "no accents", "lower case", "shuffled", "typo", "short"])
def test_labels_are_found_however_written(index: CodeIndex, way: str) -> None:
    principal = [code for code in index.nomenclature if index.nomenclature.valid(code.code, "dp")]
    chance = random.Random(way)
    drawn = chance.sample(principal, 60)
    top = first = 0
    for code in drawn:
        query = code.short if way == "short" else _changed(code, way, chance)
        found = [hit.code for hit in index.search(query, 10, "dp")]
        top += code.code in found
        first += bool(found) and found[0][:3] == code.code[:3]
    assert top >= 57 and first >= 54


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cancer du sein droit QSE", "C504"),
        ("K sein", "C509"),
        ("HTA", "I10"),
        ("BPCO", "J449"),
        ("mts hép.", "C787"),
        ("DT2", "E1198"),
        ("AOMI", "I7020"),
        ("IDM", "I2190"),
        ("fracture du col du fémur", "S7200"),
        ("insuf. rén. aig.", "N179"),
        ("CHC", "C220"),
        ("hernie ombilicale", "K429"),
        ("anévrisme aortique abdominal", "I714"),
        ("pneumopahtie", "J189"),
        ("hépatite A", "B159"),
        ("coxarthrose", "M161"),
        ("FA paroxystique", "I480"),
        ("ulcère duodénal hémorragique", "K264"),
        ("asthme allergique", "J450"),
        ("asthme non allergique", "J451"),
        ("hématome sous dural chronique", "I620"),
        ("colite pseudo-membraneuse", "A047"),
        ("appendissite", "K358"),
        ("ATCD de cancer de la prostate", "Z854"),
        ("syndrome de Lambert Eaton", "G731"),
    ],
)
def test_what_hospitals_write(index: CodeIndex, query: str, code: str) -> None:
    assert _first(index, query) == code


def test_words_half_typed_find_what_they_begin(index: CodeIndex) -> None:
    for typed in ("appen", "appendi", "appendicit"):
        assert _first(index, typed).startswith("K3")
    assert _first(index, "pneumopathie à pneumoc") == "J13"


@pytest.mark.parametrize(
    "written", ["C50.9", "C509", "c509", " c50,9 ", "CIM10 : C50.9", "CIM-10: C50.9", "cim 10 c50.9"]
)
def test_a_code_is_found_as_written(index: CodeIndex, written: str) -> None:
    assert _first(index, written, None) == "C509"


def test_a_category_comes_before_what_is_under_it(index: CodeIndex) -> None:
    found = [hit.code for hit in index.search("C50", 20)]
    assert found[0] == "C50" and found[1:4] == ["C500", "C501", "C502"]
    assert [hit.code for hit in index.search("c50", 2, "dp")] == ["C500", "C501"]
    assert {hit.code[:2] for hit in index.search("J4", 10)} == {"J4"}
    assert index.search("Z99.99") == [] and index.search("W88", 5, "dp") == []


@pytest.mark.parametrize("query", ["à 40", "a 40", "À 40", "40", "12/8", "120/80 2000"])
def test_numbers_are_no_codes(index: CodeIndex, query: str) -> None:
    assert index.search(query) == []


@pytest.mark.parametrize(
    "query",
    ["", " ", "\n\t", "a" * 10000, "cancer " * 2000, "🫀🫁", "(.*)+[", "\\d{3}", "\0\0", "é" * 50, "l'", "d’", ".",
     "'; --", "\ud800", "ﬁbrose", "C\u200b50", "%s %d {code}", "x" * 39 + "é", "العربية", "１２３"],
)  # fmt: skip
def test_hostile_queries_are_only_queries(index: CodeIndex, query: str) -> None:
    hits = index.search(query, 10, "dp")
    assert len(hits) <= 10 and all(0 <= hit.score <= 1 for hit in hits)
    assert all(index.nomenclature.valid(hit.code, "dp") for hit in hits)


def test_positions_are_respected_and_scores_fall(index: CodeIndex) -> None:
    for position in ("dp", "dr", "das"):
        hits = index.search("accident de bicyclette", 30, position)
        assert hits and all(index.nomenclature.valid(hit.code, position) for hit in hits)
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True) and len({hit.code for hit in hits}) == len(hits)
    with pytest.raises(ValueError, match="position"):
        index.search("HTA", 10, "principal")
    assert index.search("HTA", 0) == []


def test_threads_find_the_same(index: CodeIndex) -> None:
    queries = ["insuffisance cardiaque", "cancer du sein", "fracture ouverte du tibia", "pneumopahtie"]
    expected = [index.search(query) for query in queries]
    wrong: list[str] = []

    def ask() -> None:
        for _turn in range(5):
            wrong.extend(query for query, known in zip(queries, expected, strict=True) if index.search(query) != known)

    threads = [threading.Thread(target=ask) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
