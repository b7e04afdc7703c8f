"""Cancer drugs and protocols: names of all kinds lead to one substance; what only looks like one does not."""

import pytest

from carnet.text.clean import clean
from carnet.text.lexicon.cancer_drugs import SUPPORT, SYSTEMIC, all_drugs, drugs, inns_of, protocols
from carnet.text.terms import Words


def inns(text: str) -> list[str]:
    return [term.entry.inn for term in drugs().find(Words.of(clean(text)))]


def names(text: str) -> list[str]:
    return [term.entry.name for term in protocols().find(Words.of(clean(text)))]


@pytest.mark.parametrize(
    ("text", "inn"),
    [
        ("Keytruda", "pembrolizumab"),
        ("OPDIVO 240 mg", "nivolumab"),
        ("trastuzumab deruxtecan", "trastuzumab déruxtécan"),
        ("Enhertu®", "trastuzumab déruxtécan"),
        ("T-DXd", "trastuzumab déruxtécan"),
        ("T-DM1", "trastuzumab emtansine"),
        ("TDM1", "trastuzumab emtansine"),
        ("sacituzumab\ngovitécan", "sacituzumab govitécan"),
        ("Trodelvy", "sacituzumab govitécan"),
        ("dato-dxd", "datopotamab déruxtécan"),
        ("5FU", "5-fluorouracile"),
        ("5-FU", "5-fluorouracile"),
        ("5 FU", "5-fluorouracile"),
        ("CDDP", "cisplatine"),
        ("CBDCA", "carboplatine"),
        ("VP16", "étoposide"),
        ("VP 16", "étoposide"),
        ("ETOPOSIDE", "étoposide"),
        ("Taxotère", "docétaxel"),
        ("docetaxel", "docétaxel"),
        ("Navelbine orale", "vinorelbine"),
        ("cisplatin", "cisplatine"),
        ("oxaliplatin", "oxaliplatine"),
        ("gemcitabin", "gemcitabine"),
        ("Herceptin", "trastuzumab"),
        ("Endoxan", "cyclophosphamide"),
        ("Décapeptyl LP", "triptoréline"),
        ("177Lu-PSMA-617", "lutétium-177-PSMA"),
        ("Zytiga", "acétate d'abiratérone"),
        ("TAS-102", "trifluridine-tipiracil"),
        ("nab-paclitaxel", "nab-paclitaxel"),
        ("doxorubicine liposomale", "doxorubicine liposomale pégylée"),
        ("Neulasta", "pegfilgrastim"),
        ("Xgeva", "dénosumab"),
        ("CAR-T cells", "cellules CAR-T"),
        ("glofitamab", "glofitamab"),
        ("talquetamab", "talquétamab"),
    ],
)
def test_names_of_a_drug(text: str, inn: str) -> None:
    assert inns(f"Patient sous {text}, bien toléré.") == [inn]


@pytest.mark.parametrize(
    "text",
    ["TDM 1 mois", "protéine C réactive", "TAM 80 mmHg", "douleur en L5-S1", "infiltration par des TIL", "adénopathie"],
)
def test_what_is_no_drug(text: str) -> None:
    assert inns(text) == []


def test_drugs_that_a_common_library_lacks() -> None:
    missing = "pembrolizumab nivolumab osimertinib palbociclib trastuzumab déruxtécan"
    assert inns(missing) == ["pembrolizumab", "nivolumab", "osimertinib", "palbociclib", "trastuzumab déruxtécan"]


def test_the_list_is_complete_and_coherent() -> None:
    listed = all_drugs()
    assert len(listed) >= 300
    assert len({drug.inn for drug in listed}) == len(listed)
    assert {drug.kind for drug in listed} == SYSTEMIC | {SUPPORT}
    assert all(not drug.atc or 4 <= len(drug.atc) <= 7 for drug in listed)
    known = {drug.inn for drug in listed}
    for protocol in protocols().entries.values():
        assert set(protocol.drugs) <= known, protocol.name


def test_an_association_holds_two_drugs() -> None:
    drug = drugs().entries["Phesgo"]
    assert inns_of(drug) == ("trastuzumab", "pertuzumab")
    assert inns("trastuzumab-pertuzumab") == ["trastuzumab", "pertuzumab"]
    assert inns_of(drugs().entries["nab-paclitaxel"]) == ("nab-paclitaxel",)
    assert inns_of(drugs().entries["Akeega"]) == ("niraparib", "acétate d'abiratérone")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mFOLFOX6", "FOLFOX"),
        ("folfox", "FOLFOX"),
        ("CAPOX", "XELOX"),
        ("FEC100", "FEC 100"),
        ("FEC 75", "FEC 75"),
        ("R-CHOP 21", "R-CHOP"),
        ("R CHOP", "R-CHOP"),
        ("protocole de Stupp", "Stupp"),
        ("ddMVAC", "MVAC"),
        ("KEYNOTE-522", "KEYNOTE-522"),
        ("Pola-R-CHP", "Pola-R-CHP"),
        ("LV5FU2 simplifié", "LV5FU2"),
    ],
)
def test_names_of_a_protocol(text: str, name: str) -> None:
    assert names(f"6 cures de {text} bien tolérées") == [name]


def test_short_names_are_marked() -> None:
    marked = {one.name for one in protocols().entries.values() if one.ambiguous}
    assert {"EC", "AC", "TC", "EP", "VIP"} <= marked
    assert not marked & {"FOLFOX", "FEC 100", "R-CHOP", "ABVD"}
