"""Primary sites: where a text says a tumour is, its side, its codes; no organ merely named, no metastasis."""

import pytest
from tumour_reading import facts, said

SITES = [
    (
        "Cancer du sein gauche, quadrant supéro-externe (QSE), traité",
        "quadrant supéro-externe du sein",
        "C50.4",
        "gauche",
    ),
    ("K sein G", "sein", "C50.9", "gauche"),
    ("néo sein dt opéré", "sein", "C50.9", "droit"),
    ("CARCINOME INFILTRANT DU QII DU SEIN DROIT", "quadrant inféro-interne du sein", "C50.3", "droit"),
    ("CCIS de l'union des quadrants externes du sein gche", "union des quadrants externes du sein", "C50.8", "gauche"),
    ("cancer des deux seins", "sein", "C50.9", "bilatéral"),
    ("Adénocarcinome bronchique du LSD", "lobe supérieur du poumon", "C34.1", "droit"),
    ("CBNPC du lobe inférieur gauche", "lobe inférieur du poumon", "C34.3", "gauche"),
    ("Carcinome bronchique\nà petites cellules\ndu lobe moyen", "lobe moyen du poumon", "C34.2", None),
    ("néoplasie colique", "côlon", "C18.9", None),
    ("ADK du colon gauche", "côlon descendant", "C18.6", None),
    ("adenocarcinome de la charniere recto-sigmoidienne", "jonction recto-sigmoïdienne", "C19.9", None),
    ("néo du bas rectum", "bas rectum", "C20.9", None),
    ("carcinome épidermoïde du tiers moyen de l'œsophage", "tiers moyen de l'œsophage", "C15.4", None),
    ("adénocarcinome de la tête du pancréas", "tête du pancréas", "C25.0", None),
    ("tumeur de la queue pancréatique", "queue du pancréas", "C25.2", None),
    ("adénocarcinome prostatique", "prostate", "C61.9", None),
    ("Carcinome urothélial de la paroi postérieure de la vessie", "paroi postérieure de la vessie", "C67.4", None),
    ("cancer du col de l'utérus", "col utérin", "C53.9", None),
    ("carcinome endométrioïde du corps utérin", "endomètre", "C54.1", None),
    ("carcinome épidermoïde de la corde vocale droite", "plan glottique", "C32.0", "droit"),
    ("carcinome papillaire du lobe droit de la thyroïde", "thyroïde", "C73.9", "droit"),
    ("mélanome du dos", "tronc", "C44.5", None),
    ("ostéosarcome du fémur distal gauche", "membre inférieur", "C40.2", "gauche"),
    ("liposarcome de la cuisse droite", "membre inférieur", "C49.2", "droit"),
    ("Glioblastome frontal droit", "lobe frontal", "C71.1", "droit"),
    ("CHC multifocal", "foie", "C22.0", None),
    ("LNH B diffus à grandes cellules", "ganglions", "C77.9", None),
    ("Sein gauche : carcinome lobulaire infiltrant", "sein", "C50.9", "gauche"),
    ("Biopsies prostatiques : adénocarcinome", "prostate", "C61.9", None),
    ("cancer métastatique du pancréas", "pancréas", "C25.9", None),
    ("carcinome infiltrant grade 1 d'Elston et Ellis du sein droit", "sein", "C50.9", "droit"),
]


@pytest.mark.parametrize(("text", "value", "code", "side"), SITES, ids=[one[0][:40] for one in SITES])
def test_site(text: str, value: str, code: str, side: str | None) -> None:
    found = facts(text, "site")
    assert [(one.value, one.code, one.laterality) for one in found] == [(value, code, side)]
    sides = facts(text, "laterality")
    assert [one.value for one in sides] == ([side] if side else [])


@pytest.mark.parametrize(
    "text",
    [
        "Foie normal. Auscultation pulmonaire claire. Seins souples.",
        "Dépistage du cancer du sein.",
        "Le dossier est présenté au comité des tumeurs thoraciques.",
        "Échographie hépatique et rénale. Marqueurs tumoraux prostatiques.",
        "Adénome de la prostate. Kyste rénal. Nodule thyroïdien.",
        "Hémangiome hépatique. Polype adénomateux colique.",
        "Métastases hépatiques et osseuses.",
        "Tumeur secondaire du foie",
        "",
        "\n\n::,,((",
    ],
)
def test_no_site(text: str) -> None:
    assert facts(text, "site") == []


def test_metastases_are_no_primary_site() -> None:
    text = "Adénocarcinome bronchique du LSD métastatique au cerveau et à la surrénale gauche"
    assert [one.value for one in facts(text, "site")] == ["lobe supérieur du poumon"]


def test_side_belongs_to_its_site() -> None:
    found = facts("Cancer du sein gauche. Douleur du genou droit. Cancer du rein, coude droit libre.", "site")
    assert [(one.value, one.laterality) for one in found] == [("sein", "gauche"), ("rein", None)]


def test_side_stands_on_its_word() -> None:
    (side,) = facts("CANCER DU SEIN GAUCHE", "laterality")
    assert side.evidence[0].quote == "GAUCHE"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ATCD : cancer du sein droit 2010", "history"),
        ("Mère : cancer du sein", "family"),
        ("Suspicion de cancer bronchique", "possible"),
        ("Pas de tumeur de la vessie", "absent"),
        ("Cancer du sein gauche HER2 négatif", "present"),
        ("Adénocarcinome pulmonaire EGFR négatif, ALK négatif", "present"),
        ("Pas de cancer du sein, HER2 négatif", "absent"),
        ("Antécédents : HTA.\nPatient suivi pour un adénocarcinome de la prostate, diagnostiqué en mai", "present"),
    ],
)
def test_assertion(text: str, status: str) -> None:
    assert [one.assertion for one in facts(text, "site")] == [status]


@pytest.mark.parametrize(
    ("text", "cim10"),
    [
        ("adénocarcinome de la prostate", "C61"),
        ("CCIS du sein gauche", "D05.9"),
        ("mélanome du dos", "C43.5"),
        ("mélanome in situ du dos", "D03.5"),
        ("cancer du foie", "C22.9"),
        ("CHC", "C22.0"),
        ("mésothéliome pleural", "C45.0"),
        ("lymphome folliculaire", "C82.9"),
        ("myélome multiple", "C90.0"),
        ("tumeur de la vessie", None),
        ("néo du sigmoïde", "C18.7"),
    ],
)
def test_cim10_follows_morphology(text: str, cim10: str | None) -> None:
    (site,) = facts(text, "site")
    assert site.parts.get("cim10") == cim10
    assert site.parts["organ"]


def test_two_heads_one_site() -> None:
    assert said("carcinome canalaire infiltrant (CCI) du sein gauche", "site") == [
        ("sein", "C50.9", "gauche", "present")
    ]
