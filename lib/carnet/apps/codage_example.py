"""A stay to try the page with: two notes written for it, about nobody."""

import datetime

from carnet.text.note import Note
from carnet.tools.coding.stay import Stay

_OPERATION = """Compte rendu opératoire du 5 mars 2024

Indication : carcinome canalaire infiltrant du quadrant supéro-externe du sein droit, cT2N1M0.
Intervention : mastectomie droite avec curage axillaire.
Suites immédiates simples.
"""
_STAY = """Compte rendu d’hospitalisation du 4 au 11 mars 2024

Motif : prise en charge chirurgicale d’un cancer du sein droit.
Antécédents : HTA traitée par ramipril. Diabète de type 2 sous metformine. Phlébite du mollet gauche en 2011.
Pas d’allergie connue. Mère : cancer du sein à 70 ans.
Évolution : fibrillation atriale découverte à J2, ralentie par bisoprolol. Pas d’embolie pulmonaire à l’angioscanner.
Infection urinaire à Escherichia coli, traitée par fosfomycine. Anémie à 9,1 g/dL sans transfusion.
Conclusion : carcinome infiltrant du sein droit, pT2N1a, opéré le 5 mars 2024.
"""


def example_stay() -> Stay:
    """A stay of a week in surgery."""
    notes = (
        Note("exemple-1", _OPERATION, "", note_date=datetime.date(2024, 3, 5), title="Compte rendu opératoire"),
        Note("exemple-2", _STAY, "", note_date=datetime.date(2024, 3, 11), title="Compte rendu d’hospitalisation"),
    )
    admission, discharge = datetime.date(2024, 3, 4), datetime.date(2024, 3, 11)
    return Stay("exemple", notes, "", 61.0, "f", admission, discharge, "Chirurgie gynécologique et mammaire")
