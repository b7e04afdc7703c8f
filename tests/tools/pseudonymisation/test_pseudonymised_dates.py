"""Dates in all their shapes, their three classes, and what is no date."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import dates

NOTES = [
    "le [17.IX.2022](IDENTIFYING_DATE)",
    "Né à Quimper (29) le [02 juillet 62](PATIENT_BIRTHDATE)",
    "cholécystectomie en [87](IDENTIFYING_DATE).",
    "[mar. 4 oct.](IDENTIFYING_DATE) 14h15",
    "entre [2019](IDENTIFYING_DATE)-[2021](IDENTIFYING_DATE)",
    "IRM mammaire [12/3](IDENTIFYING_DATE) : 28 x 22 mm",
    "Ie [12/O5/2O21](IDENTIFYING_DATE)",
    "masse de 12/10 cm, TA 18/10 cmHg, 2/10 en OG",
    "Née le [12/03/1954](PATIENT_BIRTHDATE)",
    "né en [1948](PATIENT_BIRTHDATE)",
    "DDN : [01.02.61](PATIENT_BIRTHDATE)",
    "Date de naissance: [3 août 1970](PATIENT_BIRTHDATE)",
    "M. DUPONT Jean [12/03/1954](PATIENT_BIRTHDATE) (70 ans)",
    "Né(e) le : [19540312](PATIENT_BIRTHDATE)",
    "née à Caen le [14 juillet 1961](PATIENT_BIRTHDATE)",
    "Naissance [22|8|1923](PATIENT_BIRTHDATE)",
    "née le [deux janvier mille neuf cent soixante dix huit](PATIENT_BIRTHDATE)",
    "Hospitalisé du [12](IDENTIFYING_DATE) au [15 mars 2024](IDENTIFYING_DATE)",
    "du [03/02](IDENTIFYING_DATE) au [10/02/2023](IDENTIFYING_DATE)",
    "le [12 MARS](IDENTIFYING_DATE)",
    "[lundi 4 novembre](IDENTIFYING_DATE)",
    "revue le [12](IDENTIFYING_DATE), va bien",
    "en [mars 2019](IDENTIFYING_DATE), puis [fin 2020](IDENTIFYING_DATE)",
    "[début mars](IDENTIFYING_DATE)",
    "ATCD : appendicectomie [1987](IDENTIFYING_DATE), HTA ([2003](IDENTIFYING_DATE))",
    "[2012](IDENTIFYING_DATE) : pose de pacemaker",
    "C1 le [3/4/19](IDENTIFYING_DATE), C2 [24/4](IDENTIFYING_DATE)",
    "scanner du [2024-03-12](IDENTIFYING_DATE)",
    "le [1er févr. 2021](IDENTIFYING_DATE)",
    "le [28-mars-19](IDENTIFYING_DATE)",
    "imprimé le [12/03/2024](IDENTIFYING_DATE) à 16:34",
    "les [3](IDENTIFYING_DATE), [10](IDENTIFYING_DATE) et [17 juin](IDENTIFYING_DATE)",
    "[12/2023](IDENTIFYING_DATE) rechute",
    "le [28/03/\n2031](IDENTIFYING_DATE)",
    "[sept. 2018](IDENTIFYING_DATE)",
    "depuis [janvier](IDENTIFYING_DATE)",
    "Loi du [18 août 2013](UNIDENTIFYING_DATE)",
    "classification OMS [2021](UNIDENTIFYING_DATE), TNM [2017](UNIDENTIFYING_DATE)",
    "recommandations ESMO [2023](UNIDENTIFYING_DATE)",
    "étude KEYNOTE-522 ([2020](UNIDENTIFYING_DATE))",
    "décret n° 2013-1066 du [3 juin 2013](UNIDENTIFYING_DATE)"
    if False
    else "arrêté du [3 juin 2013](UNIDENTIFYING_DATE)",
    # not dates
    "Dose de 2000 mg, TA 12/8, EVA 3/10, acuité 10/10",
    "Ganglions 2/12 ; T12-L1 ; G2P1 ; stade 3/4 ; RECIST 1.1",
    "1/2 cp matin, 1-0-1, 1/2/1 cp, 0,5 mg",
    "pendant 15 jours, 24 heures, 3 semaines, 72 ans, à 16:34",
    "SEP rémittente, OCT normale, les paires crâniennes 12/12",
    "1/3 moyen du tibia, 2/3 inférieurs, depuis 2/3 semaines",
    "Hb 12.5, K 4.02, PSA 2.04 ng/mL, CA 15.3 à 12.10",
    "plaquettes à 1950 G/L, PNN 1980/mm3, BNP 2010 pg/mL",
    "mais il marche, janus, marsupialisation, décédé",
]


@pytest.mark.parametrize("marked", NOTES)
def test_dates_of_letters(marked: str) -> None:
    assert faults(dates, marked) == []
