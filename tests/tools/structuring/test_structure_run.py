"""`carnet run structure` with a model behind a real server: each note tells its own trouble, and the run goes on."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from carnet.text.note import Note
from carnet.tools.batch import RunRefused, run_file
from carnet.tools.structuring.deriving import TOGETHER, derive
from carnet.tools.structuring.tool import Structurer

pytest.importorskip("openai")
sys.path.insert(0, str(Path(__file__).parents[2] / "llm"))
from loopback import ScriptedServer, refuses, says  # noqa: E402

TEXT = "Carcinome du sein droit, HER2 3+. Patiente NOMSECRET."
TRUE = {"genre": "biomarqueur", "valeur": "HER2=3+", "citation": "HER2 3+"}
WRONG_SIDE = {"genre": "site", "valeur": "sein", "cote": "gauche", "citation": "sein droit"}
INVENTED = {"genre": "traitement", "valeur": "tamoxifène", "citation": "sous tamoxifène"}


def run(folder: Path, tool: Structurer, **options: Any) -> list[dict[str, Any]]:
    source, target = folder / "n.jsonl", folder / "o.jsonl"
    source.write_text("".join(json.dumps({"note_id": n, "text": TEXT}) + "\n" for n in range(3)))
    run_file(tool, source, target, workers=1, **options)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_true_facts_pass_invented_ones_do_not_and_a_refused_note_says_why(tmp_path: Path) -> None:
    good = says(json.dumps({"faits": [TRUE, WRONG_SIDE, INVENTED]}, ensure_ascii=False))
    with ScriptedServer(good, refuses(401, message="NOMSECRET"), good) as server:
        lines = run(tmp_path, Structurer(rules=False, llm=server.uri()))
    assert [fact["value"] for fact in lines[0]["facts"]] == ["HER2=3+"]
    assert {one["kind"] for one in lines[0]["unsupported"]} == {"site", "treatment"}
    assert "401" in lines[1]["error"]
    assert "NOMSECRET" not in lines[1]["error"]
    assert [fact["value"] for fact in lines[2]["facts"]] == ["HER2=3+"]


def test_an_unfinished_run_is_not_gone_on_with_by_another_model(tmp_path: Path) -> None:
    with ScriptedServer(otherwise=says('{"faits": []}')) as server:
        run(tmp_path, Structurer(llm=server.uri("one")))
        (tmp_path / "o.jsonl").rename(tmp_path / "o.jsonl.part")
        (tmp_path / ".o.jsonl.run.json").rename(tmp_path / "o.jsonl.part.json")
        with pytest.raises(RunRefused, match="autre exécution"):
            run(tmp_path, Structurer(llm=server.uri("another")), resume=True)
        assert len(run(tmp_path, Structurer(llm=server.uri("one")), resume=True)) == 3


def test_what_follows_from_a_giant_note_follows_from_its_parts() -> None:
    sentence = "Carcinome du sein droit pT2 N1 M0.\n"
    one = Structurer()(Note("1", sentence)).facts
    length = len(sentence)
    written = [fact for fact in one if not fact.rule]
    times = TOGETHER // len(written) + 2
    many = [
        fact.model_copy(
            update={
                "evidence": tuple(
                    place.model_copy(update={"start": place.start + n * length, "end": place.end + n * length})
                    for place in fact.evidence
                )
            }
        )
        for n in range(times)
        for fact in written
    ]
    assert {fact.value for fact in derive(many)} == {fact.value for fact in one if fact.rule}
