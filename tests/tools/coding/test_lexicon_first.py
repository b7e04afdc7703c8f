"""The lexicon of the first chapters (infections, blood, glands, mind, nerves, eye, ear): valid codes, sound names."""

from collections.abc import Iterator
from typing import Any

import pytest
from lexicon_files import FIELDS, lexicon_file

from carnet.text.terminologies.cim10 import cim10
from carnet.text.terms import key
from carnet.tools.coding.lexicon import Diagnosis, entries

FILES = ("a_b", "d_blood", "e", "f", "g", "h")


def _ours() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in FILES:
        yield from lexicon_file(name).items()


def _entry(name: str) -> Diagnosis:
    return next(diagnosis for diagnosis, _said, _capitals in entries() if diagnosis.name == name)


def _refined(name: str, *words: str) -> str | None:
    """The code of an entry beside these words, as the schema says it: the first refinement whose groups are all met."""
    diagnosis, near = _entry(name), {key(word) for word in words}
    fitting = (
        one.code for one in diagnosis.refine if all(near & {key(word) for word in group} for group in one.groups)
    )
    return next(fitting, diagnosis.code)


def test_every_code_may_be_coded() -> None:
    nomenclature = cim10()
    for name, fields in _ours():
        codes = [fields["code"], fields.get("history"), fields.get("family"), *fields.get("with_codes", ())]
        codes += [one["code"] for one in fields.get("refine", ())]
        for code in codes:
            if code is not None:
                found = nomenclature.get(code)
                assert found is not None and found.mco in "0124", (name, code)
                assert found.code == code, (name, code)


def test_what_is_explained_exists() -> None:
    nomenclature = cim10()
    for name, fields in _ours():
        for code in fields.get("explains", ()):
            assert code in nomenclature, (name, code)


def test_entries_follow_the_schema() -> None:
    for name, fields in _ours():
        assert set(fields) <= FIELDS, name
        assert fields["code"] or fields.get("refine"), name
        assert fields.get("sex") in (None, "f", "m"), name
        for one in fields.get("refine", ()):
            assert set(one) == {"with", "code"}, name
            for group in one["with"]:
                for word in [group] if isinstance(group, str) else group:
                    assert isinstance(word, str) and key(word), (name, word)


def test_a_name_stands_for_one_entry() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for entry, fields in _ours():
        for name in (entry, *fields.get("said", ()), *fields.get("capitals", ())):
            assert isinstance(name, str) and key(name), (entry, name)
            assert seen.setdefault(key(name), entry) == entry, (name, entry, seen[key(name)])


def test_no_ligature_in_a_name() -> None:
    # names are compared without accents but a ligature would be lost: « oe » is written in full
    for entry, fields in _ours():
        for name in (entry, *fields.get("said", ()), *fields.get("capitals", ())):
            assert not set(name) & set("œŒæÆ"), (entry, name)


def test_the_loader_reads_every_entry() -> None:
    read: dict[str, Diagnosis] = {}
    for diagnosis, _said, _capitals in entries():
        read.setdefault(diagnosis.name, diagnosis)
    for entry, fields in _ours():
        assert read[entry].code == fields["code"] and len(read[entry].refine) == len(fields.get("refine", ()))


@pytest.mark.parametrize(
    ("name", "near", "code"),
    [
        ("diabète de type 2", (), "E1198"),
        ("diabète de type 2", ("insuline",), "E1190"),
        ("diabète de type 2", ("insulino-requérant", "rétinopathie"), "E1130"),
        ("diabète de type 2", ("rétinopathie", "néphropathie"), "E1178"),
        ("diabète de type 2", ("non insulino-requérant", "insulino-requérant"), "E1198"),
        ("diabète de type 1", ("acidocétose",), "E101"),
        ("diabète", ("gestationnel",), "O244"),
        ("rétinopathie diabétique", ("type 2", "insuline"), "E1130"),
        ("sepsis", ("coli",), "A415"),
        ("sepsis", ("pneumocoque",), "A403"),
        ("bactériémie", ("SARM",), "A490"),
        ("hépatite C", ("guérie",), "Z861"),
        ("anémie", ("ferriprive",), "D509"),
        ("anémie", ("cancer",), "D630"),
        ("déficience intellectuelle", ("léger",), "F709"),
        ("dénutrition", ("sévère",), "E43"),
        ("obésité", ("IMC à 42",), "E6696"),
        ("hyponatrémie", ("à 118",), "E8710"),
        ("tabagisme", ("sevré",), "Z864"),
        ("tabagisme", ("non sevré", "sevré"), "F1724"),
        ("dépression", ("sévère", "psychotique"), "F323"),
        ("hémiplégie", ("spastique",), "G811"),
        ("épilepsie", ("temporale",), "G402"),
        ("encéphalopathie", ("hépatique",), "K729"),
        ("surdité", ("brusque",), "H912"),
        ("surdité", ("perception", "bilatérale"), "H903"),
    ],
)
def test_words_around_make_the_code_precise(name: str, near: tuple[str, ...], code: str) -> None:
    assert _refined(name, *near) == code


def test_the_disease_comes_before_its_manifestation() -> None:
    assert (_entry("maladie d'Alzheimer").code, _entry("maladie d'Alzheimer").with_codes) == ("G309", ("F009",))
    assert (_entry("neuropathie diabétique").code, _entry("neuropathie diabétique").with_codes) == ("E144", ("G632",))
    assert _entry("pneumocystose").with_codes == ("J172",)


def test_a_germ_alone_is_never_a_principal_diagnosis() -> None:
    nomenclature = cim10()
    for name, fields in lexicon_file("a_b").items():
        if str(fields["code"]).startswith(("B95", "B96", "B97", "B98")):
            assert not nomenclature.valid(fields["code"], "dp"), name
            assert nomenclature.valid(fields["code"], "das"), name
