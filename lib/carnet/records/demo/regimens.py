"""The regimens that the demo hospital gives: drugs with ATC codes and usual doses, rhythm, and what they harm."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Regimen:
    """A named regimen. Harms are 0 (none) to 3 (frequent); `oral` regimens are one exposure per line, the others one
    per cycle.
    """

    name: str
    drugs: tuple[tuple[str, str], ...]  # INN in French, usual dose as prescribed
    days: int = 21  # between two cycles
    cycles: int = 6
    oral: bool = False
    family: str = "chimiothérapie"
    blood: int = 1  # myelotoxicity
    nerve: int = 0  # neuropathy
    mouth: int = 1  # mucositis
    gut: int = 1  # nausea, diarrhoea
    skin: int = 0  # hand-foot syndrome, rash
    immune: int = 0  # immune-mediated harm


def _r(name: str, drugs: str, **more: object) -> Regimen:
    """`drugs` is « INN dose; INN dose »: the dose begins at the first digit or at « AUC »."""
    pairs = []
    for drug in drugs.split(";"):
        words = drug.strip().split(" ")
        cut = next(i for i, word in enumerate(words) if i and (word[0].isdigit() or word == "AUC"))
        pairs.append((" ".join(words[:cut]), " ".join(words[cut:])))
    return Regimen(name, tuple(pairs), **more)  # type: ignore[arg-type]


_CHEMO_IO = {"immune": 1}
_IO = {"family": "immunothérapie", "blood": 0, "mouth": 0, "gut": 0, "immune": 2}
_HT = {"family": "hormonothérapie", "oral": True, "blood": 0, "mouth": 0, "gut": 0}
_TKI = {"family": "thérapie ciblée", "oral": True, "blood": 0, "mouth": 1, "skin": 2, "days": 28}

_ALL = (
    _r(
        "FEC 100-docétaxel",
        "5-fluorouracile 500 mg/m²; épirubicine 100 mg/m²; cyclophosphamide 500 mg/m²; docétaxel 100 mg/m²",
        blood=3,
        mouth=2,
        gut=2,
        nerve=1,
    ),
    _r(
        "AC-paclitaxel",
        "doxorubicine 60 mg/m²; cyclophosphamide 600 mg/m²; paclitaxel 80 mg/m²",
        days=14,
        cycles=8,
        blood=2,
        nerve=2,
        gut=2,
    ),
    _r("TC", "docétaxel 75 mg/m²; cyclophosphamide 600 mg/m²", cycles=4, blood=2, nerve=1),
    _r(
        "EC-paclitaxel-trastuzumab",
        "épirubicine 90 mg/m²; cyclophosphamide 600 mg/m²; paclitaxel 80 mg/m²; trastuzumab 6 mg/kg",
        cycles=8,
        blood=2,
        nerve=2,
    ),
    _r(
        "paclitaxel-carboplatine-pembrolizumab puis EC",
        "paclitaxel 80 mg/m²; carboplatine AUC 5; pembrolizumab 200 mg; épirubicine 90 mg/m²; cyclophosphamide 600 "
        "mg/m²",
        cycles=8,
        blood=3,
        nerve=2,
        immune=1,
    ),
    _r(
        "docétaxel-trastuzumab-pertuzumab",
        "docétaxel 75 mg/m²; trastuzumab 6 mg/kg; pertuzumab 420 mg",
        blood=2,
        nerve=1,
    ),
    _r("trastuzumab emtansine", "trastuzumab emtansine 3,6 mg/kg", cycles=12, blood=1, mouth=0),
    _r("trastuzumab déruxtécan", "trastuzumab déruxtécan 5,4 mg/kg", cycles=12, gut=2),
    _r("paclitaxel-bévacizumab", "paclitaxel 90 mg/m²; bévacizumab 10 mg/kg", days=28, nerve=2),
    _r("paclitaxel hebdomadaire", "paclitaxel 80 mg/m²", days=28, nerve=2),
    _r("capécitabine", "capécitabine 1 000 mg/m² x 2/j", cycles=8, oral=True, blood=0, skin=2, gut=2),
    _r("éribuline", "éribuline 1,23 mg/m²", blood=2, nerve=1),
    _r("sacituzumab govitécan", "sacituzumab govitécan 10 mg/kg", blood=3, gut=2, cycles=8),
    _r("létrozole", "létrozole 2,5 mg/j", **_HT, days=30, cycles=60),
    _r("anastrozole", "anastrozole 1 mg/j", **_HT, days=30, cycles=60),
    _r("tamoxifène", "tamoxifène 20 mg/j", **_HT, days=30, cycles=60),
    _r(
        "palbociclib-létrozole",
        "palbociclib 125 mg/j 21j/28; létrozole 2,5 mg/j",
        family="thérapie ciblée",
        oral=True,
        days=28,
        cycles=26,
        blood=2,
        mouth=0,
        gut=0,
    ),
    _r(
        "ribociclib-létrozole",
        "ribociclib 600 mg/j 21j/28; létrozole 2,5 mg/j",
        family="thérapie ciblée",
        oral=True,
        days=28,
        cycles=28,
        blood=2,
        mouth=0,
        gut=0,
    ),
    _r(
        "abémaciclib-fulvestrant",
        "abémaciclib 150 mg x 2/j; fulvestrant 500 mg",
        family="thérapie ciblée",
        oral=True,
        days=28,
        cycles=16,
        blood=1,
        mouth=0,
        gut=3,
    ),
    _r("fulvestrant", "fulvestrant 500 mg", family="hormonothérapie", days=28, cycles=8, blood=0, mouth=0, gut=0),
    _r("leuproréline", "leuproréline 11,25 mg", **_HT, days=90, cycles=8),
    _r("leuproréline 6 mois", "leuproréline 11,25 mg", **_HT, days=90, cycles=2),
    _r(
        "leuproréline-abiratérone",
        "leuproréline 11,25 mg; acétate d'abiratérone 1 000 mg/j; prednisone 5 mg/j",
        **_HT,
        days=28,
        cycles=30,
    ),
    _r("leuproréline-enzalutamide", "leuproréline 11,25 mg; enzalutamide 160 mg/j", **_HT, days=28, cycles=24),
    _r("leuproréline-apalutamide", "leuproréline 11,25 mg; apalutamide 240 mg/j", **_HT, days=28, cycles=30),
    _r(
        "leuproréline-darolutamide-docétaxel",
        "leuproréline 11,25 mg; darolutamide 600 mg x 2/j; docétaxel 75 mg/m²",
        blood=2,
        nerve=1,
    ),
    _r("docétaxel-prednisone", "docétaxel 75 mg/m²; prednisone 10 mg/j", blood=2, nerve=1, cycles=8),
    _r("olaparib", "olaparib 300 mg x 2/j", **_TKI | {"skin": 0, "blood": 1}, cycles=16),
    _r(
        "carboplatine-pémétrexed-pembrolizumab",
        "carboplatine AUC 5; pémétrexed 500 mg/m²; pembrolizumab 200 mg",
        cycles=10,
        blood=2,
        **_CHEMO_IO,
    ),
    _r(
        "carboplatine-paclitaxel-pembrolizumab",
        "carboplatine AUC 5; paclitaxel 200 mg/m²; pembrolizumab 200 mg",
        cycles=9,
        blood=2,
        nerve=2,
        **_CHEMO_IO,
    ),
    _r("cisplatine-pémétrexed", "cisplatine 75 mg/m²; pémétrexed 500 mg/m²", blood=2, gut=2),
    _r("cisplatine-vinorelbine", "cisplatine 80 mg/m²; vinorelbine 25 mg/m²", cycles=4, blood=3, gut=2),
    _r("carboplatine-étoposide", "carboplatine AUC 5; étoposide 100 mg/m²", cycles=4, blood=3),
    _r(
        "carboplatine-étoposide-atézolizumab",
        "carboplatine AUC 5; étoposide 100 mg/m²; atézolizumab 1 200 mg",
        cycles=8,
        blood=3,
        **_CHEMO_IO,
    ),
    _r("docétaxel", "docétaxel 75 mg/m²", blood=2, nerve=1),
    _r("topotécan", "topotécan 1,5 mg/m²", blood=3),
    _r("pembrolizumab", "pembrolizumab 200 mg", **_IO, cycles=14),
    _r("nivolumab", "nivolumab 240 mg", **_IO, days=14, cycles=16),
    _r("nivolumab adjuvant", "nivolumab 480 mg", **_IO, days=28, cycles=12),
    _r("nivolumab-ipilimumab", "nivolumab 3 mg/kg; ipilimumab 1 mg/kg", **_IO | {"immune": 3}, cycles=8),
    _r("durvalumab", "durvalumab 10 mg/kg", **_IO, days=14, cycles=24),
    _r("avélumab", "avélumab 800 mg", **_IO, days=14, cycles=18),
    _r("osimertinib", "osimertinib 80 mg/j", **_TKI, cycles=20),
    _r("géfitinib", "géfitinib 250 mg/j", **_TKI, cycles=12),
    _r("alectinib", "alectinib 600 mg x 2/j", **_TKI, cycles=26),
    _r("crizotinib", "crizotinib 250 mg x 2/j", **_TKI, cycles=12),
    _r("lorlatinib", "lorlatinib 100 mg/j", **_TKI, cycles=18),
    _r("sotorasib", "sotorasib 960 mg/j", **_TKI, cycles=7),
    _r(
        "FOLFOX",
        "oxaliplatine 85 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²",
        days=14,
        cycles=12,
        blood=1,
        nerve=3,
    ),
    _r("XELOX", "oxaliplatine 130 mg/m²; capécitabine 1 000 mg/m² x 2/j", cycles=4, nerve=3, skin=1, gut=2),
    _r(
        "FOLFOX-bévacizumab",
        "oxaliplatine 85 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; bévacizumab 5 mg/kg",
        days=14,
        cycles=12,
        nerve=3,
    ),
    _r(
        "FOLFIRI-bévacizumab",
        "irinotécan 180 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; bévacizumab 5 mg/kg",
        days=14,
        cycles=12,
        gut=3,
    ),
    _r(
        "FOLFIRI-cétuximab",
        "irinotécan 180 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; cétuximab 500 mg/m²",
        days=14,
        cycles=12,
        gut=2,
        skin=3,
    ),
    _r(
        "FOLFOX-panitumumab",
        "oxaliplatine 85 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; panitumumab 6 mg/kg",
        days=14,
        cycles=12,
        nerve=3,
        skin=3,
    ),
    _r(
        "FOLFIRINOX",
        "oxaliplatine 85 mg/m²; irinotécan 180 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²",
        days=14,
        cycles=12,
        blood=3,
        nerve=3,
        gut=3,
    ),
    _r(
        "FOLFIRINOX modifié",
        "oxaliplatine 85 mg/m²; irinotécan 150 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²",
        days=14,
        cycles=12,
        blood=2,
        nerve=3,
        gut=2,
    ),
    _r("trifluridine-tipiracil", "trifluridine-tipiracil 35 mg/m² x 2/j", oral=True, days=28, cycles=4, blood=2),
    _r("régorafénib", "régorafénib 120 mg/j", **_TKI, cycles=3),
    _r("gemcitabine", "gemcitabine 1 000 mg/m²", days=28, cycles=5),
    _r(
        "gemcitabine-nab-paclitaxel",
        "gemcitabine 1 000 mg/m²; nab-paclitaxel 125 mg/m²",
        days=28,
        cycles=5,
        blood=2,
        nerve=2,
    ),
    _r(
        "FOLFIRI",
        "irinotécan 180 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²",
        days=14,
        cycles=8,
        gut=2,
    ),
    _r(
        "FLOT",
        "5-fluorouracile 2 600 mg/m²; acide folinique 200 mg/m²; oxaliplatine 85 mg/m²; docétaxel 50 mg/m²",
        days=14,
        cycles=8,
        blood=3,
        nerve=2,
        gut=2,
    ),
    _r(
        "FOLFOX-nivolumab",
        "oxaliplatine 85 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; nivolumab 240 mg",
        days=14,
        cycles=12,
        nerve=3,
        **_CHEMO_IO,
    ),
    _r(
        "FOLFOX-trastuzumab",
        "oxaliplatine 85 mg/m²; acide folinique 400 mg/m²; 5-fluorouracile 2 400 mg/m²; trastuzumab 4 mg/kg",
        days=14,
        cycles=12,
        nerve=3,
    ),
    _r("paclitaxel-ramucirumab", "paclitaxel 80 mg/m²; ramucirumab 8 mg/kg", days=28, cycles=5, nerve=2),
    _r("carboplatine-paclitaxel", "carboplatine AUC 5; paclitaxel 175 mg/m²", blood=2, nerve=2),
    _r(
        "carboplatine-paclitaxel-bévacizumab",
        "carboplatine AUC 5; paclitaxel 175 mg/m²; bévacizumab 15 mg/kg",
        cycles=8,
        blood=2,
        nerve=2,
    ),
    _r("niraparib", "niraparib 200 mg/j", **_TKI | {"skin": 0, "blood": 2}, cycles=18),
    _r(
        "carboplatine-doxorubicine liposomale",
        "carboplatine AUC 5; doxorubicine liposomale pégylée 30 mg/m²",
        days=28,
        skin=1,
    ),
    _r("cisplatine hebdomadaire", "cisplatine 40 mg/m²", days=7, cycles=5, gut=2),
    _r("cisplatine 100", "cisplatine 100 mg/m²", cycles=3, gut=3, mouth=3, blood=2),
    _r(
        "carboplatine-paclitaxel-dostarlimab",
        "carboplatine AUC 5; paclitaxel 175 mg/m²; dostarlimab 500 mg",
        blood=2,
        nerve=2,
        **_CHEMO_IO,
    ),
    _r("cisplatine-gemcitabine", "cisplatine 70 mg/m²; gemcitabine 1 250 mg/m²", cycles=4, blood=2, gut=2),
    _r(
        "enfortumab védotine-pembrolizumab",
        "enfortumab védotine 1,25 mg/kg; pembrolizumab 200 mg",
        cycles=10,
        nerve=2,
        skin=2,
        **_CHEMO_IO,
    ),
    _r(
        "BCG intravésical",
        "BCG intravésical 81 mg",
        days=7,
        cycles=6,
        family="immunothérapie locale",
        blood=0,
        mouth=0,
        gut=0,
    ),
    _r("sunitinib", "sunitinib 50 mg/j 4 semaines sur 6", **_TKI | {"days": 42}, cycles=8),
    _r("pembrolizumab-axitinib", "pembrolizumab 200 mg; axitinib 5 mg x 2/j", **_IO, cycles=16),
    _r("cabozantinib", "cabozantinib 60 mg/j", **_TKI, cycles=9),
    _r("dabrafénib-tramétinib", "dabrafénib 150 mg x 2/j; tramétinib 2 mg/j", **_TKI | {"skin": 1}, cycles=13),
    _r(
        "cisplatine-5FU-cétuximab",
        "cisplatine 100 mg/m²; 5-fluorouracile 4 000 mg/m²; cétuximab 250 mg/m²",
        blood=2,
        mouth=3,
        gut=2,
        skin=2,
    ),
    _r(
        "TPF",
        "docétaxel 75 mg/m²; cisplatine 75 mg/m²; 5-fluorouracile 3 750 mg/m²",
        cycles=3,
        blood=3,
        mouth=3,
        gut=2,
    ),
    _r("sorafénib", "sorafénib 400 mg x 2/j", **_TKI, cycles=6),
    _r("atézolizumab-bévacizumab", "atézolizumab 1 200 mg; bévacizumab 15 mg/kg", **_IO, cycles=10),
    _r("lenvatinib", "lenvatinib 12 mg/j", **_TKI, cycles=7),
    _r("BEP", "bléomycine 30 mg; étoposide 100 mg/m²; cisplatine 20 mg/m²", cycles=3, blood=3, gut=3),
    _r("carboplatine AUC 7", "carboplatine AUC 7", cycles=1, blood=1),
    _r(
        "R-CHOP",
        "rituximab 375 mg/m²; cyclophosphamide 750 mg/m²; doxorubicine 50 mg/m²; vincristine 1,4 mg/m²; prednisone 40 "
        "mg/m²",
        blood=3,
        nerve=1,
        mouth=2,
    ),
    _r(
        "R-mini-CHOP",
        "rituximab 375 mg/m²; cyclophosphamide 400 mg/m²; doxorubicine 25 mg/m²; vincristine 1 mg; prednisone 40 mg/m²",
        blood=2,
    ),
    _r(
        "Pola-R-CHP",
        "polatuzumab védotine 1,8 mg/kg; rituximab 375 mg/m²; cyclophosphamide 750 mg/m²; doxorubicine 50 mg/m²; "
        "prednisone 40 mg/m²",
        blood=3,
        nerve=1,
    ),
    _r("R-GemOx", "rituximab 375 mg/m²; gemcitabine 1 000 mg/m²; oxaliplatine 100 mg/m²", days=14, blood=2, nerve=2),
    _r("R-bendamustine", "rituximab 375 mg/m²; bendamustine 90 mg/m²", days=28, blood=2),
    _r("rituximab", "rituximab 375 mg/m²", days=7, cycles=4, blood=0, mouth=0, gut=0),
    _r(
        "ABVD",
        "doxorubicine 25 mg/m²; bléomycine 10 mg/m²; vinblastine 6 mg/m²; dacarbazine 375 mg/m²",
        days=14,
        cycles=8,
        blood=2,
        gut=2,
    ),
    _r("brentuximab védotine", "brentuximab védotine 1,8 mg/kg", cycles=8, nerve=2),
    _r(
        "témozolomide concomitant puis adjuvant (Stupp)",
        "témozolomide 150 mg/m²/j",
        oral=True,
        days=28,
        cycles=7,
        blood=1,
        mouth=0,
    ),
    _r("lomustine", "lomustine 90 mg/m²", oral=True, days=42, cycles=4, blood=3),
    _r("bévacizumab", "bévacizumab 10 mg/kg", days=14, cycles=8, blood=0, mouth=0, gut=0),
)
REGIMENS: dict[str, Regimen] = {regimen.name: regimen for regimen in _ALL}
REGIMEN_LIST = _ALL
REGIMEN_INDEX = {regimen.name: position for position, regimen in enumerate(_ALL)}
