"""The lexicon of the diseases of organs (chapters IX to XIV): codes that exist, no name twice, frequent ones right."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lexicon_files import FIELDS, lexicon_file

import carnet.tools.coding
from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.mentions_tokens import forms

FOLDER = Path(carnet.tools.coding.__file__).parent / "lexicon"
FILES = ("i", "j", "k", "l", "m", "n")


@cache
def lexicon() -> dict[str, dict[str, Any]]:
    """The entries of the six files, by name; a key written twice in one file would be lost, `test_names` sees it."""
    found: dict[str, dict[str, Any]] = {}
    for name in FILES:
        found |= lexicon_file(name)
    return found


def names(entry: str) -> list[str]:
    fields = lexicon()[entry]
    return [entry, *fields.get("said", ()), *fields.get("capitals", ())]


@cache
def by_words() -> dict[tuple[str, ...], str]:
    """The words of a name → its entry."""
    return {forms(name): entry for entry in lexicon() for name in names(entry)}


def entry_of(name: str) -> dict[str, Any]:
    return lexicon()[by_words()[forms(name)]]


def codes_of(fields: dict[str, Any]) -> list[str]:
    codes = [fields.get("code"), fields.get("history"), fields.get("family"), *fields.get("with_codes", ())]
    return [code for code in [*codes, *(one["code"] for one in fields.get("refine", ()))] if code]


def test_every_code_may_be_coded() -> None:
    allowed = {code.code for code in cim10() if code.mco in ("0", "1", "2", "4")}
    wrong = {(entry, code) for entry, fields in lexicon().items() for code in codes_of(fields) if code not in allowed}
    assert not wrong


def test_symptoms_explained_exist() -> None:
    codes = {code.code for code in cim10()}
    assert not {(e, c) for e, fields in lexicon().items() for c in fields.get("explains", ()) if c not in codes}


def test_entries_say_what_the_loader_reads() -> None:
    for entry, fields in lexicon().items():
        assert set(fields) <= FIELDS, entry
        assert "code" in fields, entry
        assert fields["code"] or fields.get("refine") or "said" in fields, entry
        for one in fields.get("refine", ()):
            assert one["with"] and set(one) == {"with", "code"}, entry
            for group in one["with"]:
                assert all(isinstance(word, str) and forms(word) for word in group), (entry, group)


def test_no_name_is_given_twice() -> None:
    given = Counter((words, entry) for entry in lexicon() for words in {forms(name) for name in names(entry)})
    owners = Counter(words for words, _entry in given)
    assert not [words for words, many in owners.items() if many > 1]
    keys = Counter(
        line.split(":")[0]
        for name in FILES
        for line in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        if line and line[0] not in " #"
    )
    assert not [key for key, many in keys.items() if many > 1]


def test_names_are_spelled_as_the_clean_text_is() -> None:
    spelled = [name for entry in lexicon() for name in names(entry) if "œ" in name or "æ" in name or "’" in name]
    assert not spelled


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("HTA", "I10"),
        ("IDM", "I2190"),
        ("SCA ST-", "I2140"),
        ("SCA ST+", "I2130"),
        ("infarctus ancien", "I252"),
        ("FA permanente", "I482"),
        ("BAV III", "I442"),
        ("insuffisance cardiaque globale", "I5009"),
        ("AVC hémorragique", "I619"),
        ("AOMI", "I7020"),
        ("rupture de VO", "I850"),
        ("pneumopathie d'inhalation", "J690"),
        ("BPCO", "J449"),
        ("SDRA", "J80"),
        ("fécalome", "K564"),
        ("hernie inguinale bilatérale", "K402"),
        ("angiocholite lithiasique", "K803"),
        ("escarre", "L899"),
        ("lombosciatique", "M544"),
        ("rhabdomyolyse", "M62890"),
        ("IRCT", "N185"),
        ("HBP", "N40"),
        ("métrorragies post-ménopausiques", "N950"),
    ],
)
def test_code_of_a_name(name: str, code: str) -> None:
    assert entry_of(name)["code"] == code


def test_a_disease_of_one_sex_says_so() -> None:
    for entry, fields in lexicon().items():
        code = fields["code"] or ""
        if "N40" <= code[:3] <= "N51" and code != "N498":
            assert fields.get("sex") == "m", entry
        if "N70" <= code[:3] <= "N98":
            assert fields.get("sex") == "f", entry
