"""Sections: the headings of French hospital notes as they are written, and the words that only look like headings."""

import pytest

from carnet.text.clean import clean
from carnet.text.sections import KINDS, find_sections
from carnet.text.sections_words import vocabulary


def kinds(text: str) -> list[str]:
    return [section.kind for section in find_sections(clean(text))]


@pytest.mark.parametrize(
    ("line", "kind", "body"),
    [
        ("Motif : douleur thoracique", "reason", "douleur thoracique"),
        ("MOTIF D’HOSPITALISATION : chute", "reason", "chute"),
        ("Motif de consultation : suivi", "reason", "suivi"),
        ("ATCD : HTA", "history", "HTA"),
        ("ATCD HTA, DT2", "history", "HTA, DT2"),
        ("A.T.C.D. : HTA", "history", "HTA"),
        ("Antecedents: HTA", "history", "HTA"),
        ("ANTÉCÉDENTS MÉDICAUX : HTA", "medical_history", "HTA"),
        ("Antécédents médico-chirurgicaux : appendicectomie", "medical_history", "appendicectomie"),
        ("Antécédents chirurgicaux : néant", "surgical_history", "néant"),
        ("ATCD familiaux : père IDM à 50 ans", "family_history", "père IDM à 50 ans"),
        ("ATCD gynéco-obstétricaux : G2P2", "gynaecological_history", "G2P2"),
        ("Allergies : pénicilline", "allergies", "pénicilline"),
        ("Allergie(s) : aucune connue", "allergies", "aucune connue"),
        ("Allergies connues : iode", "allergies", "iode"),
        ("Mode de vie : marié, 2 enfants", "lifestyle", "marié, 2 enfants"),
        ("Tabac : 20 PA sevré", "lifestyle", "20 PA sevré"),
        ("FDR CV : HTA, tabac", "risk_factors", "HTA, tabac"),
        ("Traitement habituel : Kardégic 75", "treatment_at_entry", "Kardégic 75"),
        ("Traitement à l'entrée : néant", "treatment_at_entry", "néant"),
        ("TTT habituel = Kardégic", "treatment_at_entry", "Kardégic"),
        ("HDM : toux depuis 3 jours", "present_illness", "toux depuis 3 jours"),
        ("HDM toux depuis 3 jours", "present_illness", "toux depuis 3 jours"),
        ("Histoire de la maladie : toux", "present_illness", "toux"),
        ("Examen clinique à l'entrée : apyrétique", "examination", "apyrétique"),
        ("Constantes : TA 12/8", "vitals", "TA 12/8"),
        ("Biologie: Hb 12", "biology", "Hb 12"),
        ("BIO : CRP 45", "biology", "CRP 45"),
        ("Biologie du 12/03/2024 : Hb 12", "biology", "Hb 12"),
        ("Imagerie : pas de lésion", "imaging", "pas de lésion"),
        ("IRM cérébrale du 12/03/24 : normale", "imaging", "normale"),
        ("Examens complémentaires : ECG normal", "investigations", "ECG normal"),
        ("Anatomopathologie : adénocarcinome", "pathology", "adénocarcinome"),
        ("Anapath : CCI grade 2", "pathology", "CCI grade 2"),
        ("Compte rendu opératoire : coelioscopie", "operative_report", "coelioscopie"),
        ("RCP du 12/03/2024 : chimiothérapie", "rcp", "chimiothérapie"),
        ("Évolution dans le service : favorable", "evolution", "favorable"),
        ("EVOLUTION : favorable", "evolution", "favorable"),
        ("Interventions : 2003 appendicectomie", "procedures", "2003 appendicectomie"),
        ("Traitement de sortie : Kardégic 75", "discharge_treatment", "Kardégic 75"),
        ("Conclusion : pas de récidive", "conclusion", "pas de récidive"),
        ("Conclusion    pas de récidive", "conclusion", "pas de récidive"),
        ("CCL - pneumopathie", "conclusion", "pneumopathie"),
        ("Au total, patient de 60 ans", "conclusion", "Au total, patient de 60 ans"),
        ("AU TOTAL : patient de 60 ans", "conclusion", "patient de 60 ans"),
        ("Au total patient de 60 ans", "conclusion", "Au total patient de 60 ans"),
        ("CAT : contrôle dans 3 mois", "plan", "contrôle dans 3 mois"),
        ("CAT => contrôle", "plan", "contrôle"),
        ("Conduite à tenir: contrôle", "plan", "contrôle"),
        ("Rendez-vous : le 12/03/2024", "appointments", "le 12/03/2024"),
        ("Suivi : dans 6 mois", "appointments", "dans 6 mois"),
        ("Bien confraternellement,", "signature", "Bien confraternellement,"),
        ("Copie à : Dr Martin", "recipients", "Dr Martin"),
        ("cc : Dr Martin", "recipients", "Dr Martin"),
        ("Diagnostic principal : pneumopathie", "diagnosis", "pneumopathie"),
        ("1. Motif : chute", "reason", "chute"),
        ("I - Motif : chute", "reason", "chute"),
        ("2) Conclusion : chute", "conclusion", "chute"),
        ("- ATCD : HTA", "history", "HTA"),
        ("• Allergies : aucune", "allergies", "aucune"),
        ("**Motif :** chute", "reason", "chute"),
        ("## Conclusion : chute", "conclusion", "chute"),
        ("Motif | chute", "reason", "chute"),
        ("Motif / HDM : chute", "reason", "chute"),
        ("Antécédents médicaux, chirurgicaux et familiaux : néant", "medical_history", "néant"),
        ("Antécédents personnels et familiaux : néant", "history", "néant"),
        ("Traitement et évolution : favorable", "treatment", "favorable"),
    ],
)
def test_headings_on_the_line_of_their_text(line: str, kind: str, body: str) -> None:
    cleaned = clean(line)
    (section,) = find_sections(cleaned)
    assert (section.kind, cleaned.text[section.body : section.end]) == (kind, clean(body).text)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("ANTECEDENTS", "history"),
        ("Antécédents", "history"),
        ("Antécédents :", "history"),
        ("antécédents :", "history"),
        ("I. ANTÉCÉDENTS", "history"),
        ("1) Antécédents", "history"),
        ("1.2. Antécédents :", "history"),
        ("** ANTECEDENTS **", "history"),
        ("## Antécédents", "history"),
        ("__Antécédents__", "history"),
        ("**Antécédents**", "history"),
        ("* Antécédents :", "history"),
        ("[Antécédents]", "history"),
        ("=== ANTECEDENTS ===", "history"),
        ("---- ANTECEDENTS ----", "history"),
        ("Antécédents\n-----------", "history"),
        ("Antécédents :\n===========", "history"),
        ("A N T E C E D E N T S", "history"),
        ("Antécédents (suite) :", "history"),
        ("ANTÉCÉDENTS ET ALLERGIES", "history"),
        ("Traitement de sortie", "discharge_treatment"),
        ("Ordonnance de sortie :", "discharge_treatment"),
        ("Évolution sous antibiotiques :", "evolution"),
        ("Examen clinique ce jour", "examination"),
        ("RÉUNION DE CONCERTATION PLURIDISCIPLINAIRE", "rcp"),
        ("Biologie à l’entrée (12/03/2024)", "biology"),
    ],
)
def test_headings_alone_on_their_line(heading: str, kind: str) -> None:
    text = f"{heading}\nHTA depuis 2010.\nDiabète."
    cleaned = clean(text)
    (section,) = find_sections(cleaned)
    assert (section.kind, cleaned.text[section.body :]) == (kind, "HTA depuis 2010.\nDiabète.")


@pytest.mark.parametrize(
    "text",
    [
        "La conclusion de l'IRM : pas de lésion.",
        "L'IRM est normale, conclusion : pas de lésion.",
        "Conclusion de l'IRM rassurante.",
        "Il n'y a pas de motif particulier : le patient va bien.",
        "Le patient consulte pour un motif banal",
        "Évolution favorable sous traitement.",
        "Traitement par amoxicilline pendant 7 jours.",
        "Allergie à la pénicilline : choc en 2003.",
        "Pas d'allergie : ni pénicilline, ni iode.",
        "Examen clinique normal.",
        "Examen clinique sans particularité ce jour, pas de fièvre",
        "Suivi par le Dr Martin depuis 2010.",
        "Biologie normale.",
        "Antécédent d'infarctus en 2010.",
        "Motif ventriculaire",
        "Histoire complexe chez cette patiente.",
        "Ce patient a été vu en consultation pour\nmotif : non connu à ce jour et sans suite.",
        "Le compte rendu de l'imagerie réalisée en externe dont nous avons eu la\nconclusion : absence de lésion.",
        "Le diagnostic : il est fait.",
        "A noter : rien.",
        "PATIENT VENU EN BILAN : RIEN A SIGNALER",
        "PATIENTE SANS ALLERGIE : POURSUITE",
        "RAS",
        "DUPONT MARTIN",
    ],
)
def test_what_only_looks_like_a_heading(text: str) -> None:
    assert kinds(text) == ["body"]


def test_headings_in_the_middle_of_a_line() -> None:
    text = "Motif : dyspnée. ATCD : HTA, DT2. Allergies : 0. Au total OAP. CAT : Lasilix"
    assert kinds(text) == ["reason", "history", "allergies", "plan"]
    assert kinds("Patient vu ce jour MOTIF : chute ATCD : HTA HDM : chute ce matin") == [
        "body",
        "reason",
        "history",
        "present_illness",
    ]
    assert kinds("Le scanner retrouve le motif : un nodule") == ["body"]


def test_an_item_of_a_list_gives_back_its_section() -> None:
    text = "ATCD :\n- HTA\n- Allergie : pénicilline\n- diabète\nCAT : revoir"
    cleaned = clean(text)
    sections = find_sections(cleaned)
    assert [section.kind for section in sections] == ["history", "allergies", "history", "plan"]
    assert cleaned.text[sections[2].start : sections[2].end] == "- diabète\n"
    tobacco = clean("Antécédents\nHTA\nTabac : 20 PA\nDiabète")
    assert [s.kind for s in find_sections(tobacco)] == ["history", "lifestyle", "history"]


def test_the_first_row_of_a_table_is_no_heading() -> None:
    assert kinds("Traitement de sortie\n| Médicament | Dose |\n|---|---|\n| Kardégic | 75 mg |") == [
        "discharge_treatment"
    ]
    assert kinds("Biologie | Valeur | Unité\nHb | 12 | g/dL") == ["body"]


def test_short_headings_mean_something_only_where_they_stand() -> None:
    assert kinds("ANTECEDENTS\nMédicaux :\n- HTA\nChirurgicaux : néant\nFamiliaux :\npère IDM") == [
        "history",
        "medical_history",
        "surgical_history",
        "family_history",
    ]
    assert kinds("Familiaux : présents") == ["body"]
    assert kinds("CAT :\n- IRM cérébrale : à prévoir\nScanner : à prévoir") == ["plan"]


LETTER = """CENTRE HOSPITALIER DE VILLEFRANCHE
Service de cardiologie
Tél. : 01 02 03 04 05

Cher confrère,

Je vous remercie de m'avoir adressé M. X.

MOTIF
Dyspnée d'effort.

RHUMATOLOGIE :
Arthrose.

Bilan :
NFS normale.

Au total, insuffisance cardiaque.

Bien confraternellement,
Dr Y

Copies : Dr Z
"""


def test_a_letter_from_head_to_copies() -> None:
    sections = find_sections(clean(LETTER))
    assert [section.kind for section in sections] == [
        *("letter_head", "greeting", "body", "reason", "other", "investigations", "conclusion", "signature"),
        "recipients",
    ]
    assert sections[0].start == 0
    assert sections[-1].end == len(LETTER)
    assert all(a.end == b.start for a, b in zip(sections, sections[1:], strict=False))
    assert {section.kind for section in sections} <= set(KINDS)


def test_headings_that_the_usual_tool_loses() -> None:
    """ANCHORS, failure 6: on the line of their text; Allergies, Biologie, Imagerie, RCP, Conduite à tenir."""
    text = (
        "Motif : toux\nAllergies : aucune\nBiologie : Hb 12\nImagerie : normale\nRCP : suivi\nConduite à tenir : rien"
    )
    assert kinds(text) == ["reason", "allergies", "biology", "imaging", "rcp", "plan"]


def test_every_kind_of_the_list_of_headings_is_known() -> None:
    entries, _tails, _starters = vocabulary()
    assert max(map(len, entries)) <= 10
    assert {entry.kind for found in entries.values() for entry in found} <= set(KINDS)
    assert kinds("") == kinds(" \n ") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RADIO THORAX\nPas de foyer.", ["imaging"]),
        ("TDM TAP du 14/11/2023 comparé au 02/03/2023\nPas de lésion", ["imaging"]),
        ("IRM cérébrale du 3 mars 2024\nPas de lésion", ["imaging"]),
        ("Anapath n°21P4567 reçu le 04/10/21\nADK", ["pathology"]),
        ("RCP ONCO DIGESTIVE 07/09/2022\nPatient de 60 ans", ["rcp"]),
        ("Biologie du 05/05/2022 06:30\nNa 134 mmol/L", ["biology"]),
        ("TDM du 14/11/2023 normal\nRevoir", ["body"]),
        ("SCANNER CEREBRAL NORMAL\nSORTIE LE 3", ["body"]),
        ("Patient adressé après\nRADIO THORAX\nnormale", ["body"]),
        ("RADIO THORAX", ["body"]),
        ("Clin: apyrétique", ["examination"]),
        ("Ex : otite", ["examination"]),
        ("ttt amox 3j", ["treatment"]),
        ("TTT sertraline 50 mg", ["treatment"]),
        ("ATCD / HTA, IDM\nTTT / kardegic", ["history", "treatment"]),
        ("EXAMEN CLINIQUE TA 12/8 FC 80", ["examination"]),
        ("antecedents hta diabete", ["history"]),
        ("Antécédents de cancer du sein", ["body"]),
        ("Examen clinique retrouvant une masse", ["body"]),
        ("Conclusion - insuffisance cardiaque", ["conclusion"]),
        ("SYNTHESE SSR\n- Autonomie : GIR 4\n- AVC sylvien", ["conclusion", "lifestyle", "conclusion"]),
        ("Conclusion : stable\nSurveillance : ACE", ["conclusion", "plan"]),
        ("Bonjour\nSurveillance : ACE tous les 3 mois", ["body", "plan"]),
        ("Bonjour\nSurveillance : diurèse conservée", ["body", "evolution"]),
        ("C0NCLUSION : ok", ["conclusion"]),
        ("CONCLUS10N : ok", ["conclusion"]),
        ("MOTlF : toux", ["reason"]),
        ("Dg: parodontite", ["diagnosis"]),
        ("Radiographie du thorax de face\nIndication: toux", ["imaging", "reason"]),
        ("chutes à domicile, avis tel 10h45\nATCD : HTA", ["body", "history"]),
        ("ALL penicilline", ["allergies"]),
        ("Bonjour\nsurv: cs tous les 3 mois", ["body", "plan"]),
        ("H 67 ans amené par SMUR pr DT\nATCD : HTA", ["body", "history"]),
    ],
)
def test_titles_bare_and_scanned_headings(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected
