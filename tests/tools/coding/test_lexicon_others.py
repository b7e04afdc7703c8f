"""The lexicon of tumours, pregnancy, newborns, symptoms, injuries and reasons for care: valid codes, sound names."""

from collections.abc import Iterator
from typing import Any

import pytest
from lexicon_files import FIELDS, lexicon_file

from carnet.text.terminologies.cim10 import cim10
from carnet.text.terms import key

FILES = ("c_d", "o_p_q", "r", "s_t", "u", "z")
MORE = {"adjectives", "each"}


def _all() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry, and every site of the composed ones."""
    for file in FILES:
        for name, fields in lexicon_file(file).items():
            if name.startswith("_"):
                yield from fields["sites"].items()
            else:
                yield name, fields


def _words(fields: dict[str, Any]) -> Iterator[str]:
    for one in fields.get("refine", ()):
        for group in one["with"]:
            yield from [group] if isinstance(group, str) else group


def _names(name: str, fields: dict[str, Any]) -> tuple[str, ...]:
    return (name, *fields.get("said", ()), *fields.get("capitals", ()))


def _code(file: str, name: str, *near: str) -> str | None:
    """The code of an entry beside words: that of the first refinement whose groups are all met."""
    fields = lexicon_file(file)[name] if not name.startswith("_") else lexicon_file(file)["_cancers"]["sites"][name[1:]]
    met = {key(word) for word in near}
    for one in fields.get("refine", ()):
        if all(met & {key(word) for word in ([group] if isinstance(group, str) else group)} for group in one["with"]):
            return str(one["code"])
    return fields["code"]


def test_every_code_may_be_coded() -> None:
    nomenclature = cim10()
    for name, fields in _all():
        codes = [fields["code"], fields.get("history"), fields.get("family"), *fields.get("with_codes", ())]
        for code in [*codes, *(one["code"] for one in fields.get("refine", ()))]:
            if code is not None:
                found = nomenclature.get(code)
                assert found is not None and found.mco in ("0", "1", "2", "4"), (name, code)


def test_what_is_explained_exists() -> None:
    nomenclature = cim10()
    for name, fields in _all():
        for code in fields.get("explains", ()):
            assert nomenclature.get(code) is not None, (name, code)


def test_entries_keep_to_the_schema() -> None:
    for name, fields in _all():
        assert set(fields) <= FIELDS | MORE, name
        assert fields.get("sex") in (None, "f", "m"), name
        for one in fields.get("refine", ()):
            assert set(one) == {"with", "code"} and one["with"], name
        for word in (*_names(name, fields), *_words(fields)):
            assert isinstance(word, str) and key(word), (name, word)


def test_no_name_is_written_with_a_ligature_that_reading_spells_out() -> None:
    for name, fields in _all():
        said = (*_names(name, fields), *_words(fields), *fields.get("adjectives", ()))
        assert not any(letter in word for word in said for letter in "œŒæÆ"), name


def test_signs_alone_never_tell_two_refinements_apart() -> None:
    # the vocabulary sees letters and figures only: « ALK + » and « ALK - » would be the same word
    for name, fields in _all():
        for word in _words(fields):
            assert not word.rstrip().endswith(("+", "-")) and not word.lstrip().startswith(("<", ">", "-")), (
                name,
                word,
            )


def test_no_name_twice() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for file in FILES:
        for name, fields in lexicon_file(file).items():
            for one in () if name.startswith("_") else _names(name, fields):
                assert seen.setdefault(key(one), name) == name, (one, name, seen[key(one)])


def test_no_place_of_a_composed_entry_twice() -> None:
    for file in FILES:
        for name, fields in lexicon_file(file).items():
            if name.startswith("_"):
                seen: dict[tuple[str, ...], str] = {}
                for site, about in fields["sites"].items():
                    for one in (site, *about.get("said", ()), *about.get("adjectives", ())):
                        assert seen.setdefault(key(one), site) == site, (name, one, seen[key(one)])


@pytest.mark.parametrize(
    ("file", "name", "near", "code"),
    [
        ("c_d", "_sein", ("QSE",), "C504"),
        ("c_d", "_sein", (), "C509"),
        ("c_d", "_poumon", ("LSD",), "C341"),
        ("c_d", "_pancréas", ("queue",), "C252"),
        ("c_d", "carcinome in situ du sein", ("lobulaire",), "D050"),
        ("c_d", "lymphome folliculaire", ("grade 2",), "C821"),
        ("c_d", "métastase", (), None),
        ("o_p_q", "pré-éclampsie", ("sévère",), "O141"),
        ("o_p_q", "rétention placentaire", ("hémorragie",), "O720"),
        ("o_p_q", "accouchement voie basse instrumentale", ("ventouse",), "O814"),
        ("o_p_q", "infection néonatale", ("streptocoque B",), "P3609"),
        ("r", "adénopathies", ("envahie", "cervicale"), "C770"),
        ("r", "surdosage en AVK", ("sans saignement",), "R798"),
        ("s_t", "_col du fémur", (), "S7200"),
        ("s_t", "_col du fémur", ("ouverte",), "S7201"),
        ("s_t", "_côte", (), None),
        ("s_t", "intoxication médicamenteuse", ("paracétamol",), "T391"),
        ("s_t", "brûlure", ("main", "second degré"), "T232"),
        ("u", "bactérie BLSE", ("portage",), "U822+1"),
        ("u", "COVID-19", ("pneumopathie",), "U0710"),
        ("z", "allergique à", ("pénicilline",), "Z880"),
        ("z", "intervention annulée", ("refus",), "Z532"),
    ],
)
def test_qualifiers_choose_the_code(file: str, name: str, near: tuple[str, ...], code: str | None) -> None:
    assert _code(file, name, *near) == code


def test_a_cancer_of_the_past_and_of_the_family_has_its_code() -> None:
    for site, fields in lexicon_file("c_d")["_cancers"]["sites"].items():
        assert fields["history"].startswith("Z85") and fields["family"].startswith("Z80"), site


def test_symptoms_are_marked() -> None:
    marked = [fields for fields in lexicon_file("r").values() if fields.get("symptom")]
    assert len(marked) > 150
