"""Hospitals named in letters, and the generic words that name none."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import hospitals

NOTES = [
    "EHPAD [Ker Anna](HOSPITAL). Suivi simple",
    "intervention de Hartmann",
    "Hôpital [Bichat](HOSPITAL/Carer)",
    "HOPITAL [SAINT ANTOINE](HOSPITAL)",
    "à l'hôpital [Robert-Debré](HOSPITAL) ce jour",
    "CHU [Gabriel Montpied](HOSPITAL)",
    "[Centre Hospitalier de Lisieux](HOSPITAL)",
    "[Centre François Baclesse](HOSPITAL)"
    if False
    else "au [Baclesse](HOSPITAL)"
    if False
    else "suivi à [Baclesse](HOSPITAL)",
    "Clinique [du Parc](HOSPITAL)" if False else "Clinique du [Parc](HOSPITAL)",
    "Polyclinique [Saint-Côme](HOSPITAL)" if False else "Polyclinique [Saint-Côme](HOSPITAL)",
    "opéré à la clinique [Pasteur](HOSPITAL)",
    "transféré à [Tenon](HOSPITAL)",
    "greffé ([St Louis](HOSPITAL)) en 2010",
    "[Institut Gustave Roussy](HOSPITAL)",
    "[Institut Curie](HOSPITAL)",
    "EHPAD [Les Tilleuls](HOSPITAL)",
    "pavillon [Babinski](HOSPITAL)",
    "unité [Claude Bernard](HOSPITAL)",
    "SSR [Les Jasmins](HOSPITAL)",
    "admise au CH de [Falaise](HOSPITAL)",
    "adressé par l'hôpital [Font-Pré](HOSPITAL) de Toulon" if False else "adressé par l'hôpital [Font-Pré](HOSPITAL)",
    "HIA [Percy](HOSPITAL)",
    "urgences de [Lariboisière](HOSPITAL)",
    # generic
    "Vu à l'hôpital de jour puis au CHU. Service d'oncologie médicale.",
    "Service de Chirurgie Digestive, unité de soins continus",
    "EXAMEN CLINIQUE : Abdomen souple. Essai clinique PULSE, stade clinique T2",
    "Maladie de Hodgkin, signe de Babinski, capsule de Tenon, aire de Broca",
    "Cirrhose de Laennec, fracture de Dupuytren",
    "Le laboratoire a rappelé. La pharmacie délivre. Cabinet médical.",
    "CENTRE HOSPITALIER\nSERVICE DE CARDIOLOGIE",
    "Hospitalisation en SSR. Retour en EHPAD. Maternité sans incident.",
]


@pytest.mark.parametrize("marked", NOTES)
def test_hospitals_of_letters(marked: str) -> None:
    assert faults(hospitals, marked) == []
