"""A record to try the page with: four notes written for it, about nobody."""

import datetime

from carnet.text.note import Note

_BIOPSY = """CENTRE HOSPITALIER FICTIF DE VALMONTOIS — Anatomie et cytologie pathologiques
Compte rendu du 18 janvier 2023

Micro-biopsies du quadrant supéro-externe du sein droit.
Carcinome infiltrant de type non spécifique, grade SBR 2. RE 90 %, RP 60 %, HER2 2+ en IHC, Ki-67 à 25 %.
HER2 non amplifié en FISH.
"""
_BOARD = """Réunion de concertation pluridisciplinaire — 2 février 2023

Patiente de 61 ans, OMS 0. HTA traitée par ramipril. Tabac sevré, 15 PA. Mère : cancer du sein à 70 ans.
Carcinome infiltrant du sein droit de 32 mm, cT2N1M0. Pas de métastase hépatique ni osseuse au scanner.
Décision : chimiothérapie néoadjuvante par FEC 100 puis docétaxel, puis chirurgie.
"""
_OPERATION = """Compte rendu opératoire du 28 juin 2023

Indication : carcinome du sein droit après chimiothérapie néoadjuvante par FEC 100 puis docétaxel, du 13/02/2023 au \
02/06/2023, avec réponse partielle. Neutropénie G3 après le deuxième cycle, mucite G1.
Intervention : mastectomie droite avec curage axillaire.
Pièce : résidu de 18 mm, ypT1cN1a, 2N+/14, R0.
"""
_VISIT = """Consultation du 12 mars 2025

Apparition de douleurs du rachis. TEP : métastases osseuses L2 et L4. CA 15-3 : 84 U/mL. OMS 1.
Progression métastatique osseuse d’un carcinome du sein droit, RE 90 %, HER2 3+ à la relecture.
Première ligne métastatique par palbociclib-létrozole débutée le 24/03/2025.
"""


def example_notes() -> list[Note]:
    """The four notes, in time."""
    return [
        _note("exemple-1", _BIOPSY, (2023, 1, 18), "Compte rendu d’anatomie pathologique"),
        _note("exemple-2", _BOARD, (2023, 2, 2), "Réunion de concertation pluridisciplinaire"),
        _note("exemple-3", _OPERATION, (2023, 6, 28), "Compte rendu opératoire"),
        _note("exemple-4", _VISIT, (2025, 3, 12), "Consultation"),
    ]


def _note(name: str, text: str, day: tuple[int, int, int], title: str) -> Note:
    return Note(name, text, "", note_date=datetime.date(*day), title=title)
