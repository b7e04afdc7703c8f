"""What the lexicons know of a word."""

import pytest

from carnet.text.lexicon import medical, names, words


@pytest.mark.parametrize("name", ["marie", "jean", "fatoumata", "zbigniew", "ayse", "aurelie", "francois"])
def test_first_names(name: str) -> None:
    assert name in names.first_names()


def test_first_names_come_by_frequency() -> None:
    assert names.first_names()["marie"] < names.first_names()["zeynep"]
    assert "docteur" not in names.first_names() and "est" not in names.first_names()


@pytest.mark.parametrize("name", ["martin", "lefebvre", "traore", "wisniewski", "benali", "goff"])
def test_last_names(name: str) -> None:
    assert name in names.last_names()


def test_genders() -> None:
    genders = names.first_name_genders()
    assert genders["pierre"] == "M" and genders["sylvie"] == "F" and genders["camille"] == "MF"


def test_ordinary_words() -> None:
    common = words.common_words()
    assert common["petit"] > common["nodule"] and "hodgkin" not in common and "fenetre" in common


@pytest.mark.parametrize(
    "word", ["hodgkin", "gleason", "nikolsky", "behcet", "sjogren", "lasegue", "wirsung", "fallope", "breslow"]
)
def test_eponyms(word: str) -> None:
    assert word in medical.eponyms()


def test_words_of_medicine() -> None:
    assert {"doliprane", "pembrolizumab", "kardegic"} <= medical.medical_words()
    assert {"irm", "hta", "ecbu"} <= medical.acronyms()
    assert {"maladie", "syndrome", "sonde", "score"} <= medical.eponym_nouns()
    assert len(medical.eponyms()) > 1000


def test_fold() -> None:
    assert words.fold("Œdème À L'ÉTÉ") == "oedeme a l'ete"
