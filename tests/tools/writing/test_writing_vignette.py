"""The vignette: what brought the patient, in clean French, and nothing that was denied or told of another."""

import pytest

import carnet.tools
from carnet.teaching.item import Item
from carnet.text.note import Note
from carnet.tools.structuring.tool import Structurer
from carnet.tools.writing.chart import Chart, chart_of
from carnet.tools.writing.findings import found
from carnet.tools.writing.passages import who
from carnet.tools.writing.revealing import revealed_by

CAME = {
    "Femme de 61 ans, sans antécédent. Elle consulte en mai 2019 pour dyspnée, toux sèche et amaigrissement.": (
        "Une femme de 61 ans consulte pour une dyspnée, une toux sèche et un amaigrissement."
    ),
    "Homme de 54 ans. Il a remarqué une tuméfaction cervicale gauche indolore depuis 3 mois.": (
        "Un homme de 54 ans consulte pour une tuméfaction cervicale gauche indolore depuis 3 mois."
    ),
    "Homme de 68 ans. Adressé pour hémoptysie et AEG.": (
        "Un homme de 68 ans consulte pour une hémoptysie et une altération de l’état général."
    ),
    "Homme de 25 ans. Une masse cervicale droite a été palpée en mai.": (
        "Un homme de 25 ans consulte pour une masse cervicale droite."
    ),
    "Femme de 49 ans, sans allergies connues, adressée pour un nodule pulmonaire du lobe supérieur droit.": (
        "Une femme de 49 ans est adressée pour un nodule pulmonaire du lobe supérieur droit."
    ),
}
NOT_TOLD = [
    "Homme de 54 ans. Sa mère a consulté pour une hématurie.",
    "Homme de 54 ans. Il a remarqué une gêne non accompagnée de céphalées ou de vertiges.",
    "Femme de 58 ans. Elle a présenté une masse.",
    "Femme de 58 ans. Hormonothérapie et mastectomie en 2010. Elle consulte pour des céphalées progressives.",
    "Femme de 58 ans. Adénocarcinome du côlon traité par FOLFOX en 2012. Elle présente une dyspnée progressive.",
]
WHOLE = """Femme de 58 ans, sans antécédent.
Anamnèse
Elle consulte pour une douleur du sein gauche depuis 4 mois.
Examen physique
Masse dure de 3 cm du quadrant supéro-externe du sein gauche.
Examens complémentaires
Hémoglobine 8,9 g/dL, plaquettes 420 G/L.
L'échographie confirme : nodule irrégulier du sein gauche de 28 mm.
Biopsie : carcinome canalaire infiltrant du sein gauche. Chimiothérapie par docétaxel. Carcinome du sein.
"""


@pytest.fixture(scope="module")
def structurer() -> Structurer:
    return Structurer()


def chart(text: str, structurer: Structurer) -> Chart:
    return chart_of([Note("n1", text)], structurer)


@pytest.mark.parametrize("text", CAME)
def test_the_patient_comes_for_what_the_note_says(text: str, structurer: Structurer) -> None:
    made = who(chart(text, structurer))
    assert made.text == CAME[text]
    assert made.source is not None and made.point in made.text


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_denied_of_another_vague_or_later_is_left_out(text: str, structurer: Structurer) -> None:
    assert revealed_by(chart(text, structurer)) == []


def test_findings_say_where_the_note_tells_them(structurer: Structurer) -> None:
    read = chart(WHOLE, structurer)
    for passage in (who(read), *found(read)):
        assert passage.source is not None and passage.point in passage.text
        _note, start, end = passage.source
        assert 0 <= start < end <= WHOLE.index("Biopsie")
    assert {passage.key for passage in found(read)} >= {"biology"}


def test_items_hold_the_presentation_with_its_place() -> None:
    items: tuple[Item, ...] = carnet.tools.teach().write([Note("n1", WHOLE)]).items
    assert items
    assert any("consulte pour une douleur du sein gauche" in item.case for item in items)
    for item in items:
        assert all(0 <= one.start < one.end <= len(item.parts()[one.part]) for one in item.origins)
