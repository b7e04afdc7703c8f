"""Towns, postcodes and countries; towns that are words; medicine called after towns."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import places

NOTES = [
    "elle habite à [cavaillon](CITY) depuis peu",
    "ESC 2 [93000](ZIP_CODE) [BOBIGNY](CITY)",
    "Chez les 12 879 blessés",
    "12 rue du Bac [75007](ZIP_CODE) [PARIS](CITY)",
    "[14076](ZIP_CODE) [CAEN CEDEX 5](CITY)",
    "[F-67091](ZIP_CODE) [Strasbourg](CITY)",
    "3 rue Basse\n[50570](ZIP_CODE) [Marigny-le-Lozon](CITY)",
    "[61000](ZIP_CODE) [ALENCON](CITY)",
    "Mme X, 2 place du Marché, [72 000](ZIP_CODE) [Le Mans](CITY)",
    "Il habite à [Trifouillis-les-Oies](CITY) avec sa femme",
    "née à [Sfax](CITY) ([Tunisie](COUNTRY))",
    "domiciliée à [Sainte-Mère-Église](CITY)",
    "originaire du [Sénégal](COUNTRY)",
    "voyage au [Vietnam](COUNTRY) en 2019",
    "[Caen](CITY), le 12/03/2024",
    "Fait à [Villers-Bocage](CITY), le 3 mai 2023",
    "suivi à [Tours](CITY) depuis 2012",
    "vit à [Nice](CITY)",
    "CHU de [Rouen](CITY)",
    "transférée à [St Brieuc](CITY)",
    "LE PATIENT VIT A [ROUEN](CITY)",
    "médecin traitant à [Bourg en Bresse](CITY)",
    "son cardiologue de [Saint Lô](CITY)",
    "réside près de [Vitry-sur-Seine](CITY)",
    "retour d'[Algérie](COUNTRY) il y a 3 semaines",
    # neither a town nor a country
    "Deux tours de taille, bon sens, laisse tomber, gap anionique, lens",
    "Score de Lille à 0,45 ; critères de Milan ; classification de Vienne",
    "Classification de Los Angeles grade B, consensus de Paris, score de Boston 7",
    "Grippe espagnole, fièvre méditerranéenne, encre de Chine, cochon d'Inde",
    "Sens conservés. Vire à droite. Orange mécanique. Die Hard.",
    "PLAQUETTES 12500 HEMOGLOBINE 12",
    "Leucocytes 12 500 Hémoglobine 11,2",
    "Réunion de concertation pluridisciplinaire. La réunion du staff.",
    "Né à terme. Naissance à Terme par césarienne.",
    "Brutalement, le 12 mars, douleur",
    "Syndrome de Lyon, virus West Nile, maladie de Lyme",
]


@pytest.mark.parametrize("marked", NOTES)
def test_places_of_letters(marked: str) -> None:
    assert faults(places, marked) == []
