"""Numbers that name a person: written by hand in many styles, and made by generators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_notes import faults, found_in

from carnet.tools.pseudonymisation.rules import identifiers
from carnet.tools.pseudonymisation.rules.check_digits import (
    finess_is_valid,
    iban_is_valid,
    luhn,
    nir_is_valid,
    nir_key,
    rpps_is_valid,
)

NOTES = [
    "Nom|IPP|Chambre\nMARTIN|[123456](IDENTIFIER/IPP)|12\nPETIT|[654321](IDENTIFIER/IPP)|14",
    "FICHE D'INTERVENTION N°[2023/118457](IDENTIFIER)",
    "n° série : [88412-A7](IDENTIFIER)",
    "PV n° [2024/004587](IDENTIFIER)",
    "décret n° 2013-1066",
    "Immat. [4521 XB 69](IDENTIFIER)",
    "N° Sécurité sociale : [1 84 12 76 451 089 46](IDENTIFIER/NIR)",
    "NIR [184127645108946](IDENTIFIER/NIR) — assurée du régime général",
    "N° SS: [2.69.05.49.588.157.80](IDENTIFIER/NIR) Mutuelle : MGEN",
    "INS : [1 55 08 2A 004 123 61](IDENTIFIER/INS) (OID 1.2.250.1.213.1.4.8)",
    "Matricule INS [255081416802538](IDENTIFIER/INS) qualifiée",
    "Assuré : [1 7 5 0 3 1 4 1 1 8 0 2 2 4 5](IDENTIFIER)",
    "Immatriculation sécu [2751214118123](IDENTIFIER/NIR)",
    "IPP : [8012345678](IDENTIFIER/IPP)  NDA : [770123456](IDENTIFIER/NDA)",
    "N° patient [0045871](IDENTIFIER/IPP)",
    "NIP: [1203984](IDENTIFIER/IPP) - IEP [230451187](IDENTIFIER/NDA)",
    "Dossier n° [2023-004512](IDENTIFIER/NDA)",
    "N° de dossier : [H45-88712](IDENTIFIER/NDA), venue n° [5541288](IDENTIFIER/NDA)",
    "N° de séjour [220145873](IDENTIFIER/NDA)",
    "DR X, RPPS [10003456781](IDENTIFIER/RPPS)",
    "N° RPPS : [1000 345 6781](IDENTIFIER/RPPS)",
    "FINESS [140000100](IDENTIFIER/FINESS)",
    "N°FINESS géographique : [2A0000022](IDENTIFIER/FINESS)",
    "ADELI : [141012345](IDENTIFIER/ADELI)",
    "Compte rendu anapath n° [24H1234](IDENTIFIER/other)",
    "Réf. : [24P05871](IDENTIFIER/other)",
    "Accession number : [A00458712](IDENTIFIER/other)",
    "N° d'examen [10458872](IDENTIFIER/other) TDM TAP",
    "Pacemaker, n° de série [PJN458712](IDENTIFIER/other)",
    "Passeport n° [12AB34567](IDENTIFIER/other)",
    "Véhicule immatriculé [AB-123-CD](IDENTIFIER/other)",
    "IBAN [FR76 3000 6000 0112 3456 7890 189](IDENTIFIER/other)",
    "Étiquette [8004571236](IDENTIFIER)",
    "Identifiant du patient : [PAT004587](IDENTIFIER/IPP)",
    # what names nobody
    "Plaquettes 150000/mm3, leucocytes 12500/mm3, ferritine 1250 µg/L",
    "Charge virale 12500000 copies/mL",
    "Essai NCT02788279, protocole EudraCT 2015-001234-22",
    "Adénocarcinome pT2N1M0, ICD-O 8140/3, CIM-10 C50.9, CCAM HHFA011",
    "Doliprane 1000 mg x 3/j, CIP 3400930000120",
    "EVA 3/10, 1 2 3 4 5 6 7 8 9 10",
    "TA 120/80 mmHg, FC 80/min, 12/8",
    "Lot n° AB1234, péremption",
    "Le patient est venu 3 fois. Séjour sans particularité. Visite sans incident.",
    "Dossier discuté en RCP. Examen du 12/03/2024. Référence : OMS.",
    "HER2 3+, Ki67 20 %, RE 100 %, RP 80 %",
    "doi 10.1016/j.annonc.2019.08.001 PMID 31456789",
]


@pytest.mark.parametrize("marked", NOTES)
def test_numbers_of_letters(marked: str) -> None:
    assert faults(identifiers, marked, ("IDENTIFIER",)) == []


def test_keys_of_published_examples() -> None:
    assert nir_key("2550814168025") == 38
    assert nir_is_valid("255081416802538")
    assert nir_is_valid("255081416802538"[:13] + "38")
    assert not nir_is_valid("255081416802539")
    assert iban_is_valid("FR7630006000011234567890189")
    assert luhn("79927398713")


digit = st.integers(0, 9).map(str)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.lists(digit, min_size=count, max_size=count).map("".join)


@st.composite
def nirs(draw: st.DrawFn) -> str:
    """A valid NIR: any sex, year, month, place (Corsica and overseas too), rank."""
    sex = draw(st.sampled_from("123478"))
    year = draw(_digits(2))
    month = draw(st.sampled_from([f"{m:02d}" for m in (*range(1, 13), 20, 30, 42, 50, 99)]))
    place = draw(st.sampled_from(["01", "14", "75", "2A", "2B", "95", "97", "99"])) + draw(_digits(3))
    body = sex + year + month + place + draw(_digits(3))
    return f"{body}{nir_key(body):02d}"


GROUPS = [(15,), (13, 2), (1, 2, 2, 2, 3, 3, 2), (1,) * 15, (5, 5, 5), (3, 3, 3, 3, 3), (1, 4, 5, 5)]


@given(
    nirs(),
    st.sampled_from(GROUPS),
    st.sampled_from([" ", ".", "-", "  ", "\u00a0", " . "]),
    st.sampled_from(["", "Mme X ", "N° : "]),
)
def test_a_valid_nir_is_always_found(number: str, groups: tuple[int, ...], between: str, before: str) -> None:
    parts, position = [], 0
    for size in groups:
        parts.append(number[position : position + size])
        position += size
    written = between.join(parts)
    text = before + written + " suite"
    found = [one for one in found_in(identifiers, text) if one.label == "IDENTIFIER"]
    assert any(one.start <= len(before) and one.end >= len(before) + len(written) for one in found)
    assert max(one.score for one in found) == 1.0


def _with_luhn(body: str) -> str:
    return next(body + str(last) for last in range(10) if luhn(body + str(last)))


@given(_digits(9), st.sampled_from(["RPPS ", "RPPS : ", "N° RPPS: ", "rpps n° ", "Dr X "]))
def test_a_valid_rpps_is_always_found(body: str, before: str) -> None:
    number = _with_luhn("1" + body)
    assert rpps_is_valid(number)
    found = found_in(identifiers, f"{before}{number}.")
    assert any(one.start <= len(before) and one.end >= len(before) + 11 for one in found)


@given(
    st.sampled_from(["14", "75", "2A", "2B", "97"]),
    _digits(6),
    st.sampled_from(["FINESS ", "n° FINESS : ", "FINESS ET "]),
)
def test_a_valid_finess_is_always_found(department: str, body: str, before: str) -> None:
    number = department + _with_luhn(department.replace("A", "0").replace("B", "0") + body)[2:]
    assert finess_is_valid(number)
    found = found_in(identifiers, f"{before}{number}\n")
    assert any(one.kind == "FINESS" and one.score == 1.0 for one in found)
