"""The pseudonymiser as its users call it: whatever the text, nothing crashes, nothing is lost, nothing is told."""

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import carnet
from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.result import PseudonymisedNote
from carnet.tools.pseudonymisation.tool import Pseudonymiser

LETTER = """Hôpital Saint-Cloud, le 12/03/2024
Cher Confrère, je vois ce jour Madame Jeanne LE GOFF, née le 03/07/1951, IPP 8001234567, demeurant 12 rue des Lilas,
35000 Rennes (06 39 98 12 34). Nodule de 12 mm du sein droit, CA 15-3 à 48 U/mL, Ki67 20 %. Mme Le Goff est d'accord.
Dr Paul Martin"""

ODD = st.sampled_from(
    [
        "é",
        "e\u0301",
        "ﬁ",
        "œ",
        "\u00a0",
        "\u202f",
        "\r\n",
        "\t",
        "\f",
        "\x00",
        "\u200b",
        "\u202e",
        "😀",
        "👩🏽‍⚕️",
        "\ud800",
        "İ",
        "ẞ",
        "\u0301" * 9,
    ]
)
CLINICAL = st.sampled_from(
    [
        "Mme",
        "M.",
        "Dr",
        "DUPONT",
        "Jean-Pierre",
        "né le",
        "12/03/24",
        "06 12 34 56 78",
        "IPP :",
        "1 85 05 78 006 084 91",
    ]
    + [
        "75 mg/m²",
        "12 rue",
        "75013",
        "Paris",
        "CHU de",
        "@",
        "www.",
        "Hodgkin",
        "\n",
        " ",
        ",",
        "(",
        ")",
        "2A",
        "le",
        "3",
    ]
)
HOSTILE = st.lists(st.one_of(ODD, CLINICAL, st.text(max_size=8)), max_size=40).map("".join) | st.text(max_size=300)


@pytest.fixture(scope="module")
def tool() -> Pseudonymiser:
    return Pseudonymiser(mode="tag")


def rebuilt(note: Note, result: PseudonymisedNote) -> str:
    """The output text, from the text as given and the entities."""
    pieces, last = [], 0
    for entity in result.entities:
        pieces += [note.text[last : entity.start], entity.replacement]
        last = entity.end
    return "".join([*pieces, note.text[last:]])


def test_a_letter_loses_its_names_and_keeps_its_medicine(tool: Pseudonymiser) -> None:
    result = tool(Note("1", LETTER))
    for name in (
        "Jeanne",
        "GOFF",
        "Goff",
        "1951",
        "8001234567",
        "Lilas",
        "35000",
        "Rennes",
        "98 12",
        "Paul",
        "Martin",
        "12/03",
    ):
        assert name not in result.text
    for medicine in ("Nodule de 12 mm du sein droit", "CA 15-3 à 48 U/mL", "Ki67 20 %", "Cher Confrère"):
        assert medicine in result.text
    by_text = {entity.text: (entity.label, entity.role) for entity in result.entities}
    assert by_text["Jeanne"] == ("FIRST_NAME", "Patient") and by_text["Martin"] == ("LAST_NAME", "Carer")
    assert by_text["03/07/1951"][0] == "PATIENT_BIRTHDATE"


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE)
def test_any_text_is_processed_and_its_rest_is_left_as_it_was(tool: Pseudonymiser, text: str) -> None:
    note = Note("1", text)
    result = tool(note)
    assert rebuilt(note, result) == result.text
    last = 0
    for entity in result.entities:
        assert last <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.text
        last = entity.end


def test_without_a_key_tags_are_written_and_with_one_surrogates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CARNET_PSEUDONYM_KEY_FILE", raising=False)
    monkeypatch.delenv("CARNET_PSEUDONYM_KEY", raising=False)
    assert carnet.tools.pseudonymise().chosen_mode == "tag"
    with pytest.raises(CarnetError, match="pseudonym-key"):
        carnet.tools.pseudonymise(mode="surrogate")
    SiteKey.create(tmp_path / "key")
    surrogates = carnet.tools.pseudonymise(key_file=tmp_path / "key")
    assert surrogates.chosen_mode == "surrogate"
    monkeypatch.setenv("CARNET_PSEUDONYM_KEY_FILE", str(tmp_path / "key"))
    assert carnet.tools.pseudonymise().fingerprint == surrogates.fingerprint
    assert carnet.tools.pseudonymise(mode="mask").chosen_mode == "mask"


@pytest.mark.parametrize("wrong", [{"mode": "hide"}, {"staff": "absent.txt"}, {"llm": "gpt"}])
def test_options_that_make_no_sense_are_refused(wrong: dict) -> None:
    with pytest.raises(CarnetError):
        carnet.tools.pseudonymise(**wrong)


def test_a_worker_receives_the_settings_alone(tool: Pseudonymiser) -> None:
    tool.prepare()
    sent = pickle.dumps(tool)
    assert len(sent) < 2000 and pickle.loads(sent)(Note("1", LETTER)) == tool(Note("1", LETTER))


def test_no_message_holds_the_text(tool: Pseudonymiser) -> None:
    note = Note("1", LETTER)
    assert "GOFF" not in repr(note) + repr(tool) + tool.fingerprint + tool(note).producer


def test_many_notes_keep_their_order(tool: Pseudonymiser) -> None:
    notes = [Note(str(place), f"Mme Durand, {place} kg") for place in range(5)]
    assert [result.note_id for result in tool.map(notes)] == ["0", "1", "2", "3", "4"]
