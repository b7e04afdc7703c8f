"""Many notes through the tool: in order, kept, by patient, and never a traceback for one that fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import carnet
from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.structuring.facts import read_structured
from carnet.tools.structuring.tool import Structurer

NOTES = [
    Note("1", "Carcinome du sein droit, pT2N1M0, HER2 3+.", person_id="a"),
    Note("2", "Pas de métastase osseuse. PS 1.", person_id="a"),
    Note("3", "Adénocarcinome prostatique, PSA 12 ng/mL.", person_id="b"),
]


def test_results_come_in_order_and_patients_together() -> None:
    found = carnet.tools.structure().map(NOTES)
    assert [result.note_id for result in found] == ["1", "2", "3"]
    assert [len(history.notes) for history in found.patients()] == [2, 1]


@given(st.text(max_size=400))
def test_whatever_the_text_every_quote_is_in_it(text: str) -> None:
    result = Structurer()(Note("x", text))
    for fact in result.facts:
        for passage in fact.evidence:
            assert text[passage.start : passage.end] == passage.quote


def test_the_command_writes_a_line_for_each_note_and_reads_it_again(tmp_path: Path) -> None:
    source, out = tmp_path / "n.jsonl", tmp_path / "o.jsonl"
    lines = [{"note_id": note.note_id, "text": note.text, "person_id": note.person_id} for note in NOTES]
    source.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"note_id": "4"}]))
    program = [sys.executable, "-c", "from carnet.commands import main; main()"]
    run = [*program, "run", "structure", str(source), "-o", str(out), "--workers", "1"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # one line has no text
    assert [result.note_id for result in read_structured(out)] == ["1", "2", "3"]
    out.write_text("".join(line for line in out.read_text().splitlines(keepends=True) if "error" not in line))
    scored = subprocess.run(
        [*program, "evaluate", "structure", str(out), str(out), "--json"], capture_output=True, text=True, check=False
    )
    assert json.loads(scored.stdout)["notes"] == 3


def test_a_note_has_a_class_of_response_with_what_justifies_it() -> None:
    text = "TDM : régression de la masse.\nConclusion : réponse partielle."
    response = Structurer()(Note("1", text)).response
    assert response is not None
    assert response.value == "ReponsePartielle"
    assert [text[one.start : one.end] for one in response.evidence] == ["réponse partielle"]


def test_an_address_that_is_no_model_is_refused_at_once() -> None:
    with pytest.raises(CarnetError):
        carnet.tools.structure(llm="mistral")
